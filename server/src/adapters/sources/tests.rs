use super::*;
use chrono::{DateTime, Utc};
use job_agent::posting::{Period, WorkMode};
use serde_json::json;
use wiremock::matchers::{path, query_param};
use wiremock::{Mock, MockServer, ResponseTemplate};

struct Still;
impl Clock for Still {
    fn now(&self) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + chrono::TimeDelta::days(20_700)
    }
}

fn board(id: i64, title: &str) -> serde_json::Value {
    json!({
        "id": id, "title": title, "absolute_url": format!("https://boards.greenhouse.io/acme/jobs/{id}?gh_src=1"), "location": {"name": "Hybrid"}, "metadata": null,
        "offices": [{"name": "Leeds", "location": "Leeds, UK"}], "content": "&lt;p&gt;Care for people &amp;amp; homes&lt;/p&gt;", "updated_at": "2026-09-01T10:00:00-04:00",
        "pay_input_ranges": [{"min_cents": 3_000_000, "max_cents": "3500000", "currency_type": "GBP", "title": "Salary", "blurb": ""}]
    })
}

#[test]
fn a_board_of_greenhouse_is_read() {
    let body =
        json!({"jobs": [board(1, "Nurse"), null, {"id": 2}, {"id": 3, "title": "", "absolute_url": "https://x.example/3"}]}).to_string();
    let parsed = greenhouse::parse(body.as_bytes()).expect("a board");
    assert_eq!((parsed.got, parsed.postings.len()), (4, 1));
    assert_eq!(parsed.skipped.values().sum::<usize>(), 3);
    let posting = &parsed.postings[0];
    assert_eq!(posting.description_text, "Care for people & homes");
    assert_eq!((posting.company.as_str(), posting.location.as_deref(), posting.mode), ("Acme", Some("Leeds, UK"), Some(WorkMode::Hybrid)));
    assert_eq!(posting.url, "https://boards.greenhouse.io/acme/jobs/1");
    assert_eq!(posting.salary.as_ref().map(|pay| (pay.min, pay.max, pay.period)), Some((Some(30_000.0), Some(35_000.0), Period::Year)));
}

#[test]
fn a_page_of_lever_is_read() {
    let body = json!([{
        "id": "a", "text": "Cook", "hostedUrl": "https://jobs.lever.co/north-wind/a", "createdAt": 1_785_312_000_000_i64, "workplaceType": "onsite", "country": null,
        "categories": {"commitment": "Full-time", "location": "Leeds", "allLocations": ["Leeds"]}, "descriptionPlain": "You cook.",
        "lists": [{"text": "You bring", "content": "<li>Knives</li>"}], "salaryRange": {"min": 12, "max": 14, "currency": "GBP", "interval": "per-hour-wage"}
    }])
    .to_string();
    let parsed = lever::parse(body.as_bytes()).expect("a page");
    let posting = &parsed.postings[0];
    assert_eq!(posting.description_text, "You cook.\n\nYou bring\n- Knives");
    assert_eq!((posting.company.as_str(), posting.mode), ("North Wind", Some(WorkMode::OnSite)));
    assert_eq!(posting.salary.as_ref().map(|pay| pay.period), Some(Period::Hour));
}

#[test]
fn another_shape_is_broken_and_never_empty() {
    for body in ["", "[]", "{}", "{\"jobs\": null}", "<html>", "{\"status\":404,\"error\":\"Job not found\"}"] {
        assert!(greenhouse::parse(body.as_bytes()).is_err(), "{body}");
    }
    for body in ["", "{}", "{\"ok\":false,\"error\":\"Document not found\"}", "nonsense"] {
        assert!(lever::parse(body.as_bytes()).is_err(), "{body}");
    }
}

async fn greenhouse_says(template: ResponseTemplate, companies: &[&str]) -> Answer {
    let server = MockServer::start().await;
    Mock::given(path("/v1/boards/acme/jobs")).and(query_param("content", "true")).respond_with(template).mount(&server).await;
    let query = Query { companies: companies.iter().map(|name| (*name).to_owned()).collect(), ..Query::default() };
    Greenhouse::new(&server.uri(), "tests@example.com").fetch(&query).await
}

#[tokio::test]
async fn every_way_to_fail_has_its_own_outcome() {
    let ok = || ResponseTemplate::new(200).set_body_json(json!({"jobs": [board(1, "Nurse")]}));
    for (template, companies, outcome) in [
        (ok(), vec!["acme"], Outcome::Ok),
        (ok(), vec![], Outcome::NeedsCompany),
        (ok(), vec!["acme", "nobody"], Outcome::Partial),
        (ok(), vec!["../admin"], Outcome::UnknownCompany),
        (ResponseTemplate::new(200).set_body_json(json!({"jobs": []})), vec!["acme"], Outcome::OkEmpty),
        (ResponseTemplate::new(200).set_body_json(json!({"jobs": [null]})), vec!["acme"], Outcome::Broken),
        (ResponseTemplate::new(200).set_body_string("<html>"), vec!["acme"], Outcome::Broken),
        (ResponseTemplate::new(404), vec!["acme"], Outcome::UnknownCompany),
        (ResponseTemplate::new(403), vec!["acme"], Outcome::Blocked),
        (ResponseTemplate::new(302).insert_header("location", "/x"), vec!["acme"], Outcome::Broken),
        (ResponseTemplate::new(429).insert_header("retry-after", "3600"), vec!["acme"], Outcome::RateLimited),
    ] {
        let answer = greenhouse_says(template, &companies).await;
        assert_eq!(answer.outcome, outcome, "{:?}", answer.detail);
        assert_eq!(answer.detail.is_none(), matches!(outcome, Outcome::Ok | Outcome::OkEmpty));
    }
}

#[tokio::test]
async fn pages_before_a_failing_one_are_kept_and_circles_end() {
    let page = |from: usize| -> Vec<serde_json::Value> {
        (from..from + 100)
            .map(|id| json!({"id": format!("p{id}"), "text": "Cook", "hostedUrl": format!("https://jobs.lever.co/acme/p{id}")}))
            .collect()
    };
    let server = MockServer::start().await;
    Mock::given(query_param("skip", "0")).respond_with(ResponseTemplate::new(200).set_body_json(page(0))).mount(&server).await;
    Mock::given(query_param("skip", "100")).respond_with(ResponseTemplate::new(500)).mount(&server).await;
    let query = Query { companies: vec!["acme".into()], ..Query::default() };
    let answer = Lever::new(&server.uri(), "x").without_pause().fetch(&query).await;
    assert_eq!((answer.outcome, answer.postings.len()), (Outcome::Partial, 100));

    let server = MockServer::start().await;
    Mock::given(path("/v0/postings/acme")).respond_with(ResponseTemplate::new(200).set_body_json(page(0))).mount(&server).await;
    let answer = Lever::new(&server.uri(), "x").without_pause().fetch(&query).await;
    assert_eq!((answer.outcome, answer.postings.len(), answer.got), (Outcome::Ok, 100, 200));
}

#[tokio::test]
async fn an_address_that_may_not_be_asked_is_an_answer() {
    let query = Query { companies: vec!["acme".into()], ..Query::default() };
    let answer = Greenhouse::new("https://10.0.0.1/", "x").fetch(&query).await;
    assert_eq!(answer.outcome, Outcome::Blocked);
}

#[tokio::test]
async fn the_samples_come_without_the_network_and_within_the_limit() {
    let source = Sample::new(Arc::new(Still));
    assert!(source.card().sample);
    let all = source.fetch(&Query::default()).await;
    assert_eq!(all.outcome, Outcome::Ok);
    assert!(all.skipped.is_empty() && all.got >= 250, "{:?}", all.skipped);
    assert!(all.postings.iter().all(|posting| !posting.description_text.is_empty() && posting.posted_at.is_some()));
    let few = source.fetch(&Query { titles: vec!["Electrician".into()], limit: 5, ..Query::default() }).await;
    assert_eq!(few.postings.len(), 5);
    assert!(few.postings[0].title.contains("lectri"), "{}", few.postings[0].title);
    assert_eq!(few.skipped.values().sum::<usize>(), few.got - 5);
}
