//! An advertised opening and where it came from.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Where the work is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "server", derive(sqlx::Type))]
#[cfg_attr(feature = "server", sqlx(type_name = "text", rename_all = "snake_case"))]
pub enum WorkMode {
    Remote,
    Hybrid,
    OnSite,
}

/// Pay as advertised.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Salary {
    pub min: Option<f64>,
    pub max: Option<f64>,
    /// ISO 4217.
    pub currency: String,
    pub period: Period,
}

impl Salary {
    /// Out of four columns; nothing where currency or period is not known.
    pub fn kept(min: Option<f64>, max: Option<f64>, currency: Option<String>, period: Option<Period>) -> Option<Self> {
        currency.zip(period).map(|(currency, period)| Self { min, max, currency, period })
    }
}

/// What pay is counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "server", derive(sqlx::Type))]
#[cfg_attr(feature = "server", sqlx(type_name = "text", rename_all = "snake_case"))]
pub enum Period {
    Hour,
    Day,
    Week,
    Month,
    Year,
}

/// A posting as a source gives it, cleaned: plain text, absolute links, times in UTC.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct FoundPosting {
    /// The source's key, for example `greenhouse`.
    pub source: String,
    pub external_id: String,
    pub url: String,
    pub company: String,
    pub title: String,
    pub description_text: String,
    pub location: Option<String>,
    pub mode: Option<WorkMode>,
    /// In the source's words: "Full-time".
    pub employment: Option<String>,
    pub salary: Option<Salary>,
    pub posted_at: Option<DateTime<Utc>>,
    pub valid_through: Option<DateTime<Utc>>,
    /// BCP 47, where known.
    pub language: Option<String>,
    /// The board at the source that shows it, in small letters, where the source serves one board a call. What is kept knows it by its
    /// links.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub board: Option<String>,
}

/// What to look out for in a posting.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warning {
    pub kind: WarningKind,
    /// For the person.
    pub text: String,
    /// Words exactly as they stand in the posting, where it is about words.
    pub quote: Option<String>,
}

/// The kinds of [`Warning`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WarningKind {
    /// Advertised more than 45 days ago.
    Old,
    /// The last day to apply has passed.
    Expired,
    AsksForMoney,
    /// Wants to go on in a private messenger.
    Messenger,
    NoCompany,
    UnlikelyPay,
    WorkPermit,
    /// Holds text that is written for a machine and not for people. It is left out of the score.
    Instructions,
    /// Ends in a bare list of search words. It is left out of the score.
    Keywords,
    /// Advertised again and again.
    Reposted,
}

/// What became of an opening since it was first seen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct History {
    pub first_seen_at: DateTime<Utc>,
    pub last_seen_at: DateTime<Utc>,
    /// Since when no source advertises it any more.
    pub expired_at: Option<DateTime<Utc>>,
    /// How often it came back under another number at a source that had shown it before.
    pub reposts: i32,
    pub reposted_at: Option<DateTime<Utc>>,
    /// Every place that advertises it, oldest first.
    pub links: Vec<Link>,
}

/// One place that advertises an opening.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Link {
    /// The source's key.
    pub source: String,
    pub url: String,
    pub first_seen_at: DateTime<Utc>,
    pub last_seen_at: DateTime<Utc>,
}

/// How a source answered. Zero because broken never looks like zero because none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "server", derive(sqlx::Type))]
#[cfg_attr(feature = "server", sqlx(type_name = "text", rename_all = "snake_case"))]
pub enum Outcome {
    Ok,
    OkEmpty,
    NeedsKey,
    NeedsCompany,
    UnknownCompany,
    RateLimited,
    Partial,
    Broken,
    Blocked,
    TimedOut,
}

/// What a source is asked for.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Query {
    pub titles: Vec<String>,
    /// As people write them, for sources that serve one country or place a call.
    pub places: Vec<String>,
    /// Board names at the source, where it serves one company a call.
    pub companies: Vec<String>,
    /// At most this many postings.
    pub limit: usize,
}

/// What a source answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    pub outcome: Outcome,
    pub postings: Vec<FoundPosting>,
    /// Rows the source sent, whether they could be used or not.
    pub got: usize,
    /// Rows left out, by reason in words.
    pub skipped: std::collections::BTreeMap<String, usize>,
    /// What happened, in words, unless all was well.
    pub detail: Option<String>,
}

/// The text of an opening that a person pasted, and what it says at its head: guessed, then as the person left it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pasted {
    pub id: crate::id::PastedId,
    pub head: Head,
    pub text: String,
    /// Whether a run has been asked to score it.
    pub scored: bool,
    pub created_at: DateTime<Utc>,
}

/// What stands above an opening; empty where it is not known.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    pub title: String,
    pub company: String,
    pub place: String,
}

/// A pasted text takes at least and at most so many characters.
pub const PASTED_MIN: usize = 100;
pub const PASTED_MAX: usize = 30_000;
/// A line of its head takes at most so many.
pub const HEAD_MAX: usize = 200;

/// How a source has been doing, for everybody: nobody's boards or searches are in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceHealth {
    pub key: String,
    pub name: String,
    /// How it answered last; nothing while nobody has asked.
    pub state: Option<Outcome>,
    pub checked_at: Option<DateTime<Utc>>,
    /// When it last answered well.
    pub last_ok_at: Option<DateTime<Utc>>,
    /// Settings that the operator has to make before it can be asked.
    pub missing: Vec<String>,
    /// The last thirty days, the oldest first; days on which nobody asked are left out.
    pub days: Vec<HealthDay>,
}

/// How a source answered on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HealthDay {
    pub day: chrono::NaiveDate,
    /// How often it answered well.
    pub well: i64,
    /// How often it did not.
    pub badly: i64,
    /// Postings that came.
    pub got: i64,
}

/// A source, for people who choose.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SourceCard {
    pub key: String,
    pub name: String,
    /// What it holds and under which terms, in a sentence.
    pub about: String,
    /// Whether it must be told companies' board names.
    pub needs_companies: bool,
    /// Whether those are addresses of pages in place of names.
    pub takes_links: bool,
    /// Whether its postings are fictional.
    pub sample: bool,
    /// Settings that the operator has to make before it can be asked.
    pub missing: Vec<String>,
}

impl Answer {
    /// No posting at all, and why.
    pub fn nothing(outcome: Outcome, why: impl Into<String>) -> Self {
        Self { outcome, postings: Vec::new(), got: 0, skipped: std::collections::BTreeMap::new(), detail: Some(why.into()) }
    }
}

impl WarningKind {
    /// Whether no letter should be written to such a posting.
    pub fn is_grave(self) -> bool {
        matches!(self, Self::AsksForMoney | Self::Messenger | Self::Expired | Self::NoCompany)
    }
}
