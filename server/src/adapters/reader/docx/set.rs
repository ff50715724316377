//! From paragraphs and tables to pages. A table that holds the page's columns is read column by column, any other row by row.

use super::body::{Block, Cell, Paragraph, Table};
use job_agent::document::paper::{Ink, Paper};

/// Paragraphs in one cell that make a column of it.
const FEWEST: usize = 5;
/// How far a point of a list stands in.
const LIST_INDENT: f32 = 10.0;

pub(super) fn blocks(blocks: &[Block], paper: &mut Paper, depth: usize) {
    for block in blocks {
        match block {
            Block::Paragraph(one) => paragraph(one, paper),
            Block::Table(table) => self::table(table, paper, depth),
        }
    }
}

fn paragraph(one: &Paragraph, paper: &mut Paper) {
    if one.ink.size > 12.0 {
        paper.space(6.0);
    }
    for (at, line) in lines(one).into_iter().enumerate() {
        let indent = if one.listed { if at == 0 { LIST_INDENT } else { LIST_INDENT + 9.0 } } else { 0.0 };
        paper.write(one.ink.indented(indent), &line);
    }
}

/// A paragraph's lines, the first with its bullet.
fn lines(one: &Paragraph) -> Vec<String> {
    let mut lines: Vec<String> = one.text.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect();
    if let Some(first) = lines.first_mut().filter(|_| one.listed) {
        first.insert_str(0, "• ");
    }
    lines
}

fn table(table: &Table, paper: &mut Paper, depth: usize) {
    for row in &table.rows {
        let shares: Vec<f32> = row.iter().map(|cell| cell.width).collect();
        let filled = row.iter().filter(|cell| !cell.blocks.is_empty()).count();
        if filled <= 1 {
            row.iter().for_each(|cell| blocks(&cell.blocks, paper, depth + 1));
        } else if is_columns(row) && depth == 0 {
            paper.begin_columns(&shares);
            for (at, cell) in row.iter().enumerate() {
                paper.column(at);
                blocks(&cell.blocks, paper, depth + 1);
            }
            paper.end_columns();
        } else if is_columns(row) {
            row.iter().for_each(|cell| blocks(&cell.blocks, paper, depth + 1));
        } else {
            row_by_row(row, &shares, paper);
        }
    }
}

/// Two or three cells of which at least one is a text by itself, with headings or tables of its own.
fn is_columns(row: &[Cell]) -> bool {
    let full = |cell: &Cell| cell.blocks.len() >= FEWEST;
    let nested = |cell: &Cell| cell.blocks.iter().any(|block| matches!(block, Block::Table(_)));
    (2..=3).contains(&row.len()) && (row.iter().filter(|cell| full(cell)).count() >= 2 || row.iter().any(|cell| full(cell) && nested(cell)))
}

/// The first lines of all cells, then the second ones.
fn row_by_row(row: &[Cell], shares: &[f32], paper: &mut Paper) {
    let columns: Vec<Vec<(String, Ink)>> = row.iter().map(cell_lines).collect();
    let most = columns.iter().map(Vec::len).max().unwrap_or(0);
    for at in 0..most {
        let here: Vec<Option<&(String, Ink)>> = columns.iter().map(|lines| lines.get(at)).collect();
        let Some((_, ink)) = here.iter().flatten().next() else { continue };
        let texts: Vec<String> = here.iter().map(|line| line.map(|(text, _)| text.clone()).unwrap_or_default()).collect();
        // A long text beside nothing is set like any other.
        match texts.iter().filter(|text| !text.trim().is_empty()).collect::<Vec<_>>().as_slice() {
            [one] if one.chars().count() > 60 => paper.write(ink.indented(offset(&texts, shares)), one),
            _ => paper.table_row(*ink, shares, &texts),
        };
    }
}

/// How far in the first text of a row stands, in points of a usual measure.
fn offset(texts: &[String], shares: &[f32]) -> f32 {
    let all: f32 = shares.iter().sum::<f32>().max(0.01);
    let at = texts.iter().position(|text| !text.trim().is_empty()).unwrap_or(0);
    shares.iter().take(at).sum::<f32>() / all * 480.0
}

fn cell_lines(cell: &Cell) -> Vec<(String, Ink)> {
    let mut found = Vec::new();
    for block in &cell.blocks {
        match block {
            Block::Paragraph(one) => found.extend(lines(one).into_iter().map(|line| (line.replace('\t', "  "), one.ink))),
            Block::Table(table) => {
                for row in &table.rows {
                    let inner: Vec<Vec<(String, Ink)>> = row.iter().map(cell_lines).collect();
                    found.extend(inner.into_iter().flatten());
                }
            }
        }
    }
    found
}
