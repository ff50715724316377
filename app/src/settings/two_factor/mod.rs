//! The second factor in the settings: how it stands, turning it on, its backup codes, turning it off.

/// What the pages ask and do.
pub mod api;
/// The backup codes.
mod codes;
/// Turning it off.
mod off;
/// How it stands, on the page about security.
mod section;
/// The secret into the app, and a first code.
mod setup;

pub use {codes::CodesPage, off::OffPage, section::TwoFactorSection, setup::SetupPage};
