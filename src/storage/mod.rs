//! Where files are kept. Keys are made by the program, never from a file's name.

use async_trait::async_trait;
use bytes::Bytes;

/// Why a file could not be kept or found.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    #[error("no such file")]
    Missing,
    #[error("the storage is full or not writable: {0}")]
    Unwritable(String),
    #[error("the storage does not answer: {0}")]
    Unavailable(String),
}

impl From<Failure> for crate::error::Error {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Missing => Self::NotFound,
            other => Self::Unavailable(format!("The file could not be stored or read: {other}. Nothing was lost; try again later.")),
        }
    }
}

/// The port.
#[async_trait]
pub trait Store: Send + Sync {
    /// Writes the whole object or nothing.
    async fn put(&self, key: &str, bytes: Bytes) -> Result<(), Failure>;
    async fn get(&self, key: &str) -> Result<Bytes, Failure>;
    /// Deleting what is not there is no error.
    async fn delete(&self, key: &str) -> Result<(), Failure>;
    /// Writes and reads a few bytes, for the status page.
    async fn check(&self) -> Result<(), Failure>;
}
