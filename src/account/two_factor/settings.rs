//! What a person sees of the second factor, and what changes it: both factors again, because one of them may be in other hands.

use super::codes::NewCodes;
use super::enrolment::Setup;
use super::proof::{Proof, place};
use crate::account::mails::{Changed, Mail, ask_for_mail};
use crate::account::session::{Member, Opened, SeenFrom, open_session};
use crate::account::sign::ask_again;
use crate::account::store::{self, Ending};
use crate::account::{admission, sessions};
use crate::db::Tx;
use crate::desk::Desk;
use crate::error::{Error, Result};
use chrono::{DateTime, Utc};
use secrecy::SecretString;

/// How it stands.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TwoFactor {
    /// Since when it is on.
    pub since: Option<DateTime<Utc>>,
    /// Backup codes that were not used.
    pub codes_left: i64,
}

/// How it stands for a person.
pub async fn two_factor(desk: &Desk, member: &Member) -> Result<TwoFactor> {
    let mut tx = desk.db.owned(member.id()).await?;
    let since = store::second_factor(&mut tx, member.id(), 0).await?.and_then(|found| found.confirmed_at);
    let (_, left) = store::backup_codes(&mut tx, member.id()).await?;
    tx.commit().await?;
    Ok(TwoFactor { since, codes_left: if since.is_some() { left } else { 0 } })
}

/// Both factors again, in one transaction with what follows.
async fn ask_for_both(desk: &Desk, member: &Member, password: SecretString, proof: Proof) -> Result<Tx> {
    member.in_person()?;
    let user = member.id();
    if !member.card().two_factor {
        return Err(Error::refused("TWO_FACTOR_NOT_ENABLED", "", "Two-factor sign-in is off."));
    }
    ask_again(desk, user, password, "password").await?;
    proof.count(desk, "settings", user).await?;
    let ready = proof.ready(desk, user).await?;
    let mut tx = desk.db.authenticating_as(user).await?;
    ready.use_up(&mut tx, desk, user, "settings").await?;
    Ok(tx)
}

/// Turns it off: secret and codes are gone, no browser is trusted, and this one gets a new session.
pub async fn stop_two_factor(desk: &Desk, member: &Member, from: &SeenFrom, password: SecretString, proof: Proof) -> Result<Opened> {
    let mut tx = ask_for_both(desk, member, password, proof).await?;
    let user = member.id();
    store::stop_second_factor(&mut tx, user).await?;
    admission::forget_trust(&mut tx, user).await?;
    let ended = store::end_sessions(&mut tx, user, Ending::One(member.session())).await?;
    let opened = open_session(&mut tx, desk, user, from, member.session_in_full().remembered).await?;
    tx.commit().await?;
    sessions::tell(desk, &ended);
    ask_for_mail(desk, user, &Mail::Changed { what: Changed::TwoFactorOff, to: None }).await?;
    Ok(opened)
}

/// New backup codes; the old ones work no more. They are seen here and never again.
pub async fn new_backup_codes(desk: &Desk, member: &Member, password: SecretString, proof: Proof) -> Result<Vec<SecretString>> {
    let codes = NewCodes::make(desk).await?;
    let mut tx = ask_for_both(desk, member, password, proof).await?;
    codes.keep(&mut tx, member.id()).await?;
    tx.commit().await?;
    Ok(codes.shown)
}

/// The secret again, for another app. Before the first code the password is enough.
pub async fn two_factor_again(desk: &Desk, member: &Member, password: SecretString, proof: Option<Proof>) -> Result<Setup> {
    member.in_person()?;
    let user = member.id();
    let mut tx = match proof {
        Some(proof) if member.card().two_factor => ask_for_both(desk, member, password, proof).await?,
        None if member.card().two_factor => return Err(Proof::Totp(String::new()).refused()),
        _ => {
            ask_again(desk, user, password, "password").await?;
            desk.db.authenticating_as(user).await?
        }
    };
    let found = store::second_factor(&mut tx, user, 0).await?;
    tx.commit().await?;
    let found = found.ok_or_else(|| Error::refused("TOTP_NOT_ENABLED", "", "Two-factor sign-in is off."))?;
    Ok(Setup::of(&desk.seals.open(place(user), &found.secret)?, member))
}

/// A code of somebody who is signed in: right, and used up, or refused.
pub async fn show_second_factor(desk: &Desk, member: &Member, proof: Proof) -> Result<()> {
    member.in_person()?;
    let user = member.id();
    proof.count(desk, "settings", user).await?;
    let ready = proof.ready(desk, user).await?;
    let mut tx = desk.db.authenticating_as(user).await?;
    ready.use_up(&mut tx, desk, user, "settings").await?;
    Ok(tx.commit().await?)
}
