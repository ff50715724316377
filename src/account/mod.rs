//! Who somebody is, and how we know. The only place that makes a [`Member`], which every use-case on owned data wants.

mod types;
pub use types::*;

#[cfg(feature = "server")]
mod admission;
#[cfg(feature = "server")]
mod again;
#[cfg(feature = "server")]
mod change;
#[cfg(feature = "server")]
mod deletion;
#[cfg(feature = "server")]
mod device;
#[cfg(feature = "server")]
mod email;
#[cfg(feature = "server")]
mod identity;
#[cfg(feature = "server")]
mod journal;
#[cfg(feature = "server")]
mod keys;
#[cfg(feature = "server")]
mod limits;
#[cfg(feature = "server")]
mod linked;
#[cfg(feature = "server")]
mod mails;
#[cfg(feature = "server")]
mod pass;
#[cfg(feature = "server")]
mod passkey;
#[cfg(feature = "server")]
mod password;
#[cfg(feature = "server")]
mod provider;
#[cfg(feature = "server")]
mod reset;
#[cfg(feature = "server")]
mod session;
#[cfg(feature = "server")]
mod sessions;
#[cfg(feature = "server")]
mod sign;
#[cfg(feature = "server")]
mod social;
#[cfg(feature = "server")]
mod store;
#[cfg(feature = "server")]
mod token;
#[cfg(feature = "server")]
mod trusted;
#[cfg(feature = "server")]
mod two_factor;
#[cfg(feature = "server")]
mod verification;
#[cfg(feature = "server")]
pub use {
    admission::{Challenge, Entry, PENDING_MINUTES, admit},
    again::{Again, asked_again},
    change::*,
    deletion::*,
    device::device,
    email::Email,
    keys::*,
    linked::*,
    mails::AccountMail,
    pass::*,
    passkey::*,
    password::Passwords,
    provider::*,
    reset::*,
    session::*,
    sessions::*,
    sign::*,
    social::*,
    trusted::*,
    two_factor::*,
    verification::*,
};
