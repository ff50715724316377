//! The pages of CVs, for the viewer: their text with its places, and pictures of them.

use super::{CvPage, Upload, store};
use crate::account::Member;
use crate::desk::Desk;
use crate::document::Unreadable;
use crate::error::{Error, Result};
use crate::id::UploadId;
use bytes::Bytes;

/// All pages of the person's CVs that have been read.
pub async fn cv_pages(desk: &Desk, member: &Member) -> Result<Vec<CvPage>> {
    let mut tx = desk.db.owned(member.id()).await?;
    store::pages(&mut tx, member.id(), None).await
}

/// The pages of one CV. One that nobody has read yet is read now, and its pages are kept.
///
/// # Errors
/// `Invalid` on `cv` says in words why there is nothing to see.
pub async fn pages_of_cv(desk: &Desk, member: &Member, id: UploadId) -> Result<Vec<CvPage>> {
    let owner = member.id();
    let (upload, key, kept) = {
        let mut tx = desk.db.owned(owner).await?;
        let (upload, key) = store::upload_with_key(&mut tx, owner, id).await?.ok_or(Error::NotFound)?;
        (upload, key, store::pages(&mut tx, owner, Some(id)).await?)
    };
    if !kept.is_empty() {
        return Ok(kept);
    }
    let bytes = desk.store.get(&key).await?;
    let document = desk.reader.read(bytes).await.map_err(|why| unread(&why))?;
    let mut tx = desk.db.owned(owner).await?;
    store::save_pages(&mut tx, owner, id, &document.pages).await?;
    tx.commit().await?;
    Ok(document.pages.into_iter().map(|page| CvPage { upload_id: id, filename: upload.filename.clone(), page }).collect())
}

/// One page of a CV as a picture. Drawn when somebody looks; who has it already asks [`cv_of`] alone.
///
/// # Errors
/// `Invalid` on `cv` where it cannot be drawn, `Unavailable` where nothing can be.
pub async fn picture_of_page(desk: &Desk, member: &Member, id: UploadId, number: u32) -> Result<Bytes> {
    let (_, key) = cv_of(desk, member, id).await?;
    let bytes = desk.store.get(&key).await?;
    desk.reader.draw(bytes, number).await.map_err(|why| unread(&why))
}

/// A reader that is down says nothing of the file.
fn unread(why: &Unreadable) -> Error {
    match why {
        Unreadable::ReaderDown => Error::Unavailable(why.to_string()),
        _ => Error::invalid("cv", why.to_string()),
    }
}

/// A CV of the person and where its file is kept.
pub async fn cv_of(desk: &Desk, member: &Member, id: UploadId) -> Result<(Upload, String)> {
    let mut tx = desk.db.owned(member.id()).await?;
    store::upload_with_key(&mut tx, member.id(), id).await?.ok_or(Error::NotFound)
}
