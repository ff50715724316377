//! Where the work is and how one gets there, against where the person is and how they want to work. Languages belong here too: they come
//! with a place.

use super::gazetteer::{COUNTRIES, LANGUAGES, REGIONS};
use super::words::small;
use super::{Judged, Look};
use crate::posting::{self, WorkMode};
use crate::search::{Candidate, PartKey};
use std::sync::LazyLock;

/// What a text says about places, as far as it is known.
#[derive(Debug, Default, PartialEq, Eq)]
struct Places {
    countries: Vec<&'static str>,
    towns: Vec<&'static str>,
    regions: Vec<&'static str>,
}

fn places(text: &str) -> Places {
    // Words between spaces, so that "us" is not found in "status"; the commas of an address become spaces.
    let spaced: String = std::iter::once(' ')
        .chain(small(text).chars().map(|c| if c.is_alphanumeric() || c == '.' { c } else { ' ' }))
        .chain([' '])
        .collect();
    let spaced = spaced.split_whitespace().fold(" ".to_owned(), |mut all, word| {
        all.push_str(word.trim_end_matches('.'));
        all.push(' ');
        all
    });
    let mut found = Places::default();
    for (name, kind) in SPACED.iter().filter(|(name, _)| spaced.contains(name.as_str())) {
        match kind {
            Kind::Region(region) => found.regions.push(region),
            Kind::Country(code) => found.countries.push(code),
            Kind::Town(code, town) => {
                found.countries.push(code);
                // Two letters are a state and not a town: "CA" says the country and no more.
                if name.len() > 4 {
                    found.towns.push(town);
                }
            }
        }
    }
    found.countries.dedup();
    found
}

enum Kind {
    Region(&'static str),
    Country(&'static str),
    Town(&'static str, &'static str),
}

/// All names between spaces, made ready once.
static SPACED: LazyLock<Vec<(String, Kind)>> = LazyLock::new(|| {
    let spaced = |name: &str| format!(" {} ", name.replace([',', '-'], " ").split_whitespace().collect::<Vec<_>>().join(" "));
    let countries = COUNTRIES.iter().flat_map(|(code, _, names, towns)| {
        let names = names.iter().map(|name| (spaced(name), Kind::Country(code)));
        names.chain(towns.iter().map(|town| (spaced(town), Kind::Town(code, town))))
    });
    let regions = REGIONS.iter().flat_map(|(region, names)| names.iter().map(|name| (spaced(name), Kind::Region(region))));
    countries.chain(regions).collect()
});

fn region_of(country: &str) -> &'static str {
    COUNTRIES.iter().find(|(code, ..)| *code == country).map_or("", |(_, region, ..)| region)
}

fn region_covers(region: &str, country: &str) -> bool {
    let home = region_of(country);
    match region {
        "world" => true,
        "europe" => matches!(home, "eu" | "europe"),
        "dach" => matches!(country, "de" | "at" | "ch"),
        "nordics" => matches!(country, "se" | "no" | "dk" | "fi"),
        "emea" => matches!(home, "eu" | "europe" | "mena" | "africa"),
        other => other == home,
    }
}

/// How near the person's places are to the posting's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Near {
    Elsewhere,
    Region,
    Country,
    Town,
    Unknown,
}

fn nearness(mine: &[String], posting: &str) -> Near {
    let theirs = places(posting);
    let posting_small = small(posting);
    let mut best = None;
    for place in mine {
        let own = places(place);
        let first = small(place.split(',').next().unwrap_or("").trim());
        let same_words = first.chars().count() >= 4
            && own.countries.is_empty() == theirs.countries.is_empty()
            && posting_small.contains(&first)
            && !COUNTRIES.iter().any(|(_, _, names, _)| names.contains(&first.as_str()));
        let near = if own.towns.iter().any(|town| theirs.towns.contains(town)) || same_words {
            Near::Town
        } else if own.countries.iter().any(|country| theirs.countries.contains(country)) {
            Near::Country
        } else if own.countries.iter().any(|country| theirs.regions.iter().any(|region| region_covers(region, country)))
            || own.regions.iter().any(|region| theirs.countries.iter().any(|country| region_covers(region, country)))
        {
            Near::Region
        } else if own.countries.is_empty() && own.regions.is_empty() || theirs.countries.is_empty() && theirs.regions.is_empty() {
            Near::Unknown
        } else {
            Near::Elsewhere
        };
        let known = |near: Near| if near == Near::Unknown { -1 } else { near as i32 };
        best = Some(best.map_or(near, |so_far| if known(near) > known(so_far) { near } else { so_far }));
    }
    best.unwrap_or(Near::Unknown)
}

pub fn judge(candidate: &Candidate, look: &Look, gaps: &mut Vec<String>) -> Judged {
    let mut judged = Judged::unknown(PartKey::Place);
    let (mut sum, mut weight) = (0.0, 0.0);
    if let Some((score, certain)) = distance(candidate, look, &mut judged) {
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

fn distance(candidate: &Candidate, look: &Look, judged: &mut Judged) -> Option<(f32, f32)> {
    let posting = look.posting;
    let location = posting.location.as_deref().filter(|place| !place.is_empty())?;
    let (mine, facts): (Vec<String>, Vec<String>) = if candidate.places.is_empty() {
        (
            candidate.locations.iter().map(|place| place.text.clone()).collect(),
            candidate.locations.iter().flat_map(|place| place.facts.clone()).take(2).collect(),
        )
    } else {
        (candidate.places.clone(), Vec::new())
    };
    let first = mine.first()?.clone();
    let remote = posting.mode == Some(WorkMode::Remote);
    let theirs = places(location);
    let quote = Some(location.to_owned());
    let anywhere =
        theirs.countries.is_empty() && (theirs.regions.contains(&"world") || theirs.regions.is_empty() && only_says_remote(location));
    let near = if remote && anywhere { Near::Town } else { nearness(&mine, location) };
    let (score, certain, text) = match (near, remote) {
        (Near::Town, true) if theirs.countries.is_empty() => (100.0, 0.7, "You can work from where you are.".to_owned()),
        (Near::Town, _) => (100.0, 0.8, format!("It is where you are: {first}.")),
        (Near::Country | Near::Region, true) => (95.0, 0.75, format!("You can work remotely from {first}.")),
        (Near::Country, false) => (55.0, 0.7, format!("It is in your country, but not in {first}.")),
        (Near::Region, false) => (35.0, 0.6, format!("It is some way from {first}.")),
        (Near::Elsewhere, true) => (25.0, 0.7, format!("It is remote, but for people elsewhere than {first}.")),
        (Near::Elsewhere, false) => (10.0, 0.8, format!("It is far from {first}.")),
        (Near::Unknown, _) => return None,
    };
    judged.say(text, quote, facts);
    Some((score, certain))
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
    fn places_are_known_by_town_country_and_region() {
        let near = |mine: &str, posting: &str| nearness(&[mine.to_owned()], posting);
        assert_eq!(near("Berlin", "Berlin, Germany"), Near::Town);
        assert_eq!(near("Munich, Germany", "Berlin"), Near::Country);
        assert_eq!(near("Berlin, Germany", "Remote - EU"), Near::Region);
        assert_eq!(near("Mountain View, CA, USA", "San Francisco, CA"), Near::Country);
        assert_eq!(near("Leeds, UK", "Tokyo, Japan"), Near::Elsewhere);
        assert_eq!(near("Atlantis", "Berlin"), Near::Unknown);
        assert_eq!(near("Status", "Somewhere"), Near::Unknown);
    }

    #[test]
    fn languages_are_demands_only_where_they_are_asked_for() {
        assert_eq!(demands("Fluent German and English required.").iter().map(|d| d.0).collect::<Vec<_>>(), ["en", "de"]);
        assert!(demands("German is a plus, fluent or not.").is_empty());
        assert!(demands("A German company.").is_empty());
    }
}
