//! Passkeys in the settings.

/// What the pages ask and do.
pub mod api;
/// One of them: another name, or gone.
mod one;
/// The list, and a new one.
mod section;

pub use {one::PasskeyPage, section::PasskeysSection};
