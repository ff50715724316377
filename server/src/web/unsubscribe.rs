//! RFC 8058: a mail program ends the digest by a POST to the address that the mail brought along. It is not signed in and
//! sends no cookie; the token in the address is all that it has.

use super::Web;
use super::member::refuse;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

#[derive(Deserialize)]
pub struct Link {
    #[serde(default)]
    token: String,
}

/// Says it in words whether or not there was still a digest: some programs press twice.
pub async fn one_click(State(web): State<Web>, Query(link): Query<Link>) -> Response {
    match job_agent::delivery::stop_digest(&web.desk, &link.token).await {
        Ok(()) => "No digest is mailed to you any more.\n".into_response(),
        Err(cause) => refuse(&cause),
    }
}
