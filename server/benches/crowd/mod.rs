//! Whole runs, from asking the sources to the letters, in one process that serves and works as a small installation does: one alone, and
//! ten people's at once while somebody else reads their dashboard. The sources are stand-ins on ports of their own, so that each is asked
//! with the pauses that the real one wants.

#[expect(dead_code, reason = "tests count what was asked; a measurement does not")]
#[path = "../../tests/replay/mod.rs"]
mod replay;

use crate::ground::Ground;
use bytes::Bytes;
use clap::Parser;
use job_agent::account::{self, Member, SeenFrom, SignUp};
use job_agent::desk::Desk;
use job_agent::id::RunId;
use job_agent::posting::{Books, Outcome, Source};
use job_agent::profile;
use job_agent::run::{self, Status};
use job_agent::search::{self, Criteria, Report};
use leptos::config::LeptosOptions;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use server::adapters::sources::{self, Settings};
use server::application::{Application, connect};
use server::config::Cli;
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

const PEOPLE: usize = 10;
/// Read the dashboard all the time, each again after a pause.
const READERS: usize = 4;
const PAUSE: Duration = Duration::from_millis(50);
const ALONE_FOR: Duration = Duration::from_secs(3);
const CV: &[u8] = include_bytes!("../../../script/figures/cv.pdf");

#[expect(clippy::disallowed_methods, reason = "a measurement is no part of the program and has no configuration of its own")]
fn program() -> String {
    std::env::var("JOB_AGENT_PROGRAM").expect("JOB_AGENT_PROGRAM says which program reads the CVs")
}

/// Somebody with a profile.
struct Person {
    member: Member,
    cookie: SecretString,
}

pub async fn measure(ground: &Ground) -> Value {
    rustls::crypto::ring::default_provider().install_default().ok();
    let address = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let (listen, at_once, reader) = (address.to_string(), PEOPLE.to_string(), program());
    let own = ["job-agent", "--data-dir", ground.data(), "--listen-addr", &listen, "--concurrency", &at_once, "--reader-program", &reader];
    let config = Arc::new(Cli::try_parse_from(own).unwrap().config);
    let stop = CancellationToken::new();
    let web = Application::new(config.clone(), connect(&ground.embedded.ui_url(), 10).await.unwrap(), stop.clone()).unwrap();
    let mut worker = Application::new(config, connect(&ground.embedded.worker_url(), 10).await.unwrap(), stop.clone()).unwrap();
    worker.desk.sources = Arc::new(stand_ins(&worker.desk).await);
    let options = LeptosOptions::builder().output_name("job-agent").site_root(ground.data()).build();

    let measuring = async {
        let measured = runs(&web.desk, &format!("http://{address}/dashboard")).await;
        stop.cancel();
        measured
    };
    let (measured, served, ()) = tokio::join!(Box::pin(measuring), Box::pin(web.serve(options)), Box::pin(worker.work()));
    served.unwrap();
    measured
}

/// Each on a port of its own.
async fn stand_ins(desk: &Desk) -> Vec<Arc<dyn Source>> {
    let keys = [("ADZUNA_APP_ID", "id"), ("ADZUNA_APP_KEY", "key"), ("USAJOBS_EMAIL", "ops@example.org"), ("USAJOBS_KEY", "key")];
    let mut all = Vec::new();
    for key in sources::KEYS {
        let settings = Settings {
            instead: Some(format!("{}/as/many", replay::Replay::default().start().await.unwrap())),
            contact: "bench@example.org".into(),
            keys: keys.into_iter().map(|(name, key)| (name, SecretString::from(key))).collect(),
            books: Arc::new(Books(desk.db.clone())),
            ..Settings::default()
        };
        all.extend(sources::all(&settings, desk.clock.clone()).into_iter().find(|source| source.card().key == *key));
    }
    all
}

async fn runs(web: &Desk, dashboard: &str) -> Value {
    let people = people(web).await;
    let (reader, searchers) = people.split_first().unwrap();

    let begun = Instant::now();
    let first = start(web, &reader.member).await;
    let report = report(web, &reader.member, first).await;
    let alone = begun.elapsed();
    let postings: usize = report.sources.iter().map(|line| line.got).sum();
    assert!(report.sources.len() == sources::KEYS.len() && postings >= 2_000, "{} sources, {postings} postings", report.sources.len());
    for line in &report.sources {
        assert_eq!(line.outcome, Outcome::Ok, "{}: {:?}", line.key, line.detail);
    }

    let quiet = CancellationToken::new();
    let reading = read(dashboard, &reader.cookie, quiet.clone());
    tokio::time::sleep(ALONE_FOR).await;
    quiet.cancel();
    let quiet = ended(reading).await;

    let over = CancellationToken::new();
    let reading = read(dashboard, &reader.cookie, over.clone());
    let begun = Instant::now();
    let mut asked = Vec::new();
    for person in searchers {
        asked.push((person, start(web, &person.member).await));
    }
    let mut matches = 0;
    for (person, run) in asked {
        matches += self::report(web, &person.member, run).await.matches;
    }
    let together = begun.elapsed();
    over.cancel();
    let busy = ended(reading).await;
    assert!(matches >= PEOPLE * 10, "only {matches} matches");
    json!({
        "run_seconds": alone.as_secs_f64(), "run_sources": report.sources.len(), "run_postings": postings, "run_scored": report.scored,
        "run_letters": report.letters.len(), "people": PEOPLE, "together_seconds": together.as_secs_f64(),
        "dashboards": busy.len(), "dashboard_p50_ms": at(&busy, 50), "dashboard_p99_ms": at(&busy, 99), "dashboard_max_ms": at(&busy, 100),
        "dashboard_alone_p99_ms": at(&quiet, 99),
    })
}

/// One reads, the others search. Each has a CV read first.
async fn people(web: &Desk) -> Vec<Person> {
    let mut people = Vec::new();
    for nth in 0..=PEOPLE {
        let sign_up = SignUp {
            name: "Mara Lindqvist".into(),
            email: format!("somebody-{nth}@example.org"),
            password: "correct horse battery".to_owned().into(),
        };
        // Each from an address of its own: sign-ups are limited.
        let from = SeenFrom { ip: Some(std::net::Ipv4Addr::from(u32::try_from(nth).unwrap() + 0x0a00_0001).into()), ..SeenFrom::default() };
        let opened = account::sign_up(web, &from, sign_up).await.unwrap();
        let member = account::member(web, &opened.cookie).await.unwrap().unwrap();
        profile::upload_cv(web, &member, "cv.pdf", Bytes::from_static(CV)).await.unwrap();
        let run = profile::start_profiling(web, &member, "first").await.unwrap();
        people.push((Person { member, cookie: opened.cookie.expose_secret().to_owned().into() }, run));
    }
    for (person, run) in &people {
        end(web, &person.member, *run).await;
    }
    people.into_iter().map(|(person, _)| person).collect()
}

/// Everything that there is, a board of each source that has boards.
async fn start(web: &Desk, member: &Member) -> RunId {
    let cards = search::source_cards(web);
    let of_boards = cards.iter().filter(|card| card.needs_companies && !card.takes_links);
    let criteria = Criteria {
        sources: sources::KEYS.iter().map(|&key| key.to_owned()).collect(),
        companies: of_boards.map(|card| (card.key.clone(), vec!["rowan".to_owned()])).collect(),
        fresh_days: None,
        deliver: false,
        ..search::default_criteria(web, member).await.unwrap()
    };
    search::start_search(web, member, &criteria, None, "measured").await.unwrap()
}

async fn end(web: &Desk, member: &Member, run: RunId) -> run::Run {
    loop {
        let found = run::find(web, member.id(), run).await.unwrap().unwrap();
        if found.snapshot.status.is_final() {
            assert_eq!(found.snapshot.status, Status::Completed, "{:?}", found.snapshot.error_message);
            return found;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

async fn report(web: &Desk, member: &Member, run: RunId) -> Report {
    serde_json::from_value(end(web, member, run).await.output.unwrap()).unwrap()
}

/// Reads a page again and again on a thread of its own, as if from elsewhere.
fn read(url: &str, cookie: &SecretString, over: CancellationToken) -> JoinHandle<Vec<Duration>> {
    let (url, cookie) = (url.to_owned(), format!("job_agent.session_token={}", cookie.expose_secret()));
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let client = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        let readers = (0..READERS).map(|_| async {
            let mut took = Vec::new();
            while !over.is_cancelled() {
                let begun = Instant::now();
                let answer = client.get(&url).header("cookie", &cookie).header("accept", "text/html").send().await.unwrap();
                let status = answer.status();
                let page = answer.text().await.unwrap();
                took.push(begun.elapsed());
                assert!(status == 200 && page.contains("</html>"), "{status}: {page}");
                tokio::time::sleep(PAUSE).await;
            }
            took
        });
        runtime.block_on(futures::future::join_all(readers)).concat()
    })
}

/// What they measured, in order. Whoever waits for them keeps no thread from the server.
async fn ended(reading: JoinHandle<Vec<Duration>>) -> Vec<Duration> {
    let mut took = tokio::task::spawn_blocking(|| reading.join().unwrap()).await.unwrap();
    took.sort_unstable();
    took
}

fn at(took: &[Duration], share: usize) -> f64 {
    took[(took.len() - 1) * share / 100].as_secs_f64() * 1000.0
}
