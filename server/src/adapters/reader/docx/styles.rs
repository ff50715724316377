//! How paragraphs and runs look by their styles, each based on another.

use crate::adapters::reader::xml::{self, Named};
use job_agent::document::{Format, Unreadable};
use roxmltree::Node;
use std::collections::HashMap;

/// A style may be based on one that is based on another, so far.
const LONGEST_LINE: usize = 12;

/// What is said of a look; what is not said comes from below.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Look {
    /// In points.
    pub size: Option<f32>,
    pub bold: Option<bool>,
    pub hidden: Option<bool>,
    /// Part of a list.
    pub listed: Option<bool>,
    /// 0 for a title, 1 to 9 for headings.
    pub heading: Option<u8>,
}

impl Look {
    /// What a later one says counts.
    pub fn over(self, below: Self) -> Self {
        Self {
            size: self.size.or(below.size),
            bold: self.bold.or(below.bold),
            hidden: self.hidden.or(below.hidden),
            listed: self.listed.or(below.listed),
            heading: self.heading.or(below.heading),
        }
    }

    /// What a paragraph's and a run's properties say.
    pub fn of(paragraph: Option<Node<'_, '_>>, run: Option<Node<'_, '_>>) -> Self {
        let level = paragraph.and_then(|node| node.child("outlineLvl")).and_then(|node| node.value("val")?.parse::<u8>().ok());
        let number = paragraph.and_then(|node| node.at(&["numPr", "numId"])).and_then(|node| node.value("val"));
        Self {
            size: run
                .and_then(|node| node.child("sz")?.value("val")?.parse::<f32>().ok())
                .map(|half| half / 2.0)
                .filter(|size| size.is_finite()),
            bold: run.and_then(|node| node.child("b")).map(is_on),
            hidden: run.and_then(|node| node.child("vanish")).map(is_on),
            // Number 0 takes a paragraph out of the list that its style puts it in.
            listed: number.map(|number| number != "0"),
            heading: level.filter(|level| *level < 9).map(|level| level + 1),
        }
    }
}

/// A switch without a value is on.
pub(super) fn is_on(node: Node<'_, '_>) -> bool {
    !matches!(node.value("val"), Some("0" | "false" | "off" | "none"))
}

#[derive(Debug, Default)]
pub(super) struct Styles {
    of: HashMap<String, (Option<String>, Look)>,
    usual: Look,
    paragraph: Option<String>,
}

impl Styles {
    pub fn read(text: &str) -> Result<Self, Unreadable> {
        let tree = xml::parse(text, Format::Docx)?;
        let root = tree.root_element();
        let usual = Look::of(None, root.at(&["docDefaults", "rPrDefault", "rPr"]));
        let mut styles = Self { of: HashMap::new(), usual, paragraph: None };
        for node in root.children_named("style") {
            let Some(id) = node.value("styleId") else { continue };
            let mut look = Look::of(node.child("pPr"), node.child("rPr"));
            look.heading = look.heading.or_else(|| heading(node.child("name")?.value("val")?));
            let based_on = node.child("basedOn").and_then(|node| node.value("val")).map(str::to_owned);
            if node.value("default") == Some("1") && node.value("type") == Some("paragraph") {
                styles.paragraph = Some(id.to_owned());
            }
            styles.of.insert(id.to_owned(), (based_on, look));
        }
        Ok(styles)
    }

    /// The look of a style and all that it is based on.
    pub fn look(&self, id: &str) -> Look {
        let mut look = Look::default();
        let mut next = Some(id);
        for _ in 0..LONGEST_LINE {
            let Some((based_on, own)) = next.and_then(|id| self.of.get(id)) else { break };
            look = look.over(*own);
            next = based_on.as_deref();
        }
        look
    }

    /// What holds where nothing else is said.
    pub fn usual(&self) -> Look {
        self.paragraph.as_deref().map_or(self.usual, |id| self.look(id).over(self.usual))
    }
}

/// A style's name is the English one in every language's Word.
fn heading(name: &str) -> Option<u8> {
    let name = name.to_lowercase();
    if name == "title" {
        return Some(0);
    }
    name.strip_prefix("heading ")?.parse().ok().filter(|level| (1..=9).contains(level))
}
