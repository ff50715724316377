//! Word documents: what a reader sees of them, in the order that they would read it.

/// From XML to paragraphs and tables.
mod body;
/// From paragraphs and tables to pages.
mod set;
/// How paragraphs look by their styles.
mod styles;
#[cfg(test)]
mod tests;

use super::archive::Archive;
use super::xml::{self, Named};
use body::{Block, Body};
use job_agent::document::paper::Paper;
use job_agent::document::{Document, Format, Limit, Unreadable};
use roxmltree::Node;
use std::collections::HashMap;
use styles::Styles;

const MAIN: &str = "word/document.xml";

pub(super) fn read(bytes: &[u8]) -> Result<Document, Unreadable> {
    let mut archive = Archive::open(bytes, Format::Docx)?;
    let main = main_part(&mut archive)?;
    let links = relations(&mut archive, &main)?;
    let styles = match links.iter().find(|link| link.kind == "styles") {
        Some(link) => archive.read(&link.target)?.map(|bytes| Styles::read(&xml::text(&bytes))).transpose()?.unwrap_or_default(),
        None => Styles::default(),
    };
    let bytes = archive.read(&main)?.ok_or_else(|| broken("it has no main text"))?;
    let text = xml::text(&bytes);
    let tree = xml::parse(&text, Format::Docx)?;
    let mut body = Body::new(&styles);
    let content = tree.root_element().child("body").ok_or_else(|| broken("it has no main text"))?;
    let main = body.read(content, &addresses(&links));
    let above = margins(&mut archive, content, &links, "headerReference", &mut body)?;
    let below = margins(&mut archive, content, &links, "footerReference", &mut body)?;
    let mut paper = Paper::default();
    set::blocks(&above, &mut paper, 0);
    set::blocks(&main, &mut paper, 0);
    if !below.is_empty() {
        paper.foot();
        set::blocks(&below, &mut paper, 0);
    }
    if paper.is_full() {
        return Err(Unreadable::TooHeavy(Limit::Text));
    }
    let mut document = Document::of_pages(Format::Docx, paper.into_pages());
    document.notes.extend(body.notes());
    Ok(document)
}

fn broken(why: &str) -> Unreadable {
    Unreadable::Broken(Format::Docx, why.into())
}

/// A part that another one refers to.
struct Link {
    id: String,
    /// The last word of the relation's type: `styles`, `header`, `hyperlink`.
    kind: String,
    /// A name in the archive, or an address outside.
    target: String,
    outside: bool,
}

/// The part that the package says is its document.
fn main_part(archive: &mut Archive<'_>) -> Result<String, Unreadable> {
    let links = parse_relations(archive, "_rels/.rels", "")?;
    Ok(links.into_iter().find(|link| link.kind == "officeDocument").map_or_else(|| MAIN.to_owned(), |link| link.target))
}

fn relations(archive: &mut Archive<'_>, part: &str) -> Result<Vec<Link>, Unreadable> {
    let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
    parse_relations(archive, &format!("{folder}/_rels/{name}.rels"), folder)
}

fn parse_relations(archive: &mut Archive<'_>, name: &str, folder: &str) -> Result<Vec<Link>, Unreadable> {
    let Some(bytes) = archive.read(name)? else { return Ok(Vec::new()) };
    let text = xml::text(&bytes);
    let tree = xml::parse(&text, Format::Docx)?;
    let links = tree.root_element().children_named("Relationship").into_iter().filter_map(|node| {
        let target = node.value("Target")?;
        let outside = node.value("TargetMode") == Some("External");
        // What leads out of the archive is no name in it, and so is not found.
        let inside = target.strip_prefix('/').map_or_else(|| format!("{folder}/{target}"), str::to_owned);
        Some(Link {
            id: node.value("Id")?.to_owned(),
            kind: node.value("Type")?.rsplit('/').next().unwrap_or_default().to_owned(),
            target: if outside { target.to_owned() } else { inside.trim_start_matches('/').to_owned() },
            outside,
        })
    });
    Ok(links.collect())
}

/// Where links of the text lead, by their ids.
fn addresses(links: &[Link]) -> HashMap<&str, &str> {
    links.iter().filter(|link| link.outside && link.kind == "hyperlink").map(|link| (link.id.as_str(), link.target.as_str())).collect()
}

/// What stands above or below every page, each text of it once: the first page may have a header of its own.
fn margins(
    archive: &mut Archive<'_>,
    content: Node<'_, '_>,
    links: &[Link],
    name: &str,
    body: &mut Body<'_>,
) -> Result<Vec<Block>, Unreadable> {
    let mut blocks: Vec<Block> = Vec::new();
    let references = content.descendants().filter(|node| node.is_element() && node.tag_name().name() == name);
    let mut ids: Vec<(&str, &str)> =
        references.filter_map(|node| Some((node.value("type").unwrap_or_default(), node.value("id")?))).collect();
    ids.sort_by_key(|(kind, _)| match *kind {
        "first" => 0,
        "default" => 1,
        _ => 2,
    });
    ids.dedup_by_key(|(_, id)| *id);
    for (_, id) in ids.into_iter().take(12) {
        let Some(link) = links.iter().find(|link| link.id == id && !link.outside) else { continue };
        let Some(bytes) = archive.read(&link.target)? else { continue };
        let own = relations(archive, &link.target)?;
        let text = xml::text(&bytes);
        let tree = xml::parse(&text, Format::Docx)?;
        for block in body.read(tree.root_element(), &addresses(&own)) {
            if !blocks.contains(&block) {
                blocks.push(block);
            }
        }
    }
    Ok(blocks)
}
