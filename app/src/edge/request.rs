//! What a server function learns from its request, and what it may set on the answer.

use super::{ApiError, escaped, own_path};
use axum::http::{
    HeaderValue, Method, StatusCode,
    header::{ACCEPT, LOCATION, REFERER, SET_COOKIE},
    request::Parts,
};
use job_agent::{
    account::{Member, SESSION_DAYS_AT_MOST, SeenFrom},
    desk::Desk,
    search::{self, Numbers},
};
use leptos::prelude::use_context;
use leptos_axum::ResponseOptions;
use secrecy::{ExposeSecret, SecretString};
use std::sync::Arc;
use tokio::sync::OnceCell;

/// How cookies are set and what only a developer may see.
#[derive(Debug, Clone, Copy)]
pub struct Policy {
    /// The site is reached over HTTPS.
    pub secure_cookies: bool,
    pub development: bool,
}

impl Policy {
    /// The name of the session's cookie. The prefix makes browsers refuse it from another host or over plain HTTP.
    pub const fn session_cookie(self) -> &'static str {
        if self.secure_cookies { "__Host-job_agent.session_token" } else { "job_agent.session_token" }
    }
}

/// What use-cases receive first.
pub fn desk() -> Result<Desk, ApiError> {
    use_context::<Desk>().ok_or_else(|| missing("the desk"))
}

/// The settings of this deployment that the edge needs.
pub fn policy() -> Result<Policy, ApiError> {
    use_context::<Policy>().ok_or_else(|| missing("the policy"))
}

fn missing(what: &str) -> ApiError {
    super::fault(&std::io::Error::other(format!("{what} is not in the context of this request")))
}

/// What a request has asked already. One is made for each request.
#[derive(Debug, Clone, Default)]
pub struct Asked {
    numbers: Arc<OnceCell<Numbers>>,
}

/// The person's numbers, asked once a request: the bar shows them, and so does the dashboard under it.
pub async fn numbers(desk: &Desk, member: &Member) -> Result<Numbers, ApiError> {
    let asked = use_context::<Asked>().ok_or_else(|| missing("what was asked"))?;
    let numbers = asked.numbers.get_or_try_init(|| search::numbers(desk, member)).await?;
    Ok(*numbers)
}

/// The signed-in person, or nobody.
pub fn maybe_member() -> Option<Member> {
    use_context::<Parts>()?.extensions.get::<Member>().cloned()
}

/// The signed-in person. A visitor who is not is sent to sign in and comes back to the page afterwards.
#[expect(clippy::unused_async, reason = "callers await it like every other question to the edge")]
pub async fn member() -> Result<(Desk, Member), ApiError> {
    if let Some(member) = maybe_member() {
        return Ok((desk()?, member));
    }
    redirect(&format!("/sign-in?next={}", escaped(&page())));
    Err(ApiError::Denied("Sign in to see this.".into()))
}

/// The page that a request is for: its own path, or that of the page which called the server function.
fn page() -> String {
    let Some(parts) = use_context::<Parts>() else { return "/dashboard".into() };
    let asked = parts.uri.path_and_query().map(|path| path.as_str().to_owned());
    if parts.method == Method::GET && !parts.uri.path().starts_with("/api/") {
        return asked.unwrap_or_else(|| "/dashboard".into());
    }
    let referer = parts.headers.get(REFERER).and_then(|value| value.to_str().ok());
    let path = referer.and_then(|url| url.split_once("://")).and_then(|(_, rest)| rest.find('/').map(|at| rest[at..].to_owned()));
    path.filter(|path| own_path(path).is_some() && !path.starts_with("/sign-in")).unwrap_or_else(|| "/dashboard".into())
}

/// Where the request comes from.
pub fn seen_from() -> SeenFrom {
    use_context::<Parts>().and_then(|parts| parts.extensions.get::<SeenFrom>().cloned()).unwrap_or_default()
}

/// What the person can quote and the log also has: the number of the request.
pub(super) fn reference() -> String {
    use_context::<Parts>()
        .and_then(|parts| parts.headers.get("x-request-id")?.to_str().ok().map(str::to_owned))
        .unwrap_or_else(|| "none".into())
}

/// Whether a browser sent a form by itself, without the script.
pub fn is_plain_form() -> bool {
    use_context::<Parts>().is_some_and(|parts| parts.method == Method::POST && accepts_html(&parts))
}

fn accepts_html(parts: &Parts) -> bool {
    parts.headers.get(ACCEPT).and_then(|value| value.to_str().ok()).is_some_and(|value| value.contains("text/html"))
}

/// Keeps the session in the browser for as long as it may live at most; the database ends it earlier.
pub fn set_session_cookie(value: &SecretString) -> Result<(), ApiError> {
    let seconds = i64::from(SESSION_DAYS_AT_MOST) * 24 * 60 * 60;
    set_cookie(value.expose_secret(), seconds)
}

/// Takes the session out of the browser.
pub fn clear_session_cookie() -> Result<(), ApiError> {
    set_cookie("", 0)
}

fn set_cookie(value: &str, seconds: i64) -> Result<(), ApiError> {
    let policy = policy()?;
    let secure = if policy.secure_cookies { "; Secure" } else { "" };
    let cookie = format!("{}={value}; Path=/; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}", policy.session_cookie());
    let mut header = HeaderValue::from_str(&cookie).map_err(|cause| super::fault(&cause))?;
    header.set_sensitive(true);
    use_context::<ResponseOptions>().ok_or_else(|| missing("the response"))?.append_header(SET_COOKIE, header);
    Ok(())
}

/// Sends the browser to a path of our own, with the script and without it. Anything else leads home.
pub fn redirect(path: &str) {
    leptos_axum::redirect(local(path).to_str().unwrap_or("/"));
}

/// Sends a form that arrived without the script on; with the script, the page itself acts on the answer.
pub fn forward_plain_form(path: &str) {
    if let Some(response) = use_context::<ResponseOptions>()
        && is_plain_form()
    {
        response.insert_header(LOCATION, local(path));
        response.set_status(StatusCode::SEE_OTHER);
    }
}

/// The path as a header may carry it; never panics on what a person typed into an address.
fn local(path: &str) -> HeaderValue {
    own_path(path)
        .and_then(|path| HeaderValue::from_str(path).ok())
        .filter(|header| header.to_str().is_ok())
        .unwrap_or_else(|| HeaderValue::from_static("/"))
}
