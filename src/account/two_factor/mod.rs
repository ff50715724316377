//! The second factor: codes of an app (RFC 6238), and ten backup codes for the day when the app is gone.

/// Ten codes for the day when the app is gone.
mod codes;
/// Turning it on.
mod enrolment;
/// A picture for the app's camera.
mod qr;
/// What is checked of a code.
mod proof;
/// The second step of a sign-in.
mod second_step;
/// Seeing it, turning it off, and new codes.
mod settings;
/// The algorithm, with our choices.
mod totp;

pub use {codes::BACKUP_CODES, enrolment::*, proof::Proof, qr::Qr, second_step::*, settings::*};
