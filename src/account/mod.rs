//! Who somebody is, and how we know.

/// Hashes and checks passwords, off the async threads.
#[cfg(feature = "server")]
pub struct Passwords;
