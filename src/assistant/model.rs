//! A model that an installation may use besides the rules: what people are told of it, what it may cost, and what it answers.

use super::LetterFact;
use serde::{Deserialize, Serialize};

/// The model of this installation, as people are told of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Model {
    /// `provider::model`.
    pub name: String,
    /// Whom it belongs to and where it answers, for sentences: "OpenAI (api.openai.com)".
    pub provider: String,
    /// How many of a search's best matches it reads.
    pub best: u32,
    /// What it may cost a run.
    pub run: Budget,
    /// What it may cost the runs of one person in a day.
    pub day_tokens: i64,
}

/// What a model may cost: questions, and tokens in both directions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Budget {
    pub calls: i64,
    pub tokens: i64,
}

/// What it has cost.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spent {
    pub calls: i64,
    pub tokens_in: i64,
    pub tokens_out: i64,
}

impl Spent {
    pub fn tokens(self) -> i64 {
        self.tokens_in + self.tokens_out
    }

    pub fn add(&mut self, more: Self) {
        self.calls += more.calls;
        self.tokens_in += more.tokens_in;
        self.tokens_out += more.tokens_out;
    }
}

/// What a piece of work came to. It is kept with its step, so that a run which starts again knows what it has paid.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bill {
    pub spent: Spent,
    /// What the model did not do, in words for the report.
    pub warnings: Vec<String>,
    /// It is asked no more in this run.
    pub stopped: bool,
}

/// What a model is told of a match. All of it is data, never instructions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OpinionBrief {
    pub title: String,
    pub company: String,
    /// Without what is written for machines.
    pub posting_text: String,
    pub facts: Vec<LetterFact>,
    pub score: u8,
}

/// What a model says of a match. It counts as far as its quotes are found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opinion {
    /// Points that it would move the score by.
    pub adjust: i32,
    pub points: Vec<Point>,
}

/// Something that the posting wants, and whether the facts show it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Point {
    pub met: bool,
    pub posting_quote: String,
    /// By index into the brief's facts.
    pub fact: Option<usize>,
    pub fact_quote: String,
}
