//! The vibe check: a short chat that ends in a persona.

use super::{TURN_MAX, VibeCheck, store};
use crate::account::Member;
use crate::assistant::{Failure, Reply, Speaker, Turn};
use crate::desk::Desk;
use crate::error::{Error, Result};

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Unavailable(_) => Self::Unavailable(failure.to_string()),
            other => Self::Conflict(other.to_string()),
        }
    }
}

/// The chat as far as it went; begins it when there is none.
pub async fn vibe_check(desk: &Desk, member: &Member) -> Result<VibeCheck> {
    let mut tx = desk.db.owned(member.id()).await?;
    let turns = store::turns(&mut tx, member.id()).await?;
    let persona = store::person(&mut tx, member.id()).await?.and_then(|profile| profile.persona);
    drop(tx);
    let spoken: Vec<Turn> = turns;
    // The last thing said by the assistant carries the progress; it is asked again because it is deterministic to ask.
    let (reply, turns) = match spoken.last() {
        Some(last) if last.speaker == Speaker::Assistant => {
            let before = &spoken[..spoken.len() - 1];
            (desk.assistant.talk(&member.person().name, before).await?, spoken.clone())
        }
        _ => {
            let reply = desk.assistant.talk(&member.person().name, &spoken).await?;
            let mut turns = spoken.clone();
            turns.push(Turn { speaker: Speaker::Assistant, text: reply.text.clone() });
            keep(desk, member, spoken.len(), &turns[spoken.len()..]).await?;
            (reply, turns)
        }
    };
    Ok(shown(turns, reply, persona))
}

/// Adds what the person says and answers it.
///
/// # Errors
/// `Invalid` on `message` when it is empty or too long; `Conflict` when the chat is over.
pub async fn say(desk: &Desk, member: &Member, message: &str) -> Result<VibeCheck> {
    let text = message.trim();
    let length = text.chars().count();
    if length == 0 {
        return Err(Error::invalid("message", "Write an answer, or choose one of the suggestions."));
    }
    if length > TURN_MAX {
        return Err(Error::invalid("message", format!("An answer takes at most {TURN_MAX} characters; this has {length}.")));
    }
    let so_far = vibe_check(desk, member).await?;
    if so_far.finished {
        return Err(Error::Conflict("The vibe check is over. Edit the persona, or start again.".into()));
    }
    let mut turns = so_far.turns;
    let from = turns.len();
    turns.push(Turn { speaker: Speaker::Person, text: text.into() });
    let reply = desk.assistant.talk(&member.person().name, &turns).await?;
    let persona = if reply.finished { Some(desk.assistant.persona(&turns).await?) } else { None };
    turns.push(Turn { speaker: Speaker::Assistant, text: reply.text.clone() });
    keep(desk, member, from, &turns[from..]).await?;
    if let Some(persona) = &persona {
        super::save_persona(desk, member, persona).await?;
    }
    Ok(shown(turns, reply, persona))
}

/// Begins a new chat; the old one stays in the record.
pub async fn restart_vibe_check(desk: &Desk, member: &Member) -> Result<VibeCheck> {
    let mut tx = desk.db.owned(member.id()).await?;
    store::begin_conversation(&mut tx, member.id(), desk.new_id()).await?;
    tx.commit().await?;
    vibe_check(desk, member).await
}

async fn keep(desk: &Desk, member: &Member, from: usize, turns: &[Turn]) -> Result<()> {
    let mut tx = desk.db.owned(member.id()).await?;
    for (offset, turn) in turns.iter().enumerate() {
        let position = i32::try_from(from + offset).map_err(Error::internal)?;
        store::insert_turn(&mut tx, member.id(), desk.new_id(), position, turn).await?;
    }
    tx.commit().await?;
    Ok(())
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
