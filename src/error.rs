//! The one error of the product. An edge maps it once to a status; the cause is logged there and never sent.

use serde::{Deserialize, Serialize};

/// A field that cannot be accepted, with the fix in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// The form field's name.
    pub field: String,
    /// What is wrong and how to mend it, for the person.
    pub message: String,
    /// The name that programs know the fault by, where a protocol has one; empty otherwise. Browsers do not get it.
    #[serde(skip)]
    pub code: &'static str,
}

impl FieldError {
    pub fn new(field: &str, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into(), code: "" }
    }
}

/// Why a use-case did not happen.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such thing, or it belongs to somebody else: the two look the same on purpose.
    #[error("not found")]
    NotFound,
    /// The person is not signed in, or may not do this.
    #[error("{0}")]
    Denied(String),
    /// The input cannot be accepted; each field says why.
    #[error("{}", .0.iter().map(|f| f.message.as_str()).collect::<Vec<_>>().join(" "))]
    Invalid(Vec<FieldError>),
    /// The thing has changed meanwhile, or its state does not allow this.
    #[error("{0}")]
    Conflict(String),
    /// Too many attempts; seconds until the next.
    #[error("Too many attempts. Try again in {0} seconds.")]
    RateLimited(u64),
    /// Something that this needs does not answer; trying again may help.
    #[error("{0}")]
    Unavailable(String),
    /// A fault of ours. The cause is for the log.
    #[error("internal error: {0}")]
    Internal(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// One field that cannot be accepted.
    pub fn invalid(field: &str, message: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError::new(field, message)])
    }

    /// The same with the name that programs know it by.
    pub fn refused(code: &'static str, field: &str, message: impl Into<String>) -> Self {
        Self::Invalid(vec![FieldError { code, ..FieldError::new(field, message) }])
    }

    /// The name that programs know it by, of the first fault that has one.
    pub fn code(&self) -> Option<&'static str> {
        let Self::Invalid(fields) = self else { return None };
        fields.iter().map(|field| field.code).find(|code| !code.is_empty())
    }

    /// A fault of ours, from any cause.
    pub fn internal(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self::Internal(cause.into())
    }
}

#[cfg(feature = "server")]
impl From<sqlx::Error> for Error {
    fn from(cause: sqlx::Error) -> Self {
        match cause {
            sqlx::Error::PoolTimedOut | sqlx::Error::Io(_) => {
                tracing::warn!(%cause, "the database does not answer");
                Self::Unavailable("The database does not answer at the moment. Try again in a minute.".into())
            }
            // The database keeps no zero byte in a text. Which field it stood in it does not say.
            sqlx::Error::Database(refused) if matches!(refused.code().as_deref(), Some("22021" | "22P05")) => {
                Self::invalid("", "One of the texts holds a character that cannot be kept (a zero byte). Take it out and send it again.")
            }
            other => Self::Internal(other.into()),
        }
    }
}

/// What use-cases return.
pub type Result<T, E = Error> = std::result::Result<T, E>;
