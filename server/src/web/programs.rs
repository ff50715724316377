//! Programs: who they come in as, and where they may.

use super::Web;
use super::member::refuse;
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use job_agent::account::{self, Member, Scope, Via};
use job_agent::error::Error;
use job_agent::id::UserId;
use secrecy::SecretString;

/// Pages and forms are for people; a key opens nothing there.
pub fn may_come_in(path: &str) -> bool {
    ["/api/workflow/", "/exports/"].iter().any(|start| path.starts_with(start))
}

/// Whom a program speaks for. A key that is none is refused, so that nobody takes it for being signed out.
pub async fn member(web: &Web, method: &Method, headers: &HeaderMap) -> Result<Option<Member>, Box<Response>> {
    let denied = |words: &str| Box::new(refuse(&Error::Denied(words.into())));
    let faulty = |error: Error| Box::new(refuse(&error));
    let Some(key) = key(headers).map_err(|()| denied("The header Authorization has to read: Bearer, and then the key."))? else {
        return stand_in(web, headers).await.map_err(faulty);
    };
    if web.config.web.api_key.as_ref().is_some_and(|own| account::same_secret(own, &key)) {
        let user = named(headers).ok_or_else(|| denied("Say in the header X-User-Id whom you speak for."))?;
        let found = account::member_by_deployment(&web.desk, user).await.map_err(faulty)?;
        return Ok(Some(found.ok_or_else(|| denied("There is nobody with this id."))?));
    }
    let found = account::member_by_key(&web.desk, &key).await.map_err(faulty)?;
    let member = found.ok_or_else(|| denied("This key is unknown, has expired, or was revoked."))?;
    let wanted = if matches!(*method, Method::GET | Method::HEAD) { Scope::Read } else { Scope::Write };
    match member.via() {
        Via::Key { scopes, .. } if !scopes.contains(&wanted) => {
            let body = serde_json::json!({
                "type": "about:blank", "title": "Forbidden", "status": 403, "detail": "This key may read and not change anything.", "errors": [],
            });
            Err(Box::new((StatusCode::FORBIDDEN, [(header::CONTENT_TYPE, "application/problem+json")], body.to_string()).into_response()))
        }
        _ => Ok(Some(member)),
    }
}

/// In development a program without a key may be somebody: whom it names, or the one of the settings.
async fn stand_in(web: &Web, headers: &HeaderMap) -> Result<Option<Member>, Error> {
    if !web.config.is_development() {
        return Ok(None);
    }
    match named(headers).or(web.config.web.default_owner.map(UserId)) {
        Some(user) => account::member_by_deployment(&web.desk, user).await,
        None => Ok(None),
    }
}

fn named(headers: &HeaderMap) -> Option<UserId> {
    headers.get("x-user-id")?.to_str().ok()?.trim().parse().ok()
}

/// The key of either header; an error where there is one that cannot be read.
fn key(headers: &HeaderMap) -> Result<Option<SecretString>, ()> {
    if let Some(value) = headers.get("x-api-key") {
        return value.to_str().map(|text| Some(SecretString::from(text.trim().to_owned()))).map_err(drop);
    }
    let Some(value) = headers.get(header::AUTHORIZATION) else { return Ok(None) };
    let (scheme, key) = value.to_str().map_err(drop)?.trim().split_once(' ').ok_or(())?;
    let key = key.trim();
    if scheme.eq_ignore_ascii_case("bearer") && !key.is_empty() && !key.contains(' ') { Ok(Some(key.to_owned().into())) } else { Err(()) }
}
