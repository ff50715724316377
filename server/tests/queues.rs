//! What both queues have to do alike, over a real Postgres and a real Redis.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod engine;

use engine::{House, OwnRedis, nothing, play, until};
use futures::FutureExt;
use job_agent::id::{RunId, UserId};
use job_agent::run::{self, Context, End, Handler, Kind, Limits, News, Notice, Status, Topic, Worker};
use nix::sys::signal::{Signal, kill};
use serde_json::json;
use server::adapters::queue::RedisQueue;
use sqlx::PgPool;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// Plays one scene on each queue.
macro_rules! on_both {
    ($($scene:ident),+ $(,)?) => {$(
        mod $scene {
            use super::{OwnRedis, PgPool, Service};

            #[sqlx::test(migrations = "../migrations")]
            async fn on_postgres(admin: PgPool) {
                super::$scene(Service::Postgres(admin.clone()), admin).await;
            }

            #[sqlx::test(migrations = "../migrations")]
            async fn on_redis(admin: PgPool) {
                super::$scene(Service::Redis(OwnRedis::start().await), admin).await;
            }
        }
    )+};
}

on_both! {
    a_message_wakes_a_worker_at_once,
    a_worker_of_one_kind_is_not_woken_for_another,
    messages_wait_for_a_consumer_that_comes_back,
    a_consumer_outlives_the_service,
    a_worker_that_dies_with_messages_in_hand_loses_no_run,
    a_queue_that_is_emptied_whole_loses_no_run,
    what_was_dealt_with_does_not_pile_up,
    a_worker_that_stops_leaves_the_rest_in_the_queue,
    notices_reach_other_processes_again_after_a_break,
}

enum Service {
    Postgres(PgPool),
    Redis(OwnRedis),
}

impl Service {
    fn url(&self) -> Option<String> {
        match self {
            Self::Postgres(_) => None,
            Self::Redis(redis) => Some(redis.url()),
        }
    }

    async fn house(&self, admin: &PgPool) -> House {
        match self {
            Self::Postgres(_) => House::new(admin, None).await,
            Self::Redis(redis) => House::over(admin, redis).await,
        }
    }

    /// Every connection of the workers is cut; Redis comes back empty.
    async fn fall(&mut self, house: &House) {
        match self {
            Self::Postgres(_) => cut_connections(house).await,
            Self::Redis(redis) => {
                redis.kill();
                redis.come_back().await;
            }
        }
    }

    async fn empty(&self) {
        match self {
            Self::Postgres(admin) => {
                sqlx::query("delete from apalis.jobs").execute(admin).await.unwrap();
            }
            Self::Redis(redis) => {
                let _: String = redis.ask(&["FLUSHALL"]).await;
            }
        }
    }
}

/// What a restart of Postgres is to a worker. Its role may end its own sessions.
async fn cut_connections(house: &House) {
    let cut = "select count(pg_terminate_backend(pid)) from pg_stat_activity
               where usename = current_user and datname = current_database() and pid <> pg_backend_pid()";
    let _: i64 = sqlx::query_scalar(cut).fetch_one(&house.workers).await.unwrap();
}

/// A worker whose free slots do not look by themselves: what it does, messages made it do.
fn listener(house: &House, handlers: Vec<Arc<dyn Handler>>, name: &str, stop: &CancellationToken) -> JoinHandle<()> {
    let worker = Worker::new(house.work.clone(), handlers, name.into(), Limits::default(), 2, stop.clone());
    let (messages, stop) = (house.messages(), stop.clone());
    let kinds = worker.kinds().to_vec();
    tokio::spawn(async move {
        let consumers = kinds.into_iter().map(|kind| {
            let (messages, worker, stop) = (messages.clone(), worker.clone(), stop.clone());
            async move {
                while !stop.is_cancelled() {
                    messages.consume(worker.clone(), kind).await.ok();
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            }
        });
        futures::future::join_all(consumers).await;
    })
}

/// Pushes a run until it is done: a push may be lost on a connection that was just breaking, or to a machine with no time.
async fn delivered(house: &House, owner: UserId, run: RunId) {
    let pushed = Arc::new(std::sync::Mutex::new(None::<Instant>));
    until("the run is done", || async {
        let again = pushed.lock().unwrap().is_none_or(|at| at.elapsed() > Duration::from_secs(2));
        if again {
            house.web.queue.push(Kind::JobSearch, run).await.ok();
            *pushed.lock().unwrap() = Some(Instant::now());
        }
        house.is(owner, run, Status::Completed).await
    })
    .await;
}

async fn a_message_wakes_a_worker_at_once(service: Service, admin: PgPool) {
    let house = service.house(&admin).await;
    let owner = house.person("mara").await;
    let stop = CancellationToken::new();
    let listening = listener(&house, vec![nothing(Kind::JobSearch)], "listener", &stop);
    let takes = async |name: String| {
        let asked = Instant::now();
        let run = house.ask(owner, Kind::JobSearch, &name).await;
        until("the run is done", || house.is(owner, run, Status::Completed)).await;
        asked.elapsed()
    };
    // By its heartbeats alone apalis would look each five seconds.
    let at_once = Duration::from_secs(3);
    // The first come while the consumer is still connecting: a heartbeat may bring them before it listens.
    let mut early = 0..3;
    while takes(format!("early {early:?}")).await >= at_once {
        assert!(early.next().is_some(), "it does not listen");
    }
    let mut longest = Duration::ZERO;
    for nth in 0..10 {
        longest = longest.max(takes(format!("run {nth}")).await);
    }
    assert!(longest < at_once, "{longest:?}");
    stop.cancel();
    listening.await.unwrap();
}

async fn a_worker_of_one_kind_is_not_woken_for_another(service: Service, admin: PgPool) {
    let house = service.house(&admin).await;
    let owner = house.person("mara").await;
    let stop = CancellationToken::new();
    let searching = listener(&house, vec![nothing(Kind::JobSearch)], "searching", &stop);
    let first = house.create(owner, Kind::JobSearch, "first").await;
    delivered(&house, owner, first).await;
    let other = house.ask(owner, Kind::Delivery, "a mail").await;
    let own = house.ask(owner, Kind::JobSearch, "a search").await;
    until("its own kind is done", || house.is(owner, own, Status::Completed)).await;
    assert_eq!(house.find(owner, other).await.snapshot.status, Status::Queued);
    let delivering = listener(&house, vec![nothing(Kind::Delivery)], "delivering", &stop);
    until("the other kind is done by its own worker", || house.is(owner, other, Status::Completed)).await;
    stop.cancel();
    searching.await.unwrap();
    delivering.await.unwrap();
}

async fn messages_wait_for_a_consumer_that_comes_back(service: Service, admin: PgPool) {
    let house = service.house(&admin).await;
    let owner = house.person("mara").await;
    for round in 0..2 {
        let run = house.ask(owner, Kind::JobSearch, &format!("round {round}")).await;
        let stop = CancellationToken::new();
        let listening = listener(&house, vec![nothing(Kind::JobSearch)], "listener", &stop);
        until("the run that waited is done", || house.is(owner, run, Status::Completed)).await;
        stop.cancel();
        listening.await.unwrap();
    }
}

async fn a_consumer_outlives_the_service(mut service: Service, admin: PgPool) {
    let house = service.house(&admin).await;
    let owner = house.person("mara").await;
    let stop = CancellationToken::new();
    let listening = listener(&house, vec![nothing(Kind::JobSearch)], "listener", &stop);
    let before = house.create(owner, Kind::JobSearch, "before").await;
    delivered(&house, owner, before).await;
    service.fall(&house).await;
    let after = house.create(owner, Kind::JobSearch, "after").await;
    delivered(&house, owner, after).await;
    stop.cancel();
    listening.await.unwrap();
}

async fn a_worker_that_dies_with_messages_in_hand_loses_no_run(service: Service, admin: PgPool) {
    let house = service.house(&admin).await;
    let owner = house.person("mara").await;
    let mut runs = Vec::new();
    for nth in 0..4 {
        runs.push(house.ask(owner, Kind::JobSearch, &format!("run {nth}")).await);
    }
    let (options, url) = ((*admin.connect_options()).clone(), service.url());
    // Its threads end with no word to anybody, as those of a killed process do.
    let doomed = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    doomed.spawn(async move {
        let house = House::new(&PgPool::connect_with(options).await.unwrap(), url.as_deref()).await;
        let hangs = play(Kind::JobSearch, |_: &Context| Box::pin(std::future::pending()));
        listener(&house, vec![hangs], "doomed", &CancellationToken::new()).await.unwrap();
    });
    until("two runs are in its hands", || async {
        let mut running = 0;
        for run in &runs {
            running += usize::from(house.is(owner, *run, Status::Running).await);
        }
        running == 2
    })
    .await;
    doomed.shutdown_background();
    house.engine("update run set lease_until = now() - interval '1 second' where status = 'running'").await;
    let stop = CancellationToken::new();
    let (application, told) = (house.application(stop.clone()), stop.clone());
    let working = tokio::spawn(async move { application.work_with(vec![nothing(Kind::JobSearch)]).await });
    until("all are done", || house.all_are(owner, &runs, Status::Completed)).await;
    let mut crashes = 0;
    for run in &runs {
        crashes += house.find(owner, *run).await.crashes;
    }
    assert_eq!(crashes, 2, "those that were in its hands, each once");
    told.cancel();
    working.await.unwrap();
}

async fn a_queue_that_is_emptied_whole_loses_no_run(mut service: Service, admin: PgPool) {
    let house = service.house(&admin).await;
    let owner = house.person("mara").await;
    let gate = Arc::new(Semaphore::new(0));
    let waits = gate.clone();
    let handler = play(Kind::JobSearch, move |_: &Context| {
        let waits = waits.clone();
        Box::pin(async move {
            waits.acquire().await.map_err(|_| End::Abandoned)?.forget();
            Ok(json!({}))
        })
    });
    let stop = CancellationToken::new();
    let (application, told) = (house.application(stop.clone()), stop.clone());
    let working = tokio::spawn(async move { application.work_with(vec![handler]).await });
    let mut runs = Vec::new();
    for nth in 0..10 {
        runs.push(house.ask(owner, Kind::JobSearch, &format!("run {nth}")).await);
    }
    until("the worker has begun", || async {
        let mut running = 0;
        for run in &runs {
            running += usize::from(house.is(owner, *run, Status::Running).await);
        }
        running == 2
    })
    .await;
    service.empty().await;
    service.fall(&house).await;
    gate.add_permits(runs.len() * 2);
    until("all are done", || house.all_are(owner, &runs, Status::Completed)).await;
    told.cancel();
    working.await.unwrap();
}

async fn what_was_dealt_with_does_not_pile_up(service: Service, admin: PgPool) {
    let house = service.house(&admin).await;
    let owner = house.person("mara").await;
    let stop = CancellationToken::new();
    let listening = listener(&house, vec![nothing(Kind::JobSearch)], "listener", &stop);
    let mut runs = Vec::new();
    for nth in 0..30 {
        runs.push(house.create(owner, Kind::JobSearch, &format!("run {nth}")).await);
    }
    // Those that the first woke for are done by then; each is pushed at least once all the same.
    for run in runs {
        delivered(&house, owner, run).await;
    }
    until("nothing is left of the messages", || async {
        if let Service::Postgres(admin) = &service {
            let age = "update apalis.jobs set done_at = done_at - interval '2 minutes' where job_type = 'run.job_search'";
            sqlx::query(age).execute(admin).await.unwrap();
        }
        house.work.queue.tidy().await.unwrap();
        match &service {
            Service::Postgres(admin) => {
                let left = "select count(*) from apalis.jobs where job_type = 'run.job_search'";
                sqlx::query_scalar::<_, i64>(left).fetch_one(admin).await.unwrap() == 0
            }
            Service::Redis(redis) => {
                let left: Vec<String> = redis.ask(&["KEYS", "run.job_search:*"]).await;
                left.iter().all(|key| key.contains(":workers") || key.ends_with(":signal"))
            }
        }
    })
    .await;
    stop.cancel();
    listening.await.unwrap();
}

async fn a_worker_that_stops_leaves_the_rest_in_the_queue(service: Service, admin: PgPool) {
    let house = service.house(&admin).await;
    let owner = house.person("mara").await;
    let begun = Arc::new(AtomicUsize::new(0));
    let counts = begun.clone();
    let handler = play(Kind::JobSearch, move |context: &Context| {
        counts.fetch_add(1, Ordering::SeqCst);
        Box::pin(async move { context.step("waits for ever", std::future::pending::<Result<_, End>>()).await })
    });
    let stop = CancellationToken::new();
    let application = house.application(stop.clone());
    let working = tokio::spawn(async move { application.work_with(vec![handler]).await });
    let mut runs = Vec::new();
    for nth in 0..6 {
        runs.push(house.ask(owner, Kind::JobSearch, &format!("run {nth}")).await);
    }
    until("the worker has its hands full", || async { begun.load(Ordering::SeqCst) == 2 }).await;
    let asked = Instant::now();
    stop.cancel();
    working.await.unwrap();
    let took = asked.elapsed();
    assert!(took < Duration::from_secs(10), "{took:?}");
    assert_eq!(begun.load(Ordering::SeqCst), 2, "nothing new was begun");
    for run in &runs {
        let run = house.find(owner, *run).await;
        assert_eq!((run.snapshot.status, run.attempt, run.crashes), (Status::Queued, 0, 0));
    }
}

async fn notices_reach_other_processes_again_after_a_break(mut service: Service, admin: PgPool) {
    let house = service.house(&admin).await;
    let stop = CancellationToken::new();
    let (here, there) = (News::default(), News::default());
    for news in [&here, &there] {
        let carrier = house.messages().carrier(&house.workers, house.work.new_id());
        let (news, stop) = (news.clone(), stop.clone());
        tokio::spawn(async move { news.carry(carrier, stop).await });
    }
    let (run, owner): (RunId, UserId) = (house.work.new_id(), house.work.new_id());
    let notices = [
        (Notice::Run { run, owner }, Topic::RunsOf(owner)),
        (Notice::Run { run, owner }, Topic::Run(run)),
        (Notice::Cancel { run }, Topic::CancelOf(run)),
        (Notice::Session { session: run.0 }, Topic::Session(run.0)),
    ];
    for what in ["at first", "after the break"] {
        for (notice, topic) in notices {
            until(what, || async {
                // A listener that has lost something wakes everybody; that is not the notice.
                let (mut reader, mut bystander) = (there.subscribe(topic), there.subscribe(Topic::Session(owner.0)));
                here.tell(notice);
                let heard = tokio::time::timeout(Duration::from_millis(500), reader.changed()).await.is_ok();
                heard && bystander.changed().now_or_never().is_none()
            })
            .await;
        }
        if what == "at first" {
            service.fall(&house).await;
        }
    }
    stop.cancel();
}

#[sqlx::test(migrations = "../migrations")]
async fn a_redis_over_tls_carries_messages_and_notices_again_after_a_break(admin: PgPool) {
    let redis = OwnRedis::start_over_tls().await;
    notices_reach_other_processes_again_after_a_break(Service::Redis(redis), admin).await;
}

#[sqlx::test(migrations = "../migrations")]
async fn a_message_over_tls_wakes_a_worker_at_once(admin: PgPool) {
    let redis = OwnRedis::start_over_tls().await;
    a_message_wakes_a_worker_at_once(Service::Redis(redis), admin).await;
}

#[tokio::test]
async fn a_redis_that_nobody_vouches_for_is_told_nothing() {
    let redis = OwnRedis::start_over_tls().await;
    let own = std::fs::read(redis.authority().unwrap()).unwrap();
    let foreign = tempfile::tempdir().unwrap();
    engine::certificates(foreign.path(), "127.0.0.1");
    let foreign = std::fs::read(foreign.path().join("authority.pem")).unwrap();
    let reach = async |url: &str, authority: Option<&[u8]>| {
        let reached = RedisQueue::new(url, authority.map(<[u8]>::to_vec)).unwrap().reach().await;
        reached.map_err(|cause| format!("{cause:#}"))
    };
    assert!(reach(&redis.url(), Some(own.as_slice())).await.unwrap().starts_with("reached"));
    for authority in [Some(foreign.as_slice()), None] {
        let said = reach(&redis.url(), authority).await.unwrap_err();
        assert!(said.contains("certificate"), "{said}");
    }
    let other_name = redis.url().replace("127.0.0.1", "localhost");
    assert!(reach(&other_name, Some(own.as_slice())).await.is_err(), "the certificate is not for this name");
    for broken in [&b""[..], b"nonsense", b"-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n"] {
        let said = RedisQueue::new(&redis.url(), Some(broken.to_vec())).err().map(|cause| format!("{cause:#}")).unwrap();
        assert!(said.contains("QUEUE_CA_FILE"), "{said}");
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn a_listener_to_a_redis_that_hangs_notices_and_recovers_within_ten_seconds(admin: PgPool) {
    let redis = OwnRedis::start().await;
    let house = House::new(&admin, Some(&redis.url())).await;
    let news = News::default();
    let carrier = house.messages().carrier(&house.workers, house.work.new_id());
    let listening = tokio::spawn({
        let (news, carrier) = (news.clone(), carrier.clone());
        async move { carrier.listen(&news).await }
    });
    until("notices come", || async {
        let mut reader = news.subscribe(Topic::CancelOf(RunId(uuid::Uuid::nil())));
        carrier.send(&[Notice::Cancel { run: RunId(uuid::Uuid::nil()) }]).await.unwrap();
        tokio::time::timeout(Duration::from_millis(300), reader.changed()).await.is_ok()
    })
    .await;
    // Connections stay open and nothing comes through them any more.
    kill(redis.pid(), Signal::SIGSTOP).unwrap();
    let hung = Instant::now();
    assert!(listening.await.unwrap().is_err());
    let noticed = hung.elapsed();
    kill(redis.pid(), Signal::SIGCONT).unwrap();
    assert!(noticed < Duration::from_secs(10), "{noticed:?}");
}

/// apalis locks the name of a consumer that comes back on whichever connection it has just then, and lets it go with that one.
#[sqlx::test(migrations = "../migrations")]
async fn a_consumer_comes_back_although_its_name_is_locked_on_another_connection(admin: PgPool) {
    let house = House::new(&admin, None).await;
    let owner = house.person("mara").await;
    let stop = CancellationToken::new();
    let mut locks = house.workers.acquire().await.unwrap();
    for nth in 0..2 {
        let listening = listener(&house, vec![nothing(Kind::JobSearch)], "listener", &stop);
        let run = house.create(owner, Kind::JobSearch, &format!("run {nth}")).await;
        delivered(&house, owner, run).await;
        listening.abort();
        sqlx::query("select pg_advisory_lock(hashtext(id)) from apalis.workers").execute(&mut *locks).await.unwrap();
    }
}

/// A request waits for no queue, and its run is done all the same: a free slot looks by itself.
async fn a_push_that_fails_fails_no_request(house: House) {
    let owner = house.person("mara").await;
    let run = house.create(owner, Kind::JobSearch, "run").await;
    assert!(house.web.queue.push(Kind::JobSearch, run).await.is_err());
    let asked = Instant::now();
    run::announce(&house.web, owner, Kind::JobSearch, run).await;
    let took = asked.elapsed();
    assert!(took < Duration::from_secs(3), "{took:?}");
    let stop = CancellationToken::new();
    let application = house.application(stop.clone());
    let working = tokio::spawn(async move { application.work_with(vec![nothing(Kind::JobSearch)]).await });
    until("the run is done", || house.is(owner, run, Status::Completed)).await;
    stop.cancel();
    working.await.unwrap();
}

#[sqlx::test(migrations = "../migrations")]
async fn a_push_that_postgres_refuses_fails_no_request(admin: PgPool) {
    a_push_that_fails_fails_no_request(House::without_tables_of_the_queue(&admin, None).await).await;
}

#[sqlx::test(migrations = "../migrations")]
async fn a_redis_that_is_away_fails_no_request(admin: PgPool) {
    let mut redis = OwnRedis::start().await;
    redis.kill();
    a_push_that_fails_fails_no_request(House::new(&admin, Some(&redis.url())).await).await;
}

#[sqlx::test(migrations = "../migrations")]
async fn a_redis_that_hangs_fails_no_request(admin: PgPool) {
    let redis = OwnRedis::start().await;
    let house = House::new(&admin, Some(&redis.url())).await;
    kill(redis.pid(), Signal::SIGSTOP).unwrap();
    a_push_that_fails_fails_no_request(house).await;
}

#[sqlx::test(migrations = "../migrations")]
async fn a_queue_on_redis_has_a_limit(admin: PgPool) {
    let redis = OwnRedis::start().await;
    let house = House::new(&admin, Some(&redis.url())).await;
    let run: RunId = house.work.new_id();
    for _ in 0..2_050 {
        // One that the machine was too busy for may be lost, as any may.
        house.web.queue.push(Kind::JobSearch, run).await.ok();
    }
    let waiting: usize = redis.ask(&["HLEN", "run.job_search:data"]).await;
    assert!((1_000..=2_000).contains(&waiting), "{waiting}");
}
