//! What a person looks for, and the matches that were found.

mod types;
pub use types::*;
