//! What a file is, told by its content. A name and a browser's word for the type say nothing.

use serde::{Deserialize, Serialize};

/// The formats that a CV may come in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    Pdf,
    Docx,
    JsonResume,
    /// The archive that LinkedIn hands out.
    LinkedIn,
    /// The XML of a Europass CV, by itself.
    Europass,
    Text,
    Markdown,
}

impl Format {
    pub const ALL: [Self; 7] = [Self::Pdf, Self::Docx, Self::JsonResume, Self::LinkedIn, Self::Europass, Self::Text, Self::Markdown];

    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pdf => "PDF",
            Self::Docx => "Word document",
            Self::JsonResume => "JSON Resume",
            Self::LinkedIn => "LinkedIn export",
            Self::Europass => "Europass XML",
            Self::Text => "text file",
            Self::Markdown => "Markdown file",
        }
    }

    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::JsonResume => "application/json",
            Self::LinkedIn => "application/zip",
            Self::Europass => "application/xml",
            Self::Text => "text/plain",
            Self::Markdown => "text/markdown",
        }
    }

    /// The end of a file's name, without its dot.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Docx => "docx",
            Self::JsonResume => "json",
            Self::LinkedIn => "zip",
            Self::Europass => "xml",
            Self::Text => "txt",
            Self::Markdown => "md",
        }
    }

    /// The format whose media type this is.
    pub fn of_media_type(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.media_type() == name)
    }

    /// Whether its pages can be drawn as they are printed; the others are shown as their text.
    pub fn has_pictures(self) -> bool {
        self == Self::Pdf
    }

    /// The format of a file by its first bytes, and of an archive by the names in it. What is both one thing and another
    /// is what it begins with, as programs that open it take it.
    ///
    /// # Errors
    /// What the file is instead and what to do about it, where it is none of ours.
    pub fn of(bytes: &[u8]) -> Result<Self, Foreign> {
        let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
        if bytes.starts_with(COMPOUND) {
            return Err(of_compound(bytes));
        }
        if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
            return of_archive(bytes);
        }
        if let Some((_, foreign)) = FOREIGN.iter().find(|(magic, _)| bytes.starts_with(magic)) {
            return Err(*foreign);
        }
        // Readers accept a few bytes of rubbish before the signature, and so do we.
        if has(&bytes[..bytes.len().min(1024)], b"%PDF-") {
            return Ok(Self::Pdf);
        }
        match text.first() {
            None => Err(Foreign::Unknown),
            Some(b'{') => Ok(Self::JsonResume),
            Some(b'<') if is_web_page(text) => Err(Foreign::WebPage),
            Some(b'<') => Ok(Self::Europass),
            Some(_) if !is_text(bytes) => Err(Foreign::Unknown),
            Some(_) if is_markdown(text) => Ok(Self::Markdown),
            Some(_) => Ok(Self::Text),
        }
    }
}

/// A file that we do not read. The words are for the person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum Foreign {
    #[error("This is a Word file of the old kind (.doc). Open it, save it as .docx or PDF, and upload that.")]
    OldWord,
    #[error("This Word document is protected with a password. Save a copy without one and upload that.")]
    LockedWord,
    #[error("This is an OpenDocument text (.odt). Save it as .docx or PDF and upload that.")]
    OpenDocument,
    #[error("This is a Pages document. Export it as PDF or Word and upload that.")]
    Pages,
    #[error("This is an RTF file. Open it, save it as .docx or PDF, and upload that.")]
    Rtf,
    #[error("This is a picture. Upload the CV that it was taken of, or use a text recognition (OCR) tool first.")]
    Picture,
    #[error("This is a web page. Print it to a PDF and upload that.")]
    WebPage,
    #[error("This is an archive, but neither a Word document nor the ZIP that LinkedIn's data export gives. Upload the CV itself.")]
    Archive,
    #[error(
        "This is not a CV that can be read here. Upload a PDF, a Word document (.docx), JSON Resume, a LinkedIn export (ZIP), Europass XML, or plain text."
    )]
    Unknown,
}

const FOREIGN: &[(&[u8], Foreign)] = &[
    (b"\x89PNG", Foreign::Picture),
    (b"\xff\xd8\xff", Foreign::Picture),
    (b"GIF8", Foreign::Picture),
    (b"RIFF", Foreign::Picture),
    (b"II*\0", Foreign::Picture),
    (b"MM\0*", Foreign::Picture),
    (b"{\\rtf", Foreign::Rtf),
    (b"Rar!", Foreign::Archive),
    (b"7z\xbc\xaf", Foreign::Archive),
    (b"\x1f\x8b", Foreign::Archive),
];

/// Compound files, which old Word files and locked new ones are.
const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0";

/// The files of a LinkedIn export that say something of its owner.
pub const LINKEDIN_FILES: &[&str] = &[
    "profile.csv", "positions.csv", "education.csv", "skills.csv", "languages.csv", "certifications.csv", "projects.csv",
    "email addresses.csv", "phonenumbers.csv", "volunteering.csv", "honors.csv", "publications.csv",
];

/// As much of an archive's directory as is looked through; that of a CV has some dozens of names.
const MOST_DIRECTORY: usize = 256 * 1024;

fn has(bytes: &[u8], name: &[u8]) -> bool {
    bytes.windows(name.len()).any(|window| window == name)
}

/// Names stand unpacked in an archive's directory, which is its end.
fn of_archive(bytes: &[u8]) -> Result<Format, Foreign> {
    let head = &bytes[..bytes.len().min(512)];
    if has(head, b"application/vnd.oasis.opendocument") {
        return Err(Foreign::OpenDocument);
    }
    let names = directory(bytes).to_ascii_lowercase();
    if has(&names, b"word/document") || has(&names, b"[content_types].xml") && has(&names, b"word/") {
        return Ok(Format::Docx);
    }
    if has(&names, b"index/document.iwa") || has(&names, b"index.apxl") {
        return Err(Foreign::Pages);
    }
    if LINKEDIN_FILES.iter().any(|name| has(&names, name.as_bytes())) { Ok(Format::LinkedIn) } else { Err(Foreign::Archive) }
}

/// The list of an archive's files; of one that is cut off, what is there at its beginning.
fn directory(bytes: &[u8]) -> &[u8] {
    let tail = bytes.len().saturating_sub(66_000);
    let end = bytes[tail..].windows(4).rposition(|window| window == b"PK\x05\x06").map(|at| tail + at);
    let size = end.and_then(|end| bytes.get(end + 12..end + 16)?.try_into().ok()).map(u32::from_le_bytes);
    match (end, size) {
        (Some(end), Some(size)) => &bytes[end.saturating_sub((size as usize).min(MOST_DIRECTORY))..end],
        _ => &bytes[..bytes.len().min(MOST_DIRECTORY)],
    }
}

fn is_web_page(text: &[u8]) -> bool {
    let head = text[..text.len().min(512)].to_ascii_lowercase();
    head.starts_with(b"<!doctype html") || has(&head, b"<html") || has(&head, b"<body") || has(&head, b"<head>")
}

/// Mostly what people write: no zeros outside UTF-16, few control characters.
fn is_text(bytes: &[u8]) -> bool {
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return bytes.len() >= 4;
    }
    let head = &bytes[..bytes.len().min(64 * 1024)];
    let odd = head.iter().filter(|b| b.is_ascii_control() && !matches!(b, b'\n' | b'\r' | b'\t' | b'\x0c')).count();
    !head.contains(&0) && odd * 100 <= head.len()
}

/// A heading with a hash or under dashes, or a link: one is enough.
fn is_markdown(text: &[u8]) -> bool {
    let text = String::from_utf8_lossy(&text[..text.len().min(64 * 1024)]);
    text.lines().any(|line| {
        let rest = line.trim_start_matches('#');
        (line.starts_with('#') && rest.starts_with(' ') && line.len() - rest.len() <= 6)
            || line.contains("](http")
            || line.contains("](mailto:")
    })
}

/// What a compound file is.
fn of_compound(bytes: &[u8]) -> Foreign {
    let wide: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    if has(bytes, &wide) { Foreign::LockedWord } else { Foreign::OldWord }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file's entry in an archive's directory and the directory's end, which is all that is looked at.
    fn archive(names: &[&str]) -> Vec<u8> {
        let mut file = b"PK\x03\x04 what is packed".to_vec();
        let start = file.len();
        names.iter().for_each(|name| file.extend_from_slice(name.as_bytes()));
        let size = u32::try_from(file.len() - start).unwrap();
        file.extend_from_slice(b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
        file.extend_from_slice(&size.to_le_bytes());
        file.extend_from_slice(&[0; 6]);
        file
    }

    #[test]
    fn the_content_says_what_a_file_is() {
        for (bytes, format) in [
            (b"%PDF-1.7".to_vec(), Format::Pdf),
            (b"\r\n rubbish %PDF-1.4".to_vec(), Format::Pdf),
            (archive(&["[Content_Types].xml", "word/document.xml"]), Format::Docx),
            (archive(&["Complete/Profile.csv", "Complete/Positions.csv"]), Format::LinkedIn),
            (b"\xef\xbb\xbf\n{\"basics\":{}}".to_vec(), Format::JsonResume),
            (b"<?xml version=\"1.0\"?><Candidate/>".to_vec(), Format::Europass),
            ("Ada Muster\nBerufserfahrung\n2019 – heute".into(), Format::Text),
            (b"# Ada Muster\n## Work\n- did things".to_vec(), Format::Markdown),
            (b"\xff\xfeA\0d\0a\0".to_vec(), Format::Text),
        ] {
            assert_eq!(Format::of(&bytes), Ok(format), "{:?}", String::from_utf8_lossy(&bytes));
        }
    }

    #[test]
    fn what_is_none_of_ours_is_called_by_its_name() {
        let wide: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for (bytes, foreign) in [
            (COMPOUND.to_vec(), Foreign::OldWord),
            ([COMPOUND, &wide].concat(), Foreign::LockedWord),
            (b"PK\x03\x04....mimetypeapplication/vnd.oasis.opendocument.text".to_vec(), Foreign::OpenDocument),
            (archive(&["Index/Document.iwa"]), Foreign::Pages),
            (archive(&["readme.txt", "photos/a.txt"]), Foreign::Archive),
            (b"{\\rtf1 hello}".to_vec(), Foreign::Rtf),
            (b"\x89PNG\r\n".to_vec(), Foreign::Picture),
            (b"<!DOCTYPE html><p>".to_vec(), Foreign::WebPage),
            (b"\x7fELF\0\0\0".to_vec(), Foreign::Unknown),
            (b"  ".to_vec(), Foreign::Unknown),
        ] {
            assert_eq!(Format::of(&bytes), Err(foreign));
            assert!(foreign.to_string().ends_with('.'));
        }
    }

    #[test]
    fn of_two_things_at_once_the_first_bytes_decide() {
        let both = [&b"%PDF-1.7\n"[..], &archive(&["word/document.xml"])].concat();
        assert_eq!(Format::of(&both), Ok(Format::Pdf));
        let hidden = [&archive(&["word/document.xml"])[..], b"%PDF-1.7"].concat();
        assert_eq!(Format::of(&hidden), Ok(Format::Docx));
    }
}
