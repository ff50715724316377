//! The vibe check: a short chat that ends in a persona.

use super::{TURN_MAX, VibeCheck, store};
use crate::account::Member;
use crate::assistant::{Budget, Failure, Purse, Reply, Speaker, Turn};
use crate::desk::Desk;
use crate::error::{Error, Result};

/// What a model may cost one answer, with what is summed up at the end.
const AN_ANSWER: Budget = Budget { calls: 4, tokens: 24_000 };
/// Answers of a person in a day that a model reads; beyond them the rules go on alone.
const ANSWERS_A_DAY: i64 = 60;

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Unavailable(_) => Self::Unavailable(failure.to_string()),
            other => Self::Conflict(other.to_string()),
        }
    }
}

/// The chat as far as it went. To look at it writes nothing: the opening question is kept with its answer.
pub async fn vibe_check(desk: &Desk, member: &Member) -> Result<VibeCheck> {
    let mut tx = desk.db.owned(member.id()).await?;
    let turns = store::turns(&mut tx, member.id()).await?;
    let persona = store::person(&mut tx, member.id()).await?.and_then(|profile| profile.persona);
    drop(tx);
    let (reply, turns) = asked(desk, member, turns).await?;
    Ok(shown(turns, reply, persona))
}

/// The turns that were kept, up to what the assistant asks now.
async fn asked(desk: &Desk, member: &Member, kept: Vec<Turn>) -> Result<(Reply, Vec<Turn>)> {
    // The assistant's last turn carries the progress; it is asked again because it is deterministic to ask.
    let before = match kept.split_last() {
        Some((last, before)) if last.speaker == Speaker::Assistant => before,
        _ => &kept,
    };
    let reply = desk.assistant.talk(&member.person().name, before).await?;
    let mut turns = kept.clone();
    if before.len() == kept.len() {
        turns.push(Turn { speaker: Speaker::Assistant, text: reply.text.clone() });
    }
    Ok((reply, turns))
}

/// Adds what the person says and answers it. `seen` is how many turns they had before them; a form that is sent again,
/// or from a tab that is behind, is noticed by it.
///
/// # Errors
/// `Invalid` on `message` when it is empty or too long; `Conflict` when the chat is over, or went on without this answer.
pub async fn say(desk: &Desk, member: &Member, message: &str, seen: Option<usize>) -> Result<VibeCheck> {
    let text = message.trim();
    let length = text.chars().count();
    if length == 0 {
        return Err(Error::invalid("message", "Write an answer, or choose one of the suggestions."));
    }
    if length > TURN_MAX {
        return Err(Error::invalid("message", format!("An answer takes at most {TURN_MAX} characters; this has {length}.")));
    }
    let mut tx = desk.db.owned(member.id()).await?;
    let kept = store::turns(&mut tx, member.id()).await?;
    drop(tx);
    let from = kept.len();
    let (asked, mut turns) = asked(desk, member, kept).await?;
    if seen.is_some_and(|seen| seen != turns.len()) {
        return behind(desk, member, seen, text).await;
    }
    if asked.finished {
        return Err(Error::Conflict("The vibe check is over. Edit the persona, or start again.".into()));
    }
    let at = turns.len();
    turns.push(Turn { speaker: Speaker::Person, text: text.into() });
    let reply = desk.assistant.talk(&member.person().name, &turns).await?;
    let purse = purse(desk, member).await?;
    let persona = if reply.finished { Some(desk.assistant.persona(&turns, &purse).await?) } else { None };
    let said = if reply.finished { None } else { desk.assistant.answer(&turns, &purse).await };
    // The question stays as the rules ask it: they have to understand the answer.
    let answer = said.map_or_else(|| reply.text.clone(), |words| format!("{words} {}", reply.asks));
    turns.push(Turn { speaker: Speaker::Assistant, text: answer });
    if !keep(desk, member, from, &turns[from..]).await? {
        return behind(desk, member, Some(at), text).await;
    }
    if let Some(persona) = &persona {
        super::save_persona(desk, member, persona).await?;
    }
    Ok(shown(turns, reply, persona))
}

/// Nothing where there is no model, or where this person has had its share of today.
async fn purse(desk: &Desk, member: &Member) -> Result<Purse> {
    if desk.assistant.model().is_none() {
        return Ok(Purse::default());
    }
    let mut tx = desk.db.owned(member.id()).await?;
    let today = store::answers_of_a_day(&mut tx, member.id()).await?;
    Ok(if today < ANSWERS_A_DAY { Purse::of(AN_ANSWER) } else { Purse::default() })
}

/// The chat has gone on meanwhile: with this very answer, which is then not said twice, or with another one.
async fn behind(desk: &Desk, member: &Member, seen: Option<usize>, text: &str) -> Result<VibeCheck> {
    let now = vibe_check(desk, member).await?;
    let said = seen.and_then(|seen| now.turns.get(seen));
    if said.is_some_and(|turn| turn.speaker == Speaker::Person && turn.text == text) {
        return Ok(now);
    }
    Err(Error::Conflict("The chat went on in another tab. Load this page again to see where it is; copy your answer first.".into()))
}

/// Begins a new chat; the old one stays in the record.
pub async fn restart_vibe_check(desk: &Desk, member: &Member) -> Result<VibeCheck> {
    let mut tx = desk.db.owned(member.id()).await?;
    store::begin_conversation(&mut tx, member.id(), desk.new_id()).await?;
    tx.commit().await?;
    vibe_check(desk, member).await
}

/// Keeps the turns behind the first `from`; false when there are more than those already.
async fn keep(desk: &Desk, member: &Member, from: usize, turns: &[Turn]) -> Result<bool> {
    let mut tx = desk.db.owned(member.id()).await?;
    store::hold_person(&mut tx, member.id()).await?;
    if store::turns(&mut tx, member.id()).await?.len() != from {
        return Ok(false);
    }
    for (offset, turn) in turns.iter().enumerate() {
        let position = i32::try_from(from + offset).map_err(Error::internal)?;
        store::insert_turn(&mut tx, member.id(), desk.new_id(), position, turn).await?;
    }
    tx.commit().await?;
    Ok(true)
}

fn shown(turns: Vec<Turn>, reply: Reply, persona: Option<crate::assistant::Persona>) -> VibeCheck {
    VibeCheck {
        turns,
        question: reply.question,
        of: reply.of,
        suggestions: reply.suggestions,
        finished: reply.finished,
        persona: persona.filter(|_| reply.finished),
    }
}
