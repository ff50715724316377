//! How messages leave. A message has a key; the same key is never sent twice.

use async_trait::async_trait;
use bytes::Bytes;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A file that goes with a message.
#[derive(Debug, Clone)]
pub struct Attachment {
    pub filename: String,
    pub media_type: String,
    pub bytes: Bytes,
}

/// One message, rendered.
#[derive(Debug, Clone)]
pub struct Message {
    /// Unique for what is sent; becomes the Message-ID, so that a repeated send is recognised.
    pub key: String,
    pub to: String,
    pub to_name: String,
    pub subject: String,
    pub text: String,
    pub html: String,
    pub attachments: Vec<Attachment>,
    /// Where a mail program can end what this message is one of, with one click and without signing in.
    pub unsubscribe: Option<String>,
}

/// A message in the development outbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    pub key: String,
    pub to: String,
    pub subject: String,
    /// RFC 3339.
    pub at: String,
    pub text: String,
    pub html: String,
    /// Names and sizes of the attachments.
    pub attachments: Vec<(String, u64)>,
}

/// Why a message did not leave.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// Trying again may help.
    #[error("the mail could not be handed over: {0}")]
    Temporary(String),
    /// Trying again will not help.
    #[error("the mail was refused: {0}")]
    Refused(String),
}

/// The port.
#[async_trait]
pub trait Mailer: Send + Sync {
    async fn send(&self, message: &Message) -> Result<(), Failure>;
    /// Says whether mail can leave, for the status page.
    async fn check(&self) -> Result<(), Failure>;
    /// Removes what was kept here before a moment, and says how many messages that were.
    async fn forget(&self, _before: DateTime<Utc>) -> Result<u64, Failure> {
        Ok(0)
    }
    /// `smtp` or `outbox`.
    fn name(&self) -> &str;
}

/// A mail whose point is one link.
#[derive(Debug, Clone)]
pub struct LinkMail {
    pub name: String,
    pub link: String,
}

/// What happened to an account, for its person to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AccountNews {
    PasswordChanged,
    /// By a mailed link; so many keys for programs were revoked.
    PasswordReset {
        keys: u64,
    },
    EmailChanged,
    TwoFactorOn,
    TwoFactorOff,
    BackupCodeUsed,
    /// Somebody can sign in by a provider now.
    WayInAdded,
    WayInRemoved,
    PasswordRemoved,
    PasskeyAdded,
    PasskeyRemoved,
}

/// The shortlist of a job search.
#[derive(Debug, Clone)]
pub struct Shortlist {
    pub name: String,
    pub matches: Vec<ShortlistEntry>,
    /// How many new ones are not listed.
    pub more: usize,
    /// One line a source: what it was asked, what came.
    pub report: Vec<String>,
    /// Where the whole run can be seen.
    pub run_link: String,
    /// How many letters go with the mail.
    pub letters: usize,
    /// Ends the mails of this search without signing in.
    pub stop_link: Option<String>,
}

/// One opening of a shortlist.
#[derive(Debug, Clone)]
pub struct ShortlistEntry {
    pub title: String,
    pub company: String,
    pub location: String,
    pub score: u8,
    pub reasons: Vec<String>,
    pub url: String,
    /// Where it came from, by name; shown with the link because sources ask for it.
    pub source: String,
}

/// What is new since the last digest, and what waits.
#[derive(Debug, Clone)]
pub struct Digest {
    pub name: String,
    /// The best of what is new.
    pub matches: Vec<DigestEntry>,
    /// How many new ones are not listed.
    pub more: usize,
    pub matches_link: String,
    /// Saved, and not applied for yet.
    pub waiting: Vec<DigestEntry>,
    pub more_waiting: usize,
    pub waiting_link: String,
    /// Where its times are changed.
    pub settings_link: String,
    /// Ends it without signing in.
    pub stop_link: String,
}

/// One opening of a digest.
#[derive(Debug, Clone)]
pub struct DigestEntry {
    pub title: String,
    pub company: String,
    pub location: String,
    pub score: u8,
    /// Our page of it.
    pub link: String,
    /// Where it came from, by name and address; sources ask for both.
    pub source: String,
    pub url: String,
}

/// A mail, ready but for its address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    pub subject: String,
    pub text: String,
    pub html: String,
}

/// Puts mails into words. The templates live with the process.
pub trait Composer: Send + Sync {
    fn verify_email(&self, mail: &LinkMail) -> Rendered;
    fn reset_password(&self, mail: &LinkMail) -> Rendered;
    /// Goes to the new address.
    fn change_email(&self, mail: &LinkMail) -> Rendered;
    fn delete_account(&self, mail: &LinkMail) -> Rendered;
    /// `reset_link` is for who did not do it.
    fn account_news(&self, name: &str, news: AccountNews, reset_link: &str) -> Rendered;
    fn shortlist(&self, mail: &Shortlist) -> Rendered;
    fn digest(&self, mail: &Digest) -> Rendered;
}
