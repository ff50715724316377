//! Arbeitnow: jobs in Germany and Europe, page after page. Its own links to the next page carry a search that changes, so the pages are
//! counted here.

use super::rows::{blank, each, joined, link, list, prose, term, text, texts, time, whole, yes};
use super::shape::{About, Asking, Board, FEED, Pages, Shape};
use super::{Broken, Parsed};
use crate::adapters::fetch::Question;
use job_agent::posting::{FoundPosting, WorkMode};
use serde_json::Value;

pub struct Arbeitnow;

const ABOUT: About = About {
    key: "arbeitnow",
    about: "Jobs in Germany and elsewhere in Europe from arbeitnow.com.",
    homes: &["https://www.arbeitnow.com/"],
    boards: false,
    keys: &[],
    manners: FEED,
};

impl Shape for Arbeitnow {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn pages(&self) -> Pages {
        Pages { most: 10, full: None }
    }

    fn question(&self, _: &Asking<'_>, _: &str, page: usize) -> Question {
        Question::json(format!("api/job-board-api?page={}", page + 1))
    }

    fn read(&self, bytes: &[u8], _: &Board<'_>) -> Result<Parsed, Broken> {
        let whole = whole(bytes)?;
        Ok(each(list(&whole, "data")?, found))
    }
}

fn found(row: &Value) -> Result<FoundPosting, &'static str> {
    Ok(FoundPosting {
        external_id: text(row, "slug").ok_or("no identifier")?,
        url: link(row, "url").ok_or("no usable address")?,
        company: text(row, "company_name").unwrap_or_default(),
        title: text(row, "title").ok_or("no title")?,
        description_text: prose(row, "description").unwrap_or_default(),
        location: text(row, "location"),
        mode: yes(row, "remote").then_some(WorkMode::Remote),
        employment: joined(texts(row, "job_types", "name").iter().map(|code| Some(term(code))), ", "),
        posted_at: time(row, "created_at"),
        ..blank("arbeitnow")
    })
}
