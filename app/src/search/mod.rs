//! What a person looks for, and the matches that were found.

/// What the pages of searches ask and do.
pub mod api;
/// The button that starts a search from the profile.
pub mod find;
/// The settings of a search as a form sends them.
pub mod form;
/// The form with the settings.
mod settings;
mod page;
mod one;
/// Postings scored against the profile.
pub mod matches;

pub use {matches::{MatchPage, MatchesPage}, one::SearchPage, page::SearchesPage};
