//! Advertised openings and the sources that they come from.

mod types;
pub use types::*;

/// Text out of HTML.
#[cfg(feature = "server")]
pub mod html;
#[cfg(feature = "server")]
mod clean;
#[cfg(feature = "server")]
mod folded;
#[cfg(feature = "server")]
mod injected;
#[cfg(feature = "server")]
mod language;
#[cfg(feature = "server")]
mod pay;
#[cfg(feature = "server")]
mod terms;
#[cfg(feature = "server")]
mod warnings;
#[cfg(feature = "server")]
pub use {
    clean::{canonical_url, complete, fingerprint},
    folded::{folded, pattern},
    injected::{for_people, instructions_in},
    language::language_of,
    pay::{iso, period_of, salary_in},
    terms::{employment_in, mode_in, mode_of_field},
    warnings::warnings,
};

#[cfg(feature = "server")]
mod port {
    use super::{Answer, Query, SourceCard};
    use async_trait::async_trait;

    /// A public board or feed. It never fails: what went wrong is part of its answer.
    #[async_trait]
    pub trait Source: Send + Sync {
        fn card(&self) -> SourceCard;
        async fn fetch(&self, query: &Query) -> Answer;
    }
}
#[cfg(feature = "server")]
pub use port::*;

#[cfg(feature = "server")]
mod store;
#[cfg(feature = "server")]
pub use store::{find, keep, note_health};
