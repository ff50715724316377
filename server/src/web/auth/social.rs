//! Signing in by a provider, in the protocol's words.

use super::super::departure;
use super::answer::{Answer, Refusal, ask_second_factor, let_in, redirect, said, with_parameter};
use super::call::Call;
use app::edge::{escaped, own_path};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use job_agent::account::{self, Arrival, Arriving, Departing, Entry, Hints, Member, Places};
use serde_json::{Value, json};

/// What a provider may say in the address, and nothing else goes on.
const SAID: [&str; 4] = ["code", "error", "state", "iss"];
/// Nobody asks for more scopes, or for longer ones.
const SCOPES_MAX: usize = 20;
const SCOPE_LONGEST: usize = 200;

pub async fn sign_in(call: Call) -> Answer {
    leave(&call, None).await
}

pub async fn link(call: Call) -> Answer {
    let member = call.member()?.clone();
    leave(&call, Some(&member)).await
}

async fn leave(call: &Call, linking: Option<&Member>) -> Answer {
    let mut fields = call.fields(false)?.object("object")?;
    let provider = fields.raw("provider").and_then(Value::as_str).map(str::to_owned).unwrap_or_default();
    if provider.is_empty() {
        fields.problem("[body.provider] Invalid input".into());
    }
    let mut place = |name: &str| fields.optional_text(name).filter(|place| !place.is_empty());
    let places = Places { callback: place("callbackURL"), error: place("errorCallbackURL"), newcomer: place("newUserCallbackURL") };
    let login = fields.optional_text("loginHint");
    let scopes = scopes(fields.raw("scopes"));
    let stays = fields.optional_flag("disableRedirect").unwrap_or(false);
    let has_token = fields.raw("idToken").is_some_and(|token| !token.is_null());
    if scopes.is_none() {
        fields.problem("[body.scopes] Invalid input: expected array of scopes".into());
    }
    fields.checked()?;
    // A token from elsewhere is bound to no departure of this browser.
    if has_token && account::providers(&call.web.desk).iter().any(|(id, _)| *id == provider) {
        return Err(Refusal::of("ID_TOKEN_NOT_SUPPORTED"));
    }
    let browser = departure::held(&call.headers, &call.web);
    let departing = Departing { provider, browser, places, hints: Hints { login, scopes: scopes.unwrap_or_default() } };
    let departure = account::start_social(&call.web.desk, &call.from, linking, departing).await?;
    let mut answer = said(&json!({ "url": departure.url, "redirect": !stays }));
    if !stays && let Ok(place) = HeaderValue::from_str(&departure.url) {
        answer.headers_mut().insert(header::LOCATION, place);
    }
    departure::hold(&call.web, &mut answer, &departure);
    Ok(answer)
}

/// None where it is no list of scopes.
fn scopes(value: Option<&Value>) -> Option<Vec<String>> {
    let Some(value) = value.filter(|value| !value.is_null()) else { return Some(Vec::new()) };
    let plain = |text: &&str| {
        !text.is_empty() && text.len() <= SCOPE_LONGEST && text.bytes().all(|b| b.is_ascii_graphic() && b != b'"' && b != b'\\')
    };
    let scopes: Option<Vec<String>> = value.as_array()?.iter().map(|one| one.as_str().filter(plain).map(str::to_owned)).collect();
    scopes.filter(|scopes| scopes.len() <= SCOPES_MAX)
}

/// Where a provider sends the browser back to.
pub async fn back(call: &Call, provider: &str) -> Answer {
    let said = |name: &str| call.query.get(name).cloned();
    let arriving =
        Arriving { provider: provider.to_owned(), state: said("state"), code: said("code"), issuer: said("iss"), error: said("error") };
    let browser = departure::held(&call.headers, &call.web);
    let came = account::finish_social(&call.web.desk, &call.from, call.visitor(), browser.as_ref(), &arriving).await;
    Ok(match came {
        Ok(Arrival { entry, newcomer, places }) => {
            let place = if newcomer { places.newcomer.or(places.callback) } else { places.callback };
            let place = place.as_deref().unwrap_or("/");
            match entry {
                Some(Entry::Session(opened)) => let_in(&call.web, redirect(place), &opened),
                Some(Entry::SecondFactor(challenge)) => ask_second_factor(call, redirect(&second_step(place)), &challenge),
                None => redirect(place),
            }
        }
        Err(turned) => redirect(&with_parameter(turned.place.as_deref().unwrap_or("/sign-in"), "error", turned.code)),
    })
}

/// The page for the second factor, and where it leads.
fn second_step(place: &str) -> String {
    own_path(place).map_or("/sign-in/two-factor".to_owned(), |place| format!("/sign-in/two-factor?next={}", escaped(place)))
}

/// A provider that answers with a form of its own page: the browser brings the same once more, now with its cookies, which it
/// does not send along with another site's form.
pub fn posted(call: &Call, provider: &str) -> Response {
    let Ok(fields) = call.fields(true) else { return StatusCode::BAD_REQUEST.into_response() };
    let told = |name: &str| {
        let value = fields.raw(name).and_then(Value::as_str).or_else(|| call.query.get(name).map(String::as_str))?;
        Some(format!("{name}={}", escaped(value)))
    };
    let query: Vec<String> = SAID.iter().filter_map(|name| told(name)).collect();
    redirect(&format!("{}/_auth/callback/{provider}?{}", call.web.config.public_url(), query.join("&")))
}
