//! What a person looks for, and the matches that were found.

mod types;
mod view;
pub use types::*;
pub use view::*;

/// How well a posting fits a person.
#[cfg(feature = "server")]
pub mod score;
/// Before scoring: one of each opening.
#[cfg(feature = "server")]
pub mod sort;

#[cfg(feature = "server")]
mod boards;
#[cfg(feature = "server")]
mod collect;
/// For the mail that says what is new.
#[cfg(feature = "server")]
mod digest;
#[cfg(feature = "server")]
mod learned;
#[cfg(feature = "server")]
mod pasted;
#[cfg(feature = "server")]
mod rank;
#[cfg(feature = "server")]
mod runs;
#[cfg(feature = "server")]
mod second;
#[cfg(feature = "server")]
mod shortlist;
#[cfg(feature = "server")]
mod store;
#[cfg(feature = "server")]
pub(crate) mod timetable;
#[cfg(feature = "server")]
mod use_cases;
#[cfg(feature = "server")]
pub use {
    digest::{Told, mark_told, told, untold},
    learned::{lessons, unlearn},
    pasted::score_pasted,
    rank::likely,
    runs::JobSearchRun,
    second::FURTHEST,
    shortlist::{Listed, listed, untold_of},
    timetable::*,
    use_cases::*,
};
