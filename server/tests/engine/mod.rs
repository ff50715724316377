//! The product over a test's own database, with whatever queue the test asks for, and a Redis of its own.

#![allow(dead_code, reason = "each test program uses a part")]

pub mod line;
#[path = "../pooled/mod.rs"]
pub mod pooled;

use async_trait::async_trait;
use clap::Parser;
use futures::future::BoxFuture;
use job_agent::account::{self, Member, SeenFrom, SignUp};
use job_agent::desk::Desk;
use job_agent::id::{RunId, UserId};
use job_agent::run::{self, Context, End, Handler, Kind, NewRun, Run, Status};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use serde_json::{Value, json};
use server::adapters::queue::{Messages, PostgresQueue};
use server::application::Application;
use server::config::{Cli, Config};
use sqlx::PgPool;
use sqlx::postgres::PgPoolOptions;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

pub struct House {
    pub config: Arc<Config>,
    /// As the web's role.
    pub web: Desk,
    /// As the worker's role.
    pub work: Desk,
    pub workers: PgPool,
    pub folder: tempfile::TempDir,
}

impl House {
    pub async fn new(admin: &PgPool, queue_url: Option<&str>) -> Self {
        PostgresQueue::set_up(admin).await.unwrap();
        Self::without_tables_of_the_queue(admin, queue_url).await
    }

    /// With this Redis as its queue, trusting whoever vouches for it.
    pub async fn over(admin: &PgPool, redis: &OwnRedis) -> Self {
        PostgresQueue::set_up(admin).await.unwrap();
        Self::with(admin, Some(&redis.url()), redis.authority()).await
    }

    pub async fn without_tables_of_the_queue(admin: &PgPool, queue_url: Option<&str>) -> Self {
        Self::with(admin, queue_url, None).await
    }

    async fn with(admin: &PgPool, queue_url: Option<&str>, authority: Option<PathBuf>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let arguments = ["job-agent", "--data-dir", folder.path().to_str().unwrap(), "--person-limit", "8"];
        let mut config = Cli::try_parse_from(arguments).unwrap().config;
        config.queue_url = queue_url.map(Into::into);
        config.queue_ca_file = authority;
        let config = Arc::new(config);
        let (web, workers) = (served_pool(admin).await, role_pool(admin, "job_agent_worker").await);
        let desk = |pool: PgPool| Application::new(config.clone(), pool, CancellationToken::new()).unwrap().desk;
        let (web, work) = (desk(web), desk(workers.clone()));
        Self { config, web, work, workers, folder }
    }

    /// A worker's process of its own, all but the process.
    pub fn application(&self, stop: CancellationToken) -> Application {
        Application::new(self.config.clone(), self.workers.clone(), stop).unwrap()
    }

    pub fn messages(&self) -> Messages {
        Messages::open(self.config.queue_url(), self.config.queue_authority().unwrap(), &self.workers).unwrap()
    }

    pub async fn person(&self, name: &str) -> UserId {
        self.member(name).await.id()
    }

    pub async fn member(&self, name: &str) -> Member {
        let sign_up =
            SignUp { name: name.into(), email: format!("{name}@example.org"), password: "correct horse battery".to_owned().into() };
        let opened = account::sign_up(&self.web, &SeenFrom::default(), sign_up).await.unwrap();
        account::member(&self.web, &opened.cookie).await.unwrap().unwrap()
    }

    /// A run that no queue has heard of.
    pub async fn create(&self, owner: UserId, kind: Kind, key: &str) -> RunId {
        let new = NewRun { kind, idempotency_key: key.into(), input: json!({}), settings: json!({}) };
        let mut tx = self.web.db.owned(owner).await.unwrap();
        let run = run::create(&mut tx, &self.web, owner, &new).await.unwrap();
        tx.commit().await.unwrap();
        run
    }

    /// As a request does.
    pub async fn ask(&self, owner: UserId, kind: Kind, key: &str) -> RunId {
        let run = self.create(owner, kind, key).await;
        run::announce(&self.web, owner, kind, run).await;
        run
    }

    pub async fn find(&self, owner: UserId, run: RunId) -> Run {
        run::find(&self.web, owner, run).await.unwrap().unwrap()
    }

    pub async fn is(&self, owner: UserId, run: RunId, status: Status) -> bool {
        // The database may be away for a moment.
        run::find(&self.web, owner, run).await.ok().flatten().is_some_and(|run| run.snapshot.status == status)
    }

    pub async fn all_are(&self, owner: UserId, runs: &[RunId], status: Status) -> bool {
        for run in runs {
            if !self.is(owner, *run, status).await {
                return false;
            }
        }
        true
    }

    /// As the engine: sees everybody's runs.
    pub async fn engine(&self, statement: &'static str) {
        let mut tx = self.workers.begin().await.unwrap();
        sqlx::query("select set_config('app.purpose', 'working', true)").execute(&mut *tx).await.unwrap();
        sqlx::query(statement).execute(&mut *tx).await.unwrap();
        tx.commit().await.unwrap();
    }
}

/// The web's, through a pooler where there is one.
async fn served_pool(admin: &PgPool) -> PgPool {
    let options = pooled::through((*admin.connect_options()).clone().username("job_agent_ui").password("test"));
    PgPoolOptions::new().max_connections(12).connect_with(options).await.unwrap()
}

pub async fn role_pool(admin: &PgPool, role: &str) -> PgPool {
    let options = (*admin.connect_options()).clone().username(role).password("test");
    PgPoolOptions::new().max_connections(12).connect_with(options).await.unwrap()
}

/// Waits for a condition, and fails in words when it does not come.
pub async fn until<Check, Answer>(what: &str, mut check: Check)
where
    Check: FnMut() -> Answer,
    Answer: Future<Output = bool>,
{
    let begun = Instant::now();
    while !check().await {
        assert!(begun.elapsed() < Duration::from_secs(60), "after a minute still not: {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Handles one kind by a function of its context.
pub struct Play<F>(pub Kind, pub F);

#[async_trait]
impl<F> Handler for Play<F>
where
    F: for<'a> Fn(&'a Context) -> BoxFuture<'a, Result<Value, End>> + Send + Sync,
{
    fn kind(&self) -> Kind {
        self.0
    }

    async fn work(&self, context: &Context) -> Result<Value, End> {
        (self.1)(context).await
    }
}

pub fn play<F>(kind: Kind, work: F) -> Arc<dyn Handler>
where
    F: for<'a> Fn(&'a Context) -> BoxFuture<'a, Result<Value, End>> + Send + Sync + 'static,
{
    Arc::new(Play(kind, work))
}

/// Does nothing, at once.
pub fn nothing(kind: Kind) -> Arc<dyn Handler> {
    play(kind, |_: &Context| Box::pin(async { Ok(json!({})) }))
}

/// A Redis of the test's own, gone with it. It keeps nothing on disk.
pub struct OwnRedis {
    child: Child,
    port: u16,
    folder: tempfile::TempDir,
    /// Speaks nothing but TLS, with a certificate of an authority of its own.
    over_tls: bool,
}

impl OwnRedis {
    pub async fn start() -> Self {
        Self::start_with(tempfile::tempdir().unwrap(), false).await
    }

    pub async fn start_over_tls() -> Self {
        let folder = tempfile::tempdir().unwrap();
        certificates(folder.path(), "127.0.0.1");
        Self::start_with(folder, true).await
    }

    async fn start_with(folder: tempfile::TempDir, over_tls: bool) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let redis = Self { child: Self::spawn(port, &folder, over_tls), port, folder, over_tls };
        redis.ready().await;
        redis
    }

    fn spawn(port: u16, folder: &tempfile::TempDir, over_tls: bool) -> Child {
        let port = port.to_string();
        let listening = match over_tls {
            true => {
                ["--port", "0", "--tls-port", &port, "--tls-cert-file", "cert.pem", "--tls-key-file", "key.pem", "--tls-auth-clients", "no"]
                    .to_vec()
            }
            false => ["--port", &port].to_vec(),
        };
        Command::new("redis-server")
            .args(["--bind", "127.0.0.1", "--save", "", "--appendonly", "no"])
            .args(listening)
            .current_dir(folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|cause| panic!("these tests need the program redis-server ({cause}); run: script/setup test"))
    }

    async fn ready(&self) {
        until("Redis answers", || async {
            let Ok(mut connection) = self.client().get_multiplexed_async_connection().await else { return false };
            redis::cmd("PING").query_async::<String>(&mut connection).await.is_ok()
        })
        .await;
    }

    pub fn url(&self) -> String {
        format!("{}://{}/0", if self.over_tls { "rediss" } else { "redis" }, self.address())
    }

    /// The file of who vouches for it, where it speaks TLS.
    pub fn authority(&self) -> Option<PathBuf> {
        self.over_tls.then(|| self.folder.path().join("authority.pem"))
    }

    pub fn address(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    fn client(&self) -> redis::Client {
        match self.authority() {
            None => redis::Client::open(self.url()).unwrap(),
            Some(file) => {
                let trusted = redis::TlsCertificates { client_tls: None, root_cert: Some(std::fs::read(file).unwrap()) };
                redis::Client::build_with_tls(self.url(), trusted).unwrap()
            }
        }
    }

    pub async fn ask<Answer: redis::FromRedisValue>(&self, words: &[&str]) -> Answer {
        let mut connection = self.client().get_multiplexed_async_connection().await.unwrap();
        let mut command = redis::cmd(words[0]);
        command.arg(&words[1..]);
        command.query_async(&mut connection).await.unwrap()
    }

    pub fn pid(&self) -> nix::unistd::Pid {
        nix::unistd::Pid::from_raw(i32::try_from(self.child.id()).unwrap())
    }

    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Comes back empty, at the same address.
    pub async fn come_back(&mut self) {
        self.child = Self::spawn(self.port, &self.folder, self.over_tls);
        self.ready().await;
    }
}

/// An authority in `authority.pem`, and a certificate of its for this host in `cert.pem` with its key in `key.pem`.
pub fn certificates(folder: &Path, host: &str) {
    let mut authority = CertificateParams::new(Vec::new()).unwrap();
    authority.distinguished_name.push(DnType::CommonName, "An authority of the tests");
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority_key = KeyPair::generate().unwrap();
    std::fs::write(folder.join("authority.pem"), authority.self_signed(&authority_key).unwrap().pem()).unwrap();
    let key = KeyPair::generate().unwrap();
    let issuer = Issuer::new(authority, authority_key);
    let certificate = CertificateParams::new(vec![host.to_owned()]).unwrap().signed_by(&key, &issuer).unwrap();
    std::fs::write(folder.join("cert.pem"), certificate.pem()).unwrap();
    std::fs::write(folder.join("key.pem"), key.serialize_pem()).unwrap();
}

impl Drop for OwnRedis {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
