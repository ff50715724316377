//! Jobicy: the latest remote jobs in one answer, some hours old. Its terms: once an hour, no passing on.

use super::gather::kept_its_word;
use super::rows::{blank, count, each, joined, link, list, prose, text, texts, time, whole};
use super::shape::{About, Asking, Board, FEED, Shape};
use super::{Broken, Parsed, pay};
use crate::adapters::fetch::Question;
use job_agent::posting::{FoundPosting, Manners, Span, WorkMode};
use serde_json::Value;

pub struct Jobicy;

const ABOUT: About = About {
    key: "jobicy",
    about: "The latest hundred remote jobs from jobicy.com, asked at most once an hour.",
    homes: &["https://jobicy.com/"],
    boards: false,
    keys: &[],
    manners: Manners { allowed: &[(Span::Hour, 1)], ..FEED },
};

impl Shape for Jobicy {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn question(&self, _: &Asking<'_>, _: &str, _: usize) -> Question {
        Question::json("api/v2/remote-jobs?count=100".into())
    }

    fn read(&self, bytes: &[u8], _: &Board<'_>) -> Result<Parsed, Broken> {
        let whole = whole(bytes)?;
        kept_its_word(count(&whole, "jobCount"), each(list(&whole, "jobs")?, found))
    }
}

fn found(row: &Value) -> Result<FoundPosting, &'static str> {
    let url = link(row, "url").ok_or("no usable address")?;
    let currency = text(row, "salaryCurrency");
    let period = text(row, "salaryPeriod");
    Ok(FoundPosting {
        external_id: text(row, "id").or_else(|| text(row, "jobSlug")).unwrap_or_else(|| url.clone()),
        company: text(row, "companyName").unwrap_or_default(),
        title: text(row, "jobTitle").ok_or("no title")?,
        description_text: prose(row, "jobDescription").or_else(|| prose(row, "jobExcerpt")).unwrap_or_default(),
        location: text(row, "jobGeo"),
        mode: Some(WorkMode::Remote),
        employment: joined(texts(row, "jobType", "name").into_iter().map(Some), ", "),
        // The fields had other names until version 2.
        salary: pay::of(row, "salaryMin", "salaryMax", currency.as_deref(), period.as_deref())
            .or_else(|| pay::of(row, "annualSalaryMin", "annualSalaryMax", currency.as_deref(), Some("per year"))),
        posted_at: time(row, "pubDate"),
        url,
        ..blank("jobicy")
    })
}
