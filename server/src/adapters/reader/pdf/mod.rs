//! PDF files: their text, a picture of a page, and the Europass data that some carry along.

/// Files inside the file.
mod attachment;
mod draw;
mod parse;
mod weight;

use super::europass;
use job_agent::document::{Document, Format, Limit, Unreadable};
use weight::{Weight, weigh};

/// Reads text, or what the file carries along: data say more exactly what the pages only show.
pub(super) fn read(bytes: &[u8]) -> Result<Document, Unreadable> {
    let weight = weigh(bytes)?;
    let opened = parse::open(bytes.to_vec())?;
    match attachment::europass(&opened).map(|xml| europass::read(&xml)) {
        Some(Ok(mut document)) => {
            document.notes.push("This PDF carries its Europass data along. They were read instead of the printed pages.".into());
            return Ok(document);
        }
        Some(Err(why)) => tracing::debug!(%why, "the data inside a PDF cannot be read; its pages can"),
        None => {}
    }
    match (weight, parse::pages(&opened)) {
        (Weight::Dense, Err(Unreadable::NoText)) => Err(Unreadable::TooHeavy(Limit::Growth)),
        (_, pages) => Ok(Document::of_pages(Format::Pdf, pages?)),
    }
}

/// One page, counted from 1, as PNG.
pub(super) fn draw(bytes: Vec<u8>, page: u32) -> Result<Vec<u8>, Unreadable> {
    weigh(&bytes)?;
    draw::page(bytes, page)
}

fn broken(why: &str) -> Unreadable {
    Unreadable::Broken(Format::Pdf, why.into())
}

#[cfg(test)]
mod tests;
