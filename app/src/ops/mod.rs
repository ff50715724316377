//! Everybody's runs, for operators.

/// What the operator's pages ask and do.
pub mod api;
mod one;
mod page;

pub use {one::OpsRunPage, page::OpsPage};
