//! Sections that are lists: skills, languages, certificates, awards, publications, interests.

use super::dates;
use super::entries::divide;
use super::facts::{Facts, FoundDate};
use super::headings::{self, Section};
use super::piece::{Piece, join_lines};
use super::rows::{Block, Row};
use super::words;
use job_agent::assistant::FactKind;

const SEPARATORS: &[char] = &[',', ';', '|', '•', '·', '，', '、', '；', '∙'];

/// How many entries of each list there are so far; sections may come in several parts.
#[derive(Debug, Default)]
pub(crate) struct Counts {
    pub skills: usize,
    pub languages: usize,
    pub certificates: usize,
    pub interests: usize,
    pub awards: usize,
    pub publications: usize,
    pub projects: usize,
    pub references: usize,
}

/// A line of a list: its label, if it has one, and what stands behind it.
struct Group {
    label: Option<Piece>,
    /// What follows of the label on its second line.
    more: String,
    items: Vec<Vec<Piece>>,
}

pub(crate) fn skills(block: &Block, counts: &mut Counts, facts: &mut Facts) {
    let mut unnamed: Option<usize> = None;
    for group in groups(&block.rows) {
        let values: Vec<Vec<Piece>> = group.items.iter().flat_map(|item| split_items(item)).collect();
        let about = group.label.as_ref().and_then(|label| label_section(&format!("{}{}", label.text, group.more)));
        let all_languages = !values.is_empty() && values.iter().all(|value| words::is_language(&join_lines(value)));
        if all_languages || about == Some(Section::Languages) && values.iter().any(|v| words::is_language(&join_lines(v))) {
            values.iter().filter(|value| words::is_language(&join_lines(value))).for_each(|value| say_language(value, counts, facts));
        } else if about == Some(Section::Interests) {
            values.iter().for_each(|value| say_interest(value, counts, facts));
        } else if about == Some(Section::Certificates) {
            values.iter().for_each(|value| say_certificate(value, None, counts, facts));
        } else {
            let number = match &group.label {
                Some(label) => {
                    facts.say(FactKind::Skill, format!("skills[{}].name", counts.skills), label, 0.9);
                    counts.skills += 1;
                    counts.skills - 1
                }
                // The section's heading names the section; a group without a label has no name.
                None => *unnamed.get_or_insert_with(|| {
                    counts.skills += 1;
                    counts.skills - 1
                }),
            };
            let start = facts.found.iter().filter(|f| f.path.starts_with(&format!("skills[{number}].keywords"))).count();
            for (at, value) in values.iter().enumerate() {
                facts.say_lines(FactKind::Skill, format!("skills[{number}].keywords[{}]", start + at), value, 0.85);
            }
        }
    }
}

fn label_section(label: &str) -> Option<Section> {
    headings::known(label).or_else(|| Some(headings::guessed(label))).filter(|section| *section != Section::Other)
}

pub(crate) fn languages(block: &Block, counts: &mut Counts, facts: &mut Facts) {
    // Where one is known the others are languages too, though not in the lexicon; where none is, they are for machines.
    let known = block
        .rows
        .iter()
        .flat_map(|row| &row.cells)
        .any(|cell| cell.split_list(SEPARATORS).iter().any(|part| words::is_language(&part.text)));
    if !known {
        return skills(block, counts, facts);
    }
    for group in groups(&block.rows) {
        match &group.label {
            // "English: fluent"
            Some(label) => {
                let base = format!("languages[{}]", counts.languages);
                facts.say(FactKind::Language, format!("{base}.language"), label, 0.9);
                if let Some(level) = group.items.first() {
                    facts.say_lines(FactKind::Language, format!("{base}.fluency"), level, 0.8);
                }
                counts.languages += 1;
            }
            None => {
                for value in group.items.iter().flat_map(|item| split_items(item)) {
                    say_language(&value, counts, facts);
                }
            }
        }
    }
}

/// "Deutsch (Muttersprache)", "English – C1".
fn say_language(value: &[Piece], counts: &mut Counts, facts: &mut Facts) {
    let Some(piece) = value.first() else { return };
    if piece.words() > 6 {
        return;
    }
    let base = format!("languages[{}]", counts.languages);
    let cut =
        piece.text.find(['(', '（', ':']).or_else(|| piece.text.find(" – ")).or_else(|| piece.text.find(" - ")).unwrap_or(piece.text.len());
    facts.say(FactKind::Language, format!("{base}.language"), &piece.cut(0, cut).tidy(), 0.9);
    let level = piece.cut(cut, piece.text.len()).trim_of(&['(', ')', '（', '）', ':', '–', '-']);
    // A level may be printed on two lines: "(Native or / Bilingual)".
    let mut levels = vec![level];
    levels.extend(value.iter().skip(1).map(|rest| rest.trim_of(&['(', ')', '（', '）'])));
    levels.retain(|piece| !piece.is_empty());
    facts.say_lines(FactKind::Language, format!("{base}.fluency"), &levels, 0.8);
    counts.languages += 1;
}

pub(crate) fn interests(block: &Block, counts: &mut Counts, facts: &mut Facts) {
    for value in groups(&block.rows).iter().flat_map(|group| &group.items).flat_map(|item| split_items(item)) {
        say_interest(&value, counts, facts);
    }
}

fn say_interest(value: &[Piece], counts: &mut Counts, facts: &mut Facts) {
    facts.say_lines(FactKind::Interest, format!("interests[{}].name", counts.interests), value, 0.8);
    counts.interests += 1;
}

/// A certificate or award a line, its year before, behind or in brackets.
pub(crate) fn certificates(block: &Block, counts: &mut Counts, facts: &mut Facts) {
    for (lines, date) in dated_lines(&block.rows) {
        say_certificate(&lines, date.as_ref(), counts, facts);
    }
}

fn say_certificate(lines: &[Piece], date: Option<&FoundDate>, counts: &mut Counts, facts: &mut Facts) {
    let base = format!("certificates[{}]", counts.certificates);
    facts.say_lines(FactKind::Certificate, format!("{base}.name"), lines, 0.85);
    say_date(&format!("{base}.date"), date, facts);
    counts.certificates += 1;
}

pub(crate) fn awards(block: &Block, counts: &mut Counts, facts: &mut Facts) {
    for (lines, date) in dated_lines(&block.rows) {
        let base = format!("awards[{}]", counts.awards);
        facts.say_lines(FactKind::Award, format!("{base}.title"), &lines, 0.8);
        say_date(&format!("{base}.date"), date.as_ref(), facts);
        counts.awards += 1;
    }
}

pub(crate) fn references(block: &Block, counts: &mut Counts, facts: &mut Facts) {
    for (lines, _) in dated_lines(&block.rows) {
        facts.say_lines(FactKind::Reference, format!("references[{}].reference", counts.references), &lines, 0.6);
        counts.references += 1;
    }
}

fn say_date(path: &str, date: Option<&FoundDate>, facts: &mut Facts) {
    let point = date.and_then(|date| Some((date, date.span.last.as_ref().or(date.span.first.as_ref())?)));
    if let Some((date, point)) = point
        && let Some(value) = &point.value
    {
        facts.say_as(FactKind::Date, path, &date.piece.cut(point.from, point.to), value.clone(), 0.85);
    }
}

/// A paper's first line is its title; where every paper is one paragraph, the whole of it.
pub(crate) fn publications(block: &Block, counts: &mut Counts, facts: &mut Facts) {
    for (lines, date) in dated_lines(&block.rows) {
        let base = format!("publications[{}]", counts.publications);
        facts.say_lines(FactKind::Publication, format!("{base}.name"), &lines, 0.7);
        say_date(&format!("{base}.releaseDate"), date.as_ref(), facts);
        counts.publications += 1;
    }
}

pub(crate) fn projects(block: &Block, counts: &mut Counts, facts: &mut Facts) {
    for entry in divide(&block.rows, |_, _| true) {
        let Some(name) = entry.heads.first().and_then(|head| head.first()) else { continue };
        let base = format!("projects[{}]", counts.projects);
        facts.say(FactKind::Project, format!("{base}.name"), name, 0.85);
        if let Some(second) = entry.heads.get(1).and_then(|head| head.first()) {
            let field = if words::is_title(&second.text) { "roles[0]" } else { "description" };
            facts.say(FactKind::Project, format!("{base}.{field}"), second, 0.7);
        }
        facts.say_dates(&base, &entry.dates, "startDate");
        let mut point = 0;
        let mut described = entry.heads.len() > 1;
        for paragraph in &entry.body {
            if paragraph.bullet || described {
                facts.say_lines(FactKind::Project, format!("{base}.highlights[{point}]"), &paragraph.lines, 0.85);
                point += 1;
            } else {
                facts.say_lines(FactKind::Project, format!("{base}.description"), &paragraph.lines, 0.7);
                described = true;
            }
        }
        counts.projects += 1;
    }
}

/// One statement a bullet, or a line where there are no bullets, with the date cut out of it.
fn dated_lines(rows: &[Row]) -> Vec<(Vec<Piece>, Option<FoundDate>)> {
    let mut out: Vec<(Vec<Piece>, Option<FoundDate>, f32)> = Vec::new();
    let has_bullets = rows.iter().filter(|row| row.bullet).count() * 2 > rows.len();
    let mut full = false;
    let mut margin = false;
    for row in rows {
        let mut cells = row.cells.clone();
        let dated_margin = cells.first().is_some_and(|cell| dates::only(cell).is_some());
        let date = cells.iter().position(|cell| dates::only(cell).is_some()).and_then(|at| {
            let piece = cells.remove(at);
            dates::only(&piece).map(|span| FoundDate { piece, span, tail: None })
        });
        // A number before it ("[2]") is no part of it; what stands in a further cell is a place.
        if cells.len() > 1
            && cells.first().is_some_and(|cell| cell.text.trim_matches(|c: char| !c.is_alphanumeric()).chars().all(|c| c.is_ascii_digit()))
        {
            cells.remove(0);
        }
        cells.truncate(1);
        let goes_on = out
            .last()
            .is_some_and(|(_, _, left)| !row.bullet && date.is_none() && (has_bullets || full || !margin && row.left > left + 4.0));
        // A line without a date beside lines with one in the margin begins further right, and is no more of them.
        margin |= dated_margin;
        full = row.is_full() && date.is_none();
        let Some(cell) = cells.pop() else { continue };
        if goes_on {
            if let Some((lines, _, _)) = out.last_mut() {
                lines.push(cell);
            }
            continue;
        }
        let (cell, inline) = if date.is_none() { cut_year(&cell) } else { (cell, None) };
        out.push((vec![cell], date.or(inline), row.left));
    }
    out.into_iter().map(|(lines, date, _)| (lines, date)).collect()
}

/// "Solutions Architect (2023)": the year goes where it stands at the end.
fn cut_year(cell: &Piece) -> (Piece, Option<FoundDate>) {
    let Some(span) = dates::find(&cell.text).pop() else { return (cell.clone(), None) };
    let at_end = cell.cut(span.to, cell.text.len()).tidy().is_empty();
    let found = FoundDate { piece: cell.clone(), span: span.clone(), tail: None };
    // The printed title keeps its year, since it may belong to it; only a bracket or comma sets it apart.
    let before = cell.cut(0, span.from);
    let apart = before.text.trim_end().ends_with(['(', ',', '|', '–', '-']);
    if at_end && apart && !before.tidy().is_empty() { (before.tidy(), Some(found)) } else { (cell.clone(), at_end.then_some(found)) }
}

/// Lines of a list, with labels ("Languages: …", or a cell at the left) and lines that go on put together.
fn groups(rows: &[Row]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let labelled = rows.iter().filter(|row| label_of(row).is_some()).count() * 2 >= rows.len().max(1);
    let by_cell = rows.iter().filter(|row| row.cells.len() == 2).count() * 2 > rows.len() && !labelled;
    let (mut ends_open, mut listed) = (false, false);
    for (at, row) in rows.iter().enumerate() {
        let (text, label) = (row.text(), label_of(row));
        if let Some(label) = name_of_list(row, rows.get(at + 1)) {
            groups.push(Group { label, more: String::new(), items: Vec::new() });
            (listed, ends_open) = (true, false);
            continue;
        }
        listed &= row.bullet && label.is_none();
        if let (true, Some(group)) = (listed, groups.last_mut()) {
            group.items.extend(row.cells.iter().map(|cell| vec![cell.clone()]));
            continue;
        }
        if let Some((label, rest)) = label {
            let mut items: Vec<Vec<Piece>> = vec![vec![rest]];
            items.extend(row.cells.iter().skip(1).map(|cell| vec![cell.clone()]));
            groups.push(Group { label: Some(label), more: String::new(), items });
        } else if let (true, [label, rest @ ..]) = (by_cell && row.cells.len() > 1, row.cells.as_slice()) {
            groups.push(Group {
                label: Some(label.clone()),
                more: String::new(),
                items: rest.iter().map(|cell| vec![cell.clone()]).collect(),
            });
        } else if by_cell
            && row.cells.len() == 1
            && row.left < 0.35 * row.edge
            && row.right < 0.5 * row.edge
            && !text.contains(SEPARATORS)
            && groups.last().is_some_and(|g| g.label.is_some())
        {
            // The rest of a label that is printed on two lines.
            if let (Some(group), Some(cell)) = (groups.last_mut(), row.cells.first()) {
                group.more.push_str(&format!(" {}", cell.text));
            }
        } else {
            let goes_on = !row.bullet && row.cells.len() == 1 && (ends_open || labelled);
            match (groups.last_mut(), row.cells.first()) {
                (Some(group), Some(cell)) if goes_on => match group.items.last_mut() {
                    Some(item) => item.push(cell.clone()),
                    None => group.items.push(vec![cell.clone()]),
                },
                (Some(group), Some(_)) if group.label.is_none() => group.items.extend(row.cells.iter().map(|cell| vec![cell.clone()])),
                _ => groups.push(Group {
                    label: None,
                    more: String::new(),
                    items: row.cells.iter().map(|cell| vec![cell.clone()]).collect(),
                }),
            }
        }
        // A list that breaks off goes on below; so does a line of a comma list that ends in the middle of a name.
        ends_open = text.matches(['(', '（']).count() > text.matches([')', '）']).count()
            || text.ends_with([',', '|', '\u{ad}', '-', '、'])
            || text.matches(',').count() >= 2 && row.right > row.edge * 0.8;
    }
    groups
}

/// What stands over points names them; the section's own name once more names nothing.
fn name_of_list(row: &Row, next: Option<&Row>) -> Option<Option<Piece>> {
    let over = !row.bullet && next.is_some_and(|next| next.bullet) && label_of(row).is_none();
    let [one] = row.cells.as_slice() else { return None };
    let names = over && one.words() <= 4 && !one.text.contains(SEPARATORS);
    names.then(|| (headings::known(&one.text) != Some(Section::Skills)).then(|| one.clone()))
}

/// "Label: rest", or a label in its own cell that ends with a colon.
fn label_of(row: &Row) -> Option<(Piece, Piece)> {
    let first = row.cells.first()?;
    let at = first.text.find([':', '：'])?;
    let label = first.cut(0, at).tidy();
    let rest = first.cut(at, first.text.len()).trim_of(&[':', '：']);
    (label.words() <= 5 && label.words() > 0).then_some((label, rest))
}

/// Items of a list that may be printed on several lines.
fn split_items(lines: &[Piece]) -> Vec<Vec<Piece>> {
    let mut items: Vec<Vec<Piece>> = Vec::new();
    let mut open = false;
    for line in lines {
        let parts = line.split_list(SEPARATORS);
        for (at, part) in parts.iter().enumerate() {
            match items.last_mut() {
                Some(item) if at == 0 && open => item.push(part.clone()),
                _ => items.push(vec![part.clone()]),
            }
        }
        open = !line.text.trim_end().ends_with(SEPARATORS);
    }
    items.iter_mut().for_each(|item| drop_and(item));
    items.retain(|item| item.iter().any(|piece| !piece.is_empty()));
    items
}

/// "Git, and Docker": the word between is no part of the name.
fn drop_and(item: &mut [Piece]) {
    let Some(first) = item.first_mut() else { return };
    for word in ["and ", "und ", "et ", "y ", "& "] {
        if first.text.starts_with(word) {
            *first = first.cut(word.len(), first.text.len()).trim();
        }
    }
    if let Some(last) = item.last_mut() {
        *last = last.trim_of(&['.', ',', ';', '|']);
    }
}
