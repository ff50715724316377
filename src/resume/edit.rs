//! What may be done to a document, without a database: writing in fields, and moving, hiding, adding and removing.

use super::{Change, Clash, Content, DRAFT_MAX, Draft, ENTRIES_MAX, Entry, Part, Section, check};
use crate::error::{Error, Result};
use crate::id::FactId;
use std::collections::{BTreeMap, HashMap};

/// A line that reads so much like an older one is that one, mended; its fact stays behind it.
const ALIKE: f64 = 0.6;
/// In more letters than this any two texts have most pairs in common; there words are compared.
const FEW_LETTERS: usize = 200;

/// One field as it was read and as it shall be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    /// `17.position`
    pub field: String,
    pub before: String,
    pub after: String,
}

/// Writes what is new, or nothing and says where somebody else was quicker. What was typed twice is no clash.
///
/// # Errors
/// `Invalid` by field; `Conflict` where an entry is gone.
pub fn write(draft: &mut Draft, edits: &[Edit]) -> Result<Vec<Clash>> {
    let (mut clashes, mut faults, mut written) = (Vec::new(), Vec::new(), Vec::new());
    for edit in edits {
        let (id, name) = split(&edit.field)?;
        let Some((part, entry)) = draft.entry(id) else { return Err(gone()) };
        let spec = part.field(name).ok_or(Error::NotFound)?;
        let present = entry.text(name);
        if lines(&edit.after) == lines(&edit.before) {
            continue;
        }
        let typed = |text: &str| check::typed(&edit.field, spec.label, spec.shape, text);
        // Who types on has their own letters before them, and not what was made of them here.
        let seen = |present: &str| present == lines(&edit.before) || typed(&edit.before).is_ok_and(|before| before.text() == present);
        match typed(&edit.after) {
            Ok(content) if content.text() == present => {}
            Ok(_) if !seen(&present) => clashes.push(Clash { field: edit.field.clone(), theirs: present }),
            Ok(content) => written.push((id, name.to_owned(), content)),
            Err(fault) => faults.push(fault),
        }
    }
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    if clashes.is_empty() {
        let mut after = draft.clone();
        for (id, name, content) in written {
            if let Some(entry) = entry_mut(&mut after, id) {
                set(entry, name, content);
            }
        }
        fits(draft, &after, edits)?;
        *draft = after;
    }
    Ok(clashes)
}

/// All of it has to be set on paper at each change. What is too long already may become shorter.
fn fits(before: &Draft, after: &Draft, edits: &[Edit]) -> Result<()> {
    let length = after.length();
    if length <= DRAFT_MAX || length <= before.length() {
        return Ok(());
    }
    let field = edits.first().map(|edit| edit.field.as_str()).unwrap_or_default();
    Err(Error::invalid(
        field,
        format!("A résumé takes at most {DRAFT_MAX} characters in all; with this it has {length}. Shorten something else first."),
    ))
}

/// Forms send `\r\n`; what is kept has none and nothing around it.
fn lines(text: &str) -> String {
    text.replace("\r\n", "\n").trim().to_owned()
}

fn split(field: &str) -> Result<(u32, &str)> {
    let (id, name) = field.split_once('.').ok_or(Error::NotFound)?;
    Ok((id.parse().map_err(|_| Error::NotFound)?, name))
}

fn gone() -> Error {
    Error::Conflict(
        "This entry is not there any more; it was removed in another tab, perhaps. Load the page again; undo brings it back.".into(),
    )
}

fn entry_mut(draft: &mut Draft, id: u32) -> Option<&mut Entry> {
    draft.sections.iter_mut().flat_map(|section| &mut section.entries).find(|entry| entry.id == id)
}

/// The new content, with the facts of the old one as far as it still says the same.
fn set(entry: &mut Entry, name: String, content: Content) {
    let old = entry.fields.remove(&name);
    match &content {
        Content::Many(after) => {
            let before = match &old {
                Some(Content::Many(lines)) => lines.clone(),
                _ => Vec::new(),
            };
            let kept = carried(&before, after, |index| entry.facts.get(&format!("{name}[{index}]")).cloned());
            entry.facts.retain(|key, _| !key.starts_with(&format!("{name}[")));
            entry.facts.extend(kept.into_iter().map(|(index, facts)| (format!("{name}[{index}]"), facts)));
        }
        Content::One(after) => {
            let before = old.as_ref().map(Content::text).unwrap_or_default();
            if !is_alike(&before, after) {
                entry.facts.remove(&name);
            }
        }
    }
    if !content.is_empty() {
        entry.fields.insert(name, content);
    }
}

/// Which facts stand behind the lines of a list that was written anew: first those that are the same, then the nearest.
fn carried(before: &[String], after: &[String], facts: impl Fn(usize) -> Option<Vec<FactId>>) -> BTreeMap<usize, Vec<FactId>> {
    let mut free: Vec<Option<&String>> = before.iter().map(Some).collect();
    let mut origin: Vec<Option<usize>> = after
        .iter()
        .map(|line| {
            let same = free.iter().position(|old| *old == Some(line))?;
            free[same] = None;
            Some(same)
        })
        .collect();
    for (line, origin) in after.iter().zip(&mut origin).filter(|(_, origin)| origin.is_none()) {
        *origin = free.iter().position(|old| old.is_some_and(|old| is_alike(old, line)));
        if let Some(taken) = *origin {
            free[taken] = None;
        }
    }
    origin.into_iter().enumerate().filter_map(|(index, origin)| Some((index, facts(origin?)?))).collect()
}

fn is_alike(before: &str, after: &str) -> bool {
    let (before, after) = (before.to_lowercase(), after.to_lowercase());
    let is_short = before.len().max(after.len()) <= FEW_LETTERS;
    (if is_short { strsim::sorensen_dice(&before, &after) } else { in_common(&before, &after) }) >= ALIKE
}

/// Which part of the words of both is in both, in time that grows with the words and not with their square.
fn in_common(before: &str, after: &str) -> f64 {
    let mut words: HashMap<&str, u32> = HashMap::new();
    let (mut all, mut both) = (0_u32, 0_u32);
    for word in before.split_whitespace() {
        *words.entry(word).or_default() += 1;
        all += 1;
    }
    for word in after.split_whitespace() {
        all += 1;
        if let Some(left) = words.get_mut(word).filter(|left| **left > 0) {
            *left -= 1;
            both += 1;
        }
    }
    f64::from(2 * both) / f64::from(all.max(1))
}

/// Moves, hides, adds and removes; what is so already stays so. `part` and `entry` say what it is about.
///
/// # Errors
/// `Conflict` where it is not there any more, `Invalid` for one entry too many.
pub fn arrange(draft: &mut Draft, change: Change, part: Option<Part>, entry: Option<u32>) -> Result<()> {
    match change {
        Change::AddEntry => add(draft, part.ok_or(Error::NotFound)?, entry.ok_or(Error::NotFound)?),
        Change::RemoveEntry => {
            let (section, at) = found(draft, entry)?;
            if section.part == Part::Basics {
                return Err(Error::Conflict("Who you are stands on every résumé. Empty the fields that you do not want.".into()));
            }
            section.entries.remove(at);
            Ok(())
        }
        Change::EntryUp | Change::EntryDown => {
            let (section, at) = found(draft, entry)?;
            step(&mut section.entries, at, change == Change::EntryUp);
            Ok(())
        }
        Change::HideEntry | Change::ShowEntry => {
            let (section, at) = found(draft, entry)?;
            section.entries[at].hidden = change == Change::HideEntry && section.part != Part::Basics;
            Ok(())
        }
        Change::SectionUp | Change::SectionDown => {
            let at = place(draft, part)?;
            let up = change == Change::SectionUp;
            let beside = if up { at.checked_sub(1) } else { Some(at + 1) };
            let fixed = |at: usize| draft.sections.get(at).is_none_or(|section| section.part.is_fixed());
            if !fixed(at) && beside.is_some_and(|beside| !fixed(beside)) {
                step(&mut draft.sections, at, up);
            }
            Ok(())
        }
        Change::HideSection | Change::ShowSection => {
            let at = place(draft, part)?;
            let section = &mut draft.sections[at];
            section.hidden = change == Change::HideSection && section.part != Part::Basics;
            Ok(())
        }
        Change::Undo | Change::Redo => Err(Error::NotFound),
    }
}

/// The form says the id, so that one that is sent twice adds one.
fn add(draft: &mut Draft, part: Part, id: u32) -> Result<()> {
    if draft.entry(id).is_some_and(|(of, _)| of == part) || part == Part::Basics {
        return Ok(());
    }
    let id = draft.next;
    let Some(section) = draft.sections.iter_mut().find(|section| section.part == part) else { return Err(Error::NotFound) };
    if section.entries.len() >= ENTRIES_MAX {
        return Err(Error::invalid("", format!("{} takes at most {ENTRIES_MAX} entries.", part.title())));
    }
    section.entries.push(Entry::new(id));
    section.hidden = false;
    draft.next += 1;
    Ok(())
}

fn found(draft: &mut Draft, id: Option<u32>) -> Result<(&mut Section, usize)> {
    let id = id.ok_or(Error::NotFound)?;
    let found = draft.sections.iter_mut().find_map(|section| {
        let at = section.entries.iter().position(|entry| entry.id == id)?;
        Some((section, at))
    });
    found.ok_or_else(gone)
}

fn place(draft: &Draft, part: Option<Part>) -> Result<usize> {
    let part = part.ok_or(Error::NotFound)?;
    draft.sections.iter().position(|section| section.part == part).ok_or(Error::NotFound)
}

fn step<T>(list: &mut [T], at: usize, up: bool) {
    let beside = if up { at.checked_sub(1) } else { Some(at + 1).filter(|beside| *beside < list.len()) };
    if let Some(beside) = beside {
        list.swap(at, beside);
    }
}

/// What differs from what was confirmed, in words for the gate.
pub fn changed_since(confirmed: &Draft, draft: &Draft) -> Vec<String> {
    let order = |draft: &Draft| draft.sections.iter().map(|section| section.part).collect::<Vec<_>>();
    let differs = |section: &&Section| confirmed.section(section.part) != Some(section);
    let mut words: Vec<String> = draft.sections.iter().filter(differs).map(|section| section.part.title().to_owned()).collect();
    if order(confirmed) != order(draft) {
        words.push("the order of the sections".into());
    }
    words
}

#[cfg(test)]
mod tests;
