//! Cover letters in which every sentence traces to facts.

/// What the pages of letters ask.
pub mod api;
mod page;
mod one;

pub use {one::LetterPage, page::LettersPage};
