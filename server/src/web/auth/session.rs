//! Who is signed in, here and elsewhere.

use super::super::member;
use super::answer::{Answer, Refusal, let_out, said, session, user};
use super::call::Call;
use axum::response::Response;
use job_agent::account;
use job_agent::id::SessionId;
use serde_json::{Value, json};

/// The session of the cookie, or null. A cookie that was one of ours and opens nothing any more is taken back.
pub async fn current(call: Call) -> Response {
    if let Some(member) = call.visitor() {
        return said(&json!({ "session": session(member.session_in_full()), "user": user(member) }));
    }
    let ended = member::cookie(&call.headers, &call.web).is_some_and(|cookie| account::looks_like_a_cookie(&cookie));
    let nobody = said(&Value::Null);
    if ended { let_out(&call.web, nobody) } else { nobody }
}

pub async fn posted() -> Answer {
    Err(Refusal::of("METHOD_NOT_ALLOWED_DEFER_SESSION_REQUIRED"))
}

pub async fn list(call: Call) -> Answer {
    let found = account::sessions(&call.web.desk, call.member()?).await?;
    Ok(said(&Value::Array(found.iter().map(session).collect())))
}

/// What is no session of this person's is left alone, and the answer is the same.
pub async fn revoke(call: Call) -> Answer {
    let member = call.member()?;
    let mut fields = call.fields(false)?.object("object")?;
    let token = fields.text("token");
    fields.checked()?;
    if let Ok(id) = token.parse::<SessionId>() {
        account::revoke_session(&call.web.desk, member, id).await?;
    }
    Ok(done())
}

pub async fn revoke_all(call: Call) -> Answer {
    account::revoke_sessions(&call.web.desk, call.member()?).await?;
    Ok(done())
}

pub async fn revoke_others(call: Call) -> Answer {
    account::revoke_other_sessions(&call.web.desk, call.member()?).await?;
    Ok(done())
}

fn done() -> Response {
    said(&json!({ "status": true }))
}
