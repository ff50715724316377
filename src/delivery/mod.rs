//! Results sent by mail: the shortlist of a run with its letters, and what is new since the last digest.

#[cfg(feature = "server")]
mod digest;
#[cfg(feature = "server")]
mod runs;
#[cfg(feature = "server")]
mod send;
#[cfg(feature = "server")]
mod store;
#[cfg(feature = "server")]
pub use {
    digest::*,
    runs::{Delivery, stop_shortlist},
};
