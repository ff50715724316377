//! Text made ready for searching: small letters, every offset as it was. Patterns then need neither case nor Unicode classes, which is what
//! makes a thousand postings a matter of a moment.

use regex::Regex;

/// ASCII letters made small. The text keeps its length, so that a place in one is the same place in the other.
pub fn folded(text: &str) -> String {
    text.to_ascii_lowercase()
}

/// A pattern in small letters; its classes mean ASCII, and "anything in this sentence" means the letters of Western Europe: that keeps
/// the automaton small.
pub fn pattern(pattern: &str) -> Option<Regex> {
    let plain = pattern
        .replace(r"\b", r"(?-u:\b)")
        .replace(r"\s", r"(?-u:\s)")
        .replace(r"\w", r"(?-u:\w)")
        .replace(r"[^.\n]", r"[ -\-/-~\u{a0}-\u{ff}’]")
        .replace(r"[^.\n0-9]", r"[ -\-/:-~\u{a0}-\u{ff}’]");
    Regex::new(&plain).ok()
}

/// Whether any of these words stands in a text.
pub fn any(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_stay_what_they_were() {
        let text = "ÄRZTE für Über-60-Jährige: CALL";
        assert_eq!(folded(text).len(), text.len());
        assert!(any(&folded(text), &["call"]));
    }

    #[test]
    fn patterns_stay_inside_a_sentence() {
        let found = |text: &str| pattern(r"\bsend[^.\n]{0,20}fee\b").is_some_and(|regex| regex.is_match(text));
        assert!(found("send us für den kurs a fee"));
        assert!(!found("send it. no fee"));
    }
}
