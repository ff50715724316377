//! What open streams cost: memory and processor time of a server with ten thousand that have nothing to say, the time from a
//! commit to the client with a thousand that have, and how soon a process is gone that has five thousand. Prints one JSON
//! object. `script/bench sse` calls it; the numbers can be made smaller with the environment, to try it.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a measurement that cannot go on ends")]

mod ground;
mod process;

use clap::Parser;
use futures::TryStreamExt;
use ground::Ground;
use job_agent::desk::Desk;
use job_agent::id::{RunId, UserId};
use job_agent::run::Notice;
use process::status;
use serde_json::json;
use server::application::{Application, connect};
use server::config::Cli;
use server::web::listen::open_many;
use sqlx::PgPool;
use std::collections::HashMap;
use std::net::SocketAddr;
use std::pin::Pin;
use std::process::{Child, Command};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio_util::io::StreamReader;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// Opened before anything is measured, because what the first requests bring with them is not the streams'.
const WARM: usize = 50;
/// How long the streams have nothing to say.
const IDLE_FOR: Duration = Duration::from_secs(30);
/// A hundred a second.
const PAUSE: Duration = Duration::from_millis(10);
/// Ticks a second, of /proc/PID/stat.
const TICKS: f64 = 100.0;

#[expect(clippy::disallowed_methods, reason = "a measurement is no part of the program and has no configuration of its own")]
fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

/// How much is measured.
struct Amounts {
    idle: usize,
    busy: usize,
    events: usize,
    at_stop: usize,
}

impl Amounts {
    fn wanted() -> Self {
        let amount = |name: &str, usual| setting(name).map_or(usual, |text| text.parse().unwrap());
        Self {
            idle: amount("BENCH_IDLE", 10_000),
            busy: amount("BENCH_BUSY", 1_000),
            events: amount("BENCH_EVENTS", 3_000),
            at_stop: amount("BENCH_AT_STOP", 5_000),
        }
    }

    fn people(&self) -> usize {
        self.idle.max(self.busy).max(self.at_stop).max(WARM)
    }
}

/// Somebody with a session and one run. Everybody has one of their own, so that nothing is shared that would not be.
struct Visitor {
    owner: UserId,
    run: RunId,
    cookie: String,
}

#[tokio::main]
async fn main() {
    open_many();
    rustls::crypto::ring::default_provider().install_default().unwrap();
    let ground = Ground::new().await;
    let durable = ground.durable().await;
    let web = connect(&ground.embedded.ui_url(), 2).await.unwrap();
    let amounts = Amounts::wanted();
    let visitors = visitors(&web, amounts.people()).await;

    let server = Server::start(&ground.embedded.ui_url(), ground.data()).await;
    let (kib_a_stream, cpu_percent) = idle(&server, &visitors[..amounts.idle]).await;
    let mut waits = busy(&server, &visitors[..amounts.busy], amounts.events, &ground.embedded.worker_url(), ground.data()).await;
    waits.sort_unstable();
    let at = |share: usize| waits[(waits.len() - 1) * share / 100].as_secs_f64() * 1000.0;
    let stopped = stop(server, &visitors[..amounts.at_stop]).await;
    println!(
        "{}",
        json!({
            "idle_streams": amounts.idle, "kib_a_stream": kib_a_stream, "cpu_percent": cpu_percent,
            "busy_streams": amounts.busy, "events": waits.len(), "p50_ms": at(50), "p99_ms": at(99), "max_ms": at(100),
            "streams_at_stop": amounts.at_stop, "stop_ms": stopped.as_secs_f64() * 1000.0,
            "postgres": durable,
        })
    );
    ground.embedded.shutdown().await.unwrap();
}

/// Memory of each stream in KiB, and the processor's time of all in percent of one core, while nobody has anything to say.
async fn idle(server: &Server, visitors: &[Visitor]) -> (f64, f64) {
    drop(open(server, &visitors[..WARM.min(visitors.len())], "all").await);
    let (before, _) = server.usage();
    let streams = open(server, visitors, "all").await;
    let (_, begun) = server.usage();
    tokio::time::sleep(IDLE_FOR).await;
    let (after, ended) = server.usage();
    let each = (after - before) / f64::from(u32::try_from(streams.len()).unwrap());
    (each, (ended - begun) / IDLE_FOR.as_secs_f64() * 100.0)
}

/// From the signal to the end of the process, with all these streams open.
async fn stop(mut server: Server, visitors: &[Visitor]) -> Duration {
    let streams = open(&server, visitors, "all").await;
    let mut reading = JoinSet::new();
    for mut stream in streams {
        reading.spawn(async move { stream.read_to_end(&mut Vec::new()).await.ok() });
    }
    let begun = Instant::now();
    let process = i32::try_from(server.process.id()).unwrap();
    nix::sys::signal::kill(nix::unistd::Pid::from_raw(process), nix::sys::signal::Signal::SIGTERM).unwrap();
    while server.process.try_wait().unwrap().is_none() {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    let took = begun.elapsed();
    reading.join_all().await;
    took
}

async fn visitors(web: &PgPool, people: usize) -> Vec<Visitor> {
    let make = format!(
        r#"do $$
        declare
            person uuid;
            made uuid;
        begin
            perform set_config('app.purpose', 'authenticating', true);
            for nth in 1..{people} loop
                person := gen_random_uuid();
                made := gen_random_uuid();
                perform set_config('app.user_id', person::text, true);
                insert into "user" (id, name, email) values (person, 'Somebody', 'somebody-' || nth || '@example.org');
                insert into session (id, "userId", token, "expiresAt", absolute_expires_at)
                values (person, person, encode(sha256(lpad(nth::text, 64, '0')::bytea), 'hex'), now() + interval '7 days', now() + interval '7 days');
                insert into run (id, user_id, kind, idempotency_key, stage_count, message)
                values (made, person, 'job_search', 'bench', 6, 'Scoring 180 postings');
                perform run_event_append(made, 'queued');
                update "user" set image = made::text where id = person;
            end loop;
        end $$"#
    );
    sqlx::raw_sql(sqlx::AssertSqlSafe(make)).execute(web).await.unwrap();
    let mut tx = web.begin().await.unwrap();
    sqlx::query("select set_config('app.purpose', 'authenticating', true)").execute(&mut *tx).await.unwrap();
    let rows: Vec<(Uuid, Uuid, String)> =
        sqlx::query_as(r#"select id, image::uuid, lpad(substring(email from '[0-9]+'), 64, '0') from "user" where image is not null"#)
            .fetch_all(&mut *tx)
            .await
            .unwrap();
    rows.into_iter().map(|(owner, run, cookie)| Visitor { owner: UserId(owner), run: RunId(run), cookie }).collect()
}

// ---- the server, in a process of its own ----

struct Server {
    process: Child,
    address: SocketAddr,
}

impl Server {
    async fn start(database: &str, folder: &str) -> Self {
        let address = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let process = Command::new(setting("JOB_AGENT_PROGRAM").expect("JOB_AGENT_PROGRAM says which program to measure"))
            .args(["serve", "--data-dir", folder, "--listen-addr", &address.to_string(), "--database-url", database])
            .env("LEPTOS_OUTPUT_NAME", "job-agent")
            .env("LEPTOS_SITE_ROOT", folder)
            .env("RUST_LOG", "warn")
            .env_remove("WORKER_DATABASE_URL")
            .env_remove("ADMIN_DATABASE_URL")
            .spawn()
            .unwrap();
        let server = Self { process, address };
        while TcpStream::connect(address).await.is_err() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        server
    }

    /// Resident memory in KiB and processor time in seconds.
    fn usage(&self) -> (f64, f64) {
        let stat = std::fs::read_to_string(format!("/proc/{}/stat", self.process.id())).unwrap();
        let fields: Vec<&str> = stat.rsplit_once(") ").unwrap().1.split(' ').collect();
        let ticks = |nth: usize| fields[nth].parse::<f64>().unwrap();
        (status(self.process.id(), "VmRSS"), (ticks(11) + ticks(12)) / TICKS)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.process.kill().ok();
        self.process.wait().ok();
    }
}

// ---- its visitors ----

/// What comes over one stream.
type Opened = Pin<Box<dyn AsyncRead + Send>>;

/// How many streams a browser's proxy puts on one connection here.
const SHARING: usize = 100;

/// Opens a stream for each and waits until every one has said something: over HTTP/2 as a proxy asks, or each on a
/// connection of its own.
async fn open(server: &Server, visitors: &[Visitor], what: &str) -> Vec<Opened> {
    let own_connections = setting("BENCH_HTTP").is_some_and(|version| version == "1");
    let mut streams = Vec::with_capacity(visitors.len());
    for some in visitors.chunks(SHARING) {
        let client = reqwest::Client::builder().http2_prior_knowledge().build().unwrap();
        // The first makes the connection that the others share.
        let (first, others) = some.split_first().unwrap();
        streams.push(open_one(server, &client, own_connections, first, what).await);
        let opened = others.iter().map(|visitor| open_one(server, &client, own_connections, visitor, what));
        streams.extend(futures::future::join_all(opened).await);
    }
    streams
}

async fn open_one(server: &Server, client: &reqwest::Client, own_connection: bool, visitor: &Visitor, what: &str) -> Opened {
    let path = if what == "all" { "status/stream".into() } else { format!("status/{}/stream", visitor.run) };
    let cookie = format!("job_agent.session_token={}", visitor.cookie);
    let mut stream: Opened = if own_connection {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        let request = format!("GET /api/workflow/{path} HTTP/1.1\r\nhost: localhost\r\ncookie: {cookie}\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        Box::pin(stream)
    } else {
        let address = format!("http://{}/api/workflow/{path}", server.address);
        let answer = client.get(address).header("cookie", cookie).send().await.unwrap().error_for_status().unwrap();
        Box::pin(StreamReader::new(answer.bytes_stream().map_err(std::io::Error::other)))
    };
    let (mut heard, mut buffer) = (String::new(), [0; 4096]);
    while !heard.contains("event: ") {
        let read = stream.read(&mut buffer).await.unwrap();
        assert!(read > 0 && !heard.contains("HTTP/1.1 4"), "no stream: {heard}");
        heard.push_str(&String::from_utf8_lossy(&buffer[..read]));
    }
    stream
}

/// A hundred events a second over all runs in turn; from the commit of each to its arrival.
async fn busy(server: &Server, visitors: &[Visitor], events: usize, database: &str, folder: &str) -> Vec<Duration> {
    let committed: Arc<Mutex<HashMap<(RunId, i64), Instant>>> = Arc::default();
    let arrived: Arc<Mutex<HashMap<(RunId, i64), Instant>>> = Arc::default();
    let mut reading = JoinSet::new();
    for (stream, visitor) in open(server, visitors, "one").await.into_iter().zip(visitors) {
        reading.spawn(read(stream, visitor.run, arrived.clone()));
    }
    let config = Arc::new(Cli::try_parse_from(["job-agent", "--data-dir", folder]).unwrap().config);
    let worker = Application::new(config, connect(database, 4).await.unwrap(), CancellationToken::new()).unwrap();
    let carrying = worker.carry();
    let mut ticks = tokio::time::interval(PAUSE);
    for nth in 0..events {
        ticks.tick().await;
        let visitor = &visitors[nth % visitors.len()];
        let seq = append(&worker.desk, visitor).await;
        committed.lock().unwrap().insert((visitor.run, seq), Instant::now());
        worker.desk.news.tell(Notice::Run { run: visitor.run, owner: visitor.owner });
    }
    tokio::time::sleep(Duration::from_secs(5)).await;
    carrying.abort();
    reading.abort_all();
    let (committed, arrived) = (committed.lock().unwrap(), arrived.lock().unwrap());
    assert!(committed.keys().all(|key| arrived.contains_key(key)), "an event did not arrive");
    committed.iter().map(|(key, at)| arrived[key].saturating_duration_since(*at)).collect()
}

async fn append(worker: &Desk, visitor: &Visitor) -> i64 {
    let mut tx = worker.db.pool().begin().await.unwrap();
    sqlx::query("select set_config('app.purpose', 'working', true), run_event_append($1, 'status')")
        .bind(visitor.run.0)
        .execute(&mut *tx)
        .await
        .unwrap();
    let seq = sqlx::query_scalar("select seq from run where id = $1").bind(visitor.run.0).fetch_one(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
    seq
}

async fn read(mut stream: Opened, run: RunId, arrived: Arc<Mutex<HashMap<(RunId, i64), Instant>>>) {
    let (mut text, mut buffer) = (String::new(), [0; 4096]);
    while let Ok(read @ 1..) = stream.read(&mut buffer).await {
        let now = Instant::now();
        text.push_str(&String::from_utf8_lossy(&buffer[..read]));
        while let Some((line, rest)) = text.split_once('\n') {
            if let Some(seq) = line.strip_prefix("id: ").and_then(|seq| seq.trim().parse().ok()) {
                arrived.lock().unwrap().insert((run, seq), now);
            }
            text = rest.to_owned();
        }
    }
}
