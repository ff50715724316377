//! All that is here of a person: taken along, and removed when they leave.

mod types;
pub use types::*;

#[cfg(feature = "server")]
mod export;
#[cfg(feature = "server")]
mod removal;
#[cfg(feature = "server")]
mod store;
#[cfg(feature = "server")]
pub use {export::*, removal::AccountDeletion};
