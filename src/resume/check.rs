//! What may stand in a field. JSON Resume's own rules, so that what is written here is valid there.

use super::{Content, LINE_MAX, LINES_MAX, Shape, TEXT_MAX};
use crate::document::resume::is_date;
use crate::error::{FieldError, Result};

/// What the person typed, as it is kept.
///
/// # Errors
/// Says what is wrong and how to mend it.
pub fn typed(field: &str, label: &str, shape: Shape, text: &str) -> Result<Content, FieldError> {
    let wrong = |message: String| Err(FieldError::new(field, message));
    let text = clean(text, matches!(shape, Shape::Text | Shape::Lines));
    let most = if matches!(shape, Shape::Text | Shape::Lines) { TEXT_MAX } else { LINE_MAX };
    let length = text.chars().count();
    if length > most {
        return wrong(format!("{label} takes at most {most} characters; this has {length}."));
    }
    if text.is_empty() {
        return Ok(if shape == Shape::Lines { Content::Many(Vec::new()) } else { Content::One(text) });
    }
    match shape {
        Shape::Date if !is_date(&text) => wrong("Write it as 2021, 2021-03 or 2021-03-15. What goes on has no end: leave it empty.".into()),
        Shape::Email if !is_address(&text) => wrong("This is no e-mail address; it looks like ada@example.org.".into()),
        Shape::Country if !is_country(&text) => wrong("Two letters, such as DE or FR.".into()),
        Shape::Link => match link(&text) {
            Some(link) => Ok(Content::One(link)),
            None => wrong("This is no web address; it looks like https://example.org/ada.".into()),
        },
        Shape::Lines => {
            let lines: Vec<String> = text.lines().map(|line| line.trim().to_owned()).filter(|line| !line.is_empty()).collect();
            if lines.len() > LINES_MAX {
                return wrong(format!("{label} takes at most {LINES_MAX} lines; these are {}.", lines.len()));
            }
            Ok(Content::Many(lines))
        }
        Shape::Country => Ok(Content::One(text.to_uppercase())),
        Shape::Line | Shape::Date | Shape::Email | Shape::Text => Ok(Content::One(text)),
    }
}

/// What a CV said, where it fits; a date that is none stays behind as a fact.
pub fn imported(shape: Shape, text: &str) -> Option<String> {
    match typed("", "", shape, text).ok()? {
        Content::One(text) => Some(text).filter(|text| !text.is_empty()),
        Content::Many(lines) => Some(lines.join(" ")).filter(|text| !text.is_empty()),
    }
}

/// Without what no printed page has and no XML may have; a line is one line.
fn clean(text: &str, many_lines: bool) -> String {
    let text = text.replace("\r\n", "\n");
    let letters = text.chars().filter(|c| !matches!(c, '\u{fffe}' | '\u{ffff}'));
    let kept: String = letters.map(|c| if c == '\n' && many_lines || !c.is_control() { c } else { ' ' }).collect();
    kept.trim().to_owned()
}

fn is_address(text: &str) -> bool {
    let Some((name, host)) = text.rsplit_once('@') else { return false };
    let plain = text.is_ascii() && !text.contains(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | ',' | ';' | '"' | '(' | ')'));
    let labels = host.split('.').all(|label| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    });
    plain && labels && !name.is_empty() && !name.contains('@') && !name.starts_with('.') && !name.ends_with('.') && !name.contains("..")
}

fn is_country(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// With its scheme; CVs print addresses without one.
fn link(text: &str) -> Option<String> {
    let lower = text.to_ascii_lowercase();
    let whole = if lower.starts_with("https://") || lower.starts_with("http://") { text.to_owned() } else { format!("https://{text}") };
    let (_, rest) = whole.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let plain = whole.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}'));
    (plain && host.contains('.') && !host.starts_with('.') && !host.contains('@')).then_some(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_made_whole_and_what_is_none_is_refused() {
        assert_eq!(link("github.com/ada").as_deref(), Some("https://github.com/ada"));
        assert_eq!(link("http://example.org").as_deref(), Some("http://example.org"));
        for wrong in ["ada", "https://", "javascript:alert(1)", "https://a b.org", "https://user@example.org"] {
            assert_eq!(link(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn addresses_are_plain() {
        assert!(is_address("ada.lovelace+cv@example.co.uk"));
        for wrong in ["ada", "ada@", "@example.org", "a b@example.org", "a@b@c.org", "ada@-x.org", "ada..l@example.org"] {
            assert!(!is_address(wrong), "{wrong}");
        }
    }

    #[test]
    fn a_list_is_one_a_line_and_a_line_is_one_line() {
        assert_eq!(typed("f", "F", Shape::Lines, " a \r\n\n b").unwrap(), Content::Many(vec!["a".into(), "b".into()]));
        assert_eq!(typed("f", "F", Shape::Line, "a\nb\u{0}").unwrap(), Content::One("a b".into()));
        assert_eq!(typed("f", "F", Shape::Line, "a\u{fffe}b\u{ffff}").unwrap(), Content::One("ab".into()), "a Word document has none");
        assert_eq!(typed("f", "F", Shape::Country, "de").unwrap(), Content::One("DE".into()));
        assert!(typed("f", "F", Shape::Line, &"x".repeat(LINE_MAX + 1)).is_err());
        assert!(typed("f", "F", Shape::Lines, &"x\n".repeat(LINES_MAX + 1)).is_err());
    }
}
