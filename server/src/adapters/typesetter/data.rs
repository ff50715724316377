//! What a template is given: the words of a document, and its look in the template's own terms.

use super::fonts::family;
use job_agent::document::outline::{ContactKind, Outline, words};
use job_agent::document::{Accent, Face, LetterSheet, Look, Paper, ResumeSheet};
use serde_json::{Map, Value, json};

/// How much smaller type and space are than usual. One step saves about one line in twenty.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Fit {
    pub scale: f64,
    pub air: f64,
}

impl Fit {
    pub(super) const USUAL: Self = Self { scale: 1.0, air: 1.0 };
    /// What may be tried to save a page that would hold a few lines alone, in this order.
    pub(super) const TIGHTER: [Self; 3] =
        [Self { scale: 1.0, air: 0.88 }, Self { scale: 0.97, air: 0.86 }, Self { scale: 0.94, air: 0.82 }];
}

pub(super) fn resume(sheet: &ResumeSheet, outline: &Outline, fit: Fit) -> Value {
    let (language, region) = language(&sheet.language);
    json!({
        "outline": breakable(json!(outline)),
        "title": title(outline),
        "look": look(sheet.look, fit),
        "rtl": is_rtl(&language),
        "language": language,
        "region": region,
    })
}

/// The document's title: whose résumé it is.
pub(super) fn title(outline: &Outline) -> String {
    let parts = [outline.name.as_str(), outline.label.as_str()];
    let title = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    if title.is_empty() { "CV".into() } else { title }
}

/// A letter has the résumé's masthead: its sender stands where the person does.
pub(super) fn letter(sheet: &LetterSheet) -> Value {
    let (language, region) = language(&sheet.language);
    let contacts: Vec<Value> = sheet.sender_lines.iter().map(|line| json!({"text": line, "link": null})).collect();
    json!({
        "outline": { "name": sheet.sender_name, "label": "", "contacts": contacts, "page": words(&language).page },
        "title": sheet.subject,
        "company": sheet.company,
        "subject": sheet.subject,
        "date": sheet.date,
        "paragraphs": sheet.paragraphs,
        "look": look(sheet.look, Fit::USUAL),
        "rtl": is_rtl(&language),
        "language": language,
        "region": region,
    })
}

/// Written from right to left.
pub(super) fn is_rtl(language: &str) -> bool {
    matches!(language.split(['-', '_']).next(), Some("ar" | "he" | "fa" | "ur" | "yi"))
}

fn look(look: Look, fit: Fit) -> Value {
    json!({
        "design": look.design,
        "paper": match look.paper {
            Paper::A4 => "a4",
            Paper::Letter => "us-letter",
        },
        "accent": colour(look.accent),
        "families": [family(look.face)],
        // The same size looks larger in a sans.
        "scale": fit.scale * if look.face == Face::Sans { 0.89 } else { 1.0 },
        "air": fit.air,
    })
}

/// Each has a contrast of at least 7 to 1 on white.
pub(super) const fn colour(accent: Accent) -> &'static str {
    match accent {
        Accent::Ink => "#1f2933",
        Accent::Blue => "#1b4b82",
        Accent::Green => "#14532d",
        Accent::Red => "#8c1c2b",
        Accent::Plum => "#5b2a6b",
    }
}

/// The language as typst wants it: an ISO 639 code and, apart, a region.
pub(super) fn language(tag: &str) -> (String, Option<String>) {
    let mut subtags = tag.split(['-', '_']);
    let code = |tag: Option<&str>, lengths: &[usize]| {
        tag.filter(|tag| lengths.contains(&tag.len()) && tag.bytes().all(|b| b.is_ascii_alphabetic())).map(str::to_ascii_lowercase)
    };
    let language = code(subtags.next(), &[2, 3]).unwrap_or_else(|| "en".into());
    let region = subtags.find_map(|tag| code(Some(tag), &[2])).map(|region| region.to_ascii_uppercase());
    (language, region)
}

/// The longest word that fits into the narrowest column.
const LONGEST_WORD: usize = 30;

/// Words that no line would hold may break behind their signs, or anywhere where they have none. Where a link leads stays as it is,
/// and so do addresses and numbers to be reached at: whoever copies one must get no sign that is not in it.
fn breakable(value: Value) -> Value {
    match value {
        Value::String(text) => Value::String(with_breaks(&text)),
        Value::Array(items) => items.into_iter().map(breakable).collect(),
        Value::Object(fields) if is_reached_at(&fields) => Value::Object(fields),
        Value::Object(fields) => {
            fields.into_iter().map(|(name, value)| if name == "link" { (name, value) } else { (name, breakable(value)) }).collect()
        }
        other => other,
    }
}

/// An e-mail address or a telephone number.
fn is_reached_at(contact: &Map<String, Value>) -> bool {
    [ContactKind::Email, ContactKind::Phone].iter().any(|kind| contact.get("kind") == Some(&json!(kind)))
}

fn with_breaks(text: &str) -> String {
    const BREAK: char = '\u{200b}';
    if !text.split(' ').any(|word| word.chars().count() > LONGEST_WORD) {
        return text.to_owned();
    }
    let mut set = String::with_capacity(text.len() + 16);
    for word in text.split_inclusive(' ') {
        let long = word.chars().count() > LONGEST_WORD;
        let mut since = 0;
        for letter in word.chars() {
            set.push(letter);
            since += 1;
            if long && (!letter.is_alphanumeric() || since >= LONGEST_WORD - 6) && letter != ' ' {
                set.push(BREAK);
                since = 0;
            }
        }
    }
    set
}
