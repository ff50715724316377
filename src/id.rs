//! Typed identifiers. A `RunId` cannot be passed where a `PostingId` is wanted.

#[cfg(feature = "server")]
pub use key::checked_key;

#[cfg(feature = "server")]
mod key {
    use crate::error::{Error, Result};

    /// Longer than any key that a page of ours or a careful script makes.
    const LONGEST: usize = 200;

    /// The key that comes with a request, so that sending it twice does one thing.
    ///
    /// # Errors
    /// `Invalid` on `key`: without one a form that is sent twice would do its work twice.
    pub fn checked_key(key: &str) -> Result<&str> {
        if (1..=LONGEST).contains(&key.chars().count()) && !key.chars().any(char::is_control) {
            return Ok(key);
        }
        Err(Error::invalid(
            "key",
            format!("The form's key must have between 1 and {LONGEST} characters. Load the page again and send the form once more."),
        ))
    }
}

/// Declares identifiers: transparent wrappers over a UUID that the database, the wire and URLs understand.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "server", derive(sqlx::Type))]
        #[cfg_attr(feature = "server", sqlx(transparent))]
        #[serde(transparent)]
        pub struct $name(pub uuid::Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl From<uuid::Uuid> for $name {
            fn from(id: uuid::Uuid) -> Self {
                Self(id)
            }
        }
    )+};
}

ids! {
    /// A person.
    UserId,
    /// A signed-in browser.
    SessionId,
    /// A CV that a person uploaded.
    UploadId,
    /// One statement about a person.
    FactId,
    /// One turn of the vibe check.
    ChatMessageId,
    /// A background operation.
    RunId,
    /// Work that comes back by itself.
    ScheduleId,
    /// An employer.
    CompanyId,
    /// An advertised opening.
    PostingId,
    /// The text of an opening that a person pasted.
    PastedId,
    /// What a person looks for.
    JobSearchId,
    /// A posting scored against a profile.
    MatchId,
    /// A cover letter.
    LetterId,
    /// A way in: a password, or an account of a provider.
    WayInId,
    /// A key for a program of a person's.
    ApiKeyId,
    /// A key that a device of a person's holds.
    PasskeyId,
    /// A browser in which a person is not asked for the second factor.
    TrustedBrowserId,
    /// A file with everything that is here of a person.
    ExportId,
    /// A mail with results.
    DeliveryId,
    /// A posting that the person pursues.
    ApplicationId,
    /// A working document.
    ResumeId,
    /// A state of one that was kept.
    ResumeVersionId,
    /// A file that was made from one.
    ArtifactId,
}
