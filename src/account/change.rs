//! The person's name, picture and address.

use super::again::{Again, ask_first};
use super::mails::{Changed, Mail, ask_for_mail};
use super::session::Member;
use super::sign::{checked_image, checked_name};
use super::verification::unusable;
use super::{Email, limits, store, token};
use crate::desk::Desk;
use crate::error::{Error, Result};
use crate::id::UserId;
use secrecy::SecretString;

pub(super) const CHANGE: &str = "change-email";

/// `None` leaves a part as it is; `Some(None)` takes the picture away.
pub async fn update_person(desk: &Desk, member: &Member, name: Option<&str>, image: Option<Option<&str>>) -> Result<()> {
    let name = name.map(checked_name).transpose()?;
    let image = image.map(|image| image.map(checked_image).transpose()).transpose()?;
    let mut tx = desk.db.owned(member.id()).await?;
    store::update_person(&mut tx, member.id(), name.as_deref(), image).await?;
    Ok(tx.commit().await?)
}

/// Sends a link to the new address, after the password, or a fresh sign-in of who has none; until it is opened nothing changes. An
/// address that somebody has gets no mail, and the answer tells nobody so.
pub async fn change_email(desk: &Desk, member: &Member, new: &str, password: SecretString, callback: Option<String>) -> Result<()> {
    let new = Email::parse(new)?;
    if new.as_str() == member.person().email {
        return Err(Error::refused("EMAIL_IS_THE_SAME", "email", "This is your address already."));
    }
    ask_first(desk, member, Again::Password(password)).await?;
    limits::throttle(desk, &format!("change-email:{}", member.id()), 5, 3600).await?;
    limits::evenly(async {
        let mut tx = desk.db.authenticating().await?;
        let taken = store::person_by_email(&mut tx, &new).await?.is_some();
        tx.commit().await?;
        if taken {
            return Ok(());
        }
        ask_for_mail(desk, member.id(), &Mail::ChangeEmail { to: new.as_str().to_owned(), callback }).await
    })
    .await
}

/// Redeems the link that went to the new address. Who opens it need not be signed in, but must not be somebody else. The
/// old address is told.
async fn redeem_change(desk: &Desk, opener: Option<UserId>, value: &str) -> Result<String> {
    let fingerprint = token::fingerprint(value);
    let mut tx = desk.db.authenticating().await?;
    let kept = store::find_verification(&mut tx, CHANGE, &fingerprint).await?.ok_or_else(unusable)?;
    if opener.is_some_and(|opener| opener != kept.user) {
        let other = "You are signed in as somebody else. Sign out first, or open the link in another browser.";
        return Err(Error::refused("INVALID_USER", "token", other));
    }
    store::consume_verification(&mut tx, CHANGE, &fingerprint).await?.ok_or_else(unusable)?;
    let (old, new) = kept.what.split_once(' ').ok_or_else(unusable)?;
    let new = Email::parse(new)?;
    if !store::change_address(&mut tx, kept.user, old, &new).await? {
        return Err(unusable());
    }
    // Links that went to the old address prove nothing any more.
    for purpose in [CHANGE, super::verification::VERIFY, super::reset::RESET] {
        store::void_verifications(&mut tx, kept.user, purpose).await?;
    }
    tx.commit().await?;
    ask_for_mail(desk, kept.user, &Mail::Changed { what: Changed::Email, to: Some(old.to_owned()) }).await?;
    Ok(new.as_str().to_owned())
}

/// Redeems a link of either kind: for the address that somebody signed up with, or for another one. Returns the address.
pub async fn prove_address(desk: &Desk, opener: Option<UserId>, value: &str) -> Result<String> {
    let mut tx = desk.db.authenticating().await?;
    let is_change = store::find_verification(&mut tx, CHANGE, &token::fingerprint(value)).await?.is_some();
    tx.commit().await?;
    if is_change { redeem_change(desk, opener, value).await } else { super::verification::verify_email(desk, value).await }
}
