//! RFC 8058: a mail program ends the digest, or the mails of one search, by a POST to the address that the mail brought along. It is not signed in and
//! sends no cookie; the token in the address is all that it has.

use super::Web;
use super::member::refuse;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use job_agent::id::JobSearchId;
use serde::Deserialize;

#[derive(Deserialize)]
pub struct Link {
    #[serde(default)]
    token: String,
    /// The search whose mails end; without one it is the digest.
    search: Option<JobSearchId>,
}

/// Says it in words whether or not there was still a digest: some programs press twice.
pub async fn one_click(State(web): State<Web>, Query(link): Query<Link>) -> Response {
    let done = match link.search {
        Some(search) => {
            job_agent::delivery::stop_shortlist(&web.desk, search, &link.token).await.map(|()| "No more mail of this search.\n")
        }
        None => job_agent::delivery::stop_digest(&web.desk, &link.token).await.map(|()| "No digest is mailed to you any more.\n"),
    };
    match done {
        Ok(words) => words.into_response(),
        Err(cause) => refuse(&cause),
    }
}
