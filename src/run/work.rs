//! What a handler of runs is and what it holds while it works.

use super::lease::{self, Progress};
use super::{Cost, Kind, Notice};
use crate::desk::Desk;
use crate::error::Error;
use crate::id::{RunId, UserId};
use async_trait::async_trait;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;
use std::collections::HashMap;
use std::time::Duration;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

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

/// How a worker tells its handlers to stop. `draining` ends first: no new step begins, the present one may finish.
#[derive(Debug, Clone)]
pub(super) struct Stops {
    pub draining: CancellationToken,
    /// Ends when the person cancels, the lease is lost or the drain takes too long.
    pub now: CancellationToken,
    pub cancelled: CancellationToken,
}

/// What a handler holds while it works: the desk, the input and the lease.
pub struct Context {
    pub desk: Desk,
    pub run: RunId,
    pub owner: UserId,
    pub input: Value,
    pub settings: Value,
    pub(super) kind: Kind,
    pub(super) token: Uuid,
    /// The output of each step that was finished before.
    pub(super) steps: HashMap<String, Value>,
    pub(super) stops: Stops,
}

impl Context {
    /// Runs a step once: a run that starts again gets the stored output.
    pub fn step<Output, Work>(&self, name: &str, work: Work) -> impl Future<Output = Result<Output, End>> + Send
    where
        Output: Serialize + DeserializeOwned + Send,
        Work: Future<Output = Result<Output, End>> + Send,
    {
        self.step_that_costs(name, async { work.await.map(|output| (output, Cost::default())) })
    }

    /// The same for a step that is paid for: its cost is stored with its output and added to the run's.
    pub fn step_that_costs<Output, Work>(&self, name: &str, work: Work) -> impl Future<Output = Result<Output, End>> + Send
    where
        Output: Serialize + DeserializeOwned + Send,
        Work: Future<Output = Result<(Output, Cost), End>> + Send,
    {
        // What a step does can be large; what waits for it stays small.
        let work = Box::pin(work);
        async move {
            if let Some(output) = self.steps.get(name) {
                return serde_json::from_value(output.clone()).map_err(|cause| Error::internal(cause).into());
            }
            if self.stops.draining.is_cancelled() {
                return Err(self.stopped());
            }
            let (output, cost) = tokio::select! {
                biased;
                () = self.stops.now.cancelled() => return Err(self.stopped()),
                output = work => output?,
            };
            let value = serde_json::to_value(&output).map_err(Error::internal)?;
            if !lease::finish_step(self.desk.db.pool(), self.run, self.token, name, &value, &cost).await? {
                return Err(End::Abandoned);
            }
            Ok(output)
        }
    }

    /// What a step sends along with an outside effect, so that the other side can tell a repetition.
    pub fn effect_key(&self, step: &str) -> String {
        format!("{}/{step}", self.run)
    }

    /// Says where the run stands. `counters` are merged into those shown.
    pub async fn progress(&self, stage: &str, done: usize, total: usize, message: &str, counters: Value) -> Result<(), End> {
        if self.stops.now.is_cancelled() {
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
        if !lease::progress(self.desk.db.pool(), self.run, self.token, &progress).await? {
            return Err(End::Abandoned);
        }
        self.tell();
        Ok(())
    }

    /// Ends with the person's wish to stop, or with the process's.
    pub async fn stop(&self) {
        self.stops.now.cancelled().await;
    }

    pub(super) fn stopped(&self) -> End {
        if self.stops.cancelled.is_cancelled() { End::Cancelled } else { End::Abandoned }
    }

    pub(super) fn tell(&self) {
        self.desk.news.tell(Notice::Run { run: self.run, owner: self.owner });
    }
}
