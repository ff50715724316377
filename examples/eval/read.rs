//! Profiles, postings and grades out of a folder, one JSON object a line.

use chrono::{DateTime, TimeDelta, Utc};
use job_agent::assistant::{FactKind, Persona};
use job_agent::posting::{FoundPosting, Salary, WorkMode};
use job_agent::search::{Candidate, ScoredFact};
use serde::Deserialize;
use server::adapters::sources::sample;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

pub struct Set {
    pub profiles: Vec<Profile>,
    pub postings: Vec<FoundPosting>,
    pub now: DateTime<Utc>,
}

pub struct Profile {
    pub occupation: String,
    pub candidate: Candidate,
    /// What a person would type: their titles, their skills and their place.
    pub query: String,
    /// By index of the posting.
    pub grades: HashMap<usize, u8>,
    pub kinds: Vec<(usize, String)>,
}

#[derive(Deserialize)]
struct ProfileLine {
    id: String,
    occupation: String,
    facts: Vec<ScoredFact>,
    #[serde(default)]
    wishes: Wishes,
}

/// As a person sets them for a search.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Wishes {
    titles: Vec<String>,
    places: Vec<String>,
    modes: Vec<WorkMode>,
    salary_floor: Option<Salary>,
    persona: Option<Persona>,
}

#[derive(Deserialize)]
struct PairLine {
    profile: String,
    posting: String,
    grade: u8,
    #[serde(default)]
    kind: String,
}

/// Reads `profiles.jsonl`, `postings.jsonl` and `pairs.jsonl`, and the postings of `more` (one JSON array each) beside them.
pub fn read(folder: &Path, more: &[PathBuf]) -> Set {
    // A day of its own, so that the same set gives the same figures on every other.
    let now = DateTime::UNIX_EPOCH + TimeDelta::days(20_500);
    let judged: Vec<serde_json::Value> = lines(&folder.join("postings.jsonl"));
    let mut postings = found(&serde_json::to_vec(&judged).unwrap(), now);
    for file in more {
        postings.extend(found(&std::fs::read(file).unwrap(), now));
    }
    let by_id: HashMap<String, usize> = postings.iter().enumerate().map(|(at, posting)| (posting.external_id.clone(), at)).collect();
    let mut pairs: HashMap<String, Vec<PairLine>> = HashMap::new();
    for pair in lines::<PairLine>(&folder.join("pairs.jsonl")) {
        assert!(pair.grade <= 3 && by_id.contains_key(&pair.posting), "{} has a grade above 3 or is no posting", pair.posting);
        pairs.entry(pair.profile.clone()).or_default().push(pair);
    }
    let profiles = lines::<ProfileLine>(&folder.join("profiles.jsonl"))
        .into_iter()
        .map(|line| {
            let mine = pairs.remove(&line.id).unwrap_or_default();
            let mut profile = profile(line, now);
            profile.grades = mine.iter().map(|pair| (by_id[&pair.posting], pair.grade)).collect();
            profile.kinds = mine.into_iter().map(|pair| (by_id[&pair.posting], pair.kind)).collect();
            profile
        })
        .collect();
    assert!(pairs.is_empty(), "pairs of profiles that are not there: {:?}", pairs.keys());
    Set { profiles, postings, now }
}

fn lines<T: for<'a> Deserialize<'a>>(path: &Path) -> Vec<T> {
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().filter(|line| !line.trim().is_empty()).map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn profile(line: ProfileLine, now: DateTime<Utc>) -> Profile {
    let mut candidate = Candidate::from_facts(&line.facts, now.date_naive());
    let asked: Vec<&str> = line
        .facts
        .iter()
        .filter(|fact| matches!(fact.kind, FactKind::Label | FactKind::Role | FactKind::Skill | FactKind::Location))
        .map(|fact| fact.text.as_str())
        .collect();
    let query = asked.join("\n");
    candidate.titles = line.wishes.titles;
    candidate.places = line.wishes.places;
    candidate.modes = line.wishes.modes;
    candidate.salary_floor = line.wishes.salary_floor;
    candidate.persona = line.wishes.persona;
    Profile { occupation: line.occupation, candidate, query, grades: HashMap::new(), kinds: Vec::new() }
}

/// Postings as the sample source reads them: no other shape, and none left out.
fn found(array: &[u8], now: DateTime<Utc>) -> Vec<FoundPosting> {
    let parsed = sample::parse(array, now).unwrap();
    assert!(parsed.skipped.is_empty(), "postings that cannot be read: {:?}", parsed.skipped);
    parsed.postings
}
