//! From Word's XML to paragraphs and tables: what is shown of it, and nothing that was deleted or hidden.

use super::styles::{Look, Styles, is_on};
use crate::adapters::reader::xml::Named;
use job_agent::document::outline;
use job_agent::document::paper::Ink;
use roxmltree::Node;
use std::collections::HashMap;

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Block {
    Paragraph(Paragraph),
    Table(Table),
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Paragraph {
    pub ink: Ink,
    /// Lines as the writer broke them; tabs divide cells.
    pub text: String,
    pub listed: bool,
}

#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Table {
    pub rows: Vec<Vec<Cell>>,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Cell {
    /// As Word gives it; only its share of the row counts.
    pub width: f32,
    pub blocks: Vec<Block>,
}

/// Smaller letters than these, in points, are there for machines and not for readers.
const UNSEEN: f32 = 2.5;
/// Links whose address is not printed are read as far down as this: those of the head lead to the person.
const HEAD: usize = 12;

pub(super) struct Body<'s> {
    styles: &'s Styles,
    /// Words that nobody can see.
    unseen: usize,
    paragraphs: usize,
}

/// A paragraph that is being put together.
#[derive(Default)]
struct Open {
    text: String,
    /// Letters by half points of size, and those that are bold.
    sizes: HashMap<i32, usize>,
    bold: usize,
    letters: usize,
    /// Text boxes that hang on the paragraph.
    boxes: Vec<Block>,
    /// Instructions of fields that are open, innermost last, and whether their result has begun.
    fields: Vec<(String, bool)>,
}

type Addresses<'a> = HashMap<&'a str, &'a str>;

impl<'s> Body<'s> {
    pub fn new(styles: &'s Styles) -> Self {
        Self { styles, unseen: 0, paragraphs: 0 }
    }

    /// What the person should know about what was not read.
    pub fn notes(&self) -> Option<String> {
        let words = match self.unseen {
            0 => return None,
            1 => "1 word".to_owned(),
            more => format!("{more} words"),
        };
        Some(format!("This document has {words} that nobody who opens it can see. They were not read."))
    }

    /// The paragraphs and tables of an element.
    pub fn read(&mut self, node: Node<'_, '_>, links: &Addresses<'_>) -> Vec<Block> {
        let mut blocks = Vec::new();
        for child in node.children().filter(Node::is_element) {
            match child.tag_name().name() {
                "p" => self.paragraph(child, links, &mut blocks),
                "tbl" => blocks.push(Block::Table(self.table(child, links))),
                "sdt" => blocks.extend(child.child("sdtContent").map(|content| self.read(content, links)).unwrap_or_default()),
                "ins" | "moveTo" | "customXml" | "smartTag" => blocks.extend(self.read(child, links)),
                "AlternateContent" => blocks.extend(alternative(child).map(|content| self.read(content, links)).unwrap_or_default()),
                _ => {}
            }
        }
        blocks
    }

    fn table(&mut self, node: Node<'_, '_>, links: &Addresses<'_>) -> Table {
        let mut table = Table::default();
        for row in rows_of(node, "tr") {
            let cells = rows_of(row, "tc").into_iter().map(|cell| {
                let width = cell.at(&["tcPr", "tcW"]).and_then(|node| node.value("w")?.trim_end_matches('%').parse::<f32>().ok());
                Cell { width: width.filter(|width| *width > 0.0).unwrap_or(1.0), blocks: self.read(cell, links) }
            });
            table.rows.push(cells.collect());
        }
        table
    }

    fn paragraph(&mut self, node: Node<'_, '_>, links: &Addresses<'_>, blocks: &mut Vec<Block>) {
        self.paragraphs += 1;
        let properties = node.child("pPr");
        let style = properties.and_then(|node| node.child("pStyle")?.value("val")).map(|id| self.styles.look(id)).unwrap_or_default();
        let look = Look::of(properties, None).over(style);
        let mut open = Open::default();
        self.inline(node, look, links, &mut open);
        let ink = ink(&open, look);
        blocks.append(&mut open.boxes);
        if !open.text.trim().is_empty() {
            blocks.push(Block::Paragraph(Paragraph {
                ink,
                text: open.text,
                listed: look.listed.unwrap_or(false) && look.heading.is_none(),
            }));
        }
    }

    /// Runs and what may stand around them. What was deleted or moved away is not there.
    fn inline(&mut self, node: Node<'_, '_>, look: Look, links: &Addresses<'_>, open: &mut Open) {
        for child in node.children().filter(Node::is_element) {
            match child.tag_name().name() {
                "r" => self.run(child, look, links, open),
                "hyperlink" => {
                    let from = open.text.len();
                    self.inline(child, look, links, open);
                    self.address(child, links, from, open);
                }
                "fldSimple" if child.value("instr").is_some_and(is_page_number) => {}
                "sdt" => {
                    if let Some(content) = child.child("sdtContent") {
                        self.inline(content, look, links, open);
                    }
                }
                "ins" | "moveTo" | "smartTag" | "customXml" | "fldSimple" | "dir" | "bdo" => self.inline(child, look, links, open),
                _ => {}
            }
        }
    }

    fn run(&mut self, node: Node<'_, '_>, paragraph: Look, links: &Addresses<'_>, open: &mut Open) {
        let properties = node.child("rPr");
        let style = properties.and_then(|node| node.child("rStyle")?.value("val")).map(|id| self.styles.look(id)).unwrap_or_default();
        let look = Look::of(None, properties).over(style).over(paragraph).over(self.styles.usual());
        let size = look.size.unwrap_or(11.0);
        let unseen =
            look.hidden.unwrap_or(false) || size < UNSEEN || properties.and_then(|node| node.child("webHidden")).is_some_and(is_on);
        for child in node.children().filter(Node::is_element) {
            let in_number = open.fields.iter().any(|(instruction, result)| *result && is_page_number(instruction));
            match child.tag_name().name() {
                "t" if unseen => self.unseen += child.text().unwrap_or_default().split_whitespace().count(),
                "t" if in_number => {}
                "t" => open.add(child.text().unwrap_or_default(), size, look.bold.unwrap_or(false)),
                "tab" | "ptab" => open.text.push('\t'),
                "br" | "cr" => open.text.push('\n'),
                "noBreakHyphen" => open.text.push('-'),
                "sym" if open.text.trim().is_empty() => open.text.push_str("• "),
                "fldChar" => open.field(child.value("fldCharType").unwrap_or_default()),
                "instrText" => {
                    if let Some((instruction, false)) = open.fields.last_mut() {
                        instruction.push_str(child.text().unwrap_or_default());
                    }
                }
                "AlternateContent" => {
                    if let Some(content) = alternative(child) {
                        self.boxes(content, links, open);
                    }
                }
                "drawing" | "pict" | "object" => self.boxes(child, links, open),
                _ => {}
            }
        }
    }

    /// Text boxes within a drawing, each once: a fallback for old programs says the same again.
    fn boxes(&mut self, node: Node<'_, '_>, links: &Addresses<'_>, open: &mut Open) {
        for child in node.children().filter(Node::is_element) {
            match child.tag_name().name() {
                "txbxContent" => open.boxes.extend(self.read(child, links)),
                "AlternateContent" => {
                    if let Some(content) = alternative(child) {
                        self.boxes(content, links, open);
                    }
                }
                _ => self.boxes(child, links, open),
            }
        }
    }

    /// The address of a link in the document's head, where only its name is printed ("LinkedIn").
    fn address(&self, link: Node<'_, '_>, links: &Addresses<'_>, from: usize, open: &mut Open) {
        let Some(target) = link.value("id").and_then(|id| links.get(id)) else { return };
        let target = target.trim_start_matches("mailto:");
        let shown = open.text.get(from..).unwrap_or_default();
        let bare = |text: &str| outline::bare(text).to_lowercase();
        let known = shown.contains('@') || bare(target).contains(&bare(shown)) && shown.contains('.') || shown.trim().is_empty();
        if self.paragraphs <= HEAD && !known && target.len() <= 200 && (target.contains('@') || target.starts_with("http")) {
            open.text.push(' ');
            open.text.push_str(target);
        }
    }
}

impl Open {
    fn add(&mut self, text: &str, size: f32, bold: bool) {
        self.text.push_str(text);
        let letters = text.chars().filter(|c| !c.is_whitespace()).count();
        #[expect(clippy::cast_possible_truncation, reason = "half points of a font")]
        let half = (size * 2.0) as i32;
        *self.sizes.entry(half).or_default() += letters;
        self.letters += letters;
        self.bold += if bold { letters } else { 0 };
    }

    fn field(&mut self, kind: &str) {
        match kind {
            "begin" => self.fields.push((String::new(), false)),
            "separate" => {
                if let Some((_, result)) = self.fields.last_mut() {
                    *result = true;
                }
            }
            _ => {
                self.fields.pop();
            }
        }
    }
}

/// Rows of a table or cells of a row, through the content controls that may stand around them.
fn rows_of<'a, 'i>(node: Node<'a, 'i>, name: &str) -> Vec<Node<'a, 'i>> {
    let mut found = Vec::new();
    for child in node.children().filter(Node::is_element) {
        match child.tag_name().name() {
            own if own == name => found.push(child),
            "sdt" => found.extend(child.child("sdtContent").map(|content| rows_of(content, name)).unwrap_or_default()),
            "ins" | "customXml" => found.extend(rows_of(child, name)),
            _ => {}
        }
    }
    found
}

/// What new programs show; what old ones would where that is missing.
fn alternative<'a, 'i>(node: Node<'a, 'i>) -> Option<Node<'a, 'i>> {
    node.child("Choice").or_else(|| node.child("Fallback"))
}

fn is_page_number(instruction: &str) -> bool {
    let first = instruction.split_whitespace().next().unwrap_or_default();
    ["PAGE", "NUMPAGES", "SECTIONPAGES"].iter().any(|name| first.eq_ignore_ascii_case(name))
}

/// What most letters of a paragraph look like; a heading stands out, whatever its style says.
fn ink(open: &Open, look: Look) -> Ink {
    let most = open.sizes.iter().max_by_key(|(size, letters)| (**letters, **size)).map_or(22, |(size, _)| *size);
    let size = (most as f32 / 2.0).clamp(7.0, 26.0);
    let bold = open.bold * 2 > open.letters;
    match look.heading {
        Some(0) => Ink { size: size.max(18.0), bold: true, indent: 0.0 },
        Some(1) => Ink { size: size.max(13.5), bold: true, indent: 0.0 },
        Some(_) => Ink { size, bold: true, indent: 0.0 },
        None => Ink { size, bold, indent: 0.0 },
    }
}
