//! The process around the product.

/// Every vendor, behind a port of the product.
pub mod adapters;
/// The product put together from a configuration.
pub mod application;
/// Sub-commands of the program.
pub mod commands;
/// Settings, loaded once.
pub mod config;
/// The keys that seal secrets.
pub mod encryption;
/// Mails in words.
pub mod mails;
/// A private Postgres for whoever has none.
pub mod postgres;
/// Pages, server functions and plain routes.
pub mod web;
/// Every kind of background work.
pub mod work;
