//! Advertised openings and the sources that they come from.

mod known;
mod types;
pub use known::{KNOWN, Known, LINKS, PASTED, is_private, known};
pub use types::*;

/// Text out of HTML.
#[cfg(feature = "server")]
pub mod html;
#[cfg(feature = "server")]
mod clean;
#[cfg(feature = "server")]
mod directory;
#[cfg(feature = "server")]
mod folded;
#[cfg(feature = "server")]
mod guess;
#[cfg(feature = "server")]
mod injected;
#[cfg(feature = "server")]
mod language;
#[cfg(feature = "server")]
mod pay;
#[cfg(feature = "server")]
mod health;
#[cfg(feature = "server")]
mod ledger;
#[cfg(feature = "server")]
mod naming;
#[cfg(feature = "server")]
mod pasted;
#[cfg(feature = "server")]
mod terms;
#[cfg(feature = "server")]
mod warnings;
#[cfg(feature = "server")]
pub use {
    clean::{canonical_url, company_key, complete, fingerprint},
    directory::{Board, board_of, companies},
    folded::{folded, pattern},
    health::health,
    injected::{for_people, instructions_in, keywords_in},
    language::language_of,
    ledger::{Books, KeptAnswer, Leave, Ledger, Manners, NoBooks, Span, Went},
    naming::{agrees, board_names},
    pasted::{paste, pasted, pasted_before, pasted_of, set_head},
    pay::{iso, period_of, salary_in},
    terms::{employment_in, mode_in, mode_of_field},
    warnings::{over_time, warnings},
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
pub use store::{Remembered, Wanted, candidates, find, histories, keep_all, let_go, note_health, remember_board, remembered_board};
