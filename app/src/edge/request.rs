//! What a server function learns from its request, and what it may set on the answer.

use super::{
    ApiError,
    aside::{Aside, cookie_of, set_aside},
    escaped, own_path,
};
use axum::http::{
    HeaderValue, Method, StatusCode,
    header::{ACCEPT, LOCATION, REFERER, SET_COOKIE},
    request::Parts,
};
use job_agent::{
    account::{Member, Opened, SESSION_DAYS, SeenFrom},
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

    /// The session's cookie as a header says it.
    pub fn cookie(self, value: &str, life: Life) -> String {
        let secure = if self.secure_cookies { "; Secure" } else { "" };
        let age = match life {
            Life::Kept => format!("; Max-Age={}", i64::from(SESSION_DAYS) * 24 * 60 * 60),
            Life::Browser => String::new(),
            Life::Gone => "; Max-Age=0".into(),
        };
        format!("{}={value}; Path=/; HttpOnly; SameSite=Lax{age}{secure}", self.session_cookie())
    }
}

/// How long a browser keeps the session's cookie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Life {
    /// As long as the session lives without being used; each renewal says it again.
    Kept,
    /// Until it is closed.
    Browser,
    /// Not at all.
    Gone,
}

impl Life {
    /// As the person wished.
    pub fn of(remembered: bool) -> Self {
        if remembered { Self::Kept } else { Self::Browser }
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

/// Gives the browser a session that was just opened.
pub fn set_session_cookie(opened: &Opened) -> Result<(), ApiError> {
    if opened.trusted.is_some() {
        set_aside(Aside::Trusted, opened.trusted.as_ref())?;
    }
    set_cookie(opened.cookie.expose_secret(), Life::of(opened.remembered))
}

/// Takes the session out of the browser.
pub fn clear_session_cookie() -> Result<(), ApiError> {
    set_cookie("", Life::Gone)
}

fn set_cookie(value: &str, life: Life) -> Result<(), ApiError> {
    let mut header = HeaderValue::from_str(&policy()?.cookie(value, life)).map_err(|cause| super::fault(&cause))?;
    header.set_sensitive(true);
    use_context::<ResponseOptions>().ok_or_else(|| missing("the response"))?.append_header(SET_COOKIE, header);
    Ok(())
}

/// What is shown once and was made by a form: it goes to the page that follows in a cookie, for a minute, and nowhere else.
const HANDED_OVER: &str = "job_agent.handed_over";

/// Hands a secret to the page that follows, at this path.
pub fn hand_over(page: &str, secret: &SecretString) -> Result<(), ApiError> {
    set_handed_over(page, secret.expose_secret(), 60)
}

/// What was handed over to this page, once; only a page that is loaded whole gets it.
pub fn take_handed_over(page: &str) -> Result<Option<String>, ApiError> {
    let Some(parts) = use_context::<Parts>() else { return Ok(None) };
    let Some(found) = cookie_of(&parts.headers, HANDED_OVER) else { return Ok(None) };
    set_handed_over(page, "", 0)?;
    Ok(Some(found.expose_secret().to_owned()))
}

fn set_handed_over(page: &str, value: &str, seconds: u32) -> Result<(), ApiError> {
    let secure = if policy()?.secure_cookies { "; Secure" } else { "" };
    let cookie = format!("{HANDED_OVER}={value}; Path={page}; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
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

#[cfg(test)]
mod tests {
    use super::{Life, Policy};

    #[test]
    fn the_sessions_cookie_is_bound_to_the_host_and_to_https() {
        let https = Policy { secure_cookies: true, development: false };
        assert_eq!(
            https.cookie("abc", Life::Kept),
            "__Host-job_agent.session_token=abc; Path=/; HttpOnly; SameSite=Lax; Max-Age=604800; Secure"
        );
        let http = Policy { secure_cookies: false, development: true };
        assert_eq!(http.cookie("abc", Life::Browser), "job_agent.session_token=abc; Path=/; HttpOnly; SameSite=Lax");
        assert_eq!(http.cookie("", Life::Gone), "job_agent.session_token=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
    }
}
