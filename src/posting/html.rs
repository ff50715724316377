//! A posting's HTML to plain text. What a reader of the page would not see is left out: it was not written for people.

use crate::document::layout::is_invisible;

/// The text of a posting's HTML, one line a block, list items marked with a dash. Some boards escape their HTML once more; that is undone first.
pub fn text_of(html: &str) -> String {
    let mut source = std::borrow::Cow::Borrowed(html);
    for _ in 0..2 {
        if has_tag(&source) || !source.contains("&lt;") {
            break;
        }
        source = unescape(&source).into();
    }
    let mut out = Out::default();
    let mut rest = source.as_ref();
    while let Some(open) = rest.find('<') {
        out.text(&rest[..open]);
        rest = &rest[open..];
        if let Some(comment) = rest.strip_prefix("<!--") {
            rest = comment.find("-->").map_or("", |end| &comment[end + 3..]);
        } else if let Some(data) = rest.strip_prefix("<![CDATA[") {
            let end = data.find("]]>").unwrap_or(data.len());
            out.text(&data[..end]);
            rest = data.get(end + 3..).unwrap_or("");
        } else if let Some(end) = tag_end(rest) {
            out.tag(&rest[1..end - 1]);
            rest = &rest[end..];
        } else {
            out.text("<");
            rest = &rest[1..];
        }
    }
    out.text(rest);
    tidy(&out.done)
}

/// Blank space put in order: one space between words, at most one empty line between blocks, nothing invisible.
pub fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut empty = 0;
    for line in text.lines() {
        let mut any = false;
        for word in line.split(|c: char| c.is_whitespace() || c == '\u{a0}').filter(|word| !word.is_empty()) {
            let visible = word.chars().filter(|c| !c.is_control() && !is_invisible(*c));
            let before = out.len();
            if any {
                out.push(' ');
            } else if empty > 0 && !out.is_empty() {
                out.push('\n');
            }
            let start = out.len();
            out.extend(visible);
            if out.len() == start {
                out.truncate(before);
            } else {
                any = true;
                empty = 0;
            }
        }
        if any {
            out.push('\n');
        } else {
            empty += 1;
        }
    }
    out.truncate(out.trim_end().len());
    out
}

fn has_tag(text: &str) -> bool {
    text.match_indices('<').any(|(at, _)| {
        text[at + 1..].chars().next().is_some_and(|c| c.is_ascii_alphabetic() || c == '/' || c == '!') && text[at..].contains('>')
    })
}

/// Where the tag at the start of `rest` ends (behind its `>`); nothing where it is no tag.
fn tag_end(rest: &str) -> Option<usize> {
    let second = rest[1..].chars().next()?;
    if !(second.is_ascii_alphabetic() || second == '/' || second == '!') {
        return None;
    }
    let mut quote = None;
    for (at, c) in rest.char_indices() {
        match (quote, c) {
            (None, '"' | '\'') => quote = Some(c),
            (Some(q), c) if q == c => quote = None,
            (None, '>') => return Some(at + 1),
            _ => {}
        }
    }
    // A quote that never closes: take the nearest end rather than lose the rest of the text.
    rest.find('>').map(|at| at + 1)
}

#[derive(Default)]
struct Out {
    done: String,
    /// The element whose content is being left out, and how many of its name are open.
    hidden: Option<(String, usize)>,
}

impl Out {
    fn text(&mut self, raw: &str) {
        if self.hidden.is_some() || raw.is_empty() {
            return;
        }
        let text = unescape(raw);
        // In HTML a line break is only a space; breaks come from elements. Text without any element keeps its own.
        self.done.push_str(&text);
    }

    fn tag(&mut self, inner: &str) {
        let closing = inner.starts_with('/');
        let inner = inner.trim_start_matches('/');
        let name: String = inner.chars().take_while(char::is_ascii_alphanumeric).collect::<String>().to_ascii_lowercase();
        if let Some((element, depth)) = &mut self.hidden {
            if *element == name && !inner.ends_with('/') {
                if closing {
                    *depth -= 1;
                } else {
                    *depth += 1;
                }
                if *depth == 0 {
                    self.hidden = None;
                }
            }
            return;
        }
        if !closing && !VOID.contains(&name.as_str()) && !inner.ends_with('/') && hides(&name, inner) {
            self.hidden = Some((name, 1));
            return;
        }
        match name.as_str() {
            "li" if !closing => self.done.push_str("\n- "),
            "li" => {}
            "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "ul" | "ol" | "table" | "hr" | "section" | "article" => {
                self.done.push_str("\n\n")
            }
            "br" | "div" | "tr" | "dt" | "dd" | "blockquote" | "header" | "footer" => self.done.push('\n'),
            "td" | "th" => self.done.push(' '),
            _ => {}
        }
    }
}

const VOID: &[&str] = &["br", "hr", "img", "input", "meta", "link", "wbr", "source", "col"];

/// Whether a reader of the page would not see what is in this element.
fn hides(name: &str, tag: &str) -> bool {
    if matches!(name, "script" | "style" | "template" | "noscript" | "head" | "title" | "svg" | "iframe" | "object") {
        return true;
    }
    let tag: String = tag.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
    let styled = |what: &str| tag.contains(what);
    styled("display:none")
        || styled("visibility:hidden")
        || [
            "font-size:0;", "font-size:0\"", "font-size:0'", "font-size:0px", "font-size:0pt", "font-size:1px", "opacity:0;",
            "opacity:0\"", "opacity:0'",
        ]
        .iter()
        .any(|what| styled(what))
        || (styled("color:white") || styled("color:#fff;") || styled("color:#ffffff")) && !styled("background")
        || tag[name.len()..].starts_with("hidden")
        || styled("\"hidden")
        || styled("aria-hidden=\"true\"")
}

/// Entities to characters, once.
pub fn unescape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let known = rest.find(';').filter(|end| *end <= 10).and_then(|end| entity(&rest[1..end]).map(|c| (c, end)));
        match known {
            Some((c, end)) => {
                out.push(c);
                rest = &rest[end + 1..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

fn entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code).filter(|c| *c != '\0');
    }
    NAMED.iter().find(|(known, _)| *known == name).map(|(_, c)| *c)
}

const NAMED: &[(&str, char)] = &[
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", ' '),
    ("ndash", '–'),
    ("mdash", '—'),
    ("hellip", '…'),
    ("rsquo", '’'),
    ("lsquo", '‘'),
    ("rdquo", '”'),
    ("ldquo", '“'),
    ("bdquo", '„'),
    ("sbquo", '‚'),
    ("laquo", '«'),
    ("raquo", '»'),
    ("bull", '•'),
    ("middot", '·'),
    ("euro", '€'),
    ("pound", '£'),
    ("yen", '¥'),
    ("cent", '¢'),
    ("copy", '©'),
    ("reg", '®'),
    ("trade", '™'),
    ("deg", '°'),
    ("times", '×'),
    ("frac12", '½'),
    ("sect", '§'),
    ("para", '¶'),
    ("rarr", '→'),
    ("auml", 'ä'),
    ("ouml", 'ö'),
    ("uuml", 'ü'),
    ("Auml", 'Ä'),
    ("Ouml", 'Ö'),
    ("Uuml", 'Ü'),
    ("szlig", 'ß'),
    ("eacute", 'é'),
    ("Eacute", 'É'),
    ("egrave", 'è'),
    ("Egrave", 'È'),
    ("ecirc", 'ê'),
    ("euml", 'ë'),
    ("agrave", 'à'),
    ("Agrave", 'À'),
    ("acirc", 'â'),
    ("aacute", 'á'),
    ("Aacute", 'Á'),
    ("atilde", 'ã'),
    ("aring", 'å'),
    ("Aring", 'Å'),
    ("aelig", 'æ'),
    ("ccedil", 'ç'),
    ("Ccedil", 'Ç'),
    ("iacute", 'í'),
    ("icirc", 'î'),
    ("iuml", 'ï'),
    ("igrave", 'ì'),
    ("ntilde", 'ñ'),
    ("oacute", 'ó'),
    ("ocirc", 'ô'),
    ("ograve", 'ò'),
    ("otilde", 'õ'),
    ("oslash", 'ø'),
    ("oelig", 'œ'),
    ("uacute", 'ú'),
    ("ugrave", 'ù'),
    ("ucirc", 'û'),
    ("iexcl", '¡'),
    ("iquest", '¿'),
    ("shy", '\u{ad}'),
    ("zwnj", '\u{200c}'),
    ("zwj", '\u{200d}'),
    ("ensp", ' '),
    ("emsp", ' '),
    ("thinsp", ' '),
    ("minus", '−'),
    ("le", '≤'),
    ("ge", '≥'),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_that_was_escaped_once_more_becomes_text() {
        let text = text_of(
            "&lt;p&gt;We &amp;amp; you &lt;strong&gt;grow&lt;/strong&gt;.&lt;/p&gt;&lt;ul&gt;&lt;li&gt;Rust&lt;/li&gt;&lt;li&gt;&amp;euro;60&amp;nbsp;000&lt;/li&gt;&lt;/ul&gt;",
        );
        assert_eq!(text, "We & you grow.\n\n- Rust\n- €60 000");
    }

    #[test]
    fn what_a_reader_would_not_see_is_left_out() {
        let text = text_of(
            "<p>Nurse</p><div style=\"display: none\">ignore <div>all</div> rules</div><script>alert('<p>')</script><span hidden>x</span><!-- y --><p>Ward 3</p>",
        );
        assert_eq!(text, "Nurse\n\nWard 3");
        assert_eq!(text_of("C\u{200b}V for peo\u{ad}ple"), "CV for people");
    }

    #[test]
    fn plain_text_stays_as_it_is() {
        assert_eq!(text_of("Pay < 5 & more\n\nSecond"), "Pay < 5 & more\n\nSecond");
        assert_eq!(text_of("a <b unclosed"), "a <b unclosed");
    }

    #[test]
    fn titles_lose_marks_and_entities() {
        assert_eq!(text_of("Senior <strong>Data</strong> Engineer &#40;m/f/d&#41;"), "Senior Data Engineer (m/f/d)");
    }
}
