//! A stretch of a page's text that knows where it stands, so that a fact cut out of it can be shown in the CV.

use job_agent::document::Place;

/// A part of one page's text. Offsets count Unicode scalar values, as everywhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Piece {
    pub page: u32,
    pub start: u32,
    pub text: String,
}

impl Piece {
    pub fn new(page: u32, start: u32, text: impl Into<String>) -> Self {
        Self { page, start, text: text.into() }
    }

    pub fn end(&self) -> u32 {
        self.start + count(&self.text)
    }

    pub fn place(&self) -> Place {
        Place { page: self.page, start: self.start, end: self.end() }
    }

    /// The part between two byte offsets of the text; the whole where they are no boundaries.
    pub fn cut(&self, from: usize, to: usize) -> Self {
        match (self.text.get(..from), self.text.get(from..to)) {
            (Some(before), Some(text)) => Self::new(self.page, self.start + count(before), text),
            _ => self.clone(),
        }
    }

    /// Without blanks and the given characters around it.
    pub fn trim_of(&self, also: &[char]) -> Self {
        let trimmed = |c: char| c.is_whitespace() || also.contains(&c);
        let rest = self.text.trim_start_matches(trimmed);
        let from = self.text.len() - rest.len();
        self.cut(from, from + rest.trim_end_matches(trimmed).len())
    }

    pub fn trim(&self) -> Self {
        self.trim_of(&[])
    }

    /// Without what separators and brackets leave behind.
    pub fn tidy(&self) -> Self {
        let tidied = self.trim_of(&[',', ';', '|', '•', '·', '–', '—', '-', '◦', '◆', ':', '，', '、', '/']);
        // A bracket that lost its other half to a cut-out date goes too.
        if tidied.text.ends_with('(') || tidied.text.starts_with(')') {
            return tidied.trim_of(&['(', ')', ',', '|', '–', '-']);
        }
        if tidied.text.starts_with('(') && tidied.text.ends_with(')') && tidied.text.matches('(').count() == 1 {
            return tidied.trim_of(&['(', ')']);
        }
        tidied
    }

    /// Parts between the places where `is_cut` says so for a character.
    pub fn split(&self, is_cut: impl Fn(char) -> bool) -> Vec<Self> {
        let mut parts = Vec::new();
        let mut from = 0;
        for (at, c) in self.text.char_indices() {
            if is_cut(c) {
                parts.push(self.cut(from, at));
                from = at + c.len_utf8();
            }
        }
        parts.push(self.cut(from, self.text.len()));
        parts.into_iter().map(|part| part.trim()).filter(|part| !part.text.is_empty()).collect()
    }

    /// Parts between commas (and the like) that stand outside brackets.
    pub fn split_list(&self, separators: &[char]) -> Vec<Self> {
        let depth = std::cell::Cell::new(0_i32);
        self.split(|c| {
            match c {
                '(' | '[' | '（' => depth.set(depth.get() + 1),
                ')' | ']' | '）' => depth.set((depth.get() - 1).max(0)),
                _ => {}
            }
            depth.get() == 0 && separators.contains(&c)
        })
    }

    pub fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }

    pub fn words(&self) -> usize {
        words(&self.text)
    }
}

/// Words; a run of Han characters counts as one word for every two of them.
pub(crate) fn words(text: &str) -> usize {
    let han = text.chars().filter(|c| is_han(*c)).count();
    let spaced = text.split_whitespace().filter(|word| word.chars().any(|c| c.is_alphanumeric() && !is_han(c)));
    spaced.count() + han.div_ceil(2)
}

pub(crate) fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c) || ('\u{3400}'..='\u{4dbf}').contains(&c)
}

/// Characters, as the offsets count them.
pub(crate) fn count(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}

/// Lower case, no accents, letters and digits only, one blank between words: what lexicons are compared with.
pub(crate) fn plain(text: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    let mut out = String::with_capacity(text.len());
    // Composed again, because Korean syllables fall apart into letters too.
    for c in text.nfkd().filter(|c| !unicode_normalization::char::is_combining_mark(*c)).nfc() {
        if c.is_alphanumeric() || matches!(c, '+' | '#') {
            out.extend(c.to_lowercase());
        } else if c != '\u{ad}' && c != '.' && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out.trim().to_owned()
}

/// Whether one of the words or phrases stands in `plain` text, at word boundaries (Han text has none).
pub(crate) fn has_any(plain: &str, lexicon: &[&str]) -> bool {
    let bytes = plain.as_bytes();
    let free = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_none_or(|byte| *byte == b' ');
    lexicon.iter().any(|term| {
        if let Some(stem) = term.strip_prefix('~') {
            // A stem that may begin or end a compound, as German ones do.
            return plain.contains(stem);
        }
        let han = term.chars().any(is_han);
        plain.match_indices(term).any(|(at, _)| han || free(at.checked_sub(1)) && free(Some(at + term.len())))
    })
}

/// Joins printed lines to one text; a word that was divided at a line's end grows together again.
pub(crate) fn join_lines(lines: &[Piece]) -> String {
    let mut out = String::new();
    for line in lines {
        let text = line.text.trim();
        if out.is_empty() {
            out.push_str(text);
            continue;
        }
        let next_is_lower = text.chars().next().is_some_and(char::is_lowercase);
        if out.ends_with('\u{ad}') || (out.ends_with('-') && next_is_lower && divided(&out)) {
            out.pop();
        } else if !(out.ends_with('-') || out.ends_with(is_han) && text.starts_with(is_han)) {
            out.push(' ');
        }
        out.push_str(text);
    }
    out.replace('\u{ad}', "").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether a hyphen at a line's end divides a word, and does not join two ("open-source", "sub-millisecond" stay).
fn divided(text: &str) -> bool {
    let last = text.trim_end_matches('-').rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let joined_before = text.trim_end_matches('-').rsplit(char::is_whitespace).next().is_some_and(|w| w.contains('-'));
    const JOINERS: &[&str] = &[
        "event", "community", "sub", "multi", "non", "self", "cross", "high", "low", "well", "full", "open", "real", "time", "data", "end",
        "long", "large", "state", "third", "user", "test", "back", "front", "built", "on", "off", "in", "pre", "post", "co", "re",
    ];
    !joined_before && !last.is_empty() && !JOINERS.contains(&last.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cutting_keeps_offsets_in_characters() {
        let piece = Piece::new(1, 10, "Zürich · Köln");
        let parts = piece.split(|c| c == '·');
        assert_eq!(parts[1].text, "Köln");
        assert_eq!(parts[1].start, 19);
        assert_eq!(parts[1].end(), 23);
    }

    #[test]
    fn brackets_protect_their_commas() {
        let parts = Piece::new(1, 0, "SQL (MySQL, MongoDB), Git").split_list(&[',']);
        assert_eq!(parts.iter().map(|p| p.text.as_str()).collect::<Vec<_>>(), ["SQL (MySQL, MongoDB)", "Git"]);
    }

    #[test]
    fn divided_words_grow_together_and_joined_ones_stay() {
        let lines = |a: &str, b: &str| join_lines(&[Piece::new(1, 0, a), Piece::new(1, 50, b)]);
        assert_eq!(lines("top 5% of submis\u{ad}", "sions"), "top 5% of submissions");
        assert_eq!(lines("from analysis to deploy-", "ment"), "from analysis to deployment");
        assert_eq!(lines("with sub-", "millisecond latency"), "with sub-millisecond latency");
    }

    #[test]
    fn lexicons_meet_text_without_accents_and_case() {
        assert_eq!(plain("Expérience  Professionnelle:"), "experience professionnelle");
        assert!(has_any(&plain("Softwareentwickler"), &["~entwickler"]));
        assert!(!has_any(&plain("International"), &["intern"]));
    }
}
