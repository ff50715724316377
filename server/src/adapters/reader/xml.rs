//! XML trees, within limits. No document type is accepted, so there are no entities but the five of XML itself.

use super::text::decoded;
use job_agent::document::{Format, Limit, Unreadable};
use roxmltree::{Document, Error, Node, ParsingOptions};

/// More elements and texts than any CV has.
const MOST_NODES: u32 = 1_000_000;
/// Elements within elements; what walks the tree may go as deep.
const DEEPEST: u16 = 200;

/// The text of an XML file, in whatever encoding it is.
pub(super) fn text(bytes: &[u8]) -> String {
    decoded(bytes)
}

pub(super) fn parse(text: &str, format: Format) -> Result<Document<'_>, Unreadable> {
    let options = ParsingOptions { allow_dtd: false, nodes_limit: MOST_NODES, ..ParsingOptions::default() };
    let tree = Document::parse_with_options(text, options).map_err(|why| refused(&why, format))?;
    if is_too_deep(&tree) {
        return Err(Unreadable::Broken(format, "its parts stand within each other too deeply".into()));
    }
    Ok(tree)
}

fn refused(why: &Error, format: Format) -> Unreadable {
    let words = match why {
        Error::DtdDetected => "it declares a document type of its own, which no CV needs and which is not followed".to_owned(),
        Error::NodesLimitReached => return Unreadable::TooHeavy(Limit::Parts),
        Error::UnexpectedEndOfStream | Error::UnclosedRootNode | Error::NoRootNode => "it breaks off in the middle".to_owned(),
        other => format!("its XML is broken in line {}", other.pos().row),
    };
    Unreadable::Broken(format, words)
}

/// Parents stand before their children, so one pass is enough and nothing recurses.
fn is_too_deep(tree: &Document<'_>) -> bool {
    let mut depths: Vec<u16> = Vec::new();
    tree.descendants().any(|node| {
        let depth = node.parent().and_then(|parent| depths.get(parent.id().get_usize())).map_or(0, |depth| depth + 1);
        depths.push(depth);
        depth > DEEPEST
    })
}

/// Elements by their local names: prefixes differ from file to file.
pub(super) trait Named<'a, 'i: 'a>: Sized {
    /// The first child of that name.
    fn child(self, name: &str) -> Option<Node<'a, 'i>>;
    /// All children of that name.
    fn children_named(self, name: &'static str) -> Vec<Node<'a, 'i>>;
    /// The first of a child's child and so on.
    fn at(self, path: &[&str]) -> Option<Node<'a, 'i>>;
    /// The text of what stands at a path, tidied; nothing where that is blank.
    fn text_at(self, path: &[&str]) -> Option<String>;
    /// The value of an attribute, whatever its prefix.
    fn value(self, name: &str) -> Option<&'a str>;
}

impl<'a, 'i: 'a> Named<'a, 'i> for Node<'a, 'i> {
    fn child(self, name: &str) -> Option<Node<'a, 'i>> {
        self.children().find(|child| child.is_element() && child.tag_name().name() == name)
    }

    fn children_named(self, name: &'static str) -> Vec<Node<'a, 'i>> {
        self.children().filter(|child| child.is_element() && child.tag_name().name() == name).collect()
    }

    fn at(self, path: &[&str]) -> Option<Node<'a, 'i>> {
        path.iter().try_fold(self, |node, name| node.child(name))
    }

    fn text_at(self, path: &[&str]) -> Option<String> {
        let node = self.at(path)?;
        let text: String = node.descendants().filter(|node| node.is_text()).filter_map(|node| node.text()).collect();
        let text = text.trim().to_owned();
        (!text.is_empty()).then_some(text)
    }

    fn value(self, name: &str) -> Option<&'a str> {
        self.attributes().find(|attribute| attribute.name() == name).map(|attribute| attribute.value())
    }
}
