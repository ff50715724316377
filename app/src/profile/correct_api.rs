//! What the person says about facts.

use crate::edge::ApiError;
use job_agent::id::FactId;
use leptos::prelude::*;
use std::collections::BTreeMap;

/// Where a form that was sent without the script goes on.
#[cfg(feature = "ssr")]
fn back_to(fact: FactId) {
    crate::edge::forward_plain_form(&format!("/profile?fact={fact}#cv"));
}

/// It is so. What comes back is the fact that holds now.
#[server]
pub async fn confirm_fact(id: FactId) -> Result<FactId, ApiError> {
    let (desk, member) = crate::edge::member().await?;
    job_agent::profile::confirm_fact(&desk, &member, id).await?;
    back_to(id);
    Ok(id)
}

/// The person's words in the place of what was read.
#[server]
pub async fn edit_fact(id: FactId, text: String) -> Result<FactId, ApiError> {
    let (desk, member) = crate::edge::member().await?;
    let now = job_agent::profile::edit_fact(&desk, &member, id, &text).await?;
    back_to(now);
    Ok(now)
}

/// Takes a fact out.
#[server]
pub async fn remove_fact(id: FactId) -> Result<(), ApiError> {
    let (desk, member) = crate::edge::member().await?;
    job_agent::profile::remove_fact(&desk, &member, id).await?;
    crate::edge::forward_plain_form("/profile#removed");
    Ok(())
}

/// Brings a fact back.
#[server]
pub async fn restore_fact(id: FactId) -> Result<FactId, ApiError> {
    let (desk, member) = crate::edge::member().await?;
    job_agent::profile::restore_fact(&desk, &member, id).await?;
    back_to(id);
    Ok(id)
}

/// Writes an entry by hand; `field` is by JSON Resume's names.
#[server]
pub async fn add_entry(section: String, #[server(default)] field: BTreeMap<String, String>) -> Result<FactId, ApiError> {
    let (desk, member) = crate::edge::member().await?;
    let first = job_agent::profile::add_entry(&desk, &member, &section, &field).await?;
    back_to(first);
    Ok(first)
}

/// Decides between answers to the same question; without a choice all of them stay.
#[server]
pub async fn settle(of: FactId, #[server(default)] chosen: Option<FactId>) -> Result<FactId, ApiError> {
    let (desk, member) = crate::edge::member().await?;
    job_agent::profile::settle(&desk, &member, of, chosen).await?;
    crate::edge::forward_plain_form("/profile");
    Ok(chosen.unwrap_or(of))
}
