//! Facts of a profile become the sections of a résumé. Nothing is added, and each value keeps the fact that it came from.

use super::{Content, Draft, ENTRIES_MAX, Entry, LINES_MAX, Part, Section, Shape, check};
use crate::id::UploadId;
use crate::profile::Fact;
use serde_json::Value;
use std::collections::BTreeMap;

/// A document with every section and nothing in them but a place for the person.
pub fn empty() -> Draft {
    let sections = Part::ALL.into_iter().map(|part| Section { part, hidden: false, entries: Vec::new() });
    let mut draft = Draft { next: 2, sections: sections.collect() };
    if let Some(basics) = draft.sections.iter_mut().find(|section| section.part == Part::Basics) {
        basics.entries.push(Entry::new(1));
    }
    draft
}

/// The facts of one CV and those that the person typed, each with its value as JSON Resume wants it. What is more than a section
/// or a list takes stays behind as facts.
pub fn from_facts<'a>(facts: impl Iterator<Item = (&'a Fact, &'a Value)>) -> Draft {
    let mut entries: BTreeMap<(Part, Option<UploadId>, usize), Entry> = BTreeMap::new();
    for (fact, value) in facts {
        let Some(at) = Place::of(&fact.path) else { continue };
        let Some(shape) = at.part.field(at.field).map(|spec| spec.shape) else { continue };
        let Some(text) = value.as_str().map(str::to_owned).or_else(|| value.as_f64().map(|number| number.to_string())) else { continue };
        let Some(text) = check::imported(shape, &text) else { continue };
        // The person has one name, however many CVs say it; theirs counts most and comes last.
        let of = if at.part == Part::Basics { None } else { fact.upload_id };
        entries.entry((at.part, of, at.entry)).or_insert_with(|| Entry::new(0)).put(at, shape, text, fact);
    }
    let mut draft = empty();
    for ((part, _, _), mut found) in entries {
        if part == Part::Basics {
            found.id = 1;
            if let Some(basics) = draft.sections.iter_mut().find(|section| section.part == part) {
                basics.entries = vec![found];
            }
            continue;
        }
        let section = draft.sections.iter_mut().find(|section| section.part == part);
        if let Some(section) = section.filter(|section| section.entries.len() < ENTRIES_MAX) {
            found.id = draft.next;
            draft.next += 1;
            section.entries.push(found);
        }
    }
    draft
}

impl Entry {
    fn put(&mut self, at: Place<'_>, shape: Shape, text: String, fact: &Fact) {
        if shape == Shape::Lines {
            let lines = self.fields.entry(at.field.to_owned()).or_insert_with(|| Content::Many(Vec::new()));
            if let Content::Many(lines) = lines
                && lines.len() < LINES_MAX
            {
                self.facts.entry(format!("{}[{}]", at.field, lines.len())).or_default().push(fact.id);
                lines.push(text);
            }
            return;
        }
        self.fields.insert(at.field.to_owned(), Content::One(text));
        self.facts.insert(at.field.to_owned(), vec![fact.id]);
    }
}

/// Where a path leads: `basics.profiles[1].url` is the link of the second profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Place<'a> {
    part: Part,
    entry: usize,
    field: &'a str,
}

impl<'a> Place<'a> {
    fn of(path: &'a str) -> Option<Self> {
        let path = path.strip_prefix("basics.").filter(|rest| rest.starts_with("profiles[")).unwrap_or(path);
        let (head, field) = path.split_once('.')?;
        let (name, entry) = match head.split_once('[') {
            Some((name, index)) => (name, index.strip_suffix(']')?.parse().ok()?),
            None => (head, 0),
        };
        let part = Part::ALL.into_iter().find(|part| part.key() == name)?;
        Some(Self { part, entry, field: field.split('[').next().unwrap_or(field) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assistant::FactKind;
    use crate::id::FactId;
    use crate::profile::FactStatus;
    use serde_json::json;

    fn fact(number: u128, upload: Option<u128>, path: &str) -> Fact {
        Fact {
            id: FactId(uuid::Uuid::from_u128(number)),
            upload_id: upload.map(|id| UploadId(uuid::Uuid::from_u128(id))),
            path: path.into(),
            kind: FactKind::Role,
            text: "as printed".into(),
            place: None,
            confidence: 1.0,
            status: FactStatus::Found,
        }
    }

    #[test]
    fn each_value_keeps_its_fact_and_what_fits_nowhere_is_left_out() {
        let facts = [
            (fact(1, Some(1), "basics.name"), json!("Ada")),
            (fact(2, Some(1), "basics.profiles[0].url"), json!("github.com/ada")),
            (fact(3, Some(1), "work[0].highlights[0]"), json!("Moved a ledger")),
            (fact(4, Some(1), "work[0].highlights[1]"), json!("Paid it back")),
            (fact(5, Some(1), "work[0].startDate"), json!("2021-03")),
            (fact(6, Some(1), "work[0].endDate"), Value::Null),
            (fact(7, Some(1), "work[1].startDate"), json!("in spring")),
            (fact(8, None, "work[0].name"), json!("Of my own")),
            (fact(9, None, "basics.name"), json!("Ada L.")),
            (fact(10, Some(1), "nonsense[0].x"), json!("x")),
        ];
        let draft = from_facts(facts.iter().map(|(fact, value)| (fact, value)));
        let basics = &draft.section(Part::Basics).unwrap().entries[0];
        assert_eq!((basics.id, basics.text("name").as_str()), (1, "Ada L."));
        let profile = &draft.section(Part::Profiles).unwrap().entries[0];
        assert_eq!(profile.text("url"), "https://github.com/ada", "a link is whole");
        let work = &draft.section(Part::Work).unwrap().entries;
        assert_eq!(work.len(), 2, "{work:?}");
        let cv = work.iter().find(|entry| entry.fields.contains_key("highlights")).unwrap();
        assert_eq!(cv.text("highlights"), "Moved a ledger\nPaid it back");
        assert_eq!(cv.facts["highlights[1]"], [facts[3].0.id]);
        assert_eq!((cv.text("startDate").as_str(), cv.text("endDate").as_str()), ("2021-03", ""));
        assert!(work.iter().all(|entry| entry.id < draft.next && entry.id > 1));
    }

    #[test]
    fn a_section_and_a_list_take_as_much_as_the_editor_takes() {
        let works = (0..100).map(|at| (fact(at, Some(1), &format!("work[{at}].name")), json!("Nordwind")));
        let points = (0..100).map(|at| (fact(1_000 + at, Some(1), &format!("work[0].highlights[{at}]")), json!(format!("Point {at}"))));
        let facts: Vec<_> = works.chain(points).collect();
        let draft = from_facts(facts.iter().map(|(fact, value)| (fact, value)));
        let work = &draft.section(Part::Work).unwrap().entries;
        assert_eq!((work.len(), work[0].facts.len()), (ENTRIES_MAX, LINES_MAX + 1));
        assert_eq!(work[0].text("highlights").lines().count(), LINES_MAX);
        assert!(work.iter().all(|entry| entry.id < draft.next));
    }

    #[test]
    fn a_path_leads_to_one_field() {
        let place = |part, entry, field| Some(Place { part, entry, field });
        assert_eq!(Place::of("work[2].highlights[7]"), place(Part::Work, 2, "highlights"));
        assert_eq!(Place::of("basics.location.city"), place(Part::Basics, 0, "location.city"));
        assert_eq!(Place::of("basics.profiles[1].url"), place(Part::Profiles, 1, "url"));
        assert_eq!(Place::of("work"), None);
        assert_eq!(Place::of("work[x].name"), None);
    }
}
