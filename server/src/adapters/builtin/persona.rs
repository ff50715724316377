//! What a vibe check says about a person, in words that they said.

use super::chat::hearing::{self, Tone};
use super::chat::lexicon::LEXICON;
use super::chat::questions::QUESTIONS;
use super::chat::{Ask, Talk};
use job_agent::assistant::{AXES, Persona, Trait, Turn};

/// More would not be read.
const MOST_AVOIDED: usize = 5;

/// Sums a conversation up. What was not said is left out rather than guessed.
pub(super) fn sum_up(conversation: &[Turn]) -> Persona {
    let talk = Talk::follow(conversation);
    let traits: Vec<Trait> = (0..LEXICON.len()).filter_map(|axis| of_axis(&talk, axis)).collect();
    let avoid = avoided(&talk);
    Persona { summary: summary(&traits, &avoid), traits, avoid }
}

fn of_axis(talk: &Talk<'_>, axis: usize) -> Option<Trait> {
    let said: Vec<_> = talk.hints.iter().filter(|(_, hint)| hint.axis == axis).collect();
    // Whoever was asked to choose has chosen: that answer counts alone.
    let decisive = said.iter().rev().find(
        |(place, _)| matches!(talk.answered.get(*place), Some((Ask::Choice(asked) | Ask::Contradiction(asked), _)) if *asked == axis),
    );
    let lean = match decisive {
        Some((_, hint)) => hint.lean,
        None => said.iter().map(|(_, hint)| hint.lean).fold(0, i8::saturating_add).clamp(-2, 2),
    };
    let (_, evidence) = decisive.or_else(|| {
        said.iter().filter(|(_, hint)| hint.lean.signum() == lean.signum()).max_by_key(|(_, hint)| hint.lean.abs()).or(said.first())
    })?;
    let (key, left, right) = AXES.get(axis)?;
    let name = match lean {
        0 => format!("{left} and {}", right.to_lowercase()),
        ..0 => (*left).to_owned(),
        1.. => (*right).to_owned(),
    };
    Some(Trait { axis: (*key).to_owned(), name, lean, evidence: evidence.evidence.to_owned() })
}

fn avoided(talk: &Talk<'_>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for (ask, answer) in talk.answered.iter().rev() {
        let clauses = match ask {
            Ask::Avoid if hearing::is_nothing(answer) || hearing::tone(answer) != Tone::Plain => Vec::new(),
            Ask::Avoid if answer.trim() == "Nothing in particular" => Vec::new(),
            Ask::Avoid => hearing::clauses(answer).into_iter().map(hearing::shortened).collect(),
            _ if hearing::tone(answer) == Tone::Plain => hearing::aversions(answer),
            _ => Vec::new(),
        };
        for clause in clauses {
            if !found.iter().any(|known| known.eq_ignore_ascii_case(clause)) {
                found.push(clause.to_owned());
            }
        }
    }
    found.truncate(MOST_AVOIDED);
    found
}

/// Two to four sentences in second person.
fn summary(traits: &[Trait], avoid: &[String]) -> String {
    let mut clear: Vec<&Trait> = traits.iter().filter(|found| found.lean != 0).collect();
    clear.sort_by_key(|found| -found.lean.abs());
    let phrases: Vec<&str> = clear.iter().filter_map(|found| phrase(found)).collect();
    let mut sentences = Vec::new();
    match phrases.as_slice() {
        [] => {
            sentences.push("You kept your preferences open in this conversation.".to_owned());
            sentences.push("You can add what matters to you at any time.".to_owned());
        }
        [one] => {
            sentences.push(format!("You do your best work where {one}."));
            sentences.push("You left the rest open.".to_owned());
        }
        [first, second, others @ ..] => {
            sentences.push(format!("You do your best work where {first} and {second}."));
            match others {
                [] => sentences.push("You left the rest open.".to_owned()),
                [one] => sentences.push(format!("You also like it when {one}.")),
                [one, two, ..] => sentences.push(format!("You also like it when {one}, and when {two}.")),
            }
        }
    }
    let balanced: Vec<String> = traits.iter().filter(|found| found.lean == 0).map(|found| found.name.to_lowercase()).collect();
    if let Some(first) = balanced.first() {
        sentences.push(format!("You want a balance of {first}."));
    }
    if let Some(first) = avoid.first() {
        sentences.push(format!("You said what you will not have: “{first}”."));
    }
    sentences.join(" ")
}

fn phrase(found: &Trait) -> Option<&'static str> {
    let axis = AXES.iter().position(|(key, _, _)| *key == found.axis)?;
    let [left, right] = QUESTIONS.get(axis)?.summary;
    Some(if found.lean < 0 { left } else { right })
}
