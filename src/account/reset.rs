//! A password that was forgotten, and one that is changed.

use super::admission;
use super::change::CHANGE;
use super::deletion::DELETE;
use super::limits::{self, evenly, knock, within};
use super::mails::{Changed, Mail, ask_for_mail};
use super::session::{Member, Opened, SeenFrom, open_session};
use super::sign::ask_again;
use super::store::Ending;
use super::verification::unusable;
use super::{Email, password, sessions, store, token};
use crate::db::Tx;
use crate::desk::Desk;
use crate::error::{Error, Result};
use crate::id::UserId;
use secrecy::SecretString;

pub(super) const RESET: &str = "reset-password";
/// Hours that a link for a new password works.
pub(super) const RESET_HOURS: i32 = 1;

/// Sends a link to whoever has the address, if somebody has; the answer and its time tell nobody which.
pub async fn request_reset(desk: &Desk, from: &SeenFrom, email: &str, callback: Option<String>) -> Result<()> {
    let email = Email::parse(email)?;
    knock(desk, &limits::RESET, from, None).await?;
    evenly(async {
        let mut tx = desk.db.authenticating().await?;
        let known = store::person_by_email(&mut tx, &email).await?;
        tx.commit().await?;
        // Five mails an hour are enough for anybody; whoever asks for more hears the same.
        match known {
            Some((user, _)) if within(desk, &format!("reset:{user}"), 5, 3600).await? => {
                ask_for_mail(desk, user, &Mail::ResetPassword { callback }).await
            }
            _ => Ok(()),
        }
    })
    .await
}

/// Whether a link would still do; it is not used up.
pub async fn reset_is_possible(desk: &Desk, value: &str) -> Result<bool> {
    let mut tx = desk.db.authenticating().await?;
    Ok(store::find_verification(&mut tx, RESET, &token::fingerprint(value)).await?.is_some())
}

/// Redeems a link: a new password, and nothing goes on that somebody with the old one may have left behind: sessions, browsers that are
/// trusted, keys for programs, links that lead the account elsewhere.
///
/// # Errors
/// `Invalid` on `password`, which leaves the link as it is, or on `token`.
pub async fn reset_password(desk: &Desk, from: &SeenFrom, value: &str, new: SecretString) -> Result<()> {
    knock(desk, &limits::RESET_TRY, from, None).await?;
    password::check_length(&new)?;
    let fingerprint = token::fingerprint(value);
    let mut tx = desk.db.authenticating().await?;
    let kept = store::find_verification(&mut tx, RESET, &fingerprint).await?.ok_or_else(unusable)?;
    let person = store::person(&mut tx, kept.user).await?.ok_or_else(unusable)?;
    tx.commit().await?;
    password::check_new(&new, &person.name, &person.email)?;
    let hashed = desk.passwords.hash(new).await?;
    let mut tx = desk.db.authenticating_as(person.id).await?;
    store::consume_verification(&mut tx, RESET, &fingerprint).await?.ok_or_else(unusable)?;
    void_links(&mut tx, person.id).await?;
    store::set_password(&mut tx, desk.new_id(), person.id, &hashed).await?;
    // Whoever has the mailbox has one factor: no browser is trusted any more, and no half sign-in goes on.
    admission::forget_trust(&mut tx, person.id).await?;
    let keys = store::revoke_keys(&mut tx, person.id).await?;
    let ended = store::end_sessions(&mut tx, person.id, Ending::All).await?;
    tx.commit().await?;
    sessions::tell(desk, &ended);
    ask_for_mail(desk, person.id, &Mail::Changed { what: Changed::PasswordReset { keys }, to: None }).await
}

/// Links in mails that were asked for with the old password.
async fn void_links(tx: &mut Tx, user: UserId) -> Result<()> {
    for purpose in [RESET, CHANGE, DELETE] {
        store::void_verifications(tx, user, purpose).await?;
    }
    Ok(())
}

/// Another password for who knows the present one. With `end_others` all sessions end and this browser gets a new one. Keys for programs
/// go on: whoever is here sees them in the list.
pub async fn change_password(
    desk: &Desk,
    member: &Member,
    from: &SeenFrom,
    current: SecretString,
    new: SecretString,
    end_others: bool,
) -> Result<Option<Opened>> {
    let person = member.person();
    let renamed = |error| match error {
        Error::Invalid(mut fields) => {
            for field in fields.iter_mut().filter(|field| field.field == "password") {
                field.field = "new_password".into();
            }
            Error::Invalid(fields)
        }
        other => other,
    };
    password::check_new(&new, &person.name, &person.email).map_err(renamed)?;
    ask_again(desk, member.id(), current, "current_password").await?;
    let hashed = desk.passwords.hash(new).await?;
    let mut tx = desk.db.authenticating_as(member.id()).await?;
    store::set_password(&mut tx, desk.new_id(), member.id(), &hashed).await?;
    void_links(&mut tx, member.id()).await?;
    // Whoever knew the old one may have had this browser, or another, trusted.
    admission::forget_trust(&mut tx, member.id()).await?;
    let mut ended = Vec::new();
    let mut opened = None;
    if end_others {
        ended = store::end_sessions(&mut tx, member.id(), Ending::All).await?;
        opened = Some(open_session(&mut tx, desk, member.id(), from, member.session_in_full().remembered).await?);
    }
    tx.commit().await?;
    sessions::tell(desk, &ended);
    ask_for_mail(desk, member.id(), &Mail::Changed { what: Changed::Password, to: None }).await?;
    Ok(opened)
}
