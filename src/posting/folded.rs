//! Text made ready for searching: small letters, every offset as it was. Patterns then need neither case nor Unicode classes, which is what
//! makes a thousand postings a matter of a moment.

use regex::Regex;

/// ASCII letters made small. The text keeps its length, so that a place in one is the same place in the other.
pub fn folded(text: &str) -> String {
    text.to_ascii_lowercase()
}

/// A pattern in small letters; its classes mean ASCII.
pub fn pattern(pattern: &str) -> Option<Regex> {
    Regex::new(&pattern.replace(r"\b", r"(?-u:\b)").replace(r"\s", r"(?-u:\s)").replace(r"\w", r"(?-u:\w)")).ok()
}

/// Whether any of these words stands in a text.
pub fn any(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}
