//! What a route of the protocol is asked with.

use super::super::Web;
use super::answer::Refusal;
use super::fields::Fields;
use app::edge::own_path;
use axum::body::Bytes;
use axum::extract::{FromRequest, Query, Request};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use job_agent::account::{self, Member, Opened, SeenFrom};
use job_agent::error::Error;
use std::collections::HashMap;

/// A request, read whole.
pub struct Call {
    pub web: Web,
    pub from: SeenFrom,
    pub headers: HeaderMap,
    pub query: HashMap<String, String>,
    /// Below `/_auth`.
    pub path: String,
    member: Option<Member>,
    body: Bytes,
}

impl FromRequest<Web> for Call {
    type Rejection = Response;

    async fn from_request(request: Request, web: &Web) -> Result<Self, Self::Rejection> {
        let query = Query::try_from_uri(request.uri()).map(|query| query.0).unwrap_or_default();
        let extensions = request.extensions();
        let (member, from) = (extensions.get::<Member>().cloned(), extensions.get::<SeenFrom>().cloned().unwrap_or_default());
        let path = request.uri().path().to_owned();
        let headers = request.headers().clone();
        let body = Bytes::from_request(request, web)
            .await
            .map_err(|_| Refusal::says(StatusCode::PAYLOAD_TOO_LARGE, "PAYLOAD_TOO_LARGE", "Request body is too large").into_response())?;
        Ok(Self { web: web.clone(), from, headers, query, path, member, body })
    }
}

impl Call {
    /// The fields of the body, with every address in them checked. `forms`: a form of HTML will do too.
    pub fn fields(&self, forms: bool) -> Result<Fields, Refusal> {
        let kind = self.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let fields = Fields::read(kind, &self.body, forms)?;
        for (name, code) in [
            ("callbackURL", "INVALID_CALLBACK_URL"),
            ("redirectTo", "INVALID_REDIRECT_URL"),
            ("errorCallbackURL", "INVALID_ERROR_CALLBACK_URL"),
            ("newUserCallbackURL", "INVALID_NEW_USER_CALLBACK_URL"),
        ] {
            match fields.raw(name) {
                None => {}
                Some(value) if !value.is_string() => {
                    let label = if name == "redirectTo" { "redirectURL" } else { name };
                    return Err(Refusal::worded(StatusCode::BAD_REQUEST, &format!("Invalid {label}: expected a string")));
                }
                Some(value) => self.trusted(value.as_str().unwrap_or_default(), code)?,
            }
        }
        Ok(fields)
    }

    /// Refuses to send anybody to a place that is not ours.
    pub fn trusted(&self, place: &str, code: &str) -> Result<(), Refusal> {
        if place.is_empty() || is_ours(place, &self.web.config.public_url()) { Ok(()) } else { Err(Refusal::of(code)) }
    }

    /// A parameter of the address that has to be there.
    pub fn parameter(&self, name: &str) -> Result<&str, Refusal> {
        let missing = || Refusal::shape(&[format!("[query.{name}] Invalid input: expected string, received undefined")]);
        self.query.get(name).map(String::as_str).ok_or_else(missing)
    }

    /// Where an answer leads in the end, if the address says so.
    pub fn callback(&self) -> Result<Option<&str>, Refusal> {
        let place = self.query.get("callbackURL").map(String::as_str).filter(|place| !place.is_empty());
        if let Some(place) = place {
            self.trusted(place, "INVALID_CALLBACK_URL")?;
        }
        Ok(place)
    }

    pub fn visitor(&self) -> Option<&Member> {
        self.member.as_ref()
    }

    /// Who is signed in.
    pub fn member(&self) -> Result<&Member, Refusal> {
        self.member.as_ref().ok_or_else(|| Refusal::of("UNAUTHORIZED"))
    }

    /// Whom a session that was just opened belongs to.
    pub async fn owner_of(&self, opened: &Opened) -> Result<Member, Refusal> {
        let found = account::member(&self.web.desk, &opened.cookie).await?;
        Ok(found.ok_or_else(|| Error::Denied("The session has ended.".into()))?)
    }
}

/// A path of our own, or an address that begins with ours and goes on as a path would.
fn is_ours(place: &str, public_url: &str) -> bool {
    if place.starts_with('/') {
        let path = place.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
        return own_path(place).is_some() && !path.contains("%2f") && !path.contains("%5c");
    }
    let plain = !place.chars().any(|c| c.is_control() || c.is_whitespace() || c == '\\');
    plain && place.strip_prefix(public_url).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))
}

#[cfg(test)]
mod tests {
    use super::is_ours;

    #[test]
    fn only_our_own_places_are_trusted() {
        let ours = "https://app.example.org";
        for place in ["/", "/dashboard?from=mail#top", "https://app.example.org", "https://app.example.org/x", "https://app.example.org?x"]
        {
            assert!(is_ours(place, ours), "{place}");
        }
        for place in [
            "//evil.example", "/\\evil.example", "/%2fevil.example", "/%5Cevil.example", "/\t/evil.example", "evil.example",
            "javascript:alert(1)", "https://app.example.org.evil.example", "https://app.example.org@evil.example",
            "https://app.example.org:444/", "http://app.example.org/", "https://app.example.org\\@evil.example",
            "https://app.example.org./", " https://app.example.org/",
        ] {
            assert!(!is_ours(place, ours), "{place}");
        }
    }
}
