//! Lever: a company's postings in pages. The site's name stands in its address, `jobs.lever.co/NAME` or `jobs.eu.lever.co/NAME`.

use super::rows::{array, blank, company_of, company_of_board, each, link, prose, text, texts, time, whole};
use super::shape::{About, Asking, BOARD, Board, Pages, Shape};
use super::{Broken, Parsed, pay};
use crate::adapters::fetch::Question;
use job_agent::posting::{self, FoundPosting, Salary};
use serde_json::Value;

pub struct Lever;

const PAGE: usize = 100;
const ABOUT: About = About {
    key: "lever",
    about: "Postings of companies that recruit with Lever, in America and Europe, from its public API. Name the companies.",
    homes: &["https://api.lever.co/", "https://api.eu.lever.co/"],
    boards: true,
    keys: &[],
    manners: BOARD,
};

impl Shape for Lever {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn pages(&self) -> Pages {
        Pages { most: 20, full: Some(PAGE) }
    }

    fn question(&self, asking: &Asking<'_>, _: &str, page: usize) -> Question {
        Question::json(format!("v0/postings/{}?mode=json&skip={}&limit={PAGE}", asking.board.name, page * PAGE))
    }

    fn read(&self, bytes: &[u8], board: &Board<'_>) -> Result<Parsed, Broken> {
        let whole = whole(bytes)?;
        let rows = array(&whole).map_err(|broken| text(&whole, "error").map_or(broken, Broken))?;
        Ok(each(rows, |row| found(row, board)))
    }
}

fn found(row: &Value, board: &Board<'_>) -> Result<FoundPosting, &'static str> {
    let url = link(row, "hostedUrl").or_else(|| link(row, "applyUrl")).ok_or("no usable address")?;
    let categories = row.get("categories").unwrap_or(&Value::Null);
    Ok(FoundPosting {
        external_id: text(row, "id").ok_or("no identifier")?,
        company: company_of_board(&url).unwrap_or_else(|| company_of(board)),
        title: text(row, "text").ok_or("no title")?,
        description_text: description(row),
        location: location(categories),
        mode: text(row, "workplaceType").as_deref().and_then(posting::mode_of_field),
        employment: text(categories, "commitment"),
        salary: salary(row),
        posted_at: time(row, "createdAt"),
        url,
        ..blank("lever")
    })
}

/// Opening, body, lists and what is added, in the order of the page.
fn description(row: &Value) -> String {
    let plain = |plain: &str, html: &str| text(row, plain).map(|text| posting::html::tidy(&text)).or_else(|| prose(row, html));
    let mut parts: Vec<String> = plain("descriptionPlain", "description").into_iter().collect();
    if parts.is_empty() {
        parts.extend(plain("openingPlain", "opening"));
        parts.extend(plain("descriptionBodyPlain", "descriptionBody"));
    }
    for list in row.get("lists").and_then(Value::as_array).into_iter().flatten() {
        let (heading, content) = (prose(list, "text").unwrap_or_default(), prose(list, "content").unwrap_or_default());
        parts.push(format!("{heading}\n{content}").trim().to_owned());
    }
    parts.extend(plain("salaryDescriptionPlain", "salaryDescription"));
    parts.extend(plain("additionalPlain", "additional"));
    parts.retain(|part| !part.is_empty());
    parts.join("\n\n")
}

fn location(categories: &Value) -> Option<String> {
    let all = texts(categories, "allLocations", "name");
    if all.len() > 1 { Some(all.join("; ")) } else { text(categories, "location").or_else(|| all.into_iter().next()) }
}

fn salary(row: &Value) -> Option<Salary> {
    let range = row.get("salaryRange")?;
    pay::of(range, "min", "max", text(range, "currency").as_deref(), text(range, "interval").as_deref())
}
