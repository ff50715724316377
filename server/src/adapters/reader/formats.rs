//! Which parser a file is for. To be called in the limited child only.

use super::{docx, europass, json_resume, linkedin, pdf, text};
use job_agent::document::{Document, Format, Unreadable};

/// Reads a file of any format.
///
/// # Errors
/// Says in words what the file is instead, or what is wrong with it and what to do.
pub(super) fn read(bytes: &[u8]) -> Result<Document, Unreadable> {
    read_as(Format::of(bytes)?, bytes)
}

/// Reads a file as one of this format, whatever it is.
///
/// # Errors
/// The same.
pub fn read_as(format: Format, bytes: &[u8]) -> Result<Document, Unreadable> {
    let document = match format {
        Format::Pdf => pdf::read(bytes),
        Format::Docx => docx::read(bytes),
        Format::JsonResume => json_resume::read(bytes),
        Format::LinkedIn => linkedin::read(bytes),
        Format::Europass => europass::read(bytes),
        format @ (Format::Text | Format::Markdown) => text::read(bytes, format),
    }?;
    if document.is_blank() { Err(blank(document.format)) } else { Ok(document) }
}

/// No text is an error, never a profile.
pub(super) fn blank(format: Format) -> Unreadable {
    if format == Format::Pdf { Unreadable::NoText } else { Unreadable::Empty(format) }
}
