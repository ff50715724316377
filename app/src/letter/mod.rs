//! Cover letters in which every sentence traces to facts.

/// What the pages of letters ask.
pub mod api;
mod one;
mod page;

pub use {one::LetterPage, page::LettersPage};
