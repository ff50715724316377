//! How well a posting fits a person: five parts, each with reasons that quote the posting and name facts. The same input gives the same
//! score, wherever and whenever.

mod candidate;
mod culture;
mod families;
mod gazetteer;
mod lessons;
mod lexicon;
mod pay;
mod place;
mod places;
mod rates;
mod seniority;
mod skills;
mod title;
mod words;

pub use lessons::{apply, teaches};
pub use lexicon::{Hit, Lexicon};
pub use seniority::level_of_title;

use super::{Candidate, Level, Part, PartKey, Reason, Scored};
use crate::posting::{self, FoundPosting, Warning, WarningKind};
use chrono::{DateTime, Utc};
use seniority::years_asked;
use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

/// What each part counts when all are known.
const WEIGHTS: [(PartKey, f32); 5] =
    [(PartKey::Skills, 0.5), (PartKey::Seniority, 0.18), (PartKey::Place, 0.16), (PartKey::Culture, 0.08), (PartKey::Pay, 0.08)];
/// A good place and good pay lift a posting at most this far above what its work deserves.
const LIFT: f32 = 30.0;

/// A posting, looked at once.
pub(crate) struct Look<'a> {
    pub posting: &'a FoundPosting,
    pub title: &'a str,
    /// The description without what is written for machines; offsets are the description's own.
    pub text: Cow<'a, str>,
    pub title_hits: Vec<Hit>,
    pub hits: Vec<Hit>,
    pub level: Option<Level>,
    pub years: Option<(f32, Range<usize>)>,
}

impl Look<'_> {
    /// Words exactly as they stand in the description.
    pub fn quote(&self, range: Range<usize>) -> Option<String> {
        self.posting.description_text.get(range).map(str::trim).filter(|words| !words.is_empty()).map(str::to_owned)
    }

    /// The words around a place in the description: its line, or as much of it as reads well.
    pub fn around(&self, range: Range<usize>) -> Option<String> {
        const REACH: usize = 70;
        let text = self.text.as_ref();
        let line = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
        let end = text[range.end..].find('\n').map_or(text.len(), |at| range.end + at);
        let from = text[line..range.start].rfind(". ").map_or(line, |at| line + at + 2);
        let until = text[range.end..end].find(". ").map_or(end, |at| range.end + at + 1);
        let from = text[from..range.start].char_indices().rev().nth(REACH).map_or(from, |(at, _)| next_word(text, from + at, range.start));
        let until = text[range.end..until].char_indices().nth(REACH).map_or(until, |(at, _)| last_word(text, range.end, range.end + at));
        self.quote(from..until).map(|words| words.trim_start_matches("- ").to_owned())
    }
}

fn next_word(text: &str, from: usize, limit: usize) -> usize {
    text[from..limit].find(' ').map_or(limit, |at| from + at + 1)
}

fn last_word(text: &str, limit: usize, until: usize) -> usize {
    text[limit..until].rfind(' ').map_or(limit, |at| limit + at)
}

/// A part before it is rounded.
pub(crate) struct Judged {
    pub key: PartKey,
    pub score: f32,
    pub confidence: f32,
    pub reasons: Vec<Reason>,
}

impl Judged {
    pub fn unknown(key: PartKey) -> Self {
        Self { key, score: 0.0, confidence: 0.0, reasons: Vec::new() }
    }

    /// Nothing to go by: says on whose side it is missing.
    pub fn without(mut self, person_says: bool, posting: &str, person: &str) -> Self {
        let text = if person_says { posting } else { person };
        self.reasons = vec![Reason { text: text.into(), quote: None, facts: Vec::new() }];
        self.confidence = 0.0;
        self.score = 0.0;
        self
    }

    pub fn say(&mut self, text: String, quote: Option<String>, facts: Vec<String>) {
        self.reasons.push(Reason { text, quote, facts });
    }
}

/// A candidate made ready to be compared with many postings.
pub struct Scorer {
    candidate: Candidate,
    lexicon: Lexicon,
    /// By skill of the lexicon: which of the candidate's skills it is.
    held: Vec<Option<usize>>,
    /// By skill: whether one of the candidate's skills goes some way towards it.
    near: Vec<bool>,
    /// By skill: how much it tells in this set of postings; 1 where no set is known.
    rarity: Vec<f32>,
    titles: title::Titles,
    homes: place::Homes,
    now: DateTime<Utc>,
}

impl Scorer {
    pub fn new(candidate: Candidate, now: DateTime<Utc>) -> Self {
        let mut lexicon = Lexicon::bundled().clone();
        let known: Vec<usize> = candidate.skills.iter().map(|skill| lexicon.learn(&skill.name)).collect();
        let mut held = vec![None; lexicon.count()];
        let known_groups: HashSet<Option<usize>> = known.iter().map(|skill| lexicon.group(*skill)).filter(Option::is_some).collect();
        for (at, skill) in known.into_iter().enumerate() {
            held[skill] = Some(at);
        }
        let near = (0..lexicon.count()).map(|skill| known_groups.contains(&lexicon.group(skill))).collect();
        let rarity = vec![1.0; lexicon.count()];
        let titles = title::Titles::of(&candidate);
        let homes = place::Homes::of(&candidate);
        Self { candidate, lexicon, held, near, rarity, titles, homes, now }
    }

    pub fn score(&self, posting: &FoundPosting) -> Scored {
        self.judge(&self.look(posting))
    }

    fn look<'a>(&self, posting: &'a FoundPosting) -> Look<'a> {
        let text = posting::for_people(&posting.description_text);
        Look {
            posting,
            title: posting.title.as_str(),
            title_hits: self.lexicon.hits(&posting.title, false),
            hits: self.lexicon.hits(&text, false),
            level: level_of_title(&posting.title),
            years: years_asked(&text),
            text,
        }
    }

    /// Skills that few of these postings name tell more than those that all name.
    fn weigh(&mut self, looks: &[Look]) {
        if looks.len() < 10 {
            return;
        }
        let mut seen = vec![0_u32; self.lexicon.count()];
        let mut last = vec![usize::MAX; self.lexicon.count()];
        for (at, look) in looks.iter().enumerate() {
            for hit in look.hits.iter().chain(&look.title_hits) {
                if last[hit.skill] != at {
                    last[hit.skill] = at;
                    seen[hit.skill] += 1;
                }
            }
        }
        #[expect(clippy::cast_precision_loss, reason = "counts of postings")]
        for (rarity, seen) in self.rarity.iter_mut().zip(seen) {
            let share = (looks.len() as f32 + 1.0) / (seen as f32 + 1.0);
            *rarity = (share.ln() / 2.5).clamp(0.25, 1.6);
        }
    }

    fn judge(&self, look: &Look) -> Scored {
        let mut gaps = Vec::new();
        let judged = [
            skills::judge(self, look, &mut gaps),
            seniority::judge(&self.candidate, look, &mut gaps),
            place::judge(&self.candidate, &self.homes, look, &mut gaps),
            culture::judge(&self.candidate, look, &mut gaps),
            pay::judge(&self.candidate, look, &mut gaps),
        ];
        let (mut sum, mut certain) = (0.0, 0.0);
        for (part, (_, weight)) in judged.iter().zip(WEIGHTS) {
            sum += weight * part.confidence * part.score;
            certain += weight * part.confidence;
        }
        let mean = if certain > 0.0 { sum / certain } else { 0.0 };
        let work = &judged[0];
        let score = if work.confidence > 0.0 { mean.min(work.score + LIFT) } else { mean.min(50.0) };
        // Somewhere that one cannot get to is not made good by the rest.
        let far = judged[2].confidence >= 0.6 && judged[2].score <= 15.0;
        let score = if far { score * 0.85 } else { score };
        let warnings = posting::warnings(look.posting, self.now);
        let score = warnings.iter().map(|warning| most_for(warning.kind)).fold(score, f32::min);
        let parts = judged
            .into_iter()
            .zip(WEIGHTS)
            .map(|(part, (_, weight))| Part {
                key: part.key,
                score: percent(part.score),
                weight,
                confidence: (part.confidence * 100.0).round() / 100.0,
                reasons: part.reasons,
            })
            .collect();
        Scored { score: percent(score), confidence: (certain * 100.0).round() / 100.0, parts, gaps, warnings }
    }
}

/// What looks like a swindle is not put in front of people, however well its words fit.
fn most_for(warning: WarningKind) -> f32 {
    match warning {
        WarningKind::AsksForMoney => 25.0,
        WarningKind::Messenger => 40.0,
        WarningKind::Expired => 45.0,
        _ => 100.0,
    }
}

/// The highest score that these warnings leave room for.
pub(super) fn most(warnings: &[Warning]) -> u8 {
    percent(warnings.iter().map(|warning| most_for(warning.kind)).fold(100.0, f32::min))
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0..=100")]
fn percent(score: f32) -> u8 {
    score.round().clamp(0.0, 100.0) as u8
}

/// Scores postings against a candidate, best first: (index into `postings`, score). Equals keep the order that they came in.
pub fn rank(candidate: Candidate, postings: &[FoundPosting], now: DateTime<Utc>) -> Vec<(usize, Scored)> {
    let mut scorer = Scorer::new(candidate, now);
    let looks: Vec<Look> = postings.iter().map(|posting| scorer.look(posting)).collect();
    scorer.weigh(&looks);
    let mut ranked: Vec<(usize, Scored)> = looks.iter().map(|look| scorer.judge(look)).enumerate().collect();
    best_first(&mut ranked);
    ranked
}

fn best_first(ranked: &mut [(usize, Scored)]) {
    ranked.sort_by(|(a, one), (b, other)| other.score.cmp(&one.score).then(other.confidence.total_cmp(&one.confidence)).then(a.cmp(b)));
}

#[cfg(test)]
mod tests;
