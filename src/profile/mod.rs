//! What we know of a person: CVs, facts with their places, suggested titles and the persona.

mod types;
pub use types::*;

/// What two CVs say differently.
#[cfg(feature = "server")]
mod conflicts;

/// What a person may write by hand, section by section.
mod by_hand;
pub use by_hand::{BY_HAND, BY_HAND_KEYS, Field, OwnSection};

/// Facts as the person corrects them.
#[cfg(feature = "server")]
mod corrections;
#[cfg(feature = "server")]
mod onboarding;
#[cfg(feature = "server")]
mod pages;
/// A second reading of a CV beside the first.
#[cfg(feature = "server")]
mod reconcile;
#[cfg(feature = "server")]
mod runs;
#[cfg(feature = "server")]
mod store;
#[cfg(feature = "server")]
mod uploads;
#[cfg(feature = "server")]
mod vibe_check;
#[cfg(feature = "server")]
pub use {corrections::*, onboarding::*, pages::*, runs::Profiling, store::save_look, uploads::*, vibe_check::*, views::*};

#[cfg(feature = "server")]
mod views {
    use super::{Profile, conflicts, store};
    use crate::account::Member;
    use crate::desk::Desk;
    use crate::error::{Error, Result};
    use crate::id::{FactId, UserId};
    use serde_json::Value;
    use std::collections::HashMap;

    /// Everything on the profile page.
    pub async fn profile(desk: &Desk, member: &Member) -> Result<Profile> {
        profile_of(desk, member.id()).await
    }

    /// What each fact says as JSON Resume wants it: a date as 2021-03, and nothing where it is printed only.
    pub async fn fact_values(desk: &Desk, member: &Member) -> Result<HashMap<FactId, Value>> {
        let mut tx = desk.db.owned(member.id()).await?;
        store::facts::values(&mut tx, member.id()).await
    }

    /// The profile for a worker, which acts for the owner of its run.
    pub async fn profile_of(desk: &Desk, owner: UserId) -> Result<Profile> {
        let mut tx = desk.db.owned(owner).await?;
        let mut profile = store::person(&mut tx, owner).await?.ok_or(Error::NotFound)?;
        profile.uploads = store::uploads(&mut tx, owner).await?;
        profile.facts = store::facts::present(&mut tx, owner).await?;
        profile.removed = store::facts::removed(&mut tx, owner).await?;
        profile.conflicts = conflicts::between(&profile.facts);
        Ok(profile)
    }
}
