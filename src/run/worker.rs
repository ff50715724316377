//! A process that works: free slots that claim whose turn it is, leases that are renewed together, and a drain.

use super::lease::{self, Claimed};
use super::news::Topic;
use super::work::{Context, End, Handler, Stops};
use super::{Kind, Limits, Status};
use crate::desk::Desk;
use crate::error::{Error, Result};
use crate::id::RunId;
use rand::RngExt;
use serde_json::Value;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use uuid::Uuid;

/// A lease ends this long after its last renewal.
pub const LEASE: Duration = Duration::from_secs(15);
/// A worker renews this often.
pub const HEARTBEAT: Duration = Duration::from_secs(5);
/// A free slot looks this often by itself, whatever the queue says.
const LOOK: Duration = Duration::from_secs(1);
/// A step that runs when the process is told to stop may take this long to finish.
const DRAIN: Duration = Duration::from_secs(5);

struct Held {
    token: Uuid,
    stops: Stops,
}

/// Works on runs of some kinds, `concurrency` at a time.
pub struct Worker {
    desk: Desk,
    handlers: Vec<Arc<dyn Handler>>,
    kinds: Vec<Kind>,
    name: String,
    limits: Limits,
    concurrency: usize,
    slots: Arc<Semaphore>,
    held: Mutex<HashMap<RunId, Held>>,
    working: TaskTracker,
    draining: CancellationToken,
}

impl Worker {
    pub fn new(
        desk: Desk,
        handlers: Vec<Arc<dyn Handler>>,
        name: String,
        limits: Limits,
        concurrency: usize,
        stop: CancellationToken,
    ) -> Arc<Self> {
        let kinds = handlers.iter().map(|handler| handler.kind()).collect();
        let slots = Arc::new(Semaphore::new(concurrency));
        let held = Mutex::default();
        Arc::new(Self { desk, handlers, kinds, name, limits, concurrency, slots, held, working: TaskTracker::new(), draining: stop })
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    pub fn kinds(&self) -> &[Kind] {
        &self.kinds
    }

    pub fn concurrency(&self) -> usize {
        self.concurrency
    }

    /// Ends when the process is to take no more.
    pub fn stop(&self) -> &CancellationToken {
        &self.draining
    }

    /// Keeps the leases and looks for work until told to stop; then waits for what runs, and hands back what takes too long.
    pub async fn run(self: &Arc<Self>) {
        if let Err(cause) = lease::enter(self.desk.db.pool(), &self.name, &self.kinds, self.concurrency).await {
            tracing::warn!(%cause, "could not enter the list of workers");
        }
        let keeping = tokio::spawn({
            let worker = self.clone();
            async move { worker.keep_leases().await }
        });
        while !self.draining.is_cancelled() {
            self.look();
            tokio::select! {
                () = self.draining.cancelled() => {}
                () = tokio::time::sleep(LOOK) => {}
            }
        }
        self.drain().await;
        keeping.abort();
    }

    async fn drain(&self) {
        // A database that hangs must not keep the process from ending.
        let patience = Duration::from_secs(1);
        tokio::time::timeout(patience, lease::stopping(self.desk.db.pool(), &self.name)).await.ok();
        self.working.close();
        if tokio::time::timeout(DRAIN, self.working.wait()).await.is_err() {
            for held in self.lock().values() {
                held.stops.now.cancel();
            }
            tokio::time::timeout(Duration::from_secs(2), self.working.wait()).await.ok();
        }
        tokio::time::timeout(patience, lease::leave(self.desk.db.pool(), &self.name)).await.ok();
    }

    /// Lets a free slot look for work, if there is one; it goes on until nothing is due.
    fn look(self: &Arc<Self>) {
        if let Ok(slot) = self.slots.clone().try_acquire_owned() {
            let worker = self.clone();
            self.working.spawn(async move {
                worker.work_while_due().await;
                drop(slot);
            });
        }
    }

    /// A message of the queue: waits for a free slot and works until nothing is due. The message says only that there is
    /// something; whose turn it is says the database.
    pub async fn wake(self: &Arc<Self>) {
        let slot = tokio::select! {
            slot = self.slots.acquire() => slot,
            () = self.draining.cancelled() => return,
        };
        if slot.is_ok() {
            self.working.track_future(self.work_while_due()).await;
        }
    }

    async fn work_while_due(self: &Arc<Self>) {
        let mut first = true;
        loop {
            let worked = match self.claim().await {
                Ok(Some((claimed, token))) => {
                    // Where there is one there may be more: another free slot looks too.
                    if std::mem::take(&mut first) {
                        self.look();
                    }
                    self.work_on(claimed, token).await
                }
                Ok(None) => return,
                Err(cause) => Err(cause),
            };
            if let Err(cause) = worked {
                tracing::warn!(%cause, "could not work; looking again in a second");
                return;
            }
        }
    }

    /// Works on the run whose turn it is; false when nothing is due or the process stops.
    pub async fn work_once(&self) -> Result<bool> {
        match self.claim().await? {
            Some((claimed, token)) => self.work_on(claimed, token).await.map(|()| true),
            None => Ok(false),
        }
    }

    async fn claim(&self) -> Result<Option<(Claimed, Uuid)>> {
        if self.draining.is_cancelled() {
            return Ok(None);
        }
        let token: Uuid = self.desk.new_id();
        let claimed = lease::claim(self.desk.db.pool(), &self.name, token, &self.kinds, LEASE.as_secs_f64(), &self.limits).await?;
        Ok(claimed.map(|claimed| (claimed, token)))
    }

    async fn work_on(&self, claimed: Claimed, token: Uuid) -> Result<()> {
        let stops = Stops { draining: self.draining.clone(), now: CancellationToken::new(), cancelled: CancellationToken::new() };
        self.lock().insert(claimed.run, Held { token, stops: stops.clone() });
        let (attempt, max_attempts) = (claimed.attempt, claimed.max_attempts);
        let context = Context {
            desk: self.desk.clone(),
            run: claimed.run,
            owner: claimed.user_id,
            input: claimed.input,
            settings: claimed.settings,
            kind: claimed.kind,
            token,
            steps: claimed.steps,
            stops,
        };
        context.tell();
        let end = match self.handlers.iter().find(|handler| handler.kind() == context.kind) {
            None => End::Abandoned,
            Some(handler) => tokio::select! {
                result = guarded(handler.as_ref(), &context) => result.map_or_else(|end| end, End::Done),
                () = overrun(&context) => context.stopped(),
                () = self.watch_for_cancel(&context) => End::Cancelled,
            },
        };
        let settled = settle(&context, end, attempt, max_attempts).await;
        self.lock().remove(&context.run);
        settled
    }

    /// Never returns; turns a notice that the person cancelled into the context's tokens.
    async fn watch_for_cancel(&self, context: &Context) {
        let mut notices = self.desk.news.subscribe(Topic::CancelOf(context.run));
        loop {
            notices.changed().await;
            self.renew(&[(context.run, context.token)]).await;
        }
    }

    async fn keep_leases(&self) {
        let mut renewed = Instant::now();
        loop {
            tokio::time::sleep(HEARTBEAT).await;
            let mine: Vec<(RunId, Uuid)> = self.lock().iter().map(|(run, held)| (*run, held.token)).collect();
            if self.renew(&mine).await {
                renewed = Instant::now();
            } else if renewed.elapsed() >= LEASE {
                // Others may have our runs by now.
                for held in self.lock().values() {
                    held.stops.now.cancel();
                }
            }
        }
    }

    /// Renews leases and obeys the answer; false when the database did not answer.
    async fn renew(&self, mine: &[(RunId, Uuid)]) -> bool {
        let tokens: Vec<Uuid> = mine.iter().map(|(_, token)| *token).collect();
        let answered = lease::renew(self.desk.db.pool(), &self.name, &tokens, LEASE.as_secs_f64()).await;
        let alive = match answered {
            Ok(alive) => alive,
            Err(cause) => {
                tracing::warn!(%cause, "could not renew the leases");
                return false;
            }
        };
        let held = self.lock();
        for (run, token) in mine {
            // Ended meanwhile, or claimed anew.
            let Some(held) = held.get(run).filter(|held| held.token == *token) else { continue };
            match alive.get(run) {
                Some(false) => {}
                Some(true) => {
                    held.stops.cancelled.cancel();
                    held.stops.now.cancel();
                }
                None => held.stops.now.cancel(),
            }
        }
        true
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<RunId, Held>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A handler that was told to stop has a second to end by itself, at its next step or report.
async fn overrun(context: &Context) {
    context.stops.now.cancelled().await;
    tokio::time::sleep(Duration::from_millis(500)).await;
}

/// A panic in a handler is an error of this run, not of the worker.
async fn guarded(handler: &dyn Handler, context: &Context) -> Result<Value, End> {
    use futures::FutureExt;
    match std::panic::AssertUnwindSafe(handler.work(context)).catch_unwind().await {
        Ok(result) => result,
        Err(_) => Err(Error::internal("a handler panicked").into()),
    }
}

async fn settle(context: &Context, end: End, attempt: i32, max_attempts: i32) -> Result<()> {
    let (pool, run, token) = (context.desk.db.pool(), context.run, context.token);
    let written = match end {
        End::Done(output) => lease::finish(pool, run, token, Status::Completed, Some(&output), None).await?,
        End::Fail(reason) => lease::finish(pool, run, token, Status::Failed, None, Some(&reason)).await?,
        End::Cancelled => lease::finish(pool, run, token, Status::Cancelled, None, None).await?,
        End::Retry { reason, .. } if attempt >= max_attempts => {
            let words = format!("{reason} It was tried {attempt} times.");
            lease::finish(pool, run, token, Status::Failed, None, Some(&words)).await?
        }
        End::Retry { after, reason } => {
            let words = format!("{reason} Trying again.");
            lease::requeue(pool, run, token, backoff(after, attempt), Some(&words), true).await?
        }
        End::Abandoned => lease::requeue(pool, run, token, 0.0, None, false).await?,
    };
    if written {
        context.tell();
    } else {
        tracing::warn!(%run, "the lease was lost; nothing was written");
    }
    Ok(())
}

/// Doubled each time, with jitter, so that many runs do not come back at once.
fn backoff(after: Duration, attempt: i32) -> f64 {
    after.as_secs_f64() * f64::from(1 << (attempt - 1).clamp(0, 8)) * rand::rng().random_range(0.8..1.2)
}
