//! Workers are killed and frozen, the database is stopped in the middle of everything, Redis is killed where it carries the
//! messages, connections that listen go dead without a word, and afterwards the books are checked: no run lost, no outside
//! effect doubled, every crash accounted for. `script/storm` plays it for longer.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod engine;

use async_trait::async_trait;
use clap::Parser;
use engine::{OwnRedis, line::Line};
use job_agent::account::{self, Member, SeenFrom, SignUp};
use job_agent::desk::Desk;
use job_agent::error::Error;
use job_agent::id::{RunId, UserId};
use job_agent::run::{self, Context, End, Handler, Kind, NewRun, News, Topic};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use rand::{RngExt, SeedableRng, rngs::StdRng};
use serde_json::{Value, json};
use server::adapters::queue::{Messages, PostgresQueue};
use server::application::{Application, connect};
use server::config::Cli;
use server::postgres::{self, Embedded};
use sqlx::postgres::PgPoolOptions;
use std::collections::HashMap;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;

const WORKERS: usize = 4;
const STEPS: usize = 4;
/// How many runs are asked for in a second.
const RATE: u64 = 40;

#[expect(clippy::disallowed_methods, reason = "the test's own settings")]
fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

// ---- the outside world ----

/// What the outside saw: how often each effect was asked for. It does an effect once a key, as a mail server with
/// message ids or a paid service with idempotency keys would.
#[derive(Clone, Default)]
struct Ledger(Arc<Mutex<HashMap<String, usize>>>);

impl Ledger {
    async fn open(&self) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let ledger = self.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let ledger = ledger.clone();
                tokio::spawn(async move { ledger.serve(stream).await });
            }
        });
        address
    }

    fn keys(&self) -> HashMap<String, usize> {
        self.0.lock().unwrap().clone()
    }

    async fn serve(&self, mut stream: TcpStream) {
        let (reader, mut writer) = stream.split();
        let mut lines = BufReader::new(reader).lines();
        while let Ok(Some(key)) = lines.next_line().await {
            *self.0.lock().unwrap().entry(key).or_default() += 1;
            if writer.write_all(b"done\n").await.is_err() {
                return;
            }
        }
    }
}

// ---- a worker, in a process of its own ----

struct Effects(String);

#[async_trait]
impl Handler for Effects {
    fn kind(&self) -> Kind {
        Kind::JobSearch
    }

    async fn work(&self, context: &Context) -> Result<Value, End> {
        for nth in 0..STEPS {
            let name = format!("effect {nth}");
            let pause = Duration::from_millis(rand::rng().random_range(0..40));
            context
                .step(&name, async {
                    tokio::time::sleep(pause).await;
                    self.effect(&context.effect_key(&name)).await.map_err(|_| Error::Unavailable("The ledger is away.".into()))?;
                    Ok(())
                })
                .await?;
            context.progress("scoring", nth + 1, STEPS, "An effect is done", json!({})).await?;
        }
        Ok(json!({ "effects": STEPS }))
    }
}

impl Effects {
    async fn effect(&self, key: &str) -> std::io::Result<()> {
        let mut stream = TcpStream::connect(&self.0).await?;
        stream.write_all(format!("{key}\n").as_bytes()).await?;
        stream.read_exact(&mut [0; 5]).await?;
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a part of the storm, in a process of its own"]
async fn storm_worker() {
    let (url, ledger, folder) = (setting("STORM_DATABASE").unwrap(), setting("STORM_LEDGER").unwrap(), setting("STORM_FOLDER").unwrap());
    let mut cli = Cli::try_parse_from(["job-agent", "--data-dir", &folder, "--concurrency", "4", "--person-limit", "8"]).unwrap();
    cli.config.queue_url = setting("STORM_REDIS").map(Into::into);
    let pool = loop {
        match connect(&url, 8).await {
            Ok(pool) => break pool,
            // The database may be down just now.
            Err(_) => tokio::time::sleep(Duration::from_millis(200)).await,
        }
    };
    let application = Application::new(Arc::new(cli.config), pool, CancellationToken::new()).unwrap();
    application.work_with(vec![Arc::new(Effects(ledger))]).await;
}

struct Workers {
    url: String,
    redis: Option<String>,
    ledger: String,
    folder: PathBuf,
    running: Vec<Child>,
    /// Since when, and as which process.
    frozen: Vec<(Instant, i32)>,
    kills: usize,
    freezes: usize,
}

impl Workers {
    fn spawn(&self) -> Child {
        Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "storm_worker", "--ignored", "--nocapture"])
            .envs(self.redis.iter().map(|url| ("STORM_REDIS", url)))
            .env("STORM_DATABASE", &self.url)
            .env("STORM_LEDGER", &self.ledger)
            .env("STORM_FOLDER", &self.folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap()
    }

    /// Longer than a lease: it comes back as a zombie.
    fn freeze(&mut self, which: usize) {
        let pid = i32::try_from(self.running[which].id()).unwrap();
        kill(Pid::from_raw(pid), Signal::SIGSTOP).unwrap();
        self.frozen.push((Instant::now(), pid));
        self.freezes += 1;
    }

    fn thaw(&mut self, all: bool) {
        self.frozen.retain(|(since, pid)| {
            let stays = !all && since.elapsed() < run::LEASE + Duration::from_secs(4);
            if !stays {
                // It may have been killed meanwhile.
                kill(Pid::from_raw(*pid), Signal::SIGCONT).ok();
            }
            stays
        });
    }

    fn kill(&mut self, which: usize) {
        self.running[which].kill().unwrap();
        self.running[which].wait().unwrap();
        self.running[which] = self.spawn();
        self.kills += 1;
    }

    fn end(&mut self) {
        for child in &mut self.running {
            child.kill().ok();
            child.wait().ok();
        }
    }
}

// ---- the database, which falls too ----

struct Database {
    folder: PathBuf,
    embedded: Option<Embedded>,
    again: Option<Child>,
    falls: usize,
}

impl Database {
    /// Stops as a machine does that loses its power, and comes back.
    async fn fall(&mut self) {
        let data = self.folder.join("data");
        let pid_file = std::fs::read_to_string(data.join("postmaster.pid")).unwrap();
        let pid = Pid::from_raw(pid_file.lines().next().unwrap().parse().unwrap());
        let options = std::fs::read_to_string(data.join("postmaster.opts")).unwrap();
        kill(pid, Signal::SIGQUIT).unwrap();
        while data.join("postmaster.pid").exists() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        if let Some(mut before) = self.again.take() {
            before.wait().unwrap();
        }
        let words: Vec<&str> = options.split_whitespace().map(|word| word.trim_matches('"')).collect();
        let owner = std::fs::metadata(&data).unwrap();
        let mut command = Command::new(words[0]);
        command.args(&words[1..]).current_dir(&self.folder).stdout(Stdio::null()).stderr(Stdio::null());
        if nix::unistd::geteuid().is_root() {
            command.uid(owner.uid()).gid(owner.gid());
        }
        self.again = Some(command.spawn().unwrap());
        self.falls += 1;
    }

    async fn end(mut self) {
        if let Some(embedded) = self.embedded.take() {
            embedded.shutdown().await.ok();
        }
        if let Some(mut again) = self.again.take() {
            kill(Pid::from_raw(i32::try_from(again.id()).unwrap()), Signal::SIGQUIT).ok();
            again.wait().ok();
        }
    }
}

// ---- what carries messages and notices, and breaks ----

struct Carriers {
    line: Line,
    redis: Option<OwnRedis>,
    /// The workers' way to the database, and to Redis where there is one.
    database_url: String,
    redis_url: Option<String>,
    dead: Vec<Instant>,
    falls: usize,
}

impl Carriers {
    async fn over_postgres(url: &str) -> Self {
        // By TCP, for the private Postgres also has a socket, which no line can stand in front of.
        let url = url.split("&host=").next().unwrap();
        let place = url.split('@').nth(1).and_then(|rest| rest.split('/').next()).unwrap();
        let line = Line::open(place.to_owned(), "LISTEN").await;
        let database_url = url.replace(place, &line.address);
        Self { line, redis: None, database_url, redis_url: None, dead: Vec::new(), falls: 0 }
    }

    async fn over_redis(url: &str) -> Self {
        let redis = OwnRedis::start().await;
        let line = Line::open(redis.address(), "SUBSCRIBE").await;
        let redis_url = Some(format!("redis://{}/0", line.address));
        Self { line, redis: Some(redis), database_url: url.to_owned(), redis_url, dead: Vec::new(), falls: 0 }
    }

    fn go_dead(&mut self) {
        self.line.go_dead();
        self.dead.push(Instant::now());
    }

    /// Redis is killed and comes back empty.
    async fn fall(&mut self) {
        if let Some(redis) = &mut self.redis {
            redis.kill();
            redis.come_back().await;
            self.falls += 1;
        }
    }
}

/// A process that only listens. Notes each time that it hears something.
async fn listen(database_url: String, redis_url: Option<String>, owner: UserId, heard: Arc<Mutex<Vec<Instant>>>) {
    let pool = PgPoolOptions::new().max_connections(4).connect_lazy(&database_url).unwrap();
    let news = News::default();
    let mut reader = news.subscribe(Topic::RunsOf(owner));
    let carrier = Messages::open(redis_url.as_deref(), None, &pool).unwrap().carrier(&pool, owner.0);
    let carrying = news.carry(carrier, CancellationToken::new());
    let hearing = async {
        loop {
            reader.changed().await;
            heard.lock().unwrap().push(Instant::now());
        }
    };
    tokio::select! {
        () = carrying => {}
        () = hearing => {}
    }
}

/// The longest silence that begins about when the line went dead, in seconds.
fn deaf(dead: &[Instant], heard: &[Instant]) -> f64 {
    let about = |dead: &Instant, last: &Instant| last.max(dead).duration_since(*last.min(dead)) < Duration::from_secs(1);
    let silences = heard.windows(2).filter(|pair| dead.iter().any(|dead| about(dead, &pair[0])));
    silences.map(|pair| (pair[1] - pair[0]).as_secs_f64()).fold(0.0, f64::max)
}

// ---- the storm ----

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_run_is_lost_and_no_effect_doubled_in_a_storm() {
    storm(false).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nor_where_redis_carries_the_messages_and_falls() {
    storm(true).await;
}

async fn storm(over_redis: bool) {
    let seconds: u64 = setting("STORM_SECONDS").map_or(25, |text| text.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    // The account that the database runs as has to pass through.
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o711)).unwrap();
    let embedded = postgres::start(folder.path()).await.unwrap();
    let admin = connect(&embedded.admin_url(), 2).await.unwrap();
    job_agent::db::migrate(&admin).await.unwrap();
    PostgresQueue::set_up(&admin).await.unwrap();
    admin.close().await;
    let url = embedded.worker_url();
    let carriers = if over_redis { Carriers::over_redis(&url).await } else { Carriers::over_postgres(&url).await };
    let (web, people) = people(&embedded, folder.path(), carriers.redis_url.as_deref()).await;
    let ledger = Ledger::default();
    let heard = Arc::new(Mutex::new(Vec::new()));
    let hearing = listen(carriers.database_url.clone(), carriers.redis_url.clone(), people[0].id(), heard.clone());
    let hearing = tokio::spawn(hearing);
    let mut workers = Workers {
        url: carriers.database_url.clone(),
        redis: carriers.redis_url.clone(),
        ledger: ledger.open().await,
        folder: folder.path().to_owned(),
        running: Vec::new(),
        frozen: Vec::new(),
        kills: 0,
        freezes: 0,
    };
    workers.running = (0..WORKERS).map(|_| workers.spawn()).collect();
    let database = Database { folder: folder.path().to_owned(), embedded: Some(embedded), again: None, falls: 0 };
    let mut victims = Victims { workers, database, carriers };

    let length = Duration::from_secs(seconds);
    let asking = tokio::spawn(ask(web.clone(), people.clone(), length));
    rage(&mut victims, length).await;
    let runs = asking.await.unwrap();
    let calm = Instant::now();
    let left = settle(&web, &people).await;
    let calm = calm.elapsed();
    hearing.abort();
    let books = Books::read(&web, &people).await;
    let Victims { mut workers, database, carriers } = victims;
    let (kills, freezes, falls) = (workers.kills, workers.freezes, database.falls);
    workers.end();
    database.end().await;
    let deaf = deaf(&carriers.dead, &heard.lock().unwrap());
    println!(
        "storm: {} runs asked for in {seconds} s, all ended {:.1} s later; {kills} workers killed, {freezes} frozen, {falls} falls of the database, \
         {} of Redis; {} times the listening lines went dead, heard again after {deaf:.1} s at most; \
         {} crashes counted; longest rescue {:.1} s; {} effects, {} of them asked for more than once and done once",
        runs.len(),
        calm.as_secs_f64(),
        carriers.falls,
        carriers.dead.len(),
        books.runs.values().map(|run| run.crashes).sum::<i32>(),
        books.longest_rescue,
        ledger.keys().len(),
        ledger.keys().values().filter(|times| **times > 1).count(),
    );
    assert_eq!(left, 0, "runs that never ended");
    books.check(&runs, &ledger, falls);
    assert!(!carriers.dead.is_empty() && deaf <= 10.0, "nothing was heard for {deaf:.1} s");
    assert!(!over_redis || carriers.falls > 0, "Redis has to fall in a storm");
}

async fn people(embedded: &Embedded, folder: &Path, redis_url: Option<&str>) -> (Desk, Vec<Member>) {
    let mut cli = Cli::try_parse_from(["job-agent", "--data-dir", folder.to_str().unwrap()]).unwrap();
    cli.config.queue_url = redis_url.map(Into::into);
    let pool = connect(&embedded.ui_url(), 8).await.unwrap();
    let desk = Application::new(Arc::new(cli.config), pool, CancellationToken::new()).unwrap().desk;
    let mut people = Vec::new();
    for name in ["ada", "bob", "eve", "mara"] {
        let sign_up =
            SignUp { name: name.into(), email: format!("{name}@example.org"), password: "correct horse battery".to_owned().into() };
        let opened = account::sign_up(&desk, &SeenFrom::default(), sign_up).await.unwrap();
        people.push(account::member(&desk, &opened.cookie).await.unwrap().unwrap());
    }
    (desk, people)
}

/// Asks for runs as people do, again and again while the database is away. One key a wish: what was asked for twice is one run.
async fn ask(web: Desk, people: Vec<Member>, length: Duration) -> Vec<RunId> {
    let end = Instant::now() + length;
    let mut runs = Vec::new();
    let mut wish = 0_usize;
    while Instant::now() < end {
        let owner = people[wish % people.len()].id();
        let new = NewRun { kind: Kind::JobSearch, idempotency_key: format!("wish {wish}"), input: json!({}), settings: json!({}) };
        if let Ok(run) = wanted(&web, owner, &new).await {
            runs.push(run);
            run::announce(&web, owner, Kind::JobSearch, run).await;
            wish += 1;
        }
        tokio::time::sleep(Duration::from_millis(1000 / RATE)).await;
    }
    runs
}

async fn wanted(web: &Desk, owner: UserId, new: &NewRun) -> job_agent::error::Result<RunId> {
    let mut tx = web.db.owned(owner).await?;
    let run = run::create(&mut tx, web, owner, new).await?;
    tx.commit().await?;
    Ok(run)
}

struct Victims {
    workers: Workers,
    database: Database,
    carriers: Carriers,
}

async fn rage(victims: &mut Victims, length: Duration) {
    let seed = setting("STORM_SEED").map_or_else(|| rand::rng().random(), |text| text.parse().unwrap());
    println!("storm: STORM_SEED={seed}");
    let mut chance = StdRng::seed_from_u64(seed);
    let begun = Instant::now();
    let (round, share) = (Duration::from_secs(45), |part: u32| length.min(Duration::from_secs(60)) * part / 10);
    let (mut next_dead, mut next_fall, mut next_redis) = (begun + share(2), begun + share(5), begun + share(7));
    // One is frozen from the start, so that a short storm has a zombie too.
    victims.workers.freeze(0);
    while begun.elapsed() < length {
        tokio::time::sleep(Duration::from_millis(chance.random_range(400..1800))).await;
        victims.workers.thaw(false);
        let (which, now) = (chance.random_range(0..WORKERS), Instant::now());
        if now > next_dead {
            victims.carriers.go_dead();
            next_dead += round;
        } else if now > next_fall {
            victims.database.fall().await;
            next_fall += round;
        } else if now > next_redis {
            victims.carriers.fall().await;
            next_redis += round;
        } else if chance.random_bool(0.85) {
            victims.workers.kill(which);
        } else {
            victims.workers.freeze(which);
        }
    }
    victims.workers.thaw(true);
}

/// Waits until every run has ended; returns how many have not, after two minutes.
async fn settle(web: &Desk, people: &[Member]) -> i64 {
    let begun = Instant::now();
    loop {
        let mut open = 0;
        for member in people {
            open += count_open(web, member).await.unwrap_or(1);
        }
        if open == 0 || begun.elapsed() > Duration::from_secs(120) {
            return open;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

async fn count_open(web: &Desk, member: &Member) -> job_agent::error::Result<i64> {
    let mut tx = web.db.owned(member.id()).await?;
    let open = "select count(*) from run where status in ('queued', 'running') and kind = 'job_search'";
    Ok(sqlx::query_scalar(open).fetch_one(&mut *tx).await?)
}

// ---- the books ----

struct Entry {
    status: String,
    attempt: i32,
    crashes: i32,
    steps: i64,
    events: i64,
    seq: i64,
}

struct Books {
    runs: HashMap<uuid::Uuid, Entry>,
    /// From the last sign of life of a run to its next claim, in seconds.
    longest_rescue: f64,
}

impl Books {
    async fn read(web: &Desk, people: &[Member]) -> Self {
        let mut books = Self { runs: HashMap::new(), longest_rescue: 0.0 };
        for member in people {
            let mut tx = web.db.owned(member.id()).await.unwrap();
            let rows: Vec<(uuid::Uuid, String, i32, i32, i64, i64, i64)> = sqlx::query_as(
                "select id, status, attempt, crashes, (select count(*) from run_step where run_id = run.id),
                        (select count(*) from run_event where run_id = run.id), seq from run where kind = 'job_search'",
            )
            .fetch_all(&mut *tx)
            .await
            .unwrap();
            for (id, status, attempt, crashes, steps, events, seq) in rows {
                books.runs.insert(id, Entry { status, attempt, crashes, steps, events, seq });
            }
            let longest: Option<f64> = sqlx::query_scalar(
                "select max(extract(epoch from again - before))::float8 from (
                     select payload ->> 'status' as status, payload ->> 'message' as message, lag(payload ->> 'status') over seen as status_before,
                            lag(created_at) over seen as before, lead(created_at) over seen as again
                     from run_event window seen as (partition by run_id order by seq)) events
                 where status = 'queued' and status_before = 'running' and coalesce(message, '') not like '%Trying again.'",
            )
            .fetch_one(&mut *tx)
            .await
            .unwrap();
            books.longest_rescue = books.longest_rescue.max(longest.unwrap_or(0.0));
        }
        books
    }

    fn check(&self, runs: &[RunId], ledger: &Ledger, falls: usize) {
        let effects = ledger.keys();
        for run in runs {
            let entry = self.runs.get(&run.0).unwrap_or_else(|| panic!("run {run} is lost"));
            assert_eq!(entry.seq, entry.events, "run {run} has events with a gap");
            if entry.status == "failed" {
                assert!(
                    entry.crashes == 3 || entry.attempt == 3,
                    "run {run} failed after {} crashes, {} attempts",
                    entry.crashes,
                    entry.attempt
                );
                continue;
            }
            assert_eq!(entry.status, "completed", "run {run}");
            assert_eq!(entry.steps, i64::try_from(STEPS).unwrap(), "run {run}");
            for nth in 0..STEPS {
                let asked = effects.get(&format!("{run}/effect {nth}")).copied().unwrap_or(0);
                // A finished step is never asked for again, so each claim asks at most once; a fall of the database may
                // lose a claim that nobody had waited for the disk with.
                let most = usize::try_from(entry.attempt + entry.crashes).unwrap() + falls;
                assert!(
                    (1..=most).contains(&asked),
                    "effect {nth} of run {run} was asked for {asked} times, {most} would be accounted for"
                );
            }
        }
        let wished: std::collections::HashSet<String> = runs.iter().map(ToString::to_string).collect();
        assert!(effects.keys().all(|key| wished.contains(key.split('/').next().unwrap())), "an effect of a run that nobody asked for");
        let allowed = 20.0 + 10.0 * f64::from(u8::from(falls > 0));
        assert!(self.longest_rescue <= allowed, "a rescue took {:.1} s", self.longest_rescue);
    }
}
