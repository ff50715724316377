//! Plain text and Markdown. Lines stay where they are; what Markdown says about them becomes size, weight and bullets.

use encoding_rs::{Encoding, WINDOWS_1252};
use job_agent::document::paper::{Ink, Paper};
use job_agent::document::{Document, Format, Limit, Unreadable, outline};
use regex::Regex;
use std::sync::LazyLock;

pub(super) fn read(bytes: &[u8], format: Format) -> Result<Document, Unreadable> {
    let text = decoded(bytes);
    let mut paper = Paper::default();
    if format == Format::Markdown {
        markdown(&text, &mut paper)
    } else {
        plain(&text, &mut paper)
    }
    if paper.is_full() {
        return Err(Unreadable::TooHeavy(Limit::Text));
    }
    Ok(Document::of_pages(format, paper.into_pages()))
}

/// Text in the encoding that its first bytes name, in UTF-8, or in what Windows wrote before.
pub(super) fn decoded(bytes: &[u8]) -> String {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(&bytes[mark..]).0.into_owned();
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned(),
    }
}

/// The first line is larger: that is where people put their name. Headings are in capitals, underlined or known by their words.
fn plain(text: &str, paper: &mut Paper) {
    let lines: Vec<&str> = text.lines().collect();
    let mut first = true;
    for (at, line) in lines.iter().enumerate() {
        if is_rule(line) {
            continue;
        }
        if line.trim().is_empty() {
            paper.space(5.0);
            continue;
        }
        let underlined = lines.get(at + 1).is_some_and(|next| is_rule(next) && next.trim().len() >= 3);
        let indent = line.chars().take_while(|c| c.is_whitespace()).map(|c| if c == '\t' { 4.0 } else { 1.0 }).sum::<f32>();
        let ink = match () {
            () if first && line.trim().chars().count() <= 60 => Ink::TITLE,
            () if underlined || is_shouted(line) => Ink::HEADING,
            () => Ink::TEXT.indented((indent * 5.0).min(100.0)),
        };
        first = false;
        paper.write(ink, &spaced(line));
    }
}

/// Wide gaps are columns: "Engineer        2019 – 2021".
fn spaced(line: &str) -> String {
    static GAP: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r" {3,}|\t+").ok());
    let line = line.trim();
    GAP.as_ref().map_or_else(|| line.to_owned(), |gap| gap.replace_all(line, "\t").into_owned())
}

/// A line of dashes and the like.
fn is_rule(line: &str) -> bool {
    let line = line.trim();
    line.chars().count() >= 3 && line.chars().all(|c| matches!(c, '-' | '=' | '_' | '*' | '~' | '#' | '─' | '═' | '—'))
}

/// In capitals all over, and short.
fn is_shouted(line: &str) -> bool {
    let letters = line.chars().filter(|c| c.is_alphabetic()).count();
    letters >= 4
        && line.split_whitespace().count() <= 5
        && !line.chars().any(|c| c.is_lowercase() || c.is_ascii_digit() || matches!(c, '@' | ','))
}

fn markdown(text: &str, paper: &mut Paper) {
    let lines: Vec<&str> = text.lines().collect();
    let mut fenced = false;
    let front = front_matter(&lines);
    let mut paragraph = String::new();
    for (at, line) in lines.iter().enumerate().skip(front) {
        let trimmed = line.trim();
        if trimmed.starts_with("```") || trimmed.starts_with("~~~") {
            fenced = !fenced;
            continue;
        }
        let heading = trimmed.chars().take_while(|c| *c == '#').count();
        let underline = lines.get(at + 1).map(|next| next.trim()).filter(|next| is_underline(next) && !trimmed.is_empty());
        let bullet = bulleted(trimmed);
        let special = trimmed.is_empty()
            || (1..=6).contains(&heading)
            || bullet.is_some()
            || trimmed.starts_with('|')
            || is_rule(trimmed)
            || underline.is_some();
        if special {
            flush(&mut paragraph, paper);
        }
        if trimmed.is_empty() {
            paper.space(5.0);
        } else if (1..=6).contains(&heading) && trimmed[heading..].starts_with(' ') {
            paper.space(4.0);
            paper.write(heading_ink(heading), &bare(trimmed[heading..].trim_end_matches('#')));
        } else if let Some(under) = underline {
            paper.write(heading_ink(if under.starts_with('=') { 1 } else { 2 }), &bare(trimmed));
        } else if is_rule(trimmed) {
        } else if let Some(item) = bullet {
            let depth = line.chars().take_while(|c| c.is_whitespace()).count().min(12) as f32;
            paragraph = format!("• {item}");
            if lines.get(at + 1).is_none_or(|next| !goes_on(next)) {
                paper.write(Ink::TEXT.indented(10.0 + depth * 4.0), &bare(&std::mem::take(&mut paragraph)));
            }
        } else if trimmed.starts_with('|') {
            table_line(trimmed, paper);
        } else {
            // A line break in Markdown is a blank unless two blanks stand before it.
            join(&mut paragraph, trimmed);
            if line.ends_with("  ") || line.ends_with('\\') || !lines.get(at + 1).is_some_and(|next| goes_on(next)) {
                flush(&mut paragraph, paper);
            }
        }
    }
    flush(&mut paragraph, paper);
}

/// Whether a line is the rest of the paragraph above it.
fn goes_on(line: &str) -> bool {
    let trimmed = line.trim();
    let prose = trimmed.split_whitespace().count() >= 5 || trimmed.starts_with(char::is_lowercase);
    prose && !trimmed.starts_with(['#', '|', '*', '>', '`']) && bulleted(trimmed).is_none() && !is_rule(trimmed)
}

fn join(paragraph: &mut String, line: &str) {
    if !paragraph.is_empty() {
        paragraph.push(' ');
    }
    paragraph.push_str(line.trim_end_matches('\\'));
}

fn flush(paragraph: &mut String, paper: &mut Paper) {
    if paragraph.is_empty() {
        return;
    }
    let text = std::mem::take(paragraph);
    let bold =
        text.starts_with("**") && text.matches("**").count() == 2 && text.len() < 160 || text.starts_with("**") && text.ends_with("**");
    paper.write(if bold { Ink::TEXT.bold() } else { Ink::TEXT }, &bare(&text));
}

fn heading_ink(level: usize) -> Ink {
    match level {
        1 => Ink::TITLE,
        2 => Ink::HEADING,
        _ => Ink { size: 11.0, bold: true, indent: 0.0 },
    }
}

/// Cells of a table; the line below its head says nothing.
fn table_line(line: &str, paper: &mut Paper) {
    if line.chars().all(|c| matches!(c, '|' | '-' | ':' | ' ')) {
        return;
    }
    let cells: Vec<String> = line.trim_matches('|').split('|').map(|cell| bare(cell.trim())).collect();
    paper.write(Ink::TEXT, &cells.join("\t"));
}

fn is_underline(line: &str) -> bool {
    line.len() >= 3 && (line.chars().all(|c| c == '=') || line.chars().all(|c| c == '-'))
}

/// What stands behind "- ", "* ", "+ " or "3. ".
fn bulleted(line: &str) -> Option<&str> {
    let rest = line.strip_prefix(['-', '*', '+', '•']).or_else(|| {
        let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
        let digits = line.len() - rest.len();
        (1..=2).contains(&digits).then(|| rest.strip_prefix(['.', ')'])).flatten()
    })?;
    rest.strip_prefix(' ').map(str::trim_start)
}

/// Lines of YAML between dashes at the beginning.
fn front_matter(lines: &[&str]) -> usize {
    if lines.first().map(|line| line.trim()) != Some("---") {
        return 0;
    }
    lines.iter().skip(1).position(|line| line.trim() == "---").map_or(0, |at| at + 2)
}

/// Without the marks of Markdown; a link shows its address where its text does not.
fn bare(text: &str) -> String {
    static LINK: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"!?\[([^\]]*)\]\(\s*<?([^)\s>]*)>?[^)]*\)").ok());
    static EMPHASIS: LazyLock<Option<Regex>> =
        LazyLock::new(|| Regex::new(r"(\*\*|__|~~|`)(\S(?:.*?\S)?)(?:\*\*|__|~~|`)|(?:^|\b|\s)[*_](\S(?:[^*_]*\S)?)[*_]").ok());
    static TAG: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"</?[a-zA-Z][^<>]{0,200}>|<!--.*?-->").ok());
    let (Some(link), Some(emphasis), Some(tag)) = (LINK.as_ref(), EMPHASIS.as_ref(), TAG.as_ref()) else { return text.to_owned() };
    let text = link.replace_all(text, |found: &regex::Captures<'_>| {
        let (shown, target) = (found[1].trim().to_owned(), found[2].trim_start_matches("mailto:").to_owned());
        let known = |part: &str| shown.contains(part) || part.is_empty();
        let host = outline::bare(&target);
        if found[0].starts_with('!') || target.starts_with('#') || known(&host) { shown } else { format!("{shown} {target}") }
    });
    let text = text.replace("<br>", " ").replace("<br/>", " ");
    let text = tag.replace_all(&text, "");
    let mut text = text.into_owned();
    for _ in 0..2 {
        text = emphasis
            .replace_all(&text, |found: &regex::Captures<'_>| match (found.get(2), found.get(3)) {
                (Some(strong), _) => strong.as_str().to_owned(),
                (_, Some(weak)) => format!("{}{}", if found[0].starts_with(char::is_whitespace) { " " } else { "" }, weak.as_str()),
                _ => found[0].to_owned(),
            })
            .into_owned();
    }
    text.replace("\\_", "_").replace("\\*", "*").replace("\\#", "#").replace("&amp;", "&").replace("&nbsp;", " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(text: &str, format: Format) -> job_agent::document::Page {
        read(text.as_bytes(), format).unwrap().pages.remove(0)
    }

    #[test]
    fn markdown_loses_its_marks_and_keeps_what_they_say() {
        let page = page(
            "---\ntitle: x\n---\n# Ada **Muster**\n[ada@x.example](mailto:ada@x.example) | [GitHub](https://github.com/ada)\n\nWork\n----\n### Engineer, *Acme*\n2019 – 2021\n\n* Built `snake_case` things that go\n  on in a second line of words\n1. Led a team\n\n| Skill | Level |\n|---|---|\n| Rust | good |\n",
            Format::Markdown,
        );
        assert_eq!(
            page.text.lines().collect::<Vec<_>>(),
            [
                "Ada Muster",
                "ada@x.example | GitHub https://github.com/ada",
                "Work",
                "Engineer, Acme",
                "2019 – 2021",
                "• Built snake_case things that go on in a second line of words",
                "• Led a team",
                "Skill\tLevel",
                "Rust\tgood",
            ]
        );
        assert!(page.lines[0].size > page.lines[2].size && page.lines[2].size > page.lines[4].size);
    }

    #[test]
    fn gaps_of_plain_text_are_cells_and_rules_make_headings() {
        let page = page("Ada Muster\n\nEXPERIENCE\nEngineer          2019 – 2021\n  - built\nStudies\n-------\nMSc", Format::Text);
        assert_eq!(page.text, "Ada Muster\nEXPERIENCE\nEngineer\t2019 – 2021\n- built\nStudies\nMSc");
        assert!(page.lines[1].bold && page.lines[4].bold && !page.lines[5].bold);
    }

    #[test]
    fn text_of_other_encodings_is_read() {
        assert_eq!(decoded(b"M\xfcller \x96 Z\xfcrich"), "Müller – Zürich");
        assert_eq!(decoded(b"\xff\xfeA\0\xe4\0"), "Aä");
        assert_eq!(decoded("\u{feff}ä".as_bytes()), "ä");
    }
}
