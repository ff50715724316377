//! The sessions of a person: seen, and ended.

use super::session::{Member, Session};
use super::store::{self, Ending};
use crate::desk::Desk;
use crate::error::Result;
use crate::id::{SessionId, UserId};
use crate::run::Notice;

/// The living ones, the last used first.
pub async fn sessions(desk: &Desk, member: &Member) -> Result<Vec<Session>> {
    let mut tx = desk.db.owned(member.id()).await?;
    store::sessions(&mut tx, member.id()).await
}

/// Ends one of the person's own. False where there is none such: it has ended, or is somebody else's.
pub async fn revoke_session(desk: &Desk, member: &Member, session: SessionId) -> Result<bool> {
    Ok(end(desk, member.id(), Ending::One(session)).await? > 0)
}

/// Ends all but the one that asks.
pub async fn revoke_other_sessions(desk: &Desk, member: &Member) -> Result<()> {
    end(desk, member.id(), Ending::AllBut(member.session())).await.map(drop)
}

/// Ends all, the one that asks too.
pub async fn revoke_sessions(desk: &Desk, member: &Member) -> Result<()> {
    end(desk, member.id(), Ending::All).await.map(drop)
}

async fn end(desk: &Desk, user: UserId, which: Ending) -> Result<usize> {
    let mut tx = desk.db.owned(user).await?;
    let ended = store::end_sessions(&mut tx, user, which).await?;
    tx.commit().await?;
    tell(desk, &ended);
    Ok(ended.len())
}

/// Streams of these sessions end at once.
pub(super) fn tell(desk: &Desk, ended: &[SessionId]) {
    for session in ended {
        desk.news.tell(Notice::Session { session: session.0 });
    }
}
