//! The vibe check: a short conversation by rules. The same conversation always gets the same reply, since all that
//! the rules know is worked out from the turns anew.

pub(super) mod hearing;
pub(super) mod lexicon;
pub(super) mod questions;

use hearing::{Hint, Tone};
use job_agent::assistant::{AXES, Reply, Speaker, Turn};
use questions::{AVOID, AVOID_ANSWERS, DEEPER, OPENING, OPENING_ANSWERS, QUESTIONS};

/// A conversation has at least and at most so many questions.
const FEWEST: usize = 5;
const MOST: usize = 7;
/// More would feel like an interrogation.
const MOST_FOLLOW_UPS: usize = 2;
/// An answer with fewer words says too little to be quoted without a rule that understood it.
const FEW_WORDS: usize = 4;
/// An answer of so many characters is thanked for as a long one.
const LONG_ANSWER: usize = 1_200;

/// What was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ask {
    Opening,
    Axis(usize),
    /// The same axis once more, as a choice of two.
    Choice(usize),
    /// Two answers disagree.
    Contradiction(usize),
    Deeper(usize),
    Avoid,
}

/// A conversation, worked out from its turns.
pub(super) struct Talk<'a> {
    /// Questions with their answers.
    pub answered: Vec<(Ask, &'a str)>,
    /// Statements, each with the number of the answer that holds it.
    pub hints: Vec<(usize, Hint<'a>)>,
    /// The question that waits for an answer, with what is said before it.
    next: Option<(Ask, String)>,
    settled: [bool; AXES.len()],
}

/// The next turn.
pub(super) fn talk(name: &str, conversation: &[Turn]) -> Reply {
    let talk = Talk::follow(conversation);
    let asked = talk.answered.len();
    match &talk.next {
        Some((ask, before)) => {
            let greeting = if asked == 0 { greeting(name) } else { before.clone() };
            let (question, suggestions) = talk.words(*ask);
            Reply {
                text: [greeting.as_str(), question.as_str()].join(" ").trim().to_owned(),
                asks: question,
                question: number(asked + 1),
                of: number(talk.expected()),
                suggestions,
                finished: false,
            }
        }
        None => Reply {
            text: talk.farewell(),
            asks: String::new(),
            question: number(asked),
            of: number(asked),
            suggestions: Vec::new(),
            finished: true,
        },
    }
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Greets by the first name, where it looks like one.
fn greeting(name: &str) -> String {
    let first = name.split_whitespace().next().unwrap_or_default();
    let plain =
        !first.is_empty() && first.chars().count() <= 30 && first.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’'));
    let hello = if plain { format!("Hello {first}.") } else { "Hello.".to_owned() };
    format!("{hello} A few questions about how you like to work; short answers are fine.")
}

impl<'a> Talk<'a> {
    /// Replays the conversation through the rules.
    pub fn follow(conversation: &'a [Turn]) -> Self {
        let mut talk =
            Self { answered: Vec::new(), hints: Vec::new(), next: Some((Ask::Opening, String::new())), settled: [false; AXES.len()] };
        for turn in conversation.iter().filter(|turn| turn.speaker == Speaker::Person) {
            let Some((ask, _)) = talk.next else { break };
            talk.hear(ask, &turn.text);
        }
        talk
    }

    fn hear(&mut self, ask: Ask, answer: &'a str) {
        let place = self.answered.len();
        let tone = hearing::tone(answer);
        let mut heard = hearing::hints(answer);
        if let Ask::Choice(axis) | Ask::Contradiction(axis) | Ask::Axis(axis) = ask
            && let Some(lean) = hearing::choice(answer)
        {
            heard.retain(|hint| hint.axis != axis);
            heard.push(Hint { axis, lean, evidence: hearing::shortened(answer.trim()) });
        }
        if ask == Ask::Avoid || matches!(tone, Tone::Rude | Tone::Aside) {
            heard.clear();
        }
        let contradicted = self.contradicted(ask, &heard);
        let before = self.acknowledge(ask, answer, tone, &heard);
        for hint in &heard {
            if let Some(settled) = self.settled.get_mut(hint.axis) {
                *settled = true;
            }
        }
        self.answered.push((ask, answer));
        let topic = match ask {
            Ask::Axis(axis) => Some(axis),
            Ask::Choice(axis) | Ask::Contradiction(axis) => {
                self.settle(axis);
                None
            }
            Ask::Opening | Ask::Deeper(_) | Ask::Avoid => None,
        };
        let open = topic.filter(|&axis| !heard.iter().any(|hint| hint.axis == axis));
        self.hints.extend(heard.into_iter().map(|hint| (place, hint)));
        if let Some(axis) = open.filter(|_| matches!(tone, Tone::Unsure | Tone::Rude)) {
            self.settle(axis);
        }
        let next = self.choose(contradicted, open.filter(|_| !matches!(tone, Tone::Unsure | Tone::Rude)));
        self.next = next.map(|ask| (ask, before));
    }

    fn settle(&mut self, axis: usize) {
        if let Some(settled) = self.settled.get_mut(axis) {
            *settled = true;
        }
    }

    /// An axis on which this answer says the contrary of an earlier one, or of itself.
    fn contradicted(&self, ask: Ask, heard: &[Hint<'_>]) -> Option<usize> {
        if matches!(ask, Ask::Contradiction(_) | Ask::Choice(_)) {
            return None;
        }
        let earlier = |axis: usize| self.hints.iter().map(|(_, hint)| hint).filter(move |hint| hint.axis == axis);
        let here = |axis: usize| heard.iter().filter(move |hint| hint.axis == axis);
        heard.iter().find(|hint| earlier(hint.axis).chain(here(hint.axis)).any(|other| other.lean * hint.lean < 0)).map(|hint| hint.axis)
    }

    fn follow_ups(&self) -> usize {
        self.answered.iter().filter(|(ask, _)| matches!(ask, Ask::Choice(_) | Ask::Contradiction(_))).count()
    }

    /// The next question: mend what is unclear, then what is not known yet, then what must not be.
    fn choose(&self, contradicted: Option<usize>, open: Option<usize>) -> Option<Ask> {
        let asked = self.answered.len();
        let was = |ask: Ask| self.answered.iter().any(|(asked, _)| *asked == ask);
        if asked >= MOST || was(Ask::Avoid) {
            return None;
        }
        if asked == MOST - 1 {
            return Some(Ask::Avoid);
        }
        if self.follow_ups() < MOST_FOLLOW_UPS {
            if let Some(axis) = contradicted.filter(|&axis| !was(Ask::Contradiction(axis))) {
                return Some(Ask::Contradiction(axis));
            }
            if let Some(axis) = open {
                return Some(Ask::Choice(axis));
            }
        }
        let unasked = |axis: &usize| !was(Ask::Axis(*axis));
        if let Some(axis) = (0..QUESTIONS.len()).filter(unasked).find(|&axis| self.settled.get(axis) == Some(&false)) {
            return Some(Ask::Axis(axis));
        }
        let deeper = (0..DEEPER.len()).map(Ask::Deeper).find(|&ask| asked < FEWEST - 1 && !was(ask));
        Some(deeper.unwrap_or(Ask::Avoid))
    }

    /// How many questions there will be, as far as one can say now.
    fn expected(&self) -> usize {
        if matches!(self.next, Some((Ask::Avoid, _))) {
            return self.answered.len() + 1;
        }
        let unasked = |axis: &usize| !self.answered.iter().any(|(asked, _)| *asked == Ask::Axis(*axis));
        let axes = (0..QUESTIONS.len()).filter(|axis| self.settled.get(*axis) == Some(&false)).filter(unasked).count();
        (self.answered.len() + 1 + axes).clamp(FEWEST, MOST).max(self.answered.len() + 2).min(MOST)
    }

    /// Answers what was said, in the person's own words where the rules understood some.
    fn acknowledge(&self, ask: Ask, answer: &str, tone: Tone, heard: &[Hint<'_>]) -> String {
        match tone {
            Tone::Rude => return "I leave that aside.".into(),
            Tone::Unsure => return "That is fine, not everything needs an answer.".into(),
            Tone::Aside => return "I can only talk about how you like to work here.".into(),
            Tone::Foreign => return "I keep your words as they are, but my rules understand English best.".into(),
            Tone::Plain => {}
        }
        let topic = match ask {
            Ask::Axis(axis) | Ask::Choice(axis) | Ask::Contradiction(axis) => Some(axis),
            Ask::Opening | Ask::Deeper(_) | Ask::Avoid => None,
        };
        let best = heard.iter().find(|hint| Some(hint.axis) == topic).or_else(|| heard.iter().rev().max_by_key(|hint| hint.lean.abs()));
        let long = if answer.chars().count() > LONG_ANSWER { "That is a lot, thank you. " } else { "" };
        match best {
            Some(hint) => format!("{long}{}", self.noted(hint)),
            None if hearing::length(answer) < FEW_WORDS => "All right.".into(),
            None => {
                let said = hearing::clauses(answer).first().map_or("", |clause| hearing::shortened(clause));
                format!("{long}“{said}”: I keep that in your words.")
            }
        }
    }

    fn noted(&self, hint: &Hint<'_>) -> String {
        let (_, left, right) = AXES.get(hint.axis).copied().unwrap_or_default();
        let (said, turn) = (hint.evidence, self.answered.len());
        if hint.lean == 0 {
            return format!("“{said}”: so there is room for both.");
        }
        let pole = if hint.lean < 0 { left } else { right }.to_lowercase();
        match turn % 4 {
            0 => format!("“{said}”: I hear {pole} in that."),
            1 => format!("So when you say “{said}”, I note {pole}."),
            2 => format!("“{said}” says {pole} to me."),
            _ => format!("I note {pole}, from “{said}”."),
        }
    }

    fn words(&self, ask: Ask) -> (String, Vec<String>) {
        let all = |answers: &[&str]| answers.iter().map(|answer| (*answer).to_owned()).collect();
        match ask {
            Ask::Opening => (OPENING.into(), all(&OPENING_ANSWERS)),
            Ask::Axis(axis) => (QUESTIONS[axis].open.into(), all(&QUESTIONS[axis].answers)),
            Ask::Choice(axis) => (QUESTIONS[axis].either.into(), all(&QUESTIONS[axis].answers)),
            Ask::Contradiction(axis) => (self.contradiction(axis), all(&QUESTIONS[axis].answers)),
            Ask::Deeper(which) => (DEEPER[which].0.into(), all(&DEEPER[which].1)),
            Ask::Avoid => (AVOID.into(), all(&AVOID_ANSWERS)),
        }
    }

    fn contradiction(&self, axis: usize) -> String {
        let of = |sign: i8| self.hints.iter().map(|(_, hint)| hint).find(|hint| hint.axis == axis && hint.lean.signum() == sign);
        match (of(-1), of(1)) {
            (Some(left), Some(right)) if left.evidence != right.evidence => {
                format!("You said “{}”, and also “{}”. {}", left.evidence, right.evidence, QUESTIONS[axis].either)
            }
            _ => QUESTIONS[axis].either.into(),
        }
    }

    fn farewell(&self) -> String {
        match self.answered.last() {
            Some((Ask::Avoid, answer)) if !hearing::is_nothing(answer) && hearing::tone(answer) == Tone::Plain => {
                let said = hearing::clauses(answer).first().map_or("", |clause| hearing::shortened(clause));
                format!("“{said}”: I will watch for that. Thank you; that is all I need. You can read and change what I made of it.")
            }
            _ => "Thank you; that is all I need. You can read and change what I made of it.".into(),
        }
    }
}

#[cfg(test)]
#[path = "chat/tests.rs"]
mod tests;
