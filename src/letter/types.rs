//! A letter, as its page shows it.

use crate::id::{FactId, LetterId, PostingId};
use crate::profile::Fact;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// A sentence and what stands behind it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sentence {
    pub text: String,
    pub facts: Vec<FactId>,
    /// Words of the posting that it refers to.
    pub quote: Option<String>,
}

/// Paragraphs of sentences.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Content {
    pub subject: String,
    pub paragraphs: Vec<Vec<Sentence>>,
}

/// A letter in the list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LetterCard {
    pub id: LetterId,
    pub posting_id: PostingId,
    pub title: String,
    pub company: String,
    pub has_pdf: bool,
    pub created_at: DateTime<Utc>,
}

/// A letter with the facts behind its sentences.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Letter {
    pub card: LetterCard,
    pub content: Content,
    pub language: String,
    pub facts: Vec<Fact>,
}
