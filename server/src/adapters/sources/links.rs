//! Openings by their own address: a page that describes its opening as schema.org's JobPosting, a file of such descriptions, or a
//! JSON Feed. Each address is asked for itself, and nothing that it leads to.

use super::gather::Gathered;
use super::rows::{blank, each, joined, link, prose, text, texts, time};
use super::shape::BOARD;
use super::{Broken, Parsed, Settings, Trouble, pay};
use crate::adapters::fetch::{Fault, Fetcher, Network, Polite, Question};
use async_trait::async_trait;
use job_agent::posting::{Answer, FoundPosting, LINKS, Outcome, Period, Query, Salary, Source, SourceCard, WorkMode, canonical_url};
use serde_json::Value;
use tokio::time::Instant;

/// Whatever people paste.
pub struct Links {
    settings: Settings,
}

impl Links {
    pub fn new(settings: &Settings) -> Self {
        Self { settings: settings.clone() }
    }

    async fn ask(&self, address: &str, gathered: &mut Gathered) -> Result<(), Trouble> {
        // People say where: never this machine, whatever the operator's own settings may name.
        let rest = address.strip_prefix("https://").ok_or(Trouble::Fault(Fault::Refused(address.to_owned())))?;
        let asked = match &self.settings.instead {
            Some(instead) => format!("{}/links/{rest}", instead.trim_end_matches('/')),
            None => address.to_owned(),
        };
        let Settings { contact, limits, books, breath, .. } = &self.settings;
        let fetcher = Fetcher::at(&asked, contact, *limits, Network::Public).map_err(Trouble::Fault)?;
        let polite = Polite { fetcher, source: LINKS, manners: BOARD, books: books.clone(), breath: *breath };
        let body = polite.get(&Question::anything()).await.map_err(Trouble::Fault)?;
        gathered.begin(read(&body, address).map_err(Trouble::Broken)?);
        Ok(())
    }
}

#[async_trait]
impl Source for Links {
    fn card(&self) -> SourceCard {
        SourceCard {
            key: LINKS.into(),
            name: "Pasted links".into(),
            about: "Openings by the address of their page, or of a JSON Feed, wherever it is.".into(),
            needs_companies: true,
            takes_links: true,
            sample: false,
            missing: Vec::new(),
        }
    }

    async fn fetch(&self, query: &Query) -> Answer {
        if query.companies.is_empty() {
            return Answer::nothing(Outcome::NeedsCompany, "Paste at least one address to ask here.");
        }
        let mut gathered = Gathered::default();
        let until = Instant::now() + self.settings.patience;
        for address in &query.companies {
            let asked = tokio::time::timeout_at(until, self.ask(address, &mut gathered)).await;
            if let Err(trouble) = asked.unwrap_or(Err(Trouble::Fault(Fault::TimedOut))) {
                gathered.trouble(address, trouble);
            }
        }
        gathered.answer(query)
    }
}

/// Reads what stands at an address.
///
/// # Errors
/// Where there is no opening in a form that programs can read.
pub fn read(bytes: &[u8], address: &str) -> Result<Parsed, Broken> {
    let words = String::from_utf8_lossy(bytes);
    let found = match serde_json::from_str::<Value>(&words) {
        Ok(feed) if text(&feed, "version").is_some_and(|version| version.contains("jsonfeed.org/version/")) => {
            let items = super::rows::list(&feed, "items")?;
            return Ok(each(items, |item| of_feed(item, &feed)));
        }
        Ok(whole) => vec![whole],
        Err(_) => described(&words),
    };
    let mut postings = Vec::new();
    found.iter().for_each(|value| openings(value, 0, &mut postings));
    if postings.is_empty() {
        return Err(Broken("it describes no opening in a form that programs read (schema.org's JobPosting)".into()));
    }
    let only = postings.len() == 1;
    Ok(each(&postings, |row| of_schema(row, address, only)))
}

/// What a page says to programs, each in an element of its own.
fn described(page: &str) -> Vec<Value> {
    let lower = page.to_ascii_lowercase();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = lower[at..].find("<script").map(|start| at + start) {
        let Some(open) = lower[start..].find('>').map(|end| start + end) else { break };
        let end = lower[open..].find("</script").map_or(page.len(), |end| open + end);
        if lower[start..open].contains("application/ld+json") {
            found.extend(serde_json::from_str(&page[open + 1..end]).ok());
        }
        at = end;
    }
    found
}

/// Deeper than this no page has a reason to go.
const DEEPEST: usize = 6;

fn openings(value: &Value, depth: usize, found: &mut Vec<Value>) {
    if depth > DEEPEST {
        return;
    }
    match value {
        Value::Array(items) => items.iter().for_each(|item| openings(item, depth + 1, found)),
        Value::Object(_) if texts(value, "@type", "@value").iter().any(|kind| kind == "JobPosting") => found.push(value.clone()),
        Value::Object(fields) => {
            for key in ["@graph", "itemListElement", "item", "mainEntity", "mainEntityOfPage"] {
                fields.get(key).into_iter().for_each(|inner| openings(inner, depth + 1, found));
            }
        }
        _ => {}
    }
}

/// The address is the pasted one where it leads to one opening: what a page says of itself could lead anywhere.
fn of_schema(row: &Value, address: &str, only: bool) -> Result<FoundPosting, &'static str> {
    let host = |url: &str| url.split('/').nth(2).map(str::to_lowercase);
    let own = link(row, "url").filter(|url| host(url) == host(address));
    let url = if only { address.to_owned() } else { own.ok_or("no usable address")? };
    let company = row.get("hiringOrganization").and_then(|company| text(company, "name")).or_else(|| text(row, "hiringOrganization"));
    Ok(FoundPosting {
        external_id: canonical_url(&url),
        company: company.unwrap_or_default(),
        title: text(row, "title").or_else(|| text(row, "name")).ok_or("no title")?,
        description_text: prose(row, "description").unwrap_or_default(),
        location: location(row),
        mode: texts(row, "jobLocationType", "@value").iter().any(|kind| kind == "TELECOMMUTE").then_some(WorkMode::Remote),
        employment: joined(texts(row, "employmentType", "@value").iter().map(|kind| Some(super::rows::term(&kind.to_lowercase()))), ", "),
        salary: salary(row),
        posted_at: time(row, "datePosted"),
        valid_through: time(row, "validThrough"),
        url,
        ..blank(LINKS)
    })
}

fn location(row: &Value) -> Option<String> {
    let places = match row.get("jobLocation") {
        Some(Value::Array(places)) => places.iter().collect(),
        Some(place) => vec![place],
        None => Vec::new(),
    };
    let place = |place: &&Value| {
        let Some(address) = place.get("address") else { return text(place, "name") };
        let country = address.get("addressCountry").and_then(|country| text(country, "name")).or_else(|| text(address, "addressCountry"));
        joined([text(address, "addressLocality"), text(address, "addressRegion"), country], ", ").or_else(|| text(place, "address"))
    };
    let remote = || texts(row, "applicantLocationRequirements", "name").into_iter().next();
    joined(places.iter().map(place), "; ").or_else(remote)
}

fn salary(row: &Value) -> Option<Salary> {
    let base = row.get("baseSalary").filter(|base| base.is_object())?;
    let value = base.get("value").filter(|value| value.is_object()).unwrap_or(base);
    let currency = text(base, "currency").or_else(|| text(row, "salaryCurrency"));
    let period = match text(value, "unitText").unwrap_or_default().to_uppercase().as_str() {
        "HOUR" => Some(Period::Hour),
        "DAY" => Some(Period::Day),
        "WEEK" => Some(Period::Week),
        "MONTH" => Some(Period::Month),
        "YEAR" => Some(Period::Year),
        _ => None,
    };
    let number = |key| super::rows::number(value, key);
    pay::range(number("minValue").or_else(|| number("value")), number("maxValue").or_else(|| number("value")), currency.as_deref(), period)
}

fn of_feed(item: &Value, feed: &Value) -> Result<FoundPosting, &'static str> {
    let url = link(item, "url").or_else(|| link(item, "external_url")).ok_or("no usable address")?;
    let author = |of: &Value| texts(of, "authors", "name").into_iter().next();
    Ok(FoundPosting {
        external_id: text(item, "id").unwrap_or_else(|| canonical_url(&url)),
        company: author(item).or_else(|| author(feed)).or_else(|| text(feed, "title")).unwrap_or_default(),
        title: text(item, "title").ok_or("no title")?,
        description_text: prose(item, "content_html")
            .or_else(|| text(item, "content_text"))
            .or_else(|| text(item, "summary"))
            .unwrap_or_default(),
        posted_at: time(item, "date_published"),
        language: text(item, "language").or_else(|| text(feed, "language")),
        url,
        ..blank(LINKS)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"<!doctype html><title>x</title><SCRIPT type="application/ld+json">{"@context":"https://schema.org","@graph":[
        {"@type":"BreadcrumbList"},{"@type":["JobPosting"],"title":"Night Nurse","url":"https://elsewhere.example/1",
        "description":"&lt;p&gt;Care on ward 4.&lt;/p&gt;","hiringOrganization":{"name":"Rowan Clinic"},"employmentType":["FULL_TIME"],
        "jobLocation":[{"address":{"addressLocality":"Leeds","addressCountry":{"name":"United Kingdom"}}}],
        "baseSalary":{"currency":"GBP","value":{"minValue":31000,"maxValue":"35000","unitText":"YEAR"}},"datePosted":"2026-11-02"}]}</SCRIPT>
        <script>var x = "<script";</script><script type='application/ld+json'>{broken</script>"#;

    #[test]
    fn a_page_says_its_opening_to_programs() {
        let parsed = read(PAGE.as_bytes(), "https://rowan.example/jobs/7?utm_source=x").expect("an opening");
        let [posting] = parsed.postings.as_slice() else { panic!("{parsed:?}") };
        assert_eq!((posting.title.as_str(), posting.company.as_str()), ("Night Nurse", "Rowan Clinic"));
        assert_eq!(posting.url, "https://rowan.example/jobs/7", "a page's word of where it is counts for nothing");
        assert_eq!(posting.location.as_deref(), Some("Leeds, United Kingdom"));
        assert_eq!(posting.description_text, "Care on ward 4.");
        let salary = posting.salary.as_ref().expect("pay");
        assert_eq!((salary.min, salary.max, salary.period), (Some(31_000.0), Some(35_000.0), Period::Year));
    }

    #[test]
    fn a_feed_is_a_list_of_openings() {
        let feed = r#"{"version":"https://jsonfeed.org/version/1.1","title":"Rowan","items":[
            {"id":"1","url":"https://rowan.example/1","title":"Cook","content_text":"Cook.","date_published":"2026-11-01T08:00:00Z"},
            {"id":"2","title":"No address"}, null]}"#;
        let parsed = read(feed.as_bytes(), "https://rowan.example/feed.json").expect("a feed");
        assert_eq!((parsed.got, parsed.postings.len(), parsed.skipped.values().sum::<usize>()), (3, 1, 2));
        assert_eq!(parsed.postings[0].company, "Rowan");
    }

    #[test]
    fn what_describes_no_opening_is_told_and_never_taken_for_none() {
        for page in ["", "<html>", "[]", "{}", "<script type=\"application/ld+json\">", "<script", "\u{0}", r#"{"@type":"Person"}"#] {
            assert!(read(page.as_bytes(), "https://rowan.example/").is_err(), "{page}");
        }
        let deep = format!("{}{}", "[".repeat(100), "]".repeat(100));
        assert!(read(deep.as_bytes(), "https://rowan.example/").is_err());
    }

    #[tokio::test]
    async fn only_public_pages_over_tls_are_asked() {
        let links = Links::new(&Settings::default());
        for address in
            ["http://127.0.0.1:5432/", "https://127.0.0.1/", "https://[::1]/", "file:///etc/passwd", "https://u:p@rowan.example/"]
        {
            let answer = links.fetch(&Query { companies: vec![address.into()], ..Query::default() }).await;
            assert_eq!(answer.outcome, Outcome::Blocked, "{address}: {answer:?}");
        }
    }
}
