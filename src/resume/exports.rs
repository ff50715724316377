//! Files of a résumé: asked for behind two gates, made by a run, numbered, and never changed afterwards.

use super::store::{self, artifacts};
use super::use_cases::working;
use super::{Artifact, ArtifactKind, Artifacts, shape};
use crate::account::Member;
use crate::db::Tx;
use crate::desk::Desk;
use crate::document::ResumeSheet;
use crate::error::{Error, Result};
use crate::id::{ApplicationId, ArtifactId, ResumeId, RunId, UserId, checked_key};
use crate::run::{self, Kind, NewRun, Snapshot};
use serde_json::json;

/// So many files of each kind are listed.
const LISTED: i64 = 5;

/// Starts the run that makes a file. The same key makes it once.
///
/// # Errors
/// `Conflict` with the reason where a gate is shut.
pub async fn start_export(desk: &Desk, member: &Member, id: ResumeId, kind: ArtifactKind, key: &str) -> Result<RunId> {
    let (key, owner) = (format!("resume-export:{}", checked_key(key)?), member.id());
    let mut tx = desk.db.owned(owner).await?;
    // Held, so that what is checked here is what the run gets.
    let row = store::find(&mut tx, owner, id, true).await?.ok_or(Error::NotFound)?;
    if let Some(made) = run::by_key(&mut tx, owner, &key).await? {
        return Ok(made);
    }
    let (name, look, language) = (row.name.clone(), row.look, row.language.clone());
    if let Some(reason) = working(row).refusal() {
        return Err(Error::Conflict(reason));
    }
    let version = store::confirmed_version(&mut tx, owner, id).await?;
    let version = version.ok_or_else(|| Error::internal(format!("résumé {id} is confirmed, and no version of it is kept")))?;
    let new = NewRun {
        kind: Kind::Export,
        idempotency_key: key,
        input: json!({ "resume": id, "version": version.id, "kind": kind, "name": name, "look": look, "language": language }),
        settings: json!({ "resume": name, "version": version.card.number, "kind": kind }),
    };
    let run = run::create(&mut tx, desk, owner, &new).await?;
    tx.commit().await?;
    run::announce(desk, owner, Kind::Export, run).await;
    Ok(run)
}

/// The files of a résumé by kind: the latest, and the last five.
pub async fn artifacts(desk: &Desk, member: &Member, id: ResumeId) -> Result<Vec<Artifacts>> {
    let owner = member.id();
    let mut tx = desk.db.owned(owner).await?;
    store::find(&mut tx, owner, id, false).await?.ok_or(Error::NotFound)?;
    let last = artifacts::last(&mut tx, owner, id, LISTED).await?;
    let latest = artifacts::latest(&mut tx, owner, id).await?;
    let of_kind = |kind| -> Vec<Artifact> { last.iter().filter(|artifact| artifact.kind == kind).cloned().collect() };
    Ok(ArtifactKind::ALL
        .into_iter()
        .map(|kind| {
            let last = of_kind(kind);
            Artifacts { kind, latest: last.iter().find(|artifact| latest.contains(&artifact.id)).cloned(), last }
        })
        .collect())
}

/// One file, and where it is kept.
pub async fn artifact(desk: &Desk, member: &Member, id: ArtifactId) -> Result<(Artifact, String)> {
    let mut tx = desk.db.owned(member.id()).await?;
    artifacts::find(&mut tx, member.id(), id).await?.ok_or(Error::NotFound)
}

/// The runs that make files of this résumé and have not ended.
pub async fn exports_going(desk: &Desk, member: &Member, id: ResumeId) -> Result<Vec<Snapshot>> {
    run::open_about(desk, member.id(), Kind::Export, ("resume", &id.to_string())).await
}

/// The pages of the document as it is now, confirmed or not, each as SVG.
///
/// # Errors
/// `Unavailable` when the typesetter cannot set it, with its words.
pub async fn preview(desk: &Desk, member: &Member, id: ResumeId) -> Result<Vec<String>> {
    let mut tx = desk.db.owned(member.id()).await?;
    let row = store::find(&mut tx, member.id(), id, false).await?.ok_or(Error::NotFound)?;
    tx.commit().await?;
    let sheet =
        ResumeSheet { resume: shape::resume(&row.draft)?, look: row.look, sections: shape::order(&row.draft), language: row.language };
    desk.typesetter.resume_pages(sheet).await.map_err(Error::Unavailable)
}

/// A file that goes out with an application is kept as long as that, in the transaction that sends it.
pub async fn attach(tx: &mut Tx, owner: UserId, artifact: ArtifactId, application: ApplicationId) -> Result<()> {
    if artifacts::attach(tx, owner, artifact, application).await? {
        return Ok(());
    }
    artifacts::find(tx, owner, artifact).await?.ok_or(Error::NotFound)?;
    Err(Error::Conflict("This file is older than it is kept. Make it again and send the new one.".into()))
}
