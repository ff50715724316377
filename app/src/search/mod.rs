//! What a person looks for, and the matches that were found.

/// What the pages of searches ask and do.
pub mod api;
/// The button that starts a search from the profile.
pub mod find;
/// The settings of a search as a form sends them.
pub mod form;
/// Postings scored against the profile.
pub mod matches;
mod one;
mod page;
/// The form with the settings.
mod settings;
/// When a search runs by itself.
mod timetable;
/// The fields that say when something comes back by itself.
pub mod when;

pub use {
    matches::{MatchPage, MatchesPage, PastePage, PastedPage},
    one::SearchPage,
    page::SearchesPage,
};
