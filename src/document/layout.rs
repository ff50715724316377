//! From positioned runs of text to lines in reading order. Knows nothing of any file format.
//!
//! Runs on one baseline make a row; a wide gap divides a row into cells, which the text shows as a tab. Where cells on
//! both sides of a gutter do not share their baselines, the page has two columns there and each is read by itself;
//! where they do (dates in a margin, a table), the row stays one line.

/// Text that is written from right to left.
mod direction;

use super::{Line, Page};

/// A stretch of text in one font, as a format's parser gives it. Points from the page's top left corner; the lower
/// edge of the box is the baseline.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    pub text: String,
    pub x: f32,
    pub y: f32,
    pub width: f32,
    pub height: f32,
    pub size: f32,
    pub bold: bool,
}

/// Text without a wide gap in it.
#[derive(Debug, Clone)]
struct Cell {
    text: String,
    left: f32,
    right: f32,
    top: f32,
    baseline: f32,
    size: f32,
    bold: bool,
}

/// The cells of one baseline, from left to right.
type Row = Vec<Cell>;

/// A gap of this many font sizes divides cells where no blank is printed in it; justified text has blanks.
const GAP: f32 = 0.65;
const GAP_WITH_BLANK: f32 = 1.0;
/// A narrower gap than this is inside a word.
const WORD_GAP: f32 = 0.16;
/// Baselines this many font sizes apart are one row: labels and icons are often set a little higher.
const SAME_ROW: f32 = 0.5;
/// Baselines this close are one line of a table, and no accident of two columns.
const SAME_LINE: f32 = 0.15;
/// How far to the right of its edge a column's line may begin: list points and padded labels do.
const STRAIGHT: f32 = 34.0;
/// The fewest rows on each side of a gutter that make columns of it.
const FEWEST_ROWS: usize = 5;

/// Lays runs out as one page in reading order.
pub fn arrange(number: u32, width: f32, height: f32, runs: Vec<Run>) -> Page {
    let rows = rows(runs);
    let mut page = Page { number, width, height, text: String::new(), lines: Vec::new() };
    let mut offset = 0;
    for (row, column) in in_reading_order(rows, width) {
        let text = row.iter().map(|cell| cell.text.as_str()).collect::<Vec<_>>().join("\t");
        let length = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
        if !page.lines.is_empty() {
            page.text.push('\n');
            offset += 1;
        }
        page.lines.push(line(&row, offset, length, column));
        page.text.push_str(&text);
        offset += length;
    }
    page
}

fn line(row: &Row, start: u32, length: u32, column: u32) -> Line {
    let left = row.iter().map(|c| c.left).fold(f32::MAX, f32::min);
    let right = row.iter().map(|c| c.right).fold(f32::MIN, f32::max);
    let top = row.iter().map(|c| c.top).fold(f32::MAX, f32::min);
    let bottom = row.iter().map(|c| c.baseline).fold(f32::MIN, f32::max);
    let longest = row.iter().max_by_key(|cell| cell.text.len());
    Line {
        start,
        end: start + length,
        bbox: [left, top, right - left, bottom - top],
        cells: row.iter().map(|cell| cell.left).collect(),
        ends: row.iter().map(|cell| cell.right).collect(),
        size: longest.map_or(0.0, |cell| cell.size),
        bold: row.first().is_some_and(|cell| cell.bold),
        column,
        wraps: None,
    }
}

/// Runs on one baseline, whatever order the file has them in. A name in large letters keeps its row to itself.
fn rows(mut runs: Vec<Run>) -> Vec<Row> {
    runs.retain(|run| run.width.is_finite() && run.x.is_finite() && run.y.is_finite() && !run.text.is_empty());
    direction::straighten(&mut runs);
    runs.sort_by(|a, b| baseline(a).total_cmp(&baseline(b)));
    let mut groups: Vec<Vec<Run>> = Vec::new();
    for run in runs {
        let home = groups.iter_mut().rev().take(6).find(|group| {
            group.first().is_some_and(|first| {
                let small = first.size.min(run.size).max(1.0);
                let alike = run.text.trim().is_empty() || first.size.max(run.size) / small < 1.5;
                alike && (baseline(first) - baseline(&run)).abs() < SAME_ROW * small
            })
        });
        match home {
            Some(group) => group.push(run),
            None if run.text.trim().is_empty() => {}
            None => groups.push(vec![run]),
        }
    }
    groups.into_iter().map(cells).filter(|row| !row.is_empty()).collect()
}

fn baseline(run: &Run) -> f32 {
    run.y + run.height
}

/// What is collected while a row's runs are put together from left to right.
#[derive(Default)]
struct Open {
    cell: Option<Cell>,
    bold_chars: usize,
    chars: usize,
    /// Where a blank was printed since the last letters: from, to.
    blank: Option<(f32, f32)>,
    /// An icon was.
    icon: bool,
}

impl Open {
    fn close(&mut self, row: &mut Row) {
        if let Some(mut cell) = self.cell.take() {
            cell.text = cell.text.trim().to_owned();
            cell.bold = self.bold_chars * 2 > self.chars;
            if !cell.text.is_empty() {
                row.push(cell);
            }
        }
        (self.bold_chars, self.chars) = (0, 0);
    }

    fn add(&mut self, run: &Run, text: &str) {
        let letters = text.chars().filter(|c| !c.is_whitespace()).count();
        self.chars += letters;
        if run.bold {
            self.bold_chars += letters;
        }
        match &mut self.cell {
            Some(cell) => {
                let gap = run.x - cell.right;
                let blank = self.blank.is_some() || gap > WORD_GAP * run.size;
                if blank && !cell.text.ends_with(' ') && !text.starts_with(' ') {
                    cell.text.push(' ');
                }
                cell.text.push_str(text);
                cell.right = cell.right.max(run.x + run.width);
                cell.top = cell.top.min(run.y);
            }
            None => {
                self.cell = Some(Cell {
                    text: text.to_owned(),
                    left: run.x,
                    right: run.x + run.width,
                    top: run.y,
                    baseline: baseline(run),
                    size: run.size,
                    bold: false,
                });
            }
        }
        (self.blank, self.icon) = (None, false);
    }

    /// Whether a run that begins here begins a new cell.
    fn is_apart(&self, run: &Run) -> bool {
        let Some(cell) = &self.cell else { return false };
        if self.icon {
            return true;
        }
        if cell.text.trim().chars().count() <= 1 && !cell.text.trim().chars().all(char::is_alphanumeric) {
            // What a bullet points at is never another cell.
            return false;
        }
        match self.blank {
            // A blank in justified text begins where the word ends.
            Some((from, to)) => from - cell.right > GAP * run.size || run.x - to.max(cell.right) > GAP_WITH_BLANK * run.size,
            None => run.x - cell.right > GAP * run.size,
        }
    }
}

fn cells(mut runs: Vec<Run>) -> Row {
    runs.sort_by(|a, b| a.x.total_cmp(&b.x));
    if !direction::reads_leftwards(runs.iter().map(|run| run.text.as_str())) {
        return cells_in_order(runs);
    }
    let mut row = cells_in_order(direction::mirrored(runs));
    row.iter_mut().for_each(|cell| (cell.left, cell.right) = (-cell.right, -cell.left));
    row
}

/// Cells of runs that are in the order in which they are read.
fn cells_in_order(runs: Vec<Run>) -> Row {
    let mut row = Row::new();
    let mut open = Open::default();
    for run in runs {
        let text = clean(&run.text);
        if text.trim().is_empty() {
            open.icon |= run.text.chars().any(is_icon);
            open.blank = Some((open.blank.map_or(run.x, |(from, _)| from), run.x + run.width));
            continue;
        }
        if open.is_apart(&run) {
            open.close(&mut row);
            (open.blank, open.icon) = (None, false);
        }
        open.add(&run, &text);
    }
    open.close(&mut row);
    row
}

/// Icon fonts put their pictures on private code points.
fn is_icon(c: char) -> bool {
    matches!(c, '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..='\u{10fffd}')
}

/// Characters that take no room: they hide text, turn it around, or break words up for machines.
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{feff}')
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{e0000}'..='\u{e007f}')
}

/// Ligatures in their letters, every blank as a blank, no control characters and nothing invisible.
fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        match c {
            'ﬀ' => out.push_str("ff"),
            'ﬁ' => out.push_str("fi"),
            'ﬂ' => out.push_str("fl"),
            'ﬃ' => out.push_str("ffi"),
            'ﬄ' => out.push_str("ffl"),
            // A soft hyphen is seen only where a line ends.
            '\u{ad}' if at + c.len_utf8() == text.len() => out.push(c),
            c if is_invisible(c) || is_icon(c) || c == '\u{fffd}' => {}
            c if c.is_whitespace() => out.push(' '),
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

/// Rows with the column that they stand in: above and below two columns the page is read across.
fn in_reading_order(rows: Vec<Row>, width: f32) -> Vec<(Row, u32)> {
    let Some(gutter) = best_gutter(&rows, width) else {
        return rows.into_iter().map(|row| (row, 0)).collect();
    };
    let mut ordered = Vec::with_capacity(rows.len());
    for band in bands(&rows, gutter) {
        if is_columns(band, gutter) {
            for (right, column) in [(false, 0), (true, 1)] {
                let own = |row: &Row| row.iter().filter(|cell| (cell.left >= gutter) == right).cloned().collect::<Row>();
                ordered.extend(band.iter().map(own).filter(|row| !row.is_empty()).map(|row| (row, column)));
            }
        } else {
            ordered.extend(band.iter().map(|row| (row.clone(), 0)));
        }
    }
    ordered
}

/// The left edge that divides most rows into columns.
fn best_gutter(rows: &[Row], width: f32) -> Option<f32> {
    let inside = 0.15 * width..0.8 * width;
    let mut edges: Vec<f32> = rows.iter().flatten().map(|cell| cell.left).filter(|left| inside.contains(left)).collect();
    edges.sort_by(f32::total_cmp);
    edges.dedup_by(|a, b| (*a - *b).abs() < 1.5);
    let score = |gutter: f32| -> usize { bands(rows, gutter).into_iter().filter(|band| is_columns(band, gutter)).map(<[Row]>::len).sum() };
    edges
        .into_iter()
        .map(|edge| (score(edge - 2.0), edge - 2.0))
        .filter(|(score, _)| *score > 0)
        .max_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)))
        .map(|(_, gutter)| gutter)
}

/// Stretches of rows between rows that print across the gutter.
fn bands(rows: &[Row], gutter: f32) -> Vec<&[Row]> {
    let crosses = |row: &Row| row.iter().any(|cell| cell.left < gutter && cell.right > gutter + 1.0);
    rows.chunk_by(|a, b| crosses(a) == crosses(b)).collect()
}

/// Whether the two sides of the gutter go their own ways.
fn is_columns(band: &[Row], gutter: f32) -> bool {
    let side = |row: &Row, right: bool| row.iter().any(|cell| (cell.left >= gutter) == right);
    let left = band.iter().filter(|row| side(row, false)).count();
    let right = band.iter().filter(|row| side(row, true)).count();
    if left < FEWEST_ROWS || right < FEWEST_ROWS {
        return false;
    }
    // A column has a straight left edge; dates pushed to the right margin have not.
    let starts = band.iter().filter_map(|row| row.iter().find(|cell| cell.left >= gutter));
    let straight = starts.filter(|cell| cell.left - gutter < STRAIGHT).count();
    if straight * 10 < right * 7 {
        return false;
    }
    // By accident, more than half of two columns' lines come near each other; in a table all do.
    let paired = band.iter().filter(|row| side(row, false) && side(row, true)).count();
    let shared = band.iter().filter(|row| is_shared(row, gutter)).count();
    let fewer = left.min(right);
    let loose = shared * 10 < fewer * 6 && paired * 100 < fewer * 85;
    loose || (has_headings(band, gutter, false) && has_headings(band, gutter, true))
}

/// Whether a row has cells on both sides that stand on one baseline.
fn is_shared(row: &Row, gutter: f32) -> bool {
    row.windows(2).any(|pair| match pair {
        [left, right] => {
            left.left < gutter && right.left >= gutter && (left.baseline - right.baseline).abs() < SAME_LINE * left.size.min(right.size)
        }
        _ => false,
    })
}

/// Lines that look like headings on one side: capitals, or larger than the side's usual letters and bold.
fn has_headings(band: &[Row], gutter: f32, right: bool) -> bool {
    let cells: Vec<&Cell> = band
        .iter()
        .filter_map(|row| {
            let mut own = row.iter().filter(|cell| (cell.left >= gutter) == right);
            let first = own.next()?;
            own.next().is_none().then_some(first)
        })
        .collect();
    let mut sizes: Vec<f32> = cells.iter().map(|cell| cell.size).collect();
    sizes.sort_by(f32::total_cmp);
    let usual = sizes.get(sizes.len() / 2).copied().unwrap_or_default();
    cells.iter().any(|cell| {
        let letters = cell.text.chars().filter(|c| c.is_alphabetic()).count();
        let capitals = letters >= 5 && !cell.text.chars().any(char::is_lowercase) && !cell.text.chars().any(|c| c.is_ascii_digit());
        (capitals && cell.size >= usual) || (cell.bold && cell.size > usual * 1.1)
    })
}

#[cfg(test)]
mod tests;
