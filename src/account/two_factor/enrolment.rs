//! Turning the second factor on: the password again, the secret into the app, and a first code of it.

use super::codes::NewCodes;
use super::proof::{Proof, place, uses_step_of};
use super::{Qr, totp};
use crate::account::mails::{Changed, Mail, ask_for_mail};
use crate::account::session::{Member, Opened, SeenFrom, open_session};
use crate::account::sign::ask_again;
use crate::account::store::{self, Ending};
use crate::account::{admission, sessions};
use crate::desk::Desk;
use crate::error::{Error, Result};
use secrecy::SecretString;

/// Minutes in which a first code has to be shown.
pub const SETUP_MINUTES: i32 = 15;
/// How apps call us.
const ISSUER: &str = "Job Agent";

/// What an app has to learn.
#[derive(Debug, Clone)]
pub struct Setup {
    /// As a person types it.
    pub secret: SecretString,
    /// As an app reads it.
    pub uri: SecretString,
}

impl Setup {
    pub(super) fn of(secret: &[u8], member: &Member) -> Self {
        let uri = totp::uri(secret, ISSUER, &member.person().email);
        Self { secret: totp::typed(secret).into(), uri: uri.into() }
    }

    /// As an app's camera reads it.
    pub fn qr(&self) -> Result<Qr> {
        use secrecy::ExposeSecret;
        Qr::of(self.uri.expose_secret())
    }
}

pub(super) fn already_on() -> Error {
    Error::refused("TOTP_ALREADY_ENABLED", "", "Two-factor sign-in is on already.")
}

/// Begins: makes a secret that guards nothing yet. Begun again, it is another one.
pub async fn start_two_factor(desk: &Desk, member: &Member, password: SecretString) -> Result<Setup> {
    begin(desk, member, password, None).await
}

/// The same with the backup codes at once, as clients of the protocol want it.
pub async fn start_two_factor_with_codes(desk: &Desk, member: &Member, password: SecretString) -> Result<(Setup, Vec<SecretString>)> {
    let codes = NewCodes::make(desk).await?;
    let setup = begin(desk, member, password, Some(&codes)).await?;
    Ok((setup, codes.shown))
}

async fn begin(desk: &Desk, member: &Member, password: SecretString, codes: Option<&NewCodes>) -> Result<Setup> {
    member.in_person()?;
    ask_again(desk, member.id(), password, "password").await?;
    let secret = totp::random_secret()?;
    let sealed = desk.seals.seal(place(member.id()), &secret)?;
    let mut tx = desk.db.owned(member.id()).await?;
    if !store::start_second_factor(&mut tx, member.id(), &sealed).await? {
        return Err(already_on());
    }
    if let Some(codes) = codes {
        codes.keep(&mut tx, member.id()).await?;
    }
    tx.commit().await?;
    Ok(Setup::of(&secret, member))
}

/// What was begun a moment ago and is not confirmed yet.
pub async fn two_factor_setup(desk: &Desk, member: &Member) -> Result<Option<Setup>> {
    member.in_person()?;
    let mut tx = desk.db.owned(member.id()).await?;
    let found = store::second_factor(&mut tx, member.id(), SETUP_MINUTES).await?;
    tx.commit().await?;
    let Some(begun) = found.filter(|found| found.confirmed_at.is_none() && !found.stale) else { return Ok(None) };
    Ok(Some(Setup::of(&desk.seals.open(place(member.id()), &begun.secret)?, member)))
}

/// A first code turns it on. Every session ends, and this browser gets a new one.
pub async fn confirm_two_factor(desk: &Desk, member: &Member, from: &SeenFrom, code: &str) -> Result<Opened> {
    confirm(desk, member, from, code, None).await
}

/// The same with the backup codes, for who did not get them at the beginning.
pub async fn confirm_two_factor_with_codes(
    desk: &Desk,
    member: &Member,
    from: &SeenFrom,
    code: &str,
) -> Result<(Opened, Vec<SecretString>)> {
    let codes = NewCodes::make(desk).await?;
    let opened = confirm(desk, member, from, code, Some(&codes)).await?;
    Ok((opened, codes.shown))
}

async fn confirm(desk: &Desk, member: &Member, from: &SeenFrom, code: &str, codes: Option<&NewCodes>) -> Result<Opened> {
    member.in_person()?;
    let user = member.id();
    let proof = Proof::Totp(code.chars().filter(|c| !c.is_whitespace()).collect());
    let Proof::Totp(code) = &proof else { return Err(proof.refused()) };
    proof.count(desk, "start", user).await?;
    let mut tx = desk.db.authenticating_as(user).await?;
    let found = store::second_factor(&mut tx, user, SETUP_MINUTES).await?.filter(|found| found.confirmed_at.is_some() || !found.stale);
    let begun = found.ok_or_else(|| Error::refused("TOTP_NOT_ENABLED", "", "This took too long. Begin again with your password."))?;
    if begun.confirmed_at.is_some() {
        return Err(already_on());
    }
    if !uses_step_of(&mut tx, desk, user, &begun.secret, code).await? {
        return Err(proof.refused());
    }
    store::confirm_second_factor(&mut tx, user).await?;
    if let Some(codes) = codes {
        codes.keep(&mut tx, user).await?;
    }
    admission::forget_trust(&mut tx, user).await?;
    let ended = store::end_sessions(&mut tx, user, Ending::All).await?;
    let opened = open_session(&mut tx, desk, user, from, member.session_in_full().remembered).await?;
    tx.commit().await?;
    sessions::tell(desk, &ended);
    ask_for_mail(desk, user, &Mail::Changed { what: Changed::TwoFactorOn, to: None }).await?;
    Ok(opened)
}
