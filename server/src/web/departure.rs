//! Leaving for a provider of sign-in by a plain form, and what the browser holds until it is back.

use super::Web;
use super::member::{policy, set_aside};
use app::edge::{Aside, escaped, own_path};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::{Extension, Form};
use job_agent::account::{self, Departing, Departure, Member, Places, SeenFrom};
use job_agent::error::Error;
use secrecy::SecretString;
use serde::Deserialize;

/// A button of a page.
#[derive(Debug, Deserialize)]
pub struct Leaving {
    provider: String,
    #[serde(default)]
    next: String,
}

/// From the pages for signing in and up.
pub async fn sign_in(
    State(web): State<Web>,
    from: Option<Extension<SeenFrom>>,
    headers: HeaderMap,
    Form(leaving): Form<Leaving>,
) -> Response {
    let next = own_path(&leaving.next).map(str::to_owned);
    let error = next.as_ref().map_or("/sign-in".to_owned(), |next| format!("/sign-in?next={}", escaped(next)));
    let places = Places {
        callback: Some(next.clone().unwrap_or_else(|| "/dashboard".into())),
        newcomer: Some(next.unwrap_or_else(|| "/onboarding/about".into())),
        error: Some(error),
    };
    leave(&web, from, &headers, leaving.provider, None, places).await
}

/// From the settings.
pub async fn link(
    State(web): State<Web>,
    member: Option<Extension<Member>>,
    from: Option<Extension<SeenFrom>>,
    headers: HeaderMap,
    Form(leaving): Form<Leaving>,
) -> Response {
    let Some(Extension(member)) = member else { return Redirect::to("/sign-in?next=/settings/security").into_response() };
    let places =
        Places { callback: Some("/settings/security?done=linked".into()), newcomer: None, error: Some("/settings/security".into()) };
    leave(&web, from, &headers, leaving.provider, Some(&member), places).await
}

async fn leave(
    web: &Web,
    from: Option<Extension<SeenFrom>>,
    headers: &HeaderMap,
    provider: String,
    linking: Option<&Member>,
    places: Places,
) -> Response {
    let from = from.map(|found| found.0).unwrap_or_default();
    let known = account::providers(&web.desk).into_iter().find(|(id, _)| *id == provider);
    let back = places.error.clone().unwrap_or_else(|| "/sign-in".into());
    let departing = Departing { provider, browser: held(headers, web), places, hints: account::Hints::default() };
    match account::start_social(&web.desk, &from, linking, departing).await {
        Ok(departure) => {
            let name = known.map(|(_, name)| name).unwrap_or_default();
            let mut answer = on_the_way(&name, &departure.url);
            hold(web, &mut answer, &departure);
            answer
        }
        Err(error) => {
            let code = match &error {
                Error::RateLimited(_) => "too_many_attempts",
                Error::Unavailable(_) => "provider_unavailable",
                _ if error.code() == Some("PROVIDER_NOT_FOUND") => "oauth_provider_not_found",
                other => {
                    tracing::error!(error = %other, "leaving for a provider failed by a fault of ours");
                    "internal_server_error"
                }
            };
            let mark = if back.contains('?') { '&' } else { '?' };
            Redirect::to(&format!("{back}{mark}error={code}")).into_response()
        }
    }
}

/// A page that goes on by itself. A redirect would be part of the form's own journey, which our pages may send to us alone
/// (form-action), and a provider may send it on to anybody.
fn on_the_way(name: &str, url: &str) -> Response {
    let (name, href) = (in_html(name), in_html(url));
    let page = format!(
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'>\
         <title>On to {name} · Job Agent</title><main><h1>On to {name}</h1>\
         <p>Your browser goes on by itself. If it does not: <a href=\"{href}\">go on to {name}</a>.</p></main></html>"
    );
    let mut answer = (StatusCode::OK, [(header::CACHE_CONTROL, "no-store")], Html(page)).into_response();
    if let Ok(value) = HeaderValue::from_str(&format!("0; url={url}")) {
        answer.headers_mut().insert(header::REFRESH, value);
    }
    answer
}

fn in_html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

/// What this browser was given when it left.
pub fn held(headers: &HeaderMap, web: &Web) -> Option<SecretString> {
    policy(web).read_aside(headers, Aside::Departure)
}

/// Gives it to the browser.
pub fn hold(web: &Web, answer: &mut Response, departure: &Departure) {
    set_aside(web, answer.headers_mut(), Aside::Departure, Some(&departure.browser));
}
