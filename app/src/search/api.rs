//! What the pages of searches ask and do.

use super::form::SearchForm;
use crate::edge::ApiError;
use job_agent::{
    id::JobSearchId,
    posting::SourceCard,
    search::{Criteria, JobSearch},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// The list of searches, with what a new one starts from.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SearchesView {
    pub searches: Vec<JobSearch>,
    pub criteria: Criteria,
    pub sources: Vec<SourceCard>,
    /// Sent back with the form, so that a form sent twice starts one run.
    pub key: String,
}

/// One search, ready to run again.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SearchView {
    pub search: JobSearch,
    pub sources: Vec<SourceCard>,
    pub key: String,
}

/// All searches of the person.
#[server]
pub async fn read_searches() -> Result<SearchesView, ApiError> {
    let (desk, member) = crate::edge::member().await?;
    Ok(SearchesView {
        searches: job_agent::search::searches(&desk, &member).await?,
        criteria: job_agent::search::default_criteria(&desk, &member).await?,
        sources: job_agent::search::source_cards(&desk),
        key: desk.new_id::<uuid::Uuid>().to_string(),
    })
}

/// One search of the person.
#[server]
pub async fn read_search(id: JobSearchId) -> Result<SearchView, ApiError> {
    let (desk, member) = crate::edge::member().await?;
    Ok(SearchView {
        search: job_agent::search::job_search(&desk, &member, id).await?,
        sources: job_agent::search::source_cards(&desk),
        key: desk.new_id::<uuid::Uuid>().to_string(),
    })
}

/// Starts a search with settings and goes to its run.
#[server]
pub async fn begin_search(#[server(flatten)] form: SearchForm) -> Result<(), ApiError> {
    let (desk, member) = crate::edge::member().await?;
    let criteria = form.criteria().map_err(ApiError::from)?;
    let run = job_agent::search::start_search(&desk, &member, &criteria, form.name(), &form.key).await?;
    crate::edge::redirect(&format!("/runs/{run}"));
    Ok(())
}

/// Starts a search from the profile alone and goes to its run.
#[server]
pub async fn find_openings(key: String) -> Result<(), ApiError> {
    let (desk, member) = crate::edge::member().await?;
    let run = job_agent::search::start_from_profile(&desk, &member, &key).await?;
    crate::edge::redirect(&format!("/runs/{run}"));
    Ok(())
}
