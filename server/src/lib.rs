//! The process around the product.

/// Every vendor, behind a port of the product.
pub mod adapters;
/// Sub-commands of the program.
pub mod commands;
/// A private Postgres for whoever has none.
pub mod postgres;
/// What mails look like.
pub mod mails;
