//! What the pages of letters ask.

use crate::edge::ApiError;
use job_agent::{
    id::LetterId,
    letter::{Letter, LetterCard},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

/// A letter and whom it is from.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LetterView {
    pub letter: Letter,
    pub name: String,
    pub email: String,
}

/// The person's letters, newest first.
#[server]
pub async fn read_letters() -> Result<Vec<LetterCard>, ApiError> {
    let (desk, member) = crate::edge::member().await?;
    Ok(job_agent::letter::letters(&desk, &member).await?)
}

/// One letter of the person.
#[server]
pub async fn read_letter(id: LetterId) -> Result<LetterView, ApiError> {
    let (desk, member) = crate::edge::member().await?;
    let letter = job_agent::letter::letter(&desk, &member, id).await?;
    let person = member.person();
    Ok(LetterView { letter, name: person.name.clone(), email: person.email.clone() })
}
