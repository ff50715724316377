//! Reads a CV by rules: rows, headings, entries, facts. Nothing is in a reading that is not printed in the CV.

mod contact;
pub(crate) mod dates;
mod education;
mod entries;
mod facts;
mod heads;
mod headings;
mod language;
mod lists;
mod piece;
mod resume;
mod rows;
mod words;
mod work;

pub(crate) use language::of_text as language_of;
pub use resume::json_resume;

use facts::Facts;
use headings::Section;
use job_agent::assistant::{FactKind, Reading};
use job_agent::document::{Document, Page, Unreadable};
use rows::{Block, Row};

pub(crate) use words::is_title;

/// Reads a file: what it says by itself, or what its pages mean.
pub fn read_document(document: &Document) -> Result<Reading, Unreadable> {
    if let Some(reading) = Reading::stated(document) {
        return Ok(reading);
    }
    let mut reading = read_cv(&document.pages)?;
    reading.warnings.extend(document.notes.iter().cloned());
    Ok(reading)
}

/// Reads pages into facts. A file that is not a CV is an error, never a thin reading.
pub fn read_cv(pages: &[Page]) -> Result<Reading, Unreadable> {
    if pages.iter().all(|page| page.text.trim().is_empty()) {
        return Err(Unreadable::NoText);
    }
    let all = rows::read(pages);
    let blocks = rows::blocks(all.clone());
    let mut facts = Facts::default();
    let of = |section: Section| -> Vec<Row> {
        blocks.iter().filter(|block| block.section == section).flat_map(|block| block.rows.clone()).collect()
    };
    contact::read(&of(Section::Header), &of(Section::Contact), &all, &mut facts);
    read_sections(&blocks, &mut facts);
    check_is_cv(&blocks, &facts, &all)?;
    for block in blocks.iter().filter(|block| block.section == Section::Other && !block.rows.is_empty()) {
        if let Some(heading) = &block.heading {
            facts.warnings.push(format!("The section \"{}\" is not part of the profile.", heading.text));
        }
    }
    Ok(Reading { facts: facts.found, language: language::of(pages), warnings: facts.warnings })
}

fn read_sections(blocks: &[Block], facts: &mut Facts) {
    let mut counts = lists::Counts::default();
    let (mut roles, mut studies, mut volunteer) = (0, 0, 0);
    for block in blocks {
        match block.section {
            Section::Work => roles = work::read(&block.rows, work::WORK, roles, facts),
            Section::Volunteer => volunteer = work::read(&block.rows, work::VOLUNTEER, volunteer, facts),
            Section::Education => studies = education::read(&block.rows, studies, facts),
            Section::Skills => lists::skills(block, &mut counts, facts),
            Section::Languages => lists::languages(block, &mut counts, facts),
            Section::Certificates => lists::certificates(block, &mut counts, facts),
            Section::Projects => lists::projects(block, &mut counts, facts),
            Section::Publications => lists::publications(block, &mut counts, facts),
            Section::Awards => lists::awards(block, &mut counts, facts),
            Section::Interests => lists::interests(block, &mut counts, facts),
            Section::References => lists::references(block, &mut counts, facts),
            Section::Summary => {
                let lines: Vec<_> = block.rows.iter().filter_map(|row| row.cells.first().cloned()).collect();
                if !facts.found.iter().any(|fact| fact.path == "basics.summary") {
                    facts.say_lines(FactKind::Summary, "basics.summary", &lines, 0.9);
                }
            }
            Section::Header | Section::Contact | Section::Other => {}
        }
    }
}

/// A CV has roles or studies, and says more: contact, skills or dates. Postings and letters have words of their own.
fn check_is_cv(blocks: &[Block], facts: &Facts, all: &[Row]) -> Result<(), Unreadable> {
    let has = |prefix: &str| facts.found.iter().any(|fact| fact.path.starts_with(prefix));
    let contact = has("basics.email") || has("basics.phone");
    let history = has("work[") || has("education[");
    let dated = facts
        .found
        .iter()
        .any(|fact| fact.kind == FactKind::Date && (fact.path.starts_with("work[") || fact.path.starts_with("education[")));
    let known = blocks.iter().filter(|block| !matches!(block.section, Section::Header | Section::Other)).count();
    let text = all.iter().map(Row::text).collect::<Vec<_>>().join(" ");
    let plain = piece::plain(&text);
    let posting = [
        "we are looking for", "we offer", "your profile", "apply now", "about the role", "equal opportunity employer", "wir suchen",
        "wir bieten", "nous recherchons",
    ];
    if !dated && posting.iter().filter(|words| plain.contains(**words)).count() >= 2 {
        return Err(Unreadable::NotACv("it reads like a job posting.".into()));
    }
    let signs = usize::from(contact) + usize::from(history) + usize::from(dated) + usize::from(has("skills[")) + usize::from(known >= 3);
    if signs >= 3 || history && contact && known >= 1 || contact && has("skills[") && known >= 2 {
        return Ok(());
    }
    Err(Unreadable::NotACv("no experience, education or skills were found under any heading.".into()))
}

#[cfg(test)]
mod tests;
