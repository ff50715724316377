//! USAJOBS: jobs of the federal government of the United States, with a key and the address that it was given to.

use super::gather::kept_its_word;
use super::rows::{blank, count, each, joined, link, prose, text, texts, time, whole, yes};
use super::shape::{About, Asking, Board, FEED, Pages, Shape};
use super::{Broken, Parsed, pay};
use crate::adapters::fetch::Question;
use job_agent::posting::{FoundPosting, Query, Salary, WorkMode};
use serde_json::Value;

pub struct UsaJobs;

const PAGE: usize = 250;
/// So many titles are asked for.
const TITLES: usize = 3;
const ABOUT: About = About {
    key: "usajobs",
    about: "Jobs of the federal government of the United States, from its public API.",
    homes: &["https://data.usajobs.gov/"],
    boards: false,
    keys: &["USAJOBS_EMAIL", "USAJOBS_KEY"],
    manners: FEED,
};

impl Shape for UsaJobs {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn pages(&self) -> Pages {
        Pages { most: 2, full: Some(PAGE) }
    }

    fn topics(&self, query: &Query) -> Vec<String> {
        if query.titles.is_empty() { vec![String::new()] } else { query.titles.iter().take(TITLES).cloned().collect() }
    }

    fn question(&self, asking: &Asking<'_>, topic: &str, page: usize) -> Question {
        let mut question = Question::json(format!("api/search?Page={}&ResultsPerPage={PAGE}", page + 1));
        if !topic.is_empty() {
            question = question.with("Keyword", topic);
        }
        // Its terms: the registered address as the one who asks.
        question.header("user-agent", asking.key("USAJOBS_EMAIL")).header("authorization-key", asking.key("USAJOBS_KEY"))
    }

    fn read(&self, bytes: &[u8], _: &Board<'_>) -> Result<Parsed, Broken> {
        let whole = whole(bytes)?;
        let result = whole.get("SearchResult").ok_or_else(|| Broken("there is no list of postings in it".into()))?;
        kept_its_word(count(result, "SearchResultCount"), each(super::rows::list(result, "SearchResultItems")?, found))
    }
}

fn found(item: &Value) -> Result<FoundPosting, &'static str> {
    let row = item.get("MatchedObjectDescriptor").filter(|row| row.is_object()).ok_or("not a posting")?;
    let details = row.get("UserArea").and_then(|area| area.get("Details")).unwrap_or(&Value::Null);
    Ok(FoundPosting {
        external_id: text(item, "MatchedObjectId").or_else(|| text(row, "PositionID")).ok_or("no identifier")?,
        url: link(row, "PositionURI").ok_or("no usable address")?,
        company: text(row, "OrganizationName").or_else(|| text(row, "DepartmentName")).unwrap_or_default(),
        title: text(row, "PositionTitle").ok_or("no title")?,
        description_text: description(row, details),
        location: location(row),
        mode: yes(details, "RemoteIndicator").then_some(WorkMode::Remote),
        employment: joined(["PositionSchedule", "PositionOfferingType"].map(|key| texts(row, key, "Name").into_iter().next()), ", "),
        salary: salary(row),
        posted_at: time(row, "PublicationStartDate").or_else(|| time(row, "PositionStartDate")),
        valid_through: time(row, "ApplicationCloseDate").or_else(|| time(row, "PositionEndDate")),
        language: Some("en".into()),
        ..blank("usajobs")
    })
}

/// "Multiple Locations" says less than the list.
fn location(row: &Value) -> Option<String> {
    joined(texts(row, "PositionLocation", "LocationName").into_iter().take(10).map(Some), "; ")
        .or_else(|| text(row, "PositionLocationDisplay"))
}

fn description(row: &Value, details: &Value) -> String {
    let duties = match details.get("MajorDuties") {
        Some(Value::Array(_)) => {
            let duties: Vec<String> =
                texts(details, "MajorDuties", "").iter().map(|duty| format!("- {}", job_agent::posting::html::text_of(duty))).collect();
            (!duties.is_empty()).then(|| duties.join("\n"))
        }
        _ => prose(details, "MajorDuties"),
    };
    let parts = [
        prose(details, "JobSummary"),
        duties,
        prose(row, "QualificationSummary"),
        prose(details, "Requirements"),
        prose(details, "Education"),
    ];
    joined(parts, "\n\n").unwrap_or_default()
}

fn salary(row: &Value) -> Option<Salary> {
    let range = row.get("PositionRemuneration")?.as_array()?.first()?;
    let period = match text(range, "RateIntervalCode").as_deref() {
        Some("PA" | "Per Year") => Some("per year".to_owned()),
        Some("PM") => Some("per month".to_owned()),
        Some("PD") => Some("per day".to_owned()),
        Some("PH" | "Per Hour") => Some("per hour".to_owned()),
        // Without compensation, a school year, a piece: nothing to compare.
        Some("WC" | "SY" | "PW" | "FB" | "BW") => return None,
        _ => text(range, "Description"),
    };
    pay::of(range, "MinimumRange", "MaximumRange", Some("USD"), period.as_deref())
}
