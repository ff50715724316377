use super::*;
use wiremock::matchers::{header_regex, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

fn small() -> Limits {
    Limits { connect: Duration::from_secs(1), total: Duration::from_millis(400), body: 64 * 1024 }
}

async fn answer(template: ResponseTemplate) -> Result<Vec<u8>, Fault> {
    let server = MockServer::start().await;
    Mock::given(path("/v1/jobs")).respond_with(template).mount(&server).await;
    Fetcher::new(&format!("{}/v1", server.uri()), "tests@example.com", small()).expect("a local address").json("jobs").await
}

#[tokio::test]
async fn json_comes_back_and_we_say_who_asks() {
    let server = MockServer::start().await;
    Mock::given(header_regex("user-agent", r"^job-agent/.+ \(\+tests@example\.com\)$"))
        .respond_with(ResponseTemplate::new(200).set_body_string("{}"))
        .mount(&server)
        .await;
    let fetcher = Fetcher::new(&server.uri(), "tests@example.com", small()).expect("a local address");
    assert_eq!(fetcher.json("jobs").await, Ok(b"{}".to_vec()));
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
async fn names_that_lead_into_private_networks_are_refused() {
    // The resolver of a public client finds only this machine behind the name.
    let fetcher = Fetcher::new("https://localhost:9/", "tests@example.com", small()).expect("a name");
    assert_eq!(fetcher.json("jobs").await, Err(Fault::Refused("localhost".into())));
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
        assert!(matches!(fetcher.json(path).await, Err(Fault::Refused(_) | Fault::Unreachable(_))), "{path}");
    }
    assert!(matches!(fetcher.json("../other").await, Err(Fault::Refused(_))));
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
