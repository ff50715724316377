//! A disk without space under the outbox. The worker is the real program, and no file of its may grow beyond four
//! kilobytes: to whoever writes a mail that is a full disk, and it needs no rights to make one.

use crate::house::{Product, role_url, superuser};
use job_agent::db;
use job_agent::id::RunId;
use job_agent::run::{self, Kind, NewRun, Status};
use job_agent::search::{self, Criteria, Report};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::json;
use sqlx::PgPool;
use std::process::Stdio;
use std::time::Duration;
use tokio::process::{Child, Command};

/// The program as a worker on this database, whose files stay small.
fn worker(admin: &PgPool, product: &Product) -> Child {
    // Ignored signals and limits are inherited; without the trap the first long write would kill.
    let mut command = Command::new("sh");
    command
        .args(["-c", "trap '' XFSZ; ulimit -S -f 8; exec \"$@\"", "sh", env!("CARGO_BIN_EXE_job-agent"), "work"])
        .arg("--data-dir")
        .arg(product.folder.path())
        .env("DATABASE_URL", role_url(admin, "job_agent_ui"))
        .env("WORKER_DATABASE_URL", role_url(admin, "job_agent_worker"))
        .env_remove("ADMIN_DATABASE_URL")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .kill_on_drop(true);
    command.spawn().unwrap()
}

/// Waits until the run's status and words are as wanted.
async fn until(admin: &PgPool, run: RunId, wanted: impl Fn(&str, &str) -> bool) {
    let all = superuser(admin).await;
    let mut last = (String::new(), String::new());
    for _ in 0..900 {
        last = sqlx::query_as("select status, coalesce(error_message, message, '') from run where id = $1")
            .bind(run.0)
            .fetch_one(&all)
            .await
            .unwrap();
        if wanted(&last.0, &last.1) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("it stayed {last:?}");
}

#[sqlx::test(migrations = "../migrations")]
async fn a_full_disk_holds_the_shortlist_up_and_loses_nothing(admin: PgPool) {
    let product = Product::new(&admin).await;
    let desk = &product.web.desk;
    let member = product.member("mara@example.org").await;
    product.profiled(&member).await;
    let criteria = Criteria { deliver: false, ..search::default_criteria(desk, &member).await.unwrap() };
    let searching = search::start_search(desk, &member, &criteria, None, "first").await.unwrap();
    product.work().await;
    let ended = run::find(desk, member.id(), searching).await.unwrap().unwrap();
    let report: Report = serde_json::from_value(ended.output.unwrap()).unwrap();
    // The delivery as the search would have asked for it, kept for the worker below.
    let new = NewRun {
        kind: Kind::Delivery,
        idempotency_key: format!("deliver:{searching}"),
        input: json!({ "run": searching }),
        settings: json!({}),
    };
    let mut tx = desk.db.owned(member.id()).await.unwrap();
    let delivery = run::create(&mut tx, desk, member.id(), &new).await.unwrap();
    tx.commit().await.unwrap();
    let shortlists = || product.outbox().into_iter().filter(|mail| mail.key.starts_with("shortlist")).count();

    // Also lets the worker see which version the schema has.
    db::migrate(&admin).await.unwrap();
    let mut worker = worker(&admin, &product);
    let pid = worker.id().unwrap();
    until(&admin, delivery, |status, words| status == "queued" && words.contains("could not be handed over")).await;
    assert_eq!(shortlists(), 0);
    let halves: Vec<_> = std::fs::read_dir(product.folder.path().join("outbox"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.ends_with(".eml") && !name.ends_with(".json"))
        .collect();
    assert_eq!(halves, Vec::<String>::new(), "half a mail was left behind");
    assert_eq!(search::matches(desk, &member, None, None).await.unwrap().len(), report.matches, "the matches are untouched");

    // Space again, for the same process. It tries by itself.
    let freed = Command::new("prlimit").args(["--pid", &pid.to_string(), "--fsize=unlimited:"]).status().await.unwrap();
    assert!(freed.success());
    until(&admin, delivery, |status, _| status == "completed").await;
    assert_eq!(shortlists(), 1);
    let mail = product.outbox().into_iter().find(|mail| mail.key.starts_with("shortlist")).unwrap();
    assert_eq!(mail.attachments.len(), report.letters.len());

    kill(Pid::from_raw(i32::try_from(pid).unwrap()), Signal::SIGTERM).unwrap();
    assert!(worker.wait().await.unwrap().success());
}

#[sqlx::test(migrations = "../migrations")]
async fn a_mail_that_never_found_room_fails_in_words_and_leaves_when_started_again(admin: PgPool) {
    let product = Product::new(&admin).await;
    let member = product.member("mara@example.org").await;
    let all = superuser(&admin).await;
    let id: uuid::Uuid = sqlx::query_scalar("select id from run where kind = 'account_mail'").fetch_one(&all).await.unwrap();
    let run = RunId(id);
    // A file where the folder should be refuses everybody, root too.
    std::fs::write(product.folder.path().join("outbox"), "").unwrap();
    for _ in 0..20 {
        product.work().await;
        sqlx::query("update run set run_at = now() where id = $1").bind(id).execute(&all).await.unwrap();
    }
    let ended = run::find(&product.web.desk, member.id(), run).await.unwrap().unwrap().snapshot;
    assert_eq!(ended.status, Status::Failed);
    assert!(ended.error_message.unwrap().contains("could not be handed over"));
    std::fs::remove_file(product.folder.path().join("outbox")).unwrap();
    run::retry(&product.web.desk, member.id(), run).await.unwrap();
    product.work().await;
    assert_eq!(product.outbox().len(), 1);
}
