//! What the pages about the second factor ask and do.

use crate::edge::ApiError;
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// How it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    pub since: Option<DateTime<Utc>>,
    pub codes_left: i64,
}

/// How it stands for this person.
#[server]
pub async fn read_two_factor() -> Result<Standing, ApiError> {
    let (desk, member) = crate::edge::member().await?;
    let found = job_agent::account::two_factor(&desk, &member).await?;
    Ok(Standing { since: found.since, codes_left: found.codes_left })
}

/// What an app has to learn: for its camera, and to be typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lesson {
    pub side: i32,
    pub path: String,
    pub secret: String,
    pub uri: String,
}

/// What was begun a moment ago; nothing where nothing was.
#[server]
pub async fn read_setup() -> Result<Option<Lesson>, ApiError> {
    use secrecy::ExposeSecret;
    let (desk, member) = crate::edge::member().await?;
    let Some(setup) = job_agent::account::two_factor_setup(&desk, &member).await? else { return Ok(None) };
    let qr = setup.qr()?;
    Ok(Some(Lesson {
        side: qr.side,
        path: qr.path,
        secret: setup.secret.expose_secret().to_owned(),
        uri: setup.uri.expose_secret().to_owned(),
    }))
}

/// Begins to turn it on.
#[server]
pub async fn start_two_factor(password: String) -> Result<String, ApiError> {
    let (desk, member) = crate::edge::member().await?;
    job_agent::account::start_two_factor(&desk, &member, password.into()).await?;
    Ok(on("/settings/security/two-factor"))
}

/// A first code turns it on; the page that follows shows the backup codes.
#[server]
pub async fn confirm_two_factor(code: String) -> Result<String, ApiError> {
    let (desk, member) = crate::edge::member().await?;
    let from = crate::edge::seen_from();
    let (opened, codes) = job_agent::account::confirm_two_factor_with_codes(&desk, &member, &from, &code).await?;
    crate::edge::set_session_cookie(&opened)?;
    show_codes(&codes)
}

/// New backup codes in the places of the old ones.
#[server]
pub async fn new_backup_codes(password: String, code: String) -> Result<String, ApiError> {
    let (desk, member) = crate::edge::member().await?;
    let proof = job_agent::account::Proof::typed(&code);
    let codes = job_agent::account::new_backup_codes(&desk, &member, password.into(), proof).await?;
    show_codes(&codes)
}

#[cfg(feature = "ssr")]
const CODES_PAGE: &str = "/settings/security/two-factor/codes";

#[cfg(feature = "ssr")]
fn show_codes(codes: &[secrecy::SecretString]) -> Result<String, ApiError> {
    use secrecy::ExposeSecret;
    let all: Vec<&str> = codes.iter().map(ExposeSecret::expose_secret).collect();
    crate::edge::hand_over(CODES_PAGE, &all.join(".").into())?;
    Ok(on(CODES_PAGE))
}

/// New codes, once, and how many are left of all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Codes {
    pub fresh: Vec<String>,
    pub left: i64,
    pub on: bool,
}

/// The codes that were made just now come along once, with the page that follows its form.
#[server]
pub async fn read_codes() -> Result<Codes, ApiError> {
    let (desk, member) = crate::edge::member().await?;
    let found = job_agent::account::two_factor(&desk, &member).await?;
    let fresh = crate::edge::take_handed_over(CODES_PAGE)?.unwrap_or_default();
    let fresh = fresh.split('.').filter(|code| !code.is_empty()).map(str::to_owned).collect();
    Ok(Codes { fresh, left: found.codes_left, on: found.since.is_some() })
}

/// Turns it off.
#[server]
pub async fn stop_two_factor(password: String, code: String) -> Result<String, ApiError> {
    use crate::edge::{self, Aside};
    let (desk, member) = edge::member().await?;
    let proof = job_agent::account::Proof::typed(&code);
    let opened = job_agent::account::stop_two_factor(&desk, &member, &edge::seen_from(), password.into(), proof).await?;
    edge::set_session_cookie(&opened)?;
    edge::set_aside(Aside::Trusted, None)?;
    Ok(on("/settings/security?done=two-factor-off"))
}

#[cfg(feature = "ssr")]
fn on(path: &str) -> String {
    crate::edge::forward_plain_form(path);
    path.to_owned()
}
