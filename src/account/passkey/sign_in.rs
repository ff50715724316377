//! Coming in with a passkey. The device says who it is for, so that nothing has to be typed.

use super::ceremony::{Ceremony, begin, end, relying_party};
use crate::account::admission::admit_by_both;
use crate::account::limits::{self, knock};
use crate::account::session::{Opened, SeenFrom};
use crate::account::{journal, store};
use crate::desk::Desk;
use crate::error::{Error, Result};
use crate::id::UserId;
use secrecy::SecretString;
use serde_json::Value;
use webauthn_rs::prelude::{DiscoverableAuthentication, Passkey as Key, PublicKeyCredential, WebauthnError};

const SIGN_IN: &str = "passkey-sign-in";

/// Asks the device; nobody has said yet who they are.
pub async fn start_passkey_sign_in(desk: &Desk, from: &SeenFrom) -> Result<Ceremony> {
    knock(desk, &limits::PASSKEY, from, None).await?;
    let (asked, state) = relying_party(desk)?.start_discoverable_authentication().map_err(Error::internal)?;
    let mut options = serde_json::to_value(asked.public_key).map_err(Error::internal)?;
    // An empty list is none: the device says whom it knows.
    if let Some(fields) = options.as_object_mut() {
        fields.remove("allowCredentials");
    }
    begin(desk, SIGN_IN, None, options, &state).await
}

fn refused() -> Error {
    Error::refused("AUTHENTICATION_FAILED", "", "This passkey could not be used. Try again, or sign in with your password.")
}

/// Opens a session for whoever's passkey answered.
pub async fn finish_passkey_sign_in(desk: &Desk, from: &SeenFrom, cookie: &SecretString, answer: Value) -> Result<Opened> {
    knock(desk, &limits::PASSKEY_TRY, from, None).await?;
    let (state, _) = end::<DiscoverableAuthentication>(desk, SIGN_IN, cookie).await?;
    let answer: PublicKeyCredential = serde_json::from_value(answer).map_err(|_| refused())?;
    let rules = relying_party(desk)?;
    let (user, credential_id) = rules.identify_discoverable_authentication(&answer).map_err(|_| refused())?;
    let user = UserId(user);
    let mut tx = desk.db.authenticating_as(user).await?;
    let held = store::hold_passkey(&mut tx, user, &hex::encode(credential_id)).await?;
    let Some((id, kept)) = held else {
        journal::turned_away(None, from, "a passkey that nobody has");
        return Err(Error::refused("PASSKEY_NOT_FOUND", "", "This passkey is not known here. It may have been removed."));
    };
    let mut key: Key = serde_json::from_value(kept).map_err(Error::internal)?;
    // It checks the signature, the host, the origin, that the person was asked for finger or PIN, and the counter.
    let proved = rules.finish_discoverable_authentication_v2(&answer, state, &key).map_err(|cause| {
        journal::turned_away(Some(user), from, reason(&cause));
        refused()
    })?;
    if !proved.user_verified() {
        return Err(refused());
    }
    key.update_credential(&proved);
    store::note_use(&mut tx, id, &serde_json::to_value(&key).map_err(Error::internal)?).await?;
    let opened = admit_by_both(&mut tx, desk, user, from).await?;
    tx.commit().await?;
    Ok(opened)
}

/// For the log.
fn reason(cause: &WebauthnError) -> &'static str {
    match cause {
        WebauthnError::CredentialPossibleCompromise => "a copy of a passkey: its counter does not rise",
        WebauthnError::UserNotVerified => "a passkey without finger, face or PIN",
        WebauthnError::InvalidRPOrigin | WebauthnError::InvalidRPIDHash => "a passkey's answer for another site",
        WebauthnError::MismatchedChallenge => "a passkey's answer to another question",
        _ => "a passkey's answer that is not right",
    }
}
