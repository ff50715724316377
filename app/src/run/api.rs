//! What the pages of runs ask and do.

use crate::edge::ApiError;
use chrono::{DateTime, Utc};
use job_agent::{id::RunId, run::Snapshot, search::Report};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// As many runs as the list shows.
pub(super) const LISTED: usize = 100;

/// One run as its page shows it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RunView {
    pub snapshot: Snapshot,
    pub attempt: i32,
    pub cancel_requested: bool,
    /// Set aside for the operator after three crashes.
    pub quarantined: bool,
    pub retry_of: Option<RunId>,
    /// Of a job search that is done.
    pub report: Option<Report>,
    /// The page with the file, of an export that is done.
    pub files: Option<String>,
    /// CVs that could not be read, of a profiling that is done.
    pub problems: Vec<Problem>,
    /// The server's clock, so that the time so far is right whatever the browser's says.
    pub now: DateTime<Utc>,
    /// For the button that starts a search.
    pub key: String,
}

/// A CV that could not be read, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    pub file: String,
    pub error: String,
}

/// The person's runs, newest first.
#[server]
pub async fn read_runs() -> Result<Vec<Snapshot>, ApiError> {
    let (desk, member) = crate::edge::member().await?;
    Ok(job_agent::run::list(&desk, member.id(), i64::try_from(LISTED).unwrap_or(i64::MAX)).await?)
}

/// One run of the person.
#[server]
pub async fn read_run(id: RunId) -> Result<RunView, ApiError> {
    let (desk, member) = crate::edge::member().await?;
    let run = job_agent::run::find(&desk, member.id(), id).await?.ok_or(job_agent::error::Error::NotFound)?;
    let output = run.output.unwrap_or_default();
    Ok(RunView {
        attempt: run.attempt,
        cancel_requested: run.cancel_requested,
        quarantined: run.quarantined,
        retry_of: run.retry_of,
        // A run of another kind has another output; that is no report and no fault.
        report: serde_json::from_value(output.clone()).ok(),
        files: serde_json::from_value::<job_agent::id::ResumeId>(output["resume"].clone())
            .ok()
            .map(|id| format!("/resumes/{id}?show=files")),
        problems: serde_json::from_value(output["problems"].clone()).unwrap_or_default(),
        now: desk.now(),
        key: desk.new_id::<uuid::Uuid>().to_string(),
        snapshot: run.snapshot,
    })
}

/// Asks a run to stop.
#[server]
pub async fn cancel_run(id: RunId) -> Result<(), ApiError> {
    let (desk, member) = crate::edge::member().await?;
    job_agent::run::cancel(&desk, member.id(), id).await?;
    Ok(())
}

/// Starts the same once more and goes to the new run.
#[server]
pub async fn retry_run(id: RunId) -> Result<(), ApiError> {
    let (desk, member) = crate::edge::member().await?;
    let again = job_agent::run::retry(&desk, member.id(), id).await?;
    crate::edge::redirect(&format!("/runs/{again}"));
    Ok(())
}
