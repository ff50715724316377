//! The first and the last step of onboarding.

use super::{About, BASIC_INFO_MAX, LOCATION_MAX, store};
use crate::account::{Member, NAME_MAX};
use crate::assistant::Persona;
use crate::desk::Desk;
use crate::error::{Error, FieldError, Result};
use crate::id::{RunId, checked_key};
use crate::run::{self, Kind, NewRun};
use serde_json::json;

/// What a person may want to avoid: so many things, and so many characters for each.
const AVOID_MAX: usize = 30;
const AVOID_LINE_MAX: usize = 300;

/// Keeps what the person says about themselves.
pub async fn save_about(desk: &Desk, member: &Member, about: &About) -> Result<()> {
    let mut faults = Vec::new();
    let mut check = |field: &str, text: &str, most: usize, label: &str| {
        let length = text.chars().count();
        if length > most {
            faults.push(FieldError::new(field, format!("{label} takes at most {most} characters; this has {length}.")));
        }
    };
    check("name", &about.name, NAME_MAX, "Your name");
    check("location", &about.location, LOCATION_MAX, "Location");
    check("basic_info", &about.basic_info, BASIC_INFO_MAX, "This text");
    if about.name.trim().is_empty() {
        faults.push(FieldError::new("name", "Enter your name; it stands on your letters."));
    }
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    let mut tx = desk.db.owned(member.id()).await?;
    store::save_about(&mut tx, member.id(), about).await?;
    tx.commit().await?;
    Ok(())
}

/// Keeps the persona as the person edited it.
pub async fn save_persona(desk: &Desk, member: &Member, persona: &Persona) -> Result<()> {
    let length = persona.summary.chars().count();
    if length > super::PERSONA_MAX {
        return Err(Error::invalid("summary", format!("The summary takes at most {} characters; this has {length}.", super::PERSONA_MAX)));
    }
    if persona.traits.iter().any(|t| !(-2..=2).contains(&t.lean)) || persona.traits.len() > 20 {
        return Err(Error::invalid("traits", "Each trait leans between −2 and 2."));
    }
    if persona.avoid.len() > AVOID_MAX || persona.avoid.iter().any(|line| line.chars().count() > AVOID_LINE_MAX) {
        return Err(Error::invalid(
            "avoid",
            format!("Name at most {AVOID_MAX} things, a line each of at most {AVOID_LINE_MAX} characters."),
        ));
    }
    let mut tx = desk.db.owned(member.id()).await?;
    store::save_persona(&mut tx, member.id(), persona).await?;
    tx.commit().await?;
    Ok(())
}

/// Creates the profiling run. The same key gives the same run, so that a form sent twice starts one.
pub async fn start_profiling(desk: &Desk, member: &Member, idempotency_key: &str) -> Result<RunId> {
    let idempotency_key = checked_key(idempotency_key)?;
    let owner = member.id();
    let mut tx = desk.db.owned(owner).await?;
    let uploads = store::uploads(&mut tx, owner).await?;
    if uploads.is_empty() {
        return Err(Error::invalid("cv", "Upload at least one CV first."));
    }
    let ids: Vec<_> = uploads.iter().map(|upload| upload.id).collect();
    let new = NewRun {
        kind: Kind::Profiling,
        idempotency_key: format!("profiling:{idempotency_key}"),
        input: json!({ "uploads": ids }),
        settings: json!({ "assistant": desk.assistant.name(), "cvs": uploads.iter().map(|u| &u.filename).collect::<Vec<_>>() }),
    };
    let run = run::create(&mut tx, desk, owner, &new).await?;
    store::mark_used(&mut tx, owner).await?;
    tx.commit().await?;
    run::announce(desk, owner, Kind::Profiling, run).await;
    Ok(run)
}
