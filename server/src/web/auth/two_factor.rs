//! The second factor. The protocol asks for the password to change it; here a code has to be shown too, as `code`.

use super::super::member::{policy, set_aside};
use super::answer::{Answer, Refusal, let_in, no_longer_trusted, said, user};
use super::call::Call;
use app::edge::Aside;
use axum::http::StatusCode;
use job_agent::account::{self, Member, Opened, Proof, Setup};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};

fn shown(codes: &[SecretString]) -> Value {
    codes.iter().map(|code| json!(code.expose_secret())).collect()
}

fn address(setup: &Setup) -> Value {
    json!(setup.uri.expose_secret())
}

pub async fn enable(call: Call) -> Answer {
    let member = call.member()?;
    let mut fields = call.fields(false)?.object("object")?;
    let password = fields.secret("password");
    let method = fields.optional_text("method");
    if method.as_deref().is_some_and(|method| !["totp", "otp"].contains(&method)) {
        fields.problem("[body.method] Invalid option: expected one of \"otp\"|\"totp\"".into());
    }
    fields.checked()?;
    // Codes by mail would be no second factor: the mailbox is what resets the password.
    if method.as_deref() == Some("otp") {
        return Err(Refusal::of("OTP_NOT_CONFIGURED"));
    }
    let (setup, codes) = account::start_two_factor_with_codes(&call.web.desk, member, password).await?;
    Ok(said(&json!({ "method": "totp", "totpURI": address(&setup), "backupCodes": shown(&codes) })))
}

pub async fn disable(call: Call) -> Answer {
    let member = call.member()?;
    let mut fields = call.fields(false)?.object("object")?;
    let (password, code) = (fields.secret("password"), fields.text("code"));
    fields.checked()?;
    let opened = account::stop_two_factor(&call.web.desk, member, &call.from, password, Proof::typed(&code)).await?;
    let answer = let_in(&call.web, said(&json!({ "status": true })), &opened);
    Ok(no_longer_trusted(&call, answer))
}

pub async fn uri(call: Call) -> Answer {
    let member = call.member()?;
    let mut fields = call.fields(false)?.object("object")?;
    let (password, code) = (fields.secret("password"), fields.optional_text("code"));
    fields.checked()?;
    let setup = account::two_factor_again(&call.web.desk, member, password, code.as_deref().map(Proof::typed)).await?;
    Ok(said(&json!({ "totpURI": address(&setup) })))
}

pub async fn new_codes(call: Call) -> Answer {
    let member = call.member()?;
    let mut fields = call.fields(false)?.object("object")?;
    let (password, code) = (fields.secret("password"), fields.text("code"));
    fields.checked()?;
    let codes = account::new_backup_codes(&call.web.desk, member, password, Proof::typed(&code)).await?;
    Ok(said(&json!({ "status": true, "backupCodes": shown(&codes) })))
}

pub async fn verify_totp(call: Call) -> Answer {
    let (code, trust) = proof(&call)?;
    match call.visitor() {
        None => finish(&call, Proof::Totp(code), trust).await,
        Some(member) if member.card().two_factor => show(&call, member, Proof::Totp(code)).await,
        Some(member) => {
            let opened = account::confirm_two_factor(&call.web.desk, member, &call.from, &code).await?;
            entered(&call, &opened).await
        }
    }
}

pub async fn verify_backup_code(call: Call) -> Answer {
    let (code, trust) = proof(&call)?;
    match call.visitor() {
        None => finish(&call, Proof::BackupCode(code), trust).await,
        Some(member) if member.card().two_factor => show(&call, member, Proof::BackupCode(code)).await,
        Some(_) => Err(Refusal::of("BACKUP_CODES_NOT_ENABLED")),
    }
}

pub async fn send_otp(call: Call) -> Answer {
    call.fields(false)?;
    Err(Refusal::says(StatusCode::BAD_REQUEST, "OTP_NOT_CONFIGURED", "otp isn't configured"))
}

fn proof(call: &Call) -> Result<(String, bool), Refusal> {
    let mut fields = call.fields(false)?.object("object")?;
    let code = fields.text("code");
    let trust = fields.optional_flag("trustDevice").unwrap_or(false);
    fields.checked()?;
    Ok((code, trust))
}

/// A code of somebody who is signed in.
async fn show(call: &Call, member: &Member, proof: Proof) -> Answer {
    account::show_second_factor(&call.web.desk, member, proof).await?;
    Ok(said(&json!({ "token": member.session(), "user": user(member) })))
}

/// A code of somebody who is signing in.
async fn finish(call: &Call, proof: Proof, trust: bool) -> Answer {
    let cookie = policy(&call.web).read_aside(&call.headers, Aside::Pending).ok_or_else(|| Refusal::of("INVALID_TWO_FACTOR_COOKIE"))?;
    match account::finish_sign_in(&call.web.desk, &call.from, &cookie, proof, trust).await {
        Ok(opened) => {
            let mut answer = entered(call, &opened).await?;
            set_aside(&call.web, answer.headers_mut(), Aside::Pending, None);
            Ok(answer)
        }
        Err(error) if error.code() == Some("TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE") => {
            Err(Refusal::from(error).without(&call.web, Aside::Pending))
        }
        Err(error) => Err(error.into()),
    }
}

async fn entered(call: &Call, opened: &Opened) -> Answer {
    let member = call.owner_of(opened).await?;
    Ok(let_in(&call.web, said(&json!({ "token": member.session(), "user": user(&member) })), opened))
}
