//! The product: what may happen, to whom, and what is written down. No browser, no web framework, no vendor.
//!
//! Read in this order; each slice may use the ones above it, and a foundation names no slice.

/// Typed identifiers; UUIDv7, so that they sort by time.
pub mod id;
/// The one error of the product; the edges map it to a status or a notice.
pub mod error;
/// What a use-case receives first: database, clock, identifiers and the ports.
#[cfg(feature = "server")]
pub mod desk;

// Foundations
/// Transactions that Postgres knows the owner of.
#[cfg(feature = "server")]
pub mod db;
/// Secrets that have to be read again, kept sealed.
#[cfg(feature = "server")]
pub mod seal;
/// Bytes to pages of positioned text, and back to documents.
pub mod document;
/// Whoever thinks: the built-in rules or a model.
pub mod assistant;
/// Where files are kept.
#[cfg(feature = "server")]
pub mod storage;
/// How messages leave.
#[cfg(feature = "server")]
pub mod mail;
/// Durable background operations: the run is the truth, the queue only delivers.
pub mod run;

// Slices
/// Who somebody is, and how we know.
pub mod account;
/// Advertised openings and the sources that they come from.
pub mod posting;
/// What we know of a person, each fact with the place in the CV that it came from.
pub mod profile;
/// Cover letters in which every sentence traces to facts.
pub mod letter;
/// What a person looks for, and the matches that were found.
pub mod search;
/// The working documents, and the files that are made from them.
pub mod resume;
/// Applications that the person pursues.
pub mod application;
/// Results sent by mail.
pub mod delivery;
/// All that is here of a person: taken along, and removed when they leave.
pub mod data;
/// All runs, as operators see them.
pub mod ops;
/// What works right now, in words.
pub mod status;
/// People and runs that an older program left in this database.
#[cfg(feature = "server")]
pub mod adoption;
