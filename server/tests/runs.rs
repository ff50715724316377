//! The rules of runs over a real Postgres: whose turn it is, limits, leases, fences, cancel, drain.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod pooled;

use async_trait::async_trait;
use clap::Parser;
use job_agent::account::{self, Member, SeenFrom, SignUp};
use job_agent::desk::Desk;
use job_agent::error::Error;
use job_agent::id::RunId;
use job_agent::run::{self, Context, Cost, End, Handler, Kind, Limits, NewRun, Run, Status, Worker};
use serde_json::{Value, json};
use server::adapters::queue::PostgresQueue;
use server::application::Application;
use server::config::Cli;
use sqlx::PgPool;
use sqlx::postgres::PgPoolOptions;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

struct House {
    /// As the web's role.
    web: Desk,
    /// As the worker's role.
    work: Desk,
    workers: PgPool,
    _folder: tempfile::TempDir,
}

impl House {
    async fn new(admin: &PgPool) -> Self {
        PostgresQueue::set_up(admin).await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        let cli = Cli::try_parse_from(["job-agent", "--data-dir", folder.path().to_str().unwrap()]).unwrap();
        let config = Arc::new(cli.config);
        let (web, workers) = (served_pool(admin).await, role_pool(admin, "job_agent_worker").await);
        let desk = |pool: PgPool| Application::new(config.clone(), pool, CancellationToken::new()).unwrap().desk;
        Self { web: desk(web), work: desk(workers.clone()), workers, _folder: folder }
    }

    /// Somebody whose mail about the account is sent already.
    async fn member(&self, name: &str) -> Member {
        let sign_up =
            SignUp { name: name.into(), email: format!("{name}@example.org"), password: "correct horse battery".to_owned().into() };
        let opened = account::sign_up(&self.web, &SeenFrom::default(), sign_up).await.unwrap();
        let member = account::member(&self.web, &opened.cookie).await.unwrap().unwrap();
        self.worker(server::work::handlers(), Limits::default(), CancellationToken::new()).work_once().await.unwrap();
        member
    }

    async fn queue(&self, member: &Member, kind: Kind, key: &str) -> RunId {
        let new = NewRun { kind, idempotency_key: key.into(), input: json!({}), settings: json!({}) };
        let mut tx = self.web.db.owned(member.id()).await.unwrap();
        let run = run::create(&mut tx, &self.web, member.id(), &new).await.unwrap();
        tx.commit().await.unwrap();
        run
    }

    fn worker(&self, handlers: Vec<Arc<dyn Handler>>, limits: Limits, stop: CancellationToken) -> Arc<Worker> {
        Worker::new(self.work.clone(), handlers, "tester".into(), limits, 2, stop)
    }

    async fn find(&self, member: &Member, run: RunId) -> Run {
        run::find(&self.web, member.id(), run).await.unwrap().unwrap()
    }

    /// Claims as a worker does; the person whose turn it was.
    async fn claim(&self, limits: &str) -> Option<uuid::Uuid> {
        let claim =
            "select user_id from run_claim('tester', gen_random_uuid(), array['job_search', 'delivery', 'profiling'], 15, 2, $1::jsonb)";
        sqlx::query_scalar(claim).bind(limits).fetch_optional(&self.workers).await.unwrap()
    }
}

/// Through a pooler, where there is one.
async fn role_pool(admin: &PgPool, role: &str) -> PgPool {
    let options = (*admin.connect_options()).clone().username(role).password("test");
    PgPoolOptions::new().max_connections(8).connect_with(options).await.unwrap()
}

/// As the web is served: through a pooler, where there is one.
async fn served_pool(admin: &PgPool) -> PgPool {
    let options = pooled::through((*admin.connect_options()).clone().username("job_agent_ui").password("test"));
    PgPoolOptions::new().max_connections(8).connect_with(options).await.unwrap()
}

/// Handles a job search by a function of its context.
struct Play<F>(F);

#[async_trait]
impl<F> Handler for Play<F>
where
    F: for<'a> Fn(&'a Context) -> futures::future::BoxFuture<'a, Result<Value, End>> + Send + Sync,
{
    fn kind(&self) -> Kind {
        Kind::JobSearch
    }

    async fn work(&self, context: &Context) -> Result<Value, End> {
        (self.0)(context).await
    }
}

/// A handler of job searches for [`House::worker`].
fn play<F>(work: F) -> Vec<Arc<dyn Handler>>
where
    F: for<'a> Fn(&'a Context) -> futures::future::BoxFuture<'a, Result<Value, End>> + Send + Sync + 'static,
{
    vec![Arc::new(Play(work))]
}

// ---- states ----

#[sqlx::test(migrations = "../migrations")]
async fn each_way_between_states_is_allowed_or_refused_by_the_database(admin: PgPool) {
    let house = House::new(&admin).await;
    let member = house.member("mara").await;
    let states = ["queued", "running", "completed", "failed", "cancelled"];
    let allowed = [
        ("queued", "running"),
        ("queued", "cancelled"),
        ("queued", "failed"),
        ("running", "queued"),
        ("running", "completed"),
        ("running", "failed"),
        ("running", "cancelled"),
    ];
    let columns = |state: &str| match state {
        "running" => "lease_token = gen_random_uuid(), lease_until = now(), finished_at = null, error_message = null",
        "queued" => "lease_token = null, lease_until = null, finished_at = null, error_message = null",
        _ => "lease_token = null, lease_until = null, finished_at = now(), error_message = 'why'",
    };
    for from in states {
        for to in states.into_iter().filter(|to| *to != from) {
            let mut tx = house.workers.begin().await.unwrap();
            sqlx::query("select set_config('app.user_id', $1, true)").bind(member.id().to_string()).execute(&mut *tx).await.unwrap();
            let lease = if from == "running" { "gen_random_uuid(), now()" } else { "null, null" };
            let end = if matches!(from, "queued" | "running") { "null, null" } else { "now(), 'why'" };
            let insert = format!(
                "insert into run (id, user_id, kind, idempotency_key, status, lease_token, lease_until, finished_at, error_message)
                 values (gen_random_uuid(), $1, 'job_search', '{from} {to}', '{from}', {lease}, {end})"
            );
            sqlx::query(sqlx::AssertSqlSafe(insert)).bind(member.id().0).execute(&mut *tx).await.unwrap();
            let change = format!("update run set status = '{to}', {} where idempotency_key = '{from} {to}'", columns(to));
            let changed = sqlx::query(sqlx::AssertSqlSafe(change)).execute(&mut *tx).await;
            match changed {
                Ok(_) => assert!(allowed.contains(&(from, to)), "{from} to {to} went through"),
                Err(cause) => {
                    let constraint = cause.as_database_error().and_then(|cause| cause.constraint()).map(str::to_owned);
                    assert_eq!(constraint.as_deref(), Some("run_transition_known"), "{from} to {to}: {cause}");
                    assert!(!allowed.contains(&(from, to)), "{from} to {to} was refused");
                }
            }
        }
    }
}

// ---- whose turn ----

#[sqlx::test(migrations = "../migrations")]
async fn a_hundred_searches_of_one_person_do_not_delay_the_first_of_another(admin: PgPool) {
    let house = House::new(&admin).await;
    let (greedy, modest) = (house.member("greedy").await, house.member("modest").await);
    for nth in 0..100 {
        house.queue(&greedy, Kind::JobSearch, &format!("search {nth}")).await;
    }
    house.queue(&modest, Kind::JobSearch, "one").await;
    assert_eq!(house.claim("{}").await, Some(greedy.id().0), "who came first is first");
    assert_eq!(house.claim("{}").await, Some(modest.id().0), "then everybody else's first");
    assert_eq!(house.claim("{}").await, Some(greedy.id().0));
    assert_eq!(house.claim("{}").await, None, "two at once is the limit of one person");
}

#[sqlx::test(migrations = "../migrations")]
async fn what_somebody_waits_for_goes_first_and_what_waits_grows_older(admin: PgPool) {
    let house = House::new(&admin).await;
    let (a, b, c) = (house.member("a").await, house.member("b").await, house.member("c").await);
    house.queue(&a, Kind::JobSearch, "search").await;
    house.queue(&b, Kind::Profiling, "profiling").await;
    // Waits since five minutes, which is more than the head start of a profiling.
    let old = house.queue(&c, Kind::JobSearch, "old").await;
    let mut tx = house.workers.begin().await.unwrap();
    sqlx::query("select set_config('app.purpose', 'working', true)").execute(&mut *tx).await.unwrap();
    sqlx::query("update run set turn_at = turn_at - interval '5 minutes' where id = $1").bind(old.0).execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
    let mut order = Vec::new();
    while let Some(person) = house.claim("{}").await {
        order.push(person);
    }
    assert_eq!(order, [c.id().0, b.id().0, a.id().0]);
}

#[sqlx::test(migrations = "../migrations")]
async fn limits_of_a_kind_and_of_a_person_hold_when_forty_claim_at_once(admin: PgPool) {
    let house = House::new(&admin).await;
    for name in ["a", "b", "c", "d"] {
        let member = house.member(name).await;
        for nth in 0..5 {
            house.queue(&member, Kind::JobSearch, &format!("search {nth}")).await;
            house.queue(&member, Kind::Delivery, &format!("delivery {nth}")).await;
        }
    }
    let claims = futures::future::join_all((0..40).map(|_| house.claim(r#"{"delivery": 3}"#))).await;
    assert_eq!(claims.iter().flatten().count(), 8, "four people, two each");
    let mut tx = house.workers.begin().await.unwrap();
    sqlx::query("select set_config('app.purpose', 'working', true)").execute(&mut *tx).await.unwrap();
    let most: i64 =
        sqlx::query_scalar("select max(n) from (select count(*) n from run where status = 'running' group by user_id) of_person")
            .fetch_one(&mut *tx)
            .await
            .unwrap();
    let deliveries: i64 =
        sqlx::query_scalar("select count(*) from run where status = 'running' and kind = 'delivery'").fetch_one(&mut *tx).await.unwrap();
    assert_eq!(most, 2);
    assert!(deliveries <= 3, "{deliveries} deliveries at once");
}

// ---- work ----

#[sqlx::test(migrations = "../migrations")]
async fn a_run_that_starts_again_skips_the_steps_that_it_has_and_pays_once(admin: PgPool) {
    let house = House::new(&admin).await;
    let member = house.member("mara").await;
    let run = house.queue(&member, Kind::JobSearch, "steps").await;
    static CALLS: AtomicUsize = AtomicUsize::new(0);
    let handler = play(|context: &Context| {
        Box::pin(async move {
            let paid: i32 = context
                .step_that_costs("paid", async {
                    CALLS.fetch_add(1, Ordering::SeqCst);
                    Ok((41, Cost([("tokens".to_owned(), 700)].into())))
                })
                .await?;
            if CALLS.fetch_add(10, Ordering::SeqCst) < 10 {
                return Err(End::Retry { after: Duration::ZERO, reason: "The network was away.".into() });
            }
            Ok(json!(paid + 1))
        })
    });
    let worker = house.worker(handler, Limits::default(), CancellationToken::new());
    assert!(worker.work_once().await.unwrap());
    let waiting = house.find(&member, run).await;
    assert_eq!((waiting.snapshot.status, waiting.attempt), (Status::Queued, 1));
    assert_eq!(waiting.snapshot.message.as_deref(), Some("The network was away. Trying again."));
    assert!(worker.work_once().await.unwrap());
    let ended = house.find(&member, run).await;
    assert_eq!((ended.snapshot.status, ended.output, ended.attempt, ended.crashes), (Status::Completed, Some(json!(42)), 2, 0));
    assert_eq!(CALLS.load(Ordering::SeqCst), 21, "the paid step ran once");
    assert_eq!(ended.cost, Cost([("tokens".to_owned(), 700)].into()));
}

#[sqlx::test(migrations = "../migrations")]
async fn an_error_that_stays_is_told_in_words_after_three_attempts(admin: PgPool) {
    let house = House::new(&admin).await;
    let member = house.member("mara").await;
    let run = house.queue(&member, Kind::JobSearch, "error").await;
    let handler =
        play(|_: &Context| Box::pin(async { Err(End::Retry { after: Duration::ZERO, reason: "The board does not answer.".into() }) }));
    let worker = house.worker(handler, Limits::default(), CancellationToken::new());
    while worker.work_once().await.unwrap() {}
    let ended = house.find(&member, run).await;
    assert_eq!((ended.snapshot.status, ended.attempt, ended.crashes), (Status::Failed, 3, 0));
    assert_eq!(ended.snapshot.error_message.as_deref(), Some("The board does not answer. It was tried 3 times."));
}

#[sqlx::test(migrations = "../migrations")]
async fn cancel_ends_a_run_within_a_second_while_a_step_waits_for_the_network(admin: PgPool) {
    let house = House::new(&admin).await;
    let member = house.member("mara").await;
    let run = house.queue(&member, Kind::JobSearch, "cancel").await;
    let begun = Arc::new(Notify::new());
    let told = begun.clone();
    let handler = play(move |context: &Context| {
        let told = told.clone();
        Box::pin(async move {
            context
                .step("waits for ever", async {
                    told.notify_one();
                    std::future::pending::<Result<Value, End>>().await
                })
                .await
        })
    });
    // The web and the worker have each their own news; only the database carries them from one to the other.
    let stop = CancellationToken::new();
    // Past a pooler, where the tests have one.
    let listening = role_pool(&admin, "job_agent_ui").await;
    for (desk, pool) in [(&house.web, &listening), (&house.work, &house.workers)] {
        let (news, stop) = (desk.news.clone(), stop.clone());
        let carrier = Arc::new(run::PostgresCarrier::new(pool.clone(), desk.new_id()));
        tokio::spawn(async move { news.carry(carrier, stop).await });
    }
    let worker = house.worker(handler, Limits::default(), CancellationToken::new());
    let working = tokio::spawn(async move { worker.work_once().await });
    begun.notified().await;
    let asked = Instant::now();
    run::cancel(&house.web, member.id(), run).await.unwrap();
    assert!(working.await.unwrap().unwrap());
    let took = asked.elapsed();
    assert_eq!(house.find(&member, run).await.snapshot.status, Status::Cancelled);
    // Without the notice it would take until the next heartbeat, at five seconds; the worker of this test has none at all.
    assert!(took < run::HEARTBEAT, "{took:?}");
    stop.cancel();
}

#[sqlx::test(migrations = "../migrations")]
async fn a_worker_that_is_told_to_stop_hands_back_what_takes_too_long(admin: PgPool) {
    let house = House::new(&admin).await;
    let member = house.member("mara").await;
    let run = house.queue(&member, Kind::JobSearch, "drain").await;
    let begun = Arc::new(Notify::new());
    let told = begun.clone();
    let handler = play(move |context: &Context| {
        let told = told.clone();
        Box::pin(async move {
            context
                .step("waits for ever", async {
                    told.notify_one();
                    std::future::pending::<Result<Value, End>>().await
                })
                .await
        })
    });
    let stop = CancellationToken::new();
    let worker = house.worker(handler, Limits::default(), stop.clone());
    let running = tokio::spawn({
        let worker = worker.clone();
        async move { worker.run().await }
    });
    begun.notified().await;
    stop.cancel();
    running.await.unwrap();
    let handed = house.find(&member, run).await;
    assert_eq!((handed.snapshot.status, handed.attempt, handed.crashes), (Status::Queued, 0, 0), "a hand-over counts as nothing");
}

#[sqlx::test(migrations = "../migrations")]
async fn a_handler_that_panics_fails_its_own_run_and_the_worker_goes_on(admin: PgPool) {
    let house = House::new(&admin).await;
    let member = house.member("mara").await;
    let run = house.queue(&member, Kind::JobSearch, "panic").await;
    let handler = play(|_: &Context| Box::pin(async { panic!("a fault of ours") }));
    let worker = house.worker(handler, Limits::default(), CancellationToken::new());
    assert!(worker.work_once().await.unwrap());
    let found = house.find(&member, run).await;
    assert_eq!((found.snapshot.status, found.crashes), (Status::Queued, 0));
    assert_eq!(found.snapshot.message.as_deref(), Some("A fault of ours interrupted this run. Trying again."));
}

#[sqlx::test(migrations = "../migrations")]
async fn what_crashed_three_times_waits_for_the_operator(admin: PgPool) {
    let house = House::new(&admin).await;
    let member = house.member("mara").await;
    let run = house.queue(&member, Kind::JobSearch, "poison").await;
    for _ in 0..3 {
        assert!(house.claim("{}").await.is_some());
        let mut tx = house.workers.begin().await.unwrap();
        sqlx::query("select set_config('app.purpose', 'working', true)").execute(&mut *tx).await.unwrap();
        sqlx::query("update run set lease_until = now() - interval '1 second' where id = $1").bind(run.0).execute(&mut *tx).await.unwrap();
        tx.commit().await.unwrap();
        run::sweep(&house.work).await.unwrap();
    }
    let found = house.find(&member, run).await;
    assert_eq!((found.snapshot.status, found.crashes, found.attempt, found.quarantined), (Status::Failed, 3, 0, true));
    assert!(matches!(run::retry(&house.web, member.id(), run).await, Err(Error::Conflict(_))));
}

#[sqlx::test(migrations = "../migrations")]
async fn a_run_that_is_past_its_time_is_ended_in_words(admin: PgPool) {
    let house = House::new(&admin).await;
    let member = house.member("mara").await;
    let run = house.queue(&member, Kind::JobSearch, "stuck").await;
    assert!(house.claim("{}").await.is_some());
    let mut tx = house.workers.begin().await.unwrap();
    sqlx::query("select set_config('app.purpose', 'working', true)").execute(&mut *tx).await.unwrap();
    sqlx::query("update run set timeout_at = now() - interval '1 second' where id = $1").bind(run.0).execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
    run::sweep(&house.work).await.unwrap();
    let found = house.find(&member, run).await;
    assert_eq!(found.snapshot.status, Status::Failed);
    assert!(found.snapshot.error_message.unwrap().contains("30 minutes"));
}
