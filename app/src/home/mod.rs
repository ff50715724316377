//! The public front page.

/// The status line.
pub mod api;
mod page;

pub use page::{HomePage, ServerState};
