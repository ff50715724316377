//! A working document, as its page shows it.

use super::{Part, Shape};
use crate::document::survival::Survival;
use crate::document::{Design, Look, Script};
use crate::id::{ArtifactId, FactId, ResumeId, RunId};
use crate::profile::Fact;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A person keeps at most this many, and that many with those that were thrown away and are not forgotten yet.
pub const RESUMES_MAX: usize = 50;
pub const RESUMES_KEPT: usize = 100;
/// A name is at most this many characters.
pub const RESUME_NAME_MAX: u32 = 120;
/// A line of an entry is at most this many characters, a paragraph or a list that many.
pub const LINE_MAX: usize = 300;
pub const TEXT_MAX: usize = 6_000;
/// All fields of a résumé have together at most this many characters.
pub const DRAFT_MAX: usize = 400_000;
/// A section has at most this many entries, a list this many lines.
pub const ENTRIES_MAX: usize = 60;
pub const LINES_MAX: usize = 60;

/// The languages that headings and hyphenation know, with their names.
pub const LANGUAGES: [(&str, &str); 7] = [
    ("en", "English"),
    ("de", "Deutsch"),
    ("fr", "Français"),
    ("es", "Español"),
    ("pt", "Português"),
    ("it", "Italiano"),
    ("nl", "Nederlands"),
];

/// What stands in a field: one text, or a list of them. JSON writes it as the standard does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Content {
    One(String),
    Many(Vec<String>),
}

impl Content {
    /// Its characters, with the line ends between those of a list.
    pub fn length(&self) -> usize {
        match self {
            Self::One(text) => text.chars().count(),
            Self::Many(lines) => lines.iter().map(|line| line.chars().count() + 1).sum(),
        }
    }

    /// As a control shows it: a list one a line.
    pub fn text(&self) -> String {
        match self {
            Self::One(text) => text.clone(),
            Self::Many(lines) => lines.join("\n"),
        }
    }

    pub fn is_empty(&self) -> bool {
        match self {
            Self::One(text) => text.is_empty(),
            Self::Many(lines) => lines.is_empty(),
        }
    }
}

/// One role, one school, one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Unique in its document, also among what was removed from it.
    pub id: u32,
    /// Kept, but on no page and in no file.
    #[serde(default)]
    pub hidden: bool,
    pub fields: BTreeMap<String, Content>,
    /// The facts behind a field; those of a list's lines by `highlights[0]`. What the person wrote has none.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub facts: BTreeMap<String, Vec<FactId>>,
}

impl Entry {
    pub fn new(id: u32) -> Self {
        Self { id, hidden: false, fields: BTreeMap::new(), facts: BTreeMap::new() }
    }

    /// What a control shows of this field.
    pub fn text(&self, field: &str) -> String {
        self.fields.get(field).map(Content::text).unwrap_or_default()
    }

    /// How it is called where there is no room for all of it.
    pub fn title(&self, part: Part) -> String {
        let shown = part.fields().iter().filter(|spec| !matches!(spec.shape, Shape::Date | Shape::Link));
        let named: Vec<String> = shown.map(|spec| self.text(spec.name)).filter(|text| !text.is_empty()).take(2).collect();
        let title = if named.is_empty() { format!("Empty {}", part.entry()) } else { named.join(", ").replace('\n', ", ") };
        if title.chars().count() > 80 { title.chars().take(79).chain(['…']).collect() } else { title }
    }

    /// All facts behind it, each once.
    pub fn facts(&self) -> Vec<FactId> {
        let mut all: Vec<FactId> = self.facts.values().flatten().copied().collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// A section with its entries, in the person's order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Section {
    pub part: Part,
    #[serde(default)]
    pub hidden: bool,
    pub entries: Vec<Entry>,
}

/// All of it. Every section is there, empty ones too.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// The id of the next entry.
    pub next: u32,
    pub sections: Vec<Section>,
}

impl Draft {
    pub fn section(&self, part: Part) -> Option<&Section> {
        self.sections.iter().find(|section| section.part == part)
    }

    pub fn entry(&self, id: u32) -> Option<(Part, &Entry)> {
        self.sections.iter().find_map(|section| Some((section.part, section.entries.iter().find(|entry| entry.id == id)?)))
    }

    /// The characters of all fields together.
    pub fn length(&self) -> usize {
        self.sections.iter().flat_map(|section| &section.entries).flat_map(|entry| entry.fields.values()).map(Content::length).sum()
    }

    /// Whether somebody who reads both would see no difference.
    pub fn is_same(&self, other: &Self) -> bool {
        self.sections == other.sections
    }
}

/// A résumé in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResumeCard {
    pub id: ResumeId,
    pub name: String,
    pub design: Design,
    pub language: String,
    pub confirmed: bool,
    pub changed: bool,
    pub updated_at: DateTime<Utc>,
    /// The CV that it was made from, while that is there.
    pub source: Option<String>,
    pub files: i64,
}

/// What changes while somebody works on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Working {
    pub revision: i64,
    pub draft: Draft,
    /// Somebody looked through the sections and said that they are right.
    pub confirmed: bool,
    /// What changed since then, in words.
    pub changed: Vec<String>,
    pub can_undo: bool,
    pub can_redo: bool,
}

impl Working {
    /// Why no file is made of it now; nothing where one is.
    pub fn refusal(&self) -> Option<String> {
        if !self.confirmed {
            return Some(
                "Nobody has confirmed these sections yet. Look through them and confirm them; then they can become a file.".into(),
            );
        }
        (!self.changed.is_empty()).then(|| {
            format!(
                "This changed since you confirmed it: {}. Confirm the sections again, or undo the change; then they can become a file.",
                self.changed.join(", ")
            )
        })
    }
}

/// One résumé with all that its page shows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Resume {
    pub id: ResumeId,
    pub name: String,
    pub look: Look,
    pub language: String,
    pub work: Working,
    /// All facts that are known: undo brings back entries that came from others than those that are there now.
    pub facts: Vec<Fact>,
    /// Scripts of what stands in it that no font here has.
    pub uncovered: Vec<Script>,
}

/// A field that was changed by somebody else between reading and writing it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clash {
    /// `17.position`
    pub field: String,
    /// What stands there now.
    pub theirs: String,
}

/// What came of an edit: the new state, or, with nothing changed, where it clashed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edited {
    pub work: Working,
    pub clashes: Vec<Clash>,
}

/// What may be done with sections and entries besides writing in them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    AddEntry,
    RemoveEntry,
    EntryUp,
    EntryDown,
    HideEntry,
    ShowEntry,
    SectionUp,
    SectionDown,
    HideSection,
    ShowSection,
    Undo,
    Redo,
}

impl Change {
    /// Whether it might throw away what the person has not seen.
    pub fn needs_sight(self) -> bool {
        matches!(self, Self::RemoveEntry | Self::Undo | Self::Redo)
    }
}

/// Why a version was kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "server", derive(sqlx::Type))]
#[cfg_attr(feature = "server", sqlx(type_name = "text", rename_all = "snake_case"))]
pub enum Reason {
    Import,
    Edit,
    Confirm,
    Restore,
    Tailor,
}

impl Reason {
    pub fn words(self) -> &'static str {
        match self {
            Self::Import => "Made from your profile",
            Self::Edit => "Kept",
            Self::Confirm => "Confirmed",
            Self::Restore => "Put back",
            Self::Tailor => "Tailored",
        }
    }
}

/// A version in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionCard {
    pub number: i32,
    pub reason: Reason,
    pub created_at: DateTime<Utc>,
    /// Whether it says the same as the working document.
    pub is_present: bool,
}

/// A run of words, and whether they are in both, only in the older or only in the newer one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    Same,
    Gone,
    New,
}

/// One place where two states differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Difference {
    pub part: Part,
    /// The entry, and the field where it is about one.
    pub place: String,
    /// Empty where `words` say it all.
    pub what: String,
    pub words: Vec<(Mark, String)>,
}

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "server", derive(sqlx::Type))]
#[cfg_attr(feature = "server", sqlx(type_name = "text", rename_all = "snake_case"))]
pub enum ArtifactKind {
    Pdf,
    Docx,
    Zip,
    Json,
}

impl ArtifactKind {
    pub const ALL: [Self; 4] = [Self::Pdf, Self::Docx, Self::Zip, Self::Json];

    /// As the database, the file's end and a form say it.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Docx => "docx",
            Self::Zip => "zip",
            Self::Json => "json",
        }
    }

    pub const fn title(self) -> &'static str {
        match self {
            Self::Pdf => "PDF",
            Self::Docx => "Word (DOCX)",
            Self::Zip => "Everything (ZIP)",
            Self::Json => "JSON Resume",
        }
    }

    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Zip => "application/zip",
            Self::Json => "application/json",
        }
    }
}

/// A file that was made. It is never changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Artifact {
    pub id: ArtifactId,
    pub resume_id: ResumeId,
    pub run_id: RunId,
    pub kind: ArtifactKind,
    /// From 1, of this résumé and kind.
    pub version: i32,
    /// The kept state that it was made from.
    pub resume_version: i32,
    pub filename: String,
    pub bytes: i64,
    pub sha256: String,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    /// Of kinds that people print and programs sort, once it was read back.
    pub read_back: Option<ReadBack>,
}

/// What came of reading a file back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReadBack {
    pub survival: Survival,
    /// Scripts that no font here has: their letters are missing in the file.
    pub uncovered: Vec<Script>,
}

/// The files of one kind: the latest, and the last five with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Artifacts {
    pub kind: ArtifactKind,
    pub latest: Option<Artifact>,
    pub last: Vec<Artifact>,
}
