//! A ceremony: we ask something random, the device answers it. What was asked is kept here, for one answer of one browser.

use crate::account::{session::looks_like_a_cookie, store, token};
use crate::desk::Desk;
use crate::error::{Error, Result};
use crate::id::UserId;
use crate::seal::Place;
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use uuid::Uuid;
use webauthn_rs::prelude::{Url, Webauthn, WebauthnBuilder};

/// Minutes in which the device has to answer.
pub const CEREMONY_MINUTES: i32 = 5;

/// What the browser is given: the question for the device, and the token that names it.
#[derive(Debug)]
pub struct Ceremony {
    pub options: Value,
    pub cookie: SecretString,
}

/// Whether this deployment can have passkeys: they are bound to the name of a host.
pub fn passkeys_are_possible(desk: &Desk) -> bool {
    Url::parse(&desk.public_url).is_ok_and(|url| url.domain().is_some())
}

/// The rules of this deployment.
pub(super) fn relying_party(desk: &Desk) -> Result<Webauthn> {
    let origin = Url::parse(&desk.public_url).map_err(Error::internal)?;
    let nameless = || Error::refused("PASSKEYS_NOT_AVAILABLE", "", "Passkeys need a host with a name; this server is reached by a number.");
    let host = origin.domain().ok_or_else(nameless)?;
    WebauthnBuilder::new(host, &origin).and_then(|builder| builder.rp_name("Job Agent").build()).map_err(Error::internal)
}

/// Where what was asked stands.
const fn place(row: Uuid) -> Place {
    Place { table: "verification", column: "ceremony", row }
}

/// Keeps what was asked.
pub(super) async fn begin(desk: &Desk, purpose: &str, user: Option<UserId>, options: Value, state: &impl Serialize) -> Result<Ceremony> {
    let (id, cookie) = (desk.new_id(), token::random()?);
    let sealed = desk.seals.seal(place(id), &serde_json::to_vec(state).map_err(Error::internal)?)?;
    let mut tx = desk.db.authenticating().await?;
    let new = store::NewCeremony { purpose, fingerprint: &token::fingerprint(&cookie), user, sealed: &sealed, minutes: CEREMONY_MINUTES };
    store::insert_ceremony(&mut tx, id, &new).await?;
    tx.commit().await?;
    Ok(Ceremony { options, cookie: cookie.into() })
}

/// What was asked in this browser. It is used up before the answer is looked at, so that nobody tries twice.
pub(super) async fn end<S: DeserializeOwned>(desk: &Desk, purpose: &str, cookie: &SecretString) -> Result<(S, Option<UserId>)> {
    let over = || Error::refused("CHALLENGE_NOT_FOUND", "", "This took too long, or was answered already. Try again.");
    if !looks_like_a_cookie(cookie) {
        return Err(over());
    }
    let mut tx = desk.db.authenticating().await?;
    let found = store::consume_ceremony(&mut tx, purpose, &token::fingerprint(cookie.expose_secret())).await?;
    tx.commit().await?;
    let found = found.ok_or_else(over)?;
    let state = desk.seals.open(place(found.id), &found.sealed)?;
    Ok((serde_json::from_slice(&state).map_err(Error::internal)?, found.user))
}
