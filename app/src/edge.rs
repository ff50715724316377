//! Where the product's words become answers to a browser.

use job_agent::error::FieldError;
use leptos::server_fn::{codec::JsonEncoding, error::FromServerFnError, error::ServerFnErrorErr};
use serde::{Deserialize, Serialize};

/// Why a page or an action could not be answered. The cause stays in the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum ApiError {
    #[error("There is nothing here, or it is not yours.")]
    NotFound,
    #[error("{0}")]
    Denied(String),
    #[error("{}", .0.iter().map(|field| field.message.as_str()).collect::<Vec<_>>().join(" "))]
    Invalid(Vec<FieldError>),
    #[error("{0}")]
    Conflict(String),
    /// Seconds until the next attempt.
    #[error("Too many attempts. Try again in {0} seconds.")]
    RateLimited(u64),
    #[error("{0}")]
    Unavailable(String),
    #[error("This is a fault of ours and has been noted. If it happens again, say this reference: {reference}.")]
    Internal { reference: String },
}

impl ApiError {
    /// What is wrong with one field of the form, for the line under it.
    pub fn field(&self, name: &str) -> Option<String> {
        let Self::Invalid(fields) = self else { return None };
        fields.iter().find(|field| field.field == name).map(|field| field.message.clone())
    }

    /// What belongs above a form that shows the named fields: everything that none of them says.
    pub fn beyond(&self, shown: &[&str]) -> Option<String> {
        let Self::Invalid(fields) = self else { return Some(self.to_string()) };
        let rest: Vec<_> = fields.iter().filter(|f| !shown.contains(&f.field.as_str())).map(|f| f.message.as_str()).collect();
        (!rest.is_empty()).then(|| rest.join(" "))
    }
}

impl FromServerFnError for ApiError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(cause: ServerFnErrorErr) -> Self {
        match cause {
            ServerFnErrorErr::Request(_) => Self::Unavailable("The server cannot be reached. Your input is still here; try again.".into()),
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) => {
                unusable("The form arrived incomplete. Load the page again and send it once more.")
            }
            // On the server this is the form: longer than is listened to, or no text.
            #[cfg(feature = "ssr")]
            ServerFnErrorErr::Deserialization(_) => {
                unusable("The form is too long, or arrived broken. Shorten what you wrote and send it once more.")
            }
            other => fault(&other),
        }
    }
}

mod typed;
pub use typed::{FormOf, TYPED_COOKIE, TYPED_FORM, ticked, typed};

#[cfg(feature = "ssr")]
mod answer;
#[cfg(feature = "ssr")]
mod aside;
#[cfg(feature = "ssr")]
mod request;
#[cfg(feature = "ssr")]
pub use {
    answer::{current, pulse},
    aside::*,
    request::*,
};

/// A form that no field of can be blamed for.
fn unusable(message: &str) -> ApiError {
    #[cfg(feature = "ssr")]
    answer::say_unusable();
    ApiError::Invalid(vec![FieldError::new("", message)])
}

#[cfg(feature = "ssr")]
fn fault(cause: &dyn std::error::Error) -> ApiError {
    let reference = request::reference();
    tracing::error!(%cause, reference, "an answer could not be made");
    ApiError::Internal { reference }
}

#[cfg(not(feature = "ssr"))]
fn fault(_cause: &dyn std::error::Error) -> ApiError {
    ApiError::Internal { reference: "browser".into() }
}

/// A path of our own: one slash, then anything but a second one. Everything else would lead to somebody else's site.
pub fn own_path(path: &str) -> Option<&str> {
    let after = path.strip_prefix('/')?;
    let foreign = after.starts_with(['/', '\\']) || path.chars().any(|c| c.is_control() || c == '\\');
    (!foreign).then_some(path)
}

/// A path with its own query, as the value of a parameter.
pub fn escaped(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' | b'/' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{escaped, own_path};

    #[test]
    fn only_paths_of_our_own_are_followed() {
        for foreign in ["//evil.example", "/\\evil.example", "https://evil.example", "evil.example", "", "/\t/evil.example", "/a\nb"] {
            assert_eq!(own_path(foreign), None, "{foreign:?}");
        }
        for own in ["/", "/matches/7?from=mail", "/%2F/evil.example"] {
            assert_eq!(own_path(own), Some(own));
        }
    }

    #[test]
    fn a_query_inside_a_parameter_is_escaped() {
        assert_eq!(escaped("/matches?a=1&b=ü"), "/matches%3Fa%3D1%26b%3D%C3%BC");
    }
}
