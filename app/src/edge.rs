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
        let rest: Vec<_> =
            fields.iter().filter(|f| !shown.contains(&f.field.as_str())).map(|f| f.message.as_str()).collect();
        (!rest.is_empty()).then(|| rest.join(" "))
    }
}

impl FromServerFnError for ApiError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(cause: ServerFnErrorErr) -> Self {
        match cause {
            ServerFnErrorErr::Request(_) => {
                Self::Unavailable("The server cannot be reached. Your input is still here; try again.".into())
            }
            ServerFnErrorErr::Args(_) | ServerFnErrorErr::MissingArg(_) => {
                Self::Invalid(vec![FieldError {
                    field: String::new(),
                    message: "The form arrived incomplete. Load the page again and send it once more.".into(),
                }])
            }
            other => fault(&other),
        }
    }
}

#[cfg(feature = "ssr")]
fn fault(cause: &dyn std::error::Error) -> ApiError {
    let reference = server::reference();
    tracing::error!(%cause, reference, "an answer could not be made");
    ApiError::Internal { reference }
}

#[cfg(not(feature = "ssr"))]
fn fault(_cause: &dyn std::error::Error) -> ApiError {
    ApiError::Internal { reference: "browser".into() }
}

#[cfg(feature = "ssr")]
pub use server::{current, pulse};

#[cfg(feature = "ssr")]
mod server {
    use super::ApiError;
    use crate::{account::api::Me, home::api::Pulse};
    use axum::http::{StatusCode, request::Parts};
    use job_agent::error::Error;
    use leptos::prelude::use_context;
    use leptos_axum::ResponseOptions;

    impl From<Error> for ApiError {
        fn from(error: Error) -> Self {
            let (status, answer) = match error {
                Error::NotFound => (StatusCode::NOT_FOUND, Self::NotFound),
                Error::Denied(why) => (StatusCode::FORBIDDEN, Self::Denied(why)),
                Error::Invalid(fields) => (StatusCode::UNPROCESSABLE_ENTITY, Self::Invalid(fields)),
                Error::Conflict(why) => (StatusCode::CONFLICT, Self::Conflict(why)),
                Error::RateLimited(seconds) => (StatusCode::TOO_MANY_REQUESTS, Self::RateLimited(seconds)),
                Error::Unavailable(why) => (StatusCode::SERVICE_UNAVAILABLE, Self::Unavailable(why)),
                Error::Internal(cause) => (StatusCode::INTERNAL_SERVER_ERROR, super::fault(cause.as_ref())),
            };
            if let Some(response) = use_context::<ResponseOptions>() {
                response.set_status(status);
            }
            answer
        }
    }

    /// What the person can quote and the log also has: the number of the request.
    pub(super) fn reference() -> String {
        use_context::<Parts>()
            .and_then(|parts| parts.headers.get("x-request-id")?.to_str().ok().map(str::to_owned))
            .unwrap_or_else(|| "none".into())
    }

    /// Who is asking, with the numbers of the bar; nobody while no account is wired in.
    pub async fn current() -> Result<Option<Me>, ApiError> {
        Ok(None)
    }

    /// How this server is; unknown while nothing is wired in.
    pub async fn pulse() -> Result<Option<Pulse>, ApiError> {
        Ok(None)
    }
}
