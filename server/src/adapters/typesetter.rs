//! Letters on paper, set by typst with the fonts inside the binary.

use async_trait::async_trait;
use job_agent::document::{LetterSheet, Typesetter};
use std::sync::LazyLock;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};
use typst_kit::fonts::FontStore;

const TEMPLATE: &str = include_str!("../../assets/letter.typ");
/// How many later documents may still use what one document left in typst's memory.
const KEPT_ROUNDS: usize = 2;

/// Loading fonts and the library once saves most of the time that a letter takes.
static FONTS: LazyLock<FontStore> = LazyLock::new(|| {
    let mut fonts = FontStore::new();
    fonts.extend(typst_kit::fonts::embedded());
    fonts
});
static LIBRARY: LazyLock<LazyHash<Library>> = LazyLock::new(|| LazyHash::new(Library::default()));

/// Sets letters with typst.
#[derive(Debug, Clone, Copy, Default)]
pub struct TypstSetter;

#[async_trait]
impl Typesetter for TypstSetter {
    async fn letter(&self, sheet: LetterSheet) -> Result<Vec<u8>, String> {
        let set = tokio::task::spawn_blocking(move || set(&sheet));
        set.await.map_err(|cause| format!("the letter could not be set: {cause}"))?
    }
}

/// Empties typst's memory when it goes, so that failures and panics do not fill it either.
struct Evict;

impl Drop for Evict {
    fn drop(&mut self) {
        comemo::evict(KEPT_ROUNDS);
    }
}

fn set(sheet: &LetterSheet) -> Result<Vec<u8>, String> {
    let _evict = Evict;
    let world = Desk::new(sheet)?;
    let document = typst::compile(&world).output.map_err(|faults| words(&faults))?;
    typst_pdf::pdf(&document, &typst_pdf::PdfOptions::default()).map_err(|faults| words(&faults))
}

fn words(faults: &[SourceDiagnostic]) -> String {
    let faults: Vec<_> = faults.iter().map(|fault| fault.message.as_str()).collect();
    format!("the letter could not be set: {}", faults.join("; "))
}

/// All that a template can see: itself and the letter's data. No disk, no network, no clock.
struct Desk {
    template: Source,
    data_id: FileId,
    data: Bytes,
}

impl Desk {
    fn new(sheet: &LetterSheet) -> Result<Self, String> {
        // Text travels as JSON and is never pasted into markup, so nothing that a person or a posting says can be code.
        let data = serde_json::to_vec(&as_data(sheet)).map_err(|cause| cause.to_string())?;
        let template = Source::new(file("/letter.typ")?, TEMPLATE.to_owned());
        Ok(Self { template, data_id: file("/letter.json")?, data: Bytes::new(data) })
    }
}

/// The sheet, with the language as typst wants it: an ISO 639 code and, apart, a region.
fn as_data(sheet: &LetterSheet) -> serde_json::Value {
    let mut subtags = sheet.language.split('-');
    let code = |tag: Option<&str>, lengths: &[usize]| {
        tag.filter(|tag| lengths.contains(&tag.len()) && tag.bytes().all(|b| b.is_ascii_alphabetic())).map(str::to_ascii_lowercase)
    };
    let language = code(subtags.next(), &[2, 3]).unwrap_or_else(|| "en".into());
    let region = subtags.find_map(|tag| code(Some(tag), &[2])).map(|region| region.to_ascii_uppercase());
    serde_json::json!({
        "sender_name": sheet.sender_name,
        "sender_lines": sheet.sender_lines,
        "company": sheet.company,
        "subject": sheet.subject,
        "date": sheet.date,
        "paragraphs": sheet.paragraphs,
        "language": language,
        "region": region,
    })
}

fn file(path: &str) -> Result<FileId, String> {
    let path = VirtualPath::new(path).map_err(|_| format!("{path} is not a path"))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &LIBRARY
    }

    fn book(&self) -> &LazyHash<FontBook> {
        FONTS.book()
    }

    fn main(&self) -> FileId {
        self.template.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.template.id() { Ok(self.template.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.data_id { Ok(self.data.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        FONTS.font(index)
    }

    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sheet() -> LetterSheet {
        LetterSheet {
            sender_name: "Ada Example".into(),
            sender_lines: vec!["ada@example.org".into(), "Lisbon".into()],
            company: "Northwind".into(),
            subject: "Platform Engineer".into(),
            date: "21 November 2026".into(),
            paragraphs: vec!["Dear Northwind team,".into(), "I apply for the position.".into()],
            language: "en".into(),
        }
    }

    /// The text as another program reads it, without spaces and hyphens, since lines are broken anew.
    fn read_back(pdf: &[u8]) -> String {
        let document = pdf_oxide::PdfDocument::from_bytes(pdf.to_vec()).unwrap();
        let text = document.extract_text(0).unwrap();
        text.chars().filter(|c| !c.is_whitespace()).collect()
    }

    #[tokio::test]
    async fn a_letter_is_a_tagged_pdf_with_title_and_language() {
        let pdf = TypstSetter.letter(sheet()).await.unwrap();
        assert!(pdf.starts_with(b"%PDF"));
        let raw = String::from_utf8_lossy(&pdf);
        assert!(raw.contains("/Lang"), "the language is missing");
        assert!(raw.contains("Platform Engineer"), "the title is missing");
        let text = read_back(&pdf);
        for part in ["AdaExample", "ada@example.org", "Northwind", "21November2026", "Iapplyfortheposition."] {
            assert!(text.contains(part), "{part} is missing in {text}");
        }
    }

    #[tokio::test]
    async fn hostile_text_is_set_as_text() {
        let hostile = "#read(\"/etc/passwd\") $x^2$ \\ \"quoted\" *bold* _it_ = <a> @b `c` // d /* e";
        let mut sheet = sheet();
        sheet.sender_name = "#panic()".into();
        sheet.subject = "#import \"@preview/x:0.1.0\"".into();
        sheet.paragraphs = vec![hostile.into(), String::new()];
        sheet.language = "#x\"".into();
        let text = read_back(&TypstSetter.letter(sheet).await.unwrap());
        for part in ["#panic()", "#import", "#read(", "$x^2$", "*bold*", "_it_", "<a>", "@b", "`c`", "//d", "/*e"] {
            assert!(text.contains(part), "{part} is missing in {text}");
        }
    }

    #[tokio::test]
    async fn a_long_german_letter_runs_over_to_the_next_page() {
        let mut sheet = sheet();
        sheet.language = "de-AT".into();
        sheet.paragraphs = vec!["Straßenverkehrsüberwachung für Größenänderungen. ".repeat(40); 6];
        let pdf = TypstSetter.letter(sheet).await.unwrap();
        let document = pdf_oxide::PdfDocument::from_bytes(pdf).unwrap();
        assert!(document.page_count().unwrap() > 1);
    }
}
