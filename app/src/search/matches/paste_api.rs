//! What the pages for pasted openings ask and do.

use crate::edge::ApiError;
use job_agent::{id::PastedId, posting::Pasted};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// What was pasted before, newest first.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PasteView {
    pub before: Vec<Pasted>,
}

/// One text, ready to be scored.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PastedView {
    pub pasted: Pasted,
    /// Sent back with the form, so that a form sent twice starts one run.
    pub key: String,
}

/// The person's pasted texts, by their heads.
#[server]
pub async fn read_paste() -> Result<PasteView, ApiError> {
    let (desk, member) = crate::edge::member().await?;
    Ok(PasteView { before: job_agent::posting::pasted_before(&desk, &member).await? })
}

/// Keeps a text and goes to what its head seems to say.
#[server]
pub async fn paste_opening(text: String) -> Result<(), ApiError> {
    let (desk, member) = crate::edge::member().await?;
    let id = job_agent::posting::paste(&desk, &member, &text).await?;
    crate::edge::redirect(&format!("/matches/paste/{id}"));
    Ok(())
}

/// One of the person's pasted texts.
#[server]
pub async fn read_pasted(id: PastedId) -> Result<PastedView, ApiError> {
    let (desk, member) = crate::edge::member().await?;
    Ok(PastedView { pasted: job_agent::posting::pasted(&desk, &member, id).await?, key: desk.new_id::<uuid::Uuid>().to_string() })
}

/// Puts the head right, starts the run that scores the text, and goes to it.
#[server]
pub async fn score_pasted(
    id: PastedId,
    #[server(default)] title: String,
    #[server(default)] company: String,
    #[server(default)] place: String,
    #[server(default)] letter: String,
    key: String,
) -> Result<(), ApiError> {
    let (desk, member) = crate::edge::member().await?;
    let head = job_agent::posting::Head { title, company, place };
    let run = job_agent::search::score_pasted(&desk, &member, id, &head, letter == "true", &key).await?;
    crate::edge::redirect(&format!("/runs/{run}"));
    Ok(())
}
