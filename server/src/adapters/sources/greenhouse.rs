//! Greenhouse: a company's whole board in one answer. The board's name stands in its address, `boards.greenhouse.io/NAME`.

use super::gather::kept_its_word;
use super::rows::{blank, company_of, company_of_board, count, each, link, list, number, prose, text, time, whole};
use super::shape::{About, Asking, BOARD, Board, Shape};
use super::{Broken, Parsed, pay};
use crate::adapters::fetch::Question;
use job_agent::posting::{self, FoundPosting, Manners, Salary};
use serde_json::Value;
use std::time::Duration;

pub struct Greenhouse;

const ABOUT: About = About {
    key: "greenhouse",
    about: "Boards of companies that recruit with Greenhouse, from its public API. Name the companies.",
    homes: &["https://boards-api.greenhouse.io/"],
    boards: true,
    keys: &[],
    manners: Manners { pause: Duration::from_millis(250), ..BOARD },
};

impl Shape for Greenhouse {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn question(&self, asking: &Asking<'_>, _: &str, _: usize) -> Question {
        Question::json(format!("v1/boards/{}/jobs?content=true", asking.board.name))
    }

    fn read(&self, bytes: &[u8], board: &Board<'_>) -> Result<Parsed, Broken> {
        let whole = whole(bytes)?;
        let promised = whole.get("meta").and_then(|meta| count(meta, "total"));
        kept_its_word(promised, each(list(&whole, "jobs")?, |row| found(row, board)))
    }
}

fn found(row: &Value, board: &Board<'_>) -> Result<FoundPosting, &'static str> {
    let url = link(row, "absolute_url").ok_or("no usable address")?;
    Ok(FoundPosting {
        external_id: text(row, "id").ok_or("no identifier")?,
        company: text(row, "company_name")
            .or_else(|| Some(company_of(board)).filter(|name| !name.is_empty()))
            .or_else(|| company_of_board(&url))
            .unwrap_or_default(),
        title: text(row, "title").ok_or("no title")?,
        description_text: prose(row, "content").unwrap_or_default(),
        location: location(row),
        mode: row
            .get("location")
            .and_then(|place| text(place, "name"))
            .as_deref()
            .and_then(posting::mode_of_field)
            .or_else(|| said(row, "workplace").as_deref().and_then(posting::mode_of_field)),
        employment: said(row, "employment type").or_else(|| said(row, "time type")),
        salary: salary(row),
        posted_at: time(row, "first_published").or_else(|| time(row, "updated_at")),
        valid_through: time(row, "application_deadline"),
        language: text(row, "language"),
        url,
        ..blank("greenhouse")
    })
}

/// The place; where only a way of working is given ("Hybrid"), the offices say more.
fn location(row: &Value) -> Option<String> {
    let named = row.get("location").and_then(|place| text(place, "name"));
    let bare = named
        .as_deref()
        .is_none_or(|name| matches!(name.to_lowercase().as_str(), "remote" | "hybrid" | "on-site" | "onsite" | "in-office"));
    let offices: Vec<String> = row
        .get("offices")
        .and_then(Value::as_array)
        .map(|offices| offices.iter().filter_map(|office| text(office, "location").or_else(|| text(office, "name"))).collect())
        .unwrap_or_default();
    if bare && !offices.is_empty() { Some(offices.join("; ")) } else { named }
}

/// A company's own field by part of its name, where it holds a text.
fn said(row: &Value, name: &str) -> Option<String> {
    row.get("metadata")?
        .as_array()?
        .iter()
        .find(|field| text(field, "name").is_some_and(|known| known.to_lowercase().contains(name)))
        .and_then(|field| text(field, "value"))
}

fn salary(row: &Value) -> Option<Salary> {
    let range = row.get("pay_input_ranges")?.as_array()?.first()?;
    let words = format!("{} {}", text(range, "title").unwrap_or_default(), text(range, "blurb").unwrap_or_default());
    let coins = |key: &str| number(range, key).map(|cents| cents / 100.0);
    pay::range(coins("min_cents"), coins("max_cents"), text(range, "currency_type").as_deref(), posting::period_of(&words))
}
