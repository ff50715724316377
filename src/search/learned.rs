//! What dismissals with a reason have taught, for everybody to see and to take back. A lesson is the dismissed match itself: put back or
//! unlearned, it teaches nothing any more.

use super::{Lesson, score, store};
use crate::account::Member;
use crate::desk::Desk;
use crate::error::{Error, Result};
use crate::id::{MatchId, UserId};

/// What later rankings go by, newest first: a dismissal that can lower nothing is none.
pub(super) async fn lessons_of(desk: &Desk, owner: UserId) -> Result<Vec<Lesson>> {
    let mut tx = desk.db.owned(owner).await?;
    let mut lessons = store::lessons(&mut tx, owner).await?;
    lessons.retain(score::teaches);
    Ok(lessons)
}

/// What was learnt from this person's dismissals, newest first.
pub async fn lessons(desk: &Desk, member: &Member) -> Result<Vec<Lesson>> {
    lessons_of(desk, member.id()).await
}

/// Takes one lesson back. The match stays dismissed.
pub async fn unlearn(desk: &Desk, member: &Member, id: MatchId) -> Result<()> {
    let mut tx = desk.db.owned(member.id()).await?;
    if !store::unlearn(&mut tx, member.id(), id).await? {
        return Err(Error::NotFound);
    }
    tx.commit().await?;
    Ok(())
}
