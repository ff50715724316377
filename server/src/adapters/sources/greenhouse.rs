//! Greenhouse: a company's whole board in one answer. The board's name stands in its address, `boards.greenhouse.io/NAME`.

use super::rows::{company_of_board, link, number, text, time};
use super::{Broken, Gathered, Parsed, Trouble, board_name, needs_company};
use crate::adapters::fetch::{Fault, Fetcher, Limits};
use async_trait::async_trait;
use job_agent::posting::{self, Answer, FoundPosting, Period, Query, Salary, Source, SourceCard};
use serde_json::Value;

/// Where it usually lives.
pub const HOME: &str = "https://boards-api.greenhouse.io/";

pub struct Greenhouse {
    fetcher: Result<Fetcher, Fault>,
}

impl Greenhouse {
    /// An address that may not be asked becomes an answer that says so, not a process that does not start.
    pub fn new(base: &str, contact: &str) -> Self {
        Self::with_limits(base, contact, Limits::default())
    }

    /// Waits for as long and takes as much as is said here.
    pub fn with_limits(base: &str, contact: &str, limits: Limits) -> Self {
        Self { fetcher: Fetcher::new(base, contact, limits) }
    }

    async fn board(&self, name: &str) -> Result<Parsed, Trouble> {
        let name = board_name(name).ok_or(Trouble::Name)?;
        let fetcher = self.fetcher.as_ref().map_err(|fault| Trouble::Fault(fault.clone()))?;
        let body = fetcher.json(&format!("v1/boards/{name}/jobs?content=true")).await.map_err(Trouble::Fault)?;
        parse(&body).map_err(Trouble::Broken)
    }
}

#[async_trait]
impl Source for Greenhouse {
    fn card(&self) -> SourceCard {
        SourceCard {
            key: "greenhouse".into(),
            name: "Greenhouse".into(),
            about: "Boards of companies that recruit with Greenhouse, from its public API. Name the companies.".into(),
            needs_companies: true,
            sample: false,
        }
    }

    async fn fetch(&self, query: &Query) -> Answer {
        if query.companies.is_empty() {
            return needs_company();
        }
        let mut gathered = Gathered::default();
        for company in &query.companies {
            match self.board(company).await {
                Ok(parsed) => {
                    gathered.answered += 1;
                    gathered.add(parsed);
                }
                Err(trouble) => gathered.troubles.push((company.clone(), trouble)),
            }
        }
        gathered.answer(query)
    }
}

/// Reads a board.
pub fn parse(bytes: &[u8]) -> Result<Parsed, Broken> {
    let whole: Value = serde_json::from_slice(bytes).map_err(|error| Broken(error.to_string()))?;
    let rows = whole.get("jobs").and_then(Value::as_array).ok_or_else(|| Broken("there is no list of postings in it".into()))?;
    let mut parsed = Parsed { got: rows.len(), ..Parsed::default() };
    for row in rows {
        match found(row) {
            Ok(posting) => parsed.postings.push(posting),
            Err(reason) => parsed.skip(reason),
        }
    }
    Ok(parsed)
}

fn found(row: &Value) -> Result<FoundPosting, &'static str> {
    if !row.is_object() {
        return Err("not a posting");
    }
    let url = link(row, "absolute_url").ok_or("no usable address")?;
    let mut posting = FoundPosting {
        source: "greenhouse".into(),
        external_id: text(row, "id").ok_or("no identifier")?,
        company: text(row, "company_name").or_else(|| company_of_board(&url)).unwrap_or_default(),
        title: text(row, "title").ok_or("no title")?,
        description_text: posting::html::text_of(&text(row, "content").unwrap_or_default()),
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
    };
    posting::complete(&mut posting);
    if posting.title.is_empty() {
        return Err("no title");
    }
    Ok(posting)
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
    let (min, max) = (number(range, "min_cents").map(|cents| cents / 100.0), number(range, "max_cents").map(|cents| cents / 100.0));
    let value = max.or(min)?;
    let words = format!("{} {}", text(range, "title").unwrap_or_default(), text(range, "blurb").unwrap_or_default());
    let period = posting::period_of(&words).unwrap_or(if value < 500.0 { Period::Hour } else { Period::Year });
    Some(Salary { min, max, currency: text(range, "currency_type")?, period })
}
