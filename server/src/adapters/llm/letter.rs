//! A letter in the model's words. Its bones are the built-in assistant's: greeting, quotes and closing stay, and of the sentences with
//! facts the model may choose and word each anew. One that does not pass stays as it was.

use super::client::{Client, Fault};
use super::question::{Question, listed};
use job_agent::assistant::{Draft, DraftSentence, LetterBrief, Purse};
use job_agent::letter::gate;
use job_agent::posting;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::HashSet;

const TASK: &str = "Word the numbered sentences of a cover letter better: connected, plain, in the first person and in the letter's language. For \
     each you may keep its facts or choose others that fit the posting more. facts holds the numbers of the facts behind the sentence, all of one \
     place of work. Every word of a sentence has to stand in those facts or in the list of free words; every number, name and employer has to \
     stand in those facts. Quote nothing. A sentence that breaks this is thrown away.";
const MOST: i64 = 4_000;
/// Words that turn a fact around.
const DENIALS: [&str; 2] = ["not", "nicht"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Worded {
    sentences: Vec<Wording>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Wording {
    number: usize,
    text: String,
    facts: Vec<usize>,
}

/// The letter with what passed, and how many sentences did not.
pub(super) async fn word(client: &Client, brief: &LetterBrief, by_rules: &Draft, purse: &Purse) -> Result<(Draft, usize), Fault> {
    let mut draft = by_rules.clone();
    let mut open: Vec<&mut DraftSentence> = draft.paragraphs.iter_mut().flatten().filter(|sentence| !sentence.facts.is_empty()).collect();
    if open.is_empty() {
        return Ok((draft, 0));
    }
    let numbered = open.iter().enumerate().map(|(number, one)| format!("{number} (facts {:?}): {}\n", one.facts, one.text));
    let question = Question::new(TASK, Some(("letter", schema())), MOST)
        .part("free words", &gate::free_words(&brief.language))
        .part("facts", &listed(&brief.facts))
        .part("posting", &format!("{}\n{}\n\n{}", brief.title, brief.company, posting::for_people(&brief.posting_text)))
        .part("sentences", &numbered.collect::<String>());
    let worded: Worded = client.ask(&question, purse).await?;
    // Company and title of the opening, and the person's name, are free words of our own sentences and of no other.
    let strict = LetterBrief { person: String::new(), title: String::new(), company: String::new(), ..brief.clone() };
    let mut said: HashSet<String> = by_rules.paragraphs.iter().flatten().map(|sentence| sentence.text.to_lowercase()).collect();
    let mut worn = HashSet::new();
    let mut refused = 0;
    for one in worded.sentences {
        let Some(place) = open.get_mut(one.number) else {
            refused += 1;
            continue;
        };
        let sentence = DraftSentence { text: one.text.trim().to_owned(), facts: one.facts, quote: None };
        if sentence.text == place.text && sentence.facts == place.facts {
            continue;
        }
        if worn.insert(one.number) && passes(&strict, &sentence) && said.insert(sentence.text.to_lowercase()) {
            **place = sentence;
        } else {
            refused += 1;
        }
    }
    // Whoever sends the same letter twice over gets the one that is known to be whole.
    Ok(if gate::check(brief, &draft).is_ok() { (draft, refused) } else { (by_rules.clone(), refused.max(1)) })
}

/// The gate alone would let words of two employers stand together, each of them true.
fn passes(brief: &LetterBrief, sentence: &DraftSentence) -> bool {
    let facts: Option<Vec<_>> = sentence.facts.iter().map(|index| brief.facts.get(*index)).collect();
    let Some(facts) = facts.filter(|facts| !facts.is_empty()) else { return false };
    let entries: HashSet<&str> = facts.iter().filter_map(|fact| entry(&fact.path)).collect();
    let words = |text: &str| text.to_lowercase().split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect::<HashSet<String>>();
    let denied = words(&sentence.text);
    let denies = DENIALS.iter().any(|word| denied.contains(*word) && !facts.iter().any(|fact| words(&fact.text).contains(*word)));
    entries.len() <= 1
        && !facts.iter().any(|fact| fact.kind.is_private())
        && !denies
        && gate::check(brief, &Draft { paragraphs: vec![vec![sentence.clone()]] }).is_ok()
}

/// `work[0]` of `work[0].highlights[2]`; nothing for skills and languages, which belong together.
fn entry(path: &str) -> Option<&str> {
    let entries = ["work[", "volunteer[", "projects[", "education[", "awards[", "publications["];
    entries.iter().any(|start| path.starts_with(start)).then(|| path.find(']').and_then(|end| path.get(..=end)))?
}

fn schema() -> Value {
    let sentence = json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["number", "text", "facts"],
        "properties": {
            "number": { "type": "integer" },
            "text": { "type": "string" },
            "facts": { "type": "array", "items": { "type": "integer" } },
        },
    });
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["sentences"],
        "properties": { "sentences": { "type": "array", "items": sentence } },
    })
}
