//! The operator's view of all runs. Every action is the person's own use-case, done in their place and logged with who.

mod types;
pub use types::*;

#[cfg(feature = "server")]
mod store;
#[cfg(feature = "server")]
pub use use_cases::*;

#[cfg(feature = "server")]
mod use_cases {
    use super::{Action, Filter, RunCard, RunSheet, Totals, WorkerCard, store};
    use crate::account::Member;
    use crate::db::Tx;
    use crate::desk::Desk;
    use crate::error::{Error, Result};
    use crate::id::RunId;
    use crate::run;

    /// As many runs as the list shows.
    const LISTED: i64 = 200;

    /// For operators; to everybody else there is nothing here.
    async fn operating(desk: &Desk, member: &Member) -> Result<Tx> {
        if !member.person().operator {
            return Err(Error::NotFound);
        }
        desk.db.operating(member.id()).await
    }

    /// How many runs are in which state.
    pub async fn totals(desk: &Desk, member: &Member) -> Result<Totals> {
        let mut tx = operating(desk, member).await?;
        store::totals(&mut tx).await
    }

    /// The processes that work, with their last sign of life.
    pub async fn workers(desk: &Desk, member: &Member) -> Result<Vec<WorkerCard>> {
        let mut tx = operating(desk, member).await?;
        store::workers(&mut tx).await
    }

    /// Everybody's runs that the filter lets through, newest first.
    pub async fn runs(desk: &Desk, member: &Member, filter: &Filter) -> Result<Vec<RunCard>> {
        let mut tx = operating(desk, member).await?;
        store::runs(&mut tx, filter, LISTED).await
    }

    /// One run of anybody.
    pub async fn sheet(desk: &Desk, member: &Member, id: RunId) -> Result<RunSheet> {
        let mut tx = operating(desk, member).await?;
        store::sheet(&mut tx, id).await?.ok_or(Error::NotFound)
    }

    /// Asks a run to stop, in its owner's place.
    pub async fn cancel(desk: &Desk, member: &Member, id: RunId) -> Result<()> {
        let owner = act(desk, member, id, Action::Cancel).await?.owner;
        run::cancel(desk, owner, id).await.map(|_| ())
    }

    /// Starts a run that ended once more, in its owner's place.
    pub async fn retry(desk: &Desk, member: &Member, id: RunId) -> Result<RunId> {
        let owner = act(desk, member, id, Action::Retry).await?.owner;
        run::retry(desk, owner, id).await
    }

    /// Lets a run out of quarantine, and starts it once more.
    pub async fn release(desk: &Desk, member: &Member, id: RunId) -> Result<RunId> {
        let card = act(desk, member, id, Action::Release).await?;
        if !card.quarantined {
            return Err(Error::Conflict("This run is not in quarantine.".into()));
        }
        run::release(desk, card.owner, id).await?;
        run::retry(desk, card.owner, id).await
    }

    /// Writes down who wants what before it is done: an attempt that fails is in the log too.
    async fn act(desk: &Desk, member: &Member, id: RunId, action: Action) -> Result<RunCard> {
        let mut tx = operating(desk, member).await?;
        let sheet = store::sheet(&mut tx, id).await?.ok_or(Error::NotFound)?;
        store::insert_action(&mut tx, desk.new_id(), member.id(), id, action).await?;
        tx.commit().await?;
        tracing::info!(operator = %member.id(), run = %id, ?action, "an operator acts");
        Ok(sheet.card)
    }
}
