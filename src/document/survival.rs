//! What a reader found again of a résumé that was set on paper: how a program that sorts applications would see it.

use super::outline::words;
use super::resume::{Resume, Skill, Work};
use serde::{Deserialize, Serialize};

/// What such programs ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Asked {
    Contact,
    Employers,
    Titles,
    Dates,
    Skills,
}

/// Of one kind: how many were found again of how many that are printed, and which were not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Survived {
    pub asked: Asked,
    pub kept: usize,
    pub wanted: usize,
    pub lost: Vec<String>,
}

/// A document after its journey, one line for each kind that the résumé has something of.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Survival {
    pub fields: Vec<Survived>,
}

impl Survival {
    /// All kinds together: kept, wanted.
    pub fn total(&self) -> (usize, usize) {
        self.fields.iter().fold((0, 0), |(kept, wanted), field| (kept + field.kept, wanted + field.wanted))
    }

    /// Compares what was set with what a reader made of it. `sections` are those that were set.
    pub fn of_reading(set: &Resume, sections: &[String], read: &Resume) -> Self {
        let (shows_work, shows_skills) = shown(sections);
        let roles: Vec<(&Work, Option<&Work>)> = if shows_work { pairs(&set.work, &read.work) } else { Vec::new() };
        let pool = words_read(read);
        Self::from([
            (Asked::Contact, contact(set, |kind, text| contact_read(read, kind, text))),
            (
                Asked::Employers,
                each(&set.work, shows_work, |role| &role.name, |name| read.work.iter().any(|role| plain(&role.name) == plain(name))),
            ),
            (
                Asked::Titles,
                each(
                    &set.work,
                    shows_work,
                    |role| &role.position,
                    |title| read.work.iter().any(|role| plain(&role.position) == plain(title)),
                ),
            ),
            (Asked::Dates, roles.iter().flat_map(|(wanted, found)| dates(wanted, *found)).collect()),
            (Asked::Skills, skills(set, shows_skills).map(|skill| (skill.clone(), skill_read(&pool, &skill))).collect()),
        ])
    }

    /// Looks for what was set in the bare text that another program read. `language` is the document's.
    pub fn of_text(set: &Resume, sections: &[String], language: &str, text: &str) -> Self {
        let (shows_work, shows_skills) = shown(sections);
        let (text, numbers) = (plain(text), digits(text));
        let has = |wanted: &str| text.contains(&plain(wanted));
        let printed = |role: &Work| [role.start_date.clone(), role.end_date.clone()].into_iter().filter(|date| !date.trim().is_empty());
        let roles = set.work.iter().filter(|_| shows_work);
        let dates = roles.flat_map(printed).map(|date| (date.clone(), has(&words(language).date(&date))));
        Self::from([
            (
                Asked::Contact,
                contact(set, |kind, wanted| if kind == Way::Phone { numbers.contains(&national(wanted)) } else { has(wanted) }),
            ),
            (Asked::Employers, each(&set.work, shows_work, |role| &role.name, has)),
            (Asked::Titles, each(&set.work, shows_work, |role| &role.position, has)),
            (Asked::Dates, dates.collect()),
            (Asked::Skills, skills(set, shows_skills).map(|skill| (skill.clone(), has(&skill))).collect()),
        ])
    }

    /// Nothing was read at all.
    pub fn nothing(set: &Resume, sections: &[String], language: &str) -> Self {
        Self::of_text(set, sections, language, "")
    }

    fn from(found: [(Asked, Vec<(String, bool)>); 5]) -> Self {
        let field = |(asked, items): (Asked, Vec<(String, bool)>)| {
            let (kept, lost): (Vec<_>, Vec<_>) = items.into_iter().partition(|(_, found)| *found);
            let (kept, wanted) = (kept.len(), kept.len() + lost.len());
            (wanted > 0).then(|| Survived { asked, kept, wanted, lost: lost.into_iter().map(|(text, _)| text).collect() })
        };
        Self { fields: found.into_iter().filter_map(field).collect() }
    }
}

fn shown(sections: &[String]) -> (bool, bool) {
    let has = |name: &str| sections.iter().any(|section| section == name);
    (has("work"), has("skills"))
}

fn each(roles: &[Work], shown: bool, field: impl Fn(&Work) -> &String, found: impl Fn(&str) -> bool) -> Vec<(String, bool)> {
    let texts = roles.iter().filter(|_| shown).map(field).filter(|text| !plain(text).is_empty());
    texts.map(|text| (text.clone(), found(text))).collect()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Name,
    Email,
    Phone,
    Place,
}

fn contact(set: &Resume, found: impl Fn(Way, &str) -> bool) -> Vec<(String, bool)> {
    let (basics, location) = (&set.basics, &set.basics.location);
    let place = [&location.city, &location.address].into_iter().find(|part| !part.trim().is_empty());
    let ways = [(Way::Name, Some(&basics.name)), (Way::Email, Some(&basics.email)), (Way::Phone, Some(&basics.phone)), (Way::Place, place)];
    let given = ways.into_iter().filter_map(|(way, text)| text.filter(|text| !plain(text).is_empty()).map(|text| (way, text)));
    given.map(|(way, text)| (text.clone(), found(way, text))).collect()
}

fn contact_read(read: &Resume, way: Way, wanted: &str) -> bool {
    let basics = &read.basics;
    match way {
        Way::Name => plain(&basics.name) == plain(wanted),
        Way::Email => basics.email.trim().eq_ignore_ascii_case(wanted.trim()),
        Way::Phone => digits(&basics.phone).ends_with(&national(wanted)),
        Way::Place => [&basics.location.address, &basics.location.city].into_iter().any(|found| plain(found).contains(&plain(wanted))),
    }
}

/// The end of a number, which is the same however its beginning is printed.
fn national(phone: &str) -> String {
    let digits = digits(phone);
    digits.get(digits.len().saturating_sub(7)..).unwrap_or_default().to_owned()
}

/// Each role with the one that was read: first all that agree in title and employer, then those that agree in one of them.
fn pairs<'a>(set: &'a [Work], read: &'a [Work]) -> Vec<(&'a Work, Option<&'a Work>)> {
    let mut left: Vec<&Work> = read.iter().collect();
    let mut pairs: Vec<(&Work, Option<&Work>)> = set.iter().map(|wanted| (wanted, None)).collect();
    for fields in [2, 1] {
        for (wanted, found) in pairs.iter_mut().filter(|(_, found)| found.is_none()) {
            let alike = |role: &&Work| agree(&role.position, &wanted.position) + agree(&role.name, &wanted.name) >= fields;
            *found = left.iter().position(alike).map(|index| left.remove(index));
        }
    }
    pairs
}

fn agree(a: &str, b: &str) -> u8 {
    u8::from(plain(a) == plain(b))
}

/// What is printed of a date is its month.
fn dates(wanted: &Work, found: Option<&Work>) -> Vec<(String, bool)> {
    let month = |date: &str| date.trim().chars().take(7).collect::<String>();
    let ends = [(&wanted.start_date, found.map(|role| &role.start_date)), (&wanted.end_date, found.map(|role| &role.end_date))];
    let given = ends.into_iter().filter(|(wanted, _)| !wanted.trim().is_empty());
    given.map(|(wanted, found)| (wanted.clone(), found.is_some_and(|found| month(found) == month(wanted)))).collect()
}

/// What stands under a group's name; the name itself where nothing does.
fn skills(set: &Resume, shown: bool) -> impl Iterator<Item = String> {
    let said = |skill: &Skill| if skill.keywords.is_empty() { vec![skill.name.clone()] } else { skill.keywords.clone() };
    set.skills.iter().filter(|_| shown).flat_map(said).filter(|skill| !plain(skill).is_empty()).collect::<Vec<_>>().into_iter()
}

/// A skill that is a language or a certificate may be read as what it is.
fn words_read(read: &Resume) -> Vec<String> {
    let skills = read.skills.iter().flat_map(|skill| skill.keywords.iter().chain([&skill.name]));
    let others = read.languages.iter().map(|one| &one.language).chain(read.interests.iter().map(|one| &one.name));
    skills.chain(others).chain(read.certificates.iter().map(|one| &one.name)).map(|text| plain(text)).collect()
}

/// As a whole, without what stands in brackets, or in its parts where it is a list itself.
fn skill_read(pool: &[String], skill: &str) -> bool {
    let has = |text: &str| pool.iter().any(|read| *read == plain(text));
    let bare = skill.split(['(', '（']).next().unwrap_or_default();
    let parts: Vec<&str> =
        skill.split([',', '(', ')']).map(|part| part.trim().trim_start_matches("and ").trim_start_matches("und ")).collect();
    has(skill) || has(bare) || parts.iter().filter(|part| !part.is_empty()).all(|part| has(part))
}

/// Letters and digits alone, so that printing does not count.
fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resume(json: serde_json::Value) -> Resume {
        serde_json::from_value(json).unwrap()
    }

    fn ada() -> Resume {
        resume(serde_json::json!({
            "basics": {"name": "Ada Example", "email": "ada@example.org", "phone": "+44 20 7946 0000", "location": {"city": "London"}},
            "work": [
                {"name": "Northwind", "position": "Engineer", "startDate": "2019-03-01", "endDate": "2021"},
                {"name": "Contoso", "position": "Engineer", "startDate": "2021"},
            ],
            "skills": [{"name": "Web", "keywords": ["HTML, CSS and more", "English (fluent)"]}, {"name": "Rust"}],
        }))
    }

    fn all() -> Vec<String> {
        ["work", "skills"].map(str::to_owned).to_vec()
    }

    #[test]
    fn what_was_read_back_whole_is_kept_whole() {
        let survival = Survival::of_reading(&ada(), &all(), &ada());
        assert_eq!(survival.total(), (14, 14), "{survival:?}");
        assert!(survival.fields.iter().all(|field| field.lost.is_empty()));
    }

    #[test]
    fn what_is_lost_is_named_and_what_was_not_set_is_not_asked_for() {
        let read = resume(serde_json::json!({
            "basics": {"name": "Ada Example", "phone": "020 7946 0000", "location": {"address": "London, UK"}},
            "work": [{"name": "Contoso", "position": "Engineer", "startDate": "2021"}],
            "skills": [{"keywords": ["HTML", "CSS", "more"]}], "languages": [{"language": "English"}],
        }));
        let survival = Survival::of_reading(&ada(), &all(), &read);
        let lost: Vec<_> = survival.fields.iter().map(|field| (field.asked, field.lost.join("; "))).collect();
        assert_eq!(
            lost,
            [
                (Asked::Contact, "ada@example.org".into()),
                (Asked::Employers, "Northwind".into()),
                (Asked::Titles, String::new()),
                (Asked::Dates, "2019-03-01; 2021".into()),
                (Asked::Skills, "HTML, CSS and more; Rust".into()),
            ]
        );
        let contact = Survival::of_reading(&ada(), &[], &read);
        assert_eq!(contact.fields.len(), 1);
    }

    #[test]
    fn bare_text_is_searched_for_words_as_they_are_printed() {
        let text = "Ada\u{a0}Example ada@example.org +44 20 7946 0000 London\nEngineer März 2019 – 2021 North-\nwind HTML, CSS and more";
        let survival = Survival::of_text(&ada(), &all(), "de", text);
        let kept: Vec<_> = survival.fields.iter().map(|field| (field.kept, field.wanted)).collect();
        assert_eq!(kept, [(4, 4), (1, 2), (2, 2), (3, 3), (1, 3)]);
        assert_eq!(Survival::nothing(&ada(), &all(), "de").total(), (0, 14));
    }
}
