//! A page that was begun is made to its end.

use axum::extract::Request;
use axum::http::StatusCode;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tracing::Instrument;

/// Makes the answer in a task of its own, which goes on when the browser has gone away. The parts of a page are made in tasks
/// that find router, desk and member through the page's owner; dropped in the middle, it would leave each of them without, and
/// each would say so in the log. What the database was asked for by then is asked for anyhow.
pub async fn made_whole(request: Request, next: Next) -> Response {
    match tokio::spawn(next.run(request).in_current_span()).await {
        Ok(response) => response,
        Err(ended) if ended.is_panic() => std::panic::resume_unwind(ended.into_panic()),
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}
