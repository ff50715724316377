//! Bytes to pages of positioned text, and letters to documents. Adapters live with the process.

mod types;
pub use types::*;

/// From positioned runs of text to lines in reading order.
pub mod layout;

#[cfg(feature = "server")]
mod ports {
    use super::{Page, Unreadable};
    use async_trait::async_trait;

    /// Reads a file into pages. An adapter limits the memory and time that a hostile file can take.
    #[async_trait]
    pub trait Reader: Send + Sync {
        /// Never an empty list: a file without text is [`Unreadable::NoText`].
        async fn read(&self, bytes: bytes::Bytes) -> Result<Vec<Page>, Unreadable>;

        /// A picture of one page, counted from 1, as PNG: what a browser can show of a file without running it.
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
    }

    /// Sets a document on paper.
    #[async_trait]
    pub trait Typesetter: Send + Sync {
        /// A tagged PDF.
        async fn letter(&self, sheet: LetterSheet) -> Result<Vec<u8>, String>;
    }
}
#[cfg(feature = "server")]
pub use ports::*;
