//! Remote OK: the latest hundred remote jobs in one answer; its first row holds the terms. They ask for a link that search engines
//! follow and for its name, and forbid its logo.

use super::rows::{array, blank, each, link, prose, text, time, whole};
use super::shape::{About, Asking, Board, FEED, Shape};
use super::{Broken, Parsed, pay};
use crate::adapters::fetch::Question;
use job_agent::posting::{FoundPosting, Period, WorkMode};
use serde_json::Value;

pub struct RemoteOk;

const ABOUT: About = About {
    key: "remoteok",
    about: "The latest remote jobs from remoteok.com.",
    homes: &["https://remoteok.com/"],
    boards: false,
    keys: &[],
    manners: FEED,
};

impl Shape for RemoteOk {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn question(&self, _: &Asking<'_>, _: &str, _: usize) -> Question {
        Question::json("api".into())
    }

    fn read(&self, bytes: &[u8], _: &Board<'_>) -> Result<Parsed, Broken> {
        let whole = whole(bytes)?;
        let rows = array(&whole)?;
        let terms = rows.first().is_some_and(|row| row.get("legal").is_some() && row.get("position").is_none());
        Ok(each(if terms { &rows[1..] } else { rows }, found))
    }
}

fn found(row: &Value) -> Result<FoundPosting, &'static str> {
    Ok(FoundPosting {
        external_id: text(row, "id").or_else(|| text(row, "slug")).ok_or("no identifier")?,
        url: link(row, "url").or_else(|| link(row, "apply_url")).ok_or("no usable address")?,
        company: text(row, "company").unwrap_or_default(),
        title: text(row, "position").ok_or("no title")?,
        description_text: prose(row, "description").unwrap_or_default(),
        location: text(row, "location"),
        mode: Some(WorkMode::Remote),
        // It gives dollars a year, and 0 for nothing.
        salary: pay::of(row, "salary_min", "salary_max", Some("USD"), None)
            .map(|pay| job_agent::posting::Salary { period: Period::Year, ..pay }),
        posted_at: time(row, "epoch").or_else(|| time(row, "date")),
        ..blank("remoteok")
    })
}
