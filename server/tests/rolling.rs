//! Two web and two worker processes behind Caddy are restarted one after the other while people read pages, start searches
//! and watch them. No request may fail, no run be lost, and every stream has to be read to its end without a gap.
//! `script/rolling-restart` plays it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use bytes::Bytes;
use clap::Parser;
use futures::StreamExt;
use job_agent::account::{self, Member, SeenFrom, SignUp};
use job_agent::desk::Desk;
use job_agent::id::RunId;
use job_agent::profile;
use job_agent::run::{self, Run, Status};
use leptos::server_fn::axum::server_fn_paths;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use reqwest::{Client, Method, RequestBuilder, StatusCode};
use secrecy::ExposeSecret;
use server::adapters::queue::PostgresQueue;
use server::application::{Application, connect};
use server::config::Cli;
use server::postgres::{self, Embedded};
use sqlx::PgPool;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

const CV: &[u8] = include_bytes!("../../end2end/fixtures/cv.pdf");
/// How long the web serves on after it was told to stop.
const DRAIN_SECONDS: u64 = 3;
/// Caddy asks each second; after this long it knows that somebody is back.
const KNOWN: Duration = Duration::from_secs(3);

#[expect(clippy::disallowed_methods, reason = "the test's own settings")]
fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

// ---- the processes ----

#[derive(Debug, Clone, Copy)]
enum Role {
    Web(u16),
    Worker,
}

struct Fleet {
    embedded: Embedded,
    folder: PathBuf,
    url: String,
    workers: PgPool,
    client: Client,
    roles: [Role; 4],
    running: Ends,
}

impl Fleet {
    fn spawn(&self, role: Role) -> Child {
        let mut command = Command::new(env!("CARGO_BIN_EXE_job-agent"));
        command
            .env_clear()
            .env("PATH", setting("PATH").unwrap_or_default())
            .env("DATA_DIR", &self.folder)
            .env("PUBLIC_URL", &self.url)
            .env("DATABASE_URL", self.embedded.ui_url())
            .env("WORKER_DATABASE_URL", self.embedded.worker_url())
            .env("WORK_PERSON_LIMIT", "8")
            .env("TRUSTED_PROXIES", "127.0.0.1")
            .env("DRAIN_SECONDS", DRAIN_SECONDS.to_string())
            .env("LEPTOS_OUTPUT_NAME", "job-agent")
            .env("LEPTOS_SITE_ROOT", self.folder.join("site"))
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        match role {
            Role::Web(port) => command.arg("serve").env("LISTEN_ADDR", format!("127.0.0.1:{port}")),
            Role::Worker => command.arg("work"),
        };
        command.spawn().unwrap()
    }

    async fn is_ready(&self, role: Role, process: u32) -> bool {
        match role {
            Role::Web(port) => {
                let answer = self.client.get(format!("http://127.0.0.1:{port}/readyz")).send().await;
                answer.is_ok_and(|answer| answer.status().is_success())
            }
            Role::Worker => {
                let seen = "select exists (select from run_worker where name like '%-' || $1)";
                sqlx::query_scalar(seen).bind(process.to_string()).fetch_one(&self.workers).await.unwrap()
            }
        }
    }

    async fn ready(&self, which: usize) {
        let (role, process) = (self.roles[which], self.running.0[which].id());
        until("the process is ready", || self.is_ready(role, process)).await;
    }

    /// Stops one as a service manager does, and starts it again. Returns how long the stop took.
    async fn restart(&mut self, which: usize) -> Duration {
        let asked = Instant::now();
        kill(Pid::from_raw(i32::try_from(self.running.0[which].id()).unwrap()), Signal::SIGTERM).unwrap();
        let child = &mut self.running.0[which];
        let mut status = None;
        while status.is_none() {
            tokio::time::sleep(Duration::from_millis(20)).await;
            status = child.try_wait().unwrap();
        }
        let took = asked.elapsed();
        assert!(status.is_some_and(|status| status.success()), "{:?} ended with {status:?}", self.roles[which]);
        self.running.0[which] = self.spawn(self.roles[which]);
        self.ready(which).await;
        took
    }
}

/// Ends its processes when a test fails, too.
struct Ends(Vec<Child>);

impl Drop for Ends {
    fn drop(&mut self) {
        for child in &mut self.0 {
            child.kill().ok();
            child.wait().ok();
        }
    }
}

/// The Caddyfile of a deployment, over both web processes.
fn caddy(folder: &Path, url: &str, webs: [u16; 2]) -> Ends {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Caddyfile");
    let elsewhere = |name: &str| format!("http://{name}.localhost:{}", url.rsplit(':').next().unwrap());
    let child = Command::new("caddy")
        .args(["run", "--adapter", "caddyfile", "--config"])
        .arg(file)
        .env("HOME", folder)
        .env("XDG_CONFIG_HOME", folder.join("caddy"))
        .env("XDG_DATA_HOME", folder.join("caddy"))
        .env("CADDY_ADMIN", format!("127.0.0.1:{}", free_port()))
        .env("APP_HOST", url)
        .env("API_HOST", elsewhere("api"))
        .env("FLOWER_HOST", elsewhere("flower"))
        .env("UPSTREAM", webs.map(|port| format!("127.0.0.1:{port}")).join(" "))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap_or_else(|cause| panic!("this test needs the program caddy ({cause})"));
    Ends(vec![child])
}

async fn until<Check, Answer>(what: &str, mut check: Check)
where
    Check: FnMut() -> Answer,
    Answer: Future<Output = bool>,
{
    let begun = Instant::now();
    while !check().await {
        assert!(begun.elapsed() < Duration::from_secs(180), "after three minutes still not: {what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

// ---- people ----

/// Somebody signed in, who goes through Caddy, and what happened to them.
struct Person {
    url: String,
    client: Client,
    cookie: String,
    /// No new requests.
    enough: CancellationToken,
    answered: AtomicUsize,
    resumed: AtomicUsize,
    searches: Mutex<Vec<RunId>>,
    failures: Mutex<Vec<String>>,
}

impl Person {
    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client.request(method, format!("{}{path}", self.url)).header("cookie", &self.cookie)
    }

    fn failed(&self, what: String) {
        self.failures.lock().unwrap().push(what);
    }

    async fn read_pages(self: Arc<Self>) {
        for page in ["/dashboard", "/runs", "/searches", "/matches"].iter().cycle() {
            if self.enough.is_cancelled() {
                return;
            }
            match self.request(Method::GET, page).header("accept", "text/html").send().await {
                Ok(answer) if answer.status() == StatusCode::OK => match answer.bytes().await {
                    Ok(_) => _ = self.answered.fetch_add(1, Ordering::Relaxed),
                    Err(cause) => self.failed(format!("{page} broke off: {cause:?}")),
                },
                Ok(answer) => self.failed(format!("{page}: {}", answer.status())),
                Err(cause) => self.failed(format!("{page}: {cause:?}")),
            }
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
    }

    /// Starts a search now and then, and watches each to its end.
    async fn search(self: Arc<Self>) {
        let path = server_fn_paths().find(|(path, _)| path.starts_with("/api/begin_search")).unwrap().0;
        let mut watching = JoinSet::new();
        for nth in 0.. {
            if self.enough.is_cancelled() {
                break;
            }
            let form = format!("key=search-{nth}&titles=Rust%20engineer&sources%5B0%5D=sample&currency=EUR&limit=5&letters=0");
            let post = self.request(Method::POST, path).header("content-type", "application/x-www-form-urlencoded").body(form);
            let post = post.header("accept", "text/html").header("origin", &self.url).header("referer", format!("{}/searches", self.url));
            let answer = post.send().await;
            let location = answer.as_ref().ok().and_then(|answer| answer.headers().get("location")?.to_str().ok().map(str::to_owned));
            match location.and_then(|location| location.strip_prefix("/runs/")?.parse::<RunId>().ok()) {
                Some(run) => {
                    self.answered.fetch_add(1, Ordering::Relaxed);
                    self.searches.lock().unwrap().push(run);
                    watching.spawn(self.clone().watch(run));
                }
                None => self.failed(format!("search {nth}: {answer:?}")),
            }
            tokio::time::sleep(Duration::from_millis(1500)).await;
        }
        while let Some(watched) = watching.join_next().await {
            watched.unwrap();
        }
    }

    /// Reads a run's events as a browser does: from the last number on, as often as it takes.
    async fn watch(self: Arc<Self>, run: RunId) {
        let mut last = 0_i64;
        for connection in 0.. {
            let stream = self.request(Method::GET, &format!("/api/workflow/status/{run}/stream")).header("last-event-id", last.to_string());
            let answer = match stream.send().await {
                Ok(answer) if answer.status() == StatusCode::NO_CONTENT => return,
                Ok(answer) if answer.status() == StatusCode::OK => answer,
                other => return self.failed(format!("stream of {run}: {other:?}")),
            };
            self.answered.fetch_add(1, Ordering::Relaxed);
            if connection > 0 {
                self.resumed.fetch_add(1, Ordering::Relaxed);
            }
            let mut parts = answer.bytes_stream();
            let (mut text, mut retry) = (String::new(), 2000);
            while let Some(part) = parts.next().await {
                match part {
                    Ok(part) => text.push_str(&String::from_utf8_lossy(&part)),
                    Err(cause) => self.failed(format!("stream of {run} broke off: {cause:?}")),
                }
                while let Some((line, rest)) = text.split_once('\n') {
                    if let Some(id) = line.strip_prefix("id:") {
                        let id: i64 = id.trim().parse().unwrap();
                        if id != last + 1 {
                            self.failed(format!("run {run}: event {id} came after {last}"));
                        }
                        last = id;
                    } else if let Some(wait) = line.strip_prefix("retry:") {
                        retry = wait.trim().parse().unwrap();
                    }
                    text = rest.to_owned();
                }
            }
            tokio::time::sleep(Duration::from_millis(retry)).await;
        }
    }
}

async fn person(desk: &Desk, url: &str, client: &Client) -> (Arc<Person>, Member) {
    let sign_up = SignUp { name: "Mara".into(), email: "mara@example.org".into(), password: "correct horse battery".to_owned().into() };
    let opened = account::sign_up(desk, &SeenFrom::default(), sign_up).await.unwrap();
    let member = account::member(desk, &opened.cookie).await.unwrap().unwrap();
    let person = Person {
        url: url.to_owned(),
        client: client.clone(),
        cookie: format!("job_agent.session_token={}", opened.cookie.expose_secret()),
        enough: CancellationToken::new(),
        answered: AtomicUsize::default(),
        resumed: AtomicUsize::default(),
        searches: Mutex::default(),
        failures: Mutex::default(),
    };
    (Arc::new(person), member)
}

async fn fleet(folder: &Path) -> (Fleet, Ends, Desk) {
    let embedded = postgres::start(folder).await.unwrap();
    let admin = connect(&embedded.admin_url(), 2).await.unwrap();
    job_agent::db::migrate(&admin).await.unwrap();
    PostgresQueue::set_up(&admin).await.unwrap();
    admin.close().await;
    let cli = Cli::try_parse_from(["job-agent", "--data-dir", folder.to_str().unwrap()]).unwrap();
    let pool = connect(&embedded.ui_url(), 4).await.unwrap();
    let desk = Application::new(Arc::new(cli.config), pool, CancellationToken::new()).unwrap().desk;
    let workers = connect(&embedded.worker_url(), 2).await.unwrap();
    let webs = [free_port(), free_port()];
    let url = format!("http://localhost:{}", free_port());
    rustls::crypto::ring::default_provider().install_default().ok();
    let client = Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let roles = [Role::Web(webs[0]), Role::Worker, Role::Web(webs[1]), Role::Worker];
    let mut fleet = Fleet { embedded, folder: folder.to_owned(), url, workers, client, roles, running: Ends(Vec::new()) };
    fleet.running = Ends(roles.iter().map(|role| fleet.spawn(*role)).collect());
    for which in 0..roles.len() {
        fleet.ready(which).await;
    }
    let caddy = caddy(folder, &fleet.url, webs);
    until("Caddy serves", || async {
        fleet.client.get(format!("{}/livez", fleet.url)).send().await.is_ok_and(|a| a.status().is_success())
    })
    .await;
    (fleet, caddy, desk)
}

async fn find(desk: &Desk, member: &Member, run: RunId) -> Option<Run> {
    run::find(desk, member.id(), run).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs Caddy; script/rolling-restart plays it"]
async fn nothing_fails_while_all_are_restarted_one_after_the_other() {
    let length = Duration::from_secs(setting("ROLLING_SECONDS").map_or(30, |text| text.parse().unwrap()));
    let folder = tempfile::tempdir().unwrap();
    // The account that the database runs as has to pass through.
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o711)).unwrap();
    let (mut fleet, caddy, desk) = fleet(folder.path()).await;
    let (mara, member) = person(&desk, &fleet.url, &fleet.client).await;
    profile::upload_cv(&desk, &member, "cv.pdf", Bytes::from_static(CV)).await.unwrap();
    let first = profile::start_profiling(&desk, &member, "first").await.unwrap();
    until("the profile is there", || async {
        find(&desk, &member, first).await.is_some_and(|run| run.snapshot.status == Status::Completed)
    })
    .await;

    let mut load = JoinSet::new();
    load.spawn(mara.clone().search());
    for _ in 0..3 {
        load.spawn(mara.clone().read_pages());
    }
    let begun = Instant::now();
    let mut stops = Vec::new();
    // All of them once at least.
    while begun.elapsed() < length || stops.len() < fleet.roles.len() {
        let which = stops.len() % fleet.roles.len();
        stops.push(fleet.restart(which).await);
        tokio::time::sleep(KNOWN).await;
    }
    mara.enough.cancel();
    while let Some(ended) = load.join_next().await {
        ended.unwrap();
    }

    drop(caddy);
    let searches = mara.searches.lock().unwrap().clone();
    let mut unfinished = Vec::new();
    for id in &searches {
        let run = find(&desk, &member, *id).await.unwrap_or_else(|| panic!("run {id} is lost"));
        if (run.snapshot.status, run.crashes) != (Status::Completed, 0) {
            unfinished.push(format!("{id}: {:?}, {} crashes, {:?}", run.snapshot.status, run.crashes, run.snapshot.error_message));
        }
    }
    drop(fleet.running);
    fleet.embedded.shutdown().await.unwrap();
    let longest = stops.iter().max().unwrap();
    println!(
        "rolling restart: {} restarts in {:.0} s, the longest stop {:.1} s; {} requests answered, {} searches, streams resumed {} times",
        stops.len(),
        begun.elapsed().as_secs_f64(),
        longest.as_secs_f64(),
        mara.answered.load(Ordering::Relaxed),
        searches.len(),
        mara.resumed.load(Ordering::Relaxed),
    );
    let failures = mara.failures.lock().unwrap().clone();
    assert_eq!(failures, Vec::<String>::new(), "requests that failed");
    assert_eq!(unfinished, Vec::<String>::new(), "runs that did not end well");
    assert!(*longest < Duration::from_secs(10), "a stop took {longest:?}");
}
