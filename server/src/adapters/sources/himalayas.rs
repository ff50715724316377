//! Himalayas: remote jobs, newest first, twenty a page. Its terms: a link back.

use super::gather::kept_its_word;
use super::rows::{blank, count, each, joined, link, list, prose, text, texts, time, whole};
use super::shape::{About, Asking, Board, FEED, Pages, Shape};
use super::{Broken, Parsed, pay};
use crate::adapters::fetch::Question;
use job_agent::posting::{FoundPosting, Manners, Salary, WorkMode};
use serde_json::Value;
use std::time::Duration;

pub struct Himalayas;

const PAGE: usize = 20;
const ABOUT: About = About {
    key: "himalayas",
    about: "The newest remote jobs from himalayas.app.",
    homes: &["https://himalayas.app/"],
    boards: false,
    keys: &[],
    manners: Manners { pause: Duration::from_millis(500), ..FEED },
};

impl Shape for Himalayas {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn pages(&self) -> Pages {
        Pages { most: 15, full: Some(PAGE) }
    }

    fn question(&self, _: &Asking<'_>, _: &str, page: usize) -> Question {
        Question::json(format!("jobs/api?limit={PAGE}&offset={}", page * PAGE))
    }

    fn read(&self, bytes: &[u8], _: &Board<'_>) -> Result<Parsed, Broken> {
        let whole = whole(bytes)?;
        let first = count(&whole, "offset").is_none();
        let promised = count(&whole, "totalCount").or_else(|| count(&whole, "total")).filter(|_| first);
        kept_its_word(promised, each(list(&whole, "jobs")?, found))
    }
}

fn found(row: &Value) -> Result<FoundPosting, &'static str> {
    // Its own page where it gives one: that is the link back.
    let own = link(row, "guid").filter(|url| url.starts_with("https://himalayas.app/"));
    let url = own.or_else(|| link(row, "applicationLink")).ok_or("no usable address")?;
    let places = texts(row, "locationRestrictions", "name");
    Ok(FoundPosting {
        external_id: text(row, "guid").unwrap_or_else(|| url.clone()),
        company: text(row, "companyName").unwrap_or_default(),
        title: text(row, "title").ok_or("no title")?,
        description_text: prose(row, "description").or_else(|| prose(row, "excerpt")).unwrap_or_default(),
        location: joined(places.into_iter().take(20).map(Some), "; ").or_else(|| Some("Worldwide".into())),
        mode: Some(WorkMode::Remote),
        employment: text(row, "employmentType"),
        salary: salary(row),
        posted_at: time(row, "pubDate"),
        valid_through: time(row, "expiryDate"),
        url,
        ..blank("himalayas")
    })
}

fn salary(row: &Value) -> Option<Salary> {
    pay::of(row, "minSalary", "maxSalary", text(row, "currency").as_deref(), text(row, "salaryPeriod").as_deref())
}
