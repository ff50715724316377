//! Browsers that are trusted, in the settings.

/// What the section asks and does.
pub mod api;
/// The list.
mod section;

pub use section::TrustedSection;
