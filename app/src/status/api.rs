//! What the page asks.

use crate::edge::ApiError;
use job_agent::posting::SourceHealth;
use leptos::prelude::*;

/// How every source has been doing.
#[server]
pub async fn read_health() -> Result<Vec<SourceHealth>, ApiError> {
    Ok(job_agent::posting::health(&crate::edge::desk()?).await?)
}
