//! Openings that come with the product. All of them are made up and say so.

use super::gather::within_limit;
use super::{Broken, Parsed};
use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use job_agent::desk::Clock;
use job_agent::posting::{self, Answer, FoundPosting, Outcome, Query, Salary, Source, SourceCard, WorkMode};
use serde::Deserialize;
use std::sync::Arc;

/// The bundled feed.
pub const BUNDLED: &[u8] = include_bytes!("../../../assets/sample-postings.json");

pub struct Sample {
    clock: Arc<dyn Clock>,
}

impl Sample {
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock }
    }
}

#[derive(Deserialize)]
struct Row {
    external_id: String,
    url: String,
    #[serde(default)]
    company: String,
    title: String,
    description_text: String,
    location: Option<String>,
    mode: Option<WorkMode>,
    employment: Option<String>,
    salary: Option<Salary>,
    /// Ages with the clock, so that the feed never grows stale.
    posted_days_ago: Option<i64>,
    valid_through: Option<DateTime<Utc>>,
    language: Option<String>,
}

/// Reads a feed in the bundled shape.
pub fn parse(bytes: &[u8], now: DateTime<Utc>) -> Result<Parsed, Broken> {
    let rows: Vec<serde_json::Value> = serde_json::from_slice(bytes).map_err(|error| Broken(error.to_string()))?;
    let mut parsed = Parsed { got: rows.len(), ..Parsed::default() };
    for row in rows {
        match serde_json::from_value::<Row>(row) {
            Ok(row) if row.title.trim().is_empty() => parsed.skip("no title"),
            Ok(row) => parsed.postings.push(found(row, now)),
            Err(_) => parsed.skip("not a posting"),
        }
    }
    Ok(parsed)
}

fn found(row: Row, now: DateTime<Utc>) -> FoundPosting {
    let mut posting = FoundPosting {
        source: "sample".into(),
        external_id: row.external_id,
        url: row.url,
        company: row.company,
        title: row.title,
        description_text: posting::html::tidy(&row.description_text),
        location: row.location,
        mode: row.mode,
        employment: row.employment,
        salary: row.salary,
        posted_at: row.posted_days_ago.and_then(TimeDelta::try_days).map(|age| now - age),
        valid_through: row.valid_through,
        language: row.language,
        board: None,
    };
    posting::complete(&mut posting);
    posting
}

#[async_trait]
impl Source for Sample {
    fn card(&self) -> SourceCard {
        SourceCard {
            key: "sample".into(),
            name: "Sample postings".into(),
            about: "About 300 made-up openings in many occupations, for trying Job Agent without the network. Nobody can apply to them."
                .into(),
            needs_companies: false,
            takes_links: false,
            sample: true,
            missing: Vec::new(),
        }
    }

    async fn fetch(&self, query: &Query) -> Answer {
        match parse(BUNDLED, self.clock.now()) {
            Ok(mut parsed) => {
                within_limit(&mut parsed, query);
                let outcome = if parsed.postings.is_empty() { Outcome::OkEmpty } else { Outcome::Ok };
                Answer { outcome, postings: parsed.postings, got: parsed.got, skipped: parsed.skipped, detail: None }
            }
            Err(broken) => Answer::nothing(Outcome::Broken, broken.to_string()),
        }
    }
}
