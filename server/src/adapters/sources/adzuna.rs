//! Adzuna: advertisements of many boards, a country a call, with a key of the operator's. What it sends of a text is its beginning. Its
//! terms: "Jobs by Adzuna" with a link, and so many questions a minute, day, week and month.

use super::gather::kept_its_word;
use super::rows::{blank, count, each, joined, link, list, prose, term, text, time, whole, yes};
use super::shape::{About, Asking, Board, FEED, Pages, Shape};
use super::{Broken, Parsed, pay};
use crate::adapters::fetch::Question;
use job_agent::posting::{FoundPosting, Manners, Query, Salary, Span};
use serde_json::Value;
use std::time::Duration;

pub struct Adzuna;

const PAGE: usize = 50;
/// So many titles and so many places are asked for: a search must not use up a day's questions.
const TITLES: usize = 3;
const PLACES: usize = 2;
const ABOUT: About = About {
    key: "adzuna",
    about: "Jobs by Adzuna: advertisements of many boards in nineteen countries, the beginning of each. Name places to choose the country.",
    homes: &["https://api.adzuna.com/"],
    boards: false,
    keys: &["ADZUNA_APP_ID", "ADZUNA_APP_KEY"],
    manners: Manners {
        allowed: &[(Span::Minute, 25), (Span::Day, 250), (Span::Week, 1_000), (Span::Month, 2_500)],
        fresh: Duration::from_secs(6 * 60 * 60),
        ..FEED
    },
};

/// Its countries by what people write, the end of its hosts there, and their currency.
const COUNTRIES: &[(&str, &[&str], &str, &str)] = &[
    ("at", &["austria", "österreich"], ".at", "EUR"),
    ("au", &["australia"], ".com.au", "AUD"),
    ("be", &["belgium", "belgique", "belgië"], ".be", "EUR"),
    ("br", &["brazil", "brasil"], ".com.br", "BRL"),
    ("ca", &["canada"], ".ca", "CAD"),
    ("ch", &["switzerland", "schweiz", "suisse"], ".ch", "CHF"),
    ("de", &["germany", "deutschland"], ".de", "EUR"),
    ("es", &["spain", "españa"], ".es", "EUR"),
    ("fr", &["france"], ".fr", "EUR"),
    ("gb", &["united kingdom", "uk", "england", "scotland", "wales", "great britain"], ".co.uk", "GBP"),
    ("in", &["india"], ".in", "INR"),
    ("it", &["italy", "italia"], ".it", "EUR"),
    ("mx", &["mexico", "méxico"], ".com.mx", "MXN"),
    ("nl", &["netherlands", "nederland", "the netherlands"], ".nl", "EUR"),
    ("nz", &["new zealand"], ".co.nz", "NZD"),
    ("pl", &["poland", "polska"], ".pl", "PLN"),
    ("sg", &["singapore"], ".sg", "SGD"),
    ("us", &["united states", "usa", "us", "america"], ".com", "USD"),
    ("za", &["south africa"], ".co.za", "ZAR"),
];

/// Whether it serves a country.
pub fn serves(country: &str) -> bool {
    COUNTRIES.iter().any(|(code, ..)| *code == country)
}

impl Shape for Adzuna {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    fn pages(&self) -> Pages {
        Pages { most: 2, full: Some(PAGE) }
    }

    /// A title and a place, on a line each.
    fn topics(&self, query: &Query) -> Vec<String> {
        let or_any =
            |list: &[String], most: usize| if list.is_empty() { vec![String::new()] } else { list.iter().take(most).cloned().collect() };
        let places = or_any(&query.places, PLACES);
        let titles = or_any(&query.titles, TITLES);
        places.iter().flat_map(|place| titles.iter().map(move |title| format!("{title}\n{place}"))).collect()
    }

    fn question(&self, asking: &Asking<'_>, topic: &str, page: usize) -> Question {
        let (title, place) = topic.split_once('\n').unwrap_or((topic, ""));
        let (country, town) = placed(place).unwrap_or((asking.country(), place));
        let mut question = Question::json(format!("v1/api/jobs/{country}/search/{}?results_per_page={PAGE}", page + 1));
        for (name, value) in [("what", title), ("where", town)] {
            if !value.is_empty() {
                question = question.with(name, value);
            }
        }
        question
            .with("content-type", "application/json")
            .secret("app_id", asking.key("ADZUNA_APP_ID"))
            .secret("app_key", asking.key("ADZUNA_APP_KEY"))
    }

    fn read(&self, bytes: &[u8], _: &Board<'_>) -> Result<Parsed, Broken> {
        let whole = whole(bytes)?;
        let parsed = each(list(&whole, "results")?, found);
        // It counts what there is in all, also on a page behind the last.
        let promised = count(&whole, "count").filter(|count| *count <= PAGE);
        kept_its_word(promised, parsed)
    }
}

/// The country that a place names, and the rest of it.
fn placed(place: &str) -> Option<(&'static str, &str)> {
    let (town, country) = place.rsplit_once(',').unwrap_or(("", place));
    let written = country.trim().to_lowercase();
    COUNTRIES.iter().find(|(code, names, ..)| *code == written || names.contains(&written.as_str())).map(|(code, ..)| (*code, town.trim()))
}

fn found(row: &Value) -> Result<FoundPosting, &'static str> {
    let url = link(row, "redirect_url").ok_or("no usable address")?;
    let part = |key: &str| row.get(key).and_then(|part| text(part, "display_name"));
    Ok(FoundPosting {
        external_id: text(row, "id").or_else(|| text(row, "adref")).unwrap_or_else(|| url.clone()),
        company: part("company").unwrap_or_default(),
        title: text(row, "title").ok_or("no title")?,
        description_text: prose(row, "description").unwrap_or_default(),
        location: part("location"),
        employment: joined(["contract_type", "contract_time"].map(|key| text(row, key).map(|code| term(&code))), ", "),
        salary: salary(row, &url),
        posted_at: time(row, "created"),
        url,
        ..blank("adzuna")
    })
}

/// Pay a year, as it was advertised: what Adzuna guesses is left out. The currency is the country's, which the address tells.
fn salary(row: &Value, url: &str) -> Option<Salary> {
    if yes(row, "salary_is_predicted") {
        return None;
    }
    let host = url.split_once("://")?.1.split('/').next()?;
    let end = host.strip_prefix("www.").unwrap_or(host).strip_prefix("adzuna")?;
    let currency = COUNTRIES.iter().find(|(_, _, known, _)| *known == end).map(|(.., currency)| *currency)?;
    pay::of(row, "salary_min", "salary_max", Some(currency), Some("per year"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_names_its_country() {
        assert_eq!(placed("Berlin, Germany"), Some(("de", "Berlin")));
        assert_eq!(placed("UK"), Some(("gb", "")));
        assert_eq!(placed("Berlin"), None);
    }
}
