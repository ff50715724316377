//! Which towns, countries and regions a text names, and how far two of them are apart.

use super::gazetteer::{COUNTRIES, REGIONS};
use super::words::small;
use std::collections::HashMap;
use std::sync::LazyLock;

/// A town whose place on the globe is known.
#[derive(Debug, PartialEq)]
pub struct Town {
    pub country: &'static str,
    north: f32,
    east: f32,
}

/// What a text says about places, as far as it is known.
#[derive(Debug, Default, PartialEq)]
pub struct Places {
    pub countries: Vec<&'static str>,
    pub towns: Vec<&'static str>,
    pub known: Vec<&'static Town>,
    pub regions: Vec<&'static str>,
}

#[derive(Clone, Copy)]
enum Kind {
    Region(&'static str),
    Country(&'static str),
    Town(&'static str, &'static str),
    Known(&'static Town, &'static str),
}

/// The words behind the first, and what they mean with it.
type Name = (Vec<String>, Kind);

/// By first word: the words behind it and what they mean, longest first, so that "New York" is not York.
static NAMES: LazyLock<HashMap<String, Vec<Name>>> = LazyLock::new(|| {
    let mut names: HashMap<String, Vec<Name>> = HashMap::new();
    let mut add = |name: &str, kind: Kind| {
        let mut cut = cut(name);
        if cut.is_empty() {
            return;
        }
        let first = cut.remove(0);
        let all = names.entry(first).or_default();
        // Whoever comes first has the name: towns with coordinates before those without.
        if !all.iter().any(|(rest, _)| *rest == cut) {
            all.push((cut, kind));
            all.sort_by_key(|(rest, _)| std::cmp::Reverse(rest.len()));
        }
    };
    for (town, all) in TOWNS.iter() {
        all.iter().for_each(|name| add(name, Kind::Known(town, all[0])));
    }
    for (code, _, countries, towns) in COUNTRIES {
        countries.iter().for_each(|name| add(name, Kind::Country(code)));
        towns.iter().for_each(|name| add(name, Kind::Town(code, name)));
    }
    for (region, words) in REGIONS {
        words.iter().for_each(|name| add(name, Kind::Region(region)));
    }
    names
});

static TOWNS: LazyLock<Vec<(Town, Vec<&'static str>)>> = LazyLock::new(|| {
    let lines = include_str!("towns.txt").lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| {
            let mut parts = line.splitn(4, ' ');
            let (country, north, east) = (parts.next()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
            Some((Town { country, north, east }, parts.next()?.split(" | ").collect()))
        })
        .collect()
});

fn cut(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '.').map(|word| small(word.trim_matches('.')));
    words.filter(|word| !word.is_empty()).collect()
}

/// Letters of a state that are those of a part of another country too: "Perth, WA", "Palermo (PA)".
const SHARED: [(&str, &str); 5] = [("wa", "au"), ("pa", "it"), ("va", "it"), ("pa", "br"), ("ma", "br")];

/// The country that such letters mean behind a town of its own: its part, or itself ("Toronto, CA", "Tel Aviv, IL").
fn other_meaning(letters: &'static str, named: &[&'static str]) -> Option<&'static str> {
    let parts = SHARED.iter().filter(|(part, _)| *part == letters).map(|(_, country)| *country);
    parts.chain([letters]).find(|country| named.contains(country))
}

pub fn places(text: &str) -> Places {
    let words = cut(text);
    let mut found = Places::default();
    let mut said: Vec<&'static str> = Vec::new();
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let name = NAMES.get(word).and_then(|all| all.iter().find(|(rest, _)| words[at + 1..].starts_with(rest)));
        at += name.map_or(1, |(rest, _)| rest.len() + 1);
        match name.map(|(_, kind)| *kind) {
            Some(Kind::Region(region)) => found.regions.push(region),
            // "de" is "of" wherever more follows: "Alcalá de Henares", "Île-de-France".
            Some(Kind::Country(_)) if word == "de" && at < words.len() => {}
            Some(Kind::Country(code)) => {
                said.push(code);
                found.countries.push(code);
            }
            Some(Kind::Town(code, town)) if town.len() > 2 => {
                found.countries.push(code);
                found.towns.push(town);
            }
            // Two letters are a state: "CA" says the country and no more.
            Some(Kind::Town(code, letters)) => {
                let code = other_meaning(letters, &found.countries).unwrap_or(code);
                said.push(code);
                found.countries.push(code);
            }
            Some(Kind::Known(town, name)) => {
                found.countries.push(town.country);
                found.towns.push(name);
                found.known.push(town);
            }
            None => {}
        }
    }
    said.sort_unstable();
    said.dedup();
    // "Cambridge, Canada" is not the one that the list knows.
    if said.len() == 1 && found.known.len() == 1 && found.known[0].country != said[0] {
        found.known.clear();
        found.towns.clear();
        found.countries = said;
    }
    found.countries.sort_unstable();
    found.countries.dedup();
    found
}

/// Kilometres as the crow flies.
fn apart(one: &Town, other: &Town) -> f32 {
    const EARTH: f32 = 6_371.0;
    let (a, b) = (one.north.to_radians(), other.north.to_radians());
    let (north, east) = ((b - a) / 2.0, (other.east - one.east).to_radians() / 2.0);
    let chord = north.sin().powi(2) + a.cos() * b.cos() * east.sin().powi(2);
    2.0 * EARTH * chord.sqrt().clamp(0.0, 1.0).asin()
}

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

/// How near a person's place is to a posting's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Near {
    Unknown,
    Elsewhere,
    Region,
    Country,
    Town,
}

/// One of the person's places, read once.
pub struct Home {
    pub text: String,
    /// What stands before the first comma, in small letters.
    first: String,
    places: Places,
}

impl Home {
    pub fn of(text: &str) -> Self {
        Self { text: text.to_owned(), first: small(text.split(',').next().unwrap_or("").trim()), places: places(text) }
    }

    /// How near, and how many kilometres where both towns are known.
    fn near(&self, theirs: &Places, posting: &str) -> (Near, Option<f32>) {
        let own = &self.places;
        let km = own.known.iter().flat_map(|one| theirs.known.iter().map(|other| apart(one, other))).reduce(f32::min);
        let same_words = self.first.chars().count() >= 4
            && (own.countries.is_empty() && theirs.countries.is_empty()
                || own.countries.iter().any(|code| theirs.countries.contains(code)))
            && posting.contains(&self.first)
            && !COUNTRIES.iter().any(|(_, _, names, _)| names.contains(&self.first.as_str()));
        let covers = |regions: &[&str], countries: &[&str]| {
            countries.iter().any(|country| regions.iter().any(|region| region_covers(region, country)))
        };
        let near = if own.towns.iter().any(|town| theirs.towns.contains(town)) || same_words {
            Near::Town
        } else if own.countries.iter().any(|country| theirs.countries.contains(country)) {
            Near::Country
        } else if covers(&theirs.regions, &own.countries) || covers(&own.regions, &theirs.countries) {
            Near::Region
        } else if own.countries.is_empty() && own.regions.is_empty() || theirs.countries.is_empty() && theirs.regions.is_empty() {
            Near::Unknown
        } else {
            Near::Elsewhere
        };
        (near, if near == Near::Town { None } else { km })
    }
}

/// The nearest of the person's places: how near, how many kilometres, and which.
pub fn nearest<'a>(homes: &'a [Home], theirs: &Places, posting: &str) -> Option<(Near, Option<f32>, &'a Home)> {
    let posting = small(posting);
    let all = homes.iter().map(|home| {
        let (near, km) = home.near(theirs, &posting);
        (near, km, home)
    });
    // The first of equals; a known distance tells more than a country in common.
    all.reduce(|best, next| {
        let closer = match (best.1, next.1) {
            (Some(best), Some(next)) => next < best,
            _ => next.0 > best.0,
        };
        if closer { next } else { best }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(mine: &str, posting: &str) -> (Near, Option<f32>) {
        let homes = [Home::of(mine)];
        nearest(&homes, &places(posting), posting).map_or((Near::Unknown, None), |(near, km, _)| (near, km))
    }

    #[test]
    fn places_are_known_by_town_country_and_region() {
        assert_eq!(near("Berlin", "Berlin, Germany").0, Near::Town);
        assert_eq!(near("Munich, Germany", "Berlin").0, Near::Country);
        assert_eq!(near("Berlin, Germany", "Remote - EU").0, Near::Region);
        assert_eq!(near("Mountain View, CA, USA", "San Francisco, CA").0, Near::Country);
        assert_eq!(near("Leeds, UK", "Tokyo, Japan").0, Near::Elsewhere);
        assert_eq!(near("Atlantis", "Berlin").0, Near::Unknown);
        assert_eq!(near("Status", "Somewhere").0, Near::Unknown);
    }

    #[test]
    fn distances_are_those_of_a_map() {
        let km = |mine, posting| near(mine, posting).1.unwrap_or(-1.0);
        assert!((km("Munich, Germany", "Berlin") - 504.0).abs() < 10.0);
        assert!((km("Köln", "Bonn, Deutschland") - 25.0).abs() < 5.0);
        assert!((km("London", "New York, United States") - 5_570.0).abs() < 40.0);
        assert!((km("Sydney", "Auckland") - 2_156.0).abs() < 25.0);
    }

    #[test]
    fn a_name_inside_a_name_is_none() {
        assert_eq!(places("New York, United States").countries, ["us"]);
        assert_eq!(places("Cambridge, MA").countries, ["us"]);
        assert_eq!(places("Perth, United Kingdom").known.len(), 0);
    }

    #[test]
    fn towns_of_one_name_in_two_countries_are_two() {
        assert_eq!(near("York, UK", "New York, United States").0, Near::Elsewhere);
        assert_eq!(near("Perth, Australia", "Perth, United Kingdom").0, Near::Elsewhere);
        for place in ["Dublin, CA", "Athens, GA, USA", "Paris, TX"] {
            assert_eq!(places(place).countries, ["us"], "{place}");
        }
        assert_eq!((places("Toronto, CA").countries, places("Perth, WA").countries), (vec!["ca"], vec!["au"]));
        assert_eq!(near("Dublin, Ireland", "Dublin, CA").0, Near::Elsewhere);
        assert_eq!(near("Tel Aviv", "Tel Aviv, IL").0, Near::Town);
    }

    #[test]
    fn the_word_of_is_no_country_but_the_code_at_the_end_is() {
        assert_eq!(places("Alcalá de Henares, Madrid").countries, ["es"]);
        assert_eq!(places("Paris, Île-de-France").countries, ["fr"]);
        assert_eq!(places("Garching, DE").countries, ["de"]);
    }

    #[test]
    fn every_line_of_the_list_is_read_and_every_country_is_known() {
        let lines = include_str!("towns.txt").lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(TOWNS.len(), lines);
        for (town, names) in TOWNS.iter() {
            assert!(!region_of(town.country).is_empty(), "{} of {} is in no list", names[0], town.country);
            assert!(town.north.abs() <= 90.0 && town.east.abs() <= 180.0, "{}", names[0]);
        }
    }
}
