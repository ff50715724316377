//! Every source in this process: plays its recorded shape, and each way in which real ones behave badly. The data are made up.
//!
//! An address is `/KEY/…` or `/as/MOOD/KEY/…`; a board's name that is a mood does the same for that board alone.

pub mod moods;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use moods::Mood;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::{Arc, Mutex};

/// How a source's answers are made, and where in its rows things stand.
pub struct Kind {
    pub key: &'static str,
    body: &'static str,
    /// Where the list is; what a row's element is called in XML.
    rows: &'static str,
    pub id: &'static str,
    pub title: &'static str,
    /// Where an address stands, if rows hold any.
    pub url: Option<&'static str>,
    /// Where it says how many there are.
    pub count: Option<&'static str>,
    pub pages: Option<Pages>,
}

/// How it counts pages.
#[derive(Clone, Copy)]
pub struct Pages {
    by: By,
    /// Rows of a full page, where that is known.
    pub size: Option<usize>,
}

#[derive(Clone, Copy)]
enum By {
    /// A parameter that counts from this.
    Number(&'static str, usize),
    /// A parameter that counts rows.
    Rows(&'static str),
    /// The end of the path, from 1.
    Path,
}

macro_rules! recorded {
    ($key:literal, $end:literal, $rows:literal, $id:literal, $title:literal, $url:expr, $count:expr, $pages:expr) => {
        Kind {
            key: $key,
            body: include_str!(concat!("data/", $key, ".", $end)),
            rows: $rows,
            id: $id,
            title: $title,
            url: $url,
            count: $count,
            pages: $pages,
        }
    };
}

const fn pages(by: By, size: Option<usize>) -> Option<Pages> {
    Some(Pages { by, size })
}

pub const KINDS: &[Kind] = &[
    recorded!("greenhouse", "json", "/jobs", "/id", "/title", Some("/absolute_url"), Some("/meta/total"), None),
    recorded!("lever", "json", "", "/id", "/text", Some("/hostedUrl"), None, pages(By::Rows("skip"), Some(100))),
    recorded!("ashby", "json", "/jobs", "/id", "/title", Some("/jobUrl"), None, None),
    recorded!("workable", "json", "/jobs", "/shortcode", "/title", Some("/url"), None, None),
    recorded!("smartrecruiters", "json", "/content", "/id", "/name", None, Some("/totalFound"), pages(By::Rows("offset"), Some(100))),
    recorded!("recruitee", "json", "/offers", "/id", "/title", Some("/careers_url"), None, None),
    recorded!("personio", "xml", "position", "", "", None, None, None),
    recorded!("remotive", "json", "/jobs", "/id", "/title", Some("/url"), Some("/job-count"), None),
    recorded!("arbeitnow", "json", "/data", "/slug", "/title", Some("/url"), None, pages(By::Number("page", 1), None)),
    recorded!("remoteok", "json", "", "/id", "/position", Some("/url"), None, None),
    recorded!("hackernews", "json", "/children", "/id", "/text", None, None, None),
    recorded!("adzuna", "json", "/results", "/id", "/title", Some("/redirect_url"), Some("/count"), pages(By::Path, Some(50))),
    recorded!(
        "usajobs",
        "json",
        "/SearchResult/SearchResultItems",
        "/MatchedObjectId",
        "/MatchedObjectDescriptor/PositionTitle",
        Some("/MatchedObjectDescriptor/PositionURI"),
        Some("/SearchResult/SearchResultCount"),
        pages(By::Number("Page", 1), Some(250))
    ),
    recorded!("jobicy", "json", "/jobs", "/id", "/jobTitle", Some("/url"), Some("/jobCount"), None),
    recorded!(
        "himalayas",
        "json",
        "/jobs",
        "/guid",
        "/title",
        Some("/applicationLink"),
        Some("/totalCount"),
        pages(By::Rows("offset"), Some(20))
    ),
    recorded!("themuse", "json", "/results", "/id", "/name", Some("/refs/landing_page"), None, pages(By::Number("page", 0), None)),
    recorded!("weworkremotely", "xml", "item", "", "", None, None, None),
];

/// The server, and what it was asked.
#[derive(Clone, Default)]
pub struct Replay {
    asked: Arc<Mutex<HashMap<String, usize>>>,
}

impl Replay {
    /// How often an address was asked that begins like this.
    pub fn asked(&self, start: &str) -> usize {
        let asked = self.asked.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        asked.iter().filter(|(path, _)| path.starts_with(start)).map(|(_, count)| count).sum()
    }

    fn count(&self, path: &str) -> usize {
        let mut asked = self.asked.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let count = asked.entry(path.to_owned()).or_default();
        *count += 1;
        *count
    }

    pub fn router(&self) -> Router {
        Router::new().fallback(answer).with_state(self.clone())
    }

    /// On a port of this machine; the address comes back.
    pub async fn start(&self) -> std::io::Result<String> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let router = self.router();
        tokio::spawn(async move { axum::serve(listener, router).await });
        Ok(format!("http://{address}"))
    }
}

async fn answer(State(replay): State<Replay>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let nth = replay.count(&path);
    let mut parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
    let mut mood = Mood::Well;
    if parts.first() == Some(&"as") && parts.len() > 2 {
        let Some(named) = Mood::named(parts[1]) else { return StatusCode::NOT_FOUND.into_response() };
        mood = named;
        parts.drain(..2);
    }
    let Some(folder) = parts.first().copied() else { return "Sources, played.\n".into_response() };
    let (key, second) = folder.strip_suffix("-2").map_or((folder, false), |key| (key, true));
    let Some(kind) = KINDS.iter().find(|kind| kind.key == key) else { return StatusCode::NOT_FOUND.into_response() };
    let rest = &parts[1..];
    if let Some(named) = rest.iter().find_map(|part| Mood::named(part)) {
        mood = named;
    }
    // A board that lives at the second address of its source.
    if rest.contains(&"european") != second {
        return not_found();
    }
    let asked = Asked { kind, rest, query: request.uri().query().unwrap_or(""), headers: request.headers(), nth };
    if asked.lacks_key() {
        return (StatusCode::UNAUTHORIZED, "no key").into_response();
    }
    mood.answer(&asked).await
}

fn not_found() -> Response {
    (StatusCode::NOT_FOUND, axum::Json(json!({ "status": 404, "error": "Not found" }))).into_response()
}

/// A question, taken apart.
pub struct Asked<'a> {
    kind: &'static Kind,
    rest: &'a [&'a str],
    query: &'a str,
    headers: &'a HeaderMap,
    /// The how manieth of this address.
    nth: usize,
}

impl Asked<'_> {
    fn parameter(&self, name: &str) -> Option<&str> {
        self.query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
    }

    fn lacks_key(&self) -> bool {
        match self.kind.key {
            "adzuna" => self.parameter("app_id").is_none() || self.parameter("app_key").is_none(),
            "usajobs" => {
                !self.headers.contains_key("authorization-key")
                    || self.headers.get(header::USER_AGENT).is_none_or(|who| who != "ops@example.org")
            }
            _ => false,
        }
    }

    /// Which page is wanted, counted from 0.
    fn page(&self) -> usize {
        let Some(Pages { by, size }) = self.kind.pages else { return 0 };
        let number = |name: &str, first: usize| self.parameter(name).and_then(|page| page.parse::<usize>().ok()).unwrap_or(first);
        match by {
            By::Number(name, first) => number(name, first) - first,
            By::Rows(name) => number(name, 0) / size.unwrap_or(1),
            By::Path => self.rest.last().and_then(|page| page.parse::<usize>().ok()).unwrap_or(1) - 1,
        }
    }

    /// Hacker News lists its threads first; SmartRecruiters tells a posting's text apart.
    fn other_form(&self) -> Option<Value> {
        match (self.kind.key, self.rest) {
            ("hackernews", [.., "search_by_date"]) => Some(json!({ "hits": [
                { "objectID": "41000002", "title": "Ask HN: Who wants to be hired? (July 2026)" },
                { "objectID": "41000001", "title": "Ask HN: Who is hiring? (July 2026)" },
            ] })),
            ("smartrecruiters", [.., "postings", id]) => Some(json!({ "id": id, "name": "As in the list", "jobAd": { "sections": {
                "jobDescription": { "title": "The work", "text": "<p>You look after guests at night.</p>" },
                "qualifications": { "title": "You bring", "text": "<ul><li>German</li></ul>" },
            } } })),
            _ => None,
        }
    }
}

fn body(kind: &Kind, bytes: String) -> Response {
    let form = if kind.is_xml() { "application/xml" } else { "application/json" };
    ([(header::CONTENT_TYPE, form)], Body::from(bytes)).into_response()
}
