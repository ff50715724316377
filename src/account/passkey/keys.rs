//! Seeing, naming and removing passkeys.

use super::registration::checked_name;
use crate::account::again::{Again, ask_both};
use crate::account::mails::{Changed, Mail, ask_for_mail};
use crate::account::session::Member;
use crate::account::two_factor::Proof;
use crate::account::{Passkey, store};
use crate::desk::Desk;
use crate::error::{Error, Result};
use crate::id::PasskeyId;
use serde_json::Value;

/// A person's, the oldest first.
pub async fn passkeys(desk: &Desk, member: &Member) -> Result<Vec<Passkey>> {
    Ok(passkeys_in_full(desk, member).await?.into_iter().map(|(passkey, _)| passkey).collect())
}

/// The same with what is kept of each, for clients of the protocol.
pub async fn passkeys_in_full(desk: &Desk, member: &Member) -> Result<Vec<(Passkey, Value)>> {
    let mut tx = desk.db.owned(member.id()).await?;
    store::passkeys(&mut tx, member.id()).await
}

/// One of them.
pub async fn passkey(desk: &Desk, member: &Member, id: PasskeyId) -> Result<Passkey> {
    passkeys(desk, member).await?.into_iter().find(|found| found.id == id).ok_or(Error::NotFound)
}

/// Gives it another name.
pub async fn rename_passkey(desk: &Desk, member: &Member, id: PasskeyId, name: &str) -> Result<()> {
    member.in_person()?;
    let mut tx = desk.db.owned(member.id()).await?;
    if !store::rename_passkey(&mut tx, member.id(), id, checked_name(name)?).await? {
        return Err(Error::NotFound);
    }
    Ok(tx.commit().await?)
}

/// Removes it, after the password and, where it is on, the second factor. It opens nothing any more; what it opened stays, and can be
/// ended in the list of sessions.
pub async fn remove_passkey(desk: &Desk, member: &Member, id: PasskeyId, again: Again, proof: Option<Proof>) -> Result<()> {
    member.in_person()?;
    passkey(desk, member, id).await?;
    ask_both(desk, member, again, proof).await?;
    let mut tx = desk.db.owned(member.id()).await?;
    if !store::remove_passkey(&mut tx, member.id(), id).await? {
        return Err(Error::NotFound);
    }
    tx.commit().await?;
    ask_for_mail(desk, member.id(), &Mail::Changed { what: Changed::PasskeyRemoved, to: None }).await
}
