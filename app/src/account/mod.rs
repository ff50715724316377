//! The person.

/// What pages ask about the person.
pub mod api;
