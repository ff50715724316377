//! What we owe those whom we ask: so many questions a day, a pause between two, and to be left alone when they say so. The books are kept
//! for all processes together.

use super::store::ledger as store;
use crate::db::Db;
use crate::error::Result;
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use std::time::Duration;

/// A stretch of time that questions are counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    Minute,
    Hour,
    Day,
    Week,
    Month,
}

impl Span {
    pub fn key(self) -> &'static str {
        match self {
            Self::Minute => "minute",
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
        }
    }

    pub(super) fn seconds(self) -> f64 {
        match self {
            Self::Minute => 60.0,
            Self::Hour => 3_600.0,
            Self::Day => 86_400.0,
            Self::Week => 604_800.0,
            Self::Month => 2_678_400.0,
        }
    }
}

/// What a source wants of those who ask.
#[derive(Debug, Clone, Copy)]
pub struct Manners {
    /// So many questions in a stretch of time, counted from the first.
    pub allowed: &'static [(Span, i32)],
    /// From one question to the next.
    pub pause: Duration,
    /// For so long an answer is as good as a new one.
    pub fresh: Duration,
}

/// Seconds that anybody waits for a turn at a host; a run that waits longer gives up before its turn comes.
const LONGEST_QUEUE: f64 = 60.0;

/// Whether a question may be asked now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Leave {
    /// After this pause. It is counted already.
    After(Duration),
    /// Not before this time.
    Not { until: DateTime<Utc>, why: String },
}

/// How a question went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Went {
    Well,
    /// The host failed. One that fails again and again is left alone for a while.
    Badly,
    /// It wants to be left alone for so long.
    HoldOff(Duration),
}

/// An answer that is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptAnswer {
    pub body: Vec<u8>,
    pub etag: Option<String>,
    pub last_modified: Option<String>,
    /// As good as a new one.
    pub fresh: bool,
}

/// The books.
#[async_trait]
pub trait Ledger: Send + Sync + std::fmt::Debug {
    /// The answer that is kept to a question.
    async fn recall(&self, question: &str, fresh: Duration) -> Result<Option<KeptAnswer>>;
    async fn keep(&self, question: &str, answer: &KeptAnswer) -> Result<()>;
    /// The answer that is kept is still the right one.
    async fn still(&self, question: &str) -> Result<()>;
    /// Counts a question ahead of asking it.
    async fn leave(&self, source: &str, host: &str, manners: &Manners) -> Result<Leave>;
    async fn went(&self, host: &str, went: Went) -> Result<()>;
}

/// In the database. No connection is held while anybody is asked: each of these is a short transaction.
#[derive(Debug, Clone)]
pub struct Books(pub Db);

#[async_trait]
impl Ledger for Books {
    async fn recall(&self, question: &str, fresh: Duration) -> Result<Option<KeptAnswer>> {
        let mut tx = self.0.shared().await?;
        store::recall(&mut tx, &hashed(question), fresh.as_secs_f64()).await
    }

    async fn keep(&self, question: &str, answer: &KeptAnswer) -> Result<()> {
        let mut tx = self.0.shared().await?;
        store::keep(&mut tx, &hashed(question), answer).await?;
        Ok(tx.commit().await?)
    }

    async fn still(&self, question: &str) -> Result<()> {
        let mut tx = self.0.shared().await?;
        store::still(&mut tx, &hashed(question)).await?;
        Ok(tx.commit().await?)
    }

    async fn leave(&self, source: &str, host: &str, manners: &Manners) -> Result<Leave> {
        let mut tx = self.0.shared().await?;
        if let Some((until, faults)) = store::held(&mut tx, host).await? {
            let why = if faults >= store::FAULTS { format!("it failed {faults} times in a row") } else { "it asked for that".to_owned() };
            return Ok(Leave::Not { until, why });
        }
        for (span, used, ends_at) in store::count(&mut tx, source, manners.allowed).await? {
            let allowed = manners.allowed.iter().find(|(known, _)| known.key() == span).map_or(0, |(_, allowed)| *allowed);
            if used > allowed {
                // Not asked, so not counted: the transaction is not committed.
                let questions = if allowed == 1 { "question" } else { "questions" };
                return Ok(Leave::Not { until: ends_at, why: format!("its terms allow {allowed} {questions} a {span}") });
            }
        }
        let (wait, until) = store::turn(&mut tx, host, manners.pause.as_secs_f64()).await?;
        if wait > LONGEST_QUEUE {
            // The turn is left to others, like the count above.
            return Ok(Leave::Not { until, why: "others are asking it".to_owned() });
        }
        tx.commit().await?;
        Ok(Leave::After(Duration::try_from_secs_f64(wait).unwrap_or_default()))
    }

    async fn went(&self, host: &str, went: Went) -> Result<()> {
        let mut tx = self.0.shared().await?;
        match went {
            Went::Well => store::well(&mut tx, host).await?,
            Went::Badly => store::badly(&mut tx, host).await?,
            Went::HoldOff(wait) => store::hold_off(&mut tx, host, wait.as_secs_f64()).await?,
        }
        Ok(tx.commit().await?)
    }
}

/// No books: everybody may ask at once, and nothing is kept. For tests and tools.
#[derive(Debug, Clone, Copy)]
pub struct NoBooks;

#[async_trait]
impl Ledger for NoBooks {
    async fn recall(&self, _: &str, _: Duration) -> Result<Option<KeptAnswer>> {
        Ok(None)
    }

    async fn keep(&self, _: &str, _: &KeptAnswer) -> Result<()> {
        Ok(())
    }

    async fn still(&self, _: &str) -> Result<()> {
        Ok(())
    }

    async fn leave(&self, _: &str, _: &str, _: &Manners) -> Result<Leave> {
        Ok(Leave::After(Duration::ZERO))
    }

    async fn went(&self, _: &str, _: Went) -> Result<()> {
        Ok(())
    }
}

fn hashed(question: &str) -> String {
    hex::encode(Sha256::digest(question))
}
