//! What the operator's pages ask and do.

use crate::edge::ApiError;
use chrono::{DateTime, Utc};
use job_agent::{
    id::RunId,
    ops::{Filter, RunCard, RunSheet, Totals, WorkerCard},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// All that the operator's first page shows.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Overview {
    pub totals: Totals,
    pub workers: Vec<WorkerCard>,
    pub runs: Vec<RunCard>,
    /// The server's clock, for ages.
    pub now: DateTime<Utc>,
}

/// The runs that the filter lets through, with the totals and the workers.
#[server]
pub async fn read_overview(#[server(default)] filter: Filter) -> Result<Overview, ApiError> {
    use job_agent::ops;
    let (desk, member) = crate::edge::member().await?;
    Ok(Overview {
        totals: ops::totals(&desk, &member).await?,
        workers: ops::workers(&desk, &member).await?,
        runs: ops::runs(&desk, &member, &filter).await?,
        now: desk.now(),
    })
}

/// One run of anybody.
#[server]
pub async fn read_sheet(id: RunId) -> Result<RunSheet, ApiError> {
    let (desk, member) = crate::edge::member().await?;
    Ok(job_agent::ops::sheet(&desk, &member, id).await?)
}

/// Stops a run in its owner's place.
#[server]
pub async fn ops_cancel(id: RunId) -> Result<(), ApiError> {
    let (desk, member) = crate::edge::member().await?;
    job_agent::ops::cancel(&desk, &member, id).await?;
    crate::edge::redirect(&format!("/ops/runs/{id}"));
    Ok(())
}

/// Starts a run once more in its owner's place.
#[server]
pub async fn ops_retry(id: RunId) -> Result<(), ApiError> {
    let (desk, member) = crate::edge::member().await?;
    let again = job_agent::ops::retry(&desk, &member, id).await?;
    crate::edge::redirect(&format!("/ops/runs/{again}"));
    Ok(())
}

/// Lets a run out of quarantine and starts it once more.
#[server]
pub async fn ops_release(id: RunId) -> Result<(), ApiError> {
    let (desk, member) = crate::edge::member().await?;
    let again = job_agent::ops::release(&desk, &member, id).await?;
    crate::edge::redirect(&format!("/ops/runs/{again}"));
    Ok(())
}
