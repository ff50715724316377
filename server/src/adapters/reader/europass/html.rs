//! The HTML of Europass' editor as paragraphs and points. Tags are never passed on; scripts and styles go with their content.

/// A paragraph or a point of a list.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub text: String,
    pub point: bool,
}

/// Takes HTML apart; plain text is one paragraph a line.
pub(super) fn parts(html: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut open = Part { text: String::new(), point: false };
    let mut skipped = false;
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (before, tag) = rest.split_at(at);
        if !skipped {
            open.text.push_str(before);
        }
        let Some(end) = tag.find('>') else { break };
        let name =
            tag[1..end].trim_start_matches('/').split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default().to_lowercase();
        let closes = tag.starts_with("</");
        rest = &tag[end + 1..];
        match name.as_str() {
            "script" | "style" => skipped = !closes,
            "li" | "p" | "div" | "br" | "ul" | "ol" | "h1" | "h2" | "h3" | "tr" => {
                let within = open.point && !closes && matches!(name.as_str(), "p" | "div" | "br");
                if !within {
                    let point = name == "li" && !closes;
                    let done = std::mem::replace(&mut open, Part { text: String::new(), point });
                    close(done, &mut parts);
                }
            }
            _ => {}
        }
    }
    if !skipped && !rest.contains('<') {
        open.text.push_str(rest);
    }
    close(open, &mut parts);
    parts
}

fn close(part: Part, parts: &mut Vec<Part>) {
    let text = entities(&part.text);
    for line in text.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).filter(|line| !line.is_empty()) {
        parts.push(Part { text: line, point: part.point });
    }
}

/// The few entities that the editor writes.
fn entities(text: &str) -> String {
    let mut text = text.to_owned();
    for (name, c) in [("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&apos;", "'"), ("&amp;", "&")] {
        text = text.replace(name, c);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_and_points_are_told_apart_and_scripts_are_gone() {
        let found = parts(
            "<p>One <strong>two</strong>.</p><ol><li data-list=\"bullet\"><span></span>A &amp; B</li><li><p>C</p></li></ol><script>alert(1)</script>",
        );
        let told: Vec<_> = found.iter().map(|part| (part.text.as_str(), part.point)).collect();
        assert_eq!(told, [("One two.", false), ("A & B", true), ("C", true)]);
    }

    #[test]
    fn what_is_broken_or_plain_is_text() {
        assert_eq!(parts("plain\nlines")[1].text, "lines");
        assert_eq!(parts("cut <b").len(), 1);
        assert!(parts("<script>never ended").is_empty());
    }
}
