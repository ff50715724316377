//! Proving an e-mail address.

use super::{Member, Person, store, token};
use crate::desk::Desk;
use crate::error::{Error, Result};
use crate::id::UserId;
use crate::run::{self, Kind, NewRun};
use serde_json::json;

const PURPOSE: &str = "verify-email";

/// Asks a run to send the verification mail. The token is made when the mail is, so that no run's input holds one.
pub async fn send_verification(desk: &Desk, user: UserId) -> Result<()> {
    let mut tx = desk.db.owned(user).await?;
    let minute = desk.now().timestamp() / 60;
    let new = NewRun {
        kind: Kind::AccountMail,
        idempotency_key: format!("verify-email:{minute}"),
        input: json!({ "mail": "verify_email" }),
        settings: json!({}),
    };
    let id = run::create(&mut tx, desk, user, &new).await?;
    tx.commit().await?;
    run::announce(desk, user, Kind::AccountMail, id).await;
    Ok(())
}

/// Sends it again, for the banner.
pub async fn resend_verification(desk: &Desk, member: &Member) -> Result<()> {
    if member.person().email_verified {
        return Err(Error::Conflict("This address is verified already.".into()));
    }
    super::sign::throttle(desk, &format!("verify:{}", member.id()), 5, 3600).await?;
    send_verification(desk, member.id()).await
}

/// Makes a link that proves the address of this person once.
pub async fn verification_link(desk: &Desk, user: UserId) -> Result<(Person, String)> {
    let mut tx = desk.db.authenticating().await?;
    let person = store::person(&mut tx, user).await?.ok_or(Error::NotFound)?;
    let value = token::random()?;
    let identifier = format!("{PURPOSE}:{}", person.email);
    store::insert_verification(&mut tx, desk.new_id(), user, &identifier, &token::fingerprint(&value)).await?;
    tx.commit().await?;
    Ok((person, format!("{}/verify-email?token={value}", desk.public_url)))
}

/// Redeems a link.
///
/// # Errors
/// `Invalid` on `token` when it is unknown, used or older than a day.
pub async fn verify_email(desk: &Desk, value: &str) -> Result<String> {
    let refuse = || Error::invalid("token", "This link has been used or is older than a day. Ask for a new one on your dashboard.");
    let mut tx = desk.db.authenticating().await?;
    let (email, user) = store::consume_verification(&mut tx, PURPOSE, &token::fingerprint(value)).await?.ok_or_else(refuse)?;
    if !store::mark_verified(&mut tx, user, &email).await? {
        return Err(refuse());
    }
    tx.commit().await?;
    Ok(email)
}

/// The person that a run belongs to.
pub async fn person_of(desk: &Desk, user: UserId) -> Result<Person> {
    let mut tx = desk.db.owned(user).await?;
    store::person(&mut tx, user).await?.ok_or(Error::NotFound)
}
