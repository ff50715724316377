//! The ways in which a source answers.

mod grown;

use super::{Asked, Kind, body, not_found};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

/// One way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    Well,
    /// The same with more than a hundred postings, page after page.
    Many,
    /// Nothing on offer, in the right shape.
    Empty,
    /// It does not know the board: 404, and where a source never says so, an empty list.
    Unknown,
    /// Good rows between bad ones.
    Odd,
    /// Nothing but bad rows.
    Useless,
    /// Every page is the first one.
    Circling,
    /// The second page fails.
    PageFails,
    /// The second page comes too early.
    PageBusy,
    /// It fails once and then goes on.
    Weak,
    Failing,
    /// Wants fewer questions, for two hours.
    Busy,
    /// Sends on to another address.
    Redirecting,
    /// A summary where rows should be.
    Summary,
    /// Says that it has some and sends none.
    Lying,
    /// A page for people in place of data.
    Page,
    /// The same with a refusal.
    Refusing,
    /// Ends in the middle.
    Cut,
    Huge,
    /// Never answers.
    Silent,
}

pub const MOODS: &[(&str, Mood)] = &[
    ("well", Mood::Well),
    ("many", Mood::Many),
    ("empty", Mood::Empty),
    ("unknown", Mood::Unknown),
    ("odd", Mood::Odd),
    ("useless", Mood::Useless),
    ("circling", Mood::Circling),
    ("page-fails", Mood::PageFails),
    ("page-busy", Mood::PageBusy),
    ("weak", Mood::Weak),
    ("failing", Mood::Failing),
    ("busy", Mood::Busy),
    ("redirecting", Mood::Redirecting),
    ("summary", Mood::Summary),
    ("lying", Mood::Lying),
    ("page", Mood::Page),
    ("refusing", Mood::Refusing),
    ("cut", Mood::Cut),
    ("huge", Mood::Huge),
    ("silent", Mood::Silent),
];

const PAGE: &str = "<!DOCTYPE html><html><head><title>Just a moment</title></head><body>Checking your browser</body></html>";

impl Mood {
    pub fn named(name: &str) -> Option<Self> {
        MOODS.iter().find(|(known, _)| *known == name).map(|(_, mood)| *mood)
    }

    pub(super) async fn answer(self, asked: &Asked<'_>) -> Response {
        let kind = asked.kind;
        let page = asked.page();
        let plainly = matches!(
            self,
            Self::Well | Self::Many | Self::Odd | Self::Useless | Self::Empty | Self::Circling | Self::Lying | Self::Summary
        );
        if let Some(other) = asked.other_form().filter(|_| plainly || matches!(self, Self::PageFails | Self::PageBusy)) {
            return body(kind, other.to_string());
        }
        let busy = || (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, "7200")], "").into_response();
        match self {
            Self::Well => body(kind, if page == 0 { kind.body.to_owned() } else { kind.with(vec![]) }),
            Self::Many => body(kind, kind.grown(page)),
            Self::Empty => body(kind, kind.with(vec![])),
            Self::Unknown if kind.key == "smartrecruiters" => body(kind, kind.with(vec![])),
            Self::Unknown => not_found(),
            Self::Odd if page > 0 => body(kind, kind.with(vec![])),
            Self::Odd => body(kind, kind.between(true)),
            Self::Useless => body(kind, kind.between(false)),
            Self::Circling => body(kind, kind.full_page()),
            Self::PageFails | Self::PageBusy if page == 0 => body(kind, kind.full_page()),
            Self::PageBusy | Self::Busy => busy(),
            Self::Weak if asked.nth > 1 => {
                asked.other_form().map_or_else(|| body(kind, kind.body.to_owned()), |other| body(kind, other.to_string()))
            }
            Self::PageFails | Self::Weak | Self::Failing => (StatusCode::INTERNAL_SERVER_ERROR, "oops").into_response(),
            Self::Redirecting => (StatusCode::FOUND, [(header::LOCATION, "/inside")]).into_response(),
            Self::Summary => body(
                kind,
                if kind.is_xml() {
                    "<departments><department/></departments>".into()
                } else {
                    json!({ "departments": [{ "name": "Care", "postings": 7 }] }).to_string()
                },
            ),
            Self::Lying => body(kind, kind.lie()),
            Self::Page => ([(header::CONTENT_TYPE, "text/html")], PAGE).into_response(),
            Self::Refusing => (StatusCode::FORBIDDEN, [(header::CONTENT_TYPE, "text/html")], PAGE).into_response(),
            Self::Cut => body(kind, kind.body[..kind.body.floor_char_boundary(kind.body.len() / 2)].to_owned()),
            Self::Huge => body(kind, format!("{}{}", " ".repeat(4 * 1024 * 1024), kind.body)),
            Self::Silent => std::future::pending().await,
        }
    }
}

impl Kind {
    pub fn is_xml(&self) -> bool {
        !self.rows.starts_with('/') && !self.rows.is_empty()
    }

    fn parsed(&self) -> Value {
        serde_json::from_str(self.body).unwrap_or_default()
    }

    /// The rows as they were recorded, without what is none.
    pub fn recorded(&self) -> Vec<Value> {
        let whole = self.parsed();
        let rows = whole.pointer(self.rows).and_then(Value::as_array).cloned().unwrap_or_default();
        rows.into_iter().filter(|row| row.pointer(self.title).is_some()).collect()
    }

    /// The recorded answer with other rows, and their number where it says one.
    fn with(&self, rows: Vec<Value>) -> String {
        if self.is_xml() {
            return self.with_text("");
        }
        let mut whole = self.parsed();
        if let Some(count) = self.count.and_then(|at| whole.pointer_mut(at)) {
            *count = rows.len().into();
        }
        // The terms in front of the rows stay.
        let first = whole.pointer(self.rows).and_then(|old| old.get(0)).filter(|row| row.pointer(self.title).is_none()).cloned();
        if let Some(list) = whole.pointer_mut(self.rows) {
            *list = first.into_iter().chain(rows).collect();
        }
        whole.to_string()
    }

    /// The same in XML.
    fn with_text(&self, rows: &str) -> String {
        let (first, last) = (format!("<{}>", self.rows), format!("</{}>", self.rows));
        let start = self.body.find(&first).unwrap_or(0);
        let end = self.body.rfind(&last).map_or(start, |at| at + last.len());
        format!("{}{rows}{}", &self.body[..start], &self.body[end..])
    }

    fn lie(&self) -> String {
        if self.is_xml() {
            return self.with(vec![]);
        }
        let mut whole: Value = serde_json::from_str(&self.with(vec![])).unwrap_or_default();
        if let Some(count) = self.count.and_then(|at| whole.pointer_mut(at)) {
            *count = 7.into();
        }
        whole.to_string()
    }

    /// As many rows as a page holds, each of its own.
    fn full_page(&self) -> String {
        let rows = self.recorded();
        let size = self.pages.and_then(|pages| pages.size).unwrap_or(rows.len());
        let grown = (0..size).filter_map(|nth| {
            let mut row = rows.get(nth % rows.len().max(1))?.clone();
            if nth >= rows.len() {
                let id = row.pointer(self.id).map(|id| id.to_string().replace('"', "")).unwrap_or_default();
                *row.pointer_mut(self.id)? = format!("{id}-{nth}").into();
            }
            Some(row)
        });
        self.with(grown.collect())
    }

    /// Rows that are none, and between them, where wanted, the recorded ones and two that are strange and yet good.
    fn between(&self, good: bool) -> String {
        if self.is_xml() {
            let tag = self.rows;
            let (id, name) =
                if tag == "position" { ("<id>1</id>", "<name></name>") } else { ("<link>/relative</link>", "<title>x</title>") };
            let bad = format!("<{tag}/><{tag}></{tag}><{tag}>text</{tag}><{tag}>{id}{name}</{tag}>");
            let start = self.body.find(&format!("<{tag}>")).unwrap_or(0);
            let end = self.body.rfind(&format!("</{tag}>")).map_or(start, |at| at + tag.len() + 3);
            return self.with_text(&if good { format!("{bad}{}", &self.body[start..end]) } else { bad });
        }
        let mut rows = self.bad();
        if good {
            rows.extend(self.recorded());
            rows.extend([self.bare(), self.strange()].into_iter().flatten());
        }
        self.with(rows)
    }

    /// Rows that nobody can use.
    pub fn bad(&self) -> Vec<Value> {
        let mut bad = vec![json!(null), json!(7), json!("text"), json!([]), json!({}), json!({ "id": {}, "title": [], "url": 5 })];
        let Some(row) = self.recorded().into_iter().next() else { return bad };
        let mut changed = |at: &str, value: Value| {
            let mut row = row.clone();
            if let Some(field) = row.pointer_mut(at) {
                *field = value;
                bad.push(row);
            }
        };
        changed(self.title, json!(""));
        changed(self.title, json!(null));
        changed(self.id, json!({ "$oid": 1 }));
        bad.retain(|row| !self.survives(row));
        bad
    }

    /// Some sources have another field in place of the identifier.
    fn survives(&self, row: &Value) -> bool {
        let without_id = row.pointer(self.id).is_some_and(Value::is_object) && row.pointer(self.title).is_some_and(Value::is_string);
        without_id && ["recruitee", "remoteok", "adzuna", "usajobs", "jobicy", "himalayas"].contains(&self.key)
    }

    /// A good row in which everything that can be null is null.
    fn bare(&self) -> Option<Value> {
        let mut row = self.recorded().into_iter().next()?;
        let (parent, _) = self.title.rsplit_once('/')?;
        let first =
            |at: &str| at.strip_prefix(parent).unwrap_or(at).trim_start_matches('/').split('/').next().unwrap_or_default().to_owned();
        let kept = [Some(self.id), Some(self.title), self.url].into_iter().flatten().map(first).collect::<Vec<_>>();
        for (name, value) in row.pointer_mut(parent)?.as_object_mut()? {
            if !kept.contains(name) {
                *value = Value::Null;
            }
        }
        *row.pointer_mut(self.id)? = json!(990_001);
        Some(row)
    }

    /// A good row that means harm.
    fn strange(&self) -> Option<Value> {
        let mut row = self.recorded().into_iter().next()?;
        let title = row.pointer(self.title)?.as_str()?.to_owned();
        *row.pointer_mut(self.title)? = format!("{title}\u{0} <script>alert(1)</script>").into();
        *row.pointer_mut(self.id)? = json!("990002");
        Some(row)
    }
}
