//! Files on the local disk, in S3 or in Azure Blob Storage, through object_store.

/// Links of our own, for files on the disk.
pub mod links;
mod places;
mod sas;

pub use places::{Azure, S3};

use async_trait::async_trait;
use bytes::Bytes;
use futures::StreamExt;
use job_agent::desk::Clock;
use job_agent::storage::{Failure, Reading, Served, Store};
use links::FileLinks;
use object_store::aws::AmazonS3;
use object_store::local::LocalFileSystem;
use object_store::path::Path as Key;
use object_store::signer::{SignedUrlOptions, Signer};
use object_store::{GetOptions, GetRange, ObjectStoreExt, PutPayload};
use sas::Sas;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// What the status page's check writes and reads.
const PROBE: &str = "status/probe";
/// Longer than any key that the program makes.
const LONGEST_KEY: usize = 200;

/// A place that objects are kept in.
#[derive(Debug)]
pub struct ObjectStore {
    inner: Arc<dyn object_store::ObjectStore>,
    /// Before each key, with a slash at its end; empty on a disk.
    prefix: String,
    links: Links,
    place: String,
}

/// Who signs the links.
#[derive(Debug)]
enum Links {
    Own(Arc<FileLinks>),
    S3(Arc<AmazonS3>),
    Azure(Sas),
}

impl ObjectStore {
    /// Opens a folder, making it where it is missing.
    pub fn local(folder: &Path, links: Arc<FileLinks>) -> Result<Self, Failure> {
        let unwritable = |cause: String| Failure::Unwritable(format!("{}: {cause}", folder.display()));
        std::fs::create_dir_all(folder).map_err(|cause| unwritable(cause.to_string()))?;
        let inner = LocalFileSystem::new_with_prefix(folder).map_err(|cause| unwritable(cause.to_string()))?;
        // A file that a row in the database points to must survive a power cut as the row does.
        let inner = Arc::new(inner.with_automatic_cleanup(true).with_fsync(true));
        Ok(Self { inner, prefix: String::new(), links: Links::Own(links), place: format!("the disk, in {}", folder.display()) })
    }

    /// A bucket of S3, or of what speaks like it.
    pub fn s3(settings: &S3) -> Result<Self, Failure> {
        let store = Arc::new(settings.open()?);
        Ok(Self { inner: store.clone(), prefix: settings.prefix.clone(), links: Links::S3(store), place: settings.said() })
    }

    /// A container of Azure Blob Storage.
    pub fn azure(settings: &Azure, clock: Arc<dyn Clock>) -> Result<Self, Failure> {
        let sas = Sas::new(settings, clock)?;
        Ok(Self { inner: Arc::new(settings.open()?), prefix: settings.prefix.clone(), links: Links::Azure(sas), place: settings.said() })
    }

    /// Keys are ours, so anything unusual in one is a fault or an attack, never something to be repaired.
    fn key(&self, key: &str) -> Result<Key, String> {
        let plain = |part: &str| {
            !part.is_empty() && !part.starts_with('.') && part.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
        };
        if key.len() > LONGEST_KEY || !key.split('/').all(plain) {
            return Err("this is not a key that the program makes".into());
        }
        Key::parse(format!("{}{key}", self.prefix)).map_err(|cause| cause.to_string())
    }
}

#[async_trait]
impl Store for ObjectStore {
    async fn put(&self, key: &str, bytes: Bytes) -> Result<(), Failure> {
        let key = self.key(key).map_err(Failure::Unwritable)?;
        // The local store writes beside the target and renames, so that nobody reads half an object.
        self.inner.put(&key, PutPayload::from_bytes(bytes)).await.map(drop).map_err(|cause| Failure::Unwritable(words(&cause)))
    }

    async fn get(&self, key: &str) -> Result<Bytes, Failure> {
        let key = self.key(key).map_err(|_| Failure::Missing)?;
        let found = self.inner.get(&key).await.map_err(read_failure)?;
        found.bytes().await.map_err(read_failure)
    }

    async fn open(&self, key: &str, range: Option<Range<u64>>) -> Result<Reading, Failure> {
        let key = self.key(key).map_err(|_| Failure::Missing)?;
        let options = GetOptions { range: range.map(GetRange::Bounded), ..GetOptions::default() };
        let found = self.inner.get_opts(&key, options).await.map_err(read_failure)?;
        let (size, range) = (found.meta.size, found.range.clone());
        Ok(Reading { size, range, pieces: found.into_stream().map(|piece| piece.map_err(read_failure)).boxed() })
    }

    async fn link(&self, served: Served<'_>, lasts: Duration) -> Result<String, Failure> {
        let key = self.key(served.key).map_err(|_| Failure::Missing)?;
        match &self.links {
            Links::Own(links) => Ok(links.sign(served, lasts)),
            Links::S3(store) => {
                let saved = [
                    ("response-content-disposition", attachment(served.filename)),
                    ("response-content-type", served.media_type.to_owned()),
                    ("response-cache-control", "private, no-store".to_owned()),
                ];
                let options = SignedUrlOptions::new().with_query(saved);
                let signed = store.signed_url_opts(http::Method::GET, &key, lasts, &options).await;
                signed.map(String::from).map_err(|cause| Failure::Unavailable(words(&cause)))
            }
            Links::Azure(sas) => Ok(sas.sign(key.as_ref(), &attachment(served.filename), served.media_type, lasts)),
        }
    }

    async fn delete(&self, key: &str) -> Result<(), Failure> {
        let Ok(key) = self.key(key) else { return Ok(()) };
        match self.inner.delete(&key).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => Ok(()),
            Err(cause) => Err(Failure::Unwritable(words(&cause))),
        }
    }

    async fn check(&self) -> Result<(), Failure> {
        let sample = Bytes::from_static(b"ok");
        self.put(PROBE, sample.clone()).await?;
        if self.get(PROBE).await? == sample { Ok(()) } else { Err(Failure::Unavailable("what was written is not what was read".into())) }
    }

    fn place(&self) -> String {
        self.place.clone()
    }
}

/// As a header says it: to be saved, and by what name. The first name is for programs that know ASCII alone; nothing in either can
/// end the quotes or the line.
pub fn attachment(filename: &str) -> String {
    let plain: String = filename.chars().map(|c| if c.is_ascii_alphanumeric() || "-_. ".contains(c) { c } else { '_' }).collect();
    format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{}", links::escaped(filename))
}

fn read_failure(cause: object_store::Error) -> Failure {
    match cause {
        object_store::Error::NotFound { .. } => Failure::Missing,
        other => Failure::Unavailable(words(&other)),
    }
}

/// The innermost cause: "No space left on device" says more than the layers around it, which name our folders.
fn words(cause: &object_store::Error) -> String {
    let mut innermost: &dyn std::error::Error = cause;
    while let Some(source) = innermost.source() {
        innermost = source;
    }
    innermost.to_string()
}

#[cfg(test)]
mod tests;
