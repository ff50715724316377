//! Cover letters in which every sentence traces to facts.

mod types;
pub use types::*;
