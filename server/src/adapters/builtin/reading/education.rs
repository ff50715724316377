//! Studies: school, degree, field and when.

use super::entries::divide;
use super::facts::Facts;
use super::heads;
use super::piece::{Piece, plain};
use super::rows::Row;
use super::words;
use job_agent::assistant::FactKind;

#[derive(Debug, Default)]
struct Study {
    institution: Option<Piece>,
    degree: Option<Piece>,
    area: Option<Piece>,
}

/// Reads a section of studies; `from` is the number of the first.
pub(crate) fn read(rows: &[Row], from: usize, facts: &mut Facts) -> usize {
    let entries = divide(rows, |text, bold| words::is_school(text) || words::is_degree(text) && bold);
    let mut number = from;
    for entry in entries {
        let head = heads::take_apart(&entry.heads);
        let study = tell_apart(&head);
        if study.institution.is_none() && study.degree.is_none() {
            continue;
        }
        let base = format!("education[{number}]");
        if let Some(institution) = &study.institution {
            facts.say(FactKind::Education, format!("{base}.institution"), institution, 0.85);
        }
        if let Some(degree) = &study.degree {
            facts.say(FactKind::Education, format!("{base}.studyType"), degree, 0.8);
        }
        if let Some(area) = &study.area {
            facts.say(FactKind::Education, format!("{base}.area"), area, 0.8);
        }
        facts.say_dates(&base, &entry.dates, "endDate");
        let mut course = 0;
        for paragraph in &entry.body {
            match grade(&paragraph.lines) {
                Some(score) => facts.say(FactKind::Education, format!("{base}.score"), &score, 0.8),
                None => {
                    facts.say_lines(FactKind::Education, format!("{base}.courses[{course}]"), &paragraph.lines, 0.8);
                    course += 1;
                }
            }
        }
        number += 1;
    }
    number
}

/// "GPA: 3.97/4.00" says a score.
fn grade(lines: &[Piece]) -> Option<Piece> {
    let [line] = lines else { return None };
    let (label, _) = line.text.split_once(':')?;
    let known = ["gpa", "overall gpa", "cgpa", "grade", "note", "abschlussnote", "gesamtnote", "voto", "nota media", "moyenne"];
    known.contains(&plain(label).as_str()).then(|| line.cut(label.len() + 1, line.text.len()).trim())
}

fn tell_apart(head: &heads::Head) -> Study {
    let mut study = Study::default();
    let parts: Vec<(usize, &Piece)> =
        head.units.iter().enumerate().flat_map(|(unit, parts)| parts.iter().map(move |part| (unit, part))).collect();
    let is_school = |part: &Piece| words::is_school(&part.text) && !starts_with_degree(part);
    let school = parts.iter().position(|(_, part)| is_school(part));
    let degree = parts
        .iter()
        .enumerate()
        .filter(|(at, (_, part))| Some(*at) != school && words::is_degree(&part.text))
        .max_by_key(|(at, (_, part))| (part.words(), std::cmp::Reverse(*at)))
        .map(|(at, _)| at);
    let free = |at: usize| Some(at) != degree && Some(at) != school && parts.get(at).is_some_and(|(_, part)| !words::is_degree(&part.text));
    let institution = school.or_else(|| {
        let others: Vec<usize> = (0..parts.len()).filter(|at| free(*at)).collect();
        let own_unit = others.iter().find(|at| degree.is_none_or(|degree| unit_of(&parts, **at) != unit_of(&parts, degree)));
        let after = others.iter().rev().find(|at| degree.is_some_and(|degree| **at > degree));
        own_unit.or(after).or(others.first()).copied()
    });
    if let Some(at) = institution {
        study.institution = parts.get(at).map(|(_, part)| with_city(part, parts.get(at + 1), head.location.as_ref()));
    }
    if let Some((_, part)) = degree.and_then(|at| parts.get(at)) {
        let (kind, area) = split_area(part);
        study.degree = Some(kind);
        study.area = area;
    }
    if study.area.is_none() {
        let mut rest = (0..parts.len()).filter(|at| free(*at) && Some(*at) != institution);
        study.area = rest
            .next()
            .and_then(|at| parts.get(at))
            .map(|(_, part)| (*part).clone())
            .filter(|part| !is_city_of(part, head.location.as_ref()) && !is_honour(part));
    }
    study
}

/// How well somebody did is no field of study.
fn is_honour(part: &Piece) -> bool {
    let words =
        ["honours", "honors", "cum laude", "distinction", "class", "merit", "grade", "average", "auszeichnung", "note", "mention", "lode"];
    super::piece::has_any(&plain(&part.text), &words)
}

fn unit_of(parts: &[(usize, &Piece)], at: usize) -> Option<usize> {
    parts.get(at).map(|(unit, _)| *unit)
}

fn starts_with_degree(part: &Piece) -> bool {
    let plain = plain(&part.text);
    plain.split(' ').next().is_some_and(words::is_degree) && !words::is_school(plain.split(' ').next().unwrap_or_default())
}

fn is_city_of(part: &Piece, location: Option<&Piece>) -> bool {
    words::is_city(&part.text) || location.is_some_and(|place| plain(&place.text).starts_with(&plain(&part.text)))
}

/// "University of California, Berkeley": the town is part of the name where it follows it.
fn with_city(school: &Piece, next: Option<&(usize, &Piece)>, location: Option<&Piece>) -> Piece {
    match next {
        Some((_, city)) if is_city_of(city, location) && city.page == school.page && city.start <= school.end() + 2 => {
            heads::whole(&[school.clone(), (*city).clone()]).unwrap_or_else(|| school.clone())
        }
        _ => school.clone(),
    }
}

/// "PhD in Computer Science" is a degree and its field.
fn split_area(part: &Piece) -> (Piece, Option<Piece>) {
    for link in [" in ", " en ", " im ", ": "] {
        if let Some(at) = part.text.find(link) {
            let (kind, area) = (part.cut(0, at).trim(), part.cut(at + link.len(), part.text.len()).trim());
            if words::is_degree(&kind.text) && !area.is_empty() {
                return (kind, Some(area));
            }
        }
    }
    (part.clone(), None)
}
