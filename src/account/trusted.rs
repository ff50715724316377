//! Browsers that a person trusts, so that no second factor is asked there: seen, and forgotten.

use super::session::{Member, SeenFrom};
use super::{store, token};
use crate::db::Tx;
use crate::desk::Desk;
use crate::error::Result;
use crate::id::{TrustedBrowserId, UserId};
use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret, SecretString};

pub(super) const TRUSTED: &str = "trust-device";
/// Days that a browser is trusted after its last sign-in.
pub const TRUSTED_DAYS: i32 = 30;

/// A browser as its person may see it. What the browser holds is nowhere in it.
#[derive(Debug, Clone)]
pub struct TrustedBrowser {
    pub id: TrustedBrowserId,
    pub user_agent: Option<String>,
    /// From where it last signed in.
    pub ip: Option<String>,
    pub since: DateTime<Utc>,
    pub used: DateTime<Utc>,
    pub until: DateTime<Utc>,
    /// The one that asks.
    pub here: bool,
}

/// Those that are still trusted, the last used first.
pub async fn trusted_browsers(desk: &Desk, member: &Member, from: &SeenFrom) -> Result<Vec<TrustedBrowser>> {
    let here = from.trusted.as_ref().map(|value| token::fingerprint(value.expose_secret()));
    let mut tx = desk.db.owned(member.id()).await?;
    store::trusted_browsers(&mut tx, member.id(), here.as_deref()).await
}

/// Forgets one of the person's own: the next sign-in there asks for the second factor. False where there is none such.
pub async fn forget_browser(desk: &Desk, member: &Member, id: TrustedBrowserId) -> Result<bool> {
    let mut tx = desk.db.owned(member.id()).await?;
    let forgotten = store::forget_trusted(&mut tx, member.id(), id).await?;
    tx.commit().await?;
    Ok(forgotten)
}

/// Forgets all of them, the one that asks too.
pub async fn forget_browsers(desk: &Desk, member: &Member) -> Result<()> {
    let mut tx = desk.db.owned(member.id()).await?;
    store::void_verifications(&mut tx, member.id(), TRUSTED).await?;
    Ok(tx.commit().await?)
}

/// Trusts this browser from now on; the token goes into it.
pub(super) async fn trust(tx: &mut Tx, desk: &Desk, user: UserId, from: &SeenFrom) -> Result<SecretString> {
    let value = token::random()?;
    store::insert_trusted(tx, desk.new_id(), user, &seen(&token::fingerprint(&value), from)).await?;
    Ok(value.into())
}

/// Another token for a browser that the person trusts, so that a copied one ends with the next use; none where they do not.
/// Somebody else's token in a shared browser stays theirs.
pub(super) async fn trusts_still(tx: &mut Tx, user: UserId, device: &SecretString, from: &SeenFrom) -> Result<Option<SecretString>> {
    let value = token::random()?;
    let old = token::fingerprint(device.expose_secret());
    let turned = store::turn_trusted(tx, user, &old, &seen(&token::fingerprint(&value), from)).await?;
    Ok(turned.then(|| value.into()))
}

fn seen(fingerprint: &str, from: &SeenFrom) -> store::Trusting {
    store::Trusting { fingerprint: fingerprint.to_owned(), agent: from.stored_agent(), ip: from.stored_ip(), days: TRUSTED_DAYS }
}
