//! What two CVs of one person say differently of the same thing. It is shown, and the person decides; nothing is merged.

use super::{Conflict, Fact};
use std::collections::BTreeMap;

/// Fields of which a person has one.
const SINGLE: &[(&str, &str)] = &[
    ("basics.name", "Name"),
    ("basics.email", "E-mail"),
    ("basics.phone", "Phone"),
    ("basics.url", "Web address"),
    ("basics.location.address", "Address"),
];

/// Entries of a section: told apart by two fields, and what may differ in them.
struct Entries {
    section: &'static str,
    names: [&'static str; 2],
    fields: &'static [(&'static str, &'static str)],
}

const ENTRIES: &[Entries] = &[
    Entries { section: "work", names: ["position", "name"], fields: &[("startDate", "from"), ("endDate", "until"), ("location", "place")] },
    Entries {
        section: "education",
        names: ["studyType", "institution"],
        fields: &[("startDate", "from"), ("endDate", "until"), ("score", "grade")],
    },
    Entries { section: "languages", names: ["language", "language"], fields: &[("fluency", "level")] },
    Entries { section: "certificates", names: ["name", "name"], fields: &[("date", "date")] },
];

/// All conflicts that the person has not settled.
pub(super) fn between(facts: &[Fact]) -> Vec<Conflict> {
    let single = SINGLE.iter().filter_map(|(path, about)| {
        let said: Vec<&Fact> = facts.iter().filter(|fact| fact.path == *path).collect();
        conflict((*about).to_owned(), &said, true)
    });
    single.chain(ENTRIES.iter().flat_map(|kind| of_entries(facts, kind))).collect()
}

/// A conflict where CVs give different answers and not all of them are settled.
fn conflict(about: String, said: &[&Fact], single: bool) -> Option<Conflict> {
    let differ =
        said.iter().any(|fact| said.iter().any(|other| fact.upload_id != other.upload_id && plain(&fact.text) != plain(&other.text)));
    let settled = said.iter().all(|fact| fact.status.is_settled());
    (differ && !settled).then(|| Conflict { about, facts: said.iter().map(|fact| fact.id).collect(), single })
}

fn of_entries(facts: &[Fact], kind: &Entries) -> Vec<Conflict> {
    let Entries { section, names, fields } = kind;
    // An entry is one of one CV: its upload and its number.
    let mut entries: BTreeMap<_, BTreeMap<&str, &Fact>> = BTreeMap::new();
    for fact in facts {
        let Some((number, field)) = fact.path.strip_prefix(*section).and_then(|rest| rest.strip_prefix('[')?.split_once("].")) else {
            continue;
        };
        entries.entry((fact.upload_id, number)).or_default().insert(field, fact);
    }
    let mut alike: BTreeMap<(String, String), Vec<BTreeMap<&str, &Fact>>> = BTreeMap::new();
    for entry in entries.into_values() {
        let [Some(first), Some(second)] = names.map(|name| entry.get(name)) else { continue };
        alike.entry((plain(&first.text), plain(&second.text))).or_default().push(entry);
    }
    let mut found = Vec::new();
    for entries in alike.into_values().filter(|entries| entries.len() > 1 && !is_twice_in_one(entries)) {
        let Some(head) = entries.first() else { continue };
        let mut title: Vec<&str> = names.iter().filter_map(|name| head.get(name)).map(|fact| fact.text.as_str()).collect();
        title.dedup();
        for (field, words) in *fields {
            let said: Vec<&Fact> = entries.iter().filter_map(|entry| entry.get(field).copied()).collect();
            found.extend(conflict(format!("{}: {words}", title.join(", ")), &said, false));
        }
    }
    found
}

/// The same role twice in one CV is two roles, and which is which in the other cannot be known.
fn is_twice_in_one(entries: &[BTreeMap<&str, &Fact>]) -> bool {
    let uploads: Vec<_> = entries.iter().filter_map(|entry| entry.values().next()).map(|fact| fact.upload_id).collect();
    uploads.iter().enumerate().any(|(at, upload)| uploads.iter().skip(at + 1).any(|other| other == upload))
}

/// Without case, blanks and punctuation, which say nothing.
fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric() || matches!(c, '@' | '+' | '#')).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assistant::FactKind;
    use crate::id::FactId;
    use crate::id::UploadId;
    use crate::profile::FactStatus;
    use uuid::Uuid;

    fn fact(id: u128, upload: u128, path: &str, text: &str) -> Fact {
        Fact {
            id: FactId(Uuid::from_u128(id)),
            upload_id: Some(UploadId(Uuid::from_u128(upload))),
            path: path.into(),
            kind: FactKind::Contact,
            text: text.into(),
            place: None,
            confidence: 1.0,
            status: FactStatus::Found,
        }
    }

    fn two_cvs() -> Vec<Fact> {
        vec![
            fact(1, 1, "basics.email", "ada@x.example"),
            fact(2, 1, "work[0].position", "Engineer"),
            fact(3, 1, "work[0].name", "Nordwind GmbH"),
            fact(4, 1, "work[0].startDate", "March 2019"),
            fact(5, 2, "basics.email", "ADA@y.example"),
            fact(6, 2, "work[3].position", "ENGINEER"),
            fact(7, 2, "work[3].name", "Nordwind, GmbH"),
            fact(8, 2, "work[3].startDate", "April 2019"),
            fact(9, 2, "work[3].endDate", "2021"),
        ]
    }

    #[test]
    fn other_answers_to_the_same_question_are_shown() {
        let found = between(&two_cvs());
        let told: Vec<_> =
            found.iter().map(|one| (one.about.as_str(), one.facts.iter().map(|id| id.0.as_u128()).collect::<Vec<_>>())).collect();
        assert_eq!(told, [("E-mail", vec![1, 5]), ("Engineer, Nordwind GmbH: from", vec![4, 8])]);
    }

    #[test]
    fn what_is_settled_is_not_asked_again_and_the_same_is_no_conflict() {
        let mut facts = two_cvs();
        facts.iter_mut().filter(|fact| fact.path == "basics.email").for_each(|fact| fact.status = FactStatus::Confirmed);
        facts[7].text = "march 2019".into();
        assert_eq!(between(&facts), []);
    }

    #[test]
    fn two_roles_of_one_cv_are_two_roles() {
        let mut facts = two_cvs();
        facts.extend([
            fact(10, 1, "work[1].position", "Engineer"),
            fact(11, 1, "work[1].name", "Nordwind GmbH"),
            fact(12, 1, "work[1].startDate", "2010"),
        ]);
        assert!(between(&facts).iter().all(|one| one.about == "E-mail"));
    }
}
