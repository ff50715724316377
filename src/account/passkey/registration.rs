//! A new passkey: whoever is signed in proves that again, and their device makes a key for this host.

use super::REGISTER;
use super::ceremony::{Ceremony, begin, end, relying_party};
use crate::account::again::{Again, ask_both, ask_first, ask_second};
use crate::account::mails::{Changed, Mail, ask_for_mail};
use crate::account::session::Member;
use crate::account::store::{self, Ending};
use crate::account::two_factor::Proof;
use crate::account::{NAME_MAX, PASSKEYS_MAX, admission, sessions};
use crate::desk::Desk;
use crate::error::{Error, Result};
use crate::id::PasskeyId;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use webauthn_rs::prelude::{CredentialID, Passkey as Key, PasskeyRegistration, RegisterPublicKeyCredential};

/// What the device's answer is checked against.
#[derive(Serialize, Deserialize)]
struct Begun {
    state: PasskeyRegistration,
    /// The second factor was shown before the device was asked.
    both: bool,
}

/// A passkey that was added just now.
#[derive(Debug)]
pub struct Added {
    pub id: PasskeyId,
    /// It is the person's first one, and every other session has ended.
    pub first: bool,
}

/// Asks the person's device for a new key, after the password and, where it is on, the second factor.
pub async fn start_passkey(desk: &Desk, member: &Member, again: Again, proof: Option<Proof>) -> Result<Ceremony> {
    ask_both(desk, member, again, proof).await?;
    ask_device(desk, member, member.card().two_factor).await
}

/// The same for clients of the protocol: the second factor comes with the device's answer.
pub async fn start_passkey_freshly(desk: &Desk, member: &Member) -> Result<Ceremony> {
    ask_first(desk, member, Again::FreshSession).await?;
    ask_device(desk, member, false).await
}

async fn ask_device(desk: &Desk, member: &Member, both: bool) -> Result<Ceremony> {
    let rules = relying_party(desk)?;
    let mut tx = desk.db.owned(member.id()).await?;
    let there = store::passkeys(&mut tx, member.id()).await?;
    tx.commit().await?;
    is_room(there.len())?;
    let known = there.iter().map(|(_, kept)| credential_id(kept)).collect::<Result<Vec<_>>>()?;
    let person = member.person();
    let (asked, state) =
        rules.start_passkey_registration(member.id().0, &person.email, &person.name, Some(known)).map_err(Error::internal)?;
    let mut options = serde_json::to_value(asked.public_key).map_err(Error::internal)?;
    // Kept on the device with who it is for, so that nobody has to type an address to come in.
    options["authenticatorSelection"]["residentKey"] = json!("required");
    options["authenticatorSelection"]["requireResidentKey"] = json!(true);
    options["hints"] = json!([]);
    begin(desk, REGISTER, Some(member.id()), options, &Begun { state, both }).await
}

fn credential_id(kept: &Value) -> Result<CredentialID> {
    let key: Key = serde_json::from_value(kept.clone()).map_err(Error::internal)?;
    Ok(key.cred_id().clone())
}

fn is_room(there: usize) -> Result<()> {
    if there < PASSKEYS_MAX {
        return Ok(());
    }
    Err(Error::refused("TOO_MANY_PASSKEYS", "", format!("You have {PASSKEYS_MAX} passkeys. Remove one before you add another.")))
}

/// Keeps the key that the device made. With the first one every other session ends, and no browser is trusted any more.
pub async fn finish_passkey(
    desk: &Desk,
    member: &Member,
    cookie: &SecretString,
    name: &str,
    answer: Value,
    proof: Option<Proof>,
) -> Result<Added> {
    member.in_person()?;
    let name = checked_name(name)?;
    let (begun, user) = end::<Begun>(desk, REGISTER, cookie).await?;
    if user != Some(member.id()) {
        let other = "Somebody else began this. Try again.";
        return Err(Error::refused("YOU_ARE_NOT_ALLOWED_TO_REGISTER_THIS_PASSKEY", "", other));
    }
    let made = made(desk, &begun.state, answer)?;
    if !begun.both {
        ask_second(desk, member, proof).await?;
    }
    let added = keep(desk, member, name, &made).await?;
    ask_for_mail(desk, member.id(), &Mail::Changed { what: Changed::PasskeyAdded, to: None }).await?;
    Ok(added)
}

/// The key, where the answer is one to what was asked.
fn made(desk: &Desk, state: &PasskeyRegistration, answer: Value) -> Result<Key> {
    let refused = || Error::refused("FAILED_TO_VERIFY_REGISTRATION", "", "The answer of this device could not be used. Try again.");
    let answer: RegisterPublicKeyCredential = serde_json::from_value(answer).map_err(|_| refused())?;
    relying_party(desk)?.finish_passkey_registration(&answer, state).map_err(|cause| {
        tracing::info!(?cause, "a new passkey was refused");
        refused()
    })
}

async fn keep(desk: &Desk, member: &Member, name: &str, made: &Key) -> Result<Added> {
    let (user, id) = (member.id(), desk.new_id());
    let kept = serde_json::to_value(made).map_err(Error::internal)?;
    let mut tx = desk.db.owned(user).await?;
    // Two at once would each be the first, or the last that there is room for.
    store::lock_person(&mut tx, user).await?;
    let there = store::passkeys(&mut tx, user).await?.len();
    is_room(there)?;
    if !store::insert_passkey(&mut tx, id, user, name, &hex::encode(made.cred_id()), &kept).await? {
        return Err(Error::refused("PREVIOUSLY_REGISTERED", "", "This passkey is here already."));
    }
    let first = there == 0;
    let mut ended = Vec::new();
    if first {
        admission::forget_trust(&mut tx, user).await?;
        ended = store::end_sessions(&mut tx, user, Ending::AllBut(member.session())).await?;
    }
    tx.commit().await?;
    sessions::tell(desk, &ended);
    Ok(Added { id, first })
}

pub(super) fn checked_name(name: &str) -> Result<&str> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > NAME_MAX || name.chars().any(char::is_control) {
        return Err(Error::refused("INVALID_NAME", "name", "Name the device or the password manager that keeps it."));
    }
    Ok(name)
}
