//! How far the posting wants somebody to have come, against how far they have.

use super::{Judged, Look};
use crate::posting::{folded, pattern};
use crate::search::{Candidate, Level, PartKey, Reason};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

static YEARS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r"(?P<n>[0-9]{1,2})\s?(?:\+|plus)?(?:\s?(?:-|–|to|bis|à)\s?[0-9]{1,2})?\s?\+?\s?(?:or more )?(?:years?|yrs?|jahre?n?|ans|années|años|anni)(?:['’])?(?:[^.\n]{0,60}(?:experience|erfahrung|expérience|experiencia|esperienza|in (?:a|an) |working|track record|background)|\s+(?:of|in)\s)|(?:experience|erfahrung|expérience)[^.\n0-9]{0,30}(?P<m>[0-9]{1,2})\s?\+?\s?(?:years?|jahre?n?|ans)",
    )
});

/// The years of experience that a text asks for first, and where. Years of anything else (age, history) are left alone.
pub(crate) fn years_asked(text: &str) -> Option<(f32, Range<usize>)> {
    const GATE: &[&str] = &["year", "yrs", "jahr", " ans", "ann", "años"];
    let regex = YEARS.as_ref()?;
    let text = folded(text);
    let mut offset = 0;
    text.split_inclusive('\n').find_map(|line| {
        let from = offset;
        offset += line.len();
        let worth_it = line.bytes().any(|byte| byte.is_ascii_digit()) && GATE.iter().any(|word| line.contains(word));
        worth_it.then(|| asked_in(line, regex)).flatten().map(|(years, range)| (years, from + range.start..from + range.end))
    })
}

fn asked_in(text: &str, regex: &Regex) -> Option<(f32, Range<usize>)> {
    regex.captures_iter(text).find_map(|found| {
        let whole = found.get(0)?;
        let years: f32 = found.name("n").or_else(|| found.name("m"))?.as_str().parse().ok()?;
        let start = text[..whole.start()].char_indices().rev().nth(30).map_or(0, |(at, _)| at);
        let before = &text[start..whole.start()];
        let history = ["over the last", "past", "for over", "for more than", "founded", "we have", "our ", "under", "age", "last "]
            .iter()
            .any(|word| before.contains(word));
        (years > 0.0 && years <= 20.0 && !history).then_some((years, whole.range()))
    })
}

/// The level that a title names.
pub fn level_of_title(title: &str) -> Option<Level> {
    let title = title.to_lowercase();
    let words: Vec<&str> = title.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let has = |list: &[&str]| list.iter().any(|wanted| words.contains(wanted));
    if has(&[
        "intern", "internship", "praktikum", "praktikant", "praktikantin", "werkstudent", "working", "stagiaire", "trainee", "apprentice",
        "ausbildung", "azubi", "becario", "placement",
    ]) && (!words.contains(&"working") || words.contains(&"student"))
    {
        Some(Level::Intern)
    } else if has(&[
        "chief", "cto", "ceo", "cfo", "cio", "ciso", "coo", "vp", "svp", "evp", "director", "president", "head", "headteacher", "leiter",
        "leiterin", "directeur", "direktor",
    ]) && !has(&["assistant"])
    {
        Some(Level::Director)
    } else if has(&["lead", "principal", "staff", "leading", "founding", "teamleiter", "teamlead", "supervisor", "architect"])
        && !words.windows(2).any(|pair| pair == ["staff", "nurse"] || pair == ["lead", "generation"])
    {
        Some(Level::Lead)
    } else if has(&["senior", "sr", "iii", "iv", "expert", "experienced", "sen"]) {
        Some(Level::Senior)
    } else if has(&["junior", "jr", "graduate", "entry", "new", "associate", "assistant", "i"]) {
        Some(Level::Junior)
    } else if has(&["ii", "mid", "intermediate"]) {
        Some(Level::Mid)
    } else {
        None
    }
}

pub fn word(level: Level) -> &'static str {
    match level {
        Level::Intern => "trainee",
        Level::Junior => "junior",
        Level::Mid => "mid-level",
        Level::Senior => "senior",
        Level::Lead => "lead",
        Level::Director => "director",
    }
}

pub fn judge(candidate: &Candidate, look: &Look, gaps: &mut Vec<String>) -> Judged {
    let mut judged = Judged::unknown(PartKey::Seniority);
    let facts: Vec<String> = candidate.roles.iter().take(3).flat_map(|role| role.facts.iter().take(1).cloned()).collect();
    let by_years = look.years.as_ref().zip(candidate.years).map(|((asked, range), held)| {
        let score = fit_years(*asked, held);
        let quote = look.quote(range.clone());
        let have = format!("{held:.0}");
        let text = if held + 0.5 >= *asked {
            format!("It asks for {asked:.0} years; your CV shows about {have}.")
        } else {
            gaps.push(format!("{asked:.0} years of experience (your CV shows about {have})"));
            format!("It asks for {asked:.0} years; your CV shows only about {have}.")
        };
        judged.reasons.push(Reason { text, quote, facts: facts.clone() });
        score
    });
    let by_level = look.level.zip(candidate.level).map(|(wanted, held)| {
        let apart = (wanted as i32 - held as i32).abs();
        let score: f32 = match (apart, wanted > held) {
            (0, _) => 100.0,
            (1, true) => 72.0,
            (1, false) => 82.0,
            (2, true) => 38.0,
            (2, false) => 55.0,
            (_, true) => 12.0,
            (_, false) => 25.0,
        };
        let text = format!("The title reads as {}; your CV reads as {}.", word(wanted), word(held));
        judged.reasons.push(Reason { text, quote: Some(look.title.to_owned()), facts: facts.clone() });
        score
    });
    (judged.score, judged.confidence) = match (by_years, by_level) {
        (Some(years), Some(level)) => (0.5 * years + 0.5 * level, 0.95),
        (Some(years), None) => (years, 0.8),
        (None, Some(level)) => (level, 0.75),
        (None, None) => {
            return judged.without(
                candidate.level.is_some(),
                "It does not say how much experience it wants.",
                "Your CV has no dates or titles to tell your experience by.",
            );
        }
    };
    judged
}

fn fit_years(asked: f32, held: f32) -> f32 {
    let short = asked - held;
    if short <= 0.5 {
        // Far more than asked is a lesser misfit than too little.
        (100.0 - (held - asked - 8.0).max(0.0) * 4.0).max(60.0)
    } else {
        (100.0 - short * 18.0).max(5.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_are_read_where_they_are_asked_for() {
        let years = |text| years_asked(text).map(|(years, _)| years);
        assert_eq!(years("You have 5+ years of professional experience in nursing."), Some(5.0));
        assert_eq!(years("3-5 years' experience"), Some(3.0));
        assert_eq!(years("mindestens 2 Jahre Berufserfahrung"), Some(2.0));
        assert_eq!(years("We have been building for over 10 years in Berlin"), None);
        assert_eq!(years("children under 5 years of age"), None);
    }

    #[test]
    fn titles_tell_levels() {
        assert_eq!(level_of_title("Sr. Data Engineer"), Some(Level::Senior));
        assert_eq!(level_of_title("Head of Care"), Some(Level::Director));
        assert_eq!(level_of_title("Staff Nurse"), None);
        assert_eq!(level_of_title("Staff Engineer"), Some(Level::Lead));
        assert_eq!(level_of_title("Software Engineer"), None);
        assert_eq!(level_of_title("Working Student Marketing"), Some(Level::Intern));
    }
}
