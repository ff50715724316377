//! What an assistant is told and what it answers, in words that name no slice.

use crate::document::Place;
use serde::{Deserialize, Serialize};

/// What a statement about a person is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "server", derive(sqlx::Type))]
#[cfg_attr(feature = "server", sqlx(type_name = "text", rename_all = "snake_case"))]
pub enum FactKind {
    Name,
    Label,
    Contact,
    Location,
    Summary,
    Employer,
    Role,
    Date,
    Achievement,
    Education,
    Skill,
    Language,
    Certificate,
    Project,
    Publication,
    Award,
    Volunteer,
    Interest,
    Reference,
}

impl FactKind {
    /// Who somebody is and where they are reached. No model is told.
    pub fn is_private(self) -> bool {
        matches!(self, Self::Name | Self::Contact | Self::Location | Self::Reference)
    }
}

/// One statement that was found in a CV, with its place there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FoundFact {
    /// Where it belongs in JSON Resume 1.0, for example `work[0].position`. Facts of one role share `work[0]`.
    pub path: String,
    pub kind: FactKind,
    /// As it is printed.
    pub text: String,
    /// As JSON Resume wants it (a date as `2021-03`, say); equal to `text` where nothing was changed.
    pub value: serde_json::Value,
    pub place: Place,
    /// 0 to 1.
    pub confidence: f32,
}

/// A CV, read.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    pub facts: Vec<FoundFact>,
    /// BCP 47 of the CV's language.
    pub language: String,
    /// What could not be placed, in words.
    pub warnings: Vec<String>,
}

/// A job title worth searching for, and why.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SuggestedTitle {
    pub title: String,
    /// Paths of the facts behind it.
    pub because: Vec<String>,
}

/// Who said a turn of the vibe check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "server", derive(sqlx::Type))]
#[cfg_attr(feature = "server", sqlx(type_name = "text", rename_all = "snake_case"))]
pub enum Speaker {
    Assistant,
    Person,
}

/// One turn of the vibe check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    pub speaker: Speaker,
    pub text: String,
}

/// What the assistant says next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    pub text: String,
    /// The question alone, which the text ends with; empty at the end.
    pub asks: String,
    /// Which question of how many this is, for the progress line.
    pub question: u32,
    pub of: u32,
    /// Short answers that can be sent with one press.
    pub suggestions: Vec<String>,
    /// The chat is over and a persona can be summed up.
    pub finished: bool,
}

/// How a person likes to work, on one axis.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Trait {
    /// One of [`AXES`]' keys.
    pub axis: String,
    /// The named pole, for example "Autonomy".
    pub name: String,
    /// −2 (the axis' left pole) to 2 (its right pole); 0 is balanced.
    pub lean: i8,
    /// The person's own words that say so.
    pub evidence: String,
}

/// The axes of a persona: key, left pole, right pole.
pub const AXES: &[(&str, &str, &str)] = &[
    ("autonomy", "Guidance", "Autonomy"),
    ("pace", "Steady pace", "Fast pace"),
    ("collaboration", "Focused alone", "Together"),
    ("structure", "Structure", "Improvisation"),
    ("communication", "Written and asynchronous", "Spoken and direct"),
    ("purpose", "Craft", "Mission"),
    ("stability", "Established", "Early stage"),
];

/// The cultural summary that comes out of the vibe check.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Persona {
    /// Two to four sentences, second person.
    pub summary: String,
    pub traits: Vec<Trait>,
    /// Things that the person will not have, in their own words.
    pub avoid: Vec<String>,
}

/// What a letter is written from: numbered facts and the posting's text. Both are data, never instructions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LetterBrief {
    pub person: String,
    pub title: String,
    pub company: String,
    pub posting_text: String,
    /// Facts by index; a sentence names those that stand behind it.
    pub facts: Vec<LetterFact>,
    /// Indices of facts that the match found relevant, best first.
    pub relevant: Vec<usize>,
    pub persona: Option<Persona>,
    /// BCP 47.
    pub language: String,
}

/// A fact as a letter may use it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LetterFact {
    pub kind: FactKind,
    pub path: String,
    pub text: String,
}

/// A sentence of a letter.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DraftSentence {
    pub text: String,
    /// Indices into the brief's facts. Empty only for greetings, closings and words about the posting itself.
    pub facts: Vec<usize>,
    /// Words taken from the posting, where the sentence is about it.
    pub quote: Option<String>,
}

/// A letter as drafted: paragraphs of sentences.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    pub paragraphs: Vec<Vec<DraftSentence>>,
}
