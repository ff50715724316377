//! What the work wants against what the CV shows, and whether it is the same line of work.

use super::{Judged, Look, Scorer};
use crate::search::PartKey;
use std::collections::HashMap;

/// What a posting says about one skill.
struct Wanted {
    skill: usize,
    weight: f32,
    /// The same without regard to how rare it is: how much the posting itself makes of it.
    stress: f32,
    /// Where it is first named in the description; nothing where only the title does.
    place: Option<std::ops::Range<usize>>,
}

pub fn judge(scorer: &Scorer, look: &Look, gaps: &mut Vec<String>) -> Judged {
    let mut judged = Judged::unknown(PartKey::Skills);
    let fit = scorer.titles.fit(look.title);
    let wanted = wanted(scorer, look);
    if scorer.candidate.skills.is_empty() && fit.is_none() {
        return judged.without(false, "", "Your profile shows neither skills nor titles yet.");
    }
    if let Some(fit) = fit.as_ref().filter(|fit| fit.score >= 0.45) {
        let text = if fit.score > 0.85 {
            format!("It is the work of a {}.", fit.title)
        } else {
            format!("It is close to your work as {}.", fit.title)
        };
        judged.say(text, Some(look.title.to_owned()).filter(|title| !title.is_empty()), fit.facts.to_vec());
    } else if let Some(fit) = fit.as_ref().filter(|fit| !fit.same_family && fit.score < 0.25) {
        judged.say(
            format!("It is another line of work than {}.", fit.title),
            Some(look.title.to_owned()).filter(|title| !title.is_empty()),
            fit.facts.to_vec(),
        );
    }
    let mut has = 0.0;
    let total: f32 = wanted.iter().map(|want| want.weight).sum();
    let mut named = 0;
    let mut missing = Vec::new();
    for want in &wanted {
        match scorer.held.get(want.skill).copied().flatten().and_then(|at| scorer.candidate.skills.get(at)) {
            Some(skill) => {
                has += want.weight * if skill.listed { 1.0 } else { 0.85 };
                if named < 5 {
                    named += 1;
                    let quote = want.place.clone().map_or_else(|| Some(look.title.to_owned()), |range| look.around(range));
                    let text = if skill.listed { format!("You list {}.", skill.name) } else { format!("Your CV mentions {}.", skill.name) };
                    judged.say(text, quote, skill.facts.iter().take(3).cloned().collect());
                }
            }
            None => {
                if scorer.near.get(want.skill).copied().unwrap_or(false) {
                    has += want.weight * 0.35;
                }
                missing.push(want);
            }
        }
    }
    // A gap is what the posting dwells on, not what it happens to mention.
    missing.sort_by(|a, b| b.stress.total_cmp(&a.stress).then(a.skill.cmp(&b.skill)));
    gaps.extend(missing.iter().filter(|want| want.stress >= 1.0).take(5).map(|want| scorer.lexicon.name(want.skill).to_owned()));
    if wanted.is_empty() {
        judged.say("It names no skills that could be compared.".into(), None, Vec::new());
    }
    #[expect(clippy::cast_precision_loss, reason = "a handful of skills")]
    let count = wanted.len() as f32;
    let title = fit.as_ref().map(|fit| fit.score);
    // With few skills named, what the title says is the better guess for the rest.
    let prior = title.unwrap_or(0.3) * 0.6;
    let coverage = (has + prior * 1.5) / (total + 1.5);
    // Nobody has everything that a posting lists; about two thirds of it is a very good fit.
    let skill_score = 1.0 - (1.0 - coverage).powf(1.9);
    let share = 0.35 + 0.25 * (count / 6.0).min(1.0);
    let score = match title {
        Some(title) => share * skill_score + (1.0 - share) * title,
        None => skill_score,
    };
    judged.score = score * 100.0;
    judged.confidence = (0.35 + 0.1 * count).min(1.0) * if scorer.candidate.skills.is_empty() { 0.5 } else { 1.0 };
    judged
}

/// Skills by weight: rare ones more, those in the title or under requirements more, those under benefits hardly.
fn wanted(scorer: &Scorer, look: &Look) -> Vec<Wanted> {
    let sections = sections(&look.text);
    let mut by_skill: HashMap<usize, Wanted> = HashMap::new();
    for hit in &look.title_hits {
        by_skill.insert(hit.skill, Wanted { skill: hit.skill, weight: 1.8, stress: 0.0, place: None });
    }
    let mut section = sections.iter().peekable();
    let mut factor = 1.0;
    for hit in &look.hits {
        while let Some((_, next)) = section.next_if(|(at, _)| *at <= hit.start) {
            factor = *next;
        }
        let want = by_skill.entry(hit.skill).or_insert(Wanted { skill: hit.skill, weight: 0.0, stress: 0.0, place: None });
        if want.place.is_none() {
            want.place = Some(hit.start..hit.end);
        }
        // The best place counts, and a little more each time that it comes again.
        want.weight = if factor > want.weight { factor } else { (want.weight + 0.08).min(2.2) };
    }
    let mut wanted: Vec<Wanted> = by_skill.into_values().collect();
    for want in &mut wanted {
        want.stress = want.weight;
        want.weight *= scorer.rarity.get(want.skill).copied().unwrap_or(1.0);
    }
    wanted.sort_by(|a, b| b.weight.total_cmp(&a.weight).then(a.skill.cmp(&b.skill)));
    wanted
}

/// Where headings change how much is meant: (offset, factor).
fn sections(text: &str) -> Vec<(usize, f32)> {
    const KINDS: &[(f32, &[&str])] = &[
        (
            0.15,
            &[
                "benefit", "perks", "what we offer", "we offer", "wir bieten", "equal opportunity", "nous offrons", "ofrecemos",
                "compensation", "about us", "über uns", "our values", "diversity", "das bieten", "deine vorteile", "privacy", "why join",
            ],
        ),
        (0.6, &["nice to have", "nice-to-have", "bonus", "preferred", "a plus", "von vorteil", "ideally", "desirable"]),
        (
            1.4,
            &[
                "requirement", "qualification", "you have", "you bring", "who you are", "skills", "about you", "what we're looking for",
                "looking for", "what you'll need", "anforderung", "profil", "essential", "must have", "das bringst", "what you need",
                "experience",
            ],
        ),
        (1.0, &["responsibilit", "what you", "you will", "the role", "your role", "aufgaben", "tasks", "duties", "day to day", "mission"]),
    ];
    let mut found = vec![(0, 1.0)];
    let mut at = 0;
    for line in text.split('\n') {
        let start = at;
        at += line.len() + 1;
        let trimmed = line.trim();
        if trimmed.len() < 3 || trimmed.len() > 70 || trimmed.starts_with("- ") || trimmed.ends_with('.') {
            continue;
        }
        let heading = trimmed.to_lowercase();
        if let Some((factor, _)) = KINDS.iter().find(|(_, words)| words.iter().any(|word| heading.contains(word))) {
            found.push((start, *factor));
        }
    }
    found
}
