//! What onboarding reads and keeps.

use crate::edge::ApiError;
use job_agent::{
    assistant::Persona,
    id::{RunId, UploadId},
    profile::{About, Upload, VibeCheck},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The last step: everything in one place, with the key that lets a form sent twice start one run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Review {
    pub about: About,
    pub email: String,
    pub uploads: Vec<Upload>,
    pub persona: Option<Persona>,
    pub key: String,
}

/// What the person said about themselves.
#[server]
pub async fn read_about() -> Result<About, ApiError> {
    let (desk, member) = crate::edge::member().await?;
    Ok(job_agent::profile::profile(&desk, &member).await?.about)
}

/// Keeps the first step and goes on to the second.
#[server]
pub async fn save_about(
    name: String,
    #[server(default)] location: String,
    #[server(default)] work_mode: String,
    #[server(default)] basic_info: String,
) -> Result<(), ApiError> {
    use job_agent::posting::WorkMode;
    let (desk, member) = crate::edge::member().await?;
    let work_mode = match work_mode.as_str() {
        "remote" => Some(WorkMode::Remote),
        "hybrid" => Some(WorkMode::Hybrid),
        "on_site" => Some(WorkMode::OnSite),
        _ => None,
    };
    job_agent::profile::save_about(&desk, &member, &About { name, location, work_mode, basic_info }).await?;
    crate::edge::redirect("/onboarding/cv");
    Ok(())
}

/// The person's CVs.
#[server]
pub async fn read_uploads() -> Result<Vec<Upload>, ApiError> {
    let (desk, member) = crate::edge::member().await?;
    Ok(job_agent::profile::uploads(&desk, &member).await?)
}

/// Takes a CV away, with the facts that came from it.
#[server]
pub async fn remove_cv(id: UploadId) -> Result<(), ApiError> {
    let (desk, member) = crate::edge::member().await?;
    job_agent::profile::remove_upload(&desk, &member, id).await?;
    crate::edge::forward_plain_form("/onboarding/cv");
    Ok(())
}

/// The chat as far as it went.
#[server]
pub async fn read_vibe_check() -> Result<VibeCheck, ApiError> {
    let (desk, member) = crate::edge::member().await?;
    Ok(job_agent::profile::vibe_check(&desk, &member).await?)
}

/// Adds the person's answer to the chat; what comes back holds the reply. `seen` is how many turns the page showed.
#[server]
pub async fn say(message: String, #[server(default)] seen: Option<usize>) -> Result<VibeCheck, ApiError> {
    let (desk, member) = crate::edge::member().await?;
    let chat = job_agent::profile::say(&desk, &member, &message, seen).await?;
    crate::edge::forward_plain_form("/onboarding/vibe-check#answer");
    Ok(chat)
}

/// Begins the chat anew.
#[server]
pub async fn restart_vibe_check() -> Result<VibeCheck, ApiError> {
    let (desk, member) = crate::edge::member().await?;
    let chat = job_agent::profile::restart_vibe_check(&desk, &member).await?;
    crate::edge::forward_plain_form("/onboarding/vibe-check");
    Ok(chat)
}

/// Keeps the persona as edited and goes on to the review. `lean` is from −2 to 2 by axis, empty where nothing is known;
/// `avoid` is one thing a line.
#[server]
pub async fn save_persona(
    summary: String,
    #[server(default)] lean: BTreeMap<String, String>,
    #[server(default)] avoid: String,
) -> Result<(), ApiError> {
    let (desk, member) = crate::edge::member().await?;
    let before = job_agent::profile::profile(&desk, &member).await?.persona.unwrap_or_default();
    let persona = edited(&before, summary, &lean, &avoid)?;
    job_agent::profile::save_persona(&desk, &member, &persona).await?;
    crate::edge::redirect("/onboarding/review");
    Ok(())
}

/// The person's words stay as the evidence of every trait that they edit.
#[cfg(feature = "ssr")]
fn edited(before: &Persona, summary: String, lean: &BTreeMap<String, String>, avoid: &str) -> Result<Persona, ApiError> {
    use job_agent::{
        assistant::{AXES, Trait},
        error::Error,
    };
    let mut traits = Vec::new();
    for (axis, left, right) in AXES {
        let Some(said) = lean.get(*axis).filter(|said| !said.is_empty()) else { continue };
        let lean: i8 = said.parse().map_err(|_| Error::invalid("traits", "Choose one of the answers for each trait."))?;
        let name = match lean {
            ..0 => (*left).to_owned(),
            0 => format!("{left} and {}", right.to_lowercase()),
            1.. => (*right).to_owned(),
        };
        let evidence = before.traits.iter().find(|old| old.axis == *axis).map(|old| old.evidence.clone()).unwrap_or_default();
        traits.push(Trait { axis: (*axis).to_owned(), name, lean, evidence });
    }
    let avoid = avoid.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect();
    Ok(Persona { summary: summary.trim().to_owned(), traits, avoid })
}

/// Everything that the person gave, and a key for the run.
#[server]
pub async fn read_review() -> Result<Review, ApiError> {
    let (desk, member) = crate::edge::member().await?;
    let profile = job_agent::profile::profile(&desk, &member).await?;
    let key: RunId = desk.new_id();
    let (about, email, uploads, persona) = (profile.about, profile.email, profile.uploads, profile.persona);
    Ok(Review { about, email, uploads, persona, key: key.to_string() })
}

/// Starts to read the CVs. The same key starts one run, however often it is sent.
#[server]
pub async fn start_profiling(key: String) -> Result<RunId, ApiError> {
    let (desk, member) = crate::edge::member().await?;
    let run = job_agent::profile::start_profiling(&desk, &member, &key).await?;
    crate::edge::forward_plain_form(&format!("/runs/{run}"));
    Ok(run)
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;
    use job_agent::assistant::Trait;

    #[test]
    fn an_edited_trait_keeps_the_words_behind_it() {
        let before = Persona {
            traits: vec![Trait { axis: "pace".into(), name: "Fast pace".into(), lean: 2, evidence: "I like to ship".into() }],
            ..Persona::default()
        };
        let lean = BTreeMap::from([("pace".to_owned(), "-1".to_owned()), ("purpose".to_owned(), String::new())]);
        let after = edited(&before, " Calm. ".into(), &lean, "on-call\n\n open plan ").unwrap();
        assert_eq!(after.summary, "Calm.");
        assert_eq!(after.avoid, ["on-call", "open plan"]);
        let [pace] = &after.traits[..] else { panic!("one trait was said: {:?}", after.traits) };
        assert_eq!((pace.name.as_str(), pace.lean, pace.evidence.as_str()), ("Steady pace", -1, "I like to ship"));
    }

    #[test]
    fn a_trait_that_is_no_number_is_refused() {
        let lean = BTreeMap::from([("pace".to_owned(), "much".to_owned())]);
        assert!(matches!(edited(&Persona::default(), String::new(), &lean, ""), Err(ApiError::Invalid(_))));
    }
}
