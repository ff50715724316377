//! The person: who is signed in, and how they come to be.

pub mod api;
pub mod authenticator;
mod entrance;
mod forgot;
mod model_note;
mod passkey;
mod providers;
mod reset;
mod sign_in;
mod sign_up;
mod two_factor;
mod verify_banner;
mod verify_email;

pub use {
    entrance::enter,
    forgot::ForgotPasswordPage,
    model_note::{CvStays, LetModel, ModelNote, NotePlace},
    providers::ProviderNotice,
    reset::ResetPasswordPage,
    sign_in::SignInPage,
    sign_up::SignUpPage,
    two_factor::TwoFactorPage,
    verify_banner::VerifyBanner,
    verify_email::VerifyEmailPage,
};
