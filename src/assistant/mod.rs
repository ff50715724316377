//! Whoever thinks: the built-in rules or a model. Which one it is makes no difference to the slices.

mod types;
pub use types::*;

/// A model besides the rules.
mod model;
pub use model::*;

/// What may be spent on it.
#[cfg(feature = "server")]
mod purse;
#[cfg(feature = "server")]
pub use purse::{Purse, Tally};

/// Facts of files that name their fields.
mod stated;
pub use stated::skills;

/// Facts as a JSON Resume.
mod facts;

#[cfg(feature = "server")]
mod port {
    use super::{Draft, LetterBrief, Model, Opinion, OpinionBrief, Persona, Purse, Reading, Reply, SuggestedTitle, Turn};
    use crate::document::{Page, Unreadable};
    use async_trait::async_trait;

    /// Why an assistant gave no answer. The words are for the person.
    #[derive(Debug, thiserror::Error)]
    pub enum Failure {
        #[error(transparent)]
        Unreadable(#[from] Unreadable),
        #[error("The assistant does not answer: {0}. Try again later.")]
        Unavailable(String),
        #[error("The assistant's answer could not be used: {0}.")]
        Unusable(String),
    }

    /// The port. Everything that it is given is data; everything that it returns is checked by its caller.
    #[async_trait]
    pub trait Assistant: Send + Sync {
        /// `builtin`, or `provider::model`.
        fn name(&self) -> &str;
        /// Reads a CV's pages into facts, each with its place. A file that is not a CV is an error, never an empty profile.
        async fn read_cv(&self, pages: &[Page]) -> Result<Reading, Failure>;
        /// Titles to search for, best first, each with the facts behind it.
        async fn suggest_titles(&self, reading: &Reading) -> Result<Vec<SuggestedTitle>, Failure>;
        /// The next turn of the vibe check; an empty conversation gets the opening question. The same conversation gets the same
        /// turn, so that looking at a chat costs nothing.
        async fn talk(&self, name: &str, conversation: &[Turn]) -> Result<Reply, Failure>;
        /// Sums a finished vibe check up.
        async fn persona(&self, conversation: &[Turn], purse: &Purse) -> Result<Persona, Failure>;
        /// Writes a letter from facts only.
        async fn write_letter(&self, brief: &LetterBrief, purse: &Purse) -> Result<Draft, Failure>;

        /// The model that words of people may go to; nothing where rules do everything.
        fn model(&self) -> Option<&Model> {
            None
        }
        /// What to answer a person's last turn with before the next question; nothing where the reply's own words stay.
        async fn answer(&self, _conversation: &[Turn], _purse: &Purse) -> Option<String> {
            None
        }
        /// Another look at a match.
        async fn second_opinion(&self, _brief: &OpinionBrief, _purse: &Purse) -> Option<Opinion> {
            None
        }
    }
}
#[cfg(feature = "server")]
pub use port::*;
