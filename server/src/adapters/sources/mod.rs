//! Where postings come from. One file a source: how to ask it, and how to read its answer. Reading is a function of its own, so that files
//! of the same shape can be read without asking anybody.

pub mod greenhouse;
pub mod lever;
mod rows;
pub mod sample;

use super::fetch::Fault;
use job_agent::desk::Clock;
use job_agent::posting::{Answer, FoundPosting, Outcome, Query, Source};
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

pub use greenhouse::Greenhouse;
pub use lever::Lever;
pub use sample::Sample;

/// What a source's answer holds.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Parsed {
    pub postings: Vec<FoundPosting>,
    /// Rows that were sent.
    pub got: usize,
    /// Rows left out, by reason.
    pub skipped: BTreeMap<String, usize>,
}

impl Parsed {
    fn skip(&mut self, reason: &str) {
        *self.skipped.entry(reason.to_owned()).or_default() += 1;
    }
}

/// The answer has not the shape that it should have. Never taken for an empty one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("its answer could not be read: {0}")]
pub struct Broken(pub String);

/// Where sources live, if not where they usually do, and how their operators reach us.
#[derive(Debug, Clone)]
pub struct Settings {
    pub greenhouse_url: String,
    pub lever_url: String,
    /// A mail address or a web page.
    pub contact: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            greenhouse_url: greenhouse::HOME.into(),
            lever_url: lever::HOME.into(),
            contact: "https://github.com/job-agent/job-agent".into(),
        }
    }
}

/// All sources, the bundled one first.
pub fn all(settings: &Settings, clock: Arc<dyn Clock>) -> Vec<Arc<dyn Source>> {
    vec![
        Arc::new(Sample::new(clock)),
        Arc::new(Greenhouse::new(&settings.greenhouse_url, &settings.contact)),
        Arc::new(Lever::new(&settings.lever_url, &settings.contact)),
    ]
}

/// Reads a file in the shape of a source. Nothing where no source has that key.
pub fn parse(source: &str, bytes: &[u8], now: chrono::DateTime<chrono::Utc>) -> Option<Result<Parsed, Broken>> {
    match source {
        "sample" => Some(sample::parse(bytes, now)),
        "greenhouse" => Some(greenhouse::parse(bytes)),
        "lever" => Some(lever::parse(bytes)),
        _ => None,
    }
}

/// Why one company's board gave nothing.
enum Trouble {
    Fault(Fault),
    Broken(Broken),
    /// The name cannot be one.
    Name,
}

impl Trouble {
    fn outcome(&self) -> Outcome {
        match self {
            Self::Fault(Fault::NotFound) | Self::Name => Outcome::UnknownCompany,
            Self::Fault(Fault::RateLimited(_)) => Outcome::RateLimited,
            Self::Fault(Fault::TimedOut) => Outcome::TimedOut,
            Self::Fault(Fault::Blocked(_) | Fault::Refused(_)) => Outcome::Blocked,
            Self::Fault(_) | Self::Broken(_) => Outcome::Broken,
        }
    }

    fn words(&self, company: &str) -> String {
        match self {
            Self::Fault(fault) => format!("{company}: {fault}"),
            Self::Broken(broken) => format!("{company}: {broken}"),
            Self::Name => format!("{company}: this cannot be the name of a board"),
        }
    }
}

/// Gathers what several boards answered into one answer.
#[derive(Default)]
struct Gathered {
    parsed: Parsed,
    answered: usize,
    troubles: Vec<(String, Trouble)>,
    seen: HashSet<String>,
}

impl Gathered {
    /// Adds a board's (or a page's) postings; returns how many of them are new.
    fn add(&mut self, found: Parsed) -> usize {
        self.parsed.got += found.got;
        for (reason, count) in found.skipped {
            *self.parsed.skipped.entry(reason).or_default() += count;
        }
        let mut new = 0;
        for posting in found.postings {
            if self.seen.insert(posting.external_id.clone()) {
                self.parsed.postings.push(posting);
                new += 1;
            } else {
                self.parsed.skip("came twice");
            }
        }
        new
    }

    fn answer(mut self, query: &Query) -> Answer {
        within_limit(&mut self.parsed, query);
        let detail = (!self.troubles.is_empty())
            .then(|| self.troubles.iter().map(|(company, trouble)| trouble.words(company)).collect::<Vec<_>>().join("; "));
        let outcome = match (self.troubles.first(), self.answered, self.parsed.postings.is_empty()) {
            (Some((_, first)), 0, true) => first.outcome(),
            (Some(_), _, _) => Outcome::Partial,
            // Rows came and none could be used: that is not the same as none.
            (None, _, true) if self.parsed.got > 0 => Outcome::Broken,
            (None, _, true) => Outcome::OkEmpty,
            (None, _, false) => Outcome::Ok,
        };
        let detail = detail.or_else(|| (outcome == Outcome::Broken).then(|| format!("none of its {} rows could be used", self.parsed.got)));
        Answer { outcome, postings: self.parsed.postings, got: self.parsed.got, skipped: self.parsed.skipped, detail }
    }
}

/// What a source that must be told companies answers when it is told none.
fn needs_company() -> Answer {
    Answer {
        outcome: Outcome::NeedsCompany,
        postings: Vec::new(),
        got: 0,
        skipped: BTreeMap::new(),
        detail: Some("Name at least one company's board to ask here.".into()),
    }
}

/// Keeps as many as were asked for, those with the sought titles first. No limit is 2,000.
fn within_limit(parsed: &mut Parsed, query: &Query) {
    let limit = if query.limit == 0 { 2_000 } else { query.limit };
    if parsed.postings.len() <= limit {
        return;
    }
    let sought: HashSet<String> = query.titles.iter().flat_map(|title| title_words(title)).collect();
    parsed
        .postings
        .sort_by_cached_key(|posting| std::cmp::Reverse(title_words(&posting.title).iter().filter(|word| sought.contains(*word)).count()));
    let over = parsed.postings.len() - limit;
    parsed.postings.truncate(limit);
    parsed.skipped.insert(format!("over the limit of {limit}"), over);
}

fn title_words(title: &str) -> Vec<String> {
    title.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 2).map(str::to_lowercase).collect()
}

/// Whether a text can be a board's name: no slashes, no dots, nothing that could change an address.
fn board_name(name: &str) -> Option<&str> {
    let name = name.trim();
    let first = name.starts_with(|c: char| c.is_ascii_alphanumeric());
    (first && name.len() <= 100 && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))).then_some(name)
}

#[cfg(test)]
mod tests;
