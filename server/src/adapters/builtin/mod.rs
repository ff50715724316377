//! The built-in assistant: rules, deterministic and offline.

pub mod reading;
pub mod titles;
