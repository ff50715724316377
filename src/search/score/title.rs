//! Whether a posting is for the same line of work: its title against the titles that the person seeks and held.

use super::families::{FAMILIES, HEADS, NEAR, NOISE};
use super::words::{small, stem, words};
use crate::search::Candidate;
use std::collections::BTreeSet;

struct Title {
    text: String,
    facts: Vec<String>,
    stems: BTreeSet<String>,
    families: BTreeSet<&'static str>,
    /// How much it counts: a wish more than a role of long ago.
    weight: f32,
}

/// The titles of a candidate.
pub struct Titles(Vec<Title>);

/// The best of them for a posting.
pub struct Fit<'a> {
    /// 0 to 1.
    pub score: f32,
    pub title: &'a str,
    pub facts: &'a [String],
    pub same_family: bool,
}

impl Titles {
    pub fn of(candidate: &Candidate) -> Self {
        let mut titles: Vec<Title> = candidate.titles.iter().map(|text| title(text, Vec::new(), 1.0)).collect();
        // Somebody who names titles is changing or narrowing: what they did before counts less then.
        let past = if titles.is_empty() { 1.0 } else { 0.85 };
        if let Some(label) = &candidate.label {
            titles.push(title(&label.text, label.facts.clone(), 0.97 * past));
        }
        for (at, role) in candidate.roles.iter().take(6).enumerate() {
            let age = [1.0, 0.93, 0.85, 0.75, 0.65, 0.6];
            titles.push(title(&role.title, role.facts.clone(), age[at] * past));
        }
        titles.retain(|title| !title.stems.is_empty());
        Self(titles)
    }

    /// Nothing where the candidate has no title.
    pub fn fit(&self, posting: &str) -> Option<Fit<'_>> {
        let wanted = stems(posting);
        let families = families(&wanted);
        self.0
            .iter()
            .map(|title| {
                let words = overlap(&title.stems, &wanted);
                let family = kinship(&title.families, &families);
                let score = words.max(0.35 * words + 0.65 * family) * title.weight;
                Fit { score, title: &title.text, facts: &title.facts, same_family: family > 0.6 }
            })
            .reduce(|best, next| if next.score > best.score { next } else { best })
    }
}

/// How much two titles say the same, 0 to 1.
pub fn likeness(one: &str, other: &str) -> f32 {
    overlap(&stems(one), &stems(other))
}

fn title(text: &str, facts: Vec<String>, weight: f32) -> Title {
    let stems = stems(text);
    Title { families: families(&stems), text: text.to_owned(), facts, stems, weight }
}

fn stems(title: &str) -> BTreeSet<String> {
    // What stands behind a dash or in brackets is usually a team or a place; it counts, but only where nothing else is there.
    let text = small(title)
        .replace("front-end", "frontend")
        .replace("front end", "frontend")
        .replace("back-end", "backend")
        .replace("back end", "backend")
        .replace("full-stack", "fullstack")
        .replace("full stack", "fullstack")
        .replace("machine learning", "ml")
        .replace("artificial intelligence", "ai")
        // Words that mean something else together.
        .replace("chef de projet", "projektleiter")
        .replace("front of house", "reception")
        .replace("account manager", "sales manager")
        .replace("account executive", "sales executive")
        .replace("business partner", "partner")
        .replace("(", " ")
        .replace(")", " ");
    words(&text)
        .map(|word| match stem(word.text).as_str() {
            "developer" | "programmer" | "develop" | "entwickler" | "engineering" | "engineer" => "engineer".to_owned(),
            "management" | "manag" => "manager".to_owned(),
            "swe" | "sde" => "software".to_owned(),
            "mgr" | "managerin" | "leiter" | "leiterin" | "leitung" => "manager".to_owned(),
            "acct" => "accountant".to_owned(),
            other => other.to_owned(),
        })
        .filter(|word| !NOISE.contains(&word.as_str()))
        .chain(["developer", "programmer", "entwickler"].iter().any(|word| text.contains(word)).then(|| "software".to_owned()))
        .collect()
}

fn families(stems: &BTreeSet<String>) -> BTreeSet<&'static str> {
    // German makes one word of several, and the last says what it is.
    let ends = |word: &str| word.len() >= 6 && stems.iter().any(|stem| stem.len() > word.len() + 2 && stem.ends_with(word));
    FAMILIES.iter().filter(|(_, list)| list.iter().any(|word| stems.contains(*word) || ends(word))).map(|(name, _)| *name).collect()
}

fn weight(word: &str) -> f32 {
    if HEADS.contains(&word) { 0.35 } else { 1.0 }
}

fn overlap(one: &BTreeSet<String>, other: &BTreeSet<String>) -> f32 {
    let sum = |set: &BTreeSet<String>| set.iter().map(|word| weight(word)).sum::<f32>();
    let both: f32 = one.intersection(other).map(|word| weight(word)).sum();
    let all = sum(one) + sum(other);
    if all > 0.0 { 2.0 * both / all } else { 0.0 }
}

fn kinship(one: &BTreeSet<&'static str>, other: &BTreeSet<&'static str>) -> f32 {
    if one.is_empty() || other.is_empty() {
        return 0.2;
    }
    if one.intersection(other).next().is_some() {
        return if one == other { 1.0 } else { 0.75 };
    }
    let near = NEAR.iter().any(|(a, b)| (one.contains(a) && other.contains(b)) || (one.contains(b) && other.contains(a)));
    if near { 0.4 } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fit(mine: &str, posting: &str) -> f32 {
        let candidate = Candidate { titles: vec![mine.into()], ..Candidate::default() };
        Titles::of(&candidate).fit(posting).map_or(0.0, |fit| fit.score)
    }

    #[test]
    fn the_same_work_under_two_names_fits() {
        assert!(fit("Front-End Developer", "Senior Frontend Engineer (m/f/d)") > 0.9);
        assert!(fit("Registered Nurse", "Staff Nurse – Ward 3") > 0.5);
        assert!(fit("Software Engineer", "Backend Developer") > 0.6);
    }

    #[test]
    fn other_work_does_not_fit() {
        assert!(fit("Registered Nurse", "Software Engineer") < 0.1);
        assert!(fit("Electrician", "Account Executive") < 0.1);
        assert!(fit("Software Engineer", "Sales Engineer") < 0.5);
        assert!(fit("Chef de Partie", "Chef de projet") < 0.3);
        assert!(fit("Accountant", "Account Manager") < 0.3);
        assert!(fit("Software Engineer", "Sales Manager Sweden") < 0.3);
        assert!(fit("Legal Counsel", "In-house Recruiter") < 0.3);
    }

    #[test]
    fn every_short_word_of_a_line_of_work_is_one_that_a_title_can_have() {
        // Longer ones are found at the end of a compound too.
        for word in FAMILIES.iter().flat_map(|(_, list)| list.iter()).filter(|word| word.len() < 6) {
            assert!(stems(word).contains(*word), "{word}");
        }
        assert!(fit("SWE", "Software Engineer") > 0.5);
    }

    #[test]
    fn a_german_word_is_known_by_its_end() {
        assert!(fit("Lehrkraft", "Grundschullehrkraft (m/w/d)") > 0.5);
        assert!(fit("Rechtsanwalt", "Syndikusrechtsanwalt") > 0.5);
    }
}
