//! What the facts of a profile say, in the form that postings are measured against.

use super::lexicon::Lexicon;
use super::seniority::level_of_title;
use super::words::{small, words};
use crate::assistant::FactKind;
use crate::search::{Candidate, HeldRole, HeldSkill, Level, Named, ScoredFact};
use chrono::{Datelike, NaiveDate};
use std::collections::BTreeMap;

impl Candidate {
    /// Reads the facts; wishes stay empty. Roles that last are counted up to `today`.
    pub fn from_facts(facts: &[ScoredFact], today: NaiveDate) -> Self {
        let roles = roles(facts);
        let label = facts.iter().find(|fact| fact.kind == FactKind::Label).map(named);
        let years = years(&roles, today);
        let level = level(&roles, label.as_ref(), years, facts);
        Self {
            skills: skills(facts),
            label,
            years,
            level,
            locations: facts.iter().filter(|fact| fact.kind == FactKind::Location && fact.path.starts_with("basics")).map(named).collect(),
            languages: languages(facts),
            roles,
            ..Self::default()
        }
    }
}

fn named(fact: &ScoredFact) -> Named {
    Named { text: fact.text.trim().to_owned(), facts: vec![fact.id.clone()] }
}

/// The languages that the CV lists; otherwise, without a fact behind it, the one that it is written in.
fn languages(facts: &[ScoredFact]) -> Vec<Named> {
    let listed: Vec<Named> =
        facts.iter().filter(|fact| fact.kind == FactKind::Language && !fact.path.ends_with("fluency")).map(named).collect();
    if !listed.is_empty() {
        return listed;
    }
    let text: Vec<&str> = facts
        .iter()
        .filter(|fact| matches!(fact.kind, FactKind::Achievement | FactKind::Summary | FactKind::Project))
        .map(|fact| fact.text.as_str())
        .collect();
    let name = match crate::posting::language_of(&text.join("\n")) {
        Some("en") => "English",
        Some("de") => "Deutsch",
        Some("fr") => "Français",
        Some("es") => "Español",
        Some("it") => "Italiano",
        _ => return Vec::new(),
    };
    vec![Named { text: name.into(), facts: Vec::new() }]
}

/// `work[0]` of `work[0].position`.
fn entry(path: &str) -> &str {
    path.find(']').map_or(path, |end| &path[..=end])
}

fn skills(facts: &[ScoredFact]) -> Vec<HeldSkill> {
    let lexicon = Lexicon::bundled();
    let mut held: BTreeMap<String, (String, Vec<String>, bool)> = BTreeMap::new();
    let mut hold = |name: &str, fact: &ScoredFact, listed: bool| {
        let entry = held.entry(small(name)).or_insert_with(|| (name.to_owned(), Vec::new(), false));
        if !entry.1.contains(&fact.id) {
            // Facts that list the skill come before those that only mention it.
            if listed { entry.1.insert(0, fact.id.clone()) } else { entry.1.push(fact.id.clone()) }
        }
        entry.2 |= listed;
    };
    for fact in facts {
        match fact.kind {
            FactKind::Skill => {
                let hits = lexicon.hits(&fact.text, fact.text.len() < 120);
                for hit in &hits {
                    hold(lexicon.name(hit.skill), fact, true);
                }
                if hits.is_empty() {
                    for name in fact.text.split([',', ';', '•', '|']).map(str::trim).filter(|name| own_name(name)) {
                        hold(name, fact, true);
                    }
                }
            }
            FactKind::Achievement
            | FactKind::Summary
            | FactKind::Role
            | FactKind::Label
            | FactKind::Project
            | FactKind::Certificate
            | FactKind::Education
            | FactKind::Volunteer
            | FactKind::Publication => {
                for hit in lexicon.hits(&fact.text, false) {
                    hold(lexicon.name(hit.skill), fact, false);
                }
            }
            _ => {}
        }
    }
    held.into_values().map(|(name, facts, listed)| HeldSkill { name, facts, listed }).collect()
}

/// Whether a skill that no list knows can stand for itself: a short name, not a sentence and not an everyday word.
fn own_name(name: &str) -> bool {
    let count = words(name).count();
    (1..=4).contains(&count)
        && name.chars().count() >= 4
        && name.chars().count() <= 40
        && !["skills", "other", "tools", "languages", "advanced", "basic", "technologies", "various", "team", "work"]
            .contains(&small(name).as_str())
}

fn roles(facts: &[ScoredFact]) -> Vec<HeldRole> {
    let mut roles: Vec<(String, HeldRole)> = Vec::new();
    for fact in facts.iter().filter(|fact| fact.kind == FactKind::Role && fact.path.starts_with("work")) {
        roles.push((
            entry(&fact.path).to_owned(),
            HeldRole { title: fact.text.trim().to_owned(), start: None, end: None, facts: vec![fact.id.clone()] },
        ));
    }
    for fact in facts.iter().filter(|fact| fact.kind == FactKind::Date && fact.path.starts_with("work")) {
        let date = date_in(&fact.text);
        for (_, role) in roles.iter_mut().filter(|(path, _)| path == entry(&fact.path)) {
            match (fact.path.ends_with("startDate"), fact.path.ends_with("endDate")) {
                (true, _) => role.start = role.start.or(date),
                (_, true) => role.end = role.end.or(date),
                _ => continue,
            }
            role.facts.push(fact.id.clone());
        }
    }
    let mut roles: Vec<HeldRole> = roles.into_iter().map(|(_, role)| role).collect();
    // A role that lasts comes first; those without dates keep the order of the CV.
    if roles.iter().all(|role| role.start.is_some()) {
        roles.sort_by_key(|role| std::cmp::Reverse((role.end.unwrap_or(NaiveDate::MAX), role.start)));
    }
    roles
}

/// A month of a year, however it is written. "Present" is no date.
fn date_in(text: &str) -> Option<NaiveDate> {
    const MONTHS: &[&[&str]] = &[
        &["jan", "ene", "gen"],
        &["feb", "fév", "fev"],
        &["mar", "mär", "mrz"],
        &["apr", "avr", "abr"],
        &["may", "mai", "mag", "mayo"],
        &["jun", "juin", "giu"],
        &["jul", "juil", "lug"],
        &["aug", "aoû", "ago"],
        &["sep", "set"],
        &["oct", "okt", "ott"],
        &["nov"],
        &["dec", "dez", "déc", "dic"],
    ];
    let parts: Vec<String> = text.split(|c: char| !c.is_alphanumeric()).map(small).filter(|part| !part.is_empty()).collect();
    let year = parts.iter().find_map(|part| part.parse::<i32>().ok().filter(|year| (1940..=2100).contains(year)))?;
    let by_name = parts.iter().find_map(|part| MONTHS.iter().position(|names| names.iter().any(|name| part.starts_with(name))));
    let by_number =
        || parts.iter().filter(|part| part.len() <= 2).find_map(|part| part.parse::<u32>().ok().filter(|month| (1..=12).contains(month)));
    let month = by_name.and_then(|at| u32::try_from(at + 1).ok()).or_else(by_number).unwrap_or(1);
    NaiveDate::from_ymd_opt(year, month, 1)
}

/// Months at work, each counted once.
fn years(roles: &[HeldRole], today: NaiveDate) -> Option<f32> {
    let month = |date: NaiveDate| date.year() * 12 + i32::try_from(date.month0()).unwrap_or(0);
    let mut spans: Vec<(i32, i32)> = roles
        .iter()
        .filter_map(|role| {
            let start = month(role.start?);
            let end = role.end.map_or(month(today), month).max(start);
            (start <= month(today)).then_some((start, end))
        })
        .collect();
    spans.sort_unstable();
    let (mut total, mut until) = (0, i32::MIN);
    for (start, end) in spans.iter().copied() {
        total += (end - start.max(until)).max(0);
        until = until.max(end);
    }
    #[expect(clippy::cast_precision_loss, reason = "months of one life")]
    (!spans.is_empty()).then_some(total as f32 / 12.0)
}

fn level(roles: &[HeldRole], label: Option<&Named>, years: Option<f32>, facts: &[ScoredFact]) -> Option<Level> {
    let titles = roles.iter().take(2).map(|role| role.title.as_str()).chain(label.map(|label| label.text.as_str()));
    let said = titles.filter_map(level_of_title).max();
    let by_years = years.map(|years| match years {
        y if y < 0.75 => Level::Intern,
        y if y < 2.5 => Level::Junior,
        y if y < 6.0 => Level::Mid,
        _ => Level::Senior,
    });
    match (said, by_years) {
        (Some(said), Some(by_years)) if said <= Level::Junior => Some(said.max(by_years.min(Level::Mid))),
        (Some(said), _) => Some(said),
        (None, Some(years)) => Some(years),
        (None, None) => facts.iter().any(|fact| fact.kind == FactKind::Education).then_some(Level::Junior).filter(|_| roles.is_empty()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fact(kind: FactKind, path: &str, text: &str) -> ScoredFact {
        ScoredFact { id: path.into(), kind, path: path.into(), text: text.into() }
    }

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 1, 1).unwrap_or_default()
    }

    #[test]
    fn overlapping_roles_are_counted_once() {
        let facts = [
            fact(FactKind::Role, "work[0].position", "Senior Nurse"),
            fact(FactKind::Date, "work[0].startDate", "Jan 2020"),
            fact(FactKind::Date, "work[0].endDate", "Present"),
            fact(FactKind::Role, "work[1].position", "Tutor"),
            fact(FactKind::Date, "work[1].startDate", "2021-01"),
            fact(FactKind::Date, "work[1].endDate", "01/2022"),
        ];
        let candidate = Candidate::from_facts(&facts, today());
        assert_eq!(candidate.years, Some(6.0));
        assert_eq!(candidate.level, Some(Level::Senior));
        assert_eq!(candidate.roles[0].title, "Senior Nurse");
    }

    #[test]
    fn skills_come_with_the_facts_that_show_them() {
        let facts = [
            fact(FactKind::Achievement, "work[0].highlights[0]", "Moved billing to Postgres"),
            fact(FactKind::Skill, "skills[0].keywords[0]", "postgresql"),
            fact(FactKind::Skill, "skills[0].keywords[1]", "Sheep shearing"),
        ];
        let skills = Candidate::from_facts(&facts, today()).skills;
        assert_eq!(skills.len(), 2);
        assert_eq!((skills[0].name.as_str(), skills[0].facts.len(), skills[0].listed), ("PostgreSQL", 2, true));
        assert_eq!(skills[0].facts[0], "skills[0].keywords[0]");
        assert_eq!(skills[1].name, "Sheep shearing");
    }

    #[test]
    fn without_facts_nothing_is_claimed() {
        assert_eq!(Candidate::from_facts(&[], today()), Candidate::default());
    }
}
