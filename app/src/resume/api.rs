//! What the pages of résumés ask and do.

use crate::edge::ApiError;
use job_agent::{
    document::{Accent, Design, Face, Paper},
    id::{ResumeId, RunId},
    profile::Upload,
    resume::{ArtifactKind, Artifacts, Change, Difference, Edited, Part, Resume, ResumeCard, VersionCard, Working},
    run::Snapshot,
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The list, with what a new one may be made from.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ResumesView {
    pub resumes: Vec<ResumeCard>,
    /// Thrown away, and still to be brought back.
    pub removed: Vec<ResumeCard>,
    /// CVs that were read.
    pub cvs: Vec<Upload>,
    /// Without a CV: whether there are facts that the person typed.
    pub typed: bool,
    pub key: String,
}

/// The versions of one, and how one of them differs from it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct VersionsView {
    pub versions: Vec<VersionCard>,
    pub chosen: Option<(VersionCard, Vec<Difference>)>,
}

/// The files of one.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct FilesView {
    pub artifacts: Vec<Artifacts>,
    /// Those that are being made.
    pub going: Vec<Snapshot>,
    pub key: String,
}

/// The person's résumés.
#[server]
pub async fn read_resumes() -> Result<ResumesView, ApiError> {
    use job_agent::{profile, resume};
    let (desk, member) = crate::edge::member().await?;
    let read = |upload: &Upload| upload.text_status == profile::TextStatus::Read;
    let cvs: Vec<_> = profile::uploads(&desk, &member).await?.into_iter().filter(read).collect();
    let typed = cvs.is_empty() && !profile::profile(&desk, &member).await?.facts.is_empty();
    Ok(ResumesView {
        resumes: resume::resumes(&desk, &member).await?,
        removed: resume::removed_resumes(&desk, &member).await?,
        cvs,
        typed,
        key: desk.new_id::<uuid::Uuid>().to_string(),
    })
}

/// Makes one and goes there. `source` is "profile", "nothing", `cv:` with the id of a CV or `copy:` with that of a résumé.
#[server]
pub async fn create_resume(name: String, source: String, key: String) -> Result<(), ApiError> {
    use job_agent::{error::Error, resume::Source};
    let (desk, member) = crate::edge::member().await?;
    let unknown = || Error::invalid("source", "Choose what it is made from.");
    let source = match source.split_once(':') {
        Some(("cv", id)) => Source::Profile(Some(id.parse().map_err(|_| unknown())?)),
        Some(("copy", id)) => Source::Copy(id.parse().map_err(|_| unknown())?),
        None if source == "profile" => Source::Profile(None),
        None if source == "nothing" => Source::Nothing,
        _ => return Err(unknown().into()),
    };
    let id = job_agent::resume::create(&desk, &member, &name, &source, &key).await?;
    crate::edge::redirect(&format!("/resumes/{id}"));
    Ok(())
}

/// One of them.
#[server]
pub async fn read_resume(id: ResumeId) -> Result<Resume, ApiError> {
    let (desk, member) = crate::edge::member().await?;
    Ok(job_agent::resume::resume(&desk, &member, id).await?)
}

/// Writes in fields: by `e17.position`, what was read and what is to stand there. (Forms take what begins with a number for a place
/// in a list.) With the script a clash comes back as an answer,
/// without it as an error on the field, which keeps what the person wrote.
#[server]
pub async fn edit_resume(
    id: ResumeId,
    #[server(default)] before: BTreeMap<String, String>,
    #[server(default)] fields: BTreeMap<String, String>,
) -> Result<Edited, ApiError> {
    use job_agent::{error::Error, error::FieldError, resume::Edit};
    let (desk, member) = crate::edge::member().await?;
    let edits: Vec<Edit> = fields
        .into_iter()
        .map(|(name, after)| {
            let before = before.get(&name).cloned().unwrap_or_default();
            Edit { before, field: name.trim_start_matches('e').to_owned(), after }
        })
        .collect();
    let edited = job_agent::resume::edit(&desk, &member, id, &edits).await?;
    if !edited.clashes.is_empty() && crate::edge::is_plain_form() {
        let said = edited.clashes.iter().map(|clash| FieldError::new(&clash.field, clashed(&clash.theirs)));
        return Err(Error::Invalid(said.collect()).into());
    }
    crate::edge::forward_plain_form(&format!("/resumes/{id}"));
    Ok(edited)
}

/// What is said where two wrote in one field.
pub(super) fn clashed(theirs: &str) -> String {
    format!("This was changed elsewhere meanwhile, to “{theirs}”. What you wrote is still here; save it again to keep yours.")
}

/// Moves, hides, adds, removes; undoes and does again. `seen` is the revision that the person saw.
#[server]
pub async fn change_resume(
    id: ResumeId,
    change: Change,
    seen: i64,
    #[server(default)] part: Option<Part>,
    #[server(default)] entry: Option<u32>,
) -> Result<Working, ApiError> {
    let (desk, member) = crate::edge::member().await?;
    let about = job_agent::resume::About { seen, part, entry };
    let work = job_agent::resume::change(&desk, &member, id, change, about).await?;
    let place = part.map(|part| format!("#{}", part.key())).or_else(|| entry.map(|entry| format!("#entry-{entry}")));
    crate::edge::forward_plain_form(&format!("/resumes/{id}{}", place.unwrap_or_default()));
    Ok(work)
}

/// Says that the sections are right.
#[server]
pub async fn confirm_resume(id: ResumeId, seen: i64) -> Result<Working, ApiError> {
    let (desk, member) = crate::edge::member().await?;
    let work = job_agent::resume::confirm(&desk, &member, id, seen).await?;
    crate::edge::forward_plain_form(&format!("/resumes/{id}"));
    Ok(work)
}

/// Keeps name, language and looks.
#[server]
pub async fn set_look(
    id: ResumeId,
    name: String,
    language: String,
    design: Design,
    paper: Paper,
    accent: Accent,
    face: Face,
) -> Result<(), ApiError> {
    let (desk, member) = crate::edge::member().await?;
    let look = job_agent::document::Look { design, paper, accent, face };
    job_agent::resume::set_look(&desk, &member, id, &name, &language, &look).await?;
    crate::edge::forward_plain_form(&format!("/resumes/{id}"));
    Ok(())
}

/// Throws one away; for a month it can be brought back.
#[server]
pub async fn remove_resume(id: ResumeId) -> Result<(), ApiError> {
    let (desk, member) = crate::edge::member().await?;
    job_agent::resume::remove(&desk, &member, id).await?;
    crate::edge::redirect("/resumes");
    Ok(())
}

/// Brings one back.
#[server]
pub async fn bring_back_resume(id: ResumeId) -> Result<(), ApiError> {
    let (desk, member) = crate::edge::member().await?;
    job_agent::resume::bring_back(&desk, &member, id).await?;
    crate::edge::redirect(&format!("/resumes/{id}"));
    Ok(())
}

/// The versions, and how the chosen one differs.
#[server]
pub async fn read_versions(id: ResumeId, #[server(default)] number: Option<i32>) -> Result<VersionsView, ApiError> {
    let (desk, member) = crate::edge::member().await?;
    let versions = job_agent::resume::versions(&desk, &member, id).await?;
    let chosen = match number {
        Some(number) => Some(job_agent::resume::differences(&desk, &member, id, number).await?),
        None => None,
    };
    Ok(VersionsView { versions, chosen })
}

/// Keeps what is there as a version.
#[server]
pub async fn keep_version(id: ResumeId) -> Result<(), ApiError> {
    let (desk, member) = crate::edge::member().await?;
    job_agent::resume::keep(&desk, &member, id).await?;
    crate::edge::forward_plain_form(&format!("/resumes/{id}?show=versions"));
    Ok(())
}

/// Puts a version back and goes to the editor.
#[server]
pub async fn restore_version(id: ResumeId, number: i32, seen: i64) -> Result<(), ApiError> {
    let (desk, member) = crate::edge::member().await?;
    job_agent::resume::restore(&desk, &member, id, number, seen).await?;
    crate::edge::redirect(&format!("/resumes/{id}"));
    Ok(())
}

/// The files, and those on their way.
#[server]
pub async fn read_files(id: ResumeId) -> Result<FilesView, ApiError> {
    let (desk, member) = crate::edge::member().await?;
    Ok(FilesView {
        artifacts: job_agent::resume::artifacts(&desk, &member, id).await?,
        going: job_agent::resume::exports_going(&desk, &member, id).await?,
        key: desk.new_id::<uuid::Uuid>().to_string(),
    })
}

/// Starts to make a file. The same key makes one, however often it is sent.
#[server]
pub async fn export_resume(id: ResumeId, kind: ArtifactKind, key: String) -> Result<RunId, ApiError> {
    let (desk, member) = crate::edge::member().await?;
    let run = job_agent::resume::start_export(&desk, &member, id, kind, &key).await?;
    crate::edge::forward_plain_form(&format!("/resumes/{id}?show=files"));
    Ok(run)
}
