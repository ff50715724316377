//! Who sees everybody's runs, and that what operators do is written down.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use clap::Parser;
use job_agent::account::{self, Member, SeenFrom, SignUp};
use job_agent::db::Db;
use job_agent::desk::Desk;
use job_agent::error::Error;
use job_agent::id::RunId;
use job_agent::ops::{self, Action, Filter};
use job_agent::run::{self, Kind, NewRun, Status};
use secrecy::SecretString;
use serde_json::json;
use server::adapters::queue::PostgresQueue;
use server::application::Application;
use server::config::Cli;
use sqlx::PgPool;
use sqlx::postgres::PgPoolOptions;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

struct House {
    web: Desk,
    work: Desk,
    cookies: Vec<SecretString>,
    _folder: tempfile::TempDir,
}

impl House {
    /// With an operator, and somebody who is none.
    async fn new(admin: &PgPool) -> Self {
        PostgresQueue::set_up(admin).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let config = Arc::new(Cli::try_parse_from(["job-agent", "--data-dir", folder.path().to_str().unwrap()]).unwrap().config);
        let desk = async |role: &str| {
            let options = (*admin.connect_options()).clone().username(role).password("test");
            let pool = PgPoolOptions::new().max_connections(3).connect_with(options).await.unwrap();
            Application::new(config.clone(), pool, CancellationToken::new()).unwrap().desk
        };
        let (web, work) = (desk("job_agent_ui").await, desk("job_agent_worker").await);
        let mut cookies = Vec::new();
        for name in ["olga", "mara"] {
            let sign_up =
                SignUp { name: name.into(), email: format!("{name}@example.org"), password: "correct horse battery".to_owned().into() };
            cookies.push(account::sign_up(&web, &SeenFrom::default(), sign_up).await.unwrap().cookie);
        }
        account::set_operator(&Db::new(admin.clone()), "Olga@example.org", true).await.unwrap();
        Self { web, work, cookies, _folder: folder }
    }

    async fn members(&self) -> (Member, Member) {
        let member = async |cookie| account::member(&self.web, cookie).await.unwrap().unwrap();
        (member(&self.cookies[0]).await, member(&self.cookies[1]).await)
    }

    async fn queue(&self, member: &Member) -> RunId {
        let new = NewRun { kind: Kind::JobSearch, idempotency_key: "k".into(), input: json!({"secret": "of Mara"}), settings: json!({}) };
        let mut tx = self.web.db.owned(member.id()).await.unwrap();
        let run = run::create(&mut tx, &self.web, member.id(), &new).await.unwrap();
        tx.commit().await.unwrap();
        run
    }
}

fn searches() -> Filter {
    Filter { kind: Some(Kind::JobSearch), ..Filter::default() }
}

#[sqlx::test(migrations = "../migrations")]
async fn operators_see_how_runs_do_and_others_find_nothing(admin: PgPool) {
    let house = House::new(&admin).await;
    let (olga, mara) = house.members().await;
    let run = house.queue(&mara).await;
    assert!(matches!(ops::runs(&house.web, &mara, &searches()).await, Err(Error::NotFound)));
    assert!(matches!(ops::totals(&house.web, &mara).await, Err(Error::NotFound)));
    assert!(matches!(ops::cancel(&house.web, &mara, run).await, Err(Error::NotFound)));

    let seen = ops::runs(&house.web, &olga, &searches()).await.unwrap();
    assert_eq!(seen.iter().map(|card| (card.id, card.status)).collect::<Vec<_>>(), [(run, Status::Queued)]);
    let sheet = ops::sheet(&house.web, &olga, run).await.unwrap();
    assert_eq!((sheet.card.owner, sheet.events.len()), (mara.id(), 1));
    assert!(!serde_json::to_string(&sheet).unwrap().contains("of Mara"), "what is in a run stays with its owner");
    // As themselves they see no more than others do.
    assert!(run::find(&house.web, olga.id(), run).await.unwrap().is_none());
}

#[sqlx::test(migrations = "../migrations")]
async fn the_database_itself_hides_the_runs_from_who_is_no_operator(admin: PgPool) {
    let house = House::new(&admin).await;
    let (olga, mara) = house.members().await;
    house.queue(&mara).await;
    let count = async |who: &Member, purpose: &str| -> i64 {
        let mut tx = house.web.db.owned(who.id()).await.unwrap();
        sqlx::query("select set_config('app.purpose', $1, true)").bind(purpose).execute(&mut *tx).await.unwrap();
        sqlx::query_scalar("select count(*) from run where user_id <> $1").bind(who.id().0).fetch_one(&mut *tx).await.unwrap()
    };
    assert_eq!(count(&mara, "operating").await, 0);
    assert_eq!(count(&olga, "").await, 0);
    assert!(count(&olga, "operating").await > 0);
    let mut tx = house.web.db.owned(mara.id()).await.unwrap();
    let risen = sqlx::query(r#"update "user" set role = 'operator' where id = $1"#).bind(mara.id().0).execute(&mut *tx).await;
    assert_eq!(risen.unwrap_err().into_database_error().unwrap().code().as_deref(), Some("42501"));
}

#[sqlx::test(migrations = "../migrations")]
async fn what_an_operator_does_happens_in_the_owners_place_and_is_logged(admin: PgPool) {
    let house = House::new(&admin).await;
    let (olga, mara) = house.members().await;
    let run = house.queue(&mara).await;
    assert!(matches!(ops::release(&house.web, &olga, run).await, Err(Error::Conflict(_))), "only what is in quarantine is released");
    ops::cancel(&house.web, &olga, run).await.unwrap();
    assert_eq!(run::find(&house.web, mara.id(), run).await.unwrap().unwrap().snapshot.status, Status::Cancelled);
    let again = ops::retry(&house.web, &olga, run).await.unwrap();
    assert_eq!(run::find(&house.web, mara.id(), again).await.unwrap().unwrap().retry_of, Some(run), "it is still Mara's");
    let actions = ops::sheet(&house.web, &olga, run).await.unwrap().actions;
    assert_eq!(actions.iter().map(|done| done.action).collect::<Vec<_>>(), [Action::Release, Action::Cancel, Action::Retry]);
    assert!(actions.iter().all(|done| done.operator == olga.id()));
}

#[sqlx::test(migrations = "../migrations")]
async fn an_operator_releases_what_crashed_its_workers(admin: PgPool) {
    let house = House::new(&admin).await;
    let (olga, mara) = house.members().await;
    let run = house.queue(&mara).await;
    for _ in 0..3 {
        let mut tx = house.work.db.owned(mara.id()).await.unwrap();
        sqlx::query("update run set status = 'running', attempt = attempt + 1, lease_token = gen_random_uuid(), lease_until = now() - interval '1 second' where id = $1")
            .bind(run.0)
            .execute(&mut *tx)
            .await
            .unwrap();
        tx.commit().await.unwrap();
        run::sweep(&house.work).await.unwrap();
    }
    let held = ops::runs(&house.web, &olga, &Filter { quarantined: true, ..Filter::default() }).await.unwrap();
    assert_eq!(held.iter().map(|card| card.id).collect::<Vec<_>>(), [run]);
    assert_eq!(ops::totals(&house.web, &olga).await.unwrap().quarantined, 1);
    let again = ops::release(&house.web, &olga, run).await.unwrap();
    let found = run::find(&house.web, mara.id(), again).await.unwrap().unwrap();
    assert_eq!((found.snapshot.status, found.retry_of, found.crashes), (Status::Queued, Some(run), 0));
}
