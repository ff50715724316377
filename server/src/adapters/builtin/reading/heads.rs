//! What the lines that name an entry say: parts between separators, and the place among them.

use super::piece::Piece;
use super::words;
use regex::Regex;
use std::sync::LazyLock;

/// The lines of an entry's head, taken apart.
#[derive(Debug, Default)]
pub(crate) struct Head {
    /// Parts between strong separators and lines, each as its parts between commas.
    pub units: Vec<Vec<Piece>>,
    pub location: Option<Piece>,
}

static STRONG: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\s+[|•·–—@∙]\s+|\s+-\s+|\s*[|•∙]\s*|\s+(?:at|bei|chez|presso)\s+").ok());

/// Takes the lines of an entry's head apart.
pub(crate) fn take_apart(lines: &[Vec<Piece>]) -> Head {
    let mut head = Head::default();
    let cells: usize = lines.iter().map(Vec::len).sum();
    for line in lines {
        for (at, cell) in line.iter().enumerate() {
            for unit in strong_parts(cell) {
                let mut parts = comma_parts(&unit);
                // The whole of a unit may be a place only where other words name the entry.
                let place = take_place(&mut parts, cells == 1 && head.units.is_empty());
                if head.location.is_none() {
                    head.location = place;
                }
                if !parts.is_empty() {
                    head.units.push(parts);
                }
            }
            // What stands alone at the right edge and names nothing is a place too.
            if at > 0 && at + 1 == line.len() && head.location.is_none() && head.units.len() > 1 && !names_something(cell) {
                head.units.pop();
                head.location = Some(cell.clone());
            }
        }
    }
    head
}

fn names_something(cell: &Piece) -> bool {
    let text = &cell.text;
    words::is_title(text) || words::is_organisation(text) || words::is_school(text) || words::is_degree(text) || cell.words() > 6
}

fn strong_parts(cell: &Piece) -> Vec<Piece> {
    let Some(strong) = STRONG.as_ref() else { return vec![cell.clone()] };
    let mut parts = Vec::new();
    let mut from = 0;
    for found in strong.find_iter(&cell.text) {
        parts.push(cell.cut(from, found.start()));
        from = found.end();
    }
    parts.push(cell.cut(from, cell.text.len()));
    parts.into_iter().map(|part| part.tidy()).filter(|part| !part.is_empty()).collect()
}

/// Parts between commas; a legal form stays with its name.
fn comma_parts(unit: &Piece) -> Vec<Piece> {
    let mut parts: Vec<Piece> = Vec::new();
    for part in unit.split_list(&[',', '，']) {
        match parts.last_mut() {
            Some(last) if words::is_legal_form(&part.text) => *last = join(last, &part, unit),
            _ => parts.push(part),
        }
    }
    parts
}

/// Two parts and what stands between them.
pub(crate) fn join(first: &Piece, last: &Piece, within: &Piece) -> Piece {
    let chars: Vec<char> = within.text.chars().collect();
    let from = first.start.saturating_sub(within.start) as usize;
    let to = last.end().saturating_sub(within.start) as usize;
    match chars.get(from..to) {
        Some(text) if first.page == last.page => Piece::new(first.page, first.start, text.iter().collect::<String>()),
        _ => first.clone(),
    }
}

/// Parts of one unit as one piece again, commas and all.
pub(crate) fn whole(parts: &[Piece]) -> Option<Piece> {
    let first = parts.first()?;
    if parts.len() == 1 {
        return Some(first.clone());
    }
    let mut text = String::new();
    for part in parts {
        let gap = part.start.saturating_sub(first.start) as usize;
        let length = text.chars().count();
        // Between the parts stood a comma and blanks, as many as the offsets say.
        if length > 0 {
            text.push(',');
            text.extend(std::iter::repeat_n(' ', gap.saturating_sub(length + 1)));
        }
        text.push_str(&part.text);
    }
    Some(Piece::new(first.page, first.start, text))
}

/// Takes the place off the end of a list: "…, Mountain View, CA, USA".
fn take_place(parts: &mut Vec<Piece>, keep_one: bool) -> Option<Piece> {
    let least = usize::from(keep_one);
    let last = parts.last()?;
    let mut from = parts.len() - 1;
    if words::is_region(&last.text) {
        if from > least && parts.get(from - 1).is_some_and(|part| words::is_region(&part.text)) {
            from -= 1;
        }
        let city = from.checked_sub(1).and_then(|at| parts.get(at)).is_some_and(|part| {
            !words::is_title(&part.text)
                && !words::is_degree(&part.text)
                && (!words::is_school(&part.text) || from > 1)
                && part.words() <= 4
        });
        // The part before a country is its city, unless nothing else would be left to name the entry.
        if city && (from > 1 || from == 1 && !keep_one) {
            from -= 1;
        }
    } else if !words::is_city(&last.text) {
        return None;
    }
    if from < least {
        return None;
    }
    let place = whole(parts.get(from..)?);
    parts.truncate(from);
    place
}

/// A place by itself: "Berlin, Germany", "上海".
pub(crate) fn is_place(text: &str) -> bool {
    let parts: Vec<&str> = text.split([',', '，']).map(str::trim).collect();
    match parts.as_slice() {
        [one] => words::is_city(one) || words::is_region(one) && one.len() > 2,
        [first, .., last] => {
            parts.len() <= 4 && (words::is_region(last) || words::is_city(first) || words::is_city(last)) && !words::is_title(first)
        }
        [] => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(text: &str) -> Head {
        take_apart(&[vec![Piece::new(1, 0, text)]])
    }

    fn units(head: &Head) -> Vec<Vec<&str>> {
        head.units.iter().map(|unit| unit.iter().map(|part| part.text.as_str()).collect()).collect()
    }

    #[test]
    fn a_place_at_the_end_is_told_apart() {
        let found = head("Product Manager, Acme, Inc., Mountain View, CA, USA");
        assert_eq!(units(&found), [["Product Manager", "Acme, Inc."]]);
        assert_eq!(found.location.map(|place| place.text), Some("Mountain View, CA, USA".into()));
        let found = head("B.Tech, Engineering, Institute of Technology\nDelhi, New Delhi, India");
        assert_eq!(units(&found), [["B.Tech", "Engineering", "Institute of Technology\nDelhi"]]);
    }

    #[test]
    fn strong_separators_come_before_commas() {
        let found = head("Acme Labs – Engineer, Platform – Berlin, Germany");
        assert_eq!(units(&found), [vec!["Acme Labs"], vec!["Engineer", "Platform"]]);
        assert_eq!(found.location.map(|place| place.start), Some(33));
    }
}
