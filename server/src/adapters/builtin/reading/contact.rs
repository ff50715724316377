//! Who the CV is about and how to reach them.

use super::dates;
use super::facts::Facts;
use super::headings;
use super::heads::is_place;
use super::piece::{Piece, is_han, plain};
use super::rows::Row;
use super::words;
use job_agent::assistant::FactKind;
use regex::Regex;
use std::sync::LazyLock;

static EMAIL: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"[\p{L}0-9._%+\-]+@[\p{L}0-9\-]+(?:\.[\p{L}0-9\-]+)*\.\p{L}{2,}").ok());
static PHONE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?:\+|00)?\(?\d[\d\s().\-/–]{6,}\d").ok());
static URL: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)(?:https?://)?(?:www\.)?(?:[a-z0-9](?:[a-z0-9\-]*[a-z0-9])?\.)+(?:com|org|net|io|dev|me|ch|de|fr|it|es|at|uk|eu|cn|app|tech|ai|co|info|us|ca|xyz|site|page|edu|be|nl|pl|pt|se|in|jp)\b(?:/[^\s|,•]*)?").ok()
});

/// Networks by the host of their addresses.
const NETWORKS: &[(&str, &str)] = &[
    ("linkedin.com", "LinkedIn"),
    ("github.com", "GitHub"),
    ("gitlab.com", "GitLab"),
    ("twitter.com", "Twitter"),
    ("x.com", "X"),
    ("xing.com", "XING"),
    ("stackoverflow.com", "Stack Overflow"),
    ("scholar.google.com", "Google Scholar"),
    ("orcid.org", "ORCID"),
    ("medium.com", "Medium"),
    ("kaggle.com", "Kaggle"),
    ("behance.net", "Behance"),
    ("dribbble.com", "Dribbble"),
    ("bitbucket.org", "Bitbucket"),
    ("mastodon.social", "Mastodon"),
    ("researchgate.net", "ResearchGate"),
];

/// Reads name, label and contact. `header` is what stands before the first heading, `contact` what stands below one
/// about contact, `all` every row: an address may be printed anywhere.
pub(crate) fn read(header: &[Row], contact: &[Row], all: &[Row], facts: &mut Facts) {
    let name = labelled(
        contact.iter().chain(header),
        &["name", "vor und nachname", "nom", "nome", "nombre", "nome e cognome", "nombre y apellidos", "nom et prenom", "姓名"],
    )
    .map(|piece| (piece, 0.0))
    .or_else(|| find_name(header, all));
    if let Some((piece, _)) = &name {
        say_name(piece, facts);
    }
    let items = items(header.iter().chain(contact));
    let near: Vec<Piece> = header.iter().chain(contact).flat_map(|row| row.cells.clone()).collect();
    let everywhere: Vec<Piece> = all.iter().flat_map(|row| row.cells.clone()).collect();
    if let Some(email) = first_match(&EMAIL, &near).or_else(|| first_match(&EMAIL, &everywhere)) {
        facts.say(FactKind::Contact, "basics.email", &email, 0.98);
    }
    if let Some(phone) = find_phone(&items) {
        facts.say(FactKind::Contact, "basics.phone", &phone, 0.9);
    }
    say_addresses(&items, facts);
    if let Some(place) = find_place(&items, name.as_ref().map(|(piece, _)| piece)) {
        facts.say_lines(FactKind::Location, "basics.location.address", &place, 0.85);
    }
    if let Some((name, size)) = name {
        say_label(header, &name, size, facts);
    }
}

/// What stands behind a label: "Name: …", or the cell beside "Name".
fn labelled<'a>(rows: impl Iterator<Item = &'a Row>, labels: &[&str]) -> Option<Piece> {
    let is_label = |text: &str| labels.contains(&plain(text).as_str());
    for row in rows {
        if let [label, value, ..] = row.cells.as_slice()
            && is_label(&label.text)
        {
            return Some(value.clone());
        }
        let first = row.cells.first()?;
        if let Some(at) = first.text.find([':', '：']).filter(|at| is_label(&first.text[..*at])) {
            let value = first.cut(at, first.text.len()).trim_of(&[':', '：']);
            return (!value.is_empty()).then_some(value);
        }
    }
    None
}

fn first_match(pattern: &LazyLock<Option<Regex>>, pieces: &[Piece]) -> Option<Piece> {
    let pattern = pattern.as_ref()?;
    pieces.iter().find_map(|piece| pattern.find(&piece.text).map(|found| piece.cut(found.start(), found.end())))
}

/// The largest line near the top of the first page that can be a name.
fn find_name(header: &[Row], all: &[Row]) -> Option<(Piece, f32)> {
    let top = |row: &&Row| row.page() <= 1 && row.depth < 0.4;
    let best = |rows: Vec<&Row>| -> Option<(Piece, f32)> {
        let mut best: Option<(Piece, f32)> = None;
        for row in rows {
            let Some(cell) = row.cells.first().filter(|cell| may_be_name(cell)) else { continue };
            if best.as_ref().is_none_or(|(_, size)| row.size > size + 0.5) {
                best = Some((cell.clone(), row.size));
            }
        }
        best
    };
    let own = best(header.iter().filter(top).collect());
    let any = best(all.iter().filter(top).filter(|row| headings::known(&row.text()).is_none()).collect());
    match (own, any) {
        // In a layout with a side bar the name may stand beside the first heading, in much larger letters.
        (Some(own), Some(any)) if any.1 > own.1 * 1.3 => Some(any),
        (Some(own), _) => Some(own),
        (None, any) => any,
    }
}

fn may_be_name(cell: &Piece) -> bool {
    let text = cell.text.trim();
    let words = text.split_whitespace().count();
    let han = text.chars().filter(|c| is_han(*c)).count();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let titles = ["curriculum vitae", "cv", "resume", "lebenslauf", "curriculum", "bewerbung", "简历", "个人简历"];
    let shape = if han > 0 { (2..=6).contains(&han) && han == text.chars().count() } else { (2..=5).contains(&words) };
    shape
        && letters * 10 >= text.chars().filter(|c| !c.is_whitespace()).count() * 8
        && !text.chars().any(|c| c.is_ascii_digit() || matches!(c, '@' | '|' | ':' | '/'))
        && !titles.contains(&plain(text).as_str())
        && headings::known(text).is_none()
        && !is_place(text)
}

/// A name in capitals is a name all the same.
fn say_name(piece: &Piece, facts: &mut Facts) {
    let shouted = !piece.text.chars().any(char::is_lowercase) && !piece.text.chars().any(is_han);
    if !shouted {
        return facts.say(FactKind::Name, "basics.name", piece, 0.95);
    }
    let mut start = true;
    let value: String = piece
        .text
        .chars()
        .flat_map(|c| {
            let out: Vec<char> = if start { vec![c] } else { c.to_lowercase().collect() };
            start = !c.is_alphabetic() && c != '’' && c != '\'';
            out
        })
        .collect();
    facts.say_as(FactKind::Name, "basics.name", piece, value, 0.9);
}

/// What stands between separators in the rows of the header.
fn items<'a>(rows: impl Iterator<Item = &'a Row>) -> Vec<Piece> {
    rows.flat_map(|row| &row.cells)
        .flat_map(|cell| cell.split(|c| matches!(c, '|' | '•' | '·' | '∙' | '—' | '⋅')))
        .flat_map(|piece| split_commas(&piece))
        .map(|piece| piece.tidy())
        .filter(|piece| !piece.is_empty())
        .collect()
}

/// " , " divides where it stands between blanks, and so do an e-mail address and a phone number; any other comma belongs to a place.
fn split_commas(piece: &Piece) -> Vec<Piece> {
    let mut parts = Vec::new();
    let mut from = 0;
    let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    for (at, found) in piece.text.match_indices(" ,").chain(piece.text.match_indices(" / ")) {
        // A slash between digits is inside a phone number.
        let (before, after) = (piece.text[..at].chars().next_back(), piece.text[at + found.len()..].chars().next());
        if at >= from && !(is_digit(before) && is_digit(after)) {
            parts.push(piece.cut(from, at));
            from = at + found.len();
        }
    }
    parts.push(piece.cut(from, piece.text.len()));
    parts
        .iter()
        .flat_map(|part| around(&EMAIL, part))
        .flat_map(|part| if is_digits(&part) { around(&PHONE, &part) } else { vec![part] })
        .collect()
}

fn around(pattern: &LazyLock<Option<Regex>>, piece: &Piece) -> Vec<Piece> {
    match pattern.as_ref().and_then(|pattern| pattern.find(&piece.text)) {
        Some(found) => vec![piece.cut(0, found.start()), piece.cut(found.start(), found.end()), piece.cut(found.end(), piece.text.len())],
        None => vec![piece.clone()],
    }
}

/// Whether there are digits enough for a phone number, and no address of the web.
fn is_digits(piece: &Piece) -> bool {
    piece.text.chars().filter(char::is_ascii_digit).count() >= 9 && !piece.text.contains(['@', '/'])
}

fn find_phone(items: &[Piece]) -> Option<Piece> {
    let pattern = PHONE.as_ref()?;
    items.iter().find_map(|item| {
        let found = pattern.find(&item.text)?;
        let piece = item.cut(found.start(), found.end()).trim();
        let digits = piece.text.chars().filter(char::is_ascii_digit).count();
        let date = dates::find(&piece.text).first().is_some_and(|span| span.to - span.from + 3 >= piece.text.len());
        let groups_of_four = piece.text.split('-').filter(|part| part.len() == 4).count() == 4;
        ((7..=15).contains(&digits) && !date && !groups_of_four && !item.text.contains('@')).then_some(piece)
    })
}

fn say_addresses(items: &[Piece], facts: &mut Facts) {
    let Some(pattern) = URL.as_ref() else { return };
    let mut number = 0;
    let mut homepage = false;
    for item in items {
        let Some(found) = pattern.find(&item.text).filter(|_| !item.text.contains('@')) else { continue };
        let piece = item.cut(found.start(), found.end());
        let plain = piece.text.to_lowercase();
        let host = plain.trim_start_matches("https://").trim_start_matches("http://").trim_start_matches("www.");
        match NETWORKS.iter().find(|(domain, _)| host.starts_with(domain) || host.contains(&format!(".{domain}"))) {
            Some((_, network)) => {
                let base = format!("basics.profiles[{number}]");
                facts.say_as(FactKind::Contact, format!("{base}.network"), &piece, (*network).to_owned(), 0.95);
                facts.say(FactKind::Contact, format!("{base}.url"), &piece, 0.95);
                if let Some(at) = piece.text.trim_end_matches('/').rfind(['/', '=']).filter(|at| *at > 8) {
                    facts.say(
                        FactKind::Contact,
                        format!("{base}.username"),
                        &piece.cut(at + 1, piece.text.trim_end_matches('/').len()),
                        0.9,
                    );
                }
                number += 1;
            }
            None if !homepage => {
                facts.say(FactKind::Contact, "basics.url", &piece, 0.85);
                homepage = true;
            }
            None => {}
        }
    }
}

static POSTAL: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?:^|,\s*)(?:[A-Z]{1,2}-)?\d{4,5}\s+\p{Lu}[\p{L}\s.\-/]{2,40}$|,\s*[A-Z]{2}\s+\d{5}(?:-\d{4})?$").ok());

/// "14 rue des Lilas, 69003 Lyon", "88 Maple Avenue, Chicago, IL 60614": a town with its postal code.
fn is_address(text: &str) -> bool {
    !text.contains('@') && text.split_whitespace().count() <= 12 && POSTAL.as_ref().is_some_and(|postal| postal.is_match(text.trim()))
}

/// The place, with the street on the line above it where there is one.
fn find_place(items: &[Piece], name: Option<&Piece>) -> Option<Vec<Piece>> {
    let at = items
        .iter()
        .position(|item| Some(item) != name && (is_place(&item.text) || is_address(&item.text)) && !words::is_degree(&item.text))?;
    let place = items.get(at)?.clone();
    let street = at.checked_sub(1).and_then(|above| items.get(above)).filter(|item| {
        let number = item.text.split_whitespace().any(|word| word.chars().next().is_some_and(|c| c.is_ascii_digit()) && word.len() <= 5);
        number && item.text.chars().filter(|c| c.is_alphabetic()).count() > 4 && !item.text.contains('@') && item.words() <= 6
    });
    Some(match street {
        Some(street) if street.page == place.page && street.start < place.start => {
            vec![Piece::new(street.page, street.start, format!("{},", street.text)), place]
        }
        _ => vec![place],
    })
}

/// The line below the name that says what the person is, and the sentence that sums them up.
fn say_label(header: &[Row], name: &Piece, size: f32, facts: &mut Facts) {
    let below = header.iter().filter(|row| row.page() == name.page && row.cells.iter().any(|cell| cell.start > name.start));
    let mut summary: Vec<Piece> = Vec::new();
    let mut label = None;
    for row in below {
        let Some(cell) = row.cells.first().filter(|cell| cell.start > name.start) else { continue };
        let contact =
            cell.text.contains(['@', '|', '•']) || cell.text.chars().filter(char::is_ascii_digit).count() > 4 || is_place(&cell.text);
        if contact {
            continue;
        }
        let words = cell.words();
        if label.is_none()
            && summary.is_empty()
            && (1..=8).contains(&words)
            && row.size < size
            && (words::is_title(&cell.text) && row.cells.len() == 1)
        {
            label = Some(cell.clone());
        } else if row.cells.len() == 1 && (words >= 8 || !summary.is_empty()) {
            summary.push(cell.clone());
        }
    }
    if let Some(label) = label {
        facts.say(FactKind::Label, "basics.label", &label, 0.85);
    }
    facts.say_lines(FactKind::Summary, "basics.summary", &summary, 0.6);
}
