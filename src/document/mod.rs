//! Bytes to pages of positioned text, and letters to documents. Adapters live with the process.

mod types;
pub use types::*;

/// What a file is, by its content.
mod format;
pub use format::*;

/// JSON Resume 1.0.0 as types.
pub mod resume;

/// How a document looks, as a person chooses it.
mod look;
pub use look::*;

/// What a font may lack.
mod script;
pub use script::Script;

/// A résumé in words, as it stands on paper.
pub mod outline;

/// Several files as one.
#[cfg(feature = "server")]
mod archive;
#[cfg(feature = "server")]
pub use archive::Archive;

/// From positioned runs of text to lines in reading order.
pub mod layout;

/// Text of formats without pages, set on pages.
pub mod paper;

/// What a reader finds again of a résumé that was set on paper.
pub mod survival;

#[cfg(feature = "server")]
mod ports {
    use super::resume::Resume;
    use super::{Document, Look, Script, Unreadable};
    use async_trait::async_trait;

    /// Reads a file of any format that we know. An adapter limits the memory and time that a hostile file can take.
    #[async_trait]
    pub trait Reader: Send + Sync {
        /// Never without text: that is [`Unreadable::NoText`] or [`Unreadable::Empty`].
        async fn read(&self, bytes: bytes::Bytes) -> Result<Document, Unreadable>;

        /// A picture of one page, counted from 1, as PNG: what a browser can show of a file without running it. Formats
        /// without pages of their own have none.
        async fn draw(&self, bytes: bytes::Bytes, page: u32) -> Result<bytes::Bytes, Unreadable>;
    }

    /// What a letter looks like on paper. All text is data; none of it is markup.
    #[derive(Debug, Clone, serde::Serialize)]
    pub struct LetterSheet {
        pub sender_name: String,
        /// E-mail, phone, place: one string a line.
        pub sender_lines: Vec<String>,
        pub company: String,
        pub subject: String,
        /// In words, as it stands on the letter.
        pub date: String,
        pub paragraphs: Vec<String>,
        /// BCP 47, for hyphenation and the PDF's language.
        pub language: String,
        pub look: Look,
    }

    /// A résumé on paper. All text is data; none of it is markup.
    #[derive(Debug, Clone, serde::Serialize)]
    pub struct ResumeSheet {
        pub resume: Resume,
        pub look: Look,
        /// The order of sections by JSON Resume names; what is not named is not set. Name, contact and summary always are.
        pub sections: Vec<String>,
        /// BCP 47, for headings, dates, hyphenation and the document's language.
        pub language: String,
    }

    /// Sets a document on paper.
    #[async_trait]
    pub trait Typesetter: Send + Sync {
        /// A tagged PDF.
        async fn letter(&self, sheet: LetterSheet) -> Result<Vec<u8>, String>;

        /// A tagged PDF with title, language and reading order.
        async fn resume(&self, sheet: ResumeSheet) -> Result<Vec<u8>, String>;

        /// A DOCX with real styles.
        async fn resume_docx(&self, sheet: ResumeSheet) -> Result<Vec<u8>, String>;

        /// Each page of the PDF as SVG, safe to show as an image: paths alone, no script, nothing from elsewhere.
        async fn resume_pages(&self, sheet: ResumeSheet) -> Result<Vec<String>, String>;

        /// The scripts of a text that no font here covers: their letters would be missing in a PDF.
        fn uncovered(&self, _text: &str) -> Vec<Script> {
            Vec::new()
        }
    }
}
#[cfg(feature = "server")]
pub use ports::*;
