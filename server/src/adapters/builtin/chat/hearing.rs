//! What a person's answer says, clause by clause, with the words that say it.

use super::lexicon::{ASIDE, AVERSE, BOTH, FIRST, FOREIGN, INDIFFERENT, LEXICON, NEGATIONS, NO_NEGATIONS, RUDE, SECOND, STRONG, UNSURE};

/// Longer texts are heard up to here; nobody needs more to say how they like to work.
const MOST_CHARS: usize = 6_000;
/// The longest piece of an answer that is quoted back.
const LONGEST_EVIDENCE: usize = 140;

/// One statement about one axis.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Hint<'a> {
    /// Index into the lexicon.
    pub axis: usize,
    /// −2 to 2.
    pub lean: i8,
    /// The person's own words.
    pub evidence: &'a str,
}

/// How an answer is to be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Tone {
    Plain,
    Unsure,
    Rude,
    Aside,
    Foreign,
}

/// Cuts an answer into clauses; each is a piece of the answer, untouched.
pub(in super::super) fn clauses(answer: &str) -> Vec<&str> {
    let end = answer.char_indices().nth(MOST_CHARS).map_or(answer.len(), |(at, _)| at);
    let mut found = Vec::new();
    for sentence in answer[..end].split(['.', '!', '?', ';', '\n', ',', '(', ')', '–', '—']) {
        let mut rest = sentence;
        while let Some((at, length)) = [" but ", " however ", " although ", " while ", " aber ", " and i ", " because "]
            .iter()
            .filter_map(|word| find_ignoring_case(rest, word).map(|at| (at, word.len())))
            .min()
        {
            found.push(&rest[..at]);
            rest = &rest[at + length..];
        }
        found.push(rest);
    }
    found.into_iter().map(str::trim).filter(|clause| clause.chars().any(char::is_alphanumeric)).collect()
}

/// Byte offset of an ASCII word; only ASCII letters differ by case, so that offsets stay those of the text.
fn find_ignoring_case(text: &str, word: &str) -> Option<usize> {
    text.as_bytes()
        .windows(word.len())
        .position(|window| window.eq_ignore_ascii_case(word.as_bytes()))
        .filter(|&at| text.is_char_boundary(at))
}

/// All that an answer says about any axis.
pub(in super::super) fn hints(answer: &str) -> Vec<Hint<'_>> {
    clauses(answer).into_iter().flat_map(hints_of_clause).collect()
}

fn hints_of_clause(clause: &str) -> Vec<Hint<'_>> {
    let words = words(clause);
    if says(&words, INDIFFERENT) {
        return Vec::new();
    }
    let strength = if says(&words, STRONG) { 2 } else { 1 };
    let mut found: Vec<Hint<'_>> = Vec::new();
    for (axis, entry) in LEXICON.iter().enumerate() {
        let left = entry.left.iter().filter_map(|phrase| direction(&words, phrase)).map(|sign| -sign);
        let right = entry.right.iter().filter_map(|phrase| direction(&words, phrase));
        let sum: i8 = left.chain(right).sum();
        let lean = sum.signum() * strength;
        if lean != 0 {
            found.push(Hint { axis, lean, evidence: shortened(clause) });
        }
    }
    found
}

/// 1 where a phrase is said, −1 where its contrary is. A phrase with `!` names what people complain about, so it
/// counts for its pole unless it is praised.
fn direction(words: &[String], phrase: &str) -> Option<i8> {
    let (phrase, complaint) = phrase.strip_suffix('!').map_or((phrase, false), |phrase| (phrase, true));
    let (at, _) = position(words, phrase)?;
    let negated = is_negated(words, at);
    if complaint {
        let praised = !negated && says(words, &["love", "like", "enjoy", "prefer", "thrive", "need"]);
        Some(if praised { -1 } else { 1 })
    } else {
        Some(if negated { -1 } else { 1 })
    }
}

fn is_negated(words: &[String], at: usize) -> bool {
    const REACH: usize = 6;
    let before = &words[at.saturating_sub(REACH)..at];
    if NO_NEGATIONS.iter().any(|phrase| position(before, phrase).is_some()) {
        return false;
    }
    NEGATIONS.iter().any(|word| position(before, word).is_some())
}

/// Words of a clause in small letters; hyphens part words, apostrophes do not.
fn words(text: &str) -> Vec<String> {
    text.to_lowercase()
        .replace('’', "'")
        .split(|c: char| !c.is_alphanumeric() && c != '\'')
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Where a phrase begins and ends among words.
fn position(words: &[String], phrase: &str) -> Option<(usize, usize)> {
    let parts: Vec<&str> = phrase.split(' ').collect();
    let fits = |word: &String, part: &str| part.strip_suffix('*').map_or(word == part, |start| word.starts_with(start));
    words
        .windows(parts.len())
        .position(|window| window.iter().zip(&parts).all(|(word, part)| fits(word, part)))
        .map(|at| (at, at + parts.len()))
}

fn says(words: &[String], phrases: &[&str]) -> bool {
    phrases.iter().any(|phrase| position(words, phrase).is_some())
}

/// The beginning of a long clause, cut behind a word; still the person's own text.
pub(in super::super) fn shortened(clause: &str) -> &str {
    match clause.char_indices().nth(LONGEST_EVIDENCE) {
        None => clause,
        Some((end, _)) => {
            let head = &clause[..end];
            head.rfind(char::is_whitespace).map_or(head, |at| &head[..at]).trim_end()
        }
    }
}

/// How an answer is to be taken, before its content counts.
pub(in super::super) fn tone(answer: &str) -> Tone {
    let words = words(answer);
    let few = words.len() <= 8;
    if says(&words, RUDE) && hints(answer).is_empty() {
        Tone::Rude
    } else if says(&words, UNSURE) && few && hints(answer).is_empty() {
        Tone::Unsure
    } else if says(&words, ASIDE) {
        Tone::Aside
    } else if is_foreign(answer, &words) && hints(answer).is_empty() {
        Tone::Foreign
    } else if answer.trim_end().ends_with('?') && hints(answer).is_empty() {
        Tone::Aside
    } else {
        Tone::Plain
    }
}

fn is_foreign(answer: &str, words: &[String]) -> bool {
    let letters = answer.chars().filter(|c| c.is_alphabetic());
    let (all, other) = letters.fold((0, 0), |(all, other), c| (all + 1, other + usize::from(!is_latin(c))));
    let small = words.iter().filter(|word| FOREIGN.contains(&word.as_str())).count();
    (all > 3 && other * 2 > all) || (small >= 2 && small * 4 >= words.len())
}

fn is_latin(c: char) -> bool {
    (c as u32) < 0x250
}

/// An answer to a choice between two: −1 the first, 1 the second, 0 both.
pub(in super::super) fn choice(answer: &str) -> Option<i8> {
    let words = words(answer);
    if words.len() > 12 {
        return None;
    }
    [(BOTH, 0), (FIRST, -1), (SECOND, 1)].into_iter().find(|(phrases, _)| says(&words, phrases)).map(|(_, lean)| lean)
}

/// What the person will not have, in their own words.
pub(in super::super) fn aversions(answer: &str) -> Vec<&str> {
    clauses(answer).into_iter().filter(|clause| says(&words(clause), AVERSE)).map(shortened).collect()
}

/// Whether an answer says that there is nothing.
pub(in super::super) fn is_nothing(answer: &str) -> bool {
    let words = words(answer);
    words.is_empty() || (words.len() <= 4 && says(&words, &["nothing", "none", "no", "nope", "nichts", "n a"]))
}

/// How many words an answer has.
pub(in super::super) fn length(answer: &str) -> usize {
    words(answer).len()
}
