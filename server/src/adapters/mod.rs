//! One file a vendor, each behind a port of the product.

/// The assistant that needs no model.
pub mod builtin;
/// The one way out to public sources.
pub mod fetch;
/// A language model, with the built-in assistant under it.
pub mod llm;
/// How messages leave.
pub mod mail;
/// Providers of sign-in that speak OpenID Connect.
pub mod oidc;
/// The queue, by apalis on Postgres or Redis.
pub mod queue;
/// CVs of every format, read in a limited child process.
pub mod reader;
/// Where postings come from.
pub mod sources;
/// Where files are kept.
pub mod storage;
/// Letters on paper.
pub mod typesetter;
