//! Workable: a company's whole account in one answer. The account's name stands in its address, `apply.workable.com/NAME`.

use super::rows::{blank, company_of, each, joined, link, list, prose, text, time, whole, yes};
use super::shape::{About, Asking, BOARD, Board, Shape};
use super::{Broken, Parsed};
use crate::adapters::fetch::Question;
use job_agent::posting::{FoundPosting, Manners, WorkMode};
use serde_json::Value;
use std::collections::HashMap;
use std::time::Duration;

pub struct Workable;

const ABOUT: About = About {
    key: "workable",
    about: "Job pages of companies that recruit with Workable, asked rarely. Name the companies.",
    homes: &["https://apply.workable.com/"],
    boards: true,
    keys: &[],
    manners: Manners { pause: Duration::from_secs(3), fresh: Duration::from_secs(60 * 60), ..BOARD },
};

impl Shape for Workable {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn question(&self, asking: &Asking<'_>, _: &str, _: usize) -> Question {
        Question::json(format!("api/v1/widget/accounts/{}?details=true", asking.board.name))
    }

    fn read(&self, bytes: &[u8], board: &Board<'_>) -> Result<Parsed, Broken> {
        let whole = whole(bytes)?;
        let company = text(&whole, "name").unwrap_or_else(|| company_of(board));
        let mut parsed = each(list(&whole, "jobs")?, |row| found(row, &company));
        one_of_each(&mut parsed);
        Ok(parsed)
    }
}

fn found(row: &Value, company: &str) -> Result<FoundPosting, &'static str> {
    let url = ["url", "shortlink", "application_url"].iter().find_map(|key| link(row, key)).ok_or("no usable address")?;
    Ok(FoundPosting {
        external_id: text(row, "shortcode").ok_or("no identifier")?,
        company: company.to_owned(),
        title: text(row, "title").ok_or("no title")?,
        description_text: prose(row, "description").unwrap_or_default(),
        location: location(row),
        mode: yes(row, "telecommuting").then_some(WorkMode::Remote),
        employment: text(row, "employment_type"),
        posted_at: time(row, "published_on").or_else(|| time(row, "created_at")),
        url,
        ..blank("workable")
    })
}

fn location(row: &Value) -> Option<String> {
    let place = |row: &Value, region: &str| {
        let city = text(row, "city").filter(|city| !city.eq_ignore_ascii_case("remote"));
        joined([city, text(row, region), text(row, "country")], ", ")
    };
    let listed = row.get("locations").and_then(Value::as_array).into_iter().flatten();
    let listed = listed.filter(|one| !yes(one, "hidden")).map(|one| place(one, "region"));
    joined(listed, "; ").or_else(|| place(row, "state"))
}

/// A job of several countries comes once for each: one posting with all its places is left.
fn one_of_each(parsed: &mut Parsed) {
    let mut at: HashMap<String, usize> = HashMap::new();
    let mut kept: Vec<FoundPosting> = Vec::new();
    for posting in std::mem::take(&mut parsed.postings) {
        match at.get(&posting.external_id) {
            Some(first) => {
                let first: &mut FoundPosting = &mut kept[*first];
                let named = first.location.iter().flat_map(|places| places.split("; ")).map(|place| Some(place.to_owned()));
                first.location = joined(named.chain([posting.location]), "; ");
                parsed.skip("another place of the same posting");
            }
            None => {
                at.insert(posting.external_id.clone(), kept.len());
                kept.push(posting);
            }
        }
    }
    parsed.postings = kept;
}
