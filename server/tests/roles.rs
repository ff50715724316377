//! The program itself as a worker: what it works on, and how it stops.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod engine;

use engine::{House, until};
use job_agent::id::UserId;
use job_agent::run::{self, Kind, Status};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use sqlx::PgPool;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tokio::net::TcpListener;

/// `job-agent work` on the test's database.
struct Work(Child);

impl Work {
    fn start(house: &House, admin: &PgPool, arguments: &[&str]) -> Self {
        let options = admin.connect_options();
        let (host, port) = (options.get_host(), options.get_port());
        let database = options.get_database().unwrap();
        let child = Command::new(env!("CARGO_BIN_EXE_job-agent"))
            .arg("work")
            .arg("--data-dir")
            .arg(house.folder.path())
            .args(arguments)
            .env_clear()
            .env("WORKER_DATABASE_URL", format!("postgres://job_agent_worker:test@{host}:{port}/{database}"))
            .env("DATABASE_URL", format!("postgres://job_agent_ui:test@{host}:{port}/{database}"))
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        Self(child)
    }

    /// Asks it to stop; how long it took, and whether it went well.
    fn stop(&mut self) -> (Duration, bool) {
        let asked = Instant::now();
        kill(Pid::from_raw(i32::try_from(self.0.id()).unwrap()), Signal::SIGTERM).unwrap();
        let status = self.0.wait().unwrap();
        (asked.elapsed(), status.success())
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

async fn house(admin: &PgPool) -> House {
    let house = House::new(admin, None).await;
    // Also lets the roles see which version the schema has.
    job_agent::db::migrate(admin).await.unwrap();
    house
}

/// The mail about the account, which every sign-up asks for.
async fn mail_of(house: &House, owner: UserId) -> job_agent::id::RunId {
    let mut tx = house.web.db.owned(owner).await.unwrap();
    let id = sqlx::query_scalar("select id from run where kind = 'account_mail'").fetch_one(&mut *tx).await.unwrap();
    job_agent::id::RunId(id)
}

#[sqlx::test(migrations = "../migrations")]
async fn a_worker_that_is_told_to_stop_hands_its_run_back_within_ten_seconds(admin: PgPool) {
    let house = house(&admin).await;
    let owner = house.person("mara").await;
    let mail = mail_of(&house, owner).await;
    // A mail server that takes the connection and never says a word.
    let silent = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://{}", silent.local_addr().unwrap());
    let mut work = Work::start(&house, &admin, &["--smtp-url", &url]);
    let (_held, _) = silent.accept().await.unwrap();
    assert_eq!(house.find(owner, mail).await.snapshot.status, Status::Running);
    let (took, went_well) = tokio::task::spawn_blocking(move || work.stop()).await.unwrap();
    assert!(took < Duration::from_secs(10) && went_well, "{took:?}, {went_well}");
    let run = house.find(owner, mail).await;
    assert_eq!((run.snapshot.status, run.attempt, run.crashes), (Status::Queued, 0, 0), "a hand-over counts as nothing");
    // Nobody has to rescue it: the next one takes it at once.
    let mut next = Work::start(&house, &admin, &[]);
    until("the next worker has done it", || house.is(owner, mail, Status::Completed)).await;
    let (took, went_well) = tokio::task::spawn_blocking(move || next.stop()).await.unwrap();
    assert!(took < Duration::from_secs(2) && went_well, "an idle one stops at once: {took:?}, {went_well}");
}

#[sqlx::test(migrations = "../migrations")]
async fn two_workers_of_different_kinds_share_a_database(admin: PgPool) {
    let house = house(&admin).await;
    let owner = house.person("mara").await;
    let mail = mail_of(&house, owner).await;
    let mut searching = Work::start(&house, &admin, &["--kinds", "job_search,delivery", "--concurrency", "3"]);
    let workers = || async {
        let seen = "select array_to_string(kinds, ' ') || ' ' || concurrency from run_worker order by 1";
        sqlx::query_scalar::<_, String>(seen).fetch_all(&house.workers).await.unwrap()
    };
    until("the first has entered the list", || async { workers().await == ["job_search delivery 3"] }).await;
    let search = house.ask(owner, Kind::JobSearch, "a search").await;
    // It was asked for nothing, so it fails; but it ends.
    until("the search has ended", || house.is(owner, search, Status::Failed)).await;
    assert_eq!(house.find(owner, mail).await.snapshot.status, Status::Queued, "no mail is of its kinds");
    let mut mailing = Work::start(&house, &admin, &["--kinds", "account_mail"]);
    until("the mail is sent", || house.is(owner, mail, Status::Completed)).await;
    assert_eq!(workers().await, ["account_mail 2", "job_search delivery 3"]);
    let stopped = tokio::task::spawn_blocking(move || [searching.stop(), mailing.stop()]).await.unwrap();
    assert!(stopped.iter().all(|(took, went_well)| *took < Duration::from_secs(10) && *went_well), "{stopped:?}");
    assert!(workers().await.is_empty(), "who stops leaves the list");
    assert!(run::list(&house.web, owner, 10).await.unwrap().iter().any(|run| run.run_id == search));
}
