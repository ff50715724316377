//! Product errors as answers, and the two answers that every page needs.

use super::{ApiError, request};
use crate::{account::api::Me, home::api::Pulse};
use axum::http::StatusCode;
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
        say(status);
        answer
    }
}

/// A form that was sent without the script goes back to its page, which says what is wrong; a status would stop that.
fn say(status: StatusCode) {
    if let Some(response) = use_context::<ResponseOptions>()
        && !request::is_plain_form()
    {
        response.set_status(status);
    }
}

/// The status of a form that could not be read.
pub(super) fn say_unusable() {
    say(StatusCode::UNPROCESSABLE_ENTITY);
}

/// Who is asking, with the numbers of the bar.
pub async fn current() -> Result<Option<Me>, ApiError> {
    let Some(member) = request::maybe_member() else { return Ok(None) };
    let desk = request::desk()?;
    let numbers = request::numbers(&desk, &member).await?;
    let person = member.person();
    Ok(Some(Me {
        name: person.name.clone(),
        email: person.email.clone(),
        email_verified: person.email_verified,
        new_matches: numbers.new_matches,
        running: numbers.running,
        operator: person.operator,
        model: desk.assistant.model().cloned(),
    }))
}

/// How this server is, in what a visitor may know.
pub async fn pulse() -> Result<Option<Pulse>, ApiError> {
    let desk = request::desk()?;
    // To begin a transaction is the cheapest question that only a living database answers.
    let database = desk.db.shared().await.is_ok();
    let assistant = match desk.assistant.name() {
        "builtin" => "built-in".to_owned(),
        model => model.to_owned(),
    };
    Ok(Some(Pulse { database, sources: i64::try_from(desk.sources.len()).unwrap_or(i64::MAX), assistant }))
}
