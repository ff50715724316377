//! A log that nobody takes any more, as when the program that read it has ended.

use crate::house::{Product, role_url};
use job_agent::account::{self, SeenFrom};
use job_agent::db;
use job_agent::error::Error;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use sqlx::PgPool;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};
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

/// Who looks for an intruder finds each knock, and nothing that opens a door.
#[sqlx::test(migrations = "../migrations")]
async fn the_log_says_who_came_in_and_who_was_turned_away_and_no_secret(admin: PgPool) {
    let product = Product::new(&admin).await;
    let log = Kept::default();
    let writer = log.clone();
    let subscriber = tracing_subscriber::fmt().with_ansi(false).with_writer(move || writer.clone()).finish();
    let _listening = tracing::subscriber::set_default(subscriber);
    let (member, _) = product.member_with_cookie("mara@example.org").await;
    let from = SeenFrom { ip: Some([203, 0, 113, 7].into()), ..SeenFrom::default() };
    let desk = &product.web.desk;
    let knock = async |email: &str, password: &str| account::sign_in(desk, &from, email, password.to_owned().into(), false).await;
    knock("mara@example.org", "not her password").await.unwrap_err();
    knock("nobody@example.org", "not her password").await.unwrap_err();
    while !matches!(knock("mara@example.org", "not her password").await, Err(Error::RateLimited(_))) {}
    account::revoke_sessions(desk, &member).await.unwrap();
    let said = log.said();
    let id = member.id().to_string();
    for (words, times) in [("signed in", 1), ("a sign-in was refused", 11), ("too many attempts", 1), (&id, 11), ("203.0.113.7", 12)] {
        assert_eq!(said.matches(words).count(), times, "{words}: {said}");
    }
    assert!(!said.contains("example.org") && !said.contains("password "), "{said}");
}

#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Kept {
    fn said(&self) -> String {
        String::from_utf8(self.0.lock().unwrap().clone()).unwrap()
    }
}

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
