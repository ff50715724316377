//! What the section about trusted browsers asks and does.

use crate::edge::ApiError;
use chrono::{DateTime, Utc};
use job_agent::id::TrustedBrowserId;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// A trusted browser as its person sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrustedCard {
    pub id: TrustedBrowserId,
    /// Such as "Firefox on Linux".
    pub device: String,
    /// The address from which it last signed in.
    pub place: String,
    /// The one that asks.
    pub here: bool,
    pub since: DateTime<Utc>,
    pub used: DateTime<Utc>,
    pub until: DateTime<Utc>,
}

/// The trusted browsers, and whether there can be any.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trusted {
    /// Two-factor sign-in is on, without which nothing is asked anywhere.
    pub asked: bool,
    pub browsers: Vec<TrustedCard>,
}

/// The browsers in which this person is not asked for a code, this one first.
#[server]
pub async fn read_trusted() -> Result<Trusted, ApiError> {
    use job_agent::account;
    let (desk, member) = crate::edge::member().await?;
    let found = account::trusted_browsers(&desk, &member, &crate::edge::seen_from()).await?;
    let card = |one: account::TrustedBrowser| TrustedCard {
        id: one.id,
        device: account::device(one.user_agent.as_deref()),
        place: one.ip.unwrap_or_else(|| "an unknown address".into()),
        here: one.here,
        since: one.since,
        used: one.used,
        until: one.until,
    };
    let mut browsers: Vec<_> = found.into_iter().map(card).collect();
    browsers.sort_by_key(|card| !card.here);
    Ok(Trusted { asked: member.card().two_factor, browsers })
}

/// Forgets one of them.
#[server]
pub async fn forget_browser(id: TrustedBrowserId) -> Result<(), ApiError> {
    let (desk, member) = crate::edge::member().await?;
    if !job_agent::account::forget_browser(&desk, &member, id).await? {
        return Err(job_agent::error::Error::NotFound.into());
    }
    Ok(())
}

/// Forgets all of them.
#[server]
pub async fn forget_browsers() -> Result<(), ApiError> {
    use crate::edge::{self, Aside};
    let (desk, member) = edge::member().await?;
    job_agent::account::forget_browsers(&desk, &member).await?;
    edge::set_aside(Aside::Trusted, None)
}
