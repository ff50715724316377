//! A résumé in words, as it stands on paper: headings, dates and labels in the document's language, sections in their
//! order. What sets it chooses type and place and nothing of what is said.

mod contact;
mod entries;
mod words;

pub use contact::{Contact, ContactKind, bare};
pub use entries::{Entry, Group, Label};
pub use words::{Words, words};

use super::resume::Resume;
use serde::Serialize;

/// Every section by its JSON Resume name, in the order that most readers expect.
pub const SECTIONS: [&str; 12] = [
    "summary", "work", "education", "skills", "projects", "publications", "certificates", "awards", "languages", "volunteer", "interests",
    "references",
];

/// The whole document.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Outline {
    pub name: String,
    /// What the person is, in a few words.
    pub label: String,
    pub contacts: Vec<Contact>,
    pub sections: Vec<Section>,
    /// "Page", in the document's language.
    pub page: &'static str,
}

/// A heading and what stands under it; one of the three lists is filled.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Section {
    /// The JSON Resume name.
    pub key: &'static str,
    pub title: &'static str,
    pub paragraphs: Vec<String>,
    pub entries: Vec<Entry>,
    pub groups: Vec<Group>,
}

impl Outline {
    /// Name and contact stand always; of the sections those that are named, in that order, unless they are empty. The summary is
    /// part of `basics`: it stands first unless "summary" is named elsewhere.
    pub fn of(resume: &Resume, sections: &[String], language: &str) -> Self {
        let words = words(language);
        let mut order: Vec<&str> = Vec::new();
        if !sections.iter().any(|name| name == "summary") {
            order.push("summary");
        }
        for name in sections {
            let name = if name == "basics" { "summary" } else { name.as_str() };
            if !order.contains(&name) {
                order.push(name);
            }
        }
        Self {
            name: line(&resume.basics.name),
            label: line(&resume.basics.label),
            contacts: contact::of(&resume.basics),
            sections: order.into_iter().filter_map(|name| section(resume, name, words)).collect(),
            page: words.page,
        }
    }
}

fn section(resume: &Resume, name: &str, words: &'static Words) -> Option<Section> {
    let key = SECTIONS.into_iter().find(|known| *known == name)?;
    let mut section = Section { key, title: words.heading(key), ..Section::default() };
    match key {
        "summary" => section.paragraphs = paragraphs(&resume.basics.summary),
        "work" => section.entries = resume.work.iter().map(|role| entries::work(role, words)).collect(),
        "volunteer" => section.entries = resume.volunteer.iter().map(|role| entries::volunteer(role, words)).collect(),
        "education" => section.entries = resume.education.iter().map(|study| entries::education(study, words)).collect(),
        "projects" => section.entries = resume.projects.iter().map(|project| entries::project(project, words)).collect(),
        "awards" => section.entries = resume.awards.iter().map(|award| entries::award(award, words)).collect(),
        "certificates" => section.entries = resume.certificates.iter().map(|one| entries::certificate(one, words)).collect(),
        "publications" => section.entries = resume.publications.iter().map(|one| entries::publication(one, words)).collect(),
        "references" => section.entries = resume.references.iter().map(entries::reference).collect(),
        "skills" => section.groups = entries::skills(&resume.skills),
        "languages" => section.groups = entries::languages(&resume.languages),
        _ => section.groups = entries::interests(&resume.interests),
    }
    // "Skills: Rust, SQL" under "Skills" says it twice.
    for group in section.groups.iter_mut().filter(|group| group.note.is_empty() && !group.items.is_empty()) {
        if group.name.to_lowercase() == section.title.to_lowercase() {
            group.name.clear();
        }
    }
    section.entries.retain(|entry| !entry.is_empty());
    section.groups.retain(|group| !group.is_empty());
    let empty = section.paragraphs.is_empty() && section.entries.is_empty() && section.groups.is_empty();
    (!empty).then_some(section)
}

/// One line of text: blanks become one, and what no font can show goes.
pub(super) fn line(text: &str) -> String {
    let shown: String = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(|c| !c.is_control()).collect();
    shown.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Paragraphs of a text; each line break makes one.
pub(super) fn paragraphs(text: &str) -> Vec<String> {
    text.lines().map(line).filter(|paragraph| !paragraph.is_empty()).collect()
}

#[cfg(test)]
mod tests;
