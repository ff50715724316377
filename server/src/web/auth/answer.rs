//! Answers in the protocol's words.

use super::super::Web;
use super::super::member::{set_aside, set_cookie};
use super::call::Call;
use app::edge::{Aside, Life};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, SecondsFormat, Utc};
use job_agent::account::{Challenge, Member, Opened, Session};
use job_agent::error::Error;
use secrecy::ExposeSecret;
use serde_json::{Value, json};

/// What every route returns.
pub type Answer = Result<Response, Refusal>;

/// A no: `{code, message}` with a status.
#[derive(Debug)]
pub struct Refusal(Box<Response>);

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        *self.0
    }
}

/// What the protocol says for a code; the product's own words are for people.
fn known(code: &str) -> Option<(StatusCode, &'static str)> {
    Some(match code {
        "INVALID_EMAIL" => (StatusCode::BAD_REQUEST, "Invalid email"),
        "INVALID_EMAIL_OR_PASSWORD" => (StatusCode::UNAUTHORIZED, "Invalid email or password"),
        "INVALID_PASSWORD" => (StatusCode::BAD_REQUEST, "Invalid password"),
        "PASSWORD_TOO_SHORT" => (StatusCode::BAD_REQUEST, "Password too short"),
        "PASSWORD_TOO_LONG" => (StatusCode::BAD_REQUEST, "Password too long"),
        "PASSWORD_COMPROMISED" => {
            (StatusCode::BAD_REQUEST, "The password you entered has been compromised. Please choose a different password.")
        }
        "USER_ALREADY_EXISTS_USE_ANOTHER_EMAIL" => (StatusCode::UNPROCESSABLE_ENTITY, "User already exists. Use another email."),
        "INVALID_TOKEN" => (StatusCode::BAD_REQUEST, "Invalid token"),
        "INVALID_USER" => (StatusCode::UNAUTHORIZED, "Invalid user"),
        "EMAIL_ALREADY_VERIFIED" => (StatusCode::BAD_REQUEST, "Email is already verified"),
        "EMAIL_MISMATCH" => (StatusCode::BAD_REQUEST, "Email mismatch"),
        "EMAIL_CAN_NOT_BE_UPDATED" => (StatusCode::BAD_REQUEST, "Email can not be updated"),
        "EMAIL_IS_THE_SAME" => (StatusCode::BAD_REQUEST, "Email is the same"),
        "CREDENTIAL_ACCOUNT_NOT_FOUND" => (StatusCode::BAD_REQUEST, "Credential account not found"),
        "FAILED_TO_UNLINK_LAST_ACCOUNT" => (StatusCode::BAD_REQUEST, "You can't unlink your last account"),
        "ACCOUNT_NOT_FOUND" => (StatusCode::BAD_REQUEST, "Account not found"),
        "FAILED_TO_GET_USER_INFO" => (StatusCode::NOT_FOUND, "Failed to get user info"),
        "ID_TOKEN_NOT_SUPPORTED" => (StatusCode::NOT_FOUND, "id_token not supported"),
        "PROVIDER_NOT_FOUND" => (StatusCode::NOT_FOUND, "Provider not found"),
        "TOTP_NOT_ENABLED" => (StatusCode::BAD_REQUEST, "TOTP not enabled"),
        "TOTP_ALREADY_ENABLED" => (StatusCode::BAD_REQUEST, "TOTP is already enabled"),
        "OTP_NOT_CONFIGURED" => (StatusCode::BAD_REQUEST, "OTP is not available"),
        "TWO_FACTOR_NOT_ENABLED" => (StatusCode::BAD_REQUEST, "Two factor isn't enabled"),
        "BACKUP_CODES_NOT_ENABLED" => (StatusCode::BAD_REQUEST, "Backup codes aren't enabled"),
        "INVALID_CODE" => (StatusCode::UNAUTHORIZED, "Invalid code"),
        "INVALID_BACKUP_CODE" => (StatusCode::UNAUTHORIZED, "Invalid backup code"),
        "INVALID_TWO_FACTOR_COOKIE" => (StatusCode::UNAUTHORIZED, "Invalid two factor cookie"),
        "TOO_MANY_ATTEMPTS_REQUEST_NEW_CODE" => (StatusCode::BAD_REQUEST, "Too many attempts. Please request a new code."),
        "ACCOUNT_TEMPORARILY_LOCKED" => (
            StatusCode::TOO_MANY_REQUESTS,
            "Too many failed verification attempts. Your account is temporarily locked. Please try again later.",
        ),
        "CHALLENGE_NOT_FOUND" => (StatusCode::BAD_REQUEST, "Challenge not found"),
        "YOU_ARE_NOT_ALLOWED_TO_REGISTER_THIS_PASSKEY" => (StatusCode::UNAUTHORIZED, "You are not allowed to register this passkey"),
        "FAILED_TO_VERIFY_REGISTRATION" => (StatusCode::BAD_REQUEST, "Failed to verify registration"),
        "PREVIOUSLY_REGISTERED" => (StatusCode::BAD_REQUEST, "Previously registered"),
        "PASSKEY_NOT_FOUND" => (StatusCode::UNAUTHORIZED, "Passkey not found"),
        "AUTHENTICATION_FAILED" => (StatusCode::BAD_REQUEST, "Authentication failed"),
        "SESSION_NOT_FRESH" => (StatusCode::FORBIDDEN, "Session is not fresh"),
        "TOO_MANY_PASSKEYS" => (StatusCode::BAD_REQUEST, "Too many passkeys"),
        "PASSKEYS_NOT_AVAILABLE" => (StatusCode::BAD_REQUEST, "Passkeys are not available"),
        "UNAUTHORIZED" => (StatusCode::UNAUTHORIZED, "Unauthorized"),
        "INVALID_ORIGIN" => (StatusCode::FORBIDDEN, "Invalid origin"),
        "MISSING_OR_NULL_ORIGIN" => (StatusCode::FORBIDDEN, "Missing or null Origin"),
        "CROSS_SITE_NAVIGATION_LOGIN_BLOCKED" => {
            (StatusCode::FORBIDDEN, "Cross-site navigation login blocked. This request appears to be a CSRF attack.")
        }
        "INVALID_CALLBACK_URL" => (StatusCode::FORBIDDEN, "Invalid callbackURL"),
        "INVALID_REDIRECT_URL" => (StatusCode::FORBIDDEN, "Invalid redirectURL"),
        "INVALID_ERROR_CALLBACK_URL" => (StatusCode::FORBIDDEN, "Invalid errorCallbackURL"),
        "INVALID_NEW_USER_CALLBACK_URL" => (StatusCode::FORBIDDEN, "Invalid newUserCallbackURL"),
        "METHOD_NOT_ALLOWED_DEFER_SESSION_REQUIRED" => {
            (StatusCode::METHOD_NOT_ALLOWED, "POST method requires deferSessionRefresh to be enabled in session config")
        }
        _ => return None,
    })
}

impl Refusal {
    /// A code of the protocol with its own status and words.
    pub fn of(code: &str) -> Self {
        let (status, message) = known(code).unwrap_or((StatusCode::BAD_REQUEST, "Bad request"));
        // This one has no name in the protocol.
        if code == "EMAIL_IS_THE_SAME" {
            return Self::worded(status, message);
        }
        Self::says(status, code, message)
    }

    /// The same code with another status than it usually has.
    pub fn with_status(status: StatusCode, code: &str) -> Self {
        Self::says(status, code, known(code).map_or("Bad request", |(_, message)| message))
    }

    pub fn says(status: StatusCode, code: &str, message: &str) -> Self {
        Self(Box::new(data(status, &json!({ "code": code, "message": message }))))
    }

    /// Without a code.
    pub fn worded(status: StatusCode, message: &str) -> Self {
        Self(Box::new(data(status, &json!({ "message": message }))))
    }

    /// And takes a cookie out of the browser.
    pub fn without(mut self, web: &Web, aside: Aside) -> Self {
        set_aside(web, self.0.headers_mut(), aside, None);
        self
    }

    /// Fields that do not have the shape they should.
    pub fn shape(problems: &[String]) -> Self {
        Self::says(StatusCode::BAD_REQUEST, "VALIDATION_ERROR", &problems.join("; "))
    }
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        match (&error, error.code()) {
            (_, Some("INVALID_NAME")) => Self::shape(&["[body.name] Invalid input: expected 1 to 120 printable characters".to_owned()]),
            (_, Some("INVALID_IMAGE")) => Self::shape(&["[body.image] Invalid URL".to_owned()]),
            (_, Some(code)) => Self::of(code),
            (Error::RateLimited(seconds), None) => {
                let mut response = data(StatusCode::TOO_MANY_REQUESTS, &json!({ "message": "Too many requests. Please try again later." }));
                response.headers_mut().insert("x-retry-after", HeaderValue::from(*seconds));
                response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(*seconds));
                Self(Box::new(response))
            }
            (Error::Denied(_), None) => Self::of("UNAUTHORIZED"),
            (Error::Unavailable(words), None) => Self::says(StatusCode::SERVICE_UNAVAILABLE, "SERVICE_UNAVAILABLE", words),
            (Error::Internal(cause), None) => {
                tracing::error!(%cause, "a request failed by a fault of ours");
                Self::says(StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL_SERVER_ERROR", "Internal Server Error")
            }
            (other, None) => Self::says(StatusCode::BAD_REQUEST, "BAD_REQUEST", &other.to_string()),
        }
    }
}

/// JSON with a status.
pub fn data(status: StatusCode, value: &Value) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], value.to_string()).into_response()
}

/// JSON, and all is well.
pub fn said(value: &Value) -> Response {
    data(StatusCode::OK, value)
}

/// The protocol's way of saying that there is no such path, or not by this method.
pub fn not_found() -> Response {
    StatusCode::NOT_FOUND.into_response()
}

/// 302, as the protocol does it. The place was checked before.
pub fn redirect(to: &str) -> Response {
    match HeaderValue::from_str(to) {
        Ok(place) => (StatusCode::FOUND, [(header::LOCATION, place)]).into_response(),
        Err(_) => not_found(),
    }
}

/// An address with one parameter more, before its fragment.
pub fn with_parameter(place: &str, name: &str, value: &str) -> String {
    let (before, fragment) = place.split_once('#').map_or((place, None), |(before, after)| (before, Some(after)));
    let mark = if before.contains('?') { '&' } else { '?' };
    let fragment = fragment.map(|text| format!("#{text}")).unwrap_or_default();
    format!("{before}{mark}{name}={value}{fragment}")
}

/// Gives the browser a session that was just opened.
pub fn let_in(web: &Web, mut response: Response, opened: &Opened) -> Response {
    set_cookie(web, response.headers_mut(), opened.cookie.expose_secret(), Life::of(opened.remembered));
    if opened.trusted.is_some() {
        set_aside(web, response.headers_mut(), Aside::Trusted, opened.trusted.as_ref());
    }
    response
}

/// Asks the browser for the second factor. Whoever was signed in there before is not any more, and what it showed as trusted
/// was not.
pub fn ask_second_factor(call: &Call, response: Response, challenge: &Challenge) -> Response {
    let mut response = no_longer_trusted(call, let_out(&call.web, response));
    set_aside(&call.web, response.headers_mut(), Aside::Pending, Some(&challenge.cookie));
    response
}

/// Takes out of the browser what it showed as trusted, if it did.
pub fn no_longer_trusted(call: &Call, mut response: Response) -> Response {
    if call.from.trusted.is_some() {
        set_aside(&call.web, response.headers_mut(), Aside::Trusted, None);
    }
    response
}

/// Takes the session's cookie out of the browser.
pub fn let_out(web: &Web, mut response: Response) -> Response {
    set_cookie(web, response.headers_mut(), "", Life::Gone);
    response
}

pub fn time(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Millis, true)
}

/// The person as the protocol shows one.
pub fn user(member: &Member) -> Value {
    let (person, card) = (member.person(), member.card());
    json!({
        "id": person.id, "name": person.name, "email": person.email, "emailVerified": person.email_verified, "image": card.image,
        "twoFactorEnabled": card.two_factor,
        "createdAt": time(card.created_at), "updatedAt": time(card.updated_at),
    })
}

/// A session. What the protocol calls its token is its id here, which revokes it and opens nothing.
pub fn session(session: &Session) -> Value {
    json!({
        "id": session.id, "token": session.id, "userId": session.user, "expiresAt": time(session.expires_at),
        "createdAt": time(session.created_at), "updatedAt": time(session.updated_at),
        "ipAddress": session.ip.as_deref().unwrap_or_default(), "userAgent": session.user_agent.as_deref().unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use super::with_parameter;

    #[test]
    fn a_parameter_goes_before_the_fragment() {
        assert_eq!(with_parameter("/a", "error", "X"), "/a?error=X");
        assert_eq!(with_parameter("/a?b=1#top", "error", "X"), "/a?b=1&error=X#top");
    }
}
