//! What the dashboard asks: beside the session, the numbers (the bar's are the same), and the latest runs with the best matches.

use crate::edge::ApiError;
use job_agent::search::{Latest, Numbers};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// Everything on the dashboard.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Overview {
    pub numbers: Numbers,
    pub latest: Latest,
    pub onboarded: bool,
    /// For the button that starts a search.
    pub key: String,
}

/// The person's numbers and latest runs.
#[server]
pub async fn read_overview() -> Result<Overview, ApiError> {
    let (desk, member) = crate::edge::member().await?;
    Ok(Overview {
        numbers: crate::edge::numbers(&desk, &member).await?,
        latest: job_agent::search::latest(&desk, &member).await?,
        onboarded: member.person().onboarded,
        key: desk.new_id::<uuid::Uuid>().to_string(),
    })
}
