//! Text cut into words that can be compared, each with its place.

/// A word and where it stands, in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word<'a> {
    pub text: &'a str,
    pub start: usize,
    pub end: usize,
}

/// The words of a text. `C++`, `C#`, `.NET`, `Node.js` and `T-SQL`'s halves are words; full stops behind words are not.
pub fn words(text: &str) -> impl Iterator<Item = Word<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = text.get(at..)?;
            let first = rest.char_indices().find(|(_, c)| c.is_alphanumeric() || *c == '.')?;
            let start = at + first.0;
            let mut end = start;
            for c in text[start..].chars() {
                if !(c.is_alphanumeric() || matches!(c, '+' | '#' | '.')) {
                    break;
                }
                end += c.len_utf8();
            }
            at = end;
            let word = trimmed(&text[start..end]);
            let lead = text[start..end].find(word).unwrap_or(0);
            if word.chars().any(char::is_alphanumeric) {
                return Some(Word { text: word, start: start + lead, end: start + lead + word.len() });
            }
        }
    })
}

/// A leading dot stays only where it belongs to a name (`.NET`).
fn trimmed(word: &str) -> &str {
    let word = word.trim_end_matches('.');
    match word.strip_prefix('.') {
        Some(rest) if !rest.to_ascii_lowercase().starts_with("net") => word.trim_start_matches('.'),
        _ => word,
    }
}

/// The word in small letters.
pub fn small(word: &str) -> String {
    word.to_lowercase()
}

/// A stem good enough to see that "nurses" and "nurse", "developing" and "developer" belong together.
pub fn stem(word: &str) -> String {
    let word = small(word);
    if word.len() <= 4 || !word.is_ascii() {
        return word;
    }
    for (ending, keep) in [("ies", "y"), ("ments", "ment"), ("ers", "er"), ("ing", ""), ("sses", "ss")] {
        if let Some(start) = word.strip_suffix(ending).filter(|start| start.len() >= 3) {
            return format!("{start}{keep}");
        }
    }
    match word.strip_suffix('s') {
        Some(start) if !start.ends_with('s') && !start.ends_with('u') && !start.ends_with('i') => start.to_owned(),
        _ => word,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        words(text).map(|word| word.text).collect()
    }

    #[test]
    fn names_with_signs_in_them_stay_whole() {
        assert_eq!(cut("C++, C#, .NET and Node.js. Then (CI/CD)..."), ["C++", "C#", ".NET", "and", "Node.js", "Then", "CI", "CD"]);
    }

    #[test]
    fn places_are_in_bytes_of_the_text() {
        let text = "Für Ärzte: .jetzt";
        for word in words(text) {
            assert_eq!(&text[word.start..word.end], word.text);
        }
        assert_eq!(cut(text), ["Für", "Ärzte", "jetzt"]);
    }
}
