//! Searches, matches and the report, as pages show them.

use super::{Part, PartKey};
use crate::assistant::{Budget, Spent};
use crate::id::{JobSearchId, LetterId, MatchId, PostingId, RunId};
use crate::posting::{FoundPosting, History, Outcome, Salary, Warning, WorkMode};
use crate::profile::Fact;
use crate::run::Snapshot;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// What a person looks for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Criteria {
    pub titles: Vec<String>,
    pub places: Vec<String>,
    /// Empty: any.
    pub modes: Vec<WorkMode>,
    /// Keys of sources.
    pub sources: Vec<String>,
    /// Companies as people name them: by a careers link or by name. Kept settings have their boards below instead, and here the names
    /// that no list knows: each run looks for their boards.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub boards: Vec<String>,
    /// Board names by source, where a source serves one company a call.
    pub companies: BTreeMap<String, Vec<String>>,
    /// A year, before tax.
    pub salary_floor: Option<i64>,
    /// ISO 4217.
    pub currency: String,
    /// Leave out what was posted longer ago.
    pub fresh_days: Option<u32>,
    /// Matches kept at most.
    pub limit: u32,
    /// Letters written for this many of the best.
    pub letters: u32,
    /// Mail the shortlist at the end.
    pub deliver: bool,
    /// Let the installation's model read the best and word the letters: facts then go to its provider. Nobody who was not asked has agreed.
    #[serde(default)]
    pub model: bool,
}

impl Default for Criteria {
    fn default() -> Self {
        Self {
            titles: Vec::new(),
            places: Vec::new(),
            modes: Vec::new(),
            sources: vec!["sample".into()],
            boards: Vec::new(),
            companies: BTreeMap::new(),
            salary_floor: None,
            currency: "EUR".into(),
            fresh_days: Some(45),
            limit: 50,
            letters: 3,
            deliver: true,
            model: false,
        }
    }
}

/// A search that was made, newest first on its page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct JobSearch {
    pub id: JobSearchId,
    pub name: String,
    pub criteria: Criteria,
    pub last_run_id: Option<RunId>,
    pub created_at: DateTime<Utc>,
}

/// How often a search runs by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Every {
    Day,
    /// Monday to Friday.
    Weekday,
    /// On Mondays.
    Week,
}

/// When a search runs by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timetable {
    pub every: Every,
    /// Of the clock on the wall there.
    pub hour: u8,
    pub timezone: String,
    pub next_at: DateTime<Utc>,
    /// The same as the clock on the wall there says it.
    pub next_words: String,
    pub last_run_id: Option<RunId>,
    pub paused: bool,
}

/// What a person did with a match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "server", derive(sqlx::Type))]
#[cfg_attr(feature = "server", sqlx(type_name = "text", rename_all = "snake_case"))]
pub enum MatchStatus {
    New,
    Saved,
    Dismissed,
    Applied,
}

/// Why somebody dismisses a match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    Work,
    Level,
    Place,
    Pay,
    Company,
    /// Looks wrong or like a scam.
    Wrong,
    Known,
}

impl Why {
    pub const ALL: [Self; 7] = [Self::Work, Self::Level, Self::Place, Self::Pay, Self::Company, Self::Wrong, Self::Known];
    /// Those that say something about other openings, weightiest first.
    pub const TEACHING: [Self; 6] = [Self::Company, Self::Wrong, Self::Work, Self::Place, Self::Pay, Self::Level];

    /// As the person says it, and as it is kept.
    pub fn words(self) -> &'static str {
        match self {
            Self::Work => "Not my kind of work",
            Self::Level => "Wrong level",
            Self::Place => "Wrong place or mode",
            Self::Pay => "Pays too little",
            Self::Company => "Not this company",
            Self::Wrong => "Looks wrong or like a scam",
            Self::Known => "I know it already",
        }
    }

    /// What [`Self::words`] wrote.
    pub fn read(words: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|why| why.words() == words)
    }
}

/// A dismissed match that lowers others in later rankings.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Lesson {
    /// The dismissed match.
    pub id: MatchId,
    pub why: Why,
    pub title: String,
    pub company: String,
    pub location: Option<String>,
    pub mode: Option<WorkMode>,
    pub salary: Option<Salary>,
    pub learned_at: DateTime<Utc>,
}

/// A match in the list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MatchCard {
    pub id: MatchId,
    pub posting_id: PostingId,
    pub score: i16,
    pub confidence: f32,
    pub title: String,
    pub company: String,
    pub location: Option<String>,
    pub mode: Option<WorkMode>,
    pub source: String,
    pub url: String,
    pub posted_at: Option<DateTime<Utc>>,
    pub status: MatchStatus,
    /// The five parts in short: key and score; no score where nothing was known.
    pub parts: Vec<(PartKey, Option<u8>)>,
    /// The two weightiest reasons.
    pub reasons: Vec<String>,
    pub warnings: usize,
    pub letter_id: Option<LetterId>,
    pub sample: bool,
    /// The last run of its search was the first that found it.
    pub fresh: bool,
}

/// A match in few words.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Highlight {
    pub id: MatchId,
    pub score: i16,
    pub title: String,
    pub company: String,
    pub location: Option<String>,
    pub mode: Option<WorkMode>,
}

/// What the dashboard shows beside the numbers.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Latest {
    /// The best of what the person has not looked at.
    pub best: Vec<Highlight>,
    /// Newest first.
    pub runs: Vec<Snapshot>,
}

/// One match with all that is known about it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MatchView {
    pub card: MatchCard,
    pub posting: FoundPosting,
    pub parts: Vec<Part>,
    pub gaps: Vec<String>,
    pub warnings: Vec<Warning>,
    /// The facts that the reasons name.
    pub facts: Vec<Fact>,
    pub run_id: RunId,
    pub dismissed_why: Option<String>,
    /// Since when and where it is advertised.
    pub history: Option<History>,
}

/// How many matches there are: all that were not dismissed, and those of each state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MatchCounts {
    pub all: i64,
    pub new: i64,
    pub saved: i64,
    pub dismissed: i64,
}

/// The person's numbers, for the navigation and the dashboard.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Numbers {
    pub new_matches: i64,
    pub saved: i64,
    pub letters: i64,
    pub running: i64,
    pub searches: i64,
    pub facts: i64,
    pub uploads: i64,
}

/// What one source did in a run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SourceLine {
    pub key: String,
    pub name: String,
    pub outcome: Outcome,
    /// What it was asked for, in words.
    pub asked: String,
    /// Rows it sent.
    pub got: usize,
    /// Postings that were scored.
    pub kept: usize,
    /// Rows left out, by reason.
    pub dropped: BTreeMap<String, usize>,
    /// What happened, unless all was well.
    pub detail: Option<String>,
}

/// What came of looking for the board of a company that was named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BoardLine {
    /// As the person wrote it.
    pub name: String,
    pub found: bool,
    /// Where it was found, or what to do.
    pub words: String,
}

/// A letter that the run wrote, and the opening that it is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportLetter {
    pub id: LetterId,
    pub title: String,
    pub company: String,
}

/// What the model did in a run, and what it cost.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReportModel {
    pub name: String,
    pub provider: String,
    pub budget: Budget,
    pub spent: Spent,
    /// Matches that it read.
    pub read: usize,
    /// Those of them whose score it moved.
    pub moved: usize,
    /// What it said and could not show.
    pub refused: usize,
    /// What it did not do, in words.
    pub warnings: Vec<String>,
}

/// The honest end of a job search.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    pub sources: Vec<SourceLine>,
    /// Companies whose boards were looked for.
    #[serde(default)]
    pub boards: Vec<BoardLine>,
    pub scored: usize,
    /// How many of them came from earlier runs and are still open.
    #[serde(default)]
    pub from_before: usize,
    pub matches: usize,
    pub new_matches: usize,
    pub letters: Vec<ReportLetter>,
    /// Letters that the gate refused, by reason: nothing without facts is written.
    pub letters_refused: Vec<String>,
    /// The run that mails the shortlist.
    pub delivery_run: Option<RunId>,
    /// Nothing where the built-in assistant did everything.
    #[serde(default)]
    pub model: Option<ReportModel>,
    pub criteria: Criteria,
}
