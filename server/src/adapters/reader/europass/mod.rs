//! Europass CVs: the XML of today (`Candidate`) and the one before (`SkillsPassport`, `LearnerInfo`).

/// The XML of today.
mod candidate;
/// What the editor's HTML says.
mod html;
/// Names of languages by their codes.
mod languages;
/// The XML before 2020.
mod passport;

use super::ledger::{Ledger, shown};
use super::xml::{self, Named};
use job_agent::document::{Document, Format, Unreadable};

pub(super) fn read(bytes: &[u8]) -> Result<Document, Unreadable> {
    let text = xml::text(bytes);
    let tree = xml::parse(&text, Format::Europass)?;
    let root = tree.root_element();
    let mut ledger = Ledger::default();
    ledger.title("Europass");
    let language = match root.tag_name().name() {
        "Candidate" => candidate::read(root, &mut ledger),
        "SkillsPassport" | "Europass" | "EuropassCurriculumVitae" if root.child("LearnerInfo").is_some() => {
            passport::read(root, &mut ledger)
        }
        other => {
            let why = format!("its outermost element is called {}, not Candidate or SkillsPassport as in a Europass CV", shown(other));
            return Err(Unreadable::Broken(Format::Europass, why));
        }
    };
    ledger.finish(Format::Europass, language)
}

/// Whether a file inside another one is for us.
pub(super) fn is_europass(bytes: &[u8]) -> bool {
    let head = xml::text(&bytes[..bytes.len().min(4096)]);
    head.contains("<Candidate") || head.contains("<SkillsPassport") || head.contains("<Europass") || head.contains("europass")
}

/// Prints a text of the editor: its running text as `summary`, its points as `highlights`.
fn say_html(ledger: &mut Ledger, label: &str, base: &str, text: &str) {
    let parts = html::parts(text);
    let prose: Vec<&str> = parts.iter().filter(|part| !part.point).map(|part| part.text.as_str()).collect();
    ledger.say(label, format!("{base}.summary"), &prose.join("\n"));
    for (at, point) in parts.iter().filter(|part| part.point).enumerate() {
        ledger.say(label, format!("{base}.highlights[{at}]"), &point.text);
    }
}

/// The lowest of the levels that a language has for its skills.
fn lowest<'a>(levels: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    levels.filter(|level| matches!(*level, "A1" | "A2" | "B1" | "B2" | "C1" | "C2")).min()
}

#[cfg(test)]
mod tests;
