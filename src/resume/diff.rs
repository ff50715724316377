//! Where two states of a document differ, for somebody who chooses between them.

use super::{Difference, Draft, Entry, Mark, Part, Section};
use std::collections::BTreeSet;

/// More words than this on a side are shown as a whole, old and new.
const WORDS_MAX: usize = 600;

/// Every difference from `old` to `new`, in the order of the new one.
pub fn between(old: &Draft, new: &Draft) -> Vec<Difference> {
    let mut all = Vec::new();
    for section in &new.sections {
        match old.section(section.part) {
            Some(before) => sections(before, section, &mut all),
            None => section.entries.iter().for_each(|entry| all.push(whole(section.part, entry, Mark::New))),
        }
    }
    let order = |draft: &Draft| draft.sections.iter().map(|section| section.part).collect::<Vec<_>>();
    if order(old) != order(new) {
        let names = |draft: &Draft| draft.sections.iter().map(|section| section.part.title()).collect::<Vec<_>>().join(", ");
        all.push(Difference {
            part: Part::Basics,
            place: "Order of the sections".into(),
            what: String::new(),
            words: words(&names(old), &names(new)),
        });
    }
    all
}

fn sections(old: &Section, new: &Section, all: &mut Vec<Difference>) {
    let part = new.part;
    if old.hidden != new.hidden {
        all.push(said(part, part.title(), if new.hidden { "The section is hidden" } else { "The section is shown" }));
    }
    for entry in &new.entries {
        match old.entries.iter().find(|before| before.id == entry.id) {
            Some(before) => entries(part, before, entry, all),
            None => all.push(whole(part, entry, Mark::New)),
        }
    }
    let is_kept = |entry: &&Entry| !new.entries.iter().any(|after| after.id == entry.id);
    all.extend(old.entries.iter().filter(is_kept).map(|entry| whole(part, entry, Mark::Gone)));
    let ids = |section: &Section, other: &Section| {
        let of_both = section.entries.iter().filter(|entry| other.entries.iter().any(|one| one.id == entry.id));
        of_both.map(|entry| entry.id).collect::<Vec<_>>()
    };
    if ids(old, new) != ids(new, old) {
        all.push(said(part, part.title(), "The entries stand in another order"));
    }
}

fn entries(part: Part, old: &Entry, new: &Entry, all: &mut Vec<Difference>) {
    let title = if old.fields.is_empty() { new.title(part) } else { old.title(part) };
    if old.hidden != new.hidden {
        all.push(said(part, &title, if new.hidden { "Hidden" } else { "Shown" }));
    }
    let names: BTreeSet<&String> = old.fields.keys().chain(new.fields.keys()).collect();
    for spec in part.fields().iter().filter(|spec| names.iter().any(|name| *name == spec.name)) {
        let (before, after) = (old.text(spec.name), new.text(spec.name));
        if before != after {
            let place = if part == Part::Basics { spec.label.to_owned() } else { format!("{title}: {}", spec.label) };
            all.push(Difference { part, place, what: String::new(), words: words(&before, &after) });
        }
    }
}

fn said(part: Part, place: &str, what: &str) -> Difference {
    Difference { part, place: place.into(), what: what.into(), words: Vec::new() }
}

fn whole(part: Part, entry: &Entry, mark: Mark) -> Difference {
    let texts: Vec<String> = part.fields().iter().map(|spec| entry.text(spec.name)).filter(|text| !text.is_empty()).collect();
    let what = if mark == Mark::New { "Added" } else { "Removed" };
    Difference { part, place: entry.title(part), what: what.into(), words: vec![(mark, texts.join("\n"))] }
}

/// Word by word, by the longest common subsequence.
fn words(old: &str, new: &str) -> Vec<(Mark, String)> {
    let (before, after): (Vec<&str>, Vec<&str>) = (pieces(old), pieces(new));
    if before.len() > WORDS_MAX || after.len() > WORDS_MAX {
        return vec![(Mark::Gone, old.into()), (Mark::New, new.into())];
    }
    let lengths = lengths(&before, &after);
    let (mut a, mut b) = (0, 0);
    let mut marked: Vec<(Mark, String)> = Vec::new();
    let mut say = |mark: Mark, piece: &str| match marked.last_mut() {
        Some((last, text)) if *last == mark => text.push_str(piece),
        _ => marked.push((mark, piece.to_owned())),
    };
    while a < before.len() || b < after.len() {
        match (before.get(a), after.get(b)) {
            (Some(one), Some(other)) if one == other => {
                say(Mark::Same, one);
                (a, b) = (a + 1, b + 1);
            }
            (Some(one), other) if other.is_none() || lengths[a + 1][b] >= lengths[a][b + 1] => {
                say(Mark::Gone, one);
                a += 1;
            }
            (_, Some(other)) => {
                say(Mark::New, other);
                b += 1;
            }
            _ => break,
        }
    }
    marked
}

/// How long the longest common rest is from each pair of places on.
fn lengths(before: &[&str], after: &[&str]) -> Vec<Vec<u16>> {
    let mut table = vec![vec![0_u16; after.len() + 1]; before.len() + 1];
    for a in (0..before.len()).rev() {
        for b in (0..after.len()).rev() {
            table[a][b] = if before[a] == after[b] { table[a + 1][b + 1] + 1 } else { table[a + 1][b].max(table[a][b + 1]) };
        }
    }
    table
}

/// Words, each with the blank behind it.
fn pieces(text: &str) -> Vec<&str> {
    text.split_inclusive([' ', '\n']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resume::edit::{self, Edit};
    use crate::resume::{Change, import};

    #[test]
    fn words_that_stay_are_said_once() {
        let marked = words("Moved a ledger of 3 TB", "Moved the ledger of 4 TB to Rust");
        let of = |mark: Mark| {
            marked.iter().filter(|(found, _)| *found == mark || *found == Mark::Same).map(|(_, text)| text.as_str()).collect::<String>()
        };
        assert_eq!(of(Mark::Gone).trim(), "Moved a ledger of 3 TB");
        assert_eq!(of(Mark::New).trim(), "Moved the ledger of 4 TB to Rust");
        assert!(marked.contains(&(Mark::Same, "ledger of ".into())), "{marked:?}");
        assert_eq!(words("same", "same"), [(Mark::Same, "same".into())]);
        assert_eq!(words("", "new"), [(Mark::New, "new".into())]);
    }

    #[test]
    fn every_kind_of_difference_is_said() {
        let mut old = import::empty();
        for id in [2, 3] {
            edit::arrange(&mut old, Change::AddEntry, Some(Part::Work), Some(id)).unwrap();
        }
        let name = |id: u32, after: &str| Edit { field: format!("{id}.name"), before: String::new(), after: after.into() };
        edit::write(&mut old, &[name(2, "Nordwind"), name(3, "Südwind")]).unwrap();
        let mut new = old.clone();
        assert_eq!(between(&old, &new), []);
        edit::arrange(&mut new, Change::RemoveEntry, None, Some(3)).unwrap();
        edit::arrange(&mut new, Change::AddEntry, Some(Part::Skills), Some(4)).unwrap();
        edit::arrange(&mut new, Change::HideEntry, None, Some(2)).unwrap();
        edit::arrange(&mut new, Change::HideSection, Some(Part::References), None).unwrap();
        edit::arrange(&mut new, Change::SectionDown, Some(Part::Work), None).unwrap();
        let edited = [Edit { field: "2.name".into(), before: "Nordwind".into(), after: "Nordwind AG".into() }];
        edit::write(&mut new, &edited).unwrap();
        let said: Vec<_> = between(&old, &new).into_iter().map(|one| (one.place, one.what)).collect();
        for expected in [("Südwind", "Removed"), ("Empty group of skills", "Added"), ("Nordwind", "Hidden"), ("Nordwind: Employer", "")] {
            assert!(said.iter().any(|(place, what)| (place.as_str(), what.as_str()) == expected), "{expected:?} in {said:?}");
        }
        assert!(said.iter().any(|(_, what)| what == "The section is hidden"));
        assert!(said.iter().any(|(place, _)| place == "Order of the sections"));
    }
}
