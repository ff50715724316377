//! The second step of a sign-in: who proved the first factor a moment ago, in the same browser, shows the second.

use super::proof::Proof;
use crate::account::admission::{PENDING, PENDING_MINUTES};
use crate::account::mails::{Changed, Mail, ask_for_mail};
use crate::account::session::{Opened, SeenFrom, looks_like_a_cookie, open_session};
use crate::account::{limits, store, token, trusted};
use crate::desk::Desk;
use crate::error::{Error, Result};
use secrecy::{ExposeSecret, SecretString};

/// Codes that one sign-in may try; after that it begins anew with the first factor.
const ATTEMPTS: i32 = 5;

fn over() -> Error {
    Error::refused("INVALID_TWO_FACTOR_COOKIE", "", "This sign-in took too long or was finished elsewhere. Begin again.")
}

/// Whether a browser's sign-in waits for the second factor.
pub async fn is_pending(desk: &Desk, cookie: &SecretString) -> Result<bool> {
    if !looks_like_a_cookie(cookie) {
        return Ok(false);
    }
    let mut tx = desk.db.authenticating().await?;
    Ok(store::find_verification(&mut tx, PENDING, &token::fingerprint(cookie.expose_secret())).await?.is_some())
}

/// Opens the session when the proof is right. With `trust` this browser is not asked again for thirty days.
pub async fn finish_sign_in(desk: &Desk, from: &SeenFrom, cookie: &SecretString, proof: Proof, trust: bool) -> Result<Opened> {
    limits::throttle(desk, &format!("two-factor:{}", from.bucket()), 60, 600).await?;
    if !looks_like_a_cookie(cookie) {
        return Err(over());
    }
    let fingerprint = token::fingerprint(cookie.expose_secret());
    let mut tx = desk.db.authenticating().await?;
    let waiting = store::find_verification(&mut tx, PENDING, &fingerprint).await?.ok_or_else(over)?;
    tx.commit().await?;
    let user = waiting.user;
    count(desk, &fingerprint).await?;
    proof.count(desk, "sign-in", user).await?;
    let ready = proof.ready(desk, user).await?;
    let mut tx = desk.db.authenticating_as(user).await?;
    ready.use_up(&mut tx, desk, user, "sign-in").await?;
    store::consume_verification(&mut tx, PENDING, &fingerprint).await?.ok_or_else(over)?;
    let mut opened = open_session(&mut tx, desk, user, from, waiting.what == "remembered").await?;
    if trust {
        opened.trusted = Some(trusted::trust(&mut tx, desk, user, from).await?);
    }
    tx.commit().await?;
    if matches!(ready.proof, Proof::BackupCode(_)) {
        ask_for_mail(desk, user, &Mail::Changed { what: Changed::BackupCodeUsed, to: None }).await?;
    }
    Ok(opened)
}

/// Counts a try of this sign-in; one too many ends it.
async fn count(desk: &Desk, fingerprint: &str) -> Result<()> {
    if limits::within(desk, &format!("second-step:{fingerprint}"), ATTEMPTS, PENDING_MINUTES * 60).await? {
        return Ok(());
    }
    let mut tx = desk.db.authenticating().await?;
    store::consume_verification(&mut tx, PENDING, fingerprint).await?;
    tx.commit().await?;
    Err(Error::refused("TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE", "", "Too many codes were wrong. Sign in again."))
}
