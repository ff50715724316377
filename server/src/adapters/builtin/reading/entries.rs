//! Divides a section into entries (roles, studies, projects) around the dates in it.
//!
//! Wherever the dates stand, every entry of a section is printed alike: so many lines above its date belong to it as
//! in the first entry. Lines with bullets and prose are its body.

use super::dates;
use super::facts::FoundDate;
use super::heads::is_place;
use super::piece::{Piece, plain};
use super::rows::Row;
use super::words;

/// One role, study or project.
#[derive(Debug, Default, Clone)]
pub(crate) struct Entry {
    /// The lines that name it, each as its cells without dates.
    pub heads: Vec<Vec<Piece>>,
    pub dates: Vec<FoundDate>,
    /// Paragraphs and points of its body, each as its printed lines.
    pub body: Vec<Paragraph>,
    /// The entry's own lines begin at its date, though others' begin above: it shares what stands above.
    pub is_short: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct Paragraph {
    pub lines: Vec<Piece>,
    pub bullet: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Head,
    /// Begins a point.
    Bullet,
    /// Running text, or a note such as a grade.
    Prose,
    /// Goes on with the line above.
    More,
    /// Several words in cells below a body: tags.
    Tags,
    /// Nothing is left of the line but its date.
    Blank,
}

#[derive(Debug)]
struct Line {
    kind: Kind,
    /// What a line that goes on goes on with; else its own kind.
    of: Kind,
    cells: Vec<Piece>,
    date: Option<FoundDate>,
    bold: bool,
    /// The line reaches the right edge, so that the next may go on with it.
    full: bool,
}

/// The entries of a section. `undated` says whether a line without a date may begin an entry.
pub(crate) fn divide(rows: &[Row], undated: impl Fn(&str, bool) -> bool) -> Vec<Entry> {
    let lines = classify(rows);
    let starts = starts(&lines, undated);
    let mut entries = Vec::new();
    for (at, start) in starts.iter().enumerate() {
        let end = starts.get(at + 1).map_or(lines.len(), |next| next.0);
        if let Some(own) = lines.get(start.0..end) {
            entries.push(Entry { is_short: start.1, ..build(own) });
        }
    }
    entries
}

fn classify(rows: &[Row]) -> Vec<Line> {
    let base = base_left(rows);
    let mut lines: Vec<Line> = Vec::new();
    let mut bullet_left = None;
    for (at, row) in rows.iter().enumerate() {
        let mut cells = row.cells.clone();
        let mut date = take_date_cell(&mut cells, row.bullet, &mut lines);
        let above = at.checked_sub(1).and_then(|above| Some((rows.get(above)?, lines.last()?)));
        let kind = kind_of(row, &cells, date.is_some(), above, Margins { bullet: bullet_left, base });
        if kind == Kind::Head && date.is_none() {
            date = cut_inline_date(&mut cells);
        }
        if row.bullet || kind == Kind::Bullet {
            bullet_left = Some(row.left);
        } else if kind == Kind::Head {
            bullet_left = None;
        }
        let kind = if cells.is_empty() { Kind::Blank } else { kind };
        // A date at the right edge fills no line.
        let date_last = date.as_ref().is_some_and(|date| cells.iter().all(|cell| cell.start < date.piece.start));
        let of = if kind == Kind::More { lines.last().map_or(kind, |line| line.of) } else { kind };
        lines.push(Line { kind, of, cells, date, bold: row.bold, full: row.is_full() && !date_last });
    }
    lines
}

/// Takes the cell that is nothing but a date out of a row. The end of a period that began on the line above goes there.
fn take_date_cell(cells: &mut Vec<Piece>, bullet: bool, lines: &mut [Line]) -> Option<FoundDate> {
    let first = usize::from(bullet);
    let mut found = None;
    let mut at = first.min(cells.len());
    while let Some(cell) = cells.get(at) {
        let waiting = lines.last_mut().and_then(|line| line.date.as_mut()).filter(|date| date.span.open && date.tail.is_none());
        if dates::is_duration(&cell.text) {
            cells.remove(at);
        } else if let (true, Some(date)) = (dates::is_today(&cell.text), waiting) {
            date.span.current = true;
            date.tail = Some(cells.remove(at));
        } else if let Some(span) = dates::only(cell) {
            let piece = cells.remove(at);
            match lines.last_mut().and_then(|line| line.date.as_mut()).filter(|d| d.span.open && d.tail.is_none() && !d.span.current) {
                Some(date) if !span.range => date.tail = Some(piece),
                _ if found.is_none() => found = Some(FoundDate { piece, span, tail: None }),
                _ => {}
            }
        } else {
            at += 1;
        }
    }
    found
}

/// Cuts a date out of a line that names an entry: "Engineer, Acme (2019 – 2021)".
fn cut_inline_date(cells: &mut Vec<Piece>) -> Option<FoundDate> {
    for at in (0..cells.len()).rev() {
        let cell = cells.get(at)?.clone();
        let Some(mut span) = dates::find(&cell.text).pop() else { continue };
        let before = cell.cut(0, span.from);
        let after = cell.cut(span.to, cell.text.len());
        let at_end = after.tidy().is_empty() || dates::is_duration(&after.text);
        let at_start = before.tidy().is_empty();
        if at_start && span.dashed {
            // "June 2020 – Engineer": a margin so narrow that the rest of the period is on the next line.
            (span.open, span.range) = (true, true);
        }
        if !(at_end || at_start && span.range || span.range && after.words() <= 6) {
            continue;
        }
        let rest: Vec<Piece> =
            [before.tidy(), after.tidy()].into_iter().filter(|p| !p.is_empty() && !dates::is_duration(&p.text)).collect();
        cells.splice(at..=at, rest);
        return Some(FoundDate { piece: cell, span, tail: None });
    }
    None
}

fn kind_of(row: &Row, cells: &[Piece], dated: bool, above: Option<(&Row, &Line)>, margins: Margins) -> Kind {
    let bullet_left = margins.bullet;
    let Some(first) = cells.first() else { return Kind::Blank };
    if row.bullet {
        return Kind::Bullet;
    }
    let lower = first.text.chars().next().is_some_and(char::is_lowercase);
    let inline = !dates::find(&first.text).is_empty();
    if let Some((previous, line)) = above {
        let in_point = line.of == Kind::Bullet && bullet_left.is_some();
        let indented = bullet_left.is_some_and(|left| row.left > left + 2.0 && row.left < left + 60.0);
        if in_point && (indented || lower) && (!row.bold || lower) {
            return Kind::More;
        }
        let prose = line.of == Kind::Prose;
        let unended = line.cells.last().is_some_and(|cell| !cell.text.trim_end().ends_with(['.', '。', ':']));
        let runs_on = line.full || line.cells.last().is_some_and(ends_open) || unended && (lower || is_prose(first, dated, inline));
        if prose && !dated && cells.len() == 1 && runs_on && previous.column == row.column && !row.bold {
            return Kind::More;
        }
        let head = line.of == Kind::Head && !dated && cells.len() == 1 && !inline;
        let unfinished = line.cells.last().is_some_and(ends_open);
        if head && first.words() <= 8 && (unfinished || line.full && is_rest(row, line, first)) {
            return Kind::More;
        }
        let body = matches!(line.of, Kind::Bullet | Kind::Prose | Kind::Tags);
        if body && !dated && cells.len() >= 2 && !inline && !row.bold && cells.iter().all(is_tag) {
            return Kind::Tags;
        }
    }
    // Points whose bullets are drawn and not printed are known by their indent.
    if !dated && !row.bold && cells.len() == 1 && margins.is_indented(row) {
        let goes_on = above.is_some_and(|(_, line)| line.of == Kind::Bullet && line.cells.last().is_some_and(ends_open));
        return if goes_on { Kind::More } else { Kind::Bullet };
    }
    if is_prose(first, dated, inline) { Kind::Prose } else { Kind::Head }
}

/// Where lines begin: those of the last point, and those of the section that stand furthest to the left.
#[derive(Clone, Copy)]
struct Margins {
    bullet: Option<f32>,
    base: f32,
}

impl Margins {
    fn is_indented(self, row: &Row) -> bool {
        own_left(row).is_some_and(|left| (self.base + 5.0..self.base + 50.0).contains(&left))
    }
}

/// The left edge of a section's own lines.
fn base_left(rows: &[Row]) -> f32 {
    rows.iter().filter(|row| !row.bullet).filter_map(own_left).fold(f32::MAX, f32::min)
}

/// Where a line's text begins; a date in the margin is further left and does not count.
fn own_left(row: &Row) -> Option<f32> {
    let first = row.cells.first()?;
    if row.cells.len() > 1 && (dates::only(first).is_some() || dates::is_today(&first.text)) {
        return row.lefts.get(1).copied();
    }
    // A date that stands so near that it is one cell with the text hides where the text begins.
    let hidden = dates::find(&first.text).first().is_some_and(|span| span.from == 0 && span.range);
    (!hidden).then_some(row.left)
}

/// A line that cannot end where it does: after a comma or a small word.
fn ends_open(cell: &Piece) -> bool {
    const SMALL: &[&str] = &[
        "and", "or", "of", "the", "with", "for", "to", "in", "by", "und", "oder", "mit", "von", "für", "der", "die", "de", "du", "des",
        "et", "la", "le", "y", "e", "del", "en", "di", "per", "con", "&",
    ];
    let text = cell.text.trim_end();
    text.ends_with([',', '&', '\u{ad}']) || text.rsplit(' ').next().is_some_and(|last| SMALL.contains(&last))
}

/// A label in a row of labels; what names a role, an employer or a place is none.
fn is_tag(cell: &Piece) -> bool {
    let text = &cell.text;
    cell.words() <= 4
        && !text.contains(',')
        && !words::is_title(text)
        && !words::is_organisation(text)
        && !words::is_school(text)
        && !is_place(text)
}

/// What a line that is full leaves for the next one.
fn is_rest(row: &Row, line: &Line, first: &Piece) -> bool {
    let lower = first.text.starts_with(char::is_lowercase);
    let of_name = line.bold && row.bold && first.words() <= 3 && !words::is_title(&first.text);
    of_name || line.date.is_some() && (lower || !row.bold && is_tail(first))
}

/// The rest of a place.
fn is_tail(piece: &Piece) -> bool {
    piece.text.rsplit(',').next().is_some_and(|last| words::is_region(last) || words::is_city(last))
}

/// A full stop that is not an abbreviation's ("S.p.A.", "Inc.").
fn ends_sentence(text: &str) -> bool {
    let text = text.trim_end();
    let last = text.trim_end_matches('.').rsplit(' ').next().unwrap_or_default();
    let stops = text.ends_with('.') && last.chars().count() > 3 && !last.contains('.') && !words::is_legal_form(last);
    stops && last.chars().any(char::is_lowercase) || text.ends_with(['。', ';'])
}

fn is_prose(first: &Piece, dated: bool, inline: bool) -> bool {
    let words = first.words();
    let broken = first.text.split(". ").skip(1).any(|rest| rest.starts_with(char::is_uppercase)) && words >= 8;
    let sentence = broken || ends_sentence(&first.text) && words >= 3;
    let note = first.text.contains(": ") || first.text.ends_with(':') || plain(&first.text).starts_with("gpa");
    if dated {
        return words > 22;
    }
    if inline {
        return words > 18 || sentence && words > 8;
    }
    words >= 11 || sentence || note
}

/// Where entries start, and whether they are short.
fn starts(lines: &[Line], undated: impl Fn(&str, bool) -> bool) -> Vec<(usize, bool)> {
    let anchors = anchors(lines);
    let head = |at: usize| lines.get(at).is_some_and(|line| line.of == Kind::Head);
    let above = anchors.first().map_or(0, |first| (0..*first).rev().take_while(|at| head(*at)).count().min(3));
    let mut starts: Vec<(usize, bool)> = Vec::new();
    let mut floor = 0;
    for (nth, anchor) in anchors.iter().enumerate() {
        let mut start = *anchor;
        while start > floor && *anchor - start < above && head(start - 1) {
            start -= 1;
        }
        let short = nth > 0 && *anchor - start < above;
        starts.push((start, short));
        floor = anchor + 1;
    }
    // Lines that name something below a finished body, and that no date has claimed.
    let has_body_above = |at: usize| at == 0 || lines.get(at - 1).is_some_and(|l| !matches!(l.of, Kind::Head | Kind::Blank));
    for (at, line) in lines.iter().enumerate() {
        let claimed = starts.iter().any(|(start, _)| *start == at) || line.date.is_some();
        let between = anchors.iter().zip(&starts).any(|(anchor, (start, _))| (*start..=*anchor).contains(&at));
        if line.kind == Kind::Head && !claimed && !between && has_body_above(at) {
            let text = line.cells.first().map(|cell| cell.text.clone()).unwrap_or_default();
            if at == 0 || undated(&text, line.bold) {
                starts.push((at, false));
            }
        }
    }
    starts.sort_unstable();
    starts.dedup_by_key(|(start, _)| *start);
    starts
}

/// Lines whose date begins an entry: not those that only add a second period.
fn anchors(lines: &[Line]) -> Vec<usize> {
    let mut anchors: Vec<usize> = Vec::new();
    for (at, line) in lines.iter().enumerate().filter(|(_, line)| line.date.is_some()) {
        let adds = line.kind == Kind::Blank
            && at.checked_sub(1).is_some_and(|above| anchors.last() == Some(&above) || lines.get(above).is_some_and(|l| l.date.is_some()));
        if !adds {
            anchors.push(at);
        }
    }
    anchors
}

fn build(lines: &[Line]) -> Entry {
    let mut entry = Entry::default();
    let mut in_body = false;
    let mut heads_after = 0;
    for line in lines {
        entry.dates.extend(line.date.clone());
        match line.kind {
            Kind::Head if !in_body && heads_after < 3 => {
                heads_after += usize::from(!entry.dates.is_empty());
                entry.heads.push(line.cells.clone());
            }
            Kind::More if !in_body => extend_head(&mut entry, &line.cells),
            Kind::Head | Kind::Bullet | Kind::Prose => {
                in_body = true;
                entry.body.push(Paragraph { lines: line.cells.iter().take(1).cloned().collect(), bullet: line.kind == Kind::Bullet });
            }
            Kind::More => {
                if let (Some(paragraph), Some(cell)) = (entry.body.last_mut(), line.cells.first()) {
                    paragraph.lines.push(cell.clone());
                }
            }
            Kind::Tags | Kind::Blank => {}
        }
    }
    entry
}

/// A head that goes on: on the page the two parts are neighbours, so they are one piece of its text.
fn extend_head(entry: &mut Entry, cells: &[Piece]) {
    let Some(last) = entry.heads.last_mut().and_then(|head| head.last_mut()) else { return };
    let Some(next) = cells.first() else { return };
    if next.page == last.page && next.start >= last.end() && next.start - last.end() <= 1 {
        *last = Piece::new(last.page, last.start, format!("{}\n{}", last.text, next.text));
    }
}
