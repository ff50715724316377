//! Where a stretch of a page's text stands on the paper.

use job_agent::document::{Line, Page};

/// A rectangle on a page, in points from its top left corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area {
    pub x: f32,
    pub y: f32,
    pub width: f32,
    pub height: f32,
}

/// A part of a line between wide gaps.
pub struct Cell {
    pub text: String,
    /// Offset of its first character in the page's text.
    start: u32,
    pub left: f32,
    pub right: f32,
}

/// The cells of a line, which tabs divide in the text.
pub fn cells(page: &Page, line: &Line) -> Vec<Cell> {
    let text: String = page.text.chars().skip(line.start as usize).take((line.end.saturating_sub(line.start)) as usize).collect();
    let parts: Vec<&str> = text.split('\t').collect();
    let edge = line.bbox[0] + line.bbox[2];
    let mut start = line.start;
    let mut cells = Vec::with_capacity(parts.len());
    for (at, part) in parts.iter().enumerate() {
        let left = line.cells.get(at).copied().unwrap_or(line.bbox[0]);
        // Lines that were kept before right edges were: a cell ends a little before the next.
        let right = line.ends.get(at).copied().or_else(|| line.cells.get(at + 1).map(|next| next - line.size)).unwrap_or(edge);
        cells.push(Cell { text: (*part).to_owned(), start, left, right: right.max(left) });
        start += length(part) + 1;
    }
    cells
}

/// The areas of the text from `start` to `end`, one for each cell that it touches. Offsets count Unicode scalar values.
pub fn areas(page: &Page, start: u32, end: u32) -> Vec<Area> {
    let touched = page.lines.iter().filter(|line| line.start < end && line.end > start);
    touched.flat_map(|line| cells(page, line).into_iter().filter_map(move |cell| area(line, &cell, start, end))).collect()
}

fn area(line: &Line, cell: &Cell, start: u32, end: u32) -> Option<Area> {
    let (from, to) = (start.max(cell.start), end.min(cell.start + length(&cell.text)));
    if from >= to {
        return None;
    }
    let all = width(cell.text.chars());
    let before = width(cell.text.chars().take((from - cell.start) as usize));
    let within = width(cell.text.chars().skip((from - cell.start) as usize).take((to - from) as usize));
    let scale = if all > 0.0 { (cell.right - cell.left) / all } else { 0.0 };
    let size = if line.size > 0.0 { line.size } else { line.bbox[3].max(1.0) };
    let baseline = line.bbox[1] + line.bbox[3];
    Some(Area { x: cell.left + before * scale, y: baseline - 0.94 * size, width: within * scale, height: 1.2 * size })
}

fn length(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}

/// How wide characters are beside each other in a usual font. Only the ratio counts: both ends of a cell are known.
fn width(text: impl Iterator<Item = char>) -> f32 {
    text.map(|c| match c {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '’' | '|' | '!' | '·' => 0.26,
        'f' | 't' | 'r' | ' ' | '(' | ')' | '[' | ']' | '/' | '-' => 0.33,
        'm' | 'w' | 'M' | 'W' | '@' | '—' | '%' => 0.86,
        c if c.is_uppercase() => 0.68,
        c if c > '\u{2e7f}' => 1.0,
        _ => 0.53,
    })
    .sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use job_agent::document::layout::{Run, arrange};

    fn run(text: &str, x: f32, y: f32, width: f32) -> Run {
        Run { text: text.into(), x, y, width, height: 10.0, size: 10.0, bold: false }
    }

    #[test]
    fn a_fact_is_marked_where_it_is_printed() {
        let page = arrange(
            1,
            600.0,
            800.0,
            vec![run("Engineer", 50.0, 40.0, 40.0), run("2019", 500.0, 40.0, 20.0), run("Zürich", 50.0, 60.0, 30.0)],
        );
        assert_eq!(page.text, "Engineer\t2019\nZürich");
        let [date] = areas(&page, 9, 13)[..] else { panic!("one area") };
        assert!((date.x - 500.0).abs() < 0.1 && (date.width - 20.0).abs() < 0.1, "{date:?}");
        let all = areas(&page, 0, 20);
        assert_eq!(all.iter().map(|area| area.x).collect::<Vec<_>>(), [50.0, 500.0, 50.0]);
        let [part] = areas(&page, 15, 20)[..] else { panic!("one area") };
        assert!(part.x > 52.0 && (part.x + part.width - 80.0).abs() < 0.1, "{part:?}");
        assert!(areas(&page, 90, 95).is_empty());
    }
}
