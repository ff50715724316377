//! Lever: a company's postings in pages. The site's name stands in its address, `jobs.lever.co/NAME`.

use super::rows::{company_of_board, link, number, text, time};
use super::{Broken, Gathered, Parsed, Trouble, board_name, needs_company};
use crate::adapters::fetch::{Fault, Fetcher, Limits};
use async_trait::async_trait;
use job_agent::posting::{self, Answer, FoundPosting, Period, Query, Salary, Source, SourceCard};
use serde_json::Value;
use std::time::Duration;

/// Where it usually lives.
pub const HOME: &str = "https://api.lever.co/";
const PAGE: usize = 100;
const PAGES: usize = 20;
/// Its robots.txt asks for a second between questions.
const PAUSE: Duration = Duration::from_secs(1);

pub struct Lever {
    fetcher: Result<Fetcher, Fault>,
    pause: Duration,
}

impl Lever {
    /// An address that may not be asked becomes an answer that says so, not a process that does not start.
    pub fn new(base: &str, contact: &str) -> Self {
        Self::with_limits(base, contact, Limits::default())
    }

    /// Waits for as long and takes as much as is said here.
    pub fn with_limits(base: &str, contact: &str, limits: Limits) -> Self {
        Self { fetcher: Fetcher::new(base, contact, limits), pause: PAUSE }
    }

    /// For stand-ins, which need no rest.
    #[cfg(test)]
    pub(super) fn without_pause(mut self) -> Self {
        self.pause = Duration::ZERO;
        self
    }

    /// All pages of a site; those before a failing one are kept.
    async fn site(&self, name: &str, gathered: &mut Gathered, asked: &mut bool) -> Result<(), Trouble> {
        let name = board_name(name).ok_or(Trouble::Name)?;
        let fetcher = self.fetcher.as_ref().map_err(|fault| Trouble::Fault(fault.clone()))?;
        for page in 0..PAGES {
            if std::mem::replace(asked, true) {
                tokio::time::sleep(self.pause).await;
            }
            let body =
                fetcher.json(&format!("v0/postings/{name}?mode=json&skip={}&limit={PAGE}", page * PAGE)).await.map_err(Trouble::Fault)?;
            let parsed = parse(&body).map_err(Trouble::Broken)?;
            let got = parsed.got;
            if page == 0 {
                gathered.answered += 1;
            }
            // A short page is the last one; a page with nothing new means that it goes round in circles.
            if gathered.add(parsed) == 0 || got < PAGE {
                break;
            }
        }
        Ok(())
    }
}

#[async_trait]
impl Source for Lever {
    fn card(&self) -> SourceCard {
        SourceCard {
            key: "lever".into(),
            name: "Lever".into(),
            about: "Postings of companies that recruit with Lever, from its public API. Name the companies.".into(),
            needs_companies: true,
            sample: false,
        }
    }

    async fn fetch(&self, query: &Query) -> Answer {
        if query.companies.is_empty() {
            return needs_company();
        }
        let mut gathered = Gathered::default();
        let mut asked = false;
        for company in &query.companies {
            if let Err(trouble) = self.site(company, &mut gathered, &mut asked).await {
                gathered.troubles.push((company.clone(), trouble));
            }
        }
        gathered.answer(query)
    }
}

/// Reads a page of postings.
pub fn parse(bytes: &[u8]) -> Result<Parsed, Broken> {
    let whole: Value = serde_json::from_slice(bytes).map_err(|error| Broken(error.to_string()))?;
    let rows =
        whole.as_array().ok_or_else(|| Broken(text(&whole, "error").unwrap_or_else(|| "there is no list of postings in it".into())))?;
    let mut parsed = Parsed { got: rows.len(), ..Parsed::default() };
    for row in rows {
        match found(row) {
            Ok(posting) => parsed.postings.push(posting),
            Err(reason) => parsed.skip(reason),
        }
    }
    Ok(parsed)
}

fn found(row: &Value) -> Result<FoundPosting, &'static str> {
    if !row.is_object() {
        return Err("not a posting");
    }
    let url = link(row, "hostedUrl").or_else(|| link(row, "applyUrl")).ok_or("no usable address")?;
    let categories = row.get("categories").unwrap_or(&Value::Null);
    let mut posting = FoundPosting {
        source: "lever".into(),
        external_id: text(row, "id").ok_or("no identifier")?,
        company: company_of_board(&url).unwrap_or_default(),
        title: text(row, "text").ok_or("no title")?,
        description_text: description(row),
        location: location(categories),
        mode: text(row, "workplaceType").as_deref().and_then(posting::mode_of_field),
        employment: text(categories, "commitment"),
        salary: salary(row),
        posted_at: time(row, "createdAt"),
        valid_through: None,
        language: None,
        url,
    };
    posting::complete(&mut posting);
    if posting.title.is_empty() {
        return Err("no title");
    }
    Ok(posting)
}

/// Opening, body, lists and what is added, in the order of the page.
fn description(row: &Value) -> String {
    let plain = |plain: &str, html: &str| {
        text(row, plain).map(|text| posting::html::tidy(&text)).or_else(|| text(row, html).map(|html| posting::html::text_of(&html)))
    };
    let mut parts: Vec<String> = plain("descriptionPlain", "description").into_iter().collect();
    if parts.is_empty() {
        parts.extend(plain("openingPlain", "opening"));
        parts.extend(plain("descriptionBodyPlain", "descriptionBody"));
    }
    for list in row.get("lists").and_then(Value::as_array).into_iter().flatten() {
        let heading = text(list, "text").map(|heading| posting::html::text_of(&heading)).unwrap_or_default();
        let content = posting::html::text_of(&text(list, "content").unwrap_or_default());
        parts.push(format!("{heading}\n{content}").trim().to_owned());
    }
    parts.extend(plain("salaryDescriptionPlain", "salaryDescription"));
    parts.extend(plain("additionalPlain", "additional"));
    parts.retain(|part| !part.is_empty());
    parts.join("\n\n")
}

fn location(categories: &Value) -> Option<String> {
    let all: Vec<&str> = categories
        .get("allLocations")
        .and_then(Value::as_array)
        .map(|all| all.iter().filter_map(Value::as_str).collect())
        .unwrap_or_default();
    if all.len() > 1 { Some(all.join("; ")) } else { text(categories, "location").or_else(|| all.first().map(|one| (*one).to_owned())) }
}

fn salary(row: &Value) -> Option<Salary> {
    let range = row.get("salaryRange")?;
    let (min, max) = (number(range, "min"), number(range, "max"));
    let value = max.or(min)?;
    let interval = text(range, "interval").unwrap_or_default().replace('-', " ");
    let period = posting::period_of(&interval).unwrap_or(if value < 500.0 { Period::Hour } else { Period::Year });
    Some(Salary { min, max, currency: text(range, "currency")?.to_uppercase(), period })
}
