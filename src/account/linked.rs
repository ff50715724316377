//! The ways in which a person can sign in: the password, and accounts of providers.

use super::again::{Again, ask_both, ask_first};
use super::mails::{Changed, Mail, ask_for_mail};
use super::session::Member;
use super::store;
use super::two_factor::Proof;
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

/// Takes one away, after the password and, where it is on, the second factor.
pub async fn unlink_account(desk: &Desk, member: &Member, id: &str, again: Again, proof: Option<Proof>) -> Result<()> {
    ask_both(desk, member, again, proof).await?;
    take_away(desk, member, id).await
}

/// The same for clients of the protocol, which has neither a field for a password nor one for a code: a fresh sign-in stands for both.
pub async fn unlink_account_freshly(desk: &Desk, member: &Member, id: &str) -> Result<()> {
    ask_first(desk, member, Again::FreshSession).await?;
    take_away(desk, member, id).await
}

/// The last one stays, because nobody could come back.
async fn take_away(desk: &Desk, member: &Member, id: &str) -> Result<()> {
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
    tx.commit().await?;
    ask_for_mail(desk, member.id(), &Mail::Changed { what: Changed::Unlinked, to: None }).await
}
