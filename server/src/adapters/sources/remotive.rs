//! Remotive: remote jobs of the day before, all in one answer. Its search is a plain comparison of texts, so all is fetched and looked
//! through here. Its terms: a link to Remotive and its name, four questions a day, no passing on to other boards.

use super::gather::kept_its_word;
use super::rows::{blank, count, each, link, list, prose, term, text, time, whole};
use super::shape::{About, Asking, Board, FEED, Shape};
use super::{Broken, Parsed, pay};
use crate::adapters::fetch::Question;
use job_agent::posting::{FoundPosting, Manners, Span, WorkMode};
use serde_json::Value;
use std::time::Duration;

pub struct Remotive;

const ABOUT: About = About {
    key: "remotive",
    about: "Remote jobs from remotive.com, a day old, asked at most four times a day.",
    homes: &["https://remotive.com/"],
    boards: false,
    keys: &[],
    manners: Manners { allowed: &[(Span::Minute, 2), (Span::Day, 4)], fresh: Duration::from_secs(6 * 60 * 60), ..FEED },
};

impl Shape for Remotive {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn question(&self, _: &Asking<'_>, _: &str, _: usize) -> Question {
        Question::json("api/remote-jobs".into())
    }

    fn read(&self, bytes: &[u8], _: &Board<'_>) -> Result<Parsed, Broken> {
        let whole = whole(bytes)?;
        kept_its_word(count(&whole, "job-count"), each(list(&whole, "jobs")?, found))
    }
}

fn found(row: &Value) -> Result<FoundPosting, &'static str> {
    Ok(FoundPosting {
        external_id: text(row, "id").ok_or("no identifier")?,
        url: link(row, "url").ok_or("no usable address")?,
        company: text(row, "company_name").unwrap_or_default(),
        title: text(row, "title").ok_or("no title")?,
        description_text: prose(row, "description").unwrap_or_default(),
        location: text(row, "candidate_required_location"),
        mode: Some(WorkMode::Remote),
        employment: text(row, "job_type").map(|code| term(&code)),
        salary: pay::said(row, "salary"),
        posted_at: time(row, "publication_date"),
        ..blank("remotive")
    })
}
