//! How the sources have been doing.

use super::{SourceHealth, store};
use crate::desk::Desk;
use crate::error::Result;
use std::collections::HashMap;

/// So many days back.
const DAYS: i32 = 30;

/// Every source but the bundled one. Anybody may see it: what went wrong is told by its kind, because the words of a fault name boards
/// that somebody asked for.
pub async fn health(desk: &Desk) -> Result<Vec<SourceHealth>> {
    let mut tx = desk.db.shared().await?;
    let mut last: HashMap<_, _> = store::last_answers(&mut tx).await?.into_iter().map(|last| (last.source.clone(), last)).collect();
    let mut days: HashMap<String, Vec<_>> = HashMap::new();
    for (source, day) in store::days(&mut tx, DAYS).await? {
        days.entry(source).or_default().push(day);
    }
    let cards = desk.sources.iter().map(|source| source.card()).filter(|card| !card.sample && !card.takes_links);
    Ok(cards
        .map(|card| {
            let last = last.remove(&card.key);
            SourceHealth {
                state: last.as_ref().map(|last| last.state),
                checked_at: last.as_ref().map(|last| last.checked_at),
                last_ok_at: last.and_then(|last| last.last_ok_at),
                days: days.remove(&card.key).unwrap_or_default(),
                key: card.key,
                name: card.name,
                missing: card.missing,
            }
        })
        .collect())
}
