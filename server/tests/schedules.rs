//! Schedules over a real Postgres: each tick once, whoever looks and whoever dies.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod engine;

use engine::{House, nothing};
use job_agent::error::Error;
use job_agent::id::{JobSearchId, RunId, ScheduleId, UserId};
use job_agent::run::schedule::{self, NewSchedule, Schedule};
use job_agent::run::{self, Handler, Kind, Limits, Retention, Status, Worker};
use job_agent::search::{self, Criteria, Every};
use serde_json::json;
use sqlx::PgPool;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

fn daily() -> NewSchedule {
    NewSchedule { kind: Kind::JobSearch, cron: "0 8 * * *".into(), timezone: "Europe/Berlin".into(), input: json!({ "what": "a search" }) }
}

async fn make(house: &House, owner: UserId, new: &NewSchedule) -> ScheduleId {
    let mut tx = house.web.db.owned(owner).await.unwrap();
    let id = schedule::create(&mut tx, &house.web, owner, new).await.unwrap();
    tx.commit().await.unwrap();
    id
}

async fn find(house: &House, owner: UserId, id: ScheduleId) -> Schedule {
    let mut tx = house.web.db.owned(owner).await.unwrap();
    schedule::find(&mut tx, owner, id).await.unwrap().unwrap()
}

/// The runs that schedules made.
async fn runs(house: &House, owner: UserId) -> Vec<RunId> {
    let runs = run::list(&house.web, owner, 100).await.unwrap();
    runs.into_iter().filter(|run| run.kind == Kind::JobSearch).map(|run| run.run_id).collect()
}

async fn work_off(house: &House) {
    let handlers: Vec<Arc<dyn Handler>> = vec![nothing(Kind::JobSearch), Arc::new(Retention)];
    let worker = Worker::new(house.work.clone(), handlers, "worker".into(), Limits::default(), 1, CancellationToken::new());
    while worker.work_once().await.unwrap() {}
}

/// As if it were the night.
async fn forget(house: &House) {
    house.engine("update schedule set next_at = now() where kind = 'retention'").await;
    assert_eq!(schedule::due(&house.work).await.unwrap(), 1);
    work_off(house).await;
}

/// What the schedule says of the last run of the house.
async fn last_forgetting(house: &House) -> (String, serde_json::Value) {
    let mut tx = house.workers.begin().await.unwrap();
    sqlx::query("select set_config('app.purpose', 'working', true)").execute(&mut *tx).await.unwrap();
    let last = "select status, output from run where id = (select last_run_id from schedule where kind = 'retention')";
    sqlx::query_as(last).fetch_one(&mut *tx).await.unwrap()
}

#[sqlx::test(migrations = "../migrations")]
async fn ten_schedulers_at_once_make_one_run_of_a_tick(admin: PgPool) {
    let house = House::new(&admin, None).await;
    let owner = house.person("mara").await;
    for _ in 0..5 {
        make(&house, owner, &daily()).await;
    }
    house.engine("update schedule set next_at = now() - interval '1 minute' where kind = 'job_search'").await;
    let looks = futures::future::join_all((0..10).map(|_| schedule::due(&house.work))).await;
    let started: usize = looks.into_iter().map(Result::unwrap).sum();
    assert_eq!((started, runs(&house, owner).await.len()), (5, 5));
    assert_eq!(schedule::due(&house.work).await.unwrap(), 0, "the next tick is tomorrow");
}

#[sqlx::test(migrations = "../migrations")]
async fn a_tick_whose_scheduler_dies_is_taken_by_the_next(admin: PgPool) {
    let house = House::new(&admin, None).await;
    let owner = house.person("mara").await;
    let id = make(&house, owner, &daily()).await;
    house.engine("update schedule set next_at = now() - interval '1 second' where kind = 'job_search'").await;
    // It holds the tick and is gone before it commits.
    let mut dies = house.workers.begin().await.unwrap();
    sqlx::query("select set_config('app.purpose', 'working', true)").execute(&mut *dies).await.unwrap();
    sqlx::query("select 1 from schedule where id = $1 for update").bind(id.0).execute(&mut *dies).await.unwrap();
    assert_eq!(schedule::due(&house.work).await.unwrap(), 0, "who lives does not wait for it");
    drop(dies);
    engine::until("the tick is taken", || {
        let due = schedule::due(&house.work);
        async move { due.await.unwrap() == 1 }
    })
    .await;
    assert_eq!(runs(&house, owner).await.len(), 1);
    let schedule = find(&house, owner, id).await;
    assert_eq!(schedule.last_run_id, Some(runs(&house, owner).await[0]));
    assert!(schedule.next_at > house.web.now());
}

#[sqlx::test(migrations = "../migrations")]
async fn the_sweeper_starts_what_is_due_with_its_input(admin: PgPool) {
    let house = House::new(&admin, None).await;
    let owner = house.person("mara").await;
    let id = make(&house, owner, &daily()).await;
    house.engine("update schedule set next_at = now() where kind = 'job_search'").await;
    run::sweep(&house.work).await.unwrap();
    let made = house.find(owner, runs(&house, owner).await[0]).await;
    assert_eq!(made.input, json!({ "what": "a search" }));
    assert_eq!(made.settings, json!({ "what": "a search", "schedule": id }));
}

#[sqlx::test(migrations = "../migrations")]
async fn ticks_that_were_missed_are_caught_up_by_one_run(admin: PgPool) {
    let house = House::new(&admin, None).await;
    let owner = house.person("mara").await;
    let id = make(&house, owner, &daily()).await;
    house.engine("update schedule set next_at = now() - interval '9 days' where kind = 'job_search'").await;
    assert_eq!(schedule::due(&house.work).await.unwrap(), 1);
    assert!(find(&house, owner, id).await.next_at > house.web.now());
    assert_eq!(schedule::due(&house.work).await.unwrap(), 0);
}

#[sqlx::test(migrations = "../migrations")]
async fn a_tick_whose_predecessor_still_goes_is_left_out(admin: PgPool) {
    let house = House::new(&admin, None).await;
    let owner = house.person("mara").await;
    let id = make(&house, owner, &daily()).await;
    house.engine("update schedule set next_at = now() where kind = 'job_search'").await;
    assert_eq!(schedule::due(&house.work).await.unwrap(), 1);
    house.engine("update schedule set next_at = now() where kind = 'job_search'").await;
    assert_eq!(schedule::due(&house.work).await.unwrap(), 0);
    assert!(find(&house, owner, id).await.next_at > house.web.now(), "the one after it is waited for");
    work_off(&house).await;
    house.engine("update schedule set next_at = now() where kind = 'job_search'").await;
    assert_eq!(schedule::due(&house.work).await.unwrap(), 1);
    assert_eq!(runs(&house, owner).await.len(), 2);
}

#[sqlx::test(migrations = "../migrations")]
async fn a_pause_holds_it_and_is_not_caught_up(admin: PgPool) {
    let house = House::new(&admin, None).await;
    let (owner, other) = (house.person("mara").await, house.person("ada").await);
    let id = make(&house, owner, &daily()).await;
    let mut tx = house.web.db.owned(other).await.unwrap();
    assert!(matches!(schedule::pause(&mut tx, other, id).await, Err(Error::NotFound)), "it is nobody else's");
    drop(tx);
    let mut tx = house.web.db.owned(owner).await.unwrap();
    schedule::pause(&mut tx, owner, id).await.unwrap();
    tx.commit().await.unwrap();
    house.engine("update schedule set next_at = now() - interval '3 days' where kind = 'job_search'").await;
    assert_eq!(schedule::due(&house.work).await.unwrap(), 0);
    assert!(find(&house, owner, id).await.paused);
    let mut tx = house.web.db.owned(owner).await.unwrap();
    schedule::resume(&mut tx, &house.web, owner, id).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(schedule::due(&house.work).await.unwrap(), 0);
    let schedule = find(&house, owner, id).await;
    assert!(!schedule.paused && schedule.next_at > house.web.now());
}

#[sqlx::test(migrations = "../migrations")]
async fn what_is_removed_runs_no_more_and_its_runs_stay(admin: PgPool) {
    let house = House::new(&admin, None).await;
    let owner = house.person("mara").await;
    let id = make(&house, owner, &daily()).await;
    house.engine("update schedule set next_at = now() where kind = 'job_search'").await;
    assert_eq!(schedule::due(&house.work).await.unwrap(), 1);
    work_off(&house).await;
    let mut tx = house.web.db.owned(owner).await.unwrap();
    schedule::remove(&mut tx, owner, id).await.unwrap();
    assert!(schedule::find(&mut tx, owner, id).await.unwrap().is_none());
    tx.commit().await.unwrap();
    house.engine("update schedule set next_at = now() where kind = 'job_search'").await;
    assert_eq!(schedule::due(&house.work).await.unwrap(), 0);
    forget(&house).await;
    assert!(house.is(owner, runs(&house, owner).await[0], Status::Completed).await);
    let mut tx = house.workers.begin().await.unwrap();
    sqlx::query("select set_config('app.purpose', 'working', true)").execute(&mut *tx).await.unwrap();
    let left: i64 = sqlx::query_scalar("select count(*) from schedule where kind = 'job_search'").fetch_one(&mut *tx).await.unwrap();
    assert_eq!(left, 0);
}

#[sqlx::test(migrations = "../migrations")]
async fn retention_forgets_what_is_old_and_nothing_else(admin: PgPool) {
    let house = House::new(&admin, None).await;
    let owner = house.person("mara").await;
    let run = house.ask(owner, Kind::JobSearch, "old").await;
    work_off(&house).await;
    let events = || async { run::events_after(&house.web, owner, run, 0).await.unwrap().len() };
    let before = events().await;
    forget(&house).await;
    assert_eq!(events().await, before, "a young run keeps its events");
    let none = json!({ "events": 0, "sessions": 0, "tokens": 0, "attempts": 0, "schedules": 0, "mails": 0, "exports": 0, "artifacts": 0, "resumes": 0, "pasted": 0, "outbox": 0, "sources": 0, "own runs": 0 });
    assert_eq!(last_forgetting(&house).await, ("completed".into(), none));
    for (person, statement) in [
        (owner, "update run set finished_at = now() - interval '31 days' where kind = 'job_search'"),
        (owner, "update run_event set created_at = now() - interval '31 days'"),
        (
            owner,
            "insert into delivery (id, user_id, run_id, message_key, recipient, subject, created_at)
                 select gen_random_uuid(), user_id, id, age, 'ada@example.org', '', now() - age::interval
                 from run, unnest(array['89 days', '91 days']) age where kind = 'job_search'",
        ),
        (owner, r#"update session set "expiresAt" = now() - interval '8 days'"#),
        (
            owner,
            "insert into data_export (id, user_id, run_id, storage_key, bytes, sha256, expires_at)
                 select gen_random_uuid(), user_id, id, 'export/old.zip', 1, '', now() - interval '1 minute' from run where kind = 'job_search'",
        ),
    ] {
        let mut tx = house.web.db.owned(person).await.unwrap();
        sqlx::query(statement).execute(&mut *tx).await.unwrap();
        tx.commit().await.unwrap();
    }
    let ada = house.person("ada").await;
    house.web.store.put("export/old.zip", "x".into()).await.unwrap();
    forget(&house).await;
    assert!(house.web.store.get("export/old.zip").await.is_err(), "the file goes with its row");
    assert_eq!(events().await, 1, "the last one stays");
    let (status, gone) = last_forgetting(&house).await;
    let parts = ["events", "sessions", "mails", "exports"].map(|part| gone[part].clone());
    assert_eq!((status.as_str(), parts), ("completed", [json!(before - 1), json!(1), json!(1), json!(1)]));
    assert!(house.is(owner, run, Status::Completed).await);
    for (person, sessions) in [(owner, 0_i64), (ada, 1)] {
        let mut tx = house.web.db.owned(person).await.unwrap();
        let left: i64 = sqlx::query_scalar("select count(*) from session").fetch_one(&mut *tx).await.unwrap();
        assert_eq!(left, sessions);
    }
}

/// While a deployment is renewed, a newer process may already have asked for what an older one has never heard of.
#[sqlx::test(migrations = "../migrations")]
async fn what_an_older_version_does_not_know_it_leaves_alone(admin: PgPool) {
    let house = House::new(&admin, None).await;
    let owner = house.person("mara").await;
    let newer = house.ask(owner, Kind::JobSearch, "newer").await;
    let own = house.ask(owner, Kind::JobSearch, "own").await;
    let id = make(&house, owner, &daily()).await;
    for statement in [
        "update run set kind = 'telepathy', pushed_at = null where idempotency_key = 'newer'",
        "update run set pushed_at = null where idempotency_key = 'own'",
        "update schedule set kind = 'telepathy', next_at = now() where kind = 'job_search'",
    ] {
        house.engine(statement).await;
    }
    assert!(run::sweep(&house.work).await.unwrap() >= 1, "its own is pushed");
    work_off(&house).await;
    assert!(house.is(owner, own, Status::Completed).await);
    let listed: Vec<_> = run::list(&house.web, owner, 10).await.unwrap().into_iter().map(|run| run.run_id).collect();
    assert_eq!(listed, [own]);
    house.engine("update run set kind = 'job_search' where kind = 'telepathy'").await;
    house.engine("update schedule set kind = 'job_search' where kind = 'telepathy'").await;
    assert!(house.is(owner, newer, Status::Queued).await, "it waits for who knows it");
    assert_eq!(find(&house, owner, id).await.last_run_id, None);
}

#[sqlx::test(migrations = "../migrations")]
async fn a_saved_search_runs_by_itself_until_it_is_told_not_to(admin: PgPool) {
    let house = House::new(&admin, None).await;
    let (member, stranger) = (house.member("mara").await, house.member("ada").await);
    let id: JobSearchId = house.web.new_id();
    let mut tx = house.web.db.owned(member.id()).await.unwrap();
    let insert = "insert into job_search (id, user_id, name, criteria) values ($1, $2, 'Rust', $3)";
    let criteria = serde_json::to_value(Criteria::default()).unwrap();
    sqlx::query(insert).bind(id.0).bind(member.id().0).bind(criteria.clone()).execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
    let timetable = || async { search::timetable(&house.web, &member, id).await.unwrap() };
    assert_eq!(timetable().await, None);

    search::set_timetable(&house.web, &member, id, Every::Weekday, 7, " Europe/Berlin ").await.unwrap();
    let made = timetable().await.unwrap();
    assert_eq!((made.every, made.hour, made.timezone.as_str(), made.paused), (Every::Weekday, 7, "Europe/Berlin", false));
    assert!(made.next_at > house.web.now() && made.next_words.ends_with("07:00 (Europe/Berlin)"), "{}", made.next_words);
    for (hour, zone, field) in [(24, "Europe/Berlin", "hour"), (7, "Europe/Atlantis", "timezone")] {
        let Err(Error::Invalid(faults)) = search::set_timetable(&house.web, &member, id, Every::Day, hour, zone).await else {
            panic!("{hour} {zone} is refused")
        };
        assert_eq!(faults[0].field, field);
    }
    assert!(matches!(search::set_timetable(&house.web, &stranger, id, Every::Day, 7, "UTC").await, Err(Error::NotFound)));
    assert!(matches!(search::pause_timetable(&house.web, &stranger, id, true).await, Err(Error::NotFound)));

    house.engine("update schedule set next_at = now() where kind = 'job_search'").await;
    assert_eq!(schedule::due(&house.work).await.unwrap(), 1);
    let run = house.find(member.id(), runs(&house, member.id()).await[0]).await;
    assert_eq!(run.input, json!({ "job_search": id, "criteria": criteria }), "what a search by hand gets too");
    assert_eq!(timetable().await.unwrap().last_run_id, Some(run.snapshot.run_id));

    search::pause_timetable(&house.web, &member, id, true).await.unwrap();
    assert!(timetable().await.unwrap().paused);
    search::set_timetable(&house.web, &member, id, Every::Week, 9, "UTC").await.unwrap();
    let changed = timetable().await.unwrap();
    assert_eq!((changed.every, changed.hour, changed.paused), (Every::Week, 9, false));
    search::remove_timetable(&house.web, &member, id).await.unwrap();
    assert_eq!(timetable().await, None);
    search::set_timetable(&house.web, &member, id, Every::Day, 6, "UTC").await.unwrap();
    assert_eq!(timetable().await.unwrap().every, Every::Day, "and it can have another");
}
