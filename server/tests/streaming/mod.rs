//! A served router, its visitors, and what they read.

#[path = "../pooled/mod.rs"]
mod pooled;

use clap::Parser;
use job_agent::account::{self, Member, SeenFrom, SignUp};
use job_agent::desk::Desk;
use job_agent::id::{RunId, UserId};
use job_agent::run::{self, Kind, NewRun, Notice, PostgresCarrier};
use leptos::config::LeptosOptions;
use reqwest::{Method, Response};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use server::adapters::queue::PostgresQueue;
use server::application::Application;
use server::config::Cli;
use server::web::listen::{Impatient, UNREAD};
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use sqlx::{ConnectOptions, PgPool};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, Command};
use tokio::sync::watch;
use tokio_util::sync::{CancellationToken, DropGuard};

pub struct Site {
    pub web: Arc<Application>,
    /// As the worker's role, in a process of its own as far as notices go.
    pub work: Desk,
    pub address: SocketAddr,
    client: reqwest::Client,
    _stop: DropGuard,
    _folder: tempfile::TempDir,
}

/// A signed-in browser.
pub struct Visitor {
    pub member: Member,
    pub cookie: String,
}

impl Site {
    pub async fn open(admin: &PgPool) -> Self {
        Self::with(admin, UNREAD, None).await
    }

    /// One that drops who reads nothing for so long.
    pub async fn impatient(admin: &PgPool, unread: Duration) -> Self {
        Self::with(admin, unread, None).await
    }

    /// One that listens to the database over another port.
    pub async fn listening_over(admin: &PgPool, port: u16) -> Self {
        Self::with(admin, UNREAD, Some(port)).await
    }

    async fn with(admin: &PgPool, unread: Duration, port: Option<u16>) -> Self {
        PostgresQueue::set_up(admin).await.unwrap();
        rustls::crypto::ring::default_provider().install_default().ok();
        let folder = tempfile::tempdir().unwrap();
        let config = Arc::new(Cli::try_parse_from(["job-agent", "--data-dir", folder.path().to_str().unwrap()]).unwrap().config);
        let stop = CancellationToken::new();
        let served = pool(pooled::through(as_role(admin, "job_agent_ui")));
        let web = Application::new(config.clone(), served, stop.clone()).unwrap();
        let direct = as_role(admin, "job_agent_ui");
        let web = web.listening_over(pool(port.map_or(direct.clone(), |port| direct.port(port))));
        let web = Arc::new(web);
        let workers = pool(as_role(admin, "job_agent_worker"));
        let work = Application::new(config, workers.clone(), stop.clone()).unwrap().desk;
        let (news, carrier, told) = (work.news.clone(), PostgresCarrier::new(workers, work.new_id()), stop.clone());
        tokio::spawn(async move { news.carry(Arc::new(carrier), told).await });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let options = LeptosOptions::builder().output_name("job-agent").site_root(folder.path().to_str().unwrap()).build();
        let serving = web.clone();
        tokio::spawn(async move { serving.serve_on(Impatient::new(listener, unread), options).await.unwrap() });
        let client = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap();
        Self { web, work, address, client, _stop: stop.drop_guard(), _folder: folder }
    }

    pub async fn member(&self, name: &str) -> Visitor {
        let sign_up =
            SignUp { name: name.into(), email: format!("{name}@example.org"), password: "correct horse battery".to_owned().into() };
        let opened = account::sign_up(&self.web.desk, &SeenFrom::default(), sign_up).await.unwrap();
        let member = account::member(&self.web.desk, &opened.cookie).await.unwrap().unwrap();
        Visitor { member, cookie: format!("job_agent.session_token={}", opened.cookie.expose_secret()) }
    }

    // ---- runs ----

    pub async fn queue(&self, visitor: &Visitor, kind: Kind, key: &str) -> RunId {
        let owner = visitor.member.id();
        let new = NewRun { kind, idempotency_key: key.into(), input: json!({}), settings: json!({}) };
        let mut tx = self.web.desk.db.owned(owner).await.unwrap();
        let run = run::create(&mut tx, &self.web.desk, owner, &new).await.unwrap();
        tx.commit().await.unwrap();
        run
    }

    pub async fn queue_and_tell(&self, visitor: &Visitor, kind: Kind, key: &str) -> RunId {
        let run = self.queue(visitor, kind, key).await;
        self.tell(visitor.member.id(), run);
        run
    }

    fn tell(&self, owner: UserId, run: RunId) {
        self.work.news.tell(Notice::Run { run, owner });
    }

    async fn as_worker(&self, run: RunId, statement: &'static str) {
        let mut tx = self.work.db.pool().begin().await.unwrap();
        sqlx::query("select set_config('app.purpose', 'working', true)").execute(&mut *tx).await.unwrap();
        for statement in statement.split(';') {
            sqlx::query(statement).bind(run.0).execute(&mut *tx).await.unwrap();
        }
        tx.commit().await.unwrap();
    }

    /// One more event, of which nobody is told.
    pub async fn raise(&self, run: RunId) {
        self.as_worker(run, "select run_event_append($1, 'status')").await;
    }

    pub async fn raise_and_tell(&self, visitor: &Visitor, run: RunId) {
        self.raise(run).await;
        self.tell(visitor.member.id(), run);
    }

    /// Many events with much to say.
    pub async fn flood(&self, run: RunId, events: i32) {
        let mut tx = self.work.db.pool().begin().await.unwrap();
        sqlx::query("select set_config('app.purpose', 'working', true)").execute(&mut *tx).await.unwrap();
        let events_of_one = "insert into run_event (run_id, seq, user_id, type, payload)
            select run_id, n, user_id, 'status', payload || jsonb_build_object('seq', n, 'message', repeat('x', 1000))
            from run_event, generate_series(2, $2::integer) n where run_id = $1 and seq = 1";
        sqlx::query(events_of_one).bind(run.0).bind(events).execute(&mut *tx).await.unwrap();
        sqlx::query("update run set seq = $2::integer where id = $1").bind(run.0).bind(events).execute(&mut *tx).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// As if it had been asked for an hour ago.
    pub async fn age(&self, run: RunId) {
        self.as_worker(run, "update run set created_at = created_at - interval '1 hour' where id = $1").await;
    }

    /// Ends a run that waits, without a notice.
    pub async fn end(&self, run: RunId) {
        self.as_worker(run, "update run set status = 'cancelled', finished_at = now() where id = $1;select run_event_append($1, 'done')")
            .await;
    }

    // ---- requests ----

    pub async fn get(&self, visitor: &Visitor, path: &str, last_event_id: Option<&str>) -> Response {
        self.get_at(self.address, visitor, path, last_event_id).await
    }

    async fn get_at(&self, address: SocketAddr, visitor: &Visitor, path: &str, last_event_id: Option<&str>) -> Response {
        let request = self.client.get(format!("http://{address}{path}")).header("cookie", &visitor.cookie);
        let request = match last_event_id {
            Some(id) => request.header("last-event-id", id),
            None => request,
        };
        request.send().await.unwrap()
    }

    pub async fn post(&self, visitor: &Visitor, path: &str) -> Response {
        let request = self.client.request(Method::POST, format!("http://{}{path}", self.address)).header("cookie", &visitor.cookie);
        request.send().await.unwrap()
    }

    /// The status of an answer to somebody who is not signed in.
    pub async fn anonymous(&self, path: &str) -> u16 {
        self.client.get(format!("http://{}{path}", self.address)).send().await.unwrap().status().as_u16()
    }

    pub async fn stream(&self, visitor: &Visitor, run: RunId, after: Option<i64>) -> Stream {
        let after = after.map(|after| after.to_string());
        Stream::of(self.get(visitor, &format!("/api/workflow/status/{run}/stream"), after.as_deref()).await)
    }

    /// A stream of another process on the same database.
    pub async fn stream_from(&self, process: &Process, visitor: &Visitor, run: RunId) -> Stream {
        Stream::of(self.get_at(process.address, visitor, &format!("/api/workflow/status/{run}/stream"), None).await)
    }

    /// A stream over HTTP/2, which shares its connection with all others of `proxy`.
    pub async fn stream_shared(&self, proxy: &reqwest::Client, visitor: &Visitor, run: RunId) -> Stream {
        let address = format!("http://{}/api/workflow/status/{run}/stream", self.address);
        Stream::of(proxy.get(address).header("cookie", &visitor.cookie).send().await.unwrap())
    }

    pub async fn stream_all(&self, visitor: &Visitor, cursor: Option<&str>) -> Stream {
        Stream::of(self.get(visitor, "/api/workflow/status/stream", cursor).await)
    }
}

// ---- streams ----

/// One block of a stream.
#[derive(Debug, Default)]
pub struct Event {
    pub name: String,
    pub id: String,
    pub data: String,
    pub retry: Option<String>,
    /// What a line without a key says.
    pub comment: String,
}

impl Event {
    pub fn id(&self) -> i64 {
        self.id.parse().unwrap_or_else(|_| panic!("no number: {self:?}"))
    }

    pub fn json(&self) -> Value {
        serde_json::from_str(&self.data).unwrap_or_else(|cause| panic!("{cause}: {self:?}"))
    }
}

pub struct Stream {
    pub response: Response,
    text: String,
    /// What a browser would come back with.
    pub last_id: String,
}

impl Stream {
    fn of(response: Response) -> Self {
        Self { response, text: String::new(), last_id: String::new() }
    }

    /// The next event, or the end. A test that waits half a minute has failed.
    pub async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some((block, rest)) = self.text.split_once("\n\n") {
                let event = block.lines().filter_map(|line| line.split_once(':')).fold(Event::default(), |mut event, (key, value)| {
                    let value = value.trim_start().to_owned();
                    match key {
                        "event" => event.name = value,
                        "id" => event.id = value,
                        "data" => event.data = value,
                        "retry" => event.retry = Some(value),
                        "" => event.comment = value,
                        _ => {}
                    }
                    event
                });
                self.text = rest.to_owned();
                if !event.id.is_empty() {
                    self.last_id.clone_from(&event.id);
                }
                return Some(event);
            }
            let chunk = tokio::time::timeout(Duration::from_secs(30), self.response.chunk()).await.expect("a stream that says something");
            self.text.push_str(std::str::from_utf8(&chunk.ok()??).unwrap());
        }
    }

    /// Everything from the next event that says something to the first of this name.
    pub async fn until(&mut self, name: &str) -> Vec<Event> {
        let mut told = Vec::new();
        loop {
            let event = self.next().await.unwrap_or_else(|| panic!("the stream ended before {name}: {told:?}"));
            let last = event.name == name;
            if !event.name.is_empty() {
                told.push(event);
            }
            if last {
                return told;
            }
        }
    }

    pub async fn rest(&mut self) -> Vec<Event> {
        let mut told = Vec::new();
        while let Some(event) = self.next().await {
            told.push(event);
        }
        told
    }
}

// ---- a process of its own ----

/// `job-agent serve` on the database of a test.
pub struct Process {
    pub address: SocketAddr,
    child: Child,
    _folder: tempfile::TempDir,
}

impl Process {
    pub async fn serve(admin: &PgPool) -> Self {
        // It starts only where it may see that every migration is there.
        job_agent::db::migrate(admin).await.unwrap();
        let address = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let child = Command::new(env!("CARGO_BIN_EXE_job-agent"))
            .args(["serve", "--listen-addr", &address.to_string(), "--data-dir", folder.path().to_str().unwrap()])
            .args(["--database-url", pooled::through(as_role(admin, "job_agent_ui")).to_url_lossy().as_str()])
            .args(["--listen-database-url", as_role(admin, "job_agent_ui").to_url_lossy().as_str()])
            .env("LEPTOS_OUTPUT_NAME", "job-agent")
            .env("LEPTOS_SITE_ROOT", folder.path())
            .env("RUST_LOG", "warn")
            .env_remove("WORKER_DATABASE_URL")
            .env_remove("ADMIN_DATABASE_URL")
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let listening = async {
            while TcpStream::connect(address).await.is_err() {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(30), listening).await.expect("it serves");
        Self { address, child, _folder: folder }
    }

    /// Asks it to stop, as a service manager does; how long it took.
    pub async fn terminate(&mut self) -> Duration {
        let since = Instant::now();
        let process = nix::unistd::Pid::from_raw(i32::try_from(self.child.id().unwrap()).unwrap());
        nix::sys::signal::kill(process, nix::sys::signal::Signal::SIGTERM).unwrap();
        assert!(self.child.wait().await.unwrap().success());
        since.elapsed()
    }
}

// ---- the database ----

fn as_role(admin: &PgPool, role: &str) -> PgConnectOptions {
    (*admin.connect_options()).clone().username(role).password("test")
}

fn pool(options: PgConnectOptions) -> PgPool {
    PgPoolOptions::new().max_connections(8).connect_lazy_with(options)
}

pub async fn superuser(admin: &PgPool) -> PgPool {
    pool(as_role(admin, "postgres"))
}

/// Stands between a program and Postgres; once frozen, what runs over it hangs and nobody is told. What comes later passes.
pub struct Proxy {
    pub address: SocketAddr,
    frozen: watch::Sender<()>,
}

impl Proxy {
    pub async fn open(admin: &PgPool) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let behind = format!("127.0.0.1:{}", admin.connect_options().get_port());
        let frozen = watch::Sender::new(());
        let freezing = frozen.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let server = TcpStream::connect(&behind).await.unwrap();
                tokio::spawn(carry(client, server, freezing.subscribe()));
            }
        });
        Self { address, frozen }
    }

    pub fn freeze(&self) {
        self.frozen.send_replace(());
    }
}

async fn carry(mut client: TcpStream, mut server: TcpStream, mut frozen: watch::Receiver<()>) {
    let (mut up, mut down) = ([0; 8192], [0; 8192]);
    loop {
        tokio::select! {
            _ = frozen.changed() => break,
            read = client.read(&mut up) => match read {
                Ok(read @ 1..) => server.write_all(&up[..read]).await.unwrap(),
                _ => return,
            },
            read = server.read(&mut down) => match read {
                Ok(read @ 1..) => client.write_all(&down[..read]).await.unwrap(),
                _ => return,
            },
        }
    }
    // Both sides stay connected and hear nothing.
    std::future::pending::<()>().await;
}
