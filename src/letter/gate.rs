//! The gate that every letter passes, whoever drafted it. It fails closed: a word that is neither ours nor in the
//! facts that a sentence names does not get in.

use super::words::{self, Lexicon, Token};
use crate::assistant::{Draft, DraftSentence, LetterBrief};

/// More than a page of any of these is not a letter.
const MOST_PARAGRAPHS: usize = 10;
const MOST_SENTENCES: usize = 30;
const LONGEST_SENTENCE: usize = 600;
/// How far around a number a word of the same fact is looked for.
const NEIGHBOURHOOD: usize = 4;

/// A sentence that may not stand in a letter, counted from 0.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    pub paragraph: usize,
    pub sentence: usize,
    pub fault: Fault,
}

impl std::fmt::Display for Violation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Paragraph {}, sentence {}: {}.", self.paragraph + 1, self.sentence + 1, self.fault)
    }
}

/// What is wrong with it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("the letter has no sentences")]
    Empty,
    #[error("the letter or a sentence of it is too long")]
    TooLong,
    #[error("the sentence names fact {0}, which does not exist")]
    UnknownFact(usize),
    #[error("the posting does not say “{0}”")]
    UnknownQuote(String),
    #[error("the quote “{0}” does not stand in the sentence in quotation marks")]
    QuoteNotShown(String),
    #[error("nothing behind the sentence says “{0}”")]
    Unsupported(String),
    #[error("the facts say “{0}” of something else")]
    Misplaced(String),
    #[error("a sentence about the person names no fact: “{0}”")]
    Claim(String),
}

/// Lets a letter through, or names every sentence that keeps it back.
pub fn check(brief: &LetterBrief, draft: &Draft) -> Result<(), Vec<Violation>> {
    let at = |paragraph, sentence, fault| Violation { paragraph, sentence, fault };
    let count: usize = draft.paragraphs.iter().map(Vec::len).sum();
    if count == 0 {
        return Err(vec![at(0, 0, Fault::Empty)]);
    }
    let mut found = Vec::new();
    if count > MOST_SENTENCES || draft.paragraphs.len() > MOST_PARAGRAPHS {
        found.push(at(0, 0, Fault::TooLong));
    }
    let lexicon = Lexicon::of(&brief.language);
    for (p, paragraph) in draft.paragraphs.iter().enumerate() {
        for (s, sentence) in paragraph.iter().enumerate() {
            found.extend(faults(brief, lexicon, sentence).into_iter().map(|fault| at(p, s, fault)));
        }
    }
    if found.is_empty() { Ok(()) } else { Err(found) }
}

/// The words that a sentence with facts may use besides theirs, for who is to write one.
pub fn free_words(language: &str) -> String {
    Lexicon::of(language).free_words().join(" ")
}

fn faults(brief: &LetterBrief, lexicon: Lexicon, sentence: &DraftSentence) -> Vec<Fault> {
    let mut faults: Vec<Fault> =
        sentence.facts.iter().filter(|&&index| index >= brief.facts.len()).map(|&index| Fault::UnknownFact(index)).collect();
    if sentence.text.chars().count() > LONGEST_SENTENCE {
        faults.push(Fault::TooLong);
        return faults;
    }
    if sentence.text.trim().is_empty() {
        faults.push(Fault::Empty);
    }
    let own_words = match unquoted(brief, sentence) {
        Ok(text) => text,
        Err(fault) => {
            faults.push(fault);
            return faults;
        }
    };
    let facts: Vec<Vec<Token>> =
        sentence.facts.iter().filter_map(|&index| brief.facts.get(index)).map(|fact| words::tokens(&fact.text)).collect();
    let tokens = without_names(brief, words::tokens(&own_words));
    faults.extend(tokens.iter().filter_map(|token| wrong_kind(brief, sentence, token)));
    if facts.is_empty() {
        faults.extend(tokens.iter().filter_map(|token| claim(lexicon, sentence, token)));
    } else {
        faults.extend((0..tokens.len()).filter_map(|index| unsupported(lexicon, &facts, &tokens, index)));
    }
    faults
}

/// The sentence without what it quotes from the posting. A quotation mark that no quote stands behind stays, with its words.
fn unquoted(brief: &LetterBrief, sentence: &DraftSentence) -> Result<String, Fault> {
    let Some(quote) = &sentence.quote else { return Ok(sentence.text.clone()) };
    if quote.trim().is_empty() || !brief.posting_text.contains(quote.as_str()) {
        return Err(Fault::UnknownQuote(quote.clone()));
    }
    let marks = [("“", "”"), ("„", "“"), ("\"", "\""), ("«", "»")];
    marks
        .iter()
        .map(|(open, close)| format!("{open}{quote}{close}"))
        .find(|marked| sentence.text.contains(marked.as_str()))
        .map(|marked| sentence.text.replacen(&marked, " ", 1))
        .ok_or_else(|| Fault::QuoteNotShown(quote.clone()))
}

/// Takes out the company and the person wherever they stand, and the posting's title where it is named as the posting's
/// ("the position of …"), never where the person would be called by it.
fn without_names(brief: &LetterBrief, tokens: Vec<Token>) -> Vec<Token> {
    let company = words::tokens(&brief.company);
    let person = words::tokens(&brief.person);
    let title = words::tokens(&brief.title);
    let mut kept: Vec<Token> = Vec::with_capacity(tokens.len());
    let mut rest = tokens.as_slice();
    while let Some((first, behind)) = rest.split_first() {
        let after_lead = kept.last().is_some_and(|token| words::LEADS.contains(&token.plain.as_str()));
        let named = [&company, &person].into_iter().filter(|name| starts_with(rest, name)).map(Vec::len).max().unwrap_or(0);
        // A long title may be named by its beginning, without what stands in brackets.
        let titled = if after_lead { rest.iter().zip(&title).take_while(|(a, b)| a.plain == b.plain).count() } else { 0 };
        match named.max(titled) {
            length @ 1.. => rest = &rest[length..],
            0 => {
                kept.push(first.clone());
                rest = behind;
            }
        }
    }
    kept
}

fn starts_with(tokens: &[Token], name: &[Token]) -> bool {
    tokens.len() >= name.len() && tokens.iter().zip(name).all(|(a, b)| a.plain == b.plain)
}

/// A sentence without facts says nothing of the person: its words come from a short list, and next to a quote not even "I".
fn claim(lexicon: Lexicon, sentence: &DraftSentence, token: &Token) -> Option<Fault> {
    let about_posting = sentence.quote.is_some();
    let ours = lexicon.neutral(&token.plain) && !(about_posting && lexicon.first_person(&token.plain));
    let of_posting = about_posting && lexicon.about_posting(&token.plain);
    (!ours && !of_posting).then(|| Fault::Claim(token.shown.clone()))
}

/// "I studied at" is a claim too: it needs a fact about education, and an employer does not do.
fn wrong_kind(brief: &LetterBrief, sentence: &DraftSentence, token: &Token) -> Option<Fault> {
    if sentence.facts.is_empty() {
        return None;
    }
    let named = || sentence.facts.iter().filter_map(|&index| brief.facts.get(index));
    let said = || named().any(|fact| words::tokens(&fact.text).iter().any(|said| said.plain == token.plain));
    let (_, kinds) = words::SAYS_KIND.iter().find(|(words, _)| words.contains(&token.plain.as_str()))?;
    (!named().any(|fact| kinds.contains(&fact.kind)) && !said()).then(|| Fault::Unsupported(token.shown.clone()))
}

/// A word must be ours or in a named fact; a number must also stand by a word that it stands by there.
fn unsupported(lexicon: Lexicon, facts: &[Vec<Token>], tokens: &[Token], index: usize) -> Option<Fault> {
    let token = tokens.get(index)?;
    if !token.is_number && (lexicon.neutral(&token.plain) || lexicon.connective(&token.plain)) {
        return None;
    }
    let mut holders = facts.iter().filter(|fact| fact.iter().any(|said| said.supports(token))).peekable();
    if holders.peek().is_none() {
        return Some(Fault::Unsupported(token.shown.clone()));
    }
    let content = |token: &&Token| !token.is_number && !lexicon.connective(&token.plain) && !lexicon.neutral(&token.plain);
    let beside = || words::around(tokens, index, NEIGHBOURHOOD).filter(content);
    let in_place = holders.any(|fact| {
        let alone = !fact.iter().any(|said| content(&said));
        alone
            || fact.iter().enumerate().filter(|(_, said)| said.supports(token)).any(|(place, _)| {
                words::around(fact, place, NEIGHBOURHOOD).filter(content).any(|said| beside().any(|near| said.supports(near)))
            })
    });
    (token.is_number && !in_place).then(|| Fault::Misplaced(token.shown.clone()))
}

#[cfg(test)]
#[path = "gate_tests.rs"]
mod tests;
