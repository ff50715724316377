//! The ways in which a person can sign in: the password, and accounts of providers.

use super::session::Member;
use super::store;
use crate::desk::Desk;
use crate::error::{Error, Result};
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// One way in.
#[derive(Debug, Clone)]
pub struct Linked {
    pub id: Uuid,
    /// `credential` for the password.
    pub provider: String,
    pub account: String,
    pub scopes: Vec<String>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// All ways in, the oldest first.
pub async fn linked_accounts(desk: &Desk, member: &Member) -> Result<Vec<Linked>> {
    let mut tx = desk.db.owned(member.id()).await?;
    store::linked(&mut tx, member.id()).await
}

/// Takes one away; the last one stays, because nobody could come back.
pub async fn unlink_account(desk: &Desk, member: &Member, id: &str) -> Result<()> {
    let mut tx = desk.db.owned(member.id()).await?;
    // Two requests at once would each see the other's as the one that stays.
    store::lock_person(&mut tx, member.id()).await?;
    if store::linked(&mut tx, member.id()).await?.len() < 2 {
        return Err(Error::refused("FAILED_TO_UNLINK_LAST_ACCOUNT", "", "This is your only way to sign in; add another one first."));
    }
    let unknown = || Error::refused("ACCOUNT_NOT_FOUND", "", "This account is not linked.");
    let id = id.parse().map_err(|_| unknown())?;
    if !store::unlink(&mut tx, member.id(), id).await? {
        return Err(unknown());
    }
    Ok(tx.commit().await?)
}
