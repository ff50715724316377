//! Which facts a letter names, and which words of the posting it answers.

use job_agent::assistant::{FactKind, LetterBrief};
use std::collections::BTreeSet;

const MOST_ACHIEVEMENTS: usize = 3;
const MOST_SKILLS: usize = 4;
/// What is longer is a paragraph of a CV and no sentence of a letter.
const LONGEST_ACHIEVEMENT: usize = 240;
const LONGEST_NAME: usize = 60;
/// A quote is a phrase: shorter says nothing, longer is copying.
const QUOTE: std::ops::RangeInclusive<usize> = 18..=110;

/// A place of work and what is told of it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Station {
    pub role: Option<usize>,
    pub employer: Option<usize>,
    pub achievements: Vec<usize>,
}

/// All that goes into a letter.
#[derive(Debug, Default)]
pub(super) struct Picked<'a> {
    pub quote: Option<&'a str>,
    pub stations: Vec<Station>,
    pub skills: Vec<usize>,
    /// Whether all of these stand in the posting.
    pub skills_are_asked_for: bool,
    pub others: Vec<(FactKind, Vec<usize>)>,
}

pub(super) fn pick(brief: &LetterBrief) -> Picked<'_> {
    let asked = words(&brief.posting_text);
    let stations = stations(brief, &asked);
    let (skills, skills_are_asked_for) = skills(brief);
    let named = stations.iter().flat_map(|station| &station.achievements).chain(&skills);
    let told: BTreeSet<String> = named.filter_map(|&index| brief.facts.get(index)).flat_map(|fact| words(&fact.text)).collect();
    Picked { quote: quote(brief, &told), stations, skills, skills_are_asked_for, others: others(brief) }
}

/// The title without what stands in brackets or behind a bar.
pub(super) fn short_title(title: &str) -> &str {
    let cut = title.find(['(', '[', '|', '*']).filter(|&at| at > 3).map_or(title, |at| &title[..at]);
    cut.trim().trim_end_matches(['-', '–', ',', ':']).trim_end()
}

/// Words that say something, in small letters.
fn words(text: &str) -> BTreeSet<String> {
    const EMPTY: &[&str] = &[
        "with", "and", "the", "for", "that", "this", "from", "have", "will", "your", "you", "our", "are", "into", "more", "than", "their",
        "they", "who", "what", "when", "work", "team", "teams", "years", "experience", "und", "der", "die", "das", "mit", "für", "von",
        "den", "eine", "einer", "wir", "sie", "ihre", "sind", "auf", "about", "years", "good", "strong", "join", "looking", "role", "all",
        "can", "not",
    ];
    text.split(|c: char| !c.is_alphanumeric() && !matches!(c, '+' | '#'))
        .map(str::to_lowercase)
        .filter(|word| word.chars().count() > 2 && !EMPTY.contains(&word.as_str()))
        .map(|word| word.strip_suffix('s').filter(|rest| rest.len() > 3).map_or(word.clone(), str::to_owned))
        .collect()
}

fn overlap(text: &str, with: &BTreeSet<String>) -> usize {
    words(text).intersection(with).count()
}

/// The part of a path that facts of one role share: `work[0]`.
fn group(path: &str) -> &str {
    path.split('.').next().unwrap_or_default()
}

fn rank(brief: &LetterBrief, index: usize) -> usize {
    brief.relevant.iter().position(|&relevant| relevant == index).unwrap_or(usize::MAX)
}

fn stations(brief: &LetterBrief, asked: &BTreeSet<String>) -> Vec<Station> {
    let mut achievements: Vec<usize> =
        indices(brief, FactKind::Achievement).filter(|&index| brief.facts.get(index).is_some_and(|fact| tellable(&fact.text))).collect();
    // What the match found relevant comes first, then what shares words with the posting, then what is recent.
    achievements.sort_by_key(|&index| {
        let shared = brief.facts.get(index).map_or(0, |fact| overlap(&fact.text, asked));
        (rank(brief, index), usize::MAX - shared, index)
    });
    // A CV that repeats a line under several roles is quoted once.
    let mut told = BTreeSet::new();
    achievements.retain(|&index| brief.facts.get(index).is_some_and(|fact| told.insert(fact.text.trim().to_lowercase())));
    let telling =
        |index: &usize| rank(brief, *index) < usize::MAX || brief.facts.get(*index).is_some_and(|fact| overlap(&fact.text, asked) > 0);
    let most = achievements.iter().filter(|index| telling(index)).count().clamp(1, MOST_ACHIEVEMENTS);
    achievements.truncate(most);
    let mut found: Vec<(String, Station)> = Vec::new();
    for index in achievements {
        let Some(fact) = brief.facts.get(index) else { continue };
        let group = group(&fact.path);
        match found.iter_mut().find(|(known, _)| known == group) {
            Some((_, station)) => station.achievements.push(index),
            None => found.push((group.to_owned(), Station { achievements: vec![index], ..station(brief, group) })),
        }
    }
    if found.is_empty() {
        let roles = indices(brief, FactKind::Role).chain(indices(brief, FactKind::Employer));
        let best = roles.min_by_key(|&index| (rank(brief, index), index)).and_then(|index| brief.facts.get(index));
        found.extend(best.map(|fact| (group(&fact.path).to_owned(), station(brief, group(&fact.path)))));
    }
    found.into_iter().map(|(_, station)| station).collect()
}

fn station(brief: &LetterBrief, wanted: &str) -> Station {
    let of = |kind| {
        indices(brief, kind).find(|&index| {
            brief.facts.get(index).is_some_and(|fact| group(&fact.path) == wanted && fact.text.chars().count() <= LONGEST_NAME)
        })
    };
    Station { role: of(FactKind::Role), employer: of(FactKind::Employer), achievements: Vec::new() }
}

fn indices(brief: &LetterBrief, kind: FactKind) -> impl Iterator<Item = usize> {
    brief.facts.iter().enumerate().filter(move |(_, fact)| fact.kind == kind).map(|(index, _)| index)
}

/// One line of prose: not a heading, not a paragraph, not several sentences.
fn tellable(text: &str) -> bool {
    let text = text.trim();
    let length = text.chars().count();
    (12..=LONGEST_ACHIEVEMENT).contains(&length)
        && text.split_whitespace().count() >= 3
        && !text.trim_end_matches('.').contains(". ")
        && !text.contains(['“', '”', '"', '!', '?', '\n', '•'])
}

/// Skills that the posting names; without one, the most relevant.
fn skills(brief: &LetterBrief) -> (Vec<usize>, bool) {
    let short = |index: &usize| brief.facts.get(*index).is_some_and(|fact| fact.text.chars().count() <= 40 && !fact.text.contains(':'));
    let mut all: Vec<usize> = indices(brief, FactKind::Skill).filter(short).collect();
    all.sort_by_key(|&index| (rank(brief, index), index));
    let mut seen = BTreeSet::new();
    all.retain(|&index| brief.facts.get(index).is_some_and(|fact| seen.insert(fact.text.trim().to_lowercase())));
    let mut asked: Vec<usize> =
        all.iter().copied().filter(|&index| brief.facts.get(index).is_some_and(|fact| mentions(&brief.posting_text, &fact.text))).collect();
    if asked.is_empty() {
        all.retain(|&index| rank(brief, index) < usize::MAX);
        all.truncate(MOST_SKILLS - 1);
        (all, false)
    } else {
        asked.truncate(MOST_SKILLS);
        (asked, true)
    }
}

/// Whether a name stands in a text as whole words.
fn mentions(text: &str, name: &str) -> bool {
    let (text, name) = (text.to_lowercase(), name.trim().to_lowercase());
    let joins = |c: char| c.is_alphanumeric() || matches!(c, '+' | '#');
    !name.is_empty()
        && text
            .match_indices(&name)
            .any(|(at, _)| !text[..at].chars().next_back().is_some_and(joins) && !text[at + name.len()..].chars().next().is_some_and(joins))
}

fn others(brief: &LetterBrief) -> Vec<(FactKind, Vec<usize>)> {
    let fits = |index: &usize| brief.facts.get(*index).is_some_and(|fact| fact.text.chars().count() <= LONGEST_NAME * 2);
    let first_word = |text: &str| text.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default().to_owned();
    let languages: Vec<usize> = indices(brief, FactKind::Language)
        .filter(fits)
        .filter(|&index| brief.facts.get(index).is_some_and(|fact| mentions(&brief.posting_text, &first_word(&fact.text))))
        .collect();
    let certificates: Vec<usize> = indices(brief, FactKind::Certificate)
        .filter(fits)
        .filter(|&index| {
            rank(brief, index) < usize::MAX || brief.facts.get(index).is_some_and(|fact| mentions(&brief.posting_text, &fact.text))
        })
        .take(2)
        .collect();
    let wants_degree = ["degree", "university", "bachelor", "master", "diploma", "studium", "abschluss", "ausbildung", "hochschule"]
        .iter()
        .any(|word| mentions(&brief.posting_text, word));
    let education = indices(brief, FactKind::Education).find(fits).filter(|_| wants_degree);
    let education: Vec<usize> = education
        .and_then(|index| brief.facts.get(index))
        .map(|first| {
            let same = |index: &usize| brief.facts.get(*index).is_some_and(|fact| group(&fact.path) == group(&first.path));
            indices(brief, FactKind::Education).filter(fits).filter(same).take(2).collect()
        })
        .unwrap_or_default();
    [(FactKind::Education, education), (FactKind::Certificate, certificates), (FactKind::Language, languages)]
        .into_iter()
        .filter(|(_, indices)| !indices.is_empty())
        .collect()
}

/// The phrase of the posting that the told facts answer best, word for word.
fn quote<'a>(brief: &'a LetterBrief, told: &BTreeSet<String>) -> Option<&'a str> {
    brief
        .posting_text
        .split(['\n', '.', ';', '!', '?', ':', '•'])
        .map(|piece| piece.trim().trim_start_matches(['-', '*', '–', '·']).trim())
        .filter(|piece| QUOTE.contains(&piece.chars().count()) && piece.split_whitespace().count() >= 3)
        .filter(|piece| !piece.contains(['“', '”', '„', '"', '«', '»', '@', '<', '>']) && !piece.contains("http"))
        .map(|piece| (overlap(piece, told), piece))
        .filter(|(shared, _)| *shared > 0)
        .rev()
        .max_by_key(|(shared, _)| *shared)
        .map(|(_, piece)| piece)
}
