//! The shortlist of a run, for whoever delivers it.

use super::{MatchCard, store};
use crate::desk::Desk;
use crate::error::Result;
use crate::id::{MatchId, RunId, UserId};

/// A match and where its letter's PDF is kept.
#[derive(Debug, Clone)]
pub struct Listed {
    pub card: MatchCard,
    pub letter_key: Option<String>,
}

/// What a run found first and no mail has told of yet, best first: the same opening is not mailed twice.
pub async fn untold_of(desk: &Desk, owner: UserId, run: RunId) -> Result<Vec<MatchId>> {
    let mut tx = desk.db.owned(owner).await?;
    store::untold_of(&mut tx, owner, run).await
}

/// These matches with their letters, best first.
pub async fn listed(desk: &Desk, owner: UserId, ids: &[MatchId]) -> Result<Vec<Listed>> {
    let mut tx = desk.db.owned(owner).await?;
    let mut keys = store::letter_keys(&mut tx, owner, ids).await?;
    let cards = store::cards(&mut tx, owner, ids).await?;
    Ok(cards.into_iter().map(|card| Listed { letter_key: keys.remove(&card.id), card }).collect())
}
