//! A password that was forgotten, or is changed.

use super::answer::{Answer, Refusal, let_in, redirect, said, user, with_parameter};
use super::call::Call;
use job_agent::account;
use serde_json::json;

pub async fn request(call: Call) -> Answer {
    let mut fields = call.fields(false)?.object("object")?;
    let email = fields.email("email");
    let place = fields.optional_text("redirectTo").filter(|place| !place.is_empty());
    fields.checked()?;
    account::request_reset(&call.web.desk, &call.from, &email, place).await?;
    let message = "If this email exists in our system, check your email for the reset link";
    Ok(said(&json!({ "status": true, "message": message })))
}

/// The link of the mail: leads to the client's page with the token, and uses nothing up.
pub async fn link(call: &Call, token: &str) -> Answer {
    let place = call.parameter("callbackURL")?;
    call.trusted(place, "INVALID_CALLBACK_URL")?;
    let base = call.web.config.public_url();
    let whole = if place.starts_with('/') { format!("{base}{place}") } else { place.to_owned() };
    let whole = if place.is_empty() { format!("{base}/_auth/error") } else { whole };
    let usable = !place.is_empty() && is_token(token) && account::reset_is_possible(&call.web.desk, token).await?;
    Ok(redirect(&if usable { with_parameter(&whole, "token", token) } else { with_parameter(&whole, "error", "INVALID_TOKEN") }))
}

fn is_token(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

pub async fn reset(call: Call) -> Answer {
    let mut fields = call.fields(false)?.object("object")?;
    let new = fields.secret("newPassword");
    let token = fields.optional_text("token").or_else(|| call.query.get("token").cloned()).unwrap_or_default();
    fields.checked()?;
    if token.is_empty() {
        return Err(Refusal::of("INVALID_TOKEN"));
    }
    account::reset_password(&call.web.desk, &call.from, &token, new).await?;
    Ok(said(&json!({ "status": true })))
}

pub async fn change(call: Call) -> Answer {
    let member = call.member()?;
    let mut fields = call.fields(false)?.object("object")?;
    let (new, current) = (fields.secret("newPassword"), fields.secret("currentPassword"));
    let end_others = fields.optional_flag("revokeOtherSessions").unwrap_or(false);
    fields.checked()?;
    let opened = account::change_password(&call.web.desk, member, &call.from, current, new, end_others).await?;
    let Some(opened) = opened else {
        return Ok(said(&json!({ "token": null, "user": user(member) })));
    };
    let member = call.owner_of(&opened).await?;
    let answer = said(&json!({ "token": member.session(), "user": user(&member) }));
    Ok(let_in(&call.web, answer, &opened))
}
