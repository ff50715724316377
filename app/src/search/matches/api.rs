//! What the pages of matches ask and do.

use crate::edge::ApiError;
use job_agent::{
    id::{MatchId, RunId},
    search::{MatchCard, MatchCounts, MatchStatus, MatchView, Numbers},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// The list, with what tells an empty one from one that never was.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MatchesView {
    /// Best first.
    pub matches: Vec<MatchCard>,
    /// For the tabs.
    pub counts: MatchCounts,
    pub numbers: Numbers,
    /// For the button of the empty list.
    pub key: String,
}

/// The person's matches; `status` and `run` narrow them.
#[server]
pub async fn read_matches(status: Option<MatchStatus>, run: Option<RunId>) -> Result<MatchesView, ApiError> {
    let (desk, member) = crate::edge::member().await?;
    Ok(MatchesView {
        matches: job_agent::search::matches(&desk, &member, status, run).await?,
        counts: job_agent::search::match_counts(&desk, &member, run).await?,
        numbers: job_agent::search::numbers(&desk, &member).await?,
        key: desk.new_id::<uuid::Uuid>().to_string(),
    })
}

/// One match with everything behind its score.
#[server]
pub async fn read_match(id: MatchId) -> Result<MatchView, ApiError> {
    let (desk, member) = crate::edge::member().await?;
    Ok(job_agent::search::match_view(&desk, &member, id).await?)
}

/// Saves a match, dismisses it (and asks why), or puts it back.
#[server]
pub async fn decide_match(id: MatchId, status: MatchStatus, #[server(default)] why: Option<String>) -> Result<MatchStatus, ApiError> {
    let (desk, member) = crate::edge::member().await?;
    let why = why.filter(|why| !why.is_empty() && status == MatchStatus::Dismissed);
    job_agent::search::set_match_status(&desk, &member, id, status, why).await?;
    Ok(status)
}
