//! Keys that a device holds (WebAuthn). The device asks its person for a finger, a face or a PIN before it signs, so that a
//! passkey is both factors at once.

/// What is asked and answered, between two requests of one browser.
mod ceremony;
/// Seeing, naming and removing them.
mod keys;
/// A new one.
mod registration;
/// Coming in with one.
mod sign_in;

/// What a question for a new passkey is kept as.
pub(super) const REGISTER: &str = "passkey-register";

pub use {ceremony::*, keys::*, registration::*, sign_in::*};
