//! What we know of a person, as the browser sees it.

use crate::assistant::{FactKind, Persona, Turn};
use crate::document::{Format, Look, Page, Place};
use crate::id::{FactId, UploadId};
use crate::posting::WorkMode;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A CV is at most this large.
pub const UPLOAD_BYTES_MAX: usize = 10 * 1024 * 1024;
/// A person keeps at most this many CVs.
pub const UPLOADS_MAX: usize = 10;
/// "About you" texts are at most this many characters.
pub const BASIC_INFO_MAX: usize = 4_000;
pub const LOCATION_MAX: usize = 200;
/// A fact is at most this many characters.
pub const FACT_MAX: usize = 2_000;
/// A turn of the vibe check is at most this many characters.
pub const TURN_MAX: usize = 2_000;
/// A persona's summary is at most this many characters.
pub const PERSONA_MAX: usize = 3_000;

/// The first step of onboarding.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    pub name: String,
    pub location: String,
    pub work_mode: Option<WorkMode>,
    pub basic_info: String,
}

/// Whether a CV has been read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "server", derive(sqlx::Type))]
#[cfg_attr(feature = "server", sqlx(type_name = "text", rename_all = "snake_case"))]
pub enum TextStatus {
    Pending,
    Read,
    /// There is no text in it.
    Empty,
    Failed,
}

/// A CV that a person uploaded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Upload {
    pub id: UploadId,
    pub filename: String,
    pub format: Format,
    pub bytes: i64,
    pub pages: Option<i32>,
    pub text_status: TextStatus,
    /// In words, when it could not be read.
    pub text_error: Option<String>,
    /// In words, what to know about how it was read.
    pub notes: Vec<String>,
    pub created_at: DateTime<Utc>,
}

/// One statement about the person.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Fact {
    pub id: FactId,
    /// `None`: typed by the person.
    pub upload_id: Option<UploadId>,
    /// Where it belongs in JSON Resume 1.0; facts of one role share `work[0]`.
    pub path: String,
    pub kind: FactKind,
    pub text: String,
    pub place: Option<Place>,
    pub confidence: f32,
    pub status: FactStatus,
}

/// What the person said about a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "server", derive(sqlx::Type))]
#[cfg_attr(feature = "server", sqlx(type_name = "text", rename_all = "snake_case"))]
pub enum FactStatus {
    /// Nothing yet.
    Found,
    Confirmed,
    /// These are the person's words, in the place of what was read.
    Edited,
    Removed,
}

impl FactStatus {
    /// The person has decided, so nobody asks again.
    pub fn is_settled(self) -> bool {
        matches!(self, Self::Confirmed | Self::Edited)
    }
}

/// A title worth searching for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TitleIdea {
    pub title: String,
    /// The facts behind it.
    pub facts: Vec<FactId>,
}

/// Everything on the profile page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    pub about: About,
    pub email: String,
    pub profile_text: Option<String>,
    pub titles: Vec<TitleIdea>,
    pub persona: Option<Persona>,
    /// What they chose last of a document's looks.
    pub look: Look,
    pub uploads: Vec<Upload>,
    pub facts: Vec<Fact>,
    /// What two CVs say differently of the same thing.
    pub conflicts: Vec<Conflict>,
    /// Facts that the person took out and may want back.
    pub removed: Vec<Fact>,
}

/// A page of a CV with its text and where each line of it stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CvPage {
    pub upload_id: UploadId,
    pub filename: String,
    pub page: Page,
}

/// The vibe check as far as it went.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct VibeCheck {
    pub turns: Vec<Turn>,
    pub question: u32,
    pub of: u32,
    pub suggestions: Vec<String>,
    pub finished: bool,
    /// There once the chat is finished.
    pub persona: Option<Persona>,
}

/// One thing with several answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflict {
    /// "E-mail", "Engineer, Nordwind: from".
    pub about: String,
    /// What is said, one fact for each answer and CV.
    pub facts: Vec<FactId>,
    /// Only one answer can stay; the others of the same thing are taken out and not corrected.
    pub single: bool,
}
