//! The built-in assistant: rules, deterministic, offline. The default, and the measure for any other.

/// The vibe check.
mod chat;
/// Letters from facts.
mod letter;
/// What a vibe check says about a person.
mod persona;
/// CVs to facts.
pub mod reading;
/// Titles worth searching for.
pub mod titles;

use async_trait::async_trait;
use job_agent::assistant::{Assistant, Draft, Failure, LetterBrief, Persona, Purse, Reading, Reply, SuggestedTitle, Turn};
use job_agent::document::Page;

/// Thinks by rules.
#[derive(Debug, Clone, Copy, Default)]
pub struct Builtin;

#[async_trait]
impl Assistant for Builtin {
    fn name(&self) -> &str {
        "builtin"
    }

    async fn read_cv(&self, pages: &[Page]) -> Result<Reading, Failure> {
        Ok(reading::read_cv(pages)?)
    }

    async fn suggest_titles(&self, reading: &Reading) -> Result<Vec<SuggestedTitle>, Failure> {
        Ok(titles::suggest_titles(reading))
    }

    async fn talk(&self, name: &str, conversation: &[Turn]) -> Result<Reply, Failure> {
        Ok(chat::talk(name, conversation))
    }

    async fn persona(&self, conversation: &[Turn], _purse: &Purse) -> Result<Persona, Failure> {
        Ok(persona::sum_up(conversation))
    }

    async fn write_letter(&self, brief: &LetterBrief, _purse: &Purse) -> Result<Draft, Failure> {
        Ok(letter::write(brief))
    }
}
