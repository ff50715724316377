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
        while at < text.len() {
            let start = at;
            at += part(text, at, false).unwrap_or(0);
            if at == start {
                at += text[at..].chars().next().map_or(1, char::len_utf8);
                continue;
            }
            while let Some(length) = part(text, at, true) {
                at += length;
            }
            let word = trimmed(&text[start..at]);
            if word.chars().any(char::is_alphanumeric) {
                // Only dots are trimmed in front, each of one byte.
                let lead = text[start..at].len() - text[start..at].trim_start_matches('.').len();
                let lead = if word.starts_with('.') { lead - 1 } else { lead };
                return Some(Word { text: word, start: start + lead, end: start + lead + word.len() });
            }
        }
        None
    })
}

/// The length of the character here if it belongs to a word; most texts are ASCII, so that comes first.
fn part(text: &str, at: usize, inside: bool) -> Option<usize> {
    let byte = *text.as_bytes().get(at)?;
    if byte.is_ascii() {
        let belongs = byte.is_ascii_alphanumeric() || byte == b'.' || (inside && matches!(byte, b'+' | b'#'));
        return belongs.then_some(1);
    }
    text[at..].chars().next().filter(|c| c.is_alphanumeric()).map(char::len_utf8)
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
