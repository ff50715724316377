//! What a digest tells of.

use super::{MatchCard, MatchStatus, store};
use crate::desk::Desk;
use crate::error::Result;
use crate::id::{MatchId, UserId};

/// More at once would not be read; the rest is told of the next time.
const AT_ONCE: i64 = 1_000;

/// The openings of a digest.
#[derive(Debug, Clone)]
pub struct Told {
    pub new: Vec<MatchCard>,
    /// Saved, and not applied for yet.
    pub waiting: Vec<MatchCard>,
    pub waiting_count: i64,
}

/// What no digest has told of yet, best first.
pub async fn untold(desk: &Desk, owner: UserId) -> Result<Vec<MatchId>> {
    let mut tx = desk.db.owned(owner).await?;
    store::untold(&mut tx, owner, AT_ONCE).await
}

/// These matches, and the best `limit` of what waits.
pub async fn told(desk: &Desk, owner: UserId, new: &[MatchId], limit: i64) -> Result<Told> {
    let mut tx = desk.db.owned(owner).await?;
    Ok(Told {
        new: store::cards(&mut tx, owner, new).await?,
        waiting: store::matches(&mut tx, owner, Some(MatchStatus::Saved), None, limit).await?,
        waiting_count: store::match_counts(&mut tx, owner, None).await?.saved,
    })
}

/// These were told of.
pub async fn mark_told(desk: &Desk, owner: UserId, ids: &[MatchId]) -> Result<()> {
    let mut tx = desk.db.owned(owner).await?;
    store::mark_told(&mut tx, owner, ids).await?;
    tx.commit().await?;
    Ok(())
}
