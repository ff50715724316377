//! The Muse: jobs of companies that it portrays, newest first, page after page. A key of the operator's is sent along where there is one.

use super::rows::{blank, each, joined, link, list, prose, text, texts, time, whole};
use super::shape::{About, Asking, Board, FEED, Pages, Shape};
use super::{Broken, Parsed};
use crate::adapters::fetch::Question;
use job_agent::posting::{FoundPosting, Manners, Span};
use serde_json::Value;
use std::time::Duration;

pub struct TheMuse;

const ABOUT: About = About {
    key: "themuse",
    about: "Jobs, mostly in the United States, from themuse.com.",
    homes: &["https://www.themuse.com/"],
    boards: false,
    keys: &[],
    manners: Manners { allowed: &[(Span::Hour, 500)], pause: Duration::from_millis(250), ..FEED },
};

impl Shape for TheMuse {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn pages(&self) -> Pages {
        Pages { most: 20, full: None }
    }

    fn question(&self, asking: &Asking<'_>, _: &str, page: usize) -> Question {
        let question = Question::json(format!("api/public/jobs?page={page}&descending=true"));
        match asking.key_if_any("THEMUSE_KEY") {
            Some(key) => question.secret("api_key", key),
            None => question,
        }
    }

    fn read(&self, bytes: &[u8], _: &Board<'_>) -> Result<Parsed, Broken> {
        let whole = whole(bytes)?;
        Ok(each(list(&whole, "results")?, found))
    }
}

fn found(row: &Value) -> Result<FoundPosting, &'static str> {
    let refs = row.get("refs").unwrap_or(&Value::Null);
    Ok(FoundPosting {
        external_id: text(row, "id").ok_or("no identifier")?,
        url: link(refs, "landing_page").ok_or("no usable address")?,
        company: row.get("company").and_then(|company| text(company, "name")).unwrap_or_default(),
        title: text(row, "name").ok_or("no title")?,
        description_text: prose(row, "contents").unwrap_or_default(),
        location: joined(texts(row, "locations", "name").into_iter().take(10).map(Some), "; "),
        posted_at: time(row, "publication_date"),
        ..blank("themuse")
    })
}
