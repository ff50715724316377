//! We Work Remotely: remote jobs as RSS. A title is "Company: Role".

use super::rows::{blank, each, joined, link, prose, text, time};
use super::shape::{About, Asking, Board, FEED, Shape};
use super::{Broken, Parsed, xml};
use crate::adapters::fetch::Question;
use job_agent::posting::{FoundPosting, WorkMode};
use serde_json::Value;

pub struct WeWorkRemotely;

const ABOUT: About = About {
    key: "weworkremotely",
    about: "Remote jobs from the feed of weworkremotely.com.",
    homes: &["https://weworkremotely.com/"],
    boards: false,
    keys: &[],
    manners: FEED,
};

impl Shape for WeWorkRemotely {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn question(&self, _: &Asking<'_>, _: &str, _: usize) -> Question {
        Question::xml("remote-jobs.rss".into())
    }

    fn read(&self, bytes: &[u8], _: &Board<'_>) -> Result<Parsed, Broken> {
        Ok(each(&xml::rows(bytes, "rss", "item")?, found))
    }
}

fn found(row: &Value) -> Result<FoundPosting, &'static str> {
    let url = link(row, "link").or_else(|| link(row, "guid")).ok_or("no usable address")?;
    let whole = text(row, "title").ok_or("no title")?;
    // A company can have a colon in its name; a role hardly ever has.
    let (company, title) = whole.rsplit_once(": ").unwrap_or(("", &whole));
    Ok(FoundPosting {
        external_id: text(row, "guid").unwrap_or_else(|| url.clone()),
        company: company.to_owned(),
        title: title.to_owned(),
        description_text: description(row),
        location: joined([text(row, "region"), text(row, "state"), text(row, "country")], "; "),
        mode: Some(WorkMode::Remote),
        employment: text(row, "type"),
        posted_at: time(row, "pubDate"),
        valid_through: time(row, "expires_at"),
        url,
        ..blank("weworkremotely")
    })
}

/// The skills stand beside the text; they belong to what is asked for.
fn description(row: &Value) -> String {
    let skills = text(row, "skills").map(|skills| format!("Skills: {skills}"));
    joined([prose(row, "description"), skills], "\n\n").unwrap_or_default()
}
