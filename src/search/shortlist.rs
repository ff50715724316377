//! The shortlist of a run, for whoever delivers it.

use super::{MatchCard, store};
use crate::desk::Desk;
use crate::error::Result;
use crate::id::{RunId, UserId};

/// A match and where its letter's PDF is kept.
#[derive(Debug, Clone)]
pub struct Listed {
    pub card: MatchCard,
    pub letter_key: Option<String>,
}

/// The best matches of a run, best first.
pub async fn shortlist(desk: &Desk, owner: UserId, run: RunId, limit: usize) -> Result<Vec<Listed>> {
    let mut tx = desk.db.owned(owner).await?;
    let best = store::best_of(&mut tx, owner, run, limit).await?;
    Ok(best.into_iter().map(|best| Listed { card: best.card, letter_key: best.pdf_key }).collect())
}
