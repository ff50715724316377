//! Where the work is and how one gets there, against where the person is and how they want to work. Languages belong here too: they come
//! with a place.

use super::gazetteer::LANGUAGES;
use super::places::{Home, Near, nearest, places};
use super::words::small;
use super::{Judged, Look};
use crate::posting::{self, WorkMode};
use crate::search::{Candidate, PartKey};

/// The places that count for a person: those they wish for, and otherwise those that the CV names.
pub struct Homes {
    homes: Vec<Home>,
    facts: Vec<String>,
}

impl Homes {
    pub fn of(candidate: &Candidate) -> Self {
        if !candidate.places.is_empty() {
            return Self { homes: candidate.places.iter().map(|place| Home::of(place)).collect(), facts: Vec::new() };
        }
        Self {
            homes: candidate.locations.iter().map(|place| Home::of(&place.text)).collect(),
            facts: candidate.locations.iter().flat_map(|place| place.facts.clone()).take(2).collect(),
        }
    }
}

pub fn judge(candidate: &Candidate, homes: &Homes, look: &Look, gaps: &mut Vec<String>) -> Judged {
    let mut judged = Judged::unknown(PartKey::Place);
    let (mut sum, mut weight) = (0.0, 0.0);
    if let Some((score, certain)) = distance(homes, look, &mut judged) {
        sum += score * certain;
        weight += certain;
    }
    if let Some(score) = mode(candidate, look, &mut judged) {
        sum += score * 0.4;
        weight += 0.4;
    }
    let language = language(candidate, look, &mut judged, gaps);
    if weight == 0.0 && language.is_none() {
        let known = !candidate.places.is_empty() || !candidate.locations.is_empty() || !candidate.modes.is_empty();
        return judged.without(
            known,
            "It does not say where the work is, or in words that could not be compared.",
            "Your profile names neither a place nor a way of working.",
        );
    }
    judged.score = if weight > 0.0 { sum / weight } else { 60.0 };
    judged.confidence = weight.clamp(0.2, 1.0);
    match language {
        // Without the language the place does not help.
        Some(false) => judged.score = judged.score.min(35.0) * 0.7,
        Some(true) if weight == 0.0 => judged.score = 80.0,
        _ => {}
    }
    judged
}

/// Whether a place is none but a way of working; a name that is not known may be a limit.
fn only_says_remote(location: &str) -> bool {
    const WAYS: &[&str] = &[
        "remote", "fully", "first", "only", "friendly", "home", "office", "based", "work", "from", "distributed", "hybrid", "or", "100",
        "télétravail", "teletrabajo", "optional",
    ];
    small(location).split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).all(|word| WAYS.contains(&word))
}

fn distance(mine: &Homes, look: &Look, judged: &mut Judged) -> Option<(f32, f32)> {
    let posting = look.posting;
    let location = posting.location.as_deref().filter(|place| !place.is_empty())?;
    let first = mine.homes.first()?;
    let remote = posting.mode == Some(WorkMode::Remote);
    let theirs = places(location);
    let anywhere =
        theirs.countries.is_empty() && (theirs.regions.contains(&"world") || theirs.regions.is_empty() && only_says_remote(location));
    let (near, km, home) = if remote && anywhere { (Near::Town, None, first) } else { nearest(&mine.homes, &theirs, location)? };
    let home = &home.text;
    let (score, certain, text) = match (near, remote) {
        (Near::Unknown, _) => return None,
        (Near::Town, true) if theirs.countries.is_empty() => (100.0, 0.7, "You can work from where you are.".to_owned()),
        (Near::Town, _) => (100.0, 0.8, format!("It is where you are: {home}.")),
        (Near::Country | Near::Region, true) => (95.0, 0.75, format!("You can work remotely from {home}.")),
        (Near::Elsewhere, true) => (25.0, 0.7, format!("It is remote, but for people elsewhere than {home}.")),
        (_, false) if km.is_some_and(|km| km < COMMUTE) => {
            let km = km.unwrap_or(COMMUTE);
            (reach(km, posting.mode), 0.8, format!("It is about {:.0} km from {home}.", (km / 5.0).ceil() * 5.0))
        }
        (Near::Country, false) => match km {
            Some(km) => (30.0, 0.8, format!("It is in your country, but about {:.0} km from {home}.", (km / 10.0).round() * 10.0)),
            None => (50.0, 0.6, format!("It is in your country, but not in {home}.")),
        },
        (Near::Region, false) => (30.0, 0.6, format!("It is some way from {home}.")),
        (Near::Elsewhere, false) => (10.0, 0.8, format!("It is far from {home}.")),
    };
    judged.say(text, Some(location.to_owned()), mine.facts.clone());
    Some((score, certain))
}

/// Beyond this many kilometres nobody goes there and back, however seldom.
const COMMUTE: f32 = 250.0;

/// What a way to work is worth; who goes there on some days goes further.
fn reach(km: f32, mode: Option<WorkMode>) -> f32 {
    let km = if mode == Some(WorkMode::Hybrid) { km * 0.6 } else { km };
    match km {
        km if km <= 15.0 => 98.0,
        km if km <= 30.0 => 92.0,
        km if km <= 60.0 => 80.0,
        km if km <= 100.0 => 58.0,
        _ => 42.0,
    }
}

fn mode(candidate: &Candidate, look: &Look, judged: &mut Judged) -> Option<f32> {
    let posted = look.posting.mode?;
    if candidate.modes.is_empty() {
        return None;
    }
    let said = posting::mode_in(&look.text).filter(|(mode, _)| *mode == posted).and_then(|(_, range)| look.around(range));
    let quote = said.or_else(|| look.posting.location.clone().filter(|place| posting::mode_of_field(place) == Some(posted)));
    let name = match posted {
        WorkMode::Remote => "remote",
        WorkMode::Hybrid => "hybrid",
        WorkMode::OnSite => "on site",
    };
    if candidate.modes.contains(&posted) {
        judged.say(format!("It is {name}, as you want."), quote, Vec::new());
        Some(100.0)
    } else {
        judged.say(format!("It is {name}, which is not what you want."), quote, Vec::new());
        // Hybrid lies between the others.
        Some(if posted == WorkMode::Hybrid || candidate.modes.contains(&WorkMode::Hybrid) { 45.0 } else { 10.0 })
    }
}

/// Whether the person has the languages that the posting asks for; nothing where that is not known.
fn language(candidate: &Candidate, look: &Look, judged: &mut Judged, gaps: &mut Vec<String>) -> Option<bool> {
    if candidate.languages.is_empty() {
        return None;
    }
    let holds = |code: &str| {
        LANGUAGES
            .iter()
            .find(|(known, ..)| *known == code)
            .is_none_or(|(_, _, names)| candidate.languages.iter().any(|held| names.iter().any(|name| small(&held.text).contains(name))))
    };
    // A CV that lists no languages is at least in one; that says nothing against the others.
    let listed = candidate.languages.iter().any(|held| !held.facts.is_empty());
    let asked = if listed { demands(&look.text) } else { Vec::new() };
    for (code, range) in &asked {
        if !holds(code) {
            let name = LANGUAGES.iter().find(|(known, ..)| known == code).map_or(*code, |(_, name, _)| name);
            gaps.insert(0, name.to_owned());
            judged.say(
                format!("It asks for {name}, which your CV does not list."),
                look.around(range.clone()),
                candidate.languages.iter().flat_map(|held| held.facts.clone()).take(3).collect(),
            );
            return Some(false);
        }
    }
    if let Some(code) =
        look.posting.language.as_deref().map(|code| code.split('-').next().unwrap_or(code)).filter(|code| *code != "en" && !holds(code))
    {
        let name = LANGUAGES.iter().find(|(known, ..)| *known == code).map_or(code, |(_, name, _)| name);
        gaps.insert(0, name.to_owned());
        judged.say(
            format!("It is written in {name}, which your CV does not {}.", if listed { "list" } else { "use" }),
            None,
            candidate.languages.iter().flat_map(|held| held.facts.clone()).take(3).collect(),
        );
        return Some(false);
    }
    (!asked.is_empty()).then_some(true)
}

/// Languages that a text asks for, each with its place.
fn demands(text: &str) -> Vec<(&'static str, std::ops::Range<usize>)> {
    const ASKS: &[&str] = &[
        "fluent", "fluency", "native", "proficien", "business level", "c1", "c2", "b2", "verhandlungssicher", "fließend", "muttersprach",
        "sehr gute", "gute ", "kenntnisse", "courant", "bilingu", "sprachniveau", "working knowledge", "speaking", "sprachkenntnisse",
        "nivel",
    ];
    const SOFT: &[&str] = &[
        "plus", "nice to have", "advantage", "von vorteil", "bonus", "preferred", "optional", "un plus", "not required", "ideally", " or ",
    ];
    let mut found: Vec<(&'static str, std::ops::Range<usize>)> = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive(['\n', '.', ';']) {
        let start = at;
        at += line.len();
        if line.len() > 300 {
            continue;
        }
        let lower = small(line);
        if lower.len() != line.len() || !ASKS.iter().any(|word| lower.contains(word)) || SOFT.iter().any(|word| lower.contains(word)) {
            continue;
        }
        for (code, _, names) in LANGUAGES {
            let hit = names.iter().find_map(|name| lower.find(name).map(|from| (from, from + name.len())));
            if let Some((from, to)) = hit
                && !found.iter().any(|(known, _)| known == code)
                && line.is_char_boundary(from)
                && line.is_char_boundary(to)
            {
                found.push((code, start + from..start + to));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_are_demands_only_where_they_are_asked_for() {
        assert_eq!(demands("Fluent German and English required.").iter().map(|d| d.0).collect::<Vec<_>>(), ["en", "de"]);
        assert!(demands("German is a plus, fluent or not.").is_empty());
        assert!(demands("A German company.").is_empty());
    }
}
