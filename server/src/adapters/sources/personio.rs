//! Personio: a company's whole board as XML. The board's name is the first part of its host, `NAME.jobs.personio.de` or `….com`.

use super::rows::{blank, company_of, each, joined, prose, text, texts, time};
use super::shape::{About, Asking, BOARD, Board, Shape};
use super::{Broken, Parsed, xml};
use crate::adapters::fetch::Question;
use job_agent::posting::FoundPosting;
use serde_json::Value;

pub struct Personio;

const ABOUT: About = About {
    key: "personio",
    about: "Job pages of companies that recruit with Personio, from its public feed. Name the companies.",
    homes: &["https://{}.jobs.personio.de/", "https://{}.jobs.personio.com/"],
    boards: true,
    keys: &[],
    manners: BOARD,
};

impl Shape for Personio {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn question(&self, _: &Asking<'_>, _: &str, _: usize) -> Question {
        Question::xml("xml?language=en".into())
    }

    fn read(&self, bytes: &[u8], board: &Board<'_>) -> Result<Parsed, Broken> {
        Ok(each(&xml::rows(bytes, "workzag-jobs", "position")?, |row| found(row, board)))
    }
}

fn found(row: &Value, board: &Board<'_>) -> Result<FoundPosting, &'static str> {
    let id = text(row, "id").filter(|id| id.chars().all(|c| c.is_ascii_digit())).ok_or("no identifier")?;
    Ok(FoundPosting {
        // The feed holds no addresses; they follow from the board's. A file does not say whose it is.
        url: if board.home.is_empty() { String::new() } else { format!("{}job/{id}", board.home) },
        external_id: id,
        company: text(row, "subcompany").unwrap_or_else(|| company_of(board)),
        title: text(row, "name").ok_or("no title")?,
        description_text: description(row),
        location: location(row),
        employment: joined([text(row, "employmentType"), text(row, "schedule")], ", "),
        posted_at: time(row, "createdAt"),
        ..blank("personio")
    })
}

fn location(row: &Value) -> Option<String> {
    let others = row.get("additionalOffices").map(|offices| texts(offices, "office", "")).unwrap_or_default();
    joined(std::iter::once(text(row, "office")).chain(others.into_iter().map(Some)), "; ")
}

/// The parts with their headings; one part alone is no list.
fn description(row: &Value) -> String {
    let parts = match row.get("jobDescriptions").and_then(|all| all.get("jobDescription")) {
        Some(Value::Array(parts)) => parts.clone(),
        Some(part) => vec![part.clone()],
        None => Vec::new(),
    };
    let parts = parts.iter().filter_map(|part| joined([text(part, "name"), Some(prose(part, "value")?)], "\n"));
    parts.collect::<Vec<_>>().join("\n\n")
}
