//! SmartRecruiters: a company's postings in pages, each posting's text by a question of its own. The company's name stands in its
//! address, `jobs.smartrecruiters.com/NAME`. A name that it does not know looks like a company without postings.

use super::gather::{Gathered, Sought, kept_its_word};
use super::rows::{blank, clean, company_of, count, each, joined, link, list, prose, text, time, whole, yes};
use super::shape::{About, Asking, BOARD, Board, Pages, Shape, walk};
use super::{Broken, Parsed, Trouble};
use crate::adapters::fetch::{Fault, Question};
use async_trait::async_trait;
use job_agent::posting::{FoundPosting, Manners, WorkMode};
use serde_json::Value;
use std::time::Duration;

pub struct SmartRecruiters;

const PAGE: usize = 100;
/// So many texts of one company are asked for.
const TEXTS: usize = 40;
const ABOUT: About = About {
    key: "smartrecruiters",
    about: "Postings of companies that recruit with SmartRecruiters, from its public API. Name the companies.",
    homes: &["https://api.smartrecruiters.com/"],
    boards: true,
    keys: &[],
    manners: Manners { pause: Duration::from_millis(150), fresh: Duration::from_secs(60 * 60), ..BOARD },
};

#[async_trait]
impl Shape for SmartRecruiters {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn pages(&self) -> Pages {
        Pages { most: 20, full: Some(PAGE) }
    }

    fn question(&self, asking: &Asking<'_>, _: &str, page: usize) -> Question {
        Question::json(format!("v1/companies/{}/postings?limit={PAGE}&offset={}", asking.board.name, page * PAGE))
    }

    /// A list of postings, or one posting in detail.
    fn read(&self, bytes: &[u8], board: &Board<'_>) -> Result<Parsed, Broken> {
        let whole = whole(bytes)?;
        if whole.get("jobAd").is_some_and(Value::is_object) {
            return Ok(each(&[whole], |row| found(row, board)));
        }
        let rows = list(&whole, "content")?;
        let first = count(&whole, "offset").is_none();
        kept_its_word(count(&whole, "totalFound").filter(|_| first), each(rows, |row| found(row, board)))
    }

    async fn collect(&self, asking: &Asking<'_>, gathered: &mut Gathered) -> Result<(), Trouble> {
        let before = gathered.postings().len();
        walk(self, asking, gathered).await?;
        let found = gathered.postings().len() - before;
        if found == 0 {
            gathered.remark(format!("{}: it has no postings, or there is no such company here", asking.board.name));
        }
        let left = texts(asking, &mut gathered.postings()[before..]).await?;
        if left > 0 {
            gathered.remark(format!("{}: {left} of {found} postings came without their text", asking.board.name));
        }
        Ok(())
    }
}

/// Fills in the texts of the likeliest postings; returns how many are left without.
async fn texts(asking: &Asking<'_>, postings: &mut [FoundPosting]) -> Result<usize, Trouble> {
    let sought = Sought::of(asking.query);
    let mut order: Vec<usize> = (0..postings.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(sought.words_in(&postings[*at].title)));
    for at in order.into_iter().take(TEXTS) {
        let posting = &mut postings[at];
        let path = format!("v1/companies/{}/postings/{}", asking.board.name, posting.external_id);
        match asking.get(&Question::json(path)).await {
            Ok(body) => {
                let detail = whole(&body).map_err(Trouble::Broken)?;
                posting.description_text = description(&detail);
                posting.url = link(&detail, "postingUrl").unwrap_or_else(|| posting.url.clone());
                clean(posting);
            }
            // It was taken down in between.
            Err(Trouble::Fault(Fault::NotFound)) => {}
            Err(trouble) => return Err(trouble),
        }
    }
    Ok(postings.iter().filter(|posting| posting.description_text.is_empty()).count())
}

fn found(row: &Value, board: &Board<'_>) -> Result<FoundPosting, &'static str> {
    let id = text(row, "id").filter(|id| id.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')).ok_or("no identifier")?;
    let label = |key: &str| row.get(key).and_then(|part| text(part, "label"));
    let company = row.get("company");
    let name = company.and_then(|company| text(company, "identifier")).unwrap_or_else(|| board.name.to_owned());
    let place = row.get("location").unwrap_or(&Value::Null);
    Ok(FoundPosting {
        url: link(row, "postingUrl").unwrap_or_else(|| format!("https://jobs.smartrecruiters.com/{name}/{id}")),
        external_id: id,
        company: company.and_then(|company| text(company, "name")).unwrap_or_else(|| company_of(board)),
        title: text(row, "name").ok_or("no title")?,
        description_text: description(row),
        location: text(place, "fullLocation").or_else(|| written(place)),
        mode: if yes(place, "hybrid") { Some(WorkMode::Hybrid) } else { yes(place, "remote").then_some(WorkMode::Remote) },
        employment: label("typeOfEmployment"),
        posted_at: time(row, "releasedDate"),
        language: row.get("language").and_then(|language| text(language, "code")),
        ..blank("smartrecruiters")
    })
}

fn written(place: &Value) -> Option<String> {
    let city = text(place, "city").filter(|city| !city.eq_ignore_ascii_case("remote"));
    joined([city, text(place, "region"), text(place, "country").map(|code| code.to_uppercase())], ", ")
}

/// The sections of a posting in the order of its page.
fn description(row: &Value) -> String {
    let Some(sections) = row.get("jobAd").and_then(|ad| ad.get("sections")) else { return String::new() };
    let parts = ["companyDescription", "jobDescription", "qualifications", "additionalInformation"].iter().filter_map(|key| {
        let section = sections.get(key)?;
        joined([text(section, "title"), Some(prose(section, "text")?)], "\n")
    });
    parts.collect::<Vec<_>>().join("\n\n")
}
