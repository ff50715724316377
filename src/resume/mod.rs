//! The working documents: made from a profile's facts, edited, confirmed, kept as versions, and made into files.
//!
//! Two gates stand before a file: somebody has confirmed the sections, and nothing changed since. A file is made from what was
//! confirmed, so what changes while it is made is not in it.

mod parts;
mod types;
pub use {parts::*, types::*};

#[cfg(feature = "server")]
mod check;
#[cfg(feature = "server")]
mod diff;
#[cfg(feature = "server")]
mod edit;
#[cfg(feature = "server")]
mod exports;
#[cfg(feature = "server")]
mod import;
#[cfg(feature = "server")]
mod read_back;
#[cfg(feature = "server")]
mod runs;
#[cfg(feature = "server")]
mod shape;
#[cfg(feature = "server")]
mod store;
#[cfg(feature = "server")]
mod use_cases;
#[cfg(feature = "server")]
mod versions;
#[cfg(feature = "server")]
pub use {edit::Edit, exports::*, runs::Export, use_cases::*, versions::*};
