//! The product on one test database: the web's and the worker's [`Application`], with the limited roles of a deployment.

#[path = "../pooled/mod.rs"]
pub mod pooled;

use bytes::Bytes;
use clap::Parser;
use job_agent::account::{self, Member, SeenFrom, SignUp};
use job_agent::profile;
use job_agent::run::{self, Limits, Status, Worker};
use secrecy::{ExposeSecret, SecretString};
use server::adapters::queue::PostgresQueue;
use server::application::Application;
use server::config::{Cli, Config};
use sqlx::PgPool;
use sqlx::postgres::PgPoolOptions;
use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

pub const CV: &[u8] = include_bytes!("../../../end2end/fixtures/cv.pdf");

/// The web's and the worker's application, and the folder of their files.
#[allow(dead_code, reason = "each test program uses a part")]
pub struct Product {
    pub web: Application,
    pub worker: Application,
    pub folder: tempfile::TempDir,
    pub config: Arc<Config>,
    /// Where the web would be served; bound, so that nobody else takes it.
    pub listener: TcpListener,
}

#[allow(dead_code, reason = "each test program uses a part")]
impl Product {
    pub async fn new(admin: &PgPool) -> Self {
        Self::with(admin, &[], 4).await
    }

    /// With settings of its own, and as many connections a role.
    pub async fn with(admin: &PgPool, settings: &[&str], connections: u32) -> Self {
        PostgresQueue::set_up(admin).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let program = env!("CARGO_BIN_EXE_job-agent");
        let own = ["job-agent", "--data-dir", folder.path().to_str().unwrap(), "--reader-program", program, "--listen-addr", &address];
        let config = Arc::new(Cli::try_parse_from(own.iter().chain(settings)).unwrap().config);
        let application = async |role: &str| {
            let (pool, listening) = (served_pool(admin, role, connections).await, role_pool(admin, role, 2).await);
            Application::new(config.clone(), pool, CancellationToken::new()).unwrap().listening_over(listening)
        };
        let (web, worker) = (application("job_agent_ui").await, application("job_agent_worker").await);
        Self { web, worker, folder, config, listener }
    }

    pub fn address(&self) -> SocketAddr {
        self.listener.local_addr().unwrap()
    }

    pub async fn member(&self, email: &str) -> Member {
        self.member_with_cookie(email).await.0
    }

    /// Signed up, with the cookie of the browser that did it.
    pub async fn member_with_cookie(&self, email: &str) -> (Member, SecretString) {
        let sign_up = SignUp { name: "Mara Lindqvist".into(), email: email.into(), password: password() };
        let opened = account::sign_up(&self.web.desk, &SeenFrom::default(), sign_up).await.unwrap();
        let member = account::member(&self.web.desk, &opened.cookie).await.unwrap().unwrap();
        (member, opened.cookie.expose_secret().to_owned().into())
    }

    /// Works until nothing is due, as a free slot would.
    pub async fn work(&self) {
        let (desk, handlers) = (self.worker.desk.clone(), server::work::handlers());
        let worker = Worker::new(desk, handlers, "test".into(), Limits::default(), 1, CancellationToken::new());
        while worker.work_once().await.unwrap() {}
    }

    pub async fn uploaded(&self, member: &Member) {
        profile::upload_cv(&self.web.desk, member, "cv.pdf", Bytes::from_static(CV)).await.unwrap();
    }

    pub async fn profiled(&self, member: &Member) {
        self.uploaded(member).await;
        let run = profile::start_profiling(&self.web.desk, member, "first").await.unwrap();
        self.work().await;
        let ended = run::find(&self.web.desk, member.id(), run).await.unwrap().unwrap().snapshot;
        assert_eq!(ended.status, Status::Completed, "{:?}", ended.error_message);
    }

    /// A tick of every schedule of this kind, whatever the hour, and its runs worked off.
    pub async fn tick(&self, kind: &'static str) {
        let mut tx = self.worker.desk.db.pool().begin().await.unwrap();
        sqlx::query("select set_config('app.purpose', 'working', true)").execute(&mut *tx).await.unwrap();
        sqlx::query("update schedule set next_at = now() where kind = $1").bind(kind).execute(&mut *tx).await.unwrap();
        tx.commit().await.unwrap();
        run::schedule::due(&self.worker.desk).await.unwrap();
        self.work().await;
    }

    /// The mail that was kept in the folder.
    pub fn outbox(&self) -> Vec<job_agent::mail::Kept> {
        let Ok(folder) = std::fs::read_dir(self.folder.path().join("outbox")) else { return Vec::new() };
        let files = folder.map(|entry| entry.unwrap().path()).filter(|path| path.extension().is_some_and(|end| end == "json"));
        files.map(|path| serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()).collect()
    }
}

/// As the product is served: through a pooler, where there is one.
pub async fn served_pool(admin: &PgPool, role: &str, connections: u32) -> PgPool {
    let options = pooled::through((*admin.connect_options()).clone().username(role).password("test"));
    PgPoolOptions::new().max_connections(connections).connect_with(options).await.unwrap()
}

pub async fn role_pool(admin: &PgPool, role: &str, connections: u32) -> PgPool {
    let options = (*admin.connect_options()).clone().username(role).password("test");
    PgPoolOptions::new().max_connections(connections).connect_with(options).await.unwrap()
}

/// For a process of its own.
#[allow(dead_code, reason = "each test program uses a part")]
pub fn role_url(admin: &PgPool, role: &str) -> String {
    let options = admin.connect_options();
    let database = options.get_database().unwrap();
    format!("postgres://{role}:test@{}:{}/{database}", options.get_host(), options.get_port())
}

/// Row-level security binds the owner of the tables too; only a superuser sees all.
pub async fn superuser(admin: &PgPool) -> PgPool {
    role_pool(admin, "postgres", 1).await
}

pub fn password() -> SecretString {
    "correct horse battery".to_owned().into()
}
