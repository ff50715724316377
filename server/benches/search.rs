//! What it costs to keep many postings, to find those for one person among all that are kept, and to run a search from its first
//! question to its letters, alone and ten at once, over a Postgres that waits for its disk. Its postings are its own. Prints one JSON
//! object. `script/bench search` calls it; a number behind it makes it smaller.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement that cannot go on ends")]

mod crowd;
mod ground;
mod process;

use chrono::TimeDelta;
use clap::Parser;
use ground::Ground;
use job_agent::assistant::FactKind;
use job_agent::desk::Desk;
use job_agent::posting::{self, FoundPosting};
use job_agent::search::{self, Candidate, ScoredFact, score};
use process::status;
use serde_json::json;
use server::adapters::sources::sample;
use server::application::{Application, connect};
use server::config::Cli;
use std::sync::Arc;
use std::time::Instant;
use tokio_util::sync::CancellationToken;

const TIMED: usize = 10_000;
const ALL: usize = 100_000;
/// Postings a transaction, as a run has them.
const RUN: usize = 2_000;

#[tokio::main]
async fn main() {
    let ground = Ground::new().await;
    let durable = ground.durable().await;
    let cli = Cli::try_parse_from(["job-agent", "--data-dir", ground.data()]).unwrap();
    let pool = connect(&ground.embedded.worker_url(), 4).await.unwrap();
    let worker = Application::new(Arc::new(cli.config), pool, CancellationToken::new()).unwrap();
    let desk = &worker.desk;

    let all = std::env::args().nth(1).map_or(ALL, |count| count.parse().unwrap());
    let timed = TIMED.min(all);
    let begun = Instant::now();
    keep(desk, 0..timed).await;
    let ingest = begun.elapsed().as_secs_f64();
    keep(desk, timed..all).await;
    sqlx::raw_sql("analyze posting; analyze posting_link").execute(&ground.admin).await.unwrap();
    let kept: i64 = sqlx::query_scalar("select count(*) from posting").fetch_one(&ground.admin).await.unwrap();

    let mut seconds = Vec::new();
    for candidate in people() {
        for _ in 0..3 {
            seconds.push(find(desk, &candidate).await);
        }
    }
    // The most that this process held; its Postgres is another one.
    let highest = || status(std::process::id(), "VmHWM") / 1024.0;
    let memory = highest();
    let runs = crowd::measure(&ground).await;
    println!(
        "{}",
        json!({ "ingested": timed, "ingest_seconds": ingest, "kept": kept, "search_seconds": seconds, "memory_mb": memory, "postgres": durable,
                "runs": runs, "memory_with_runs_mb": highest() })
    );
    ground.embedded.shutdown().await.unwrap();
}

/// The bundled openings again and again, each at another company, in another town, of another age.
fn made(range: std::ops::Range<usize>, templates: &[FoundPosting]) -> Vec<FoundPosting> {
    const TOWNS: [&str; 12] = [
        "Berlin, Germany", "Leeds, United Kingdom", "Lyon, France", "Zaragoza, Spain", "Rotterdam, Netherlands", "Denver, CO, USA",
        "Basel, Switzerland", "Remote (EU)", "Stuttgart, Germany", "Bristol, United Kingdom", "Toulouse, France", "Vienna, Austria",
    ];
    range
        .map(|nth| {
            let mut one = templates[nth * 7 % templates.len()].clone();
            one.external_id = format!("made-{nth}");
            one.url = format!("https://jobs.example/made/{nth}");
            one.company = format!("{} {}", one.company, nth / templates.len());
            one.location = Some(TOWNS[nth * 5 % TOWNS.len()].into());
            one.posted_at = one.posted_at.map(|at| at - TimeDelta::minutes(i64::try_from(nth % 40_000).unwrap()));
            one.description_text.push_str(&format!("\n\nReference {nth}."));
            one
        })
        .collect()
}

async fn keep(desk: &Desk, range: std::ops::Range<usize>) {
    let templates = sample::parse(sample::BUNDLED, desk.now()).unwrap().postings;
    let mut at = range.start;
    while at < range.end {
        let until = (at + RUN).min(range.end);
        let batch = made(at..until, &templates);
        let mut tx = desk.db.shared().await.unwrap();
        posting::keep_all(&mut tx, desk, &batch).await.unwrap();
        tx.commit().await.unwrap();
        at = until;
    }
}

fn people() -> Vec<Candidate> {
    let person = |title: &str, place: &str, skills: &[&str]| {
        let fact = |kind, path: String, text: &str| ScoredFact { id: path.clone(), kind, path, text: text.into() };
        let mut facts = vec![
            fact(FactKind::Role, "work[0].position".into(), title),
            fact(FactKind::Date, "work[0].startDate".into(), "2019-03"),
            fact(FactKind::Location, "basics.location".into(), place),
        ];
        facts.extend(skills.iter().enumerate().map(|(nth, skill)| fact(FactKind::Skill, format!("skills[{nth}].name"), skill)));
        Candidate::from_facts(&facts, chrono::NaiveDate::from_ymd_opt(2026, 6, 1).unwrap())
    };
    vec![
        person(
            "Senior Backend Engineer",
            "Berlin, Germany",
            &["Rust", "Go", "PostgreSQL", "Kubernetes", "gRPC", "Kafka", "Linux", "Docker"],
        ),
        person("Staff Nurse", "Leeds, United Kingdom", &["Wound care", "Medication administration", "Infection control", "Teamwork"]),
        person(
            "Project Manager",
            "Stuttgart, Germany",
            &["Project management", "Stakeholder management", "Excel", "Budgeting", "Agile", "Leadership"],
        ),
    ]
}

/// From nothing to an order: the candidates out of everything, and the score of each.
async fn find(desk: &Desk, candidate: &Candidate) -> f64 {
    let begun = Instant::now();
    let oldest = Some(desk.now() - TimeDelta::days(60));
    let found = search::likely(desk, candidate, &["sample".to_owned()], oldest, &[]).await.unwrap();
    assert!(found.len() > 100, "only {} were likely", found.len());
    let postings: Vec<FoundPosting> = found.into_iter().map(|(_, posting)| posting).collect();
    let order = score::rank(candidate.clone(), &postings, desk.now());
    assert!(!order.is_empty());
    begun.elapsed().as_secs_f64()
}
