//! Files on the local disk, through object_store, so that other places can be added behind the same port.

use async_trait::async_trait;
use bytes::Bytes;
use job_agent::storage::{Failure, Store};
use object_store::local::LocalFileSystem;
use object_store::path::Path as Key;
use object_store::{ObjectStoreExt, PutPayload};
use std::path::Path;

/// What the status page's check writes and reads.
const PROBE: &str = "status/probe";
/// Longer than any key that the program makes.
const LONGEST_KEY: usize = 200;

/// A folder that objects are kept in.
#[derive(Debug)]
pub struct ObjectStore {
    inner: LocalFileSystem,
}

impl ObjectStore {
    /// Opens a folder, making it where it is missing.
    pub fn local(folder: &Path) -> Result<Self, Failure> {
        let unwritable = |cause: String| Failure::Unwritable(format!("{}: {cause}", folder.display()));
        std::fs::create_dir_all(folder).map_err(|cause| unwritable(cause.to_string()))?;
        let inner = LocalFileSystem::new_with_prefix(folder).map_err(|cause| unwritable(cause.to_string()))?;
        // A file that a row in the database points to must survive a power cut as the row does.
        Ok(Self { inner: inner.with_automatic_cleanup(true).with_fsync(true) })
    }
}

#[async_trait]
impl Store for ObjectStore {
    async fn put(&self, key: &str, bytes: Bytes) -> Result<(), Failure> {
        let key = checked(key).map_err(Failure::Unwritable)?;
        // The local store writes beside the target and renames, so that nobody reads half an object.
        self.inner.put(&key, PutPayload::from_bytes(bytes)).await.map(drop).map_err(|cause| Failure::Unwritable(words(&cause)))
    }

    async fn get(&self, key: &str) -> Result<Bytes, Failure> {
        let key = checked(key).map_err(|_| Failure::Missing)?;
        let found = self.inner.get(&key).await.map_err(read_failure)?;
        found.bytes().await.map_err(read_failure)
    }

    async fn delete(&self, key: &str) -> Result<(), Failure> {
        let Ok(key) = checked(key) else { return Ok(()) };
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
}

/// Keys are ours, so anything unusual in one is a fault or an attack, never something to be repaired.
fn checked(key: &str) -> Result<Key, String> {
    let plain = |part: &str| {
        !part.is_empty() && !part.starts_with('.') && part.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'))
    };
    if key.len() > LONGEST_KEY || !key.split('/').all(plain) {
        return Err("this is not a key that the program makes".into());
    }
    Key::parse(key).map_err(|cause| cause.to_string())
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
mod tests {
    use super::*;

    fn store() -> (tempfile::TempDir, ObjectStore) {
        let folder = tempfile::tempdir().unwrap();
        let store = ObjectStore::local(&folder.path().join("files")).unwrap();
        (folder, store)
    }

    #[tokio::test]
    async fn what_is_put_is_got_until_it_is_deleted() {
        let (_folder, store) = store();
        store.put("uploads/a1.pdf", Bytes::from_static(b"one")).await.unwrap();
        store.put("uploads/a1.pdf", Bytes::from_static(b"two")).await.unwrap();
        assert_eq!(store.get("uploads/a1.pdf").await.unwrap(), Bytes::from_static(b"two"));
        store.delete("uploads/a1.pdf").await.unwrap();
        store.delete("uploads/a1.pdf").await.unwrap();
        assert!(matches!(store.get("uploads/a1.pdf").await, Err(Failure::Missing)));
        store.check().await.unwrap();
    }

    #[tokio::test]
    async fn a_key_cannot_leave_the_folder() {
        let (folder, store) = store();
        std::fs::write(folder.path().join("secret"), "secret").unwrap();
        for key in ["../secret", "/etc/passwd", "a/../../secret", "", "a//b", ".hidden", "a\\b", "a b", "ä", "a/%2e%2e/b"] {
            assert!(matches!(store.put(key, Bytes::new()).await, Err(Failure::Unwritable(_))), "{key}");
            assert!(matches!(store.get(key).await, Err(Failure::Missing)), "{key}");
            store.delete(key).await.unwrap();
        }
        assert!(folder.path().join("secret").exists());
    }

    #[tokio::test]
    async fn a_place_that_takes_no_files_is_unwritable_and_keeps_what_it_has() {
        let (folder, store) = store();
        store.put("kept", Bytes::from_static(b"kept")).await.unwrap();
        // A file where a folder is needed refuses everybody, root too, as a full disk does.
        std::fs::write(folder.path().join("files/blocked"), "").unwrap();
        assert!(matches!(store.put("blocked/a", Bytes::from_static(b"a")).await, Err(Failure::Unwritable(_))));
        assert_eq!(store.get("kept").await.unwrap(), Bytes::from_static(b"kept"));
    }

    #[test]
    fn a_folder_that_cannot_be_made_stops_the_start_with_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        std::fs::write(&file, "").unwrap();
        let failure = ObjectStore::local(&file.join("below")).unwrap_err();
        assert!(failure.to_string().contains("below"), "{failure}");
    }
}
