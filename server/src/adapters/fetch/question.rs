//! What a source is asked, and what it says.

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use secrecy::{ExposeSecret, SecretString};
use std::time::Duration;

/// In which form an answer has to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Json,
    Xml,
    Anything,
}

/// A question to a source. Its path is made of our own words and of checked names only; what a person wrote goes into pairs, what the
/// operator keeps secret is told apart, so that neither log nor cache holds it.
#[derive(Debug, Clone)]
pub struct Question {
    pub(super) path: String,
    pub(super) form: Form,
    pairs: Vec<(&'static str, String)>,
    secrets: Vec<(&'static str, SecretString)>,
    headers: Vec<(&'static str, SecretString)>,
}

impl Question {
    pub fn json(path: String) -> Self {
        Self { path, form: Form::Json, pairs: Vec::new(), secrets: Vec::new(), headers: Vec::new() }
    }

    /// The address of the source itself, in whatever form it answers.
    pub fn anything() -> Self {
        Self { form: Form::Anything, ..Self::json(String::new()) }
    }

    pub fn xml(path: String) -> Self {
        Self { form: Form::Xml, ..Self::json(path) }
    }

    #[must_use]
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        self.pairs.push((name, value.to_owned()));
        self
    }

    /// A key that stands in the address.
    #[must_use]
    pub fn secret(mut self, name: &'static str, value: SecretString) -> Self {
        self.secrets.push((name, value));
        self
    }

    /// A key that stands in a header, by its small-letter name.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: SecretString) -> Self {
        self.headers.push((name, value));
        self
    }

    /// Below the source's address, without what is secret.
    pub(super) fn url(&self, base: &reqwest::Url) -> Option<reqwest::Url> {
        let mut url = base.join(self.path.trim_start_matches('/')).ok()?;
        if !self.pairs.is_empty() {
            url.query_pairs_mut().extend_pairs(&self.pairs);
        }
        (url.origin() == base.origin() && url.path().starts_with(base.path())).then_some(url)
    }

    /// The same with what is secret.
    pub(super) fn whole_url(&self, mut url: reqwest::Url) -> reqwest::Url {
        for (name, value) in &self.secrets {
            url.query_pairs_mut().append_pair(name, value.expose_secret());
        }
        url
    }

    pub(super) fn headers(&self) -> Option<HeaderMap> {
        let mut headers = HeaderMap::new();
        let accept = match self.form {
            Form::Json => "application/json",
            Form::Xml => "application/rss+xml, application/xml, text/xml",
            Form::Anything => "application/feed+json, application/ld+json, application/json, text/html;q=0.9",
        };
        headers.insert("accept", HeaderValue::from_static(accept));
        for (name, value) in &self.headers {
            let mut value = HeaderValue::from_str(value.expose_secret()).ok()?;
            value.set_sensitive(true);
            headers.insert(HeaderName::from_static(name), value);
        }
        Some(headers)
    }

    /// Whether a body is a page for people in place of an answer.
    pub(super) fn is_page(&self, body: &[u8], said_html: bool) -> bool {
        let start = body.iter().position(|byte| !byte.is_ascii_whitespace()).unwrap_or(0);
        match self.form {
            Form::Anything => false,
            Form::Json => said_html || body.get(start) == Some(&b'<'),
            Form::Xml => {
                let head = String::from_utf8_lossy(&body[start..body.len().min(start + 200)]).to_lowercase();
                head.starts_with("<!doctype html") || head.starts_with("<html")
            }
        }
    }
}

/// By what an answer is known again.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mark {
    pub etag: Option<String>,
    pub last_modified: Option<String>,
}

impl Mark {
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let read = |name| headers.get(name).and_then(|value| value.to_str().ok()).filter(|text| text.len() <= 300).map(str::to_owned);
        Self { etag: read("etag"), last_modified: read("last-modified") }
    }

    /// Asks only for what is newer.
    pub(super) fn put(&self, headers: &mut HeaderMap) {
        for (name, value) in [("if-none-match", &self.etag), ("if-modified-since", &self.last_modified)] {
            if let Some(value) = value.as_deref().and_then(|value| HeaderValue::from_str(value).ok()) {
                headers.insert(name, value);
            }
        }
    }
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    New(Vec<u8>, Mark),
    /// It is as it was when it was marked.
    Unchanged,
}

/// How long a source says to wait: seconds, or a date.
pub(super) fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let said = headers.get("retry-after")?.to_str().ok()?.trim();
    let until = || {
        let until = chrono::DateTime::parse_from_rfc2822(said).ok()?.to_utc();
        // Its own clock counts, where it tells the time.
        let now = headers.get("date").and_then(|date| chrono::DateTime::parse_from_rfc2822(date.to_str().ok()?).ok())?.to_utc();
        (until - now).to_std().ok()
    };
    said.parse().ok().map(Duration::from_secs).or_else(until)
}
