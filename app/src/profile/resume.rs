//! Facts in the order of a résumé. Their paths say where they belong; a path is unique within one CV only.

use job_agent::{assistant::FactKind, id::UploadId, profile::Fact};

/// The sections as JSON Resume 1.0 names them, with their headings, in the order of the page.
const SECTIONS: [(&str, &str); 12] = [
    ("basics", "About you"),
    ("work", "Work"),
    ("education", "Education"),
    ("skills", "Skills"),
    ("languages", "Languages"),
    ("certificates", "Certificates"),
    ("projects", "Projects"),
    ("awards", "Awards"),
    ("publications", "Publications"),
    ("volunteer", "Volunteering"),
    ("interests", "Interests"),
    ("references", "References"),
];

/// A section with its entries.
#[derive(Debug, Clone, PartialEq)]
pub struct Section {
    pub key: &'static str,
    pub heading: &'static str,
    pub entries: Vec<Entry>,
}

/// One role, one school, or all of a section that is a plain list.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Entry {
    /// What it is: title, employer, dates, place.
    pub head: Vec<Fact>,
    /// What was done there.
    pub lines: Vec<Fact>,
}

/// All facts, sorted into sections; none is left out.
pub fn sections(facts: Vec<Fact>) -> Vec<Section> {
    let mut keyed: Vec<(usize, Option<UploadId>, usize, Fact)> = facts
        .into_iter()
        .map(|fact| {
            let (section, entry) = split(&fact.path);
            (section, fact.upload_id, entry, fact)
        })
        .collect();
    // Stable: within an entry the order of the CV stays.
    keyed.sort_by_key(|(section, upload, entry, _)| (*section, *upload, *entry));
    let mut sections: Vec<Section> = Vec::new();
    let mut last = None;
    for (section, upload, entry, fact) in keyed {
        let (key, heading) = SECTIONS.get(section).copied().unwrap_or(("other", "Other"));
        if sections.last().is_none_or(|open| open.key != key) {
            sections.push(Section { key, heading, entries: Vec::new() });
            last = None;
        }
        let Some(open) = sections.last_mut() else { continue };
        let here = Some((upload, if is_one_row(key) { 0 } else { entry }));
        if last != here {
            open.entries.push(Entry::default());
            last = here;
        }
        if let Some(entry) = open.entries.last_mut() {
            entry.put(fact);
        }
    }
    sections
}

impl Entry {
    fn put(&mut self, fact: Fact) {
        let head = matches!(
            fact.kind,
            FactKind::Name | FactKind::Label | FactKind::Role | FactKind::Employer | FactKind::Date | FactKind::Location
        ) || (fact.kind == FactKind::Education && !fact.path.contains("courses"))
            || matches!(field(&fact.path), "name" | "title" | "position" | "organization");
        if head { self.head.push(fact) } else { self.lines.push(fact) }
    }
}

/// Sections whose entries are a word or two each and belong to nothing else.
fn is_one_row(key: &str) -> bool {
    matches!(key, "basics" | "interests")
}

/// What stands in the head of a role, a school or a project, sorted as a résumé prints it.
#[derive(Debug, Default, PartialEq)]
pub struct Head {
    /// The role, then the employer; or the degree and the school.
    pub names: Vec<Fact>,
    /// Where.
    pub places: Vec<Fact>,
    /// From, until.
    pub dates: Vec<Fact>,
}

impl Head {
    /// Sorts the facts of an entry's head.
    pub fn of(facts: Vec<Fact>) -> Self {
        let mut head = Self::default();
        for fact in facts {
            match fact.kind {
                FactKind::Date => head.dates.push(fact),
                FactKind::Location => head.places.push(fact),
                _ => head.names.push(fact),
            }
        }
        head.names.sort_by_key(|fact| match (fact.kind, field(&fact.path)) {
            (FactKind::Role, _) | (_, "studyType" | "position") => 0,
            (_, "area") => 1,
            _ => 2,
        });
        head.dates.sort_by_key(|fact| field(&fact.path) == "endDate");
        head
    }
}

/// The last part of a path: `name` of `work[2].name`.
fn field(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or_default()
}

/// `work[2].name` is the third entry of the second section; what no section claims comes last.
fn split(path: &str) -> (usize, usize) {
    let key = path.split(['[', '.']).next().unwrap_or_default();
    let section = SECTIONS.iter().position(|(name, _)| *name == key).unwrap_or(SECTIONS.len());
    let entry = path
        .strip_prefix(key)
        .and_then(|rest| rest.strip_prefix('['))
        .and_then(|rest| rest.split(']').next())
        .and_then(|index| index.parse().ok());
    (section, entry.unwrap_or(0))
}

/// The text around a place: before, the place itself, after. Offsets count Unicode scalar values; a place outside the text marks nothing.
pub fn around(text: &str, start: u32, end: u32) -> (String, String, String) {
    let (start, end) = (start as usize, (end as usize).max(start as usize));
    let before = text.chars().take(start).collect();
    let marked = text.chars().skip(start).take(end - start).collect();
    let after = text.chars().skip(end).collect();
    (before, marked, after)
}

#[cfg(test)]
mod tests {
    use super::*;
    use job_agent::{id::FactId, profile::FactStatus};

    fn fact(upload: u128, path: &str, kind: FactKind, text: &str) -> Fact {
        Fact {
            id: FactId(uuid::Uuid::nil()),
            upload_id: Some(UploadId(uuid::Uuid::from_u128(upload))),
            path: path.into(),
            kind,
            text: text.into(),
            place: None,
            confidence: 1.0,
            status: FactStatus::Found,
        }
    }

    #[test]
    fn facts_of_one_role_stand_together_and_two_cvs_are_not_mixed() {
        let sorted = sections(vec![
            fact(1, "skills[0].keywords[0]", FactKind::Skill, "Rust"),
            fact(1, "work[10].name", FactKind::Employer, "Third"),
            fact(1, "work[2].name", FactKind::Employer, "Second"),
            fact(1, "work[2].highlights[0]", FactKind::Achievement, "Moved a ledger"),
            fact(2, "work[2].name", FactKind::Employer, "Of the other CV"),
            fact(1, "basics.name", FactKind::Name, "Ada"),
        ]);
        assert_eq!(sorted.iter().map(|section| section.key).collect::<Vec<_>>(), ["basics", "work", "skills"]);
        let employers: Vec<_> = sorted[1].entries.iter().map(|entry| entry.head[0].text.as_str()).collect();
        assert_eq!(employers, ["Second", "Third", "Of the other CV"]);
        assert_eq!(sorted[1].entries[0].lines[0].text, "Moved a ledger");
    }

    #[test]
    fn a_head_says_the_role_first_and_its_dates_in_order() {
        let head = Head::of(vec![
            fact(1, "work[0].name", FactKind::Employer, "Nordwind"),
            fact(1, "work[0].endDate", FactKind::Date, "Present"),
            fact(1, "work[0].position", FactKind::Role, "Engineer"),
            fact(1, "work[0].location", FactKind::Location, "Berlin"),
            fact(1, "work[0].startDate", FactKind::Date, "2021"),
        ]);
        let texts = |facts: &[Fact]| facts.iter().map(|fact| fact.text.clone()).collect::<Vec<_>>();
        assert_eq!(texts(&head.names), ["Engineer", "Nordwind"]);
        assert_eq!(texts(&head.dates), ["2021", "Present"]);
        assert_eq!(texts(&head.places), ["Berlin"]);
    }

    #[test]
    fn a_place_counts_characters_and_not_bytes() {
        assert_eq!(around("Zürich — Ö", 1, 6), ("Z".into(), "ürich".into(), " — Ö".into()));
        assert_eq!(around("ab", 5, 9), ("ab".into(), String::new(), String::new()));
    }
}
