//! What the writing library does not say in the package: title, author, language, and the same bytes for the same document.

use super::super::data;
use docx_rs::XMLDocx;
use job_agent::document::outline::Outline;
use std::io::Cursor;

pub(super) fn pack(mut package: XMLDocx, outline: &Outline, language: &str) -> Result<Vec<u8>, String> {
    let language = tag(language);
    package.doc_props.core = core(outline, &language).into_bytes();
    package.styles = with_language(package.styles, &language)?;
    let (document, relations) = numbered(package.document, package.document_rels)?;
    (package.document, package.document_rels) = (document, relations);
    let mut file = Cursor::new(Vec::with_capacity(32 * 1024));
    package.pack(&mut file).map_err(|cause| format!("the document could not be written: {cause}"))?;
    Ok(file.into_inner())
}

/// BCP 47 as it stands in XML; what is no language is English.
fn tag(language: &str) -> String {
    let (language, region) = data::language(language);
    region.map_or(language.clone(), |region| format!("{language}-{region}"))
}

fn core(outline: &Outline, language: &str) -> String {
    let (title, author) = (escaped(&data::title(outline)), escaped(&outline.name));
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\
         <cp:coreProperties xmlns:cp=\"http://schemas.openxmlformats.org/package/2006/metadata/core-properties\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\
         <dc:title>{title}</dc:title><dc:creator>{author}</dc:creator><dc:language>{language}</dc:language></cp:coreProperties>"
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// The language of all text, for spelling and for those who hear the document.
fn with_language(styles: Vec<u8>, language: &str) -> Result<Vec<u8>, String> {
    let styles = String::from_utf8(styles).map_err(|cause| cause.to_string())?;
    let words = format!("<w:lang w:val=\"{language}\" w:eastAsia=\"{language}\" w:bidi=\"{language}\" /></w:rPr></w:rPrDefault>");
    Ok(styles.replacen("</w:rPr></w:rPrDefault>", &words, 1).into_bytes())
}

/// The library counts links for as long as the program runs; here they count from one in each document.
fn numbered(document: Vec<u8>, relations: Vec<u8>) -> Result<(Vec<u8>, Vec<u8>), String> {
    const NAME: &str = "rIdHyperlink";
    let mut document = String::from_utf8(document).map_err(|cause| cause.to_string())?;
    let mut relations = String::from_utf8(relations).map_err(|cause| cause.to_string())?;
    let mut ids: Vec<String> = Vec::new();
    for found in document.split(&format!("r:id=\"{NAME}")).skip(1) {
        let id: String = found.chars().take_while(char::is_ascii_digit).collect();
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    for (index, id) in ids.iter().enumerate() {
        let (old, new) = (format!("\"{NAME}{id}\""), format!("\"link{}\"", index + 1));
        document = document.replace(&old, &new);
        relations = relations.replace(&old, &new);
    }
    Ok((document.into_bytes(), in_order(&relations).into_bytes()))
}

/// The library keeps links in no order.
fn in_order(relations: &str) -> String {
    let mut parts: Vec<&str> = relations.split_inclusive("/>").collect();
    parts.sort_by_key(|part| match link_number(part) {
        Some(number) => (1, number),
        None if part.contains("</Relationships>") => (2, 0),
        None => (0, 0),
    });
    parts.concat()
}

fn link_number(relation: &str) -> Option<usize> {
    let (_, rest) = relation.split_once(" Id=\"link")?;
    rest.split('"').next()?.parse().ok()
}
