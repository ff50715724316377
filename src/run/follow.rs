//! What those who follow runs read: the events of one run in order, the present states of a person's runs, and who is behind.

use super::{Snapshot, store};
use crate::desk::Desk;
use crate::error::Result;
use crate::id::{RunId, UserId};
use chrono::{DateTime, Utc};

/// Events that one read brings at most. Who has that many reads again.
pub const EVENTS_AT_MOST: usize = 64;

/// A person's runs at one moment.
#[derive(Debug)]
pub struct Present {
    /// Changes whenever a run that waits, goes or is new does; [`behind`] compares it.
    pub mark: i64,
    pub as_of: DateTime<Utc>,
    pub states: Vec<Snapshot>,
}

/// Who has to be woken, because a notice did not come.
#[derive(Debug, Default)]
pub struct Behind {
    pub runs: Vec<RunId>,
    pub people: Vec<UserId>,
}

/// The events of a run behind `after`, oldest first, at most [`EVENTS_AT_MOST`].
pub async fn events_after(desk: &Desk, owner: UserId, id: RunId, after: i64) -> Result<Vec<Snapshot>> {
    store::events_after(desk.db.pool(), owner, id, after).await
}

/// What of a person's runs waits, goes or is new, beside those that were `open` when last asked or ended after `ended_since`.
pub async fn present(desk: &Desk, owner: UserId, open: &[RunId], ended_since: Option<DateTime<Utc>>) -> Result<Present> {
    store::present(desk.db.pool(), owner, open, ended_since).await
}

/// Of all readers of this process, by what each was told last, those that are behind. One question for all.
pub async fn behind(desk: &Desk, runs: &[(RunId, i64)], people: &[(UserId, i64)]) -> Result<Behind> {
    store::behind(desk.db.pool(), runs, people).await
}
