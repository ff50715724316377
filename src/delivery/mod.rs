//! Results sent by mail: once for each run, with the letters attached.

#[cfg(feature = "server")]
mod runs;
#[cfg(feature = "server")]
mod store;
#[cfg(feature = "server")]
pub use runs::Delivery;
