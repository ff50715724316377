//! Passkeys in the protocol of the library's plugin. It has no field for a password, so that adding and removing one asks
//! for a session of the last quarter of an hour instead; where the second factor is on, for a code as well, as `code`.

use super::super::member::{policy, set_aside};
use super::answer::{Answer, Refusal, let_in, said, session, time, user};
use super::call::Call;
use app::edge::Aside;
use axum::http::StatusCode;
use axum::response::Response;
use job_agent::account::{self, Again, Ceremony, Member, Passkey, Proof};
use job_agent::id::PasskeyId;
use secrecy::SecretString;
use serde_json::{Value, json};

pub async fn register_options(call: Call) -> Answer {
    let kind = call.query.get("authenticatorAttachment").map(String::as_str);
    if kind.is_some_and(|kind| !["platform", "cross-platform"].contains(&kind)) {
        let words = "[query.authenticatorAttachment] Invalid option: expected one of \"platform\"|\"cross-platform\"";
        return Err(Refusal::shape(&[words.to_owned()]));
    }
    let mut ceremony = account::start_passkey_freshly(&call.web.desk, call.member()?).await?;
    if let Some(kind) = kind {
        ceremony.options["authenticatorSelection"]["authenticatorAttachment"] = json!(kind);
    }
    Ok(asked(&call, &ceremony))
}

pub async fn sign_in_options(call: Call) -> Answer {
    let ceremony = account::start_passkey_sign_in(&call.web.desk, &call.from).await?;
    Ok(asked(&call, &ceremony))
}

fn asked(call: &Call, ceremony: &Ceremony) -> Response {
    let mut answer = said(&ceremony.options);
    set_aside(&call.web, answer.headers_mut(), Aside::Passkey, Some(&ceremony.cookie));
    answer
}

fn cookie(call: &Call) -> Result<SecretString, Refusal> {
    policy(&call.web).read_aside(&call.headers, Aside::Passkey).ok_or_else(|| Refusal::of("CHALLENGE_NOT_FOUND"))
}

pub async fn register(call: Call) -> Answer {
    let member = call.member()?;
    let mut fields = call.fields(false)?.object("object")?;
    let name = fields.optional_text("name").filter(|name| !name.trim().is_empty()).unwrap_or_else(|| "Passkey".into());
    let (answer, code) = (fields.anything("response"), fields.optional_text("code"));
    fields.checked()?;
    let proof = code.as_deref().map(Proof::typed);
    let added = account::finish_passkey(&call.web.desk, member, &cookie(&call)?, &name, answer, proof).await?;
    let mut answer = said(&one(&call, member, added.id).await?);
    set_aside(&call.web, answer.headers_mut(), Aside::Passkey, None);
    Ok(answer)
}

pub async fn sign_in(call: Call) -> Answer {
    let mut fields = call.fields(false)?.object("object")?;
    let answer = fields.record("response");
    fields.checked()?;
    let opened = account::finish_passkey_sign_in(&call.web.desk, &call.from, &cookie(&call)?, answer).await?;
    let member = call.owner_of(&opened).await?;
    let mut answer = said(&json!({ "session": session(member.session_in_full()), "user": user(&member) }));
    set_aside(&call.web, answer.headers_mut(), Aside::Passkey, None);
    Ok(let_in(&call.web, answer, &opened))
}

pub async fn list(call: Call) -> Answer {
    let member = call.member()?;
    let all = account::passkeys_in_full(&call.web.desk, member).await?;
    Ok(said(&all.iter().map(|(passkey, kept)| shown(member, passkey, kept)).collect()))
}

pub async fn update(call: Call) -> Answer {
    let member = call.member()?;
    let mut fields = call.fields(false)?.object("object")?;
    let (id, name) = (fields.text("id"), fields.text("name"));
    if name.trim().is_empty() && fields.raw("name").is_some_and(Value::is_string) {
        fields.problem("[body.name] Too small: expected string to have >=1 characters".into());
    }
    fields.checked()?;
    let id = known(&id)?;
    account::rename_passkey(&call.web.desk, member, id, &name).await.map_err(refused)?;
    Ok(said(&json!({ "passkey": one(&call, member, id).await? })))
}

pub async fn delete(call: Call) -> Answer {
    let member = call.member()?;
    let mut fields = call.fields(false)?.object("object")?;
    let (id, code) = (fields.text("id"), fields.optional_text("code"));
    fields.checked()?;
    let proof = code.as_deref().map(Proof::typed);
    account::remove_passkey(&call.web.desk, member, known(&id)?, Again::FreshSession, proof).await.map_err(refused)?;
    Ok(said(&json!({ "status": true })))
}

fn missing() -> Refusal {
    Refusal::with_status(StatusCode::NOT_FOUND, "PASSKEY_NOT_FOUND")
}

fn known(id: &str) -> Result<PasskeyId, Refusal> {
    id.parse().map_err(|_| missing())
}

/// Somebody else's is not there, as one that never was.
fn refused(error: job_agent::error::Error) -> Refusal {
    if matches!(error, job_agent::error::Error::NotFound) { missing() } else { error.into() }
}

async fn one(call: &Call, member: &Member, id: PasskeyId) -> Result<Value, Refusal> {
    let all = account::passkeys_in_full(&call.web.desk, member).await?;
    all.iter().find(|(passkey, _)| passkey.id == id).map(|(passkey, kept)| shown(member, passkey, kept)).ok_or_else(missing)
}

/// As the plugin shows one. What a server keeps besides of it is our own matter.
fn shown(member: &Member, passkey: &Passkey, kept: &Value) -> Value {
    let key = &kept["cred"];
    let (eligible, backed_up) = (key["backup_eligible"].as_bool().unwrap_or(false), key["backup_state"].as_bool().unwrap_or(false));
    let transports = key["transports"].as_array().map(|all| all.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(","));
    json!({
        "transports": transports.unwrap_or_default(), "id": passkey.id, "name": passkey.name, "userId": member.id(), "credentialID": key["cred_id"], "counter": key["counter"],
        "deviceType": if eligible { "multiDevice" } else { "singleDevice" }, "backedUp": backed_up, "createdAt": time(passkey.created_at),
    })
}
