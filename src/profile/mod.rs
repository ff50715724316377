//! What we know of a person: CVs, facts with their places, suggested titles and the persona.

mod types;
pub use types::*;

#[cfg(feature = "server")]
mod onboarding;
#[cfg(feature = "server")]
mod runs;
#[cfg(feature = "server")]
mod store;
#[cfg(feature = "server")]
mod uploads;
#[cfg(feature = "server")]
mod vibe_check;
#[cfg(feature = "server")]
pub use {onboarding::*, runs::Profiling, uploads::*, vibe_check::*, views::*};

#[cfg(feature = "server")]
mod views {
    use super::{CvPage, Fact, Profile, store};
    use crate::account::Member;
    use crate::desk::Desk;
    use crate::error::{Error, Result};
    use crate::id::{FactId, UserId};

    /// Everything on the profile page.
    pub async fn profile(desk: &Desk, member: &Member) -> Result<Profile> {
        profile_of(desk, member.id()).await
    }

    /// The same for a worker, which acts for the owner of its run.
    pub async fn profile_of(desk: &Desk, owner: UserId) -> Result<Profile> {
        let mut tx = desk.db.owned(owner).await?;
        let mut profile = store::person(&mut tx, owner).await?.ok_or(Error::NotFound)?;
        profile.uploads = store::uploads(&mut tx, owner).await?;
        profile.facts = store::facts(&mut tx, owner).await?;
        Ok(profile)
    }

    /// A fact and the page of the CV that it stands on; no page for one that the person typed.
    pub async fn fact_with_page(desk: &Desk, member: &Member, id: FactId) -> Result<(Fact, Option<CvPage>)> {
        let mut tx = desk.db.owned(member.id()).await?;
        let fact = store::fact(&mut tx, member.id(), id).await?.ok_or(Error::NotFound)?;
        let page = match (fact.upload_id, fact.place) {
            (Some(upload), Some(place)) => store::page(&mut tx, member.id(), upload, i32::try_from(place.page).unwrap_or(0)).await?,
            _ => None,
        };
        Ok((fact, page))
    }

    /// All pages of the person's CVs, for the text beside the facts.
    pub async fn cv_pages(desk: &Desk, member: &Member) -> Result<Vec<CvPage>> {
        let mut tx = desk.db.owned(member.id()).await?;
        store::pages(&mut tx, member.id()).await
    }
}
