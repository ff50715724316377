//! Files inside a PDF: Europass puts its XML there.

use pdf_oxide::PdfDocument;
use pdf_oxide::object::Object;

/// As deep as a tree of names goes, and as many names as are looked at.
const DEEPEST: usize = 8;
const MOST: usize = 64;
const LARGEST: usize = 4 * 1024 * 1024;

/// The first file inside that looks like Europass XML.
pub(super) fn europass(document: &PdfDocument) -> Option<Vec<u8>> {
    let mut found = Vec::new();
    let catalog = document.catalog().ok()?;
    if let Some(names) = entry(document, &catalog, "Names").and_then(|names| entry(document, &names, "EmbeddedFiles")) {
        collect(document, &names, 0, &mut found);
    }
    if let Some(files) = entry(document, &catalog, "AF").as_ref().and_then(Object::as_array) {
        found.extend(files.iter().take(MOST).filter_map(|file| document.resolve_object(file).ok()));
    }
    found.iter().filter_map(|file| content(document, file)).find(|bytes| super::super::europass::is_europass(bytes))
}

/// The file specifications of a tree of names.
fn collect(document: &PdfDocument, node: &Object, depth: usize, found: &mut Vec<Object>) {
    if depth > DEEPEST || found.len() >= MOST {
        return;
    }
    if let Some(names) = entry(document, node, "Names").as_ref().and_then(Object::as_array) {
        let files = names.iter().skip(1).step_by(2).take(MOST);
        found.extend(files.filter_map(|file| document.resolve_object(file).ok()));
    }
    if let Some(kids) = entry(document, node, "Kids").as_ref().and_then(Object::as_array) {
        for kid in kids.iter().take(MOST).filter_map(|kid| document.resolve_object(kid).ok()) {
            collect(document, &kid, depth + 1, found);
        }
    }
}

fn entry(document: &PdfDocument, of: &Object, name: &str) -> Option<Object> {
    document.resolve_object(of.as_dict()?.get(name)?).ok()
}

fn content(document: &PdfDocument, file: &Object) -> Option<Vec<u8>> {
    let streams = entry(document, file, "EF")?;
    let stream = entry(document, &streams, "UF").or_else(|| entry(document, &streams, "F"))?;
    let bytes = stream.decode_stream_data().ok()?;
    (bytes.len() <= LARGEST).then_some(bytes)
}
