//! Roles, studies and the rest as lines of text, whatever their fields are called.

use super::contact::{bare, web};
use super::words::Words;
use super::{line, paragraphs};
use crate::document::resume::{Award, Certificate, Education, Interest, Language, Project, Publication, Reference, Skill, Volunteer, Work};
use serde::Serialize;

/// One role, study, project, prize.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Entry {
    pub title: String,
    /// Employer, school, issuer, publisher.
    pub organization: String,
    pub place: String,
    /// In words; empty where none are known.
    pub dates: String,
    /// As printed, and where it leads.
    pub url: String,
    pub link: Option<String>,
    pub paragraphs: Vec<String>,
    pub points: Vec<String>,
    pub labels: Vec<Label>,
}

/// "Grade: 1.3".
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Label {
    pub name: String,
    pub text: String,
}

/// Skills under one name, or all those without one.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Group {
    pub name: String,
    /// How well, how much.
    pub note: String,
    pub items: Vec<String>,
}

impl Entry {
    pub(super) fn is_empty(&self) -> bool {
        let texts = [&self.title, &self.organization, &self.place, &self.dates, &self.url];
        texts.iter().all(|text| text.is_empty()) && self.paragraphs.is_empty() && self.points.is_empty() && self.labels.is_empty()
    }

    /// An entry has a title: where there is none, what stands second is it.
    fn titled(mut self) -> Self {
        if self.title.is_empty() {
            self.title = std::mem::take(&mut self.organization);
        }
        self
    }

    fn with_url(mut self, url: &str) -> Self {
        self.url = bare(url);
        self.link = web(url);
        self
    }
}

impl Group {
    pub(super) fn is_empty(&self) -> bool {
        self.name.is_empty() && self.items.is_empty()
    }
}

fn lines(texts: &[String]) -> Vec<String> {
    texts.iter().map(|text| line(text)).filter(|text| !text.is_empty()).collect()
}

/// What an employer does goes before what the person did there, in one paragraph: alone it looks like another employer's name.
fn told(description: &str, summary: &str) -> Vec<String> {
    let (about, mut told) = (line(description), paragraphs(summary));
    if about.is_empty() || told.contains(&about) {
        return told;
    }
    let ends = about.ends_with(|c: char| c.is_ascii_punctuation() || c == '…');
    match told.first_mut() {
        Some(first) => *first = if ends { format!("{about} {first}") } else { format!("{about}. {first}") },
        None => told.push(about),
    }
    told
}

pub(super) fn work(role: &Work, words: &Words) -> Entry {
    Entry {
        title: line(&role.position),
        organization: line(&role.name),
        place: line(&role.location),
        dates: words.range(&role.start_date, &role.end_date),
        paragraphs: told(&role.description, &role.summary),
        points: lines(&role.highlights),
        ..Entry::default()
    }
    .with_url(&role.url)
    .titled()
}

pub(super) fn volunteer(role: &Volunteer, words: &Words) -> Entry {
    Entry {
        title: line(&role.position),
        organization: line(&role.organization),
        dates: words.range(&role.start_date, &role.end_date),
        paragraphs: paragraphs(&role.summary),
        points: lines(&role.highlights),
        ..Entry::default()
    }
    .with_url(&role.url)
    .titled()
}

pub(super) fn education(study: &Education, words: &Words) -> Entry {
    let title: Vec<String> = [line(&study.study_type), line(&study.area)].into_iter().filter(|part| !part.is_empty()).collect();
    let mut labels = Vec::new();
    if !study.score.trim().is_empty() {
        labels.push(Label { name: words.grade.into(), text: line(&study.score) });
    }
    let courses = lines(&study.courses);
    if !courses.is_empty() {
        labels.push(Label { name: words.courses.into(), text: courses.join(", ") });
    }
    Entry {
        title: title.join(", "),
        organization: line(&study.institution),
        dates: words.range(&study.start_date, &study.end_date),
        labels,
        ..Entry::default()
    }
    .with_url(&study.url)
    .titled()
}

pub(super) fn project(project: &Project, words: &Words) -> Entry {
    let part: Vec<String> = [lines(&project.roles).join(", "), line(&project.entity)].into_iter().filter(|part| !part.is_empty()).collect();
    let keywords = lines(&project.keywords);
    let labels = if keywords.is_empty() { vec![] } else { vec![Label { name: words.tools.into(), text: keywords.join(", ") }] };
    Entry {
        title: line(&project.name),
        organization: part.join(", "),
        dates: words.range(&project.start_date, &project.end_date),
        paragraphs: paragraphs(&project.description),
        points: lines(&project.highlights),
        labels,
        ..Entry::default()
    }
    .with_url(&project.url)
    .titled()
}

pub(super) fn award(award: &Award, words: &Words) -> Entry {
    Entry {
        title: line(&award.title),
        organization: line(&award.awarder),
        dates: words.date(&award.date),
        paragraphs: paragraphs(&award.summary),
        ..Entry::default()
    }
    .titled()
}

pub(super) fn certificate(one: &Certificate, words: &Words) -> Entry {
    Entry { title: line(&one.name), organization: line(&one.issuer), dates: words.date(&one.date), ..Entry::default() }
        .with_url(&one.url)
        .titled()
}

pub(super) fn publication(one: &Publication, words: &Words) -> Entry {
    Entry {
        title: line(&one.name),
        organization: line(&one.publisher),
        dates: words.date(&one.release_date),
        paragraphs: paragraphs(&one.summary),
        ..Entry::default()
    }
    .with_url(&one.url)
    .titled()
}

pub(super) fn reference(one: &Reference) -> Entry {
    Entry { title: line(&one.name), paragraphs: paragraphs(&one.reference), ..Entry::default() }
}

/// Groups as they are; skills that stand alone share one group at the place of the first of them.
pub(super) fn skills(skills: &[Skill]) -> Vec<Group> {
    let with = |skill: &Skill| (line(&skill.name), line(&skill.level), lines(&skill.keywords));
    grouped(skills.iter().map(with))
}

pub(super) fn interests(interests: &[Interest]) -> Vec<Group> {
    grouped(interests.iter().map(|interest| (line(&interest.name), String::new(), lines(&interest.keywords))))
}

/// Each a group of its own: how well it is spoken stands beside it.
pub(super) fn languages(languages: &[Language]) -> Vec<Group> {
    let group = |one: &Language| Group { name: line(&one.language), note: line(&one.fluency), items: vec![] };
    languages.iter().map(group).collect()
}

fn grouped(all: impl Iterator<Item = (String, String, Vec<String>)>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut alone: Option<usize> = None;
    for (name, note, items) in all {
        if !items.is_empty() || name.is_empty() {
            groups.push(Group { name, note, items });
            continue;
        }
        let item = if note.is_empty() { name } else { format!("{name} ({note})") };
        let index = *alone.get_or_insert(groups.len());
        match groups.get_mut(index) {
            Some(group) => group.items.push(item),
            None => groups.push(Group { items: vec![item], ..Group::default() }),
        }
    }
    groups
}
