//! What a person looks for, and the matches that were found.

mod types;
mod view;
pub use types::*;
pub use view::*;
