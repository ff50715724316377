//! What the run engine costs: no-op runs through claim, step and finish over a Postgres that waits for its disk, and the
//! time from a request to the start of its run. Prints one JSON object. `script/bench runs` calls it.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement that cannot go on ends")]

mod ground;

use async_trait::async_trait;
use clap::Parser;
use ground::Ground;
use job_agent::account::{self, Member, SeenFrom, SignUp};
use job_agent::desk::Desk;
use job_agent::id::{RunId, UserId};
use job_agent::run::{self, Context, End, Handler, Kind, NewRun};
use serde_json::{Value, json};
use server::application::{Application, connect};
use server::config::Cli;
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

const RUNS: usize = 15_000;
const PEOPLE: usize = 40;
const REQUESTS: usize = 1_000;
/// How many runs are worked at once, unless the first argument says otherwise.
const SLOTS: &str = "24";
const PAUSE: Duration = Duration::from_millis(10);

#[derive(Clone, Default)]
struct NoOp {
    started: Arc<Mutex<HashMap<RunId, Instant>>>,
    done: Arc<AtomicUsize>,
}

#[async_trait]
impl Handler for NoOp {
    fn kind(&self) -> Kind {
        Kind::JobSearch
    }

    async fn work(&self, context: &Context) -> Result<Value, End> {
        let now = Instant::now();
        self.started.lock().unwrap().insert(context.run, now);
        let one: i32 = context.step("one", async { Ok(1) }).await?;
        self.done.fetch_add(1, Ordering::Relaxed);
        Ok(json!(one))
    }
}

#[tokio::main]
async fn main() {
    let ground = Ground::new().await;
    let durable = ground.durable().await;

    let stop = CancellationToken::new();
    let slots = std::env::args().nth(1).unwrap_or_else(|| SLOTS.into());
    let cli = Cli::try_parse_from(["job-agent", "--data-dir", ground.data(), "--concurrency", &slots, "--person-limit", &slots]).unwrap();
    let config = Arc::new(cli.config);
    let web = Application::new(config.clone(), connect(&ground.embedded.ui_url(), 8).await.unwrap(), stop.clone()).unwrap().desk;
    let worker = Application::new(config, connect(&ground.embedded.worker_url(), 28).await.unwrap(), stop.clone()).unwrap();
    let people = people(&web).await;

    // Asked for before anybody works, so that only the working is timed.
    fill(&web, &people).await;
    let handler = NoOp::default();
    let begun = Instant::now();
    let work = worker.work_with(vec![Arc::new(handler.clone())]);
    let measure = async {
        while handler.done.load(Ordering::Relaxed) < RUNS {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        let throughput = f64::from(u32::try_from(RUNS).unwrap()) / begun.elapsed().as_secs_f64();
        let waits = request(&web, &people, &handler).await;
        stop.cancel();
        (throughput, waits)
    };
    let ((throughput, mut waits), ()) = tokio::join!(measure, work);
    waits.sort_unstable();
    let at = |share: usize| waits[(waits.len() - 1) * share / 100].as_secs_f64() * 1000.0;
    println!(
        "{}",
        json!({ "runs_per_second": throughput.round(), "start_p50_ms": at(50), "start_p99_ms": at(99), "start_max_ms": at(100), "postgres": durable })
    );
    ground.embedded.shutdown().await.unwrap();
}

async fn people(web: &Desk) -> Vec<Member> {
    let mut people = Vec::new();
    for nth in 0..PEOPLE {
        let sign_up = SignUp {
            name: "Somebody".into(),
            email: format!("somebody-{nth}@example.org"),
            password: "correct horse battery".to_owned().into(),
        };
        // Each from an address of its own: sign-ups are limited.
        let from = SeenFrom { ip: Some(std::net::Ipv4Addr::from(u32::try_from(nth).unwrap() + 0x0a00_0001).into()), ..SeenFrom::default() };
        let opened = account::sign_up(web, &from, sign_up).await.unwrap();
        people.push(account::member(web, &opened.cookie).await.unwrap().unwrap());
    }
    people
}

async fn wanted(web: &Desk, owner: UserId, key: String) -> RunId {
    let new = NewRun { kind: Kind::JobSearch, idempotency_key: key, input: json!({}), settings: json!({}) };
    let mut tx = web.db.owned(owner).await.unwrap();
    let run = run::create(&mut tx, web, owner, &new).await.unwrap();
    tx.commit().await.unwrap();
    run
}

async fn fill(web: &Desk, people: &[Member]) {
    let each = people.iter().map(|member| async move {
        for nth in 0..RUNS / PEOPLE {
            wanted(web, member.id(), format!("fill {nth}")).await;
        }
    });
    futures::future::join_all(each).await;
}

/// A request each few milliseconds; from its beginning to the beginning of its run.
async fn request(web: &Desk, people: &[Member], handler: &NoOp) -> Vec<Duration> {
    let mut asked = HashMap::new();
    for nth in 0..REQUESTS {
        let owner = people[nth % people.len()].id();
        let before = Instant::now();
        let run = wanted(web, owner, format!("request {nth}")).await;
        run::announce(web, owner, Kind::JobSearch, run).await;
        asked.insert(run, before);
        tokio::time::sleep(PAUSE).await;
    }
    loop {
        {
            let started = handler.started.lock().unwrap();
            if asked.keys().all(|run| started.contains_key(run)) {
                return asked.iter().map(|(run, before)| started[run].duration_since(*before)).collect();
            }
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
