//! Cover letters in which every sentence traces to facts.

#[cfg(feature = "server")]
pub mod gate;
mod types;
#[cfg(feature = "server")]
mod words;
pub use types::*;
