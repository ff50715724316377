//! Typed identifiers. A `RunId` cannot be passed where a `PostingId` is wanted.

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
    /// An employer.
    CompanyId,
    /// An advertised opening.
    PostingId,
    /// What a person looks for.
    JobSearchId,
    /// A posting scored against a profile.
    MatchId,
    /// A cover letter.
    LetterId,
    /// A mail with results.
    DeliveryId,
    /// A posting that the person pursues.
    ApplicationId,
}
