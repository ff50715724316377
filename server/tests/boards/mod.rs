//! Companies that are known by nothing but their name: their boards are looked for, once for everybody, and what came of it is said.

use crate::house::Product;
use job_agent::account::Member;
use job_agent::posting::Outcome;
use job_agent::run::{self, Status};
use job_agent::search::{self, BoardLine, Criteria, Report};
use serde_json::json;
use server::adapters::sources::{self, Settings};
use sqlx::PgPool;
use std::sync::Arc;
use std::time::Duration;
use wiremock::matchers::{path, path_regex};
use wiremock::{Mock, MockServer, ResponseTemplate};

/// A product whose worker asks this server in place of all sources. What it was not told of it does not know: 404.
async fn product(admin: &PgPool, server: &MockServer) -> (Product, Member) {
    let mut product = Product::new(admin).await;
    let settings = Settings { instead: Some(server.uri()), breath: Duration::ZERO, ..Settings::default() };
    product.worker.desk.sources = Arc::new(sources::all(&settings, product.worker.desk.clock.clone()));
    let member = product.member("mara@example.org").await;
    product.profiled(&member).await;
    (product, member)
}

fn board_of(company: &str) -> ResponseTemplate {
    ResponseTemplate::new(200).set_body_json(json!({ "jobs": [{ "id": 7, "title": "Backend Engineer", "company_name": company,
        "absolute_url": "https://boards.greenhouse.io/acme/jobs/7", "location": { "name": "Berlin" }, "content": "Rust and Postgres" }] }))
}

fn named(companies: &[&str], sources: &[&str]) -> Criteria {
    let owned = |list: &[&str]| list.iter().map(|&one| one.to_owned()).collect::<Vec<String>>();
    Criteria {
        titles: vec!["Backend Engineer".into()],
        sources: owned(sources),
        boards: owned(companies),
        letters: 0,
        deliver: false,
        ..Criteria::default()
    }
}

async fn searched(product: &Product, member: &Member, criteria: &Criteria, key: &str) -> Report {
    let desk = &product.web.desk;
    let run = search::start_search(desk, member, criteria, None, key).await.unwrap();
    product.work().await;
    let ended = run::find(desk, member.id(), run).await.unwrap().unwrap();
    assert_eq!(ended.snapshot.status, Status::Completed, "{:?}", ended.snapshot.error_message);
    serde_json::from_value(ended.output.unwrap()).unwrap()
}

async fn asked(server: &MockServer) -> usize {
    server.received_requests().await.unwrap().len()
}

#[sqlx::test(migrations = "../migrations")]
async fn a_company_is_found_by_its_name_and_not_looked_for_again(admin: PgPool) {
    let server = MockServer::start().await;
    let greenhouse = |board: &str| Mock::given(path(format!("/greenhouse/v1/boards/{board}/jobs")));
    greenhouse("acmerobotics").respond_with(board_of("Acme Games")).mount(&server).await;
    greenhouse("acme-robotics").respond_with(board_of("ACME Robotics")).mount(&server).await;
    let (product, member) = product(&admin, &server).await;
    let criteria = named(&["Acme Robotics, Inc.", "GitLab"], &["sample"]);
    let report = searched(&product, &member, &criteria, "first").await;
    let line = |words: &str| BoardLine { name: "Acme Robotics, Inc.".into(), found: true, words: words.into() };
    assert_eq!(report.boards, [line("found at Greenhouse as acme-robotics, 1 opening.")], "another company's board is none of it");
    let greenhouse = report.sources.iter().find(|line| line.key == "greenhouse").unwrap();
    assert_eq!((greenhouse.got, greenhouse.outcome), (1, Outcome::Partial), "GitLab's board is asked too, and not known here");
    assert!(greenhouse.asked.contains("acme-robotics") && greenhouse.asked.contains("gitlab"));
    let kept = search::searches(&product.web.desk, &member).await.unwrap().remove(0).criteria;
    assert_eq!(kept.boards, ["Acme Robotics, Inc."], "the search keeps what was meant");

    // Somebody else, with the name written in another way: two boards are asked, and nobody else.
    let other = product.member("other@example.org").await;
    product.profiled(&other).await;
    let before = asked(&server).await;
    let again = searched(&product, &other, &named(&["acme robotics"], &["sample"]), "first").await;
    assert!(again.boards[0].words.starts_with("found at Greenhouse as acme-robotics on "), "{:?}", again.boards);
    assert_eq!(asked(&server).await - before, 1);
}

#[sqlx::test(migrations = "../migrations")]
async fn a_company_that_is_nowhere_is_said_to_be_and_asked_for_after_days(admin: PgPool) {
    let server = MockServer::start().await;
    let (product, member) = product(&admin, &server).await;
    let criteria = named(&["Elm & Ash"], &[]);
    let report = searched(&product, &member, &criteria, "first").await;
    assert!(report.sources.is_empty() && report.matches == 0);
    let line = |words: &str| BoardLine { name: "Elm & Ash".into(), found: false, words: words.into() };
    assert_eq!(report.boards, [line("not found at any of 7 boards. Paste the address of its job page.")]);
    let first = asked(&server).await;
    // Three names at seven sources, two of which have two addresses each.
    assert!((1..=27).contains(&first), "{first}");
    let report = searched(&product, &member, &criteria, "second").await;
    assert!(report.boards[0].words.contains("looked for again a week after"), "{:?}", report.boards);
    assert_eq!(asked(&server).await, first, "nobody is asked again");
    sqlx::query("update company_board set looked_at = now() - interval '8 days'").execute(&admin).await.unwrap();
    searched(&product, &member, &criteria, "third").await;
    assert_eq!(asked(&server).await, 2 * first);
}

#[sqlx::test(migrations = "../migrations")]
async fn a_board_that_does_not_answer_is_said_and_not_taken_for_one_without_the_company(admin: PgPool) {
    let server = MockServer::start().await;
    Mock::given(path_regex("^/ashby/")).respond_with(ResponseTemplate::new(429)).mount(&server).await;
    let (product, member) = product(&admin, &server).await;
    let criteria = named(&["Elm & Ash"], &["sample"]);
    let report = searched(&product, &member, &criteria, "first").await;
    let words = &report.boards[0].words;
    assert!(words.starts_with("not found at any of 6 boards. Ashby gave no usable answer and will be asked again tomorrow."), "{words}");
    assert!(report.matches > 0, "the other sources are searched all the same");
    let requests = server.received_requests().await.unwrap();
    assert_eq!(requests.iter().filter(|request| request.url.path().starts_with("/ashby/")).count(), 1, "and it is left alone");
    let first = asked(&server).await;
    searched(&product, &member, &criteria, "second").await;
    assert_eq!(asked(&server).await, first);
    sqlx::query("update company_board set looked_at = now() - interval '25 hours'").execute(&admin).await.unwrap();
    searched(&product, &member, &criteria, "third").await;
    assert!(asked(&server).await > first);
}
