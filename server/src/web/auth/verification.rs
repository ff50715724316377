//! Proving an address: the one that somebody signed up with, or another one that is to take its place.

use super::answer::{Answer, Refusal, redirect, said, with_parameter};
use super::call::Call;
use axum::http::StatusCode;
use job_agent::account;
use serde_json::json;

pub async fn send(call: Call) -> Answer {
    let mut fields = call.fields(false)?.object("object")?;
    let email = fields.email("email");
    let place = fields.optional_text("callbackURL").filter(|place| !place.is_empty()).unwrap_or_else(|| "/".into());
    fields.checked()?;
    match call.visitor() {
        None => account::send_verification_to(&call.web.desk, &call.from, &email, Some(place)).await?,
        Some(member) if !member.person().email.eq_ignore_ascii_case(&email) => return Err(Refusal::of("EMAIL_MISMATCH")),
        Some(member) => account::resend_verification(&call.web.desk, member, Some(place)).await?,
    }
    Ok(said(&json!({ "status": true })))
}

/// The link of a mail. It changes something by GET, as the protocol wants it; the links of our own mails lead to a page
/// with a button.
pub async fn verify(call: Call) -> Answer {
    let token = call.parameter("token")?;
    let callback = call.callback()?;
    let desk = &call.web.desk;
    match (account::prove_address(desk, call.visitor().map(account::Member::id), token).await, callback) {
        (Ok(_), Some(place)) => Ok(redirect(place)),
        (Ok(_), None) => Ok(said(&json!({ "status": true, "user": null }))),
        (Err(error), place) => match (error.code(), place) {
            (Some(code), Some(place)) => Ok(redirect(&with_parameter(place, "error", code))),
            (Some(code), None) => Err(Refusal::with_status(StatusCode::UNAUTHORIZED, code)),
            (None, _) => Err(error.into()),
        },
    }
}
