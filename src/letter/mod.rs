//! Cover letters in which every sentence traces to facts.

mod types;
#[cfg(feature = "server")]
pub mod gate;
#[cfg(feature = "server")]
mod words;
pub use types::*;

#[cfg(feature = "server")]
mod store;
#[cfg(feature = "server")]
mod write;
#[cfg(feature = "server")]
pub use {views::*, write::*};

#[cfg(feature = "server")]
mod views {
    use super::{Letter, LetterCard, store};
    use crate::account::Member;
    use crate::desk::Desk;
    use crate::error::{Error, Result};
    use crate::id::{LetterId, UserId};
    use bytes::Bytes;

    /// The person's letters, newest first.
    pub async fn letters(desk: &Desk, member: &Member) -> Result<Vec<LetterCard>> {
        let mut tx = desk.db.owned(member.id()).await?;
        store::list(&mut tx, member.id()).await
    }

    /// One letter with the facts behind its sentences.
    pub async fn letter(desk: &Desk, member: &Member, id: LetterId) -> Result<Letter> {
        let mut tx = desk.db.owned(member.id()).await?;
        let mut letter = store::find(&mut tx, member.id(), id).await?.ok_or(Error::NotFound)?.letter;
        drop(tx);
        let named: std::collections::HashSet<_> =
            letter.content.paragraphs.iter().flatten().flat_map(|sentence| sentence.facts.iter().copied()).collect();
        let profile = crate::profile::profile(desk, member).await?;
        letter.facts = profile.facts.into_iter().filter(|fact| named.contains(&fact.id)).collect();
        Ok(letter)
    }

    /// Those that were set on paper, newest first: a name to save each by, and where it is kept. For a worker, which acts for the
    /// owner of its run.
    pub async fn kept_pdfs(desk: &Desk, owner: UserId, most: usize) -> Result<Vec<(String, String)>> {
        let mut tx = desk.db.owned(owner).await?;
        let kept = store::pdfs(&mut tx, owner, i64::try_from(most).unwrap_or(i64::MAX)).await?;
        Ok(kept.into_iter().map(|(company, title, key)| (super::pdf_name(&company, &title), key)).collect())
    }

    /// A letter as PDF, with a name to save it by.
    pub async fn letter_pdf(desk: &Desk, member: &Member, id: LetterId) -> Result<(String, Bytes)> {
        let mut tx = desk.db.owned(member.id()).await?;
        let kept = store::find(&mut tx, member.id(), id).await?.ok_or(Error::NotFound)?;
        drop(tx);
        let bytes = desk.store.get(&kept.pdf_key.ok_or(Error::NotFound)?).await?;
        Ok((super::pdf_name(&kept.letter.card.company, &kept.letter.card.title), bytes))
    }
}
