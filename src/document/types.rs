//! Positioned text, as every reader gives it and every fact refers to it.

use super::{Foreign, Format};
use serde::{Deserialize, Serialize};

/// One page in reading order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Page {
    /// From 1.
    pub number: u32,
    /// In points (1/72 inch); 0 where the format has no pages.
    pub width: f32,
    pub height: f32,
    /// The page's text in reading order, lines joined by `\n`. Offsets everywhere count Unicode scalar values of it.
    pub text: String,
    pub lines: Vec<Line>,
}

/// One line of a page's text and where it stands on the paper.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// Offset of the first character in the page's text.
    pub start: u32,
    /// Offset behind the last.
    pub end: u32,
    /// Left, top, width, height in points from the page's top left corner.
    pub bbox: [f32; 4],
    /// Left edges of the line's cells, which tabs divide in the text; empty where the format does not say.
    #[serde(default)]
    pub cells: Vec<f32>,
    /// Their right edges; empty where the left ones are.
    #[serde(default)]
    pub ends: Vec<f32>,
    /// Font size in points; 0 when unknown.
    pub size: f32,
    pub bold: bool,
    /// Which column the line stands in, from 0; columns are read one after the other.
    pub column: u32,
    /// Whether the next line goes on with this one; `None` where the format does not say and only the look of it tells.
    #[serde(default)]
    pub wraps: Option<bool>,
}

/// What a file says about the person by itself, because its format names every field.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stated {
    /// Where it belongs in JSON Resume 1.0, for example `work[0].position`.
    pub path: String,
    /// As it stands in the file.
    pub text: String,
    /// As JSON Resume wants it; `None` where it has no form there, as an end that is today.
    pub value: Option<String>,
    pub place: Place,
}

/// A file, read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Document {
    pub format: Format,
    /// Never empty.
    pub pages: Vec<Page>,
    /// Empty where the format has no fields and the text has to be understood.
    #[serde(default)]
    pub stated: Vec<Stated>,
    /// BCP 47, where the file says it.
    #[serde(default)]
    pub language: Option<String>,
    /// What the person should know about how the file was read, in words.
    #[serde(default)]
    pub notes: Vec<String>,
}

impl Document {
    /// A file whose text is all that there is.
    pub fn of_pages(format: Format, pages: Vec<Page>) -> Self {
        Self { format, pages, stated: Vec::new(), language: None, notes: Vec::new() }
    }

    /// Nothing to read on any page.
    pub fn is_blank(&self) -> bool {
        self.pages.iter().all(|page| page.text.trim().is_empty())
    }
}

/// Where a fact stands in a CV.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    pub page: u32,
    /// Offset of the first character in the page's text, in Unicode scalar values.
    pub start: u32,
    /// Offset behind the last.
    pub end: u32,
}

/// What a heavy file had too much of. The words go on from "it".
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum Limit {
    #[error("is larger than 10 MiB")]
    Size,
    #[error("unpacks to more than 64 MiB")]
    Unpacked,
    #[error("holds parts that unpack to more than a hundred times their size, which are not read, and no other text")]
    Growth,
    #[error("holds more text than any CV")]
    Text,
    #[error("holds more parts than any CV")]
    Parts,
    #[error("took more than 10 seconds of computing")]
    Computing,
    #[error("was not done after 15 seconds")]
    Time,
    #[error("needed more than 512 MiB of memory")]
    Memory,
}

/// Why a file gives no text. The words are for the person.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum Unreadable {
    #[error(
        "This PDF has no text in it, only pictures of pages. Export it from the program that it was written in, or use a text recognition (OCR) tool first."
    )]
    NoText,
    #[error("This {name} has no text in it. Look whether it is the right file, and upload the one with your CV.", name = .0.name())]
    Empty(Format),
    #[error("This PDF is protected with a password. Save a copy without one and upload that.")]
    Encrypted,
    #[error("This {name} cannot be read: {1}. {fix}", name = .0.name(), fix = remedy(*.0))]
    Broken(Format, String),
    #[error(transparent)]
    Foreign(#[from] Foreign),
    #[error("This document has {0} pages; at most 50 are read. Upload the CV alone.")]
    TooManyPages(u32),
    #[error(
        "This file is too heavy to be read: it {0}. Export it again, without embedded pictures where possible, and upload the new file."
    )]
    TooHeavy(Limit),
    #[error("This does not read like a CV: {0} Upload a CV, or fill in your profile by hand.")]
    NotACv(String),
    /// Says nothing of the file: trying again later helps.
    #[error("Files cannot be read on this server at the moment. Your file was not looked at and is kept; try again in a few minutes.")]
    ReaderDown,
}

/// What to do about a file that is broken, by its format.
fn remedy(format: Format) -> &'static str {
    match format {
        Format::Pdf => "Export it again and upload the new file.",
        Format::Docx => "Open it in the program that it was written in, save it again as .docx or PDF, and upload that.",
        Format::JsonResume => "Correct that in the file and upload it again.",
        Format::LinkedIn => "Ask LinkedIn for a new copy of your data (Settings, Data privacy) and upload the ZIP as it comes.",
        Format::Europass => "Download your CV from Europass again, as XML or PDF, and upload that.",
        Format::Text | Format::Markdown => "Save it as UTF-8 text, or as PDF, and upload that.",
    }
}
