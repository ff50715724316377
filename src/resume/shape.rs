//! A document as JSON Resume 1.0.0: what is set on paper and what other programs read.

use super::{Content, Draft, Entry, Part, Section};
use crate::document::resume::Resume;
use crate::error::{Error, Result};
use chrono::{DateTime, Utc};
use serde_json::{Map, Value, json};

const SCHEMA: &str = "https://raw.githubusercontent.com/jsonresume/resume-schema/v1.0.0/schema.json";

/// What is shown of it, as types.
pub fn resume(draft: &Draft) -> Result<Resume> {
    serde_json::from_value(Value::Object(fields(draft))).map_err(Error::internal)
}

/// The names of the sections that are shown, in the person's order.
pub fn order(draft: &Draft) -> Vec<String> {
    let shown = draft.sections.iter().filter(|section| !section.part.is_fixed() && !entries(section).is_empty());
    shown.map(|section| section.part.key().to_owned()).collect()
}

/// A file that is valid against the standard's schema.
pub fn json_resume(draft: &Draft, modified: DateTime<Utc>) -> Value {
    let mut resume = Map::from_iter([("$schema".to_owned(), json!(SCHEMA))]);
    resume.extend(fields(draft));
    resume.insert("meta".into(), json!({ "version": "v1.0.0", "lastModified": modified.format("%Y-%m-%dT%H:%M:%S").to_string() }));
    Value::Object(resume)
}

fn fields(draft: &Draft) -> Map<String, Value> {
    let (mut resume, mut basics) = (Map::new(), Map::new());
    for section in &draft.sections {
        let mut shown = entries(section);
        if shown.is_empty() {
            continue;
        }
        match section.part {
            Part::Basics => basics.extend(shown.swap_remove(0)),
            Part::Profiles => {
                basics.insert("profiles".into(), shown.into());
            }
            part => {
                resume.insert(part.key().into(), shown.into());
            }
        }
    }
    if !basics.is_empty() {
        resume.insert("basics".into(), basics.into());
    }
    resume
}

fn entries(section: &Section) -> Vec<Map<String, Value>> {
    let shown = section.entries.iter().filter(|entry| !section.hidden && !entry.hidden).map(entry);
    shown.filter(|entry| !entry.is_empty()).collect()
}

fn entry(entry: &Entry) -> Map<String, Value> {
    let mut fields = Map::new();
    for (name, content) in entry.fields.iter().filter(|(_, content)| !content.is_empty()) {
        let value = match content {
            Content::One(text) => json!(text),
            Content::Many(lines) => json!(lines),
        };
        match name.split_once('.') {
            None => {
                fields.insert(name.clone(), value);
            }
            Some((object, field)) => {
                if let Some(inner) = fields.entry(object).or_insert_with(|| json!({})).as_object_mut() {
                    inner.insert(field.to_owned(), value);
                }
            }
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resume::edit::{self, Edit};
    use crate::resume::{Change, import};

    #[test]
    fn what_is_hidden_or_empty_is_left_out_and_the_order_is_the_persons() {
        let mut draft = import::empty();
        for (part, id) in [(Part::Profiles, 2), (Part::Work, 3), (Part::Work, 4), (Part::Skills, 5), (Part::Awards, 6)] {
            edit::arrange(&mut draft, Change::AddEntry, Some(part), Some(id)).unwrap();
        }
        let edits = [
            ("1.name", "Ada"),
            ("1.location.city", "London"),
            ("2.url", "example.org/ada"),
            ("3.name", "Nordwind"),
            ("3.highlights", "a\nb"),
            ("4.name", "Hidden"),
            ("5.keywords", "Rust"),
        ];
        let edits = edits.map(|(field, after)| Edit { field: field.into(), before: String::new(), after: after.into() });
        assert_eq!(edit::write(&mut draft, &edits).unwrap(), []);
        edit::arrange(&mut draft, Change::HideEntry, None, Some(4)).unwrap();
        edit::arrange(&mut draft, Change::SectionUp, Some(Part::Skills), None).unwrap();
        edit::arrange(&mut draft, Change::SectionUp, Some(Part::Skills), None).unwrap();
        assert_eq!(order(&draft), ["skills", "work"]);
        let resume = resume(&draft).unwrap();
        assert_eq!((resume.basics.name.as_str(), resume.basics.location.city.as_str()), ("Ada", "London"));
        assert_eq!(resume.basics.profiles[0].url, "https://example.org/ada");
        assert_eq!(resume.work.len(), 1);
        assert_eq!(resume.work[0].highlights, ["a", "b"]);
        assert_eq!(resume.skills[0].keywords, ["Rust"]);
        assert!(resume.awards.is_empty(), "an empty entry says nothing");
        let file = json_resume(&draft, DateTime::from_timestamp_nanos(0));
        assert_eq!(file["meta"]["version"], "v1.0.0");
        edit::arrange(&mut draft, Change::HideSection, Some(Part::Work), None).unwrap();
        assert_eq!(order(&draft), ["skills"]);
    }
}
