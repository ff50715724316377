//! Positioned text, as every reader gives it and every fact refers to it.

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
    #[error("This PDF is protected with a password. Save a copy without one and upload that.")]
    Encrypted,
    #[error("This file is damaged or is not a PDF: {0}. Export it again and upload the new file.")]
    Malformed(String),
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
