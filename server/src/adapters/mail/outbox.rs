//! Mail into a folder: the default, so that everything works without a mail server.

use super::{assemble, digest, sender};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use job_agent::desk::Clock;
use job_agent::mail::{Failure, Kept, Mailer, Message};
use lettre::message::Mailbox;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

/// A folder with two files a message: the mail as it would travel, and what a page shows of it.
pub struct OutboxMailer {
    folder: PathBuf,
    from: Mailbox,
    clock: Arc<dyn Clock>,
}

impl OutboxMailer {
    /// The folder is made when the first message comes, so that a full disk does not stop the start.
    pub fn new(folder: impl Into<PathBuf>, from: &str, clock: Arc<dyn Clock>) -> Result<Self, String> {
        Ok(Self { folder: folder.into(), from: sender(from)?, clock })
    }

    /// What was sent, newest first. Files that are none of ours are passed over.
    pub async fn list(&self) -> Result<Vec<Kept>, Failure> {
        let folder = self.folder.clone();
        off_thread(move || read_all(&folder)).await
    }
}

#[async_trait]
impl Mailer for OutboxMailer {
    async fn send(&self, message: &Message) -> Result<(), Failure> {
        let at = self.clock.now();
        let raw = assemble(message, &self.from, at.into())?.formatted();
        let kept = Kept {
            key: message.key.clone(),
            to: message.to.clone(),
            subject: message.subject.clone(),
            at: at.to_rfc3339(),
            text: message.text.clone(),
            html: message.html.clone(),
            attachments: message.attachments.iter().map(|a| (a.filename.clone(), a.bytes.len() as u64)).collect(),
        };
        let card = serde_json::to_vec_pretty(&kept).map_err(|cause| Failure::Refused(cause.to_string()))?;
        let (folder, name) = (self.folder.clone(), digest(&message.key));
        off_thread(move || keep(&folder, &name, &raw, &card)).await
    }

    async fn check(&self) -> Result<(), Failure> {
        let folder = self.folder.clone();
        off_thread(move || {
            std::fs::create_dir_all(&folder)?;
            tempfile::tempfile_in(&folder)?.write_all(b"ok")
        })
        .await
    }

    async fn forget(&self, before: DateTime<Utc>) -> Result<u64, Failure> {
        let folder = self.folder.clone();
        off_thread(move || remove_older(&folder, before.into())).await
    }

    fn name(&self) -> &str {
        "outbox"
    }
}

/// Files block, so they are touched away from the threads that serve requests. A disk may have room again later.
async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> std::io::Result<T> + Send + 'static) -> Result<T, Failure> {
    match tokio::task::spawn_blocking(work).await {
        Ok(outcome) => outcome.map_err(|cause| Failure::Temporary(cause.to_string())),
        Err(cause) => Err(Failure::Temporary(cause.to_string())),
    }
}

/// The card is written last: a message counts as sent when it is there, and a half-written one is written again.
fn keep(folder: &Path, name: &str, raw: &[u8], card: &[u8]) -> std::io::Result<()> {
    let card_path = folder.join(format!("{name}.json"));
    if card_path.try_exists()? {
        return Ok(());
    }
    std::fs::create_dir_all(folder)?;
    write_whole(folder, &folder.join(format!("{name}.eml")), raw)?;
    write_whole(folder, &card_path, card)
}

/// Beside, then renamed: nobody sees half a file, and a full disk leaves none.
fn write_whole(folder: &Path, path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = tempfile::NamedTempFile::new_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map(drop).map_err(|failure| failure.error)
}

/// The card goes last: while it is there, the message is not sent again.
fn remove_older(folder: &Path, before: SystemTime) -> std::io::Result<u64> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => return Ok(0),
        Err(cause) => return Err(cause),
    };
    let mut removed = 0;
    for entry in entries {
        let card = entry?.path();
        let ours = card.extension().is_some_and(|extension| extension == "json") && is_digest(&card);
        if !ours || std::fs::metadata(&card)?.modified()? >= before {
            continue;
        }
        match std::fs::remove_file(card.with_extension("eml")) {
            Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => return Err(cause),
            _ => std::fs::remove_file(&card)?,
        }
        removed += 1;
    }
    Ok(removed)
}

/// Whether a file is named as ours are.
fn is_digest(path: &Path) -> bool {
    let stem = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    stem.len() == 64 && stem.bytes().all(|byte| byte.is_ascii_hexdigit())
}

fn read_all(folder: &Path) -> std::io::Result<Vec<Kept>> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(cause) => return Err(cause),
    };
    let mut kept = Vec::new();
    for entry in entries {
        let path = entry?.path();
        if path.extension().is_some_and(|extension| extension == "json") {
            kept.extend(std::fs::read(&path).ok().and_then(|bytes| serde_json::from_slice::<Kept>(&bytes).ok()));
        }
    }
    kept.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| a.key.cmp(&b.key)));
    Ok(kept)
}

#[cfg(test)]
mod tests {
    use super::super::tests::message;
    use super::*;
    use chrono::TimeDelta;
    use std::sync::Mutex;

    /// A clock that moves a minute at every look.
    struct Ticking(Mutex<DateTime<Utc>>);

    impl Clock for Ticking {
        fn now(&self) -> DateTime<Utc> {
            let mut now = self.0.lock().unwrap();
            *now += TimeDelta::minutes(1);
            *now
        }
    }

    fn outbox(folder: &Path) -> OutboxMailer {
        let clock = Ticking(Mutex::new(DateTime::UNIX_EPOCH));
        OutboxMailer::new(folder, "Job Agent <agent@localhost>", Arc::new(clock)).unwrap()
    }

    #[tokio::test]
    async fn messages_are_listed_newest_first_and_the_same_key_is_kept_once() {
        let folder = tempfile::tempdir().unwrap();
        let outbox = outbox(&folder.path().join("outbox"));
        assert_eq!(outbox.list().await.unwrap(), []);
        for key in ["one", "two", "one"] {
            outbox.send(&message(key, "ada@example.org")).await.unwrap();
        }
        let keys: Vec<_> = outbox.list().await.unwrap().into_iter().map(|kept| kept.key).collect();
        assert_eq!(keys, ["two", "one"]);
        let files = std::fs::read_dir(folder.path().join("outbox")).unwrap().count();
        assert_eq!(files, 4, "one mail and one card a message, and nothing half-written");
    }

    #[tokio::test]
    async fn a_folder_that_cannot_be_written_is_a_temporary_failure_and_later_sending_works() {
        let folder = tempfile::tempdir().unwrap();
        let blocked = folder.path().join("outbox");
        std::fs::write(&blocked, "in the way").unwrap();
        let outbox = outbox(&blocked);
        assert!(matches!(outbox.send(&message("k", "ada@example.org")).await, Err(Failure::Temporary(_))));
        assert!(matches!(outbox.check().await, Err(Failure::Temporary(_))));
        std::fs::remove_file(&blocked).unwrap();
        outbox.send(&message("k", "ada@example.org")).await.unwrap();
        outbox.check().await.unwrap();
        assert_eq!(outbox.list().await.unwrap().len(), 1);
    }

    #[tokio::test]
    async fn what_is_old_is_forgotten_and_what_is_not_ours_stays() {
        let folder = tempfile::tempdir().unwrap();
        let outbox = outbox(folder.path());
        for key in ["old", "young"] {
            outbox.send(&message(key, "ada@example.org")).await.unwrap();
        }
        std::fs::write(folder.path().join("notes.json"), "{}").unwrap();
        let long_ago = SystemTime::UNIX_EPOCH;
        for file in ["notes.json".into(), format!("{}.json", digest("old")), format!("{}.eml", digest("old"))] {
            std::fs::File::options().write(true).open(folder.path().join(file)).unwrap().set_modified(long_ago).unwrap();
        }
        let before = DateTime::<Utc>::from(SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(60));
        assert_eq!(outbox.forget(before).await.unwrap(), 1);
        let keys: Vec<_> = outbox.list().await.unwrap().into_iter().map(|kept| kept.key).collect();
        assert_eq!(keys, ["young"]);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 3, "the young one's two files and the stranger");
        let nowhere = super::OutboxMailer::new("nowhere", "agent@localhost", Arc::new(Ticking(Mutex::new(DateTime::UNIX_EPOCH))));
        assert_eq!(nowhere.unwrap().forget(before).await.unwrap(), 0);
    }

    #[tokio::test]
    async fn a_card_that_is_none_is_passed_over() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("x.json"), "{").unwrap();
        assert_eq!(outbox(folder.path()).list().await.unwrap(), []);
    }
}
