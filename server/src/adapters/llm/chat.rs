//! The vibe check in the model's words. Which question comes next, and when the chat is over, is decided by the rules, which have to
//! understand the answers.

use super::client::{Client, Fault};
use super::question::Question;
use job_agent::assistant::{AXES, Persona, Purse, Speaker, Trait, Turn};
use serde::Deserialize;
use serde_json::{Value, json};
use std::time::Duration;

const ANSWER: &str = "Somebody tells how they like to work. Answer their last turn in one or two short, friendly sentences that take up what they \
     said. Ask nothing: the next question follows by itself. Praise nothing, promise nothing, advise nothing, use no exclamation mark.";
const SUM_UP: &str = "Sum up how somebody likes to work, from what they said in a conversation. summary: two to four sentences in the second \
     person, with nothing that they did not say. traits: one for each axis that they spoke of, with lean from -2 (its first pole) to 2 (its second \
     pole); evidence is copied letter by letter from one of their turns. avoid: things that they will not have, copied letter by letter.";
const MOST: i64 = 2_000;
/// Somebody sits in front of the page.
const PATIENCE: Duration = Duration::from_secs(10);
const LONGEST_ANSWER: usize = 300;
const SUMMARY: std::ops::RangeInclusive<usize> = 20..=700;
const LONGEST_QUOTE: usize = 200;
const MOST_AVOIDED: usize = 5;

/// What to say before the next question.
pub(super) async fn answer(client: &Client, conversation: &[Turn], purse: &Purse) -> Result<String, Fault> {
    let question = Question::new(ANSWER, None, 400).part("conversation", &written(conversation));
    let text = client.listen(&question, purse, PATIENCE).await?;
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let fits = !text.is_empty() && text.chars().count() <= LONGEST_ANSWER && !text.contains(['?', '!']) && plain(&text, conversation);
    if fits { Ok(text) } else { Err(Fault::Unusable) }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Summed {
    summary: String,
    traits: Vec<Heard>,
    avoid: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Heard {
    axis: String,
    lean: i8,
    evidence: String,
}

/// The rules' persona with what they did not hear, in the model's words. What the person chose when they were asked stays.
pub(super) async fn persona(client: &Client, conversation: &[Turn], by_rules: &Persona, purse: &Purse) -> Result<Persona, Fault> {
    let axes: String = AXES.iter().map(|(key, left, right)| format!("{key}: {left} / {right}\n")).collect();
    let question =
        Question::new(SUM_UP, Some(("persona", schema())), MOST).part("axes", &axes).part("conversation", &written(conversation));
    let asked = tokio::time::timeout(PATIENCE, client.ask(&question, purse)).await;
    let summed: Summed = asked.unwrap_or(Err(Fault::TimedOut(PATIENCE.as_secs())))?;
    let mut persona = by_rules.clone();
    for heard in summed.traits {
        let known = persona.traits.iter().any(|one| one.axis == heard.axis);
        let axis = AXES.iter().find(|(key, _, _)| *key == heard.axis).filter(|_| !known && (-2..=2).contains(&heard.lean));
        let (Some((key, left, right)), true) = (axis, is_said(&heard.evidence, conversation)) else { continue };
        let name = match heard.lean {
            ..0 => (*left).to_owned(),
            0 => format!("{left} and {}", right.to_lowercase()),
            1.. => (*right).to_owned(),
        };
        persona.traits.push(Trait { axis: (*key).to_owned(), name, lean: heard.lean, evidence: heard.evidence.trim().to_owned() });
    }
    for words in summed.avoid.iter().map(|words| words.trim()).filter(|words| is_said(words, conversation)) {
        if persona.avoid.len() < MOST_AVOIDED && !persona.avoid.iter().any(|known| known.eq_ignore_ascii_case(words)) {
            persona.avoid.push(words.to_owned());
        }
    }
    let summary = summed.summary.split_whitespace().collect::<Vec<_>>().join(" ");
    if SUMMARY.contains(&summary.chars().count()) && plain(&summary, conversation) {
        persona.summary = summary;
    }
    Ok(persona)
}

/// Whether the person said it, to the letter.
fn is_said(words: &str, conversation: &[Turn]) -> bool {
    let words = words.trim();
    (3..=LONGEST_QUOTE).contains(&words.chars().count())
        && conversation.iter().any(|turn| turn.speaker == Speaker::Person && turn.text.contains(words))
}

/// No links, no markup, and no number that the person did not say.
fn plain(text: &str, conversation: &[Turn]) -> bool {
    let said = |number: &str| conversation.iter().any(|turn| turn.speaker == Speaker::Person && turn.text.contains(number));
    let mut numbers = text.split(|c: char| !c.is_numeric()).filter(|number| !number.is_empty());
    !text.contains(['<', '>', '[', ']', '{', '}', '`', '@']) && !text.contains("://") && !text.contains("www.") && numbers.all(said)
}

fn written(conversation: &[Turn]) -> String {
    let who = |turn: &Turn| if turn.speaker == Speaker::Person { "person" } else { "we" };
    conversation.iter().map(|turn| format!("{}: {}\n", who(turn), turn.text)).collect()
}

fn schema() -> Value {
    let heard = json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["axis", "lean", "evidence"],
        "properties": { "axis": { "type": "string" }, "lean": { "type": "integer" }, "evidence": { "type": "string" } },
    });
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["summary", "traits", "avoid"],
        "properties": {
            "summary": { "type": "string" },
            "traits": { "type": "array", "items": heard },
            "avoid": { "type": "array", "items": { "type": "string" } },
        },
    })
}
