//! A run as people and programs see it.

use crate::id::RunId;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// What a run does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "server", derive(sqlx::Type))]
#[cfg_attr(feature = "server", sqlx(type_name = "text", rename_all = "snake_case"))]
pub enum Kind {
    /// Reads the CVs into a profile.
    Profiling,
    /// Collects postings, scores them, writes letters.
    JobSearch,
    /// Mails the shortlist.
    Delivery,
    /// Mails what is new since the last one, on a schedule of its own.
    Digest,
    /// Makes a file of a résumé.
    Export,
    /// Sends one mail about the account.
    AccountMail,
    /// Forgets what nobody needs any more. The house's own.
    Retention,
    /// Gathers everything that is here of a person into one file.
    DataExport,
    /// Removes every row and file of a person who left.
    AccountDeletion,
}

impl Kind {
    pub const ALL: [Self; 9] = [
        Self::Profiling,
        Self::JobSearch,
        Self::Delivery,
        Self::Digest,
        Self::Export,
        Self::AccountMail,
        Self::Retention,
        Self::DataExport,
        Self::AccountDeletion,
    ];

    /// As the database and the settings write it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Profiling => "profiling",
            Self::JobSearch => "job_search",
            Self::Delivery => "delivery",
            Self::Digest => "digest",
            Self::Export => "export",
            Self::AccountMail => "account_mail",
            Self::Retention => "retention",
            Self::DataExport => "data_export",
            Self::AccountDeletion => "account_deletion",
        }
    }

    /// For the database. A newer version may have put kinds there that this one does not know; it leaves those alone.
    #[cfg(feature = "server")]
    pub(super) fn keys(kinds: &[Self]) -> Vec<String> {
        kinds.iter().map(|kind| kind.key().to_owned()).collect()
    }

    /// How many minutes of waiting it has ahead of others.
    pub fn priority(self) -> i32 {
        match self {
            // Somebody sits in front of the page and waits for it.
            Self::AccountMail => 10,
            Self::Profiling | Self::Export => 2,
            Self::Delivery | Self::DataExport => 1,
            Self::JobSearch | Self::Digest | Self::Retention | Self::AccountDeletion => 0,
        }
    }

    /// For headings.
    pub fn title(self) -> &'static str {
        match self {
            Self::Profiling => "Profiling",
            Self::JobSearch => "Job search",
            Self::Delivery => "Delivery",
            Self::Digest => "Digest",
            Self::Export => "Export",
            Self::AccountMail => "Account mail",
            Self::Retention => "Retention",
            Self::DataExport => "Taking everything along",
            Self::AccountDeletion => "Account deletion",
        }
    }

    /// What its stages count, in their order: key and label.
    pub fn counters(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Profiling => &[("facts", "Facts"), ("problems", "CVs that could not be read")],
            Self::JobSearch => &[
                ("got", "Postings found"),
                ("kept", "Left after sorting"),
                ("scored", "Scored"),
                ("letters", "Letters"),
                ("matches", "Matches"),
            ],
            Self::Delivery => &[("letters", "Letters")],
            Self::Digest => &[("matches", "New matches")],
            Self::Retention => &[
                ("events", "Events"),
                ("sessions", "Sessions"),
                ("tokens", "Tokens"),
                ("attempts", "Attempts"),
                ("schedules", "Timetables"),
                ("mails", "Mails sent"),
                ("outbox", "Mails in the outbox"),
                ("artifacts", "Files of résumés"),
                ("resumes", "Résumés"),
                ("own runs", "Own runs"),
            ],
            Self::Export | Self::AccountMail | Self::DataExport | Self::AccountDeletion => &[],
        }
    }

    /// The stages that a stepper shows, in order: key and label.
    pub fn stages(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Profiling => {
                &[("reading", "Read the CVs"), ("facts", "Find the facts"), ("titles", "Suggest titles"), ("saving", "Write the profile")]
            }
            Self::JobSearch => &[
                ("collecting", "Ask the sources"),
                ("sorting", "Remove duplicates"),
                ("scoring", "Score postings"),
                ("writing", "Write letters"),
                ("saving", "Keep the matches"),
                ("delivering", "Mail the shortlist"),
            ],
            Self::Delivery => &[("composing", "Compose the mail"), ("sending", "Send it")],
            Self::Digest => &[("choosing", "See what is new"), ("composing", "Compose the mail"), ("sending", "Send it")],
            Self::Export => &[("setting", "Set the pages"), ("keeping", "Keep the file")],
            Self::AccountMail => &[("sending", "Send the mail")],
            Self::Retention => &[("forgetting", "Forget what nobody needs")],
            Self::DataExport => &[("gathering", "Gather everything"), ("packing", "Pack the file")],
            Self::AccountDeletion => &[("files", "Remove the files"), ("rows", "Remove the rest")],
        }
    }
}

/// Where a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "server", derive(sqlx::Type))]
#[cfg_attr(feature = "server", sqlx(type_name = "text", rename_all = "snake_case"))]
pub enum Status {
    Queued,
    Running,
    Completed,
    Failed,
    Cancelled,
}

impl Status {
    /// Whether nothing more will happen.
    pub fn is_final(self) -> bool {
        matches!(self, Self::Completed | Self::Failed | Self::Cancelled)
    }
}

/// What a stream of a run carries, and what its page shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Snapshot {
    pub run_id: RunId,
    pub kind: Kind,
    /// Of the last event.
    pub seq: i64,
    pub status: Status,
    pub stage: Option<String>,
    pub stage_index: i32,
    pub stage_count: i32,
    pub done: i32,
    pub total: i32,
    pub message: Option<String>,
    pub counters: serde_json::Value,
    /// In words, once failed.
    pub error_message: Option<String>,
    pub created_at: DateTime<Utc>,
    pub started_at: Option<DateTime<Utc>>,
    pub finished_at: Option<DateTime<Utc>>,
}

/// A run with what it was asked and what came out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Run {
    #[serde(flatten)]
    pub snapshot: Snapshot,
    pub input: serde_json::Value,
    pub output: Option<serde_json::Value>,
    pub settings: serde_json::Value,
    pub attempt: i32,
    pub crashes: i32,
    pub retry_of: Option<RunId>,
    pub cancel_requested: bool,
    /// Crashed its worker three times; only the operator starts it again.
    pub quarantined: bool,
    pub cost: Cost,
}

/// What steps were paid for, by name: tokens, money in millionths, calls. Empty for what costs nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Cost(pub std::collections::BTreeMap<String, i64>);

/// How much may run at once, over all workers of a database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Of one person.
    pub person: i32,
    /// Of a kind; without an entry only the workers' slots limit it.
    pub kinds: std::collections::BTreeMap<Kind, i32>,
}

impl Default for Limits {
    fn default() -> Self {
        Self { person: 3, kinds: std::collections::BTreeMap::new() }
    }
}

#[cfg(feature = "server")]
impl Limits {
    pub(super) fn as_json(&self) -> serde_json::Value {
        self.kinds
            .iter()
            .map(|(kind, limit)| (kind.key().to_owned(), serde_json::Value::from(*limit)))
            .collect::<serde_json::Map<_, _>>()
            .into()
    }
}
