//! Signing in at a provider: out with a state that only this browser can bring back, in with an identity.

use super::admission::Entry;
use super::identity::{self, Came};
use super::limits::throttle;
use super::provider::{Brought, Hints, Provider, ProviderFault, Ties};
use super::session::{Member, SeenFrom, looks_like_a_cookie};
use super::{store, token};
use crate::desk::Desk;
use crate::error::{Error, Result};
use crate::id::UserId;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Minutes between leaving and coming back.
pub const FLOW_MINUTES: i32 = 10;

/// Where to go afterwards: places of our own, checked by whoever took them.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Places {
    pub callback: Option<String>,
    /// Where it goes when it fails.
    pub error: Option<String>,
    /// Where somebody new goes.
    pub newcomer: Option<String>,
}

/// Who leaves for a provider.
#[derive(Debug, Default)]
pub struct Departing {
    pub provider: String,
    /// What this browser was given on an earlier departure, so that two tabs do not take it from each other.
    pub browser: Option<SecretString>,
    pub places: Places,
    pub hints: Hints,
}

/// The page to go to, and what the browser has to hold until it is back.
#[derive(Debug)]
pub struct Departure {
    pub url: String,
    pub browser: SecretString,
}

/// What came back from a provider, as it stands in the address.
#[derive(Debug, Clone, Default)]
pub struct Arriving {
    pub provider: String,
    pub state: Option<String>,
    pub code: Option<String>,
    pub issuer: Option<String>,
    pub error: Option<String>,
}

/// Somebody came in, or linked an account.
#[derive(Debug)]
pub struct Arrival {
    /// None where somebody who was signed in linked an account.
    pub entry: Option<Entry>,
    pub newcomer: bool,
    pub places: Places,
}

/// Somebody did not come in.
#[derive(Debug)]
pub struct Turned {
    /// One of [`super::social_words`].
    pub code: &'static str,
    /// None where it is not known whose departure it was.
    pub place: Option<String>,
}

/// What is kept of a departure, beside the hash of its state.
#[derive(Debug, Serialize, Deserialize)]
struct Flow {
    browser: String,
    places: Places,
}

/// The providers of this installation: id and name.
pub fn providers(desk: &Desk) -> Vec<(String, String)> {
    desk.providers.iter().map(|one| (one.id().to_owned(), one.name().to_owned())).collect()
}

fn provider(desk: &Desk, id: &str) -> Option<Arc<dyn Provider>> {
    desk.providers.iter().find(|one| one.id() == id).cloned()
}

/// Sends a browser to a provider. With `linking` the account there is to become theirs.
pub async fn start_social(desk: &Desk, from: &SeenFrom, linking: Option<&Member>, departing: Departing) -> Result<Departure> {
    let unknown = || Error::refused("PROVIDER_NOT_FOUND", "provider", "This way to sign in is not set up here.");
    let provider = provider(desk, &departing.provider).ok_or_else(unknown)?;
    throttle(desk, &format!("social:{}", from.bucket()), 60, 300).await?;
    let browser = match departing.browser.filter(looks_like_a_cookie) {
        Some(browser) => browser,
        None => token::random()?.into(),
    };
    let ties = ties(&browser, token::random()?);
    let url = provider.entrance(&ties, &departing.hints).await.map_err(|fault| {
        tracing::warn!(provider = provider.id(), %fault, "a provider of sign-in cannot be asked");
        Error::Unavailable(format!("{} does not answer at the moment. Try again in a minute, or sign in another way.", provider.name()))
    })?;
    let flow = Flow { browser: token::fingerprint(browser.expose_secret()), places: departing.places };
    let flow = serde_json::to_value(flow).map_err(Error::internal)?;
    let mut tx = desk.db.authenticating().await?;
    let (state, user) = (token::fingerprint(&ties.state), linking.map(Member::id));
    store::insert_flow(&mut tx, desk.new_id(), &state, provider.id(), user, &flow).await?;
    tx.commit().await?;
    Ok(Departure { url, browser })
}

/// Nonce and verifier follow from what the browser holds, so that the database keeps neither.
fn ties(browser: &SecretString, state: String) -> Ties {
    let derived = |purpose: &str| token::fingerprint(&format!("{purpose}:{}:{state}", browser.expose_secret()));
    Ties { nonce: derived("nonce"), verifier: derived("verifier").into(), state }
}

/// Takes a browser back from a provider. `visitor` is who is signed in there now.
pub async fn finish_social(
    desk: &Desk,
    from: &SeenFrom,
    visitor: Option<&Member>,
    browser: Option<&SecretString>,
    arriving: &Arriving,
) -> std::result::Result<Arrival, Turned> {
    let (flow, user, ties) = redeem(desk, from, browser, arriving).await.map_err(|error| Turned { code: code_of(&error), place: None })?;
    let came = come_back(desk, from, visitor, user, arriving, &ties).await;
    match came {
        Ok(came) => Ok(Arrival { entry: came.entry, newcomer: came.newcomer, places: flow.places }),
        Err(error) => {
            tracing::info!(provider = arriving.provider, %error, "somebody did not come in by a provider");
            Err(Turned { code: code_of(&error), place: flow.places.error })
        }
    }
}

/// Uses up the state: of many at once one wins, and only in the browser and for the provider that it was made for.
async fn redeem(desk: &Desk, from: &SeenFrom, browser: Option<&SecretString>, arriving: &Arriving) -> Result<(Flow, Option<UserId>, Ties)> {
    throttle(desk, &format!("social-back:{}", from.bucket()), 60, 300).await?;
    let mismatch = || refused("state_mismatch");
    let state = arriving.state.as_deref().filter(|state| !state.is_empty()).ok_or_else(|| refused("state_not_found"))?;
    let browser = browser.filter(|browser| looks_like_a_cookie(browser)).ok_or_else(mismatch)?;
    let holder = token::fingerprint(browser.expose_secret());
    let mut tx = desk.db.authenticating().await?;
    let found = store::consume_flow(&mut tx, &token::fingerprint(state), &arriving.provider, &holder).await?;
    tx.commit().await?;
    let (flow, user) = found.ok_or_else(mismatch)?;
    Ok((serde_json::from_value(flow).map_err(Error::internal)?, user, ties(browser, state.to_owned())))
}

async fn come_back(
    desk: &Desk,
    from: &SeenFrom,
    visitor: Option<&Member>,
    user: Option<UserId>,
    arriving: &Arriving,
    ties: &Ties,
) -> Result<Came> {
    // Who began to link must still be who is signed in here.
    let linking = match (user, visitor) {
        (None, _) => None,
        (Some(user), Some(member)) if member.id() == user => Some(member),
        (Some(_), _) => return Err(refused("state_mismatch")),
    };
    let provider = provider(desk, &arriving.provider).ok_or_else(|| refused("oauth_provider_not_found"))?;
    if let Some(error) = &arriving.error {
        return Err(refused(if error == "access_denied" { "access_denied" } else { "provider_error" }));
    }
    let code = arriving.code.as_deref().filter(|code| !code.is_empty()).ok_or_else(|| refused("no_code"))?;
    let brought = Brought { code, issuer: arriving.issuer.as_deref() };
    let identity = provider.identity(ties, &brought).await.map_err(|fault| {
        tracing::warn!(provider = provider.id(), %fault, "a provider of sign-in did not say who somebody is");
        refused(match fault {
            ProviderFault::Unavailable(_) => "provider_unavailable",
            ProviderFault::Refused(_) => "invalid_code",
            ProviderFault::OtherIssuer(_) => "issuer_mismatch",
            ProviderFault::Untrusted(_) => "unable_to_get_user_info",
        })
    })?;
    match linking {
        Some(member) => identity::link(desk, member, provider.id(), &identity).await,
        None => identity::come_in(desk, from, provider.id(), &identity).await,
    }
}

/// Said on a page by its code; see [`super::social_words`].
pub(super) fn refused(code: &'static str) -> Error {
    Error::refused(code, "", super::social_words(code).unwrap_or_default())
}

fn code_of(error: &Error) -> &'static str {
    match error {
        Error::RateLimited(_) => "too_many_attempts",
        Error::Unavailable(_) => "temporarily_unavailable",
        other => other.code().unwrap_or_else(|| {
            tracing::error!(error = %other, "signing in by a provider failed by a fault of ours");
            "internal_server_error"
        }),
    }
}
