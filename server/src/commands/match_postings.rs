//! `job-agent match`: postings out of files, ranked against a CV, without a database or a server. The same reading and ranking as a run.

use crate::adapters::builtin::reading;
use crate::adapters::reader::FileReader;
use crate::adapters::sources;
use anyhow::{Context, Result, bail, ensure};
use job_agent::assistant::FoundFact;
use job_agent::desk::{Clock, SystemClock};
use job_agent::document::Reader;
use job_agent::posting::{FoundPosting, Warning};
use job_agent::search::{Candidate, PartKey, Reason, Scored, ScoredFact, score, sort};
use serde::Serialize;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// One line of the answer.
#[derive(Serialize)]
struct Line<'a> {
    rank: usize,
    score: u8,
    confidence: f32,
    parts: Vec<PartLine>,
    reasons: Vec<ReasonLine<'a>>,
    gaps: &'a [String],
    warnings: &'a [Warning],
    source: &'a str,
    external_id: &'a str,
    title: &'a str,
    company: &'a str,
    location: Option<&'a str>,
    url: &'a str,
}

#[derive(Serialize)]
struct PartLine {
    key: PartKey,
    score: u8,
    weight: f32,
    confidence: f32,
}

/// A reason with the part that it belongs to; facts are named by their paths in the CV.
#[derive(Serialize)]
struct ReasonLine<'a> {
    part: PartKey,
    #[serde(flatten)]
    reason: &'a Reason,
}

/// Prints one JSON object a line, best first. What was left out is told on standard error.
pub async fn run(cv: &Path, postings: &[PathBuf], source: &str, top: Option<usize>) -> Result<()> {
    let now = SystemClock.now();
    let found = collect(postings, source).await?;
    let bytes = tokio::fs::read(cv).await.with_context(|| format!("{} cannot be read", cv.display()))?;
    let document = FileReader::new().context("the running program cannot be found")?.read(bytes.into()).await?;
    let reading = reading::read_document(&document)?;
    let candidate = Candidate::from_facts(&facts(&reading.facts), now.date_naive());
    let (kept, dropped) = sort::dedupe(found);
    for one in dropped {
        eprintln!("left out {} ({}): {}", one.title, one.external_id, one.reason);
    }
    let ranked = score::rank(candidate, &kept, now);
    match print(&kept, &ranked, top.unwrap_or(usize::MAX)) {
        // Whoever reads has enough: `… | head -3`.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        printed => Ok(printed?),
    }
}

async fn collect(files: &[PathBuf], source: &str) -> Result<Vec<FoundPosting>> {
    let now = SystemClock.now();
    ensure!(!files.is_empty() || source == "sample", "name the files to read with --postings; only the source `sample` comes without any");
    let mut found = Vec::new();
    if files.is_empty() {
        found = sources::sample::parse(sources::sample::BUNDLED, now)?.postings;
    }
    for file in files {
        let bytes = tokio::fs::read(file).await.with_context(|| format!("{} cannot be read", file.display()))?;
        let Some(parsed) = sources::parse(source, &bytes, now) else {
            bail!("there is no source `{source}`; there are `sample` and {}", named(sources::KEYS));
        };
        let parsed = parsed.map_err(|broken| anyhow::anyhow!("{}: {broken}", file.display()))?;
        for (reason, count) in &parsed.skipped {
            eprintln!("{}: {count} of {} rows left out: {reason}", file.display(), parsed.got);
        }
        found.extend(parsed.postings);
    }
    Ok(found)
}

fn named(keys: &[&str]) -> String {
    keys.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ")
}

/// Outside a database a fact is known by its path.
fn facts(found: &[FoundFact]) -> Vec<ScoredFact> {
    found
        .iter()
        .map(|fact| ScoredFact { id: fact.path.clone(), kind: fact.kind, path: fact.path.clone(), text: fact.text.clone() })
        .collect()
}

fn print(postings: &[FoundPosting], ranked: &[(usize, Scored)], top: usize) -> io::Result<()> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    for (rank, (at, scored)) in ranked.iter().take(top).enumerate() {
        let Some(posting) = postings.get(*at) else { continue };
        serde_json::to_writer(&mut out, &line(rank + 1, posting, scored))?;
        out.write_all(b"\n")?;
    }
    out.flush()
}

fn line<'a>(rank: usize, posting: &'a FoundPosting, scored: &'a Scored) -> Line<'a> {
    Line {
        rank,
        score: scored.score,
        confidence: scored.confidence,
        parts: scored
            .parts
            .iter()
            .map(|part| PartLine { key: part.key, score: part.score, weight: part.weight, confidence: part.confidence })
            .collect(),
        reasons: scored
            .parts
            .iter()
            .flat_map(|part| part.reasons.iter().map(move |reason| ReasonLine { part: part.key, reason }))
            .collect(),
        gaps: &scored.gaps,
        warnings: &scored.warnings,
        source: &posting.source,
        external_id: &posting.external_id,
        title: &posting.title,
        company: &posting.company,
        location: posting.location.as_deref(),
        url: &posting.url,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_samples_need_no_file_and_other_sources_do() {
        assert!(collect(&[], "sample").await.is_ok_and(|found| found.len() > 200));
        assert!(collect(&[], "greenhouse").await.is_err());
    }

    #[test]
    fn a_line_names_the_part_of_each_reason() {
        let parsed = sources::sample::parse(sources::sample::BUNDLED, SystemClock.now()).expect("the bundled feed");
        let ranked = score::rank(Candidate { titles: vec!["Nurse".into()], ..Candidate::default() }, &parsed.postings, SystemClock.now());
        let (at, best) = &ranked[0];
        let json = serde_json::to_value(line(1, &parsed.postings[*at], best)).expect("plain data");
        assert_eq!(json["rank"], 1);
        assert_eq!(json["parts"].as_array().map(Vec::len), Some(5));
        assert_eq!(json["reasons"][0]["part"], "skills");
        assert!(json["reasons"][0]["quote"].is_string());
    }
}
