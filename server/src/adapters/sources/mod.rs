//! Where postings come from. One file a source: how to ask it, and how to read its answer. Reading is a function of its own, so that files
//! of the same shape can be read without asking anybody.

mod gather;
mod pay;
mod rows;
mod shape;
mod xml;

mod adzuna;
mod arbeitnow;
mod ashby;
mod greenhouse;
mod hackernews;
mod himalayas;
mod jobicy;
mod lever;
mod links;
mod personio;
mod recruitee;
mod remoteok;
mod remotive;
pub mod sample;
mod smartrecruiters;
mod themuse;
mod usajobs;
mod weworkremotely;
mod workable;

use super::fetch::{Fault, Limits};
use job_agent::desk::Clock;
use job_agent::posting::{FoundPosting, LINKS, Ledger, NoBooks, Outcome, Source};
use secrecy::SecretString;
use shape::{Board, Public, Shape};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

pub use adzuna::serves as adzuna_serves;
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

/// How sources are asked.
#[derive(Debug, Clone)]
pub struct Settings {
    /// A stand-in for all sources, each in a folder by its key; without it they are asked where they live.
    pub instead: Option<String>,
    /// A mail address or a web page, by which a source's operators reach us.
    pub contact: String,
    /// Keys of the operator's, by the names of their settings.
    pub keys: BTreeMap<&'static str, SecretString>,
    /// Where a source that serves one country a call is asked, unless a search names places.
    pub country: String,
    pub limits: Limits,
    /// How long one source may take in a run.
    pub patience: Duration,
    /// How long to wait before a second try.
    pub breath: Duration,
    /// What was asked so far, and what may be asked now.
    pub books: Arc<dyn Ledger>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            instead: None,
            contact: "https://github.com/job-agent/job-agent".into(),
            keys: BTreeMap::new(),
            country: "gb".into(),
            limits: Limits::default(),
            patience: shape::PATIENCE,
            breath: Duration::from_secs(1),
            books: Arc::new(NoBooks),
        }
    }
}

impl Settings {
    /// Where a source is asked. With a stand-in, a source's second address is the folder `key-2`, and a board with an address of its own
    /// a folder below.
    fn base(&self, key: &str, nth: usize, home: &str, board: &str) -> String {
        let Some(instead) = &self.instead else { return home.to_owned() };
        let nth = if nth == 0 { String::new() } else { format!("-{}", nth + 1) };
        let board = if board.is_empty() { String::new() } else { format!("/{board}") };
        format!("{}/{key}{nth}{board}/", instead.trim_end_matches('/'))
    }
}

/// Every shape, in the order in which people see the sources.
macro_rules! shapes {
    ($($key:literal => $shape:expr),+ $(,)?) => {
        /// Every source of this program but the bundled one.
        pub const KEYS: &[&str] = &[$($key),+];

        fn public(settings: &Settings) -> Vec<Arc<dyn Source>> {
            vec![$(Arc::new(Public::new($shape, settings))),+]
        }

        fn shape(key: &str) -> Option<Box<dyn Shape>> {
            match key {
                $($key => Some(Box::new($shape)),)+
                _ => None,
            }
        }
    };
}
shapes! {
    "greenhouse" => greenhouse::Greenhouse,
    "lever" => lever::Lever,
    "ashby" => ashby::Ashby,
    "workable" => workable::Workable,
    "smartrecruiters" => smartrecruiters::SmartRecruiters,
    "recruitee" => recruitee::Recruitee,
    "personio" => personio::Personio,
    "remotive" => remotive::Remotive,
    "arbeitnow" => arbeitnow::Arbeitnow,
    "remoteok" => remoteok::RemoteOk,
    "hackernews" => hackernews::HackerNews,
    "adzuna" => adzuna::Adzuna,
    "usajobs" => usajobs::UsaJobs,
    "jobicy" => jobicy::Jobicy,
    "himalayas" => himalayas::Himalayas,
    "themuse" => themuse::TheMuse,
    "weworkremotely" => weworkremotely::WeWorkRemotely,
}

/// All sources, the bundled one first.
pub fn all(settings: &Settings, clock: Arc<dyn Clock>) -> Vec<Arc<dyn Source>> {
    let mut all: Vec<Arc<dyn Source>> = vec![Arc::new(Sample::new(clock))];
    all.extend(public(settings));
    all.push(Arc::new(links::Links::new(settings)));
    all
}

/// Reads a file in the shape of a source. Nothing where no source has that key.
pub fn parse(source: &str, bytes: &[u8], now: chrono::DateTime<chrono::Utc>) -> Option<Result<Parsed, Broken>> {
    if source == "sample" {
        return Some(sample::parse(bytes, now));
    }
    if source == LINKS {
        return Some(links::read(bytes, "https://localhost/"));
    }
    shape(source).map(|shape| shape.read(bytes, &Board::default()))
}

/// Why a board, or a source without any, gave nothing.
pub enum Trouble {
    Fault(Fault),
    Broken(Broken),
    /// The name cannot be one.
    Name,
}

impl Trouble {
    fn outcome(&self) -> Outcome {
        match self {
            Self::Fault(Fault::NotFound) | Self::Name => Outcome::UnknownCompany,
            Self::Fault(Fault::RateLimited(_) | Fault::HeldBack(_)) => Outcome::RateLimited,
            Self::Fault(Fault::TimedOut) => Outcome::TimedOut,
            Self::Fault(Fault::Blocked(_) | Fault::Refused(_)) => Outcome::Blocked,
            Self::Fault(_) | Self::Broken(_) => Outcome::Broken,
        }
    }

    fn words(&self, board: &str) -> String {
        let words = match self {
            Self::Fault(fault) => fault.to_string(),
            Self::Broken(broken) => broken.to_string(),
            Self::Name => "this cannot be the name of a board".into(),
        };
        if board.is_empty() { words } else { format!("{board}: {words}") }
    }
}

/// Whether a text can be a board's name: no slashes, nothing that could change an address. As part of a host's name it can be less.
fn board_name(name: &str, in_host: bool) -> Option<&str> {
    let name = name.trim();
    let first = name.starts_with(|c: char| c.is_ascii_alphanumeric());
    let fine = |c: char| c.is_ascii_alphanumeric() || c == '-' || (!in_host && matches!(c, '_' | '.'));
    let last = !in_host || name.ends_with(|c: char| c.is_ascii_alphanumeric());
    (first && last && name.len() <= if in_host { 63 } else { 100 } && !name.contains("..") && name.chars().all(fine)).then_some(name)
}

#[cfg(test)]
mod tests;
