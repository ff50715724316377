//! What a person looks for and how well a posting fits. The browser shows these as they are.

use crate::assistant::{FactKind, Persona};
use crate::posting::{Salary, Warning, WorkMode};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// A fact of the profile, as much of it as ranking needs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScoredFact {
    /// What reasons name the fact by: its identifier in a run, its path on the command line.
    pub id: String,
    pub kind: FactKind,
    /// Where it belongs in JSON Resume 1.0, for example `work[0].position`.
    pub path: String,
    pub text: String,
}

/// How far somebody has come. The order is the ladder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    Intern,
    Junior,
    Mid,
    Senior,
    Lead,
    Director,
}

/// A skill that the CV shows, and where.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HeldSkill {
    /// The usual name, for example `PostgreSQL` for "postgres".
    pub name: String,
    pub facts: Vec<String>,
    /// Whether the CV lists it as a skill; otherwise it is only mentioned.
    pub listed: bool,
}

/// A position that the person held.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct HeldRole {
    pub title: String,
    pub start: Option<NaiveDate>,
    /// Nothing while it lasts, or where no date is given.
    pub end: Option<NaiveDate>,
    pub facts: Vec<String>,
}

/// A place or a language that the CV names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    pub text: String,
    pub facts: Vec<String>,
}

/// Who a posting is measured against: what the facts say, and what the person wishes for.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Candidate {
    pub skills: Vec<HeldSkill>,
    /// Newest first.
    pub roles: Vec<HeldRole>,
    /// What they call themselves under their name.
    pub label: Option<Named>,
    /// Years at work, overlaps counted once; nothing where no role has dates.
    pub years: Option<f32>,
    pub level: Option<Level>,
    pub locations: Vec<Named>,
    pub languages: Vec<Named>,
    // Wishes, which no CV states.
    pub titles: Vec<String>,
    /// Places to work at, as typed. Where empty, the CV's own places count.
    pub places: Vec<String>,
    pub modes: Vec<WorkMode>,
    pub salary_floor: Option<Salary>,
    pub persona: Option<Persona>,
}

/// Which of the five a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartKey {
    Skills,
    Seniority,
    Place,
    Culture,
    Pay,
}

impl PartKey {
    pub const ALL: [PartKey; 5] = [Self::Skills, Self::Seniority, Self::Place, Self::Culture, Self::Pay];

    /// What it is called on the page.
    pub fn name(self) -> &'static str {
        match self {
            Self::Skills => "Skills",
            Self::Seniority => "Seniority",
            Self::Place => "Place and mode",
            Self::Culture => "Culture",
            Self::Pay => "Pay",
        }
    }
}

/// Why a part is as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reason {
    pub text: String,
    /// Words exactly as they stand in the posting; nothing where its source says it in a field of its own, or not at all.
    pub quote: Option<String>,
    /// Identifiers of the facts behind it.
    pub facts: Vec<String>,
}

/// One of the five parts of a score.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Part {
    pub key: PartKey,
    /// 0 to 100. Means nothing where the confidence is 0.
    pub score: u8,
    /// Its share of the whole, 0 to 1.
    pub weight: f32,
    /// 0 to 1: how much there was to go by.
    pub confidence: f32,
    pub reasons: Vec<Reason>,
}

/// How well a posting fits a person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Scored {
    /// 0 to 100.
    pub score: u8,
    /// 0 to 1. What is not known lowers this and not the score.
    pub confidence: f32,
    /// Always five, in the order of [`PartKey::ALL`].
    pub parts: Vec<Part>,
    /// What the posting wants and the profile does not show, in words, weightiest first.
    pub gaps: Vec<String>,
    pub warnings: Vec<Warning>,
}

/// A posting left out because another one says the same.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Dropped {
    pub source: String,
    pub external_id: String,
    pub title: String,
    pub company: String,
    /// In words, for the report.
    pub reason: String,
}
