//! JSON Resume, 1.0 and the field names before it. A field of a wrong kind is refused with its path.

/// What may stand where.
mod shape;
#[cfg(test)]
mod tests;

use super::ledger::{Ledger, Written, shown, written};
use super::text::decoded;
use job_agent::document::{Document, Format, Unreadable};
use serde_json::{Map, Value};
use shape::{Field, RESUME, Shape};

/// As many faults are named; the others are found when these are mended.
const FAULTS_NAMED: usize = 3;

pub(super) fn read(bytes: &[u8]) -> Result<Document, Unreadable> {
    let text = decoded(bytes);
    let value: Value = serde_json::from_str(&text).map_err(|why| broken(syntax(&why)))?;
    let Value::Object(fields) = &value else { return Err(broken("it is not an object")) };
    if !fields.keys().any(|key| key == "$schema" || RESUME.iter().any(|field| field.is(key))) {
        return Err(broken("it has none of the sections of JSON Resume, which are called basics, work, education, skills and so on"));
    }
    let mut walk = Walk { ledger: Ledger::default(), faults: Vec::new() };
    walk.ledger.title("JSON Resume");
    walk.object(fields, RESUME, "", "");
    for key in fields.keys().filter(|key| !RESUME.iter().any(|field| field.is(key))) {
        walk.ledger.note(format!("{} is no section of JSON Resume and was left out.", shown(key)));
    }
    if !walk.faults.is_empty() {
        let more = walk.faults.len().saturating_sub(FAULTS_NAMED);
        let mut words = walk.faults.iter().take(FAULTS_NAMED).cloned().collect::<Vec<_>>().join("; ");
        if more > 0 {
            words.push_str(&format!("; and {more} more"));
        }
        return Err(broken(words));
    }
    walk.ledger.finish(Format::JsonResume, None)
}

fn broken(why: impl Into<String>) -> Unreadable {
    Unreadable::Broken(Format::JsonResume, why.into())
}

fn syntax(why: &serde_json::Error) -> String {
    match why.classify() {
        serde_json::error::Category::Eof => "it breaks off in the middle".into(),
        _ if why.to_string().starts_with("recursion limit") => "its parts stand within each other too deeply".into(),
        _ => format!("its JSON is broken in line {}, column {}", why.line(), why.column()),
    }
}

struct Walk {
    ledger: Ledger,
    faults: Vec<String>,
}

impl Walk {
    /// `there` is the path as the file has it, `path` as JSON Resume 1.0 does.
    fn object(&mut self, fields: &Map<String, Value>, shape: &[Field], there: &str, path: &str) {
        if path == "basics" && !fields.contains_key("name") {
            self.divided_name(fields);
        }
        for field in shape {
            let Some((key, value)) = field.names().find_map(|name| fields.get_key_value(name)) else { continue };
            let there = if there.is_empty() { key.clone() } else { format!("{there}.{key}") };
            let path = if path.is_empty() { field.name.to_owned() } else { format!("{path}.{}", field.name) };
            self.value(value, &field.shape, &there, &path);
        }
    }

    fn value(&mut self, value: &Value, shape: &Shape, there: &str, path: &str) {
        match (shape, value) {
            (Shape::Object(fields), Value::Object(values)) => {
                self.ledger.heading(there);
                self.object(values, fields, there, path);
            }
            (Shape::Unread(fields), Value::Object(values)) => {
                let wrong = fields.iter().filter(|field| values.get(**field).is_some_and(|value| !value.is_string()));
                self.faults.extend(wrong.map(|field| format!("{there}.{field} must be text")));
            }
            (Shape::List(item), Value::Array(values)) => {
                for (at, value) in values.iter().enumerate() {
                    self.value(value, item, &format!("{there}[{at}]"), &format!("{path}[{at}]"));
                }
            }
            // Before 1.0 an interest was a word.
            (Shape::Object(fields), Value::String(word))
                if fields.first().is_some_and(|field| field.name == "name") && path.starts_with("interests[") =>
            {
                self.ledger.say(there, format!("{path}.name"), word);
            }
            (Shape::Text | Shape::Date | Shape::Email | Shape::Unsaid, Value::Number(number)) => {
                self.text(&number.to_string(), shape, there, path)
            }
            (Shape::Text | Shape::Date | Shape::Email | Shape::Unsaid, Value::String(text)) => self.text(text, shape, there, path),
            (shape, value) => self.faults.push(format!("{there} must be {}, and is {}", shape.words(), kind(value))),
        }
    }

    fn text(&mut self, text: &str, shape: &Shape, there: &str, path: &str) {
        let label = there.rsplit('.').next().unwrap_or(there);
        if text.trim().is_empty() {
            return;
        }
        match shape {
            Shape::Date => match written(text) {
                Written::Unknown => self.faults.push(format!("{there} must be {}, and is {}", shape.words(), shown(text))),
                _ => self.ledger.say_date(label, path, text),
            },
            Shape::Email if !text.contains('@') => self.faults.push(format!("{there} must be {}, and is {}", shape.words(), shown(text))),
            Shape::Unsaid => {}
            _ => self.ledger.say(label, path, text),
        }
    }

    /// Before 1.0 a name was in two parts.
    fn divided_name(&mut self, fields: &Map<String, Value>) {
        let part = |name: &str| fields.get(name).and_then(Value::as_str).unwrap_or_default().trim();
        let name = format!("{} {}", part("firstName"), part("lastName"));
        self.ledger.say("firstName, lastName", "basics.name", &name);
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "true or false",
        Value::Number(_) => "a number",
        Value::String(_) => "text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}
