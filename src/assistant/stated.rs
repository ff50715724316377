//! Facts of files that name their fields: nobody has to think about what they mean.

use super::{FactKind, FoundFact, Reading};
use crate::document::Document;
use serde_json::Value;

impl Reading {
    /// What a file says by itself; nothing where its text has to be understood.
    pub fn stated(document: &Document) -> Option<Self> {
        if document.stated.is_empty() {
            return None;
        }
        let facts = document.stated.iter().map(|one| FoundFact {
            kind: FactKind::of_path(&one.path),
            path: one.path.clone(),
            text: one.text.clone(),
            value: one.value.clone().map_or(Value::Null, Value::String),
            place: one.place,
            confidence: 1.0,
        });
        let language = document.language.clone().unwrap_or_else(|| "en".into());
        Some(Self { facts: facts.collect(), language, warnings: document.notes.clone() })
    }
}

/// The skills among facts: what stands in groups, and what is named and no group. What a group is called is no skill.
pub fn skills(facts: &[FoundFact]) -> impl Iterator<Item = &FoundFact> {
    facts.iter().filter(|fact| {
        let Some(group) = fact.path.strip_prefix("skills[").and_then(|rest| rest.split_once(']')) else { return false };
        let has_more = |other: &FoundFact| {
            other
                .path
                .strip_prefix("skills[")
                .and_then(|rest| rest.split_once(']'))
                .is_some_and(|(number, field)| number == group.0 && field.starts_with(".keywords["))
        };
        group.1.starts_with(".keywords[") || group.1 == ".name" && !facts.iter().any(has_more)
    })
}

impl FactKind {
    /// What a field of JSON Resume is about.
    pub fn of_path(path: &str) -> Self {
        let section = path.split(['.', '[']).next().unwrap_or_default();
        let field = path.rsplit('.').next().unwrap_or_default();
        if matches!(field, "startDate" | "endDate" | "date" | "releaseDate") {
            return Self::Date;
        }
        match (section, field) {
            ("basics", "name") => Self::Name,
            ("basics", "label") => Self::Label,
            ("basics", "summary") => Self::Summary,
            ("basics", _) if path.starts_with("basics.location") => Self::Location,
            ("basics", _) => Self::Contact,
            ("work", "name") => Self::Employer,
            ("work", "position") => Self::Role,
            ("work", "location") => Self::Location,
            ("volunteer", "organization" | "position") => Self::Volunteer,
            ("work" | "volunteer", _) => Self::Achievement,
            ("education", _) => Self::Education,
            ("skills", _) => Self::Skill,
            ("languages", _) => Self::Language,
            ("certificates", _) => Self::Certificate,
            ("projects", _) => Self::Project,
            ("publications", _) => Self::Publication,
            ("awards", _) => Self::Award,
            ("references", _) => Self::Reference,
            _ => Self::Interest,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Format, Place, Stated};

    #[test]
    fn a_group_without_members_is_a_skill() {
        let fact = |path: &str| FoundFact {
            path: path.into(),
            kind: FactKind::of_path(path),
            text: path.into(),
            value: Value::Null,
            place: Place { page: 1, start: 0, end: 1 },
            confidence: 1.0,
        };
        let facts = ["skills[0].name", "skills[1].name", "skills[1].keywords[0]", "work[0].name"].map(fact);
        let paths: Vec<_> = skills(&facts).map(|fact| fact.path.as_str()).collect();
        assert_eq!(paths, ["skills[0].name", "skills[1].keywords[0]"]);
    }

    #[test]
    fn a_field_becomes_a_fact_of_its_kind() {
        let place = Place { page: 1, start: 4, end: 9 };
        let stated =
            |path: &str, value: Option<&str>| Stated { path: path.into(), text: "Text".into(), value: value.map(str::to_owned), place };
        let mut document = Document::of_pages(Format::JsonResume, Vec::new());
        assert_eq!(Reading::stated(&document), None);
        document.stated =
            vec![stated("work[0].endDate", None), stated("basics.location.city", Some("X")), stated("skills[0].name", Some("Rust"))];
        let facts = Reading::stated(&document).unwrap().facts;
        assert_eq!(facts.iter().map(|fact| fact.kind).collect::<Vec<_>>(), [FactKind::Date, FactKind::Location, FactKind::Skill]);
        assert_eq!((&facts[0].value, &facts[1].value), (&Value::Null, &Value::from("X")));
    }
}
