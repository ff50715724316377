//! Durable background operations. The run is the truth; a queue only delivers its id.
//!
//! A run is created in the transaction of the use-case that wants it ([`create`]), pushed on the queue after the commit
//! ([`announce`]), claimed by one worker at a time ([`work`]) and written to under that worker's lease alone.

mod types;
pub use types::*;

#[cfg(feature = "server")]
mod carrier;
#[cfg(feature = "server")]
mod follow;
#[cfg(feature = "server")]
mod lease;
#[cfg(feature = "server")]
mod news;
#[cfg(feature = "server")]
mod retention;
/// Work that comes back by itself.
#[cfg(feature = "server")]
pub mod schedule;
#[cfg(feature = "server")]
mod store;
#[cfg(feature = "server")]
mod sweep;
#[cfg(feature = "server")]
mod work;
#[cfg(feature = "server")]
mod worker;
#[cfg(feature = "server")]
pub use {
    carrier::{PostgresCarrier, feel},
    follow::*,
    news::*,
    port::*,
    retention::Retention,
    sweep::*,
    use_cases::*,
    work::{Context, End, Handler},
    worker::*,
};

#[cfg(feature = "server")]
mod port {
    use super::Kind;
    use crate::id::RunId;
    use async_trait::async_trait;

    /// Wakes a free slot of some worker of this kind, at least once. A message that comes twice finds nothing to claim.
    #[async_trait]
    pub trait Queue: Send + Sync {
        /// A failure here loses nothing: free slots look by themselves, and the sweeper pushes again.
        async fn push(&self, kind: Kind, run: RunId) -> Result<(), String>;

        /// Forgets messages that were dealt with and says how many. One process calls it every minute.
        async fn tidy(&self) -> Result<u64, String>;
    }
}

#[cfg(feature = "server")]
mod use_cases {
    use super::{Kind, Notice, Run, Snapshot, Status, store};
    use crate::db::Tx;
    use crate::desk::Desk;
    use crate::error::{Error, Result};
    use crate::id::{RunId, UserId};
    use serde_json::Value;

    /// What a new run is to do.
    #[derive(Debug, Clone)]
    pub struct NewRun {
        pub kind: Kind,
        /// The same key of the same person returns the same run.
        pub idempotency_key: String,
        pub input: Value,
        /// What was in force when it was asked for, for the report.
        pub settings: Value,
    }

    /// Creates a run inside the use-case's transaction, or finds the one that the same key made before.
    /// Call [`announce`] after the commit.
    pub async fn create(tx: &mut Tx, desk: &Desk, owner: UserId, new: &NewRun) -> Result<RunId> {
        let id: RunId = desk.new_id();
        if store::insert(tx, id, owner, new).await? {
            store::append_event(tx, id, "queued").await?;
            return Ok(id);
        }
        store::by_key(tx, owner, &new.idempotency_key).await?.ok_or(Error::NotFound)
    }

    /// The run that this key made before, for use-cases that check more than a new run needs.
    pub async fn by_key(tx: &mut Tx, owner: UserId, key: &str) -> Result<Option<RunId>> {
        store::by_key(tx, owner, key).await
    }

    /// Tells the queue about a committed run. If that fails the sweeper does it, so the failure is only logged.
    pub async fn announce(desk: &Desk, owner: UserId, kind: Kind, run: RunId) {
        if let Err(cause) = desk.queue.push(kind, run).await {
            tracing::warn!(%run, cause, "the queue did not take the run; a worker will find it by itself");
        }
        desk.news.tell(Notice::Run { run, owner });
    }

    /// One run of this person.
    pub async fn find(desk: &Desk, owner: UserId, id: RunId) -> Result<Option<Run>> {
        let mut tx = desk.db.owned(owner).await?;
        store::find(&mut tx, owner, id).await
    }

    /// This person's runs, newest first, at most `limit`.
    pub async fn list(desk: &Desk, owner: UserId, limit: i64) -> Result<Vec<Snapshot>> {
        let mut tx = desk.db.owned(owner).await?;
        store::list(&mut tx, owner, limit).await
    }

    /// This person's runs of a kind that have not ended and whose input says this, newest first.
    pub async fn open_about(desk: &Desk, owner: UserId, kind: Kind, about: (&str, &str)) -> Result<Vec<Snapshot>> {
        let mut tx = desk.db.owned(owner).await?;
        store::open_about(&mut tx, owner, kind, about).await
    }

    /// Tokens of models that this person's runs took within a day, but for this one.
    pub async fn tokens_of_a_day(desk: &Desk, owner: UserId, except: RunId) -> Result<i64> {
        let mut tx = desk.db.owned(owner).await?;
        store::tokens_of_a_day(&mut tx, owner, except).await
    }

    /// Asks for a run to stop. A queued run stops at once, a running one as soon as its worker hears of it.
    pub async fn cancel(desk: &Desk, owner: UserId, id: RunId) -> Result<Run> {
        let mut tx = desk.db.owned(owner).await?;
        let run = store::find_for_update(&mut tx, owner, id).await?.ok_or(Error::NotFound)?;
        match run.snapshot.status {
            Status::Queued => store::cancel_queued(&mut tx, owner, id).await?,
            Status::Running => store::request_cancel(&mut tx, owner, id).await?,
            _ => return Err(Error::Conflict("This run has already ended.".into())),
        }
        tx.commit().await?;
        desk.news.tell(Notice::Cancel { run: id });
        desk.news.tell(Notice::Run { run: id, owner });
        find(desk, owner, id).await?.ok_or(Error::NotFound)
    }

    /// Lets a run out of quarantine, so that it can be started again. For operators.
    pub async fn release(desk: &Desk, owner: UserId, id: RunId) -> Result<()> {
        let mut tx = desk.db.owned(owner).await?;
        store::release(&mut tx, owner, id).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Starts a failed or cancelled run again, as a new run that is linked to it.
    pub async fn retry(desk: &Desk, owner: UserId, id: RunId) -> Result<RunId> {
        let mut tx = desk.db.owned(owner).await?;
        let run = store::find_for_update(&mut tx, owner, id).await?.ok_or(Error::NotFound)?;
        if !matches!(run.snapshot.status, Status::Failed | Status::Cancelled) {
            return Err(Error::Conflict("Only a run that failed or was cancelled can be started again.".into()));
        }
        if run.quarantined {
            return Err(Error::Conflict("This run crashed its worker three times. The operator has to release it first.".into()));
        }
        let kind = run.snapshot.kind;
        let new = NewRun {
            kind,
            // One retry a run: pressing twice starts one.
            idempotency_key: format!("retry:{id}"),
            input: run.input,
            settings: run.settings,
        };
        let again = create(&mut tx, desk, owner, &new).await?;
        store::link_retry(&mut tx, owner, again, id).await?;
        tx.commit().await?;
        announce(desk, owner, kind, again).await;
        Ok(again)
    }
}
