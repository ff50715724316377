//! CVs that a person uploads. The type is taken from the content, the key is made here, and nothing is rendered.

use super::{UPLOAD_BYTES_MAX, UPLOADS_MAX, Upload, store};
use crate::account::Member;
use crate::desk::Desk;
use crate::document::Format;
use crate::error::{Error, Result};
use crate::id::UploadId;
use bytes::Bytes;
use sha2::{Digest, Sha256};

/// Keeps a CV. The same file twice is the same upload.
///
/// # Errors
/// `Invalid` on `cv` for a file that is empty, larger than 10 MiB or of no format that we read, and for the eleventh.
pub async fn upload_cv(desk: &Desk, member: &Member, filename: &str, bytes: Bytes) -> Result<Upload> {
    let format = check(&bytes)?;
    let owner = member.id();
    let sha256 = hex::encode(Sha256::digest(&bytes));
    let mut tx = desk.db.owned(owner).await?;
    let present = store::uploads(&mut tx, owner).await?;
    if let Some(same) = store::upload_by_hash(&mut tx, owner, &sha256).await? {
        return Ok(same);
    }
    drop(tx);
    if present.len() >= UPLOADS_MAX {
        return Err(Error::invalid("cv", format!("You have {UPLOADS_MAX} CVs here. Remove one before you add another.")));
    }
    let id: UploadId = desk.new_id();
    let key = format!("cv/{owner}/{id}.{}", format.extension());
    // The file first: a row without its file would be a lie, a file without its row is only clutter.
    desk.store.put(&key, bytes.clone()).await?;
    let mut tx = desk.db.owned(owner).await?;
    let size = i64::try_from(bytes.len()).map_err(Error::internal)?;
    let new = store::NewUpload { id, filename: &clean_name(filename, format), format, bytes: size, sha256: &sha256, key: &key };
    let upload = store::insert_upload(&mut tx, owner, &new).await?;
    tx.commit().await?;
    Ok(upload)
}

/// The content says what a file is; its name says nothing.
fn check(bytes: &Bytes) -> Result<Format> {
    if bytes.is_empty() {
        return Err(Error::invalid("cv", "This file is empty. Choose the file of your CV."));
    }
    if bytes.len() > UPLOAD_BYTES_MAX {
        return Err(Error::invalid("cv", "This file is larger than 10 MB. Export the CV with smaller pictures."));
    }
    Format::of(bytes).map_err(|foreign| Error::invalid("cv", foreign.to_string()))
}

/// A name to show: no path, no control characters, not longer than it can be read.
fn clean_name(filename: &str, format: Format) -> String {
    let last = filename.rsplit(['/', '\\']).next().unwrap_or_default();
    let shown: String = last.chars().filter(|c| !c.is_control()).take(120).collect();
    if shown.trim().is_empty() { format!("cv.{}", format.extension()) } else { shown.trim().into() }
}

/// The person's CVs.
pub async fn uploads(desk: &Desk, member: &Member) -> Result<Vec<Upload>> {
    let mut tx = desk.db.owned(member.id()).await?;
    store::uploads(&mut tx, member.id()).await
}

/// A CV's bytes, to save.
pub async fn upload_file(desk: &Desk, member: &Member, id: UploadId) -> Result<(Upload, Bytes)> {
    let mut tx = desk.db.owned(member.id()).await?;
    let (upload, key) = store::upload_with_key(&mut tx, member.id(), id).await?.ok_or(Error::NotFound)?;
    drop(tx);
    Ok((upload, desk.store.get(&key).await?))
}

/// Takes a CV and its facts away. The web's role cannot delete; the row is marked and no longer shown.
pub async fn remove_upload(desk: &Desk, member: &Member, id: UploadId) -> Result<()> {
    let mut tx = desk.db.owned(member.id()).await?;
    if !store::remove_upload(&mut tx, member.id(), id).await? {
        return Err(Error::NotFound);
    }
    tx.commit().await?;
    Ok(())
}
