//! What the pages of searches ask and do.

use super::form::SearchForm;
use crate::edge::ApiError;
use job_agent::{
    id::JobSearchId,
    posting::SourceCard,
    search::{Criteria, Every, JobSearch, Timetable},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// The list of searches, with what a new one starts from.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SearchesView {
    pub searches: Vec<JobSearch>,
    pub criteria: Criteria,
    pub sources: Vec<SourceCard>,
    /// Names of companies whose boards are known.
    pub companies: Vec<String>,
    /// Sent back with the form, so that a form sent twice starts one run.
    pub key: String,
}

/// One search, ready to run again.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SearchView {
    pub search: JobSearch,
    pub sources: Vec<SourceCard>,
    /// Names of companies whose boards are known.
    pub companies: Vec<String>,
    pub key: String,
    pub timetable: Option<Timetable>,
}

/// All searches of the person.
#[server]
pub async fn read_searches() -> Result<SearchesView, ApiError> {
    let (desk, member) = crate::edge::member().await?;
    Ok(SearchesView {
        searches: job_agent::search::searches(&desk, &member).await?,
        criteria: job_agent::search::default_criteria(&desk, &member).await?,
        sources: job_agent::search::source_cards(&desk),
        companies: job_agent::posting::companies().into_iter().map(str::to_owned).collect(),
        key: desk.new_id::<uuid::Uuid>().to_string(),
    })
}

/// One search of the person.
#[server]
pub async fn read_search(id: JobSearchId) -> Result<SearchView, ApiError> {
    let (desk, member) = crate::edge::member().await?;
    Ok(SearchView {
        search: job_agent::search::job_search(&desk, &member, id).await?,
        timetable: job_agent::search::timetable(&desk, &member, id).await?,
        sources: job_agent::search::source_cards(&desk),
        companies: job_agent::posting::companies().into_iter().map(str::to_owned).collect(),
        key: desk.new_id::<uuid::Uuid>().to_string(),
    })
}

/// Starts a search with settings, or changes one that there is, and goes to its run.
#[server]
pub async fn begin_search(#[server(flatten)] form: SearchForm) -> Result<(), ApiError> {
    let (desk, member) = crate::edge::member().await?;
    let criteria = form.criteria().map_err(ApiError::from)?;
    let to = if form.search.is_empty() {
        let run = job_agent::search::start_search(&desk, &member, &criteria, form.name(), &form.key).await?;
        format!("/runs/{run}")
    } else {
        let id: JobSearchId = form.search.parse().map_err(|_| job_agent::error::Error::NotFound)?;
        let key = (form.run == "true").then_some(form.key.as_str());
        let run = job_agent::search::change_search(&desk, &member, id, &criteria, form.name(), key).await?;
        run.map_or_else(|| format!("/searches/{id}?done=saved"), |run| format!("/runs/{run}"))
    };
    crate::edge::redirect(&to);
    Ok(())
}

/// Makes a copy of a search and goes to it.
#[server]
pub async fn duplicate_search(id: JobSearchId) -> Result<(), ApiError> {
    let (desk, member) = crate::edge::member().await?;
    let copy = job_agent::search::duplicate_search(&desk, &member, id).await?;
    crate::edge::redirect(&format!("/searches/{copy}?done=copied"));
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

/// Lets a search run by itself.
#[server]
pub async fn set_timetable(id: JobSearchId, every: Every, hour: u8, timezone: String) -> Result<(), ApiError> {
    let (desk, member) = crate::edge::member().await?;
    job_agent::search::set_timetable(&desk, &member, id, every, hour, &timezone).await?;
    crate::edge::forward_plain_form(&format!("/searches/{id}"));
    Ok(())
}

/// Holds a search's timetable, or lets it go on.
#[server]
pub async fn pause_timetable(id: JobSearchId, paused: bool) -> Result<(), ApiError> {
    let (desk, member) = crate::edge::member().await?;
    job_agent::search::pause_timetable(&desk, &member, id, paused).await?;
    crate::edge::forward_plain_form(&format!("/searches/{id}"));
    Ok(())
}

/// The search runs by hand alone again.
#[server]
pub async fn remove_timetable(id: JobSearchId) -> Result<(), ApiError> {
    let (desk, member) = crate::edge::member().await?;
    job_agent::search::remove_timetable(&desk, &member, id).await?;
    crate::edge::forward_plain_form(&format!("/searches/{id}"));
    Ok(())
}
