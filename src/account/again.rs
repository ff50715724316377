//! What somebody shows again before the ways into their account change, because an open browser, or one of their factors, may be in
//! other hands.

use super::session::Member;
use super::sign::ask_again;
use super::two_factor::{Proof, show_second_factor};
use super::{Asked, linked_accounts};
use crate::desk::Desk;
use crate::error::{Error, Result};
use chrono::TimeDelta;
use secrecy::SecretString;

/// Minutes after a sign-in in which it stands for the password, where none can be asked.
const FRESH_MINUTES: i64 = 15;

/// What stands for the first factor.
#[derive(Debug)]
pub enum Again {
    /// As the pages ask; who has no password shows a fresh sign-in instead.
    Password(SecretString),
    /// As clients of the protocol have it, which has no field for a password.
    FreshSession,
}

/// What a person will be asked.
pub async fn asked_again(desk: &Desk, member: &Member) -> Result<Asked> {
    Ok(Asked { password: has_password(desk, member).await?, code: member.card().two_factor })
}

async fn has_password(desk: &Desk, member: &Member) -> Result<bool> {
    Ok(linked_accounts(desk, member).await?.iter().any(|way| way.provider == "credential"))
}

/// Both factors: whoever gives or takes a way in has to have all that signing in asks for.
pub(super) async fn ask_both(desk: &Desk, member: &Member, again: Again, proof: Option<Proof>) -> Result<()> {
    ask_first(desk, member, again).await?;
    ask_second(desk, member, proof).await
}

/// The first factor.
pub(super) async fn ask_first(desk: &Desk, member: &Member, again: Again) -> Result<()> {
    member.in_person()?;
    match again {
        Again::Password(password) if has_password(desk, member).await? => ask_again(desk, member.id(), password, "password").await,
        _ => is_fresh(desk, member),
    }
}

/// The second one, where it is on. It is used up.
pub(super) async fn ask_second(desk: &Desk, member: &Member, proof: Option<Proof>) -> Result<()> {
    if !member.card().two_factor {
        return Ok(());
    }
    show_second_factor(desk, member, proof.unwrap_or_else(|| Proof::Totp(String::new()))).await
}

/// Refuses a session that was opened too long ago.
fn is_fresh(desk: &Desk, member: &Member) -> Result<()> {
    if desk.now() - member.session_in_full().created_at > TimeDelta::minutes(FRESH_MINUTES) {
        return Err(Error::refused(
            "SESSION_NOT_FRESH",
            "",
            "This asks for a sign-in of the last quarter of an hour. Sign out and in again.",
        ));
    }
    Ok(())
}
