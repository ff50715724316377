//! A log that nobody takes any more, as when the program that read it has ended.

use crate::house::{Product, role_url};
use job_agent::db;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use sqlx::PgPool;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::Duration;

#[sqlx::test(migrations = "../migrations")]
async fn a_worker_stops_when_told_although_nobody_takes_its_log(admin: PgPool) {
    let product = Product::new(&admin).await;
    db::migrate(&admin).await.unwrap();
    let mut child = Command::new(env!("CARGO_BIN_EXE_job-agent"))
        .arg("work")
        .env("DATA_DIR", product.folder.path())
        .env_remove("ADMIN_DATABASE_URL")
        .env("WORKER_DATABASE_URL", role_url(&admin, "job_agent_worker"))
        .env("DATABASE_URL", role_url(&admin, "job_agent_ui"))
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut log = BufReader::new(child.stderr.take().unwrap());
    let mut said = String::new();
    while !said.contains("working on runs") {
        assert!(log.read_line(&mut said).unwrap() > 0, "it ended before it worked: {said}");
    }
    drop(log);
    kill(Pid::from_raw(i32::try_from(child.id()).unwrap()), Signal::SIGTERM).unwrap();
    let ended = tokio::task::spawn_blocking(move || child.wait().unwrap());
    let status = tokio::time::timeout(Duration::from_secs(30), ended).await.expect("it does not stop").unwrap();
    assert!(status.success(), "{status}");
}
