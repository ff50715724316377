//! Where files are kept. Keys are made by the program, never from a file's name.

use async_trait::async_trait;
use bytes::Bytes;
use futures::stream::BoxStream;
use std::ops::Range;
use std::time::Duration;

/// Why a file could not be kept or found.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error("no such file")]
    Missing,
    #[error("the storage is full or not writable: {0}")]
    Unwritable(String),
    #[error("the storage does not answer: {0}")]
    Unavailable(String),
    /// What arrived is not what was sent.
    #[error("the file is not what was written")]
    Damaged,
}

impl From<Failure> for crate::error::Error {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Missing => Self::NotFound,
            other => Self::Unavailable(format!("The file could not be stored or read: {other}. Nothing was lost; try again later.")),
        }
    }
}

/// Bytes on their way.
pub type Pieces = BoxStream<'static, Result<Bytes, Failure>>;

/// An object that is being read.
pub struct Reading {
    /// Of the whole object, in bytes.
    pub size: u64,
    /// What of it comes.
    pub range: Range<u64>,
    pub pieces: Pieces,
}

/// What somebody who holds a link is given.
#[derive(Debug, Clone, Copy)]
pub struct Served<'a> {
    pub key: &'a str,
    /// To save it by.
    pub filename: &'a str,
    pub media_type: &'a str,
    /// Hexadecimal, of the whole.
    pub sha256: &'a str,
}

/// The port.
#[async_trait]
pub trait Store: Send + Sync {
    /// Writes the whole object or nothing.
    async fn put(&self, key: &str, bytes: Bytes) -> Result<(), Failure>;
    async fn get(&self, key: &str) -> Result<Bytes, Failure>;
    /// The object, or a part of it, in pieces.
    async fn open(&self, key: &str, range: Option<Range<u64>>) -> Result<Reading, Failure>;
    /// An address that gives this one object to whoever holds it, for a while, to save and never to show.
    async fn link(&self, served: Served<'_>, lasts: Duration) -> Result<String, Failure>;
    /// Deleting what is not there is no error.
    async fn delete(&self, key: &str) -> Result<(), Failure>;
    /// Writes and reads a few bytes, for the status page.
    async fn check(&self) -> Result<(), Failure>;
    /// What it is, without secrets: for the status page and `doctor`.
    fn place(&self) -> String;
}
