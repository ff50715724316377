//! Roles: who employed, as what, when, where, and what was done.

use super::entries::{Entry, Paragraph, divide};
use super::facts::Facts;
use super::heads::{self, Head};
use super::piece::Piece;
use super::rows::Row;
use super::words;
use job_agent::assistant::FactKind;

/// Where a kind of entry goes in JSON Resume.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Target {
    pub list: &'static str,
    pub name: &'static str,
    pub name_kind: FactKind,
    pub role_kind: FactKind,
}

pub(crate) const WORK: Target = Target { list: "work", name: "name", name_kind: FactKind::Employer, role_kind: FactKind::Role };
pub(crate) const VOLUNTEER: Target =
    Target { list: "volunteer", name: "organization", name_kind: FactKind::Volunteer, role_kind: FactKind::Volunteer };

/// The head of an entry. What follows a date on its line, where others name the role, is the place.
fn head_of(entry: &Entry) -> Head {
    let mut lines = entry.heads.clone();
    let place = entry.dates.first().and_then(|date| {
        let end = date.piece.cut(0, date.span.to).end();
        let line = lines
            .iter_mut()
            .find(|line| line.iter().any(|cell| cell.page == date.piece.page && (end..date.piece.end()).contains(&cell.start)))?;
        let [cell] = line.as_slice() else { return None };
        let named = words::is_title(&cell.text) || words::is_organisation(&cell.text) || cell.words() > 5;
        let place = (!named).then(|| cell.clone())?;
        line.clear();
        Some(place)
    });
    let head = heads::take_apart(&lines);
    if let Some(place) = place {
        if head.units.iter().map(Vec::len).sum::<usize>() < 2 {
            return heads::take_apart(&entry.heads);
        }
        return Head { location: head.location.or(Some(place)), ..head };
    }
    head
}

/// Employer and position as they were told apart, and whether the words made it sure.
#[derive(Debug, Default)]
struct Named {
    employer: Option<Piece>,
    position: Option<Piece>,
}

/// Reads a section of roles; `from` is the number of the first.
pub(crate) fn read(rows: &[Row], target: Target, from: usize, facts: &mut Facts) -> usize {
    let entries = divide(rows, |text, bold| words::is_title(text) || bold && words::is_organisation(text));
    let heads: Vec<Head> = entries.iter().map(head_of).collect();
    let title_first = heads.iter().map(order).sum::<i32>() >= 0;
    let mut above: Option<(Piece, Option<Piece>)> = None;
    let mut number = from;
    for (entry, head) in entries.iter().zip(heads) {
        let mut named = name(&head, title_first);
        let mut location = head.location;
        if let (Some(employer), None) = (&named.employer, &location)
            && named.position.is_some()
            && let Some((rest, town)) = cut_town(employer)
        {
            (named.employer, location) = (Some(rest), Some(town));
        }
        if named.employer.is_none() && (entry.is_short || named.position.is_some()) {
            // A further role with the employer above.
            if let Some((employer, place)) = &above {
                named.employer = Some(employer.clone());
                location = location.or_else(|| place.clone());
            }
        }
        if named.employer.is_none() && named.position.is_none() {
            continue;
        }
        let base = format!("{}[{number}]", target.list);
        if let Some(employer) = &named.employer {
            facts.say(target.name_kind, format!("{base}.{}", target.name), employer, 0.85);
            above = Some((employer.clone(), location.clone()));
        }
        if let Some(position) = &named.position {
            facts.say(target.role_kind, format!("{base}.position"), position, 0.85);
        }
        if let (Some(location), "work") = (&location, target.list) {
            facts.say(FactKind::Location, format!("{base}.location"), location, 0.8);
        }
        facts.say_dates(&base, &entry.dates, "startDate");
        say_body(&base, &entry.body, facts);
        number += 1;
    }
    number
}

/// "Acme AB, Borås": what follows an employer's name is its town, unless it names a part of the employer.
fn cut_town(employer: &Piece) -> Option<(Piece, Piece)> {
    const PARTS: &[&str] = &[
        "department", "division", "team", "unit", "office", "abteilung", "bereich", "service", "departement", "direction", "reparto",
        "departamento",
    ];
    let at = employer.text.rfind(", ")?;
    let (rest, town) = (employer.cut(0, at).trim(), employer.cut(at + 2, employer.text.len()).trim());
    let plain = super::piece::plain(&town.text);
    let capital = town.text.chars().next().is_some_and(char::is_uppercase);
    let named = words::is_legal_form(&town.text)
        || words::is_organisation(&town.text)
        || words::is_title(&town.text)
        || super::piece::has_any(&plain, PARTS);
    (capital && !named && town.words() <= 3 && !town.text.chars().any(|c| c.is_ascii_digit())).then_some((rest, town))
}

/// What was done: points as highlights, running text as the summary.
pub(crate) fn say_body(base: &str, body: &[Paragraph], facts: &mut Facts) {
    let mut point = 0;
    let mut summed_up = false;
    for paragraph in body {
        if !paragraph.bullet && !summed_up && point == 0 {
            facts.say_lines(FactKind::Achievement, format!("{base}.summary"), &paragraph.lines, 0.7);
            summed_up = true;
        } else {
            facts.say_lines(FactKind::Achievement, format!("{base}.highlights[{point}]"), &paragraph.lines, 0.9);
            point += 1;
        }
    }
}

/// Above nought where the title stands before the employer.
fn order(head: &Head) -> i32 {
    let parts: Vec<Piece> = ordered(head);
    match parts.as_slice() {
        [first, second, ..] => (score(first) - score(second)).signum(),
        _ => 0,
    }
}

/// How much a part looks like a title, and not like an employer.
fn score(part: &Piece) -> i32 {
    let organisation = i32::from(words::is_organisation(&part.text));
    if words::is_title(&part.text) { 2 - organisation } else { -organisation }
}

/// The parts that name an entry: units where there are several, else what stands between the commas.
fn ordered(head: &Head) -> Vec<Piece> {
    match head.units.as_slice() {
        [one] => one.clone(),
        units => units.iter().filter_map(|unit| heads::whole(unit)).collect(),
    }
}

fn name(head: &Head, title_first: bool) -> Named {
    if let [one] = head.units.as_slice() {
        return name_list(one, title_first);
    }
    // Several units: one of them may itself be "Title, Employer", beside a team or a place that is not known.
    let parts = ordered(head);
    let Some(best) = parts.iter().enumerate().max_by_key(|(at, part)| (score(part), std::cmp::Reverse(*at))).map(|(at, _)| at) else {
        return Named::default();
    };
    let best = if parts.iter().any(|part| score(part) > 0) { best } else { usize::from(!title_first).min(parts.len() - 1) };
    let employer =
        parts.iter().enumerate().filter(|(at, _)| *at != best).min_by_key(|(at, part)| (score(part), *at)).map(|(_, part)| part.clone());
    Named { employer, position: parts.get(best).cloned() }
}

/// "Title, Employer" or "Employer, Title".
fn name_list(parts: &[Piece], title_first: bool) -> Named {
    match parts {
        [] => Named::default(),
        [one] if score(one) > 0 => Named { employer: None, position: Some(one.clone()) },
        [one] => Named { employer: Some(one.clone()), position: None },
        [first, .., last] => {
            let difference = score(first) - score(last);
            let first_is_title = if difference == 0 { title_first } else { difference > 0 };
            // Of more than two parts, those that look like titles go to the title's side.
            let titles = parts.iter().filter(|part| score(part) > 0).count().clamp(1, parts.len() - 1);
            if first_is_title {
                let run = parts.iter().take_while(|part| score(part) > 0).count().clamp(1, titles);
                Named { position: heads::whole(&parts[..run]), employer: heads::whole(&parts[run..]) }
            } else {
                let run = parts.iter().rev().take_while(|part| score(part) > 0).count().clamp(1, titles);
                let at = parts.len() - run;
                Named { employer: heads::whole(&parts[..at]), position: heads::whole(&parts[at..]) }
            }
        }
    }
}
