//! Postings scored against the profile, with reasons.

/// What the pages of matches ask and do.
pub mod api;
/// A match in a list.
mod card;
/// Save, dismiss and put back.
mod decide;
mod list;
mod one;
/// The five parts of a score with their reasons.
mod parts;
/// An opening by its text.
mod paste;
/// What the pages for pasted openings ask and do.
pub mod paste_api;
/// What sources, modes and pay are called.
mod words;

pub use {
    list::MatchesPage,
    one::MatchPage,
    paste::{PastePage, PastedPage},
};
pub(crate) use {parts::source_of, words::where_it_is};
