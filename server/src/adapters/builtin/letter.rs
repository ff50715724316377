//! A cover letter from facts only. Whatever cannot be said with the facts' own words is left out: a short letter
//! that is true is better than a long one that is not.

mod phrases;
mod pick;

use job_agent::assistant::{Draft, DraftSentence, FactKind, LetterBrief};
use job_agent::letter::gate;
use phrases::Phrases;
use pick::{Picked, Station};

/// Drafts a letter. Each sentence has passed the gate before it is handed over.
pub(super) fn write(brief: &LetterBrief) -> Draft {
    let phrases = Phrases::of(&brief.language);
    let variant = variant(brief);
    let picked = pick::pick(brief);
    let paragraphs = [
        vec![plain(phrases.greeting(&brief.company))],
        opening(brief, phrases, variant, &picked),
        stations(brief, phrases, variant, &picked),
        extras(brief, phrases, &picked),
        closing(phrases, variant),
        vec![plain(phrases.regards().to_owned())],
        vec![plain(brief.person.trim().to_owned())],
    ];
    let paragraphs = paragraphs
        .into_iter()
        .map(|paragraph| paragraph.into_iter().filter(|sentence| passes(brief, sentence)).collect::<Vec<_>>())
        .filter(|paragraph| !paragraph.is_empty())
        .collect();
    Draft { paragraphs }
}

/// Letters to different openings should not read alike, and the same letter should not change.
fn variant(brief: &LetterBrief) -> usize {
    let sum: u32 = brief.company.chars().chain(brief.title.chars()).map(u32::from).fold(7, |sum, c| sum.wrapping_mul(31).wrapping_add(c));
    (sum >> 3) as usize
}

fn passes(brief: &LetterBrief, sentence: &DraftSentence) -> bool {
    gate::check(brief, &Draft { paragraphs: vec![vec![sentence.clone()]] }).is_ok()
}

fn plain(text: String) -> DraftSentence {
    DraftSentence { text, facts: Vec::new(), quote: None }
}

fn from_facts(text: String, facts: Vec<usize>) -> DraftSentence {
    DraftSentence { text, facts, quote: None }
}

fn text(brief: &LetterBrief, index: usize) -> &str {
    brief.facts.get(index).map_or("", |fact| fact.text.trim().trim_end_matches(['.', ';', ',']))
}

fn opening(brief: &LetterBrief, phrases: Phrases, variant: usize, picked: &Picked<'_>) -> Vec<DraftSentence> {
    let mut sentences = vec![plain(phrases.opening(variant, pick::short_title(&brief.title), brief.company.trim()))];
    if let Some(quote) = picked.quote {
        sentences.push(DraftSentence { text: phrases.quote(variant, quote), facts: Vec::new(), quote: Some(quote.to_owned()) });
    }
    sentences
}

/// What was done where, the most relevant place first.
fn stations(brief: &LetterBrief, phrases: Phrases, variant: usize, picked: &Picked<'_>) -> Vec<DraftSentence> {
    let mut sentences = Vec::new();
    for (number, station) in picked.stations.iter().enumerate() {
        sentences.extend(station_sentences(brief, phrases, variant + number, station));
    }
    sentences
}

fn station_sentences(brief: &LetterBrief, phrases: Phrases, variant: usize, station: &Station) -> Vec<DraftSentence> {
    let role = station.role.map(|index| text(brief, index));
    let employer = station.employer.map(|index| text(brief, index));
    let place: Vec<usize> = [station.role, station.employer].into_iter().flatten().collect();
    let goes_on =
        station.achievements.first().and_then(|&index| phrases.deed(text(brief, index))).is_some_and(|deed| Phrases::goes_on(&deed));
    let place_words = phrases.place(if goes_on { 0 } else { variant }, role, employer);
    let mut sentences = Vec::new();
    for (number, &index) in station.achievements.iter().enumerate() {
        let said = text(brief, index);
        let (sentence, facts) = match (phrases.deed(said), number) {
            (Some(deed), 0) => (phrases.did(&place_words, &deed), [place.as_slice(), &[index]].concat()),
            (Some(deed), _) => (phrases.did_also(variant + number, &deed), vec![index]),
            (None, 0) => (phrases.included(&place_words, said), [place.as_slice(), &[index]].concat()),
            (None, _) => (phrases.included_also(said), vec![index]),
        };
        sentences.push(from_facts(sentence, facts));
    }
    if station.achievements.is_empty()
        && let Some(sentence) = phrases.was(role, employer)
    {
        sentences.push(from_facts(sentence, place));
    }
    sentences
}

/// Skills, languages, education and certificates, where the posting gives a reason to name them.
fn extras(brief: &LetterBrief, phrases: Phrases, picked: &Picked<'_>) -> Vec<DraftSentence> {
    let list = |indices: &[usize]| phrases.list(&indices.iter().map(|&index| text(brief, index)).collect::<Vec<_>>());
    let mut sentences = Vec::new();
    if !picked.skills.is_empty() {
        let sentence = phrases.skills(&list(&picked.skills), picked.skills_are_asked_for);
        sentences.push(from_facts(sentence, picked.skills.clone()));
    }
    for (kind, indices) in &picked.others {
        let sentence = match kind {
            FactKind::Language => phrases.languages(&list(indices)),
            FactKind::Education => phrases.education(&indices.iter().map(|&index| text(brief, index)).collect::<Vec<_>>().join(", ")),
            _ => phrases.certificates(&list(indices)),
        };
        sentences.push(from_facts(sentence, indices.clone()));
    }
    sentences
}

fn closing(phrases: Phrases, variant: usize) -> Vec<DraftSentence> {
    phrases.closing(variant).iter().map(|sentence| plain((*sentence).to_owned())).collect()
}

#[cfg(test)]
#[path = "letter/tests.rs"]
mod tests;
