//! Ashby: a company's whole board in one answer, pay in tiers. The board's name stands in its address, `jobs.ashbyhq.com/NAME`.

use super::rows::{blank, company_of, company_of_board, each, joined, link, list, number, prose, term, text, time, whole, yes};
use super::shape::{About, Asking, BOARD, Board, Shape};
use super::{Broken, Parsed, pay};
use crate::adapters::fetch::Question;
use job_agent::posting::{self, FoundPosting, Salary, WorkMode};
use serde_json::Value;

pub struct Ashby;

const ABOUT: About = About {
    key: "ashby",
    about: "Boards of companies that recruit with Ashby, from its public API, often with pay. Name the companies.",
    homes: &["https://api.ashbyhq.com/"],
    boards: true,
    keys: &[],
    manners: BOARD,
};

impl Shape for Ashby {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn question(&self, asking: &Asking<'_>, _: &str, _: usize) -> Question {
        Question::json(format!("posting-api/job-board/{}?includeCompensation=true", asking.board.name))
    }

    fn read(&self, bytes: &[u8], board: &Board<'_>) -> Result<Parsed, Broken> {
        let whole = whole(bytes)?;
        Ok(each(list(&whole, "jobs")?, |row| found(row, board)))
    }
}

fn found(row: &Value, board: &Board<'_>) -> Result<FoundPosting, &'static str> {
    if row.get("isListed") == Some(&Value::Bool(false)) {
        return Err("not listed");
    }
    let url = link(row, "jobUrl").or_else(|| link(row, "applyUrl")).ok_or("no usable address")?;
    let plain = || text(row, "descriptionPlain").map(|text| posting::html::tidy(&text));
    Ok(FoundPosting {
        external_id: text(row, "id").ok_or("no identifier")?,
        company: company_of_board(&url).unwrap_or_else(|| company_of(board)),
        title: text(row, "title").ok_or("no title")?,
        description_text: prose(row, "descriptionHtml").or_else(plain).unwrap_or_default(),
        location: location(row),
        mode: text(row, "workplaceType")
            .as_deref()
            .and_then(|mode| posting::mode_of_field(&mode.replace("OnSite", "on-site")))
            .or_else(|| yes(row, "isRemote").then_some(WorkMode::Remote)),
        employment: text(row, "employmentType").map(|code| term(&code)),
        salary: row.get("compensation").and_then(salary),
        posted_at: time(row, "publishedAt"),
        url,
        ..blank("ashby")
    })
}

/// The first place in full, and the others.
fn location(row: &Value) -> Option<String> {
    let address = row.get("address").and_then(|address| address.get("postalAddress"));
    let written = text(row, "location");
    let country = address.and_then(|address| text(address, "addressCountry"));
    // "Berlin" says more with its country, unless that stands there already.
    let first = match (written, country) {
        (Some(place), Some(country)) if !place.contains(',') && !place.contains(&country) && posting::mode_of_field(&place).is_none() => {
            Some(format!("{place}, {country}"))
        }
        (place, country) => place.or(country),
    };
    let others = row.get("secondaryLocations").and_then(Value::as_array).into_iter().flatten().map(|other| text(other, "location"));
    joined(std::iter::once(first).chain(others), "; ")
}

/// The widest range of salary over all tiers of one currency and interval. Equity and bonuses are no salary.
fn salary(compensation: &Value) -> Option<Salary> {
    let array = |value: &Value, key: &str| value.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
    let tiers = array(compensation, "compensationTiers");
    let mut parts: Vec<Value> = tiers.iter().flat_map(|tier| array(tier, "components")).collect();
    parts.extend(array(compensation, "summaryComponents"));
    let read = |part: &Value| {
        (text(part, "compensationType").as_deref() == Some("Salary")).then_some(())?;
        let (currency, interval) = (text(part, "currencyCode"), text(part, "interval")?);
        pay::by_interval(number(part, "minValue"), number(part, "maxValue"), currency.as_deref(), &interval)
    };
    parts.iter().filter_map(read).reduce(|wide, other| {
        if (&other.currency, other.period) != (&wide.currency, wide.period) {
            return wide;
        }
        Salary { min: smaller(wide.min, other.min), max: larger(wide.max, other.max), ..wide }
    })
}

fn smaller(a: Option<f64>, b: Option<f64>) -> Option<f64> {
    a.zip(b).map(|(a, b)| a.min(b)).or(a).or(b)
}

fn larger(a: Option<f64>, b: Option<f64>) -> Option<f64> {
    a.zip(b).map(|(a, b)| a.max(b)).or(a).or(b)
}
