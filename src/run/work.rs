//! The worker's side: claim, lease, steps, and the sweeper that rescues what dead workers left.

use super::store::{self, Progress};
use super::{Kind, Status};
use crate::desk::Desk;
use crate::error::{Error, Result};
use crate::id::{RunId, UserId};
use async_trait::async_trait;
use rand::RngExt;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// A lease ends this long after its last renewal.
pub const LEASE: Duration = Duration::from_secs(15);
/// A worker renews this often.
pub const HEARTBEAT: Duration = Duration::from_secs(5);
/// How often the sweeper looks.
pub const SWEEP: Duration = Duration::from_secs(2);

/// How a handler ends.
#[derive(Debug)]
pub enum End {
    /// With the run's output.
    Done(Value),
    /// Trying again later may help; the reason is shown meanwhile.
    Retry { after: Duration, reason: String },
    /// It will not work; the reason in words for the person, with what to do.
    Fail(String),
    /// The person stopped it.
    Cancelled,
    /// The lease is lost or the process stops: somebody else goes on.
    Abandoned,
}

impl From<Error> for End {
    fn from(error: Error) -> Self {
        match error {
            Error::Unavailable(reason) => Self::Retry { after: Duration::from_secs(2), reason },
            Error::Internal(cause) => {
                tracing::error!(%cause, "a run failed by a fault of ours");
                Self::Retry { after: Duration::from_secs(1), reason: "A fault of ours interrupted this run.".into() }
            }
            other => Self::Fail(other.to_string()),
        }
    }
}

/// Work on one kind of run.
#[async_trait]
pub trait Handler: Send + Sync {
    fn kind(&self) -> Kind;
    /// Steps and progress go through the context; `?` on it ends the run rightly.
    async fn work(&self, context: &Context) -> Result<Value, End>;
}

/// What a handler holds while it works: the desk, the input and the lease.
pub struct Context {
    pub desk: Desk,
    pub run: RunId,
    pub owner: UserId,
    pub input: Value,
    pub settings: Value,
    kind: Kind,
    token: Uuid,
    /// Ends when the person cancels, the lease is lost or the process stops.
    pub stop: CancellationToken,
    cancelled: CancellationToken,
}

impl Context {
    /// Runs a step once: a run that starts again gets the stored output.
    pub async fn step<Output, Work>(&self, name: &str, work: Work) -> Result<Output, End>
    where
        Output: Serialize + DeserializeOwned,
        Work: Future<Output = Result<Output, End>>,
    {
        let mut tx = self.desk.db.owned(self.owner).await?;
        let stored = store::step(&mut tx, self.run, name).await?;
        drop(tx);
        if let Some(output) = stored {
            return serde_json::from_value(output).map_err(|cause| Error::internal(cause).into());
        }
        let output = tokio::select! {
            biased;
            () = self.stop.cancelled() => return Err(self.stopped()),
            output = work => output?,
        };
        let value = serde_json::to_value(&output).map_err(Error::internal)?;
        let mut tx = self.desk.db.owned(self.owner).await?;
        if !store::finish_step(&mut tx, self.run, self.token, name, &value).await? {
            return Err(End::Abandoned);
        }
        tx.commit().await.map_err(Error::from)?;
        Ok(output)
    }

    /// Says where the run stands. `counters` are merged into those shown.
    pub async fn progress(&self, stage: &str, done: usize, total: usize, message: &str, counters: Value) -> Result<(), End> {
        if self.stop.is_cancelled() {
            return Err(self.stopped());
        }
        let index = self.kind.stages().iter().position(|(key, _)| *key == stage).unwrap_or(0);
        let progress = Progress {
            stage: stage.into(),
            stage_index: i32::try_from(index + 1).unwrap_or(0),
            done: i32::try_from(done).unwrap_or(i32::MAX),
            total: i32::try_from(total).unwrap_or(i32::MAX),
            message: message.into(),
            counters,
        };
        let mut tx = self.desk.db.owned(self.owner).await?;
        if !store::progress(&mut tx, self.run, self.token, &progress).await? {
            return Err(End::Abandoned);
        }
        store::append_event(&mut tx, self.run, "status").await?;
        tx.commit().await.map_err(Error::from)?;
        store::notify(self.desk.db.pool(), self.run).await;
        Ok(())
    }

    fn stopped(&self) -> End {
        if self.cancelled.is_cancelled() { End::Cancelled } else { End::Abandoned }
    }
}

/// Works on one run, if it can be claimed. `shutdown` hands the lease back.
pub async fn work_on(desk: &Desk, handlers: &[Arc<dyn Handler>], worker: &str, run: RunId, shutdown: &CancellationToken) -> Result<()> {
    let token: Uuid = desk.new_id();
    let mut tx = desk.db.working().await?;
    let Some(claimed) = store::claim(&mut tx, run, token, worker, LEASE.as_secs_f64()).await? else {
        return Ok(());
    };
    store::append_event(&mut tx, run, "status").await?;
    tx.commit().await?;
    store::notify(desk.db.pool(), run).await;

    let context = Context {
        desk: desk.clone(),
        run,
        owner: claimed.user_id,
        input: claimed.input,
        settings: claimed.settings,
        kind: claimed.kind,
        token,
        stop: shutdown.child_token(),
        cancelled: CancellationToken::new(),
    };
    let handler = handlers.iter().find(|handler| handler.kind() == claimed.kind);
    let end = match handler {
        None => End::Fail(format!("This version cannot work on a run of kind {}.", claimed.kind.title())),
        Some(handler) => tokio::select! {
            result = guarded(handler.as_ref(), &context) => result.map_or_else(|end| end, End::Done),
            () = keep_lease(&context) => context.stopped(),
        },
    };
    settle(&context, end, claimed.attempt, claimed.max_attempts).await
}

/// A panic in a handler is an error of this run, not of the worker.
async fn guarded(handler: &dyn Handler, context: &Context) -> Result<Value, End> {
    use futures::FutureExt;
    match std::panic::AssertUnwindSafe(handler.work(context)).catch_unwind().await {
        Ok(result) => result,
        Err(_) => Err(Error::internal("a handler panicked").into()),
    }
}

/// Renews the lease, and looks every second whether the person wants the run to stop. Returns when the lease is lost.
async fn keep_lease(context: &Context) {
    let mut missed = Duration::ZERO;
    let mut pause = Duration::from_secs(1);
    loop {
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            () = context.stop.cancelled() => {
                // The handler sees it too, at its next step; two seconds are enough for it to end by itself.
                tokio::time::sleep(Duration::from_secs(2)).await;
                return;
            }
        }
        match renew(context).await {
            Ok(Some(false)) => missed = Duration::ZERO,
            Ok(Some(true)) => {
                context.cancelled.cancel();
                context.stop.cancel();
            }
            Ok(None) => {
                context.stop.cancel();
                return;
            }
            Err(cause) => {
                missed += pause;
                tracing::warn!(run = %context.run, %cause, "could not renew the lease");
                if missed >= LEASE {
                    context.stop.cancel();
                    return;
                }
            }
        }
        pause = Duration::from_secs(1);
    }
}

async fn renew(context: &Context) -> Result<Option<bool>> {
    let mut tx = context.desk.db.working().await?;
    let renewed = store::heartbeat(&mut tx, context.run, context.token, LEASE.as_secs_f64()).await?;
    tx.commit().await?;
    Ok(renewed)
}

async fn settle(context: &Context, end: End, attempt: i32, max_attempts: i32) -> Result<()> {
    let (run, token) = (context.run, context.token);
    let mut tx = context.desk.db.owned(context.owner).await?;
    let (written, event) = match end {
        End::Done(output) => (store::finish(&mut tx, run, token, Status::Completed, Some(&output), None).await?, "done"),
        End::Fail(reason) => (store::finish(&mut tx, run, token, Status::Failed, None, Some(&reason)).await?, "done"),
        End::Cancelled => (store::finish(&mut tx, run, token, Status::Cancelled, None, None).await?, "done"),
        End::Retry { reason, .. } if attempt >= max_attempts => {
            let words = format!("{reason} It was tried {attempt} times.");
            (store::finish(&mut tx, run, token, Status::Failed, None, Some(&words)).await?, "done")
        }
        End::Retry { after, reason } => {
            // Doubled each time, with jitter, so that many runs do not come back at once.
            let seconds = after.as_secs_f64() * f64::from(1 << (attempt - 1).clamp(0, 8)) * rand::rng().random_range(0.8..1.2);
            let words = format!("{reason} Trying again.");
            (store::requeue(&mut tx, run, token, seconds, Some(&words), true).await?, "status")
        }
        End::Abandoned => (store::requeue(&mut tx, run, token, 0.0, None, false).await?, "status"),
    };
    if written {
        store::append_event(&mut tx, run, event).await?;
        tx.commit().await?;
        store::notify(context.desk.db.pool(), run).await;
    } else {
        tracing::warn!(%run, "the lease was lost; nothing was written");
    }
    Ok(())
}

/// One round of the sweeper: rescues runs of dead workers, ends what is past its time, pushes what was forgotten.
/// Many processes may call it; one at a time does the work.
pub async fn sweep(desk: &Desk) -> Result<usize> {
    let mut tx = desk.db.working().await?;
    if !store::lead(&mut tx).await? {
        return Ok(0);
    }
    let mut touched = Vec::new();
    for (run, ended) in store::rescue(&mut tx).await? {
        tracing::warn!(%run, ended, "took a run from a worker that no longer answers");
        store::append_event(&mut tx, run, if ended { "done" } else { "status" }).await?;
        touched.push(run);
    }
    for run in store::time_out(&mut tx).await? {
        store::append_event(&mut tx, run, "done").await?;
        touched.push(run);
    }
    let forgotten = store::forgotten(&mut tx).await?;
    tx.commit().await?;
    for run in &touched {
        store::notify(desk.db.pool(), *run).await;
    }
    for run in &forgotten {
        if let Err(cause) = desk.queue.push(*run).await {
            tracing::warn!(%run, cause, "the queue did not take the run");
        }
    }
    Ok(touched.len() + forgotten.len())
}
