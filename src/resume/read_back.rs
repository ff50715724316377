//! A file is read back once it is kept, so that a person knows before sending it what a program that sorts applications finds.

use super::store::artifacts;
use super::{ArtifactKind, ReadBack};
use crate::assistant::Failure;
use crate::desk::Desk;
use crate::document::resume::Resume;
use crate::document::survival::Survival;
use crate::document::{ResumeSheet, Unreadable};
use crate::error::{Error, Result};
use crate::id::{ArtifactId, UserId};
use bytes::Bytes;

/// Reads a kept file back and notes what came of it, once. `sheet` is what was set in it.
pub(super) async fn read_back(desk: &Desk, owner: UserId, id: ArtifactId, sheet: &ResumeSheet) -> Result<()> {
    let mut tx = desk.db.owned(owner).await?;
    let Some((artifact, key)) = artifacts::find(&mut tx, owner, id).await? else { return Ok(()) };
    tx.commit().await?;
    if artifact.read_back.is_some() {
        return Ok(());
    }
    let survival = survival(desk, sheet, desk.store.get(&key).await?).await?;
    // A Word document is shown with the fonts of whoever opens it.
    let fonts_are_ours = artifact.kind == ArtifactKind::Pdf;
    let uncovered = if fonts_are_ours { desk.typesetter.uncovered(&words(&sheet.resume)?) } else { Vec::new() };
    let mut tx = desk.db.owned(owner).await?;
    artifacts::note_reading(&mut tx, owner, id, &ReadBack { survival, uncovered }).await?;
    tx.commit().await?;
    Ok(())
}

async fn survival(desk: &Desk, sheet: &ResumeSheet, bytes: Bytes) -> Result<Survival> {
    let nothing = || Survival::nothing(&sheet.resume, &sheet.sections, &sheet.language);
    let document = match desk.reader.read(bytes).await {
        Ok(document) => document,
        Err(failure @ Unreadable::ReaderDown) => return Err(Error::Unavailable(failure.to_string())),
        Err(_) => return Ok(nothing()),
    };
    match desk.assistant.read_cv(&document.pages).await {
        Ok(reading) => Ok(Survival::of_reading(&sheet.resume, &sheet.sections, &reading.resume())),
        Err(Failure::Unreadable(_)) => Ok(nothing()),
        Err(other) => Err(other.into()),
    }
}

/// Everything that stands in it.
pub(super) fn words(resume: &Resume) -> Result<String> {
    serde_json::to_string(resume).map_err(Error::internal)
}
