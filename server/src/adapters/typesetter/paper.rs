//! Templates and data to pages, and pages to PDF and SVG.

use super::data::{self, Fit};
use super::outline;
use super::world::{Desk, Template};
use job_agent::document::{LetterSheet, ResumeSheet};
use serde_json::Value;
use typst::diag::SourceDiagnostic;
use typst::layout::{Frame, FrameItem};
use typst_layout::PagedDocument;

/// How many later documents may still use what one document left in typst's memory.
const KEPT_ROUNDS: usize = 4;
/// A last page less full than this is worth a tighter setting.
const HARDLY_USED: f64 = 0.3;

/// Empties typst's memory when it goes, so that failures and panics do not fill it either.
struct Evict;

impl Drop for Evict {
    fn drop(&mut self) {
        comemo::evict(KEPT_ROUNDS);
    }
}

pub(super) fn letter(sheet: &LetterSheet) -> Result<Vec<u8>, String> {
    let _evict = Evict;
    export(&compile(Template::Letter, &data::letter(sheet))?)
}

pub(super) fn pdf(sheet: &ResumeSheet) -> Result<Vec<u8>, String> {
    let _evict = Evict;
    export(&fitted(sheet)?)
}

pub(super) fn pages(sheet: &ResumeSheet) -> Result<Vec<String>, String> {
    let _evict = Evict;
    let options = typst_svg::SvgOptions::default();
    Ok(fitted(sheet)?.pages().iter().map(|page| typst_svg::svg(page, &options)).collect())
}

/// Set as usual; a little tighter where the last page would hold a few lines alone and that saves it.
fn fitted(sheet: &ResumeSheet) -> Result<PagedDocument, String> {
    let outline = outline(sheet);
    let set = |fit| compile(Template::Resume, &data::resume(sheet, &outline, fit));
    let usual = set(Fit::USUAL)?;
    let pages = usual.pages().len();
    if pages < 2 || last_page_used(&usual) > HARDLY_USED {
        return Ok(usual);
    }
    for fit in Fit::TIGHTER {
        let tighter = set(fit)?;
        if tighter.pages().len() < pages {
            return Ok(tighter);
        }
    }
    Ok(usual)
}

#[cfg(test)]
pub(super) fn usual_pages(sheet: &ResumeSheet) -> Result<usize, String> {
    Ok(compile(Template::Resume, &data::resume(sheet, &outline(sheet), Fit::USUAL))?.pages().len())
}

/// How far down the text of the last page reaches, from 0 to 1. The running foot does not count.
fn last_page_used(document: &PagedDocument) -> f64 {
    let Some(page) = document.pages().last() else { return 1.0 };
    let height = page.frame.height().to_pt();
    deepest(&page.frame, 0.0, height * 0.92) / height
}

/// The lowest baseline above the foot.
fn deepest(frame: &Frame, top: f64, foot: f64) -> f64 {
    let depth = |(point, item): &(typst::layout::Point, FrameItem)| {
        let y = top + point.y.to_pt();
        match item {
            FrameItem::Group(group) => deepest(&group.frame, y, foot),
            FrameItem::Text(_) if y < foot => y,
            _ => 0.0,
        }
    };
    frame.items().map(depth).fold(0.0, f64::max)
}

fn compile(template: Template, data: &Value) -> Result<PagedDocument, String> {
    let desk = Desk::new(template, data)?;
    typst::compile::<PagedDocument>(&desk).output.map_err(|faults| words(&faults))
}

fn export(document: &PagedDocument) -> Result<Vec<u8>, String> {
    typst_pdf::pdf(document, &typst_pdf::PdfOptions::default()).map_err(|faults| words(&faults))
}

fn words(faults: &[SourceDiagnostic]) -> String {
    let faults: Vec<_> = faults.iter().map(|fault| fault.message.as_str()).collect();
    format!("the document could not be set: {}", faults.join("; "))
}
