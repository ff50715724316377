//! Text of formats without pages, set on pages: so that a fact of any format has a place that can be shown and marked.
//!
//! Widths are estimates, and each line is as wide as it is said to be, whatever font it is drawn in.

use super::layout::is_invisible;
use super::{Line, Page, Place};

const WIDTH: f32 = 595.0;
const HEIGHT: f32 = 842.0;
const MARGIN: f32 = 48.0;
/// Where a page's foot begins, with room for a few lines.
const FOOT: f32 = HEIGHT * 0.905;
/// Line height in font sizes.
const LEADING: f32 = 1.4;
/// A line that is longer than its measure by no more than this is set tighter, and not broken.
const SQUEEZE: f32 = 1.25;
/// Between the cells of a line, in points.
const GAP: f32 = 14.0;
/// More pages than this are no CV; what comes after is not set.
const MOST_PAGES: usize = 50;

/// How a line is set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ink {
    /// In points.
    pub size: f32,
    pub bold: bool,
    /// From the column's left edge, in points.
    pub indent: f32,
}

impl Ink {
    pub const TEXT: Self = Self { size: 10.0, bold: false, indent: 0.0 };
    pub const HEADING: Self = Self { size: 14.0, bold: true, indent: 0.0 };
    pub const TITLE: Self = Self { size: 20.0, bold: true, indent: 0.0 };

    pub fn bold(self) -> Self {
        Self { bold: true, ..self }
    }

    pub fn indented(self, indent: f32) -> Self {
        Self { indent, ..self }
    }
}

/// Where the next line goes.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Cursor {
    page: usize,
    y: f32,
}

/// Columns beside each other, from where they begin.
#[derive(Debug)]
struct Columns {
    /// Left and right edges.
    edges: Vec<(f32, f32)>,
    start: Cursor,
    /// The furthest that any column went.
    end: Cursor,
}

/// Pages that are being written.
#[derive(Debug)]
pub struct Paper {
    pages: Vec<Page>,
    at: Cursor,
    left: f32,
    right: f32,
    column: u32,
    columns: Option<Columns>,
    full: bool,
}

impl Default for Paper {
    fn default() -> Self {
        let at = Cursor { page: 0, y: MARGIN };
        Self { pages: vec![blank(1)], at, left: MARGIN, right: WIDTH - MARGIN, column: 0, columns: None, full: false }
    }
}

fn blank(number: u32) -> Page {
    Page { number, width: WIDTH, height: HEIGHT, text: String::new(), lines: Vec::new() }
}

impl Paper {
    /// The pages as far as they are written; there is always one.
    pub fn into_pages(self) -> Vec<Page> {
        self.pages
    }

    /// There was more text than fifty pages take.
    pub fn is_full(&self) -> bool {
        self.full
    }

    /// Leaves room above the next line.
    pub fn space(&mut self, points: f32) {
        if self.pages.get(self.at.page).is_some_and(|page| !page.lines.is_empty()) {
            self.at.y += points;
        }
    }

    /// Goes on at the foot of the page.
    pub fn foot(&mut self) {
        self.at.y = self.at.y.max(FOOT);
    }

    /// Columns beside each other, as wide as their shares; [`Self::column`] begins each, [`Self::end_columns`] goes on below.
    pub fn begin_columns(&mut self, shares: &[f32]) {
        let all: f32 = shares.iter().map(|share| share.max(0.05)).sum();
        let mut left = self.left;
        let edges = shares
            .iter()
            .map(|share| {
                let right = left + (self.right - self.left) * share.max(0.05) / all;
                let edge = (left, (right - GAP).max(left + 20.0));
                left = right;
                edge
            })
            .collect();
        self.columns = Some(Columns { edges, start: self.at, end: self.at });
    }

    pub fn column(&mut self, number: usize) {
        let at = self.at;
        let Some(columns) = &mut self.columns else { return };
        columns.end = further(columns.end, at);
        if let Some((left, right)) = columns.edges.get(number) {
            (self.left, self.right, self.column) = (*left, *right, u32::try_from(number).unwrap_or(0));
            self.at = columns.start;
        }
    }

    pub fn end_columns(&mut self) {
        if let Some(columns) = self.columns.take() {
            self.at = further(columns.end, self.at);
            (self.left, self.right, self.column) = (MARGIN, WIDTH - MARGIN, 0);
        }
    }

    /// Writes a paragraph; tabs divide its cells, of which the last stands at the right edge. Says where it stands on the
    /// page that it begins on, or nothing for a blank one.
    pub fn write(&mut self, ink: Ink, text: &str) -> Option<Place> {
        let cells: Vec<String> = text.split('\t').map(one_line).filter(|cell| !cell.is_empty()).collect();
        match cells.as_slice() {
            [] => None,
            [one] => self.paragraph(ink, one),
            many => self.row(ink, many),
        }
    }

    fn paragraph(&mut self, ink: Ink, text: &str) -> Option<Place> {
        let hanging = if starts_with_bullet(text) { ink.indented(ink.indent + 9.0) } else { ink };
        let room = (self.right - self.left - ink.indent).max(40.0);
        let lines = if width(text, ink.size) <= room * SQUEEZE { vec![text.to_owned()] } else { broken(text, ink.size, room) };
        let last = lines.len().saturating_sub(1);
        let mut place: Option<Place> = None;
        for (at, line) in lines.iter().enumerate() {
            let ink = if at == 0 { ink } else { hanging };
            let room = self.right - self.left - ink.indent;
            let wide = if at < last { room } else { width(line, ink.size).min(room) };
            let own = self.put(ink, line, vec![(self.left + ink.indent, self.left + ink.indent + wide)], at < last)?;
            match &mut place {
                Some(place) if place.page == own.page => place.end = own.end,
                Some(_) => {}
                None => place = Some(own),
            }
        }
        place
    }

    fn row(&mut self, ink: Ink, cells: &[String]) -> Option<Place> {
        let room = self.right - self.left - ink.indent;
        let natural: f32 = cells.iter().map(|cell| width(cell, ink.size)).sum();
        let gaps = GAP * (cells.len() - 1) as f32;
        let scale = ((room - gaps).max(20.0) / natural.max(1.0)).min(1.0);
        let mut left = self.left + ink.indent;
        let mut spans: Vec<(f32, f32)> = Vec::with_capacity(cells.len());
        for cell in cells {
            let wide = width(cell, ink.size) * scale;
            spans.push((left, left + wide));
            left += wide + GAP;
        }
        if let Some((from, to)) = spans.last_mut() {
            (*from, *to) = (self.right - (*to - *from), self.right);
        }
        self.put(ink, &cells.join("\t"), spans, false)
    }

    /// A row whose cells stand below those of the rows above, as in a table: each at its share of the measure.
    pub fn table_row(&mut self, ink: Ink, shares: &[f32], cells: &[String]) -> Option<Place> {
        let all: f32 = shares.iter().sum::<f32>().max(0.01);
        let mut edge = self.left;
        let mut texts = Vec::new();
        let mut spans = Vec::new();
        for (cell, share) in cells.iter().map(|cell| one_line(cell)).zip(shares) {
            let next = edge + (self.right - self.left) * share / all;
            if !cell.is_empty() {
                spans.push((edge, edge + width(&cell, ink.size).min((next - edge - GAP).max(10.0))));
                texts.push(cell);
            }
            edge = next;
        }
        if texts.is_empty() { None } else { self.put(ink, &texts.join("\t"), spans, false) }
    }

    fn put(&mut self, ink: Ink, text: &str, spans: Vec<(f32, f32)>, wraps: bool) -> Option<Place> {
        let high = ink.size * LEADING;
        let bottom = if self.at.y >= FOOT { HEIGHT - 4.0 } else { HEIGHT - MARGIN };
        if self.at.y + high > bottom {
            self.at = Cursor { page: self.at.page + 1, y: MARGIN };
        }
        if self.at.page >= MOST_PAGES {
            self.full = true;
            return None;
        }
        while self.pages.len() <= self.at.page {
            self.pages.push(blank(u32::try_from(self.pages.len() + 1).unwrap_or(u32::MAX)));
        }
        let (left, right) = (spans.first()?.0, spans.last()?.1);
        let (y, column) = (self.at.y, self.column);
        let page = self.pages.get_mut(self.at.page)?;
        let start = page.lines.last().map_or(0, |line| line.end + 1);
        if start > 0 {
            page.text.push('\n');
        }
        page.text.push_str(text);
        let end = start + u32::try_from(text.chars().count()).unwrap_or(0);
        let several = spans.len() > 1;
        page.lines.push(Line {
            start,
            end,
            bbox: [left, y, right - left, ink.size],
            cells: if several { spans.iter().map(|span| span.0).collect() } else { Vec::new() },
            ends: if several { spans.iter().map(|span| span.1).collect() } else { Vec::new() },
            size: ink.size,
            bold: ink.bold,
            column,
            wraps: Some(wraps),
        });
        self.at.y += high;
        Some(Place { page: page.number, start, end })
    }
}

fn further(a: Cursor, b: Cursor) -> Cursor {
    if (a.page, a.y) < (b.page, b.y) { b } else { a }
}

fn starts_with_bullet(text: &str) -> bool {
    text.starts_with("• ")
}

/// Every blank as one blank, without control characters and what cannot be seen.
pub fn one_line(text: &str) -> String {
    let seen: String = text
        .chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .filter(|c| !c.is_control() && !is_invisible(*c) && *c != '\u{fffd}')
        .collect();
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// How wide a text is about, in points.
fn width(text: &str, size: f32) -> f32 {
    text.chars().map(|c| if c > '\u{2e7f}' { 1.0 } else { 0.5 }).sum::<f32>() * size
}

/// Lines that fit the room, broken at blanks; a word that is too long for any line is broken where it ends.
fn broken(text: &str, size: f32, room: f32) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    let mut used = 0.0;
    for word in text.split(' ') {
        let wide = width(word, size);
        if !line.is_empty() && used + size * 0.5 + wide > room {
            lines.push(std::mem::take(&mut line));
            used = 0.0;
        }
        if !line.is_empty() {
            line.push(' ');
            used += size * 0.5;
        }
        for c in word.chars() {
            let own = if c > '\u{2e7f}' { size } else { size * 0.5 };
            if used + own > room && !line.is_empty() {
                lines.push(std::mem::take(&mut line));
                used = 0.0;
            }
            line.push(c);
            used += own;
        }
    }
    lines.push(line);
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(pages: &[Page], place: Place) -> String {
        let page = &pages[place.page as usize - 1];
        page.text.chars().skip(place.start as usize).take((place.end - place.start) as usize).collect()
    }

    #[test]
    fn every_paragraph_stands_where_it_is_said_to() {
        let mut paper = Paper::default();
        let name = paper.write(Ink::TITLE, "  Zoë \u{200b}Muster ").unwrap();
        let row = paper.write(Ink::TEXT, "Engineer\t2019 – 2021").unwrap();
        let long = "A sentence that goes on. ".repeat(20);
        let prose = paper.write(Ink::TEXT, &long).unwrap();
        assert_eq!(paper.write(Ink::TEXT, " \t "), None);
        let pages = paper.into_pages();
        assert_eq!(printed(&pages, name), "Zoë Muster");
        assert_eq!(printed(&pages, row), "Engineer\t2019 – 2021");
        assert_eq!(printed(&pages, prose).replace('\n', " "), long.trim());
        let wraps: Vec<_> = pages[0].lines.iter().map(|line| line.wraps == Some(true)).collect();
        assert_eq!(wraps.iter().filter(|wraps| **wraps).count(), wraps.len() - 3, "all but the ends of the three: {wraps:?}");
        for line in &pages[0].lines {
            assert!(line.bbox[0] >= MARGIN && line.bbox[0] + line.bbox[2] <= WIDTH - MARGIN + 0.1, "{line:?}");
        }
    }

    #[test]
    fn columns_stand_beside_each_other_and_the_text_goes_on_below() {
        let mut paper = Paper::default();
        paper.begin_columns(&[1.0, 2.0]);
        paper.column(0);
        paper.write(Ink::TEXT, "left");
        paper.write(Ink::TEXT, "left too");
        paper.column(1);
        paper.write(Ink::TEXT, "right");
        paper.end_columns();
        paper.write(Ink::TEXT, "below");
        let page = &paper.into_pages()[0];
        assert_eq!(page.text, "left\nleft too\nright\nbelow");
        let [left, _, right, below] = &page.lines[..] else { panic!("four lines") };
        assert_eq!((left.bbox[1], left.column), (right.bbox[1], 0));
        assert!(right.bbox[0] > left.bbox[0] + 100.0 && right.column == 1);
        assert!(below.bbox[1] > page.lines[1].bbox[1] && below.column == 0);
    }

    #[test]
    fn more_than_fifty_pages_are_not_set() {
        let mut paper = Paper::default();
        for _ in 0..4000 {
            paper.write(Ink::TEXT, "line");
        }
        assert!(paper.is_full());
        assert_eq!(paper.into_pages().len(), 50);
    }
}
