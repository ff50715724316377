//! Proving an e-mail address.

use super::limits::{self, evenly, knock, throttle, within};
use super::mails::{Mail, ask_for_mail};
use super::session::{Member, SeenFrom};
use super::{Email, Person, store, token};
use crate::desk::Desk;
use crate::error::{Error, Result};
use crate::id::UserId;

pub(super) const VERIFY: &str = "verify-email";
/// Hours that a link for proving an address works.
pub(super) const VERIFY_HOURS: i32 = 24;

/// Asks a run to send the verification mail. The token is made when the mail is, so that no run's input holds one.
pub(super) async fn send_verification(desk: &Desk, user: UserId, callback: Option<String>) -> Result<()> {
    ask_for_mail(desk, user, &Mail::VerifyEmail { callback }).await
}

/// Sends it again, for the banner.
pub async fn resend_verification(desk: &Desk, member: &Member, callback: Option<String>) -> Result<()> {
    if member.person().email_verified {
        return Err(Error::refused("EMAIL_ALREADY_VERIFIED", "", "This address is verified already."));
    }
    throttle(desk, &format!("verify:{}", member.id()), 5, 3600).await?;
    send_verification(desk, member.id(), callback).await
}

/// Sends it to whoever has the address, if somebody has and it is not proved; the answer tells nobody which.
pub async fn send_verification_to(desk: &Desk, from: &SeenFrom, email: &str, callback: Option<String>) -> Result<()> {
    let email = Email::parse(email)?;
    knock(desk, &limits::VERIFY, from, None).await?;
    evenly(async {
        let mut tx = desk.db.authenticating().await?;
        let known = store::person_by_email(&mut tx, &email).await?;
        tx.commit().await?;
        match known {
            Some((user, false)) if within(desk, &format!("verify:{user}"), 5, 3600).await? => send_verification(desk, user, callback).await,
            _ => Ok(()),
        }
    })
    .await
}

/// Redeems a link.
///
/// # Errors
/// `Invalid` on `token` when it is unknown, used or older than a day.
pub(super) async fn verify_email(desk: &Desk, value: &str) -> Result<String> {
    let mut tx = desk.db.authenticating().await?;
    let kept = store::consume_verification(&mut tx, VERIFY, &token::fingerprint(value)).await?.ok_or_else(unusable)?;
    if !store::mark_verified(&mut tx, kept.user, &kept.what).await? {
        return Err(unusable());
    }
    tx.commit().await?;
    Ok(kept.what)
}

/// The link has been used, is too old, or was never sent.
pub(super) fn unusable() -> Error {
    Error::refused("INVALID_TOKEN", "token", "This link has been used or is too old. Ask for a new one.")
}

/// The person that a run belongs to.
pub async fn person_of(desk: &Desk, user: UserId) -> Result<Person> {
    let mut tx = desk.db.owned(user).await?;
    store::person(&mut tx, user).await?.ok_or(Error::NotFound)
}
