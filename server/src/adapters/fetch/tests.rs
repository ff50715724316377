use super::*;
use async_trait::async_trait;
use job_agent::error::{Error, Result as Answered};
use job_agent::posting::{KeptAnswer, Leave, Ledger, Manners, Went};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use wiremock::matchers::{header_regex, path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

fn small() -> Limits {
    Limits { connect: Duration::from_secs(1), total: Duration::from_millis(400), body: 64 * 1024 }
}

async fn get(fetcher: &Fetcher, path: &str) -> Result<Vec<u8>, Fault> {
    fetcher.get(&Question::json(path.into()), None).await.map(|reply| match reply {
        Reply::New(body, _) => body,
        Reply::Unchanged => Vec::new(),
    })
}

async fn answer(template: ResponseTemplate) -> Result<Vec<u8>, Fault> {
    let server = MockServer::start().await;
    Mock::given(path("/v1/jobs")).respond_with(template).mount(&server).await;
    get(&Fetcher::new(&format!("{}/v1", server.uri()), "tests@example.com", small()).expect("a local address"), "jobs").await
}

#[tokio::test]
async fn json_comes_back_and_we_say_who_asks() {
    let server = MockServer::start().await;
    Mock::given(header_regex("user-agent", r"^job-agent/.+ \(\+tests@example\.com\)$"))
        .respond_with(ResponseTemplate::new(200).set_body_string("{}"))
        .mount(&server)
        .await;
    let fetcher = Fetcher::new(&server.uri(), "tests@example.com", small()).expect("a local address");
    assert_eq!(get(&fetcher, "jobs").await, Ok(b"{}".to_vec()));
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    assert_eq!(answer(ResponseTemplate::new(302).insert_header("location", "http://127.0.0.1:1/")).await, Err(Fault::Redirected));
}

#[tokio::test]
async fn a_body_that_is_too_large_is_cut_off() {
    assert_eq!(answer(ResponseTemplate::new(200).set_body_bytes(vec![b' '; 100 * 1024])).await, Err(Fault::TooLarge(1)));
}

#[tokio::test]
async fn a_slow_answer_is_given_up() {
    assert_eq!(answer(ResponseTemplate::new(200).set_delay(Duration::from_secs(2))).await, Err(Fault::TimedOut));
}

#[tokio::test]
async fn each_refusal_has_its_own_name() {
    assert_eq!(answer(ResponseTemplate::new(404)).await, Err(Fault::NotFound));
    assert_eq!(answer(ResponseTemplate::new(403)).await, Err(Fault::Blocked(403)));
    assert_eq!(answer(ResponseTemplate::new(500)).await, Err(Fault::Status(500)));
    assert_eq!(
        answer(ResponseTemplate::new(429).insert_header("retry-after", "7200")).await,
        Err(Fault::RateLimited(Some(Duration::from_secs(7200))))
    );
}

#[tokio::test]
async fn a_web_page_is_not_data() {
    assert_eq!(answer(ResponseTemplate::new(200).set_body_string(" <!doctype html><p>Just a moment")).await, Err(Fault::WebPage));
}

#[tokio::test]
async fn what_has_not_changed_is_not_sent_again() {
    let server = MockServer::start().await;
    let same = header_regex("if-none-match", "^\"a\"$");
    Mock::given(same).respond_with(ResponseTemplate::new(304)).mount(&server).await;
    let fresh = ResponseTemplate::new(200).insert_header("etag", "\"a\"").set_body_string("{}");
    Mock::given(path("/jobs")).respond_with(fresh).mount(&server).await;
    let fetcher = Fetcher::new(&server.uri(), "x", small()).expect("a local address");
    let question = Question::json("jobs".into());
    let Ok(Reply::New(_, mark)) = fetcher.get(&question, None).await else { panic!("it is new") };
    assert_eq!(fetcher.get(&question, Some(&mark)).await, Ok(Reply::Unchanged));
}

#[tokio::test]
async fn keys_reach_the_source_and_no_name_of_an_answer() {
    let server = MockServer::start().await;
    let asked = Mock::given(path("/jobs")).and(query_param("what", "C++ & C#")).and(query_param("app_key", "hunter2"));
    asked
        .and(header_regex("authorization-key", "^hunter3$"))
        .respond_with(ResponseTemplate::new(200).set_body_string("{}"))
        .mount(&server)
        .await;
    let fetcher = Fetcher::new(&server.uri(), "x", small()).expect("a local address");
    let question = Question::json("jobs".into()).with("what", "C++ & C#").secret("app_key", "hunter2".into());
    let question = question.header("authorization-key", "hunter3".into());
    assert!(fetcher.get(&question, None).await.is_ok());
    assert!(!format!("{question:?} {:?}", fetcher.name_of(&question)).contains("hunter"));
}

#[tokio::test]
async fn a_date_to_wait_for_is_understood() {
    let busy = ResponseTemplate::new(429).insert_header("date", "Sat, 21 Nov 2026 10:00:00 GMT");
    let busy = busy.insert_header("retry-after", "Sat, 21 Nov 2026 12:00:00 GMT");
    assert_eq!(answer(busy).await, Err(Fault::RateLimited(Some(Duration::from_secs(7200)))));
}

#[tokio::test]
async fn names_that_lead_into_private_networks_are_refused() {
    // The resolver of a public client finds only this machine behind the name.
    let fetcher = Fetcher::new("https://localhost:9/", "tests@example.com", small()).expect("a name");
    assert_eq!(get(&fetcher, "jobs").await, Err(Fault::Refused("localhost".into())));
}

#[test]
fn addresses_that_may_not_be_asked_are_refused_at_once() {
    for base in [
        "http://example.com/", "https://127.0.0.1/", "https://10.0.0.1/", "https://[::1]/", "https://[::ffff:10.0.0.1]/",
        "http://10.0.0.1/", "ftp://example.com/", "https://user:pass@example.com/", "https://2130706433/", "nonsense",
    ] {
        assert!(Fetcher::new(base, "x", small()).is_err(), "{base}");
    }
}

#[test]
fn a_client_moves_to_no_address_that_it_may_not_ask() {
    let fetcher = Fetcher::new("https://a.example/", "x", small()).expect("a public name");
    assert_eq!(fetcher.moved("https://b.example/board").map(|moved| moved.address()), Ok("https://b.example/board/".into()));
    for base in ["https://10.0.0.1/", "http://127.0.0.1:9/", "http://b.example/", "https://b.example/?a=b"] {
        assert!(fetcher.moved(base).is_err(), "{base}");
    }
}

#[test]
fn the_operators_own_network_is_reached_by_their_word_and_over_tls_alone() {
    let at = |address: &str, network: Network| Fetcher::at(address, "x", small(), network).is_ok();
    for address in ["https://10.0.0.1/token?tenant=1", "https://[fd00::1]/token", "https://id.example.org/token"] {
        assert!(at(address, Network::OperatorsOwn), "{address}");
        assert_eq!(at(address, Network::Public), address.contains("id.example.org"), "{address}");
    }
    for address in
        ["http://10.0.0.1/token", "http://id.example.org/token", "https://user:pass@id.example.org/", "https://id.example.org/#x"]
    {
        assert!(!at(address, Network::OperatorsOwn) && !at(address, Network::Public), "{address}");
    }
}

#[tokio::test]
async fn the_host_and_the_path_stay_the_sources_own() {
    let fetcher = Fetcher::new("http://127.0.0.1:9/v1/", "x", small()).expect("a local address");
    for path in ["http://127.0.0.1:10/", "../../admin", "\\\\example.com/x"] {
        assert!(matches!(get(&fetcher, path).await, Err(Fault::Refused(_) | Fault::Unreachable(_))), "{path}");
    }
    assert!(matches!(get(&fetcher, "../other").await, Err(Fault::Refused(_))));
}

#[test]
fn public_addresses_are_told_from_others() {
    for address in ["8.8.8.8", "2606:4700::1111", "1.1.1.1"] {
        assert!(is_public(address.parse().expect("an address")), "{address}");
    }
    for address in [
        "0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "169.254.169.254", "172.16.0.1", "192.168.1.1", "198.18.0.1", "224.0.0.1",
        "255.255.255.255", "::", "::1", "fe80::1", "fd00::1", "::ffff:127.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1", "2001:db8::1",
        "ff02::1",
    ] {
        assert!(!is_public(address.parse().expect("an address")), "{address}");
    }
}

/// Books that say what they are told to, one after the other, and where nothing can be noted.
#[derive(Debug, Default)]
struct Scripted {
    kept: Mutex<VecDeque<KeptAnswer>>,
    leaves: Mutex<VecDeque<Leave>>,
}

#[async_trait]
impl Ledger for Scripted {
    async fn recall(&self, _: &str, _: Duration) -> Answered<Option<KeptAnswer>> {
        Ok(self.kept.lock().unwrap().pop_front())
    }

    async fn keep(&self, _: &str, _: &KeptAnswer) -> Answered<()> {
        Err(Error::NotFound)
    }

    async fn still(&self, _: &str) -> Answered<()> {
        Err(Error::NotFound)
    }

    async fn leave(&self, _: &str, _: &str, _: &Manners) -> Answered<Leave> {
        let not = Leave::Not { until: chrono::DateTime::UNIX_EPOCH, why: "its terms allow 1 question an hour".into() };
        Ok(self.leaves.lock().unwrap().pop_front().unwrap_or(not))
    }

    async fn went(&self, _: &str, _: Went) -> Answered<()> {
        Err(Error::NotFound)
    }
}

/// What comes of a question that these books let go once, after a wait, with these answers kept.
async fn asked_with(template: ResponseTemplate, wait: Duration, kept: &[KeptAnswer]) -> Result<Vec<u8>, Fault> {
    let server = MockServer::start().await;
    Mock::given(path("/jobs")).respond_with(template).mount(&server).await;
    let books = Scripted { kept: Mutex::new(kept.to_vec().into()), leaves: Mutex::new([Leave::After(wait)].into()) };
    let manners = Manners { allowed: &[], pause: Duration::ZERO, fresh: Duration::ZERO };
    let fetcher = Fetcher::new(&server.uri(), "x", small()).expect("a local address");
    let polite = Polite { fetcher, source: "x", manners, books: Arc::new(books), breath: Duration::ZERO };
    polite.get(&Question::json("jobs".into())).await
}

fn kept(fresh: bool) -> KeptAnswer {
    KeptAnswer { body: b"{}".to_vec(), etag: Some("\"a\"".into()), last_modified: None, fresh }
}

#[tokio::test]
async fn what_went_wrong_is_told_although_it_may_not_be_asked_again() {
    assert_eq!(asked_with(ResponseTemplate::new(500), Duration::ZERO, &[]).await, Err(Fault::Status(500)));
}

#[tokio::test]
async fn what_holds_still_is_given_although_that_cannot_be_noted() {
    assert_eq!(asked_with(ResponseTemplate::new(304), Duration::ZERO, &[kept(false)]).await, Ok(b"{}".to_vec()));
}

#[tokio::test]
async fn what_another_asked_while_one_waited_is_not_asked_again() {
    let busy = ResponseTemplate::new(500);
    assert_eq!(asked_with(busy, Duration::from_nanos(1), &[kept(false), kept(true)]).await, Ok(b"{}".to_vec()));
}
