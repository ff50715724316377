//! The fields of a body, and what is said of those that do not have the right shape.

use super::answer::Refusal;
use axum::extract::Query;
use axum::http::{StatusCode, Uri};
use job_agent::account::Email;
use secrecy::SecretString;
use serde_json::{Map, Value};
use std::collections::HashMap;

/// A body that was read; what is missing of it is found when it is asked for.
pub struct Fields {
    body: Option<Value>,
    problems: Vec<String>,
}

impl Fields {
    /// Reads JSON, or a form where that is allowed.
    pub fn read(content_type: &str, body: &[u8], forms: bool) -> Result<Self, Refusal> {
        let with = |body| Ok(Self { body, problems: Vec::new() });
        if body.is_empty() {
            return with(None);
        }
        let kind = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        match kind.as_str() {
            "application/json" => {
                let broken = |_| Refusal::says(StatusCode::BAD_REQUEST, "BAD_REQUEST", "Invalid JSON in request body");
                with(Some(serde_json::from_slice(body).map_err(broken)?))
            }
            "application/x-www-form-urlencoded" if forms => with(Some(form(body))),
            _ => {
                let allowed = if forms { "application/x-www-form-urlencoded, application/json" } else { "application/json" };
                let message = format!("Content-Type \"{kind}\" is not allowed. Allowed types: {allowed}");
                Err(Refusal::says(StatusCode::UNSUPPORTED_MEDIA_TYPE, "UNSUPPORTED_MEDIA_TYPE", &message))
            }
        }
    }

    /// Refuses what is no object; `noun` is what the protocol calls one here.
    pub fn object(self, noun: &str) -> Result<Self, Refusal> {
        if matches!(self.body, Some(Value::Object(_))) {
            return Ok(self);
        }
        Err(Refusal::shape(&[format!("[body] Invalid input: expected {noun}, received {}", named(self.body.as_ref()))]))
    }

    fn map(&self) -> Option<&Map<String, Value>> {
        self.body.as_ref().and_then(Value::as_object)
    }

    /// A field as it came.
    pub fn raw(&self, name: &str) -> Option<&Value> {
        self.map()?.get(name)
    }

    fn wrong(&mut self, name: &str, expected: &str) {
        let problem = format!("[body.{name}] Invalid input: expected {expected}, received {}", named(self.raw(name)));
        self.problems.push(problem);
    }

    /// A text that has to be there.
    pub fn text(&mut self, name: &str) -> String {
        match self.raw(name) {
            Some(Value::String(text)) => text.clone(),
            _ => {
                self.wrong(name, "string");
                String::new()
            }
        }
    }

    /// A text that nobody should see.
    pub fn secret(&mut self, name: &str) -> SecretString {
        self.text(name).into()
    }

    /// An address of mail that has to be there.
    pub fn email(&mut self, name: &str) -> String {
        let before = self.problems.len();
        let text = self.text(name);
        if self.problems.len() == before && Email::parse(&text).is_err() {
            self.problems.push(format!("[body.{name}] Invalid email address"));
        }
        text
    }

    /// A text that may be missing.
    pub fn optional_text(&mut self, name: &str) -> Option<String> {
        self.raw(name)?;
        Some(self.text(name))
    }

    /// What has to be there, whatever it is.
    pub fn anything(&mut self, name: &str) -> Value {
        match self.raw(name) {
            Some(value) => value.clone(),
            None => {
                self.wrong(name, "nonoptional");
                Value::Null
            }
        }
    }

    /// An object that has to be there, whatever it holds.
    pub fn record(&mut self, name: &str) -> Value {
        match self.raw(name) {
            Some(record @ Value::Object(_)) => record.clone(),
            _ => {
                self.wrong(name, "record");
                Value::Null
            }
        }
    }

    /// A yes or no that may be missing.
    pub fn optional_flag(&mut self, name: &str) -> Option<bool> {
        match self.raw(name)? {
            Value::Bool(flag) => Some(*flag),
            _ => {
                self.wrong(name, "boolean");
                None
            }
        }
    }

    /// Says what was found wrong so far.
    pub fn problem(&mut self, words: String) {
        self.problems.push(words);
    }

    /// Refuses when anything was wrong.
    pub fn checked(&self) -> Result<(), Refusal> {
        if self.problems.is_empty() { Ok(()) } else { Err(Refusal::shape(&self.problems)) }
    }
}

fn form(body: &[u8]) -> Value {
    let address: Option<Uri> = std::str::from_utf8(body).ok().and_then(|text| format!("/?{text}").parse().ok());
    let pairs = address.and_then(|address| Query::<HashMap<String, String>>::try_from_uri(&address).ok()).map(|query| query.0);
    Value::Object(pairs.unwrap_or_default().into_iter().map(|(key, value)| (key, Value::String(value))).collect())
}

fn named(value: Option<&Value>) -> &'static str {
    match value {
        None => "undefined",
        Some(Value::Null) => "null",
        Some(Value::Bool(_)) => "boolean",
        Some(Value::Number(_)) => "number",
        Some(Value::String(_)) => "string",
        Some(Value::Array(_)) => "array",
        Some(Value::Object(_)) => "object",
    }
}
