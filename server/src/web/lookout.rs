//! Looks after the open streams of this process. Notices wake a stream at once; this one task finds, for all of them
//! together, who was not woken although there is news, and whose session is over.

use job_agent::account::{self, Pass};
use job_agent::desk::Desk;
use job_agent::error::Result;
use job_agent::id::{RunId, UserId};
use job_agent::run::{self, Topic};
use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Semaphore, SemaphorePermit};
use tokio::time::{Instant, MissedTickBehavior, interval, timeout};
use tokio_util::sync::CancellationToken;

/// How often sessions are looked at.
const ROUND: Duration = Duration::from_millis(700);
/// Every so many rounds also lost notices.
const ROUNDS_A_LOOK: u32 = 4;
/// One round may take this long.
const PATIENCE: Duration = Duration::from_secs(5);
/// Streams end when for this long nobody could say whether their sessions and keys still live.
const BLIND: Duration = Duration::from_secs(15);
/// Reads of all streams together at once, so that pages find connections free.
const READS: usize = 4;

/// What a stream follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Follows {
    Run { run: RunId, owner: UserId },
    RunsOf(UserId),
}

impl Follows {
    fn topic(self) -> Topic {
        match self {
            Self::Run { run, .. } => Topic::Run(run),
            Self::RunsOf(owner) => Topic::RunsOf(owner),
        }
    }
}

/// An open stream.
#[derive(Debug)]
struct Seat {
    pass: Pass,
    follows: Follows,
    /// The number of the last event that it read, or the mark of a person's runs.
    told: AtomicI64,
}

/// The open streams of this process.
pub struct Lookout {
    desk: Desk,
    stop: CancellationToken,
    seats: Mutex<HashMap<u64, Arc<Seat>>>,
    next: AtomicU64,
    reads: Semaphore,
}

/// A stream's place; leaving it is dropping it.
pub struct Place {
    lookout: Arc<Lookout>,
    number: u64,
    seat: Arc<Seat>,
    news: run::Reader,
    session: run::Reader,
}

/// Why a stream woke up.
#[derive(Debug, PartialEq, Eq)]
pub enum Woken {
    News,
    SessionOver,
    Stopping,
}

impl Place {
    /// Says what was read last, so that only what comes after it counts as news.
    pub fn told(&self, number: i64) {
        self.seat.told.store(number, Ordering::Relaxed);
    }

    pub fn desk(&self) -> &Desk {
        &self.lookout.desk
    }

    /// Leave to read; few have it at once.
    pub async fn read(&self) -> Option<SemaphorePermit<'_>> {
        self.lookout.reads.acquire().await.ok()
    }

    pub async fn woken(&mut self) -> Woken {
        tokio::select! {
            biased;
            () = self.lookout.stop.cancelled() => Woken::Stopping,
            () = self.session.changed() => Woken::SessionOver,
            () = self.news.changed() => Woken::News,
        }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.lookout.lock().remove(&self.number);
    }
}

impl Lookout {
    pub fn new(desk: Desk, stop: CancellationToken) -> Arc<Self> {
        Arc::new(Self { desk, stop, seats: Mutex::default(), next: AtomicU64::new(0), reads: Semaphore::new(READS) })
    }

    /// A place for a stream. From here on it misses nothing, so it reads only afterwards.
    pub fn enter(self: &Arc<Self>, pass: Pass, follows: Follows) -> Place {
        let news = self.desk.news.subscribe(follows.topic());
        let ended = self.desk.news.subscribe(Topic::Session(pass.id()));
        // The smallest number there is: a stream that has read nothing yet is behind.
        let seat = Arc::new(Seat { pass, follows, told: AtomicI64::new(i64::MIN) });
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        self.lock().insert(number, seat.clone());
        Place { lookout: self.clone(), number, seat, news, session: ended }
    }

    /// How many streams are open.
    pub fn streams(&self) -> usize {
        self.lock().len()
    }

    /// Looks until the process stops. Call it once.
    pub async fn watch(&self) {
        let mut loss = self.desk.news.subscribe(Topic::Loss);
        let mut rounds = interval(ROUND);
        rounds.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let (mut answered, mut nth) = (Instant::now(), 0_u32);
        loop {
            let for_news = tokio::select! {
                () = self.stop.cancelled() => return,
                () = loss.changed() => true,
                _ = rounds.tick() => {
                    nth = nth.wrapping_add(1);
                    nth.is_multiple_of(ROUNDS_A_LOOK)
                }
            };
            match timeout(PATIENCE, self.look(for_news)).await {
                Ok(Ok(())) => answered = Instant::now(),
                Ok(Err(cause)) => tracing::warn!(%cause, "could not look after the open streams"),
                Err(_) => tracing::warn!("could not look after the open streams: the database does not answer"),
            }
            if answered.elapsed() > BLIND {
                self.end_all();
            }
        }
    }

    async fn look(&self, for_news: bool) -> Result<()> {
        let seats: Vec<Arc<Seat>> = self.lock().values().cloned().collect();
        if seats.is_empty() {
            return Ok(());
        }
        let passes: HashSet<Pass> = seats.iter().map(|seat| seat.pass).collect();
        let passes: Vec<Pass> = passes.into_iter().collect();
        for over in account::ended(&self.desk, &passes).await? {
            self.desk.news.wake(Topic::Session(over));
        }
        if for_news { self.wake_who_is_behind(&seats).await } else { Ok(()) }
    }

    async fn wake_who_is_behind(&self, seats: &[Arc<Seat>]) -> Result<()> {
        let (mut runs, mut people) = (Vec::new(), Vec::new());
        for seat in seats {
            let told = seat.told.load(Ordering::Relaxed);
            match seat.follows {
                Follows::Run { run, .. } => runs.push((run, told)),
                Follows::RunsOf(owner) => people.push((owner, told)),
            }
        }
        let behind = run::behind(&self.desk, &runs, &people).await?;
        behind.runs.into_iter().for_each(|run| self.desk.news.wake(Topic::Run(run)));
        behind.people.into_iter().for_each(|person| self.desk.news.wake(Topic::RunsOf(person)));
        Ok(())
    }

    fn end_all(&self) {
        let seats: Vec<Arc<Seat>> = self.lock().values().cloned().collect();
        seats.iter().for_each(|seat| self.desk.news.wake(Topic::Session(seat.pass.id())));
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<u64, Arc<Seat>>> {
        self.seats.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
