//! How a place says that it works against how the person likes to work. Words of postings are weak evidence, so this counts little.

use super::{Judged, Look};
use crate::posting::{folded, pattern};
use crate::search::{Candidate, PartKey};
use regex::Regex;
use std::sync::LazyLock;

/// By axis: what speaks for its left pole and for its right pole.
const SIGNS: &[(&str, &str, &str)] = &[
    (
        "autonomy",
        r"clear guidance|close(?:ly)? (?:guid|supervis|support)\w*|mentor(?:ing|ship|ed)|structured (?:training|onboarding)|buddy|gute einarbeitung|einarbeitung",
        r"autonom\w+|self[- ](?:starter|directed|motivated|driven)|ownership|independent(?:ly)?|eigenverantwort\w+|selbstständig\w*|take initiative|autonomie",
    ),
    (
        "pace",
        r"sustainable pace|work[- ]life balance|steady|no overtime|calm|regular hours|predictable|ausgleich|geregelte arbeitszeit\w*",
        r"fast[- ]paced|fast[- ]moving|high[- ]pace|dynamic environment|move fast|hustle|quickly changing|rapid(?:ly)? grow\w+|dynamisch\w*|high[- ]energy",
    ),
    (
        "collaboration",
        r"deep work|focus time|individual contributor|heads[- ]down|focused work|work alone",
        r"cross[- ]functional|pair(?:ing| programming)|close(?:ly)? with|collaborat\w+|team player|teamwork|teamfähig\w*|im team|en équipe|trabajo en equipo",
    ),
    (
        "structure",
        r"well[- ]defined|clear process\w*|standard operating|procedures?|guidelines|structured|policies and|protocols?|strukturiert\w*",
        r"ambigu\w+|wear many hats|many hats|unstructured|greenfield|from scratch|zero to one|0 ?to ?1|0-1|improvis\w+|flexib\w+ role",
    ),
    (
        "communication",
        r"asynchronous\w*|async(?:-first)?|written communication|write (?:clearly|well)|documentation[- ]first",
        r"face[- ]to[- ]face|direct communication|daily stand[- ]?ups?|verbal communication|in[- ]person|present(?:ing)? to|open door",
    ),
    (
        "purpose",
        r"craft(?:smanship)?|quality (?:code|work)|technical excellence|attention to detail|best practices|liebe zum detail",
        r"our mission|mission[- ]driven|meaningful|make a difference|social impact|impact on (?:people|society|the world)|non[- ]?profit|purpose|change lives|sinnvoll\w*",
    ),
    (
        "stability",
        r"established|since (?:18|19)\d\d|market leader|fortune \d+|global leader|long[- ]term|decades|permanent contract|unbefristet\w*|marktführer",
        r"start[- ]?up|early[- ]stage|seed|series [ab]\b|founding|scale[- ]?up|hypergrowth|first (?:hire|engineer)",
    ),
];

/// An axis and what speaks for its left and its right pole.
type Pole = (&'static str, Option<Regex>, Option<Regex>);

static POLES: LazyLock<Vec<Pole>> =
    LazyLock::new(|| SIGNS.iter().map(|(axis, left, right)| (*axis, compiled(left), compiled(right))).collect());

fn compiled(signs: &str) -> Option<Regex> {
    pattern(&format!(r"\b(?:{signs})"))
}

pub fn judge(candidate: &Candidate, look: &Look, gaps: &mut Vec<String>) -> Judged {
    let mut judged = Judged::unknown(PartKey::Culture);
    let Some(persona) = candidate.persona.as_ref().filter(|persona| !persona.traits.is_empty() || !persona.avoid.is_empty()) else {
        return judged.without(false, "", "Your profile has no vibe check yet, so this was not compared.");
    };
    let text = folded(&look.text);
    let (mut sum, mut weight) = (0.0_f32, 0.0_f32);
    for (axis, left, right) in POLES.iter() {
        let Some(held) = persona.traits.iter().find(|held| held.axis == *axis && held.lean != 0) else { continue };
        let find = |regex: &Option<Regex>| regex.as_ref().and_then(|regex| regex.find(&text)).map(|hit| hit.range());
        let (left, right) = (find(left), find(right));
        // Both poles in one posting say nothing.
        let (hit, towards) = match (left, right) {
            (Some(hit), None) => (hit, -1),
            (None, Some(hit)) => (hit, 1),
            _ => continue,
        };
        let strength = f32::from(held.lean.unsigned_abs().min(2)) / 2.0;
        let agrees = i32::from(held.lean.signum()) == towards;
        sum += strength * if agrees { 100.0 } else { 15.0 };
        weight += strength;
        let text = if agrees {
            format!("It suits your liking for {}.", held.name.to_lowercase())
        } else {
            format!("It may not suit your liking for {}.", held.name.to_lowercase())
        };
        judged.say(text, look.around(hit), Vec::new());
    }
    for avoid in &persona.avoid {
        if let Some(range) = named(avoid, &look.text) {
            sum += 0.0;
            weight += 1.5;
            gaps.push(format!("you will not have: {avoid}"));
            judged.say(format!("You said that you will not have this: {avoid}."), look.around(range), Vec::new());
        }
    }
    if weight == 0.0 {
        return judged.without(true, "It says nothing about how people work there that could be compared.", "");
    }
    judged.score = sum / weight;
    judged.confidence = (0.2 + 0.2 * weight).min(0.8);
    judged
}

/// Whether all the telling words of what somebody avoids stand in one sentence.
fn named(avoid: &str, text: &str) -> Option<std::ops::Range<usize>> {
    const SMALL: &[&str] = &[
        "the", "and", "with", "that", "have", "want", "don't", "dont", "not", "any", "too", "much", "many", "very", "like", "hate", "work",
        "working", "avoid", "never", "for", "being", "people", "company", "companies", "jobs", "environment",
    ];
    let wanted: Vec<String> = super::words::words(avoid)
        .map(|word| super::words::stem(word.text))
        .filter(|word| word.chars().count() >= 4 && !SMALL.contains(&word.as_str()))
        .collect();
    if wanted.is_empty() || wanted.len() > 4 {
        return None;
    }
    let mut start = 0;
    for sentence in text.split_inclusive(['.', '\n', '!']) {
        let stems: Vec<(String, usize, usize)> =
            super::words::words(sentence).map(|word| (super::words::stem(word.text), word.start, word.end)).collect();
        let places: Option<Vec<(usize, usize)>> =
            wanted.iter().map(|want| stems.iter().find(|(stem, _, _)| stem == want).map(|(_, from, to)| (*from, *to))).collect();
        if let Some(places) = places
            && !["no ", "not ", "without", "never", "kein"].iter().any(|word| sentence.to_lowercase().contains(word))
        {
            let from = places.iter().map(|place| place.0).min()?;
            let to = places.iter().map(|place| place.1).max()?;
            return Some(start + from..start + to);
        }
        start += sentence.len();
    }
    None
}
