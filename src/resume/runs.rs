//! The export run: a confirmed version becomes a file.

use super::read_back::read_back;
use super::store::{self, Which, artifacts};
use super::{ArtifactKind, Draft, shape};
use crate::desk::Desk;
use crate::document::{Archive, Look, ResumeSheet};
use crate::error::{Error, Result};
use crate::id::{ArtifactId, ResumeId, ResumeVersionId};
use crate::run::{Context, End, Handler, Kind};
use async_trait::async_trait;
use bytes::Bytes;
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// Letters that go into an archive, newest first.
const LETTERS_MAX: usize = 20;

/// Makes the file.
pub struct Export;

#[derive(Debug, Deserialize)]
struct Asked {
    resume: ResumeId,
    version: ResumeVersionId,
    kind: ArtifactKind,
    name: String,
    #[serde(default)]
    look: Look,
    language: String,
}

#[async_trait]
impl Handler for Export {
    fn kind(&self) -> Kind {
        Kind::Export
    }

    async fn work(&self, context: &Context) -> Result<Value, End> {
        let asked: Asked = serde_json::from_value(context.input.clone()).map_err(Error::internal)?;
        let mut tx = context.desk.db.owned(context.owner).await?;
        let version = store::version(&mut tx, context.owner, asked.resume, Which::Id(asked.version)).await?;
        tx.commit().await.map_err(Error::from)?;
        let Some(version) = version else {
            return Err(End::Fail("The résumé was thrown away before its file could be made.".into()));
        };
        let title = asked.kind.title();
        // A run that starts again after its file was kept makes no second one.
        let (artifact, number) = match made(context).await? {
            Some(made) => made,
            None => {
                context.progress("setting", 0, 3, &format!("Making the {title}"), json!({})).await?;
                let bytes = Bytes::from(file(context, &asked, &version.draft, version.card.number).await?);
                context.progress("keeping", 1, 3, "Keeping the file", json!({})).await?;
                keep(context, &asked, bytes).await?
            }
        };
        if matches!(asked.kind, ArtifactKind::Pdf | ArtifactKind::Docx) {
            context.progress("reading", 2, 3, "Reading it back", json!({})).await?;
            let sheet = sheet(&asked, &version.draft)?;
            // The file is there; that nobody can say how it reads is no failure of its run.
            let reading = async {
                if let Err(cause) = read_back(&context.desk, context.owner, artifact, &sheet).await {
                    tracing::warn!(%artifact, ?cause, "a file was not read back");
                }
                Ok::<(), End>(())
            };
            context.step("reading", reading).await?;
        }
        context.progress("reading", 3, 3, &format!("{title}, version {number}"), json!({})).await?;
        Ok(json!({ "resume": asked.resume, "artifact": artifact, "kind": asked.kind, "version": number }))
    }
}

async fn made(context: &Context) -> Result<Option<(ArtifactId, i32)>, End> {
    let mut tx = context.desk.db.owned(context.owner).await?;
    Ok(artifacts::of_run(&mut tx, context.owner, context.run).await?)
}

/// The file first, under a key that no other attempt has: what a row points to is never written over.
async fn keep(context: &Context, asked: &Asked, bytes: Bytes) -> Result<(ArtifactId, i32), End> {
    let (desk, owner) = (&context.desk, context.owner);
    let id: ArtifactId = desk.new_id();
    let new = artifacts::NewArtifact {
        id,
        resume: asked.resume,
        version: asked.version,
        run: context.run,
        kind: asked.kind,
        storage_key: format!("artifact/{owner}/{id}.{}", asked.kind.key()),
        name: file_name(&asked.name),
        bytes: i64::try_from(bytes.len()).map_err(Error::internal)?,
        sha256: hex::encode(Sha256::digest(&bytes)),
    };
    desk.store.put(&new.storage_key, bytes).await.map_err(Error::from)?;
    let mut tx = desk.db.owned(owner).await?;
    if let Some(version) = artifacts::keep(&mut tx, owner, &new).await? {
        tx.commit().await.map_err(Error::from)?;
        return Ok((id, version));
    }
    // Another attempt was quicker; its number stays, and so does its file.
    tx.rollback().await.map_err(Error::from)?;
    desk.store.delete(&new.storage_key).await.map_err(Error::from)?;
    made(context).await?.ok_or(End::Abandoned)
}

async fn file(context: &Context, asked: &Asked, draft: &Draft, version: i32) -> Result<Vec<u8>, End> {
    let desk = &context.desk;
    Ok(match asked.kind {
        ArtifactKind::Pdf => pdf(desk, asked, draft).await?,
        ArtifactKind::Docx => docx(desk, asked, draft).await?,
        ArtifactKind::Json => json_resume(desk, draft)?,
        ArtifactKind::Zip => archive(context, asked, draft, version).await?,
    })
}

fn sheet(asked: &Asked, draft: &Draft) -> Result<ResumeSheet> {
    Ok(ResumeSheet { resume: shape::resume(draft)?, look: asked.look, sections: shape::order(draft), language: asked.language.clone() })
}

async fn pdf(desk: &Desk, asked: &Asked, draft: &Draft) -> Result<Vec<u8>> {
    desk.typesetter.resume(sheet(asked, draft)?).await.map_err(Error::Unavailable)
}

async fn docx(desk: &Desk, asked: &Asked, draft: &Draft) -> Result<Vec<u8>> {
    desk.typesetter.resume_docx(sheet(asked, draft)?).await.map_err(Error::Unavailable)
}

fn json_resume(desk: &Desk, draft: &Draft) -> Result<Vec<u8>> {
    serde_json::to_vec_pretty(&shape::json_resume(draft, desk.now())).map_err(Error::internal)
}

/// The résumé in every form, the letters, and a list with the sum of each.
async fn archive(context: &Context, asked: &Asked, draft: &Draft, version: i32) -> Result<Vec<u8>> {
    let desk = &context.desk;
    let name = file_name(&asked.name);
    let mut files = vec![
        (format!("{name}.pdf"), pdf(desk, asked, draft).await?),
        (format!("{name}.docx"), docx(desk, asked, draft).await?),
        (format!("{name}.json"), json_resume(desk, draft)?),
    ];
    let letters = crate::letter::kept_pdfs(desk, context.owner, LETTERS_MAX).await?;
    for (number, (letter, key)) in letters.into_iter().enumerate() {
        match desk.store.get(&key).await {
            // Two letters to one company have one name.
            Ok(bytes) => files.push((format!("letters/{:02}-{letter}", number + 1), bytes.to_vec())),
            // What is gone cannot be taken along; the list says what is there.
            Err(crate::storage::Failure::Missing) => {}
            Err(other) => return Err(other.into()),
        }
    }
    let sums: Vec<Value> = files
        .iter()
        .map(|(name, bytes)| json!({ "name": name, "bytes": bytes.len(), "sha256": hex::encode(Sha256::digest(bytes)) }))
        .collect();
    let manifest = json!({
        "resume": asked.name, "resume_id": asked.resume, "resume_version": version, "run": context.run,
        "made_at": desk.now().to_rfc3339(), "files": sums,
    });
    files.push(("manifest.json".into(), serde_json::to_vec_pretty(&manifest).map_err(Error::internal)?));
    let mut archive = Archive::default();
    let fits = files.iter().fold(true, |fits, (name, bytes)| archive.add(name, bytes) && fits);
    if fits { Ok(archive.finish()) } else { Err(Error::Conflict("There is more here than one file of this kind can hold.".into())) }
}

/// A name that every disk takes.
fn file_name(name: &str) -> String {
    let kept: String = name.chars().map(|c| if c.is_alphanumeric() { c } else { ' ' }).collect();
    let words = kept.split_whitespace().take(8).collect::<Vec<_>>().join("-");
    if words.is_empty() { "resume".into() } else { words.chars().take(60).collect() }
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn a_file_is_named_after_its_resume() {
        assert_eq!(file_name("Backend / Zürich (2026)"), "Backend-Zürich-2026");
        assert_eq!(file_name("../.."), "resume");
    }
}
