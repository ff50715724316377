//! A CV's pages as rows of cells, without page furniture, divided by headings.

use super::headings::{self, Section};
use super::piece::{Piece, plain, words};
use job_agent::document::Page;
use std::collections::HashMap;

/// One printed line.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    /// Parts between wide gaps, never empty.
    pub cells: Vec<Piece>,
    /// Left edge of each cell.
    pub lefts: Vec<f32>,
    pub left: f32,
    pub right: f32,
    /// Height on the page from its top, 0 to 1.
    pub depth: f32,
    pub size: f32,
    pub bold: bool,
    pub column: u32,
    /// The line began with a bullet, which is cut off.
    pub bullet: bool,
    /// How far to the right the running text of this column reaches.
    pub edge: f32,
    /// The format says whether the next line goes on with this one.
    wraps: Option<bool>,
}

impl Row {
    pub fn page(&self) -> u32 {
        self.cells.first().map_or(0, |cell| cell.page)
    }

    /// All of it, cells apart by blanks.
    pub fn text(&self) -> String {
        self.cells.iter().map(|cell| cell.text.as_str()).collect::<Vec<_>>().join("  ")
    }

    /// The line reaches the right edge, so that the next may go on with it.
    pub fn is_full(&self) -> bool {
        self.wraps.unwrap_or(self.right > self.edge * 0.94)
    }

    fn style(&self) -> Style {
        let text = self.text();
        let letters = text.chars().filter(|c| c.is_alphabetic()).count();
        Style {
            size: (self.size * 2.0).round() as i32,
            bold: self.bold,
            capitals: letters >= 3 && text.chars().any(char::is_uppercase) && !text.chars().any(char::is_lowercase),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Style {
    size: i32,
    bold: bool,
    capitals: bool,
}

/// A heading with the rows below it.
#[derive(Debug)]
pub(crate) struct Block {
    pub section: Section,
    pub heading: Option<Piece>,
    pub rows: Vec<Row>,
}

const BULLETS: &[char] = &[
    '•', '◦', '▪', '▫', '●', '○', '■', '□', '‣', '⁃', '∙', '·', '◆', '◇', '►', '▸', '▶', '▹', '➤', '➢', '➔', '➜', '→', '⇒', '»', '›', '✓',
    '✔', '✦', '✧', '❖', '★', '☆', '⬧', '♦', '⚫', '⚬', '⦿', '⦾', '◉', '◘', '❑', '❏', '☐', '☑', '・', '*', '+', '–', '—', '-', '\u{2043}',
    '\u{2212}', '\u{00b0}',
];

/// All rows of a CV in reading order.
pub(crate) fn read(pages: &[Page]) -> Vec<Row> {
    let mut rows: Vec<Row> = pages.iter().flat_map(of_page).collect();
    let mut seen: HashMap<String, Vec<u32>> = HashMap::new();
    for row in rows.iter().filter(|row| is_marginal(row)) {
        seen.entry(furniture_key(row)).or_default().push(row.page());
    }
    let repeated = |row: &Row| seen.get(&furniture_key(row)).is_some_and(|pages| pages.iter().any(|p| *p != row.page()));
    rows.retain(|row| !(is_marginal(row) && (repeated(row) || is_furniture(row)) || says_nothing(row)));
    set_edges(&mut rows);
    rows
}

/// The edge of a column is where its long lines end; a header across both columns is longer than all of them.
fn set_edges(rows: &mut [Row]) {
    for column in 0..=rows.iter().map(|row| row.column).max().unwrap_or(0) {
        let mut rights: Vec<f32> = rows.iter().filter(|row| row.column == column && words(&row.text()) >= 6).map(|row| row.right).collect();
        if rights.len() < 3 {
            rights = rows.iter().filter(|row| row.column == column).map(|row| row.right).collect();
        }
        rights.sort_by(f32::total_cmp);
        let edge = rights.get(rights.len() * 9 / 10).copied().unwrap_or_default();
        rows.iter_mut().filter(|row| row.column == column).for_each(|row| row.edge = edge);
    }
}

fn of_page(page: &Page) -> Vec<Row> {
    let chars: Vec<char> = page.text.chars().collect();
    page.lines
        .iter()
        .filter_map(|line| {
            let text: String = chars.get(line.start as usize..line.end as usize)?.iter().collect();
            let whole = Piece::new(page.number, line.start, text);
            let mut cells = whole.split(|c| c == '\t');
            let mut lefts = if line.cells.len() == cells.len() { line.cells.clone() } else { vec![line.bbox[0]; cells.len()] };
            let bullet = cut_bullet(&mut cells);
            lefts.drain(..lefts.len().saturating_sub(cells.len()));
            (!cells.is_empty()).then(|| Row {
                cells,
                lefts,
                left: line.bbox[0],
                right: line.bbox[0] + line.bbox[2],
                depth: if page.height > 0.0 { (line.bbox[1] + line.bbox[3]) / page.height } else { 0.5 },
                size: line.size,
                bold: line.bold,
                column: line.column,
                bullet,
                edge: 0.0,
                wraps: line.wraps,
            })
        })
        .collect()
}

/// Cuts a bullet off the first cell; a cell that is nothing else goes.
fn cut_bullet(cells: &mut Vec<Piece>) -> bool {
    let Some(first) = cells.first_mut() else { return false };
    let mut chars = first.text.chars();
    let Some(c) = chars.next().filter(|c| BULLETS.contains(c)) else { return false };
    // A dash or star counts only with a blank behind it: "-5 %" and "*nix" are words.
    let rest = chars.as_str();
    if !rest.is_empty()
        && matches!(c, '-' | '–' | '—' | '*' | '·' | '+' | '»' | '›' | '→' | '°' | '\u{2212}' | '・')
        && !rest.starts_with(' ')
    {
        return false;
    }
    *first = first.cut(c.len_utf8(), first.text.len()).trim();
    if first.is_empty() {
        cells.remove(0);
    }
    true
}

fn is_marginal(row: &Row) -> bool {
    row.depth > 0.9 || row.depth < 0.08
}

/// The row's words with every number alike, so that "1/3" and "2/3" are the same furniture.
fn furniture_key(row: &Row) -> String {
    row.text().chars().map(|c| if c.is_ascii_digit() { '#' } else { c }).collect()
}

/// A sentence that stands in many CVs and says nothing about the person.
fn says_nothing(row: &Row) -> bool {
    let plain = plain(&row.text());
    [
        "references available", "referenzen auf anfrage", "references disponibles sur demande", "referencias disponibles",
        "referenze su richiesta", "referenties op aanvraag", "referencias mediante solicitacao",
    ]
    .iter()
    .any(|sentence| plain.starts_with(sentence) && plain.len() < 60)
}

/// Page numbers and running titles, which say nothing about the person.
fn is_furniture(row: &Row) -> bool {
    let plain = plain(&row.text());
    let last = plain.rsplit(' ').take(2).collect::<Vec<_>>();
    let number = |text: &&str| !text.is_empty() && text.chars().all(|c| c.is_ascii_digit()) && text.len() <= 3;
    let page_of = last.len() == 2 && last.iter().all(number) && row.text().contains('/');
    let alone = words(&plain) <= 1 && number(&plain.as_str());
    let words_for_cv = ["curriculum vitae", "resume", "lebenslauf", "简历", "cv"];
    let running =
        row.depth > 0.9 && row.cells.len() > 1 && row.cells.iter().any(|c| words_for_cv.contains(&super::piece::plain(&c.text).as_str()));
    let updated = ["last updated", "zuletzt aktualisiert", "derniere mise a jour", "ultima actualizacion", "ultimo aggiornamento"];
    page_of || alone || running || is_page_label(&plain) || updated.iter().any(|u| plain.starts_with(u))
}

/// "Page 2 of 3" in the languages of CVs.
fn is_page_label(plain: &str) -> bool {
    let labels = ["page ", "seite ", "pagina ", "pag ", "blad ", "p ", "第"];
    labels.iter().any(|label| plain.strip_prefix(label).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit())))
}

/// The size that most letters have.
pub(crate) fn body_size(rows: &[Row]) -> f32 {
    let mut letters: HashMap<i32, usize> = HashMap::new();
    for row in rows {
        *letters.entry((row.size * 2.0).round() as i32).or_default() += row.text().len();
    }
    let most = letters.into_iter().max_by_key(|(size, count)| (*count, *size));
    most.map_or(10.0, |(size, _)| size as f32 / 2.0)
}

/// Divides rows by the headings among them. The first block is what stands before any heading.
pub(crate) fn blocks(rows: Vec<Row>) -> Vec<Block> {
    let body = body_size(&rows);
    let styles = heading_styles(&rows, body);
    let mut blocks = vec![Block { section: Section::Header, heading: None, rows: Vec::new() }];
    // Where each column's text goes: the next page's column goes on with this page's.
    let mut of_column: HashMap<u32, usize> = HashMap::new();
    let mut current = 0;
    let mut column = 0;
    for row in rows {
        let section = heading_of(&row, &styles, blocks.len() > 1, body);
        if row.column != column {
            of_column.insert(column, current);
            column = row.column;
            current = match of_column.get(&column) {
                Some(block) => *block,
                None if section.is_none() && begins_beside(&row, body) => {
                    blocks.push(Block { section: Section::Header, heading: None, rows: Vec::new() });
                    blocks.len() - 1
                }
                None => current,
            };
        }
        if let Some(section) = section {
            blocks.push(Block { section, heading: row.cells.first().map(Piece::tidy), rows: Vec::new() });
            current = blocks.len() - 1;
        } else if let Some(block) = blocks.get_mut(current) {
            block.rows.push(row);
        }
    }
    blocks
}

/// A column that begins at the top of the first page without a heading begins with the person's name.
fn begins_beside(row: &Row, body: f32) -> bool {
    row.page() <= 1 && (row.depth < 0.25 || row.size > body * 1.3)
}

fn may_be_heading(row: &Row) -> bool {
    let text = row.text();
    !row.bullet
        && row.cells.len() == 1
        && (words(&text) <= 6 || headings::is_spaced(&text))
        && !text.contains('@')
        && !text.chars().any(|c| c.is_ascii_digit())
        && !text.ends_with(['.', ',', ';'])
}

/// How the headings that we know are printed; others are printed alike.
fn heading_styles(rows: &[Row], body: f32) -> Vec<Style> {
    let mut counts: HashMap<Style, usize> = HashMap::new();
    for row in rows.iter().filter(|row| may_be_heading(row) && headings::known(&row.text()).is_some()) {
        *counts.entry(row.style()).or_default() += 1;
    }
    counts
        .into_iter()
        .filter(|(style, count)| {
            let stands_out = style.size as f32 / 2.0 > body * 1.08 || style.capitals;
            stands_out && *count >= 2
        })
        .map(|(style, _)| style)
        .collect()
}

fn heading_of(row: &Row, styles: &[Style], seen_one: bool, body: f32) -> Option<Section> {
    if !may_be_heading(row) {
        return None;
    }
    let alike = styles.contains(&row.style());
    if let Some(section) = headings::known(&row.text()) {
        // Where headings have a style of their own, a plain line with the same word is a line ("Languages" over a list).
        let stands_out = row.bold || row.size > body * 1.08 || row.style().capitals;
        return (alike || stands_out || styles.is_empty()).then_some(section);
    }
    (alike && seen_one).then(|| headings::guessed(&row.text()))
}
