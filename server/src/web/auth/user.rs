//! The person: name, picture, address, ways in, and leaving.

use super::answer::{Answer, Refusal, let_out, redirect, said, time};
use super::call::Call;
use axum::http::StatusCode;
use job_agent::account::{self, Linked};
use serde_json::{Value, json};

pub async fn update(call: Call) -> Answer {
    let member = call.member()?;
    let mut fields = call.fields(false)?.object("record")?;
    if fields.raw("email").is_some_and(|email| !email.is_null() && email.as_str() != Some("")) {
        return Err(Refusal::of("EMAIL_CAN_NOT_BE_UPDATED"));
    }
    let name = fields.optional_text("name");
    let image = match fields.raw("image") {
        Some(Value::Null) => Some(None),
        _ => fields.optional_text("image").map(Some),
    };
    fields.checked()?;
    if name.is_none() && image.is_none() {
        return Err(Refusal::worded(StatusCode::BAD_REQUEST, "No fields to update"));
    }
    account::update_person(&call.web.desk, member, name.as_deref(), image.as_ref().map(Option::as_deref)).await?;
    Ok(said(&json!({ "status": true })))
}

pub async fn change_email(call: Call) -> Answer {
    let member = call.member()?;
    let mut fields = call.fields(false)?.object("object")?;
    let email = fields.email("newEmail");
    let password = fields.optional_text("password");
    let place = fields.optional_text("callbackURL").filter(|place| !place.is_empty()).unwrap_or_else(|| "/".into());
    fields.checked()?;
    let password = password.unwrap_or_default().into();
    account::change_email(&call.web.desk, member, &email, password, Some(place)).await?;
    Ok(said(&json!({ "status": true })))
}

pub async fn accounts(call: Call) -> Answer {
    let member = call.member()?;
    let linked = account::linked_accounts(&call.web.desk, member).await?;
    let shown = |one: &Linked| {
        json!({
            "id": one.id, "providerId": one.provider, "accountId": one.account, "userId": member.id(), "scopes": one.scopes,
            "createdAt": time(one.created_at), "updatedAt": time(one.updated_at),
        })
    };
    Ok(said(&Value::Array(linked.iter().map(shown).collect())))
}

pub async fn unlink(call: Call) -> Answer {
    let member = call.member()?;
    let mut fields = call.fields(false)?.object("object")?;
    let id = fields.text("accountId");
    fields.checked()?;
    account::unlink_account_freshly(&call.web.desk, member, &id).await?;
    Ok(said(&json!({ "status": true })))
}

pub async fn delete(call: Call) -> Answer {
    let member = call.member()?;
    let mut fields = call.fields(false)?;
    let place = fields.optional_text("callbackURL").filter(|place| !place.is_empty()).unwrap_or_else(|| "/".into());
    let password = fields.optional_text("password").filter(|password| !password.is_empty());
    let token = fields.optional_text("token").filter(|token| !token.is_empty());
    fields.checked()?;
    let desk = &call.web.desk;
    if let Some(token) = token {
        account::confirm_deletion(desk, member, &token).await.map_err(deletion)?;
        return Ok(said(&json!({ "success": true, "message": "User deleted" })));
    }
    account::request_deletion(desk, member, password.map(Into::into), Some(place)).await?;
    Ok(said(&json!({ "success": true, "message": "Verification email sent" })))
}

/// The link of the mail, opened in the person's own browser.
pub async fn confirm_deletion(call: Call) -> Answer {
    let token = call.parameter("token")?;
    let callback = call.callback()?;
    let member = call.visitor().ok_or_else(|| Refusal::of("FAILED_TO_GET_USER_INFO"))?;
    account::confirm_deletion(&call.web.desk, member, token).await.map_err(deletion)?;
    let answer = match callback {
        Some(place) => redirect(place),
        None => said(&json!({ "success": true, "message": "User deleted" })),
    };
    Ok(let_out(&call.web, answer))
}

/// Here a token that does not fit is one that is not there.
fn deletion(error: job_agent::error::Error) -> Refusal {
    match error.code() {
        Some("INVALID_TOKEN") => Refusal::with_status(StatusCode::NOT_FOUND, "INVALID_TOKEN"),
        _ => error.into(),
    }
}
