//! From bytes to pages. Only the parser's plain spans are used: its own reading order mixes columns.

use super::broken;
use job_agent::document::layout::{Run, arrange};
use job_agent::document::{Page, Unreadable};
use pdf_oxide::PdfDocument;
use pdf_oxide::error::Error;
use pdf_oxide::layout::{FontWeight, TextSpan};

/// More pages than this are no CV.
const MOST_PAGES: usize = 50;

/// The signature may stand a little behind the start, as readers have always accepted.
pub(super) fn check_header(bytes: &[u8]) -> Result<(), Unreadable> {
    let head = &bytes[..bytes.len().min(1024)];
    if head.windows(5).any(|window| window == b"%PDF-") { Ok(()) } else { Err(broken("it does not begin like a PDF")) }
}

/// Opens a file. To be called in the limited child only.
pub(super) fn open(bytes: Vec<u8>) -> Result<PdfDocument, Unreadable> {
    check_header(&bytes)?;
    let document = PdfDocument::from_bytes(bytes).map_err(unreadable)?;
    // An owner's password alone does not keep anybody from reading: the empty user password opens the file.
    if document.is_encrypted() && !document.is_authenticated() && !document.authenticate(b"").unwrap_or(false) {
        return Err(Unreadable::Encrypted);
    }
    Ok(document)
}

/// Reads every page.
pub(super) fn pages(document: &PdfDocument) -> Result<Vec<Page>, Unreadable> {
    let count = document.page_count().map_err(unreadable)?;
    if count == 0 {
        return Err(broken("it has no pages"));
    }
    if count > MOST_PAGES {
        return Err(Unreadable::TooManyPages(u32::try_from(count).unwrap_or(u32::MAX)));
    }
    let pages = (0..count).map(|index| page(document, index)).collect::<Result<Vec<_>, _>>()?;
    if pages.iter().all(|page| page.text.trim().is_empty()) {
        return Err(Unreadable::NoText);
    }
    Ok(pages)
}

fn page(document: &PdfDocument, index: usize) -> Result<Page, Unreadable> {
    let (left, bottom, right, top) =
        document.get_page_visible_box(index).or_else(|_| document.get_page_media_box(index)).map_err(unreadable)?;
    let spans = document.extract_spans(index).map_err(unreadable)?;
    let runs = spans.into_iter().filter(is_upright).map(|span| run(span, left, top)).collect();
    let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
    Ok(arrange(number, right - left, top - bottom, runs))
}

/// Text that is turned on its side (margins, watermarks) belongs to no line.
fn is_upright(span: &TextSpan) -> bool {
    span.rotation_degrees.abs() < 1.0 && span.font_size > 1.0
}

fn run(mut span: TextSpan, left: f32, top: f32) -> Run {
    let font = span.font_name.to_lowercase();
    if font.contains("awesome") || font.contains("icon") {
        // Icon fonts without private code points show letters that mean nothing; one such point stands for them all.
        span.text = "\u{f000}".into();
    }
    let weight = matches!(span.font_weight, FontWeight::SemiBold | FontWeight::Bold | FontWeight::ExtraBold | FontWeight::Black);
    Run {
        // Old fonts carry their weight in their names alone.
        bold: weight || ["bold", "black", "heavy", "cmbx", "cmssbx", "sfbx"].iter().any(|name| font.contains(name)),
        x: span.bbox.x - left,
        y: top - span.bbox.y - span.bbox.height,
        width: span.bbox.width,
        height: span.bbox.height,
        size: span.font_size,
        text: span.text,
    }
}

fn unreadable(cause: Error) -> Unreadable {
    match cause {
        Error::EncryptedPdf => Unreadable::Encrypted,
        Error::RecursionLimitExceeded(_) | Error::CircularReference(_) => broken("its parts refer to each other in a circle"),
        Error::Unsupported(_) => broken("it uses a feature that is not supported"),
        // The parser's own words are for programmers, and may quote the file.
        _ => broken("its inner structure is broken"),
    }
}
