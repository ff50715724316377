//! Keys with which a person's own programs come in. A key is shown once, when it is made; what is kept cannot be used.

use super::again::{Again, ask_both};
use super::session::{Member, Via};
use super::two_factor::Proof;
use super::{ApiKey, KEYS_MAX, NAME_MAX, Scope, store, token};
use crate::desk::Desk;
use crate::error::{Error, FieldError, Result};
use crate::id::{ApiKeyId, UserId};
use secrecy::{ExposeSecret, SecretString};

/// How a key of ours begins, so that scanners for leaked secrets know one.
const START: &str = "ja_";
/// Of a key, what is kept to tell it from others.
const SHOWN: usize = 9;

/// What a new key may do, and for how long.
#[derive(Debug)]
pub struct NewKey {
    pub name: String,
    pub scopes: Vec<Scope>,
    /// Days; without them it works until it is revoked.
    pub days: Option<i32>,
}

/// Makes a key, after the password and, where it is on, the second factor: a key comes in without either. It is seen here and never
/// again.
pub async fn create_key(desk: &Desk, member: &Member, new: &NewKey, again: Again, proof: Option<Proof>) -> Result<SecretString> {
    let mut faults = Vec::new();
    let name = new.name.trim();
    if name.is_empty() || name.chars().count() > NAME_MAX || name.chars().any(char::is_control) {
        faults.push(FieldError::new("name", "Name the program that is to use it."));
    }
    if new.scopes.is_empty() {
        faults.push(FieldError::new("scopes", "Choose what the key may do."));
    }
    if new.days.is_some_and(|days| !(1..=366).contains(&days)) {
        faults.push(FieldError::new("days", "Choose between 1 and 366 days, or no end."));
    }
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    ask_both(desk, member, again, proof).await?;
    let value = format!("{START}{}", token::random()?);
    let mut tx = desk.db.owned(member.id()).await?;
    if store::keys(&mut tx, member.id()).await?.len() >= KEYS_MAX {
        return Err(Error::invalid("", format!("You have {KEYS_MAX} keys. Revoke one before you make another.")));
    }
    let key = store::NewKeyRow {
        id: desk.new_id(),
        name,
        start: value.get(..SHOWN).unwrap_or(START),
        hash: &token::fingerprint(&value),
        scopes: &new.scopes.iter().map(|scope| scope.key().to_owned()).collect::<Vec<_>>(),
        days: new.days,
    };
    store::insert_key(&mut tx, member.id(), &key).await?;
    tx.commit().await?;
    Ok(value.into())
}

/// The keys that are not revoked, newest first; one that has expired is among them.
pub async fn keys(desk: &Desk, member: &Member) -> Result<Vec<ApiKey>> {
    let mut tx = desk.db.owned(member.id()).await?;
    store::keys(&mut tx, member.id()).await
}

/// Ends a key of the person's own. False where there is none such.
pub async fn revoke_key(desk: &Desk, member: &Member, id: ApiKeyId) -> Result<bool> {
    let mut tx = desk.db.owned(member.id()).await?;
    let revoked = store::revoke_key(&mut tx, member.id(), id).await?;
    tx.commit().await?;
    Ok(revoked)
}

/// Who comes in with a key; `None` for one that is unknown, expired or revoked.
pub async fn member_by_key(desk: &Desk, key: &SecretString) -> Result<Option<Member>> {
    let value = key.expose_secret();
    if !value.starts_with(START) || value.len() != START.len() + 64 {
        return Ok(None);
    }
    let Some((key, scopes, user)) = store::find_key(&desk.db, &token::fingerprint(value)).await? else { return Ok(None) };
    let scopes = scopes.iter().filter_map(|scope| Scope::parse(scope)).collect();
    standing_in(desk, user, Via::Key { key, scopes }).await
}

/// Somebody for whom a trusted program speaks: the deployment's own, which showed its key.
pub async fn member_by_deployment(desk: &Desk, user: UserId) -> Result<Option<Member>> {
    standing_in(desk, user, Via::Deployment).await
}

async fn standing_in(desk: &Desk, user: UserId, via: Via) -> Result<Option<Member>> {
    let mut tx = desk.db.authenticating_as(user).await?;
    let found = store::person_with_card(&mut tx, user).await?;
    tx.commit().await?;
    Ok(found.map(|(person, card)| Member::without_session(person, card, via)))
}

/// Compares in a time that tells nothing of where they differ.
pub fn same_secret(one: &SecretString, other: &SecretString) -> bool {
    use subtle::ConstantTimeEq;
    // Of the same length whatever they are.
    let (one, other) = (token::fingerprint(one.expose_secret()), token::fingerprint(other.expose_secret()));
    one.as_bytes().ct_eq(other.as_bytes()).into()
}
