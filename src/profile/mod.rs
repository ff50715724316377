//! What we know of a person: CVs, facts with their places, suggested titles and the persona.

mod types;
pub use types::*;

#[cfg(feature = "server")]
mod onboarding;
#[cfg(feature = "server")]
mod pages;
#[cfg(feature = "server")]
mod runs;
#[cfg(feature = "server")]
mod store;
#[cfg(feature = "server")]
mod uploads;
#[cfg(feature = "server")]
mod vibe_check;
#[cfg(feature = "server")]
pub use {onboarding::*, pages::*, runs::Profiling, uploads::*, vibe_check::*, views::*};

#[cfg(feature = "server")]
mod views {
    use super::{Profile, store};
    use crate::account::Member;
    use crate::desk::Desk;
    use crate::error::{Error, Result};
    use crate::id::UserId;

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
}
