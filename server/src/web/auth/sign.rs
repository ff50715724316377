//! Signing up, in and out.

use super::super::member;
use super::answer::{Answer, ask_second_factor, let_in, let_out, said, user};
use super::call::Call;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use job_agent::account::{self, Entry, SignUp, Wishes};
use secrecy::ExposeSecret;
use serde_json::json;

pub async fn ok() -> Response {
    said(&json!({ "ok": true }))
}

/// What a redirect with an error shows when it leads to no page. Of what the address says only a name is repeated.
pub async fn error(call: Call) -> Response {
    let named = call.query.get("error").map(String::as_str).unwrap_or_default();
    let plain = !named.is_empty() && named.len() <= 80 && named.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
    let code = if plain { named } else { "UNKNOWN" };
    let page = format!(
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'><title>Error · Job Agent</title>\
         <h1>This did not work</h1><p>Code: {code}. <a href=/sign-in>Sign in</a> and try again.</p>"
    );
    (StatusCode::OK, Html(page)).into_response()
}

pub async fn sign_up(call: Call) -> Answer {
    let mut fields = call.fields(true)?.object("object")?;
    let (name, email, password) = (fields.text("name"), fields.email("email"), fields.secret("password"));
    if password.expose_secret().is_empty() && fields.raw("password").is_some_and(serde_json::Value::is_string) {
        fields.problem("[body.password] Too small: expected string to have >=1 characters".into());
    }
    let wishes = Wishes {
        image: fields.optional_text("image"),
        remembered: fields.optional_flag("rememberMe").unwrap_or(true),
        callback: Some(fields.optional_text("callbackURL").filter(|place| !place.is_empty()).unwrap_or_else(|| "/".into())),
    };
    fields.checked()?;
    let opened = account::sign_up_with(&call.web.desk, &call.from, SignUp { name, email, password }, wishes).await?;
    let member = call.owner_of(&opened).await?;
    let answer = said(&json!({ "token": member.session(), "user": user(&member) }));
    Ok(let_in(&call.web, answer, &opened))
}

pub async fn sign_in(call: Call) -> Answer {
    let mut fields = call.fields(true)?.object("object")?;
    let (email, password) = (fields.text("email"), fields.secret("password"));
    let callback = fields.optional_text("callbackURL").filter(|place| !place.is_empty());
    let remembered = fields.optional_flag("rememberMe").unwrap_or(true);
    fields.checked()?;
    let opened = match account::sign_in(&call.web.desk, &call.from, &email, password, remembered).await? {
        Entry::Session(opened) => opened,
        Entry::SecondFactor(challenge) => {
            let answer = said(&json!({ "twoFactorRedirect": true, "twoFactorMethods": ["totp"] }));
            return Ok(ask_second_factor(&call, with_place(answer, callback.as_deref()), &challenge));
        }
    };
    let member = call.owner_of(&opened).await?;
    let mut body = json!({ "redirect": callback.is_some(), "token": member.session(), "user": user(&member) });
    if let Some(place) = &callback {
        body["url"] = json!(place);
    }
    Ok(let_in(&call.web, with_place(said(&body), callback.as_deref()), &opened))
}

/// Where the client wants to go in the end; it was checked before.
fn with_place(mut answer: Response, place: Option<&str>) -> Response {
    if let Some(place) = place.and_then(|place| HeaderValue::from_str(place).ok()) {
        answer.headers_mut().insert(header::LOCATION, place);
    }
    answer
}

pub async fn sign_out(call: Call) -> Answer {
    call.fields(false)?;
    if let Some(cookie) = member::cookie(&call.headers, &call.web) {
        account::sign_out(&call.web.desk, &cookie).await?;
    }
    let mut answer = let_out(&call.web, said(&json!({ "success": true })));
    member::forget_drafts(answer.headers_mut());
    Ok(answer)
}
