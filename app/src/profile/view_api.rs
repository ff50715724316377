//! What the profile page asks.

use crate::edge::ApiError;
use job_agent::{
    id::UploadId,
    profile::{CvPage, Profile},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// The profile and the text of the CVs beside it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ProfileView {
    pub profile: Profile,
    pub pages: Vec<CvPage>,
    /// For the button that starts a search.
    pub key: String,
}

/// What is known of the person.
#[server]
pub async fn read_profile() -> Result<ProfileView, ApiError> {
    let (desk, member) = crate::edge::member().await?;
    Ok(ProfileView {
        profile: job_agent::profile::profile(&desk, &member).await?,
        pages: job_agent::profile::cv_pages(&desk, &member).await?,
        key: desk.new_id::<uuid::Uuid>().to_string(),
    })
}

/// The pages of one CV, for the viewer.
#[server]
pub async fn read_cv_pages(id: UploadId) -> Result<Vec<CvPage>, ApiError> {
    let (desk, member) = crate::edge::member().await?;
    Ok(job_agent::profile::pages_of_cv(&desk, &member, id).await?)
}
