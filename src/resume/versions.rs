//! Confirming, keeping and putting back.

use super::store::{self, Row, Which};
use super::use_cases::{seen, working};
use super::{Difference, Draft, Part, Reason, VersionCard, Working, diff};
use crate::account::Member;
use crate::db::Tx;
use crate::desk::Desk;
use crate::error::{Error, Result};
use crate::id::{ResumeId, UserId};

/// What the person saw is right. From then on files can be made, until something changes.
///
/// # Errors
/// `Conflict` when it changed since they saw it; `Invalid` when nobody's name is on it.
pub async fn confirm(desk: &Desk, member: &Member, id: ResumeId, revision: i64) -> Result<Working> {
    let owner = member.id();
    let mut tx = desk.db.owned(owner).await?;
    let mut row = store::find(&mut tx, owner, id, true).await?.ok_or(Error::NotFound)?;
    seen(&row, revision)?;
    let named =
        row.draft.section(Part::Basics).and_then(|basics| basics.entries.first()).is_some_and(|entry| !entry.text("name").is_empty());
    if !named {
        return Err(Error::invalid("1.name", "Write your name first; a résumé without one is nobody's."));
    }
    keep_present(&mut tx, desk, owner, &row, Reason::Confirm).await?;
    store::confirm(&mut tx, owner, id).await?;
    tx.commit().await?;
    row.confirmed = Some(row.draft.clone());
    row.is_confirmed = true;
    Ok(working(row))
}

/// Keeps what is there as a version, unless the latest one says the same.
pub async fn keep(desk: &Desk, member: &Member, id: ResumeId) -> Result<()> {
    let mut tx = desk.db.owned(member.id()).await?;
    let row = store::find(&mut tx, member.id(), id, true).await?.ok_or(Error::NotFound)?;
    keep_present(&mut tx, desk, member.id(), &row, Reason::Edit).await?;
    tx.commit().await?;
    Ok(())
}

async fn keep_present(tx: &mut Tx, desk: &Desk, owner: UserId, row: &Row, reason: Reason) -> Result<()> {
    let latest = store::version(tx, owner, row.id, Which::Latest).await?;
    if latest.is_none_or(|latest| !latest.draft.is_same(&row.draft)) {
        store::keep_version(tx, owner, (desk.new_id(), row.id), &row.draft, reason).await?;
    }
    Ok(())
}

/// Puts a version back. What was there is kept as one first, and undo leads back to it too.
///
/// # Errors
/// `Conflict` when the document changed since the person saw it.
pub async fn restore(desk: &Desk, member: &Member, id: ResumeId, number: i32, revision: i64) -> Result<Working> {
    let owner = member.id();
    let mut tx = desk.db.owned(owner).await?;
    let mut row = store::find(&mut tx, owner, id, true).await?.ok_or(Error::NotFound)?;
    let version = store::version(&mut tx, owner, id, Which::Number(number)).await?.ok_or(Error::NotFound)?;
    if version.draft.is_same(&row.draft) {
        return Ok(working(row));
    }
    seen(&row, revision)?;
    keep_present(&mut tx, desk, owner, &row, Reason::Edit).await?;
    let next = row.draft.next.max(version.draft.next);
    row.draft = Draft { next, ..version.draft };
    store::save(&mut tx, owner, &mut row, "").await?;
    keep_present(&mut tx, desk, owner, &row, Reason::Restore).await?;
    tx.commit().await?;
    Ok(working(row))
}

/// The versions of one, newest first.
pub async fn versions(desk: &Desk, member: &Member, id: ResumeId) -> Result<Vec<VersionCard>> {
    let mut tx = desk.db.owned(member.id()).await?;
    store::find(&mut tx, member.id(), id, false).await?.ok_or(Error::NotFound)?;
    store::versions(&mut tx, member.id(), id).await
}

/// Where a version differs from the document as it is.
pub async fn differences(desk: &Desk, member: &Member, id: ResumeId, number: i32) -> Result<(VersionCard, Vec<Difference>)> {
    let mut tx = desk.db.owned(member.id()).await?;
    let row = store::find(&mut tx, member.id(), id, false).await?.ok_or(Error::NotFound)?;
    let version = store::version(&mut tx, member.id(), id, Which::Number(number)).await?.ok_or(Error::NotFound)?;
    tx.commit().await?;
    let (card, old, new) = (version.card, version.draft, row.draft);
    // Long texts take a while to compare, which nobody else shall wait for.
    let differences = tokio::task::spawn_blocking(move || diff::between(&old, &new)).await.map_err(Error::internal)?;
    Ok((card, differences))
}
