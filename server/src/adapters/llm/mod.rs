//! A language model behind the port, with the built-in assistant under it. The model words and weighs; which facts there are, where a
//! conversation stands and what may be said is decided by rules, and whatever the model does not do the rules do.

/// The wire.
mod client;
/// What is asked: data between marks, never instructions.
mod question;

mod chat;
mod letter;
mod opinion;

use super::builtin::Builtin;
use anyhow::Result;
use async_trait::async_trait;
use client::{Client, Fault};
use job_agent::assistant::{
    Assistant, Budget, Draft, Failure, LetterBrief, Model, Opinion, OpinionBrief, Persona, Purse, Reading, Reply, SuggestedTitle, Turn,
};
use job_agent::document::Page;
use reqwest::Url;
use secrecy::SecretString;
use std::time::Duration;

/// Whoever runs a model. All of them speak the same wire format; they differ in where they are and in small things.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Provider {
    OpenAi,
    Anthropic,
    Gemini,
    OpenRouter,
    Ollama,
    /// Any other server that speaks it: vLLM, llama.cpp, LiteLLM …
    Compatible,
}

impl Provider {
    const ALL: [Self; 6] = [Self::OpenAi, Self::Anthropic, Self::Gemini, Self::OpenRouter, Self::Ollama, Self::Compatible];

    /// As settings name it.
    pub fn key(self) -> &'static str {
        match self {
            Self::OpenAi => "openai",
            Self::Anthropic => "anthropic",
            Self::Gemini => "gemini",
            Self::OpenRouter => "openrouter",
            Self::Ollama => "ollama",
            Self::Compatible => "compatible",
        }
    }

    pub fn read(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.key() == key)
    }

    /// As people know it.
    fn name(self) -> &'static str {
        match self {
            Self::OpenAi => "OpenAI",
            Self::Anthropic => "Anthropic",
            Self::Gemini => "Google",
            Self::OpenRouter => "OpenRouter",
            Self::Ollama => "Ollama",
            Self::Compatible => "the server",
        }
    }

    /// Where it answers by itself.
    pub fn address(self) -> Option<&'static str> {
        match self {
            Self::OpenAi => Some("https://api.openai.com/v1"),
            Self::Anthropic => Some("https://api.anthropic.com/v1"),
            Self::Gemini => Some("https://generativelanguage.googleapis.com/v1beta/openai"),
            Self::OpenRouter => Some("https://openrouter.ai/api/v1"),
            Self::Ollama => Some("http://127.0.0.1:11434/v1"),
            Self::Compatible => None,
        }
    }

    pub fn wants_key(self) -> bool {
        !matches!(self, Self::Ollama | Self::Compatible)
    }
}

/// What the operator set.
#[derive(Debug, Clone)]
pub struct Settings {
    pub provider: Provider,
    pub model: String,
    /// With a slash at its end.
    pub base: Url,
    pub key: Option<SecretString>,
    pub timeout: Duration,
    /// Before a second attempt.
    pub pause: Duration,
    pub best: u32,
    pub run: Budget,
    pub day_tokens: i64,
}

impl Settings {
    /// `provider::model`.
    pub fn name(&self) -> String {
        format!("{}::{}", self.provider.key(), self.model)
    }

    /// For sentences: "OpenAI (api.openai.com)".
    pub fn whose(&self) -> String {
        format!("{} ({})", self.provider.name(), self.base.host_str().unwrap_or_default())
    }
}

/// Thinks by rules and asks a model for words.
pub struct Llm {
    client: Client,
    model: Model,
    rules: Builtin,
}

impl Llm {
    pub fn new(settings: Settings) -> Result<Self> {
        let (name, provider) = (settings.name(), settings.whose());
        let model = Model { name, provider, best: settings.best, run: settings.run, day_tokens: settings.day_tokens };
        Ok(Self { client: Client::new(settings)?, model, rules: Builtin })
    }

    /// Says in the report what was left to the rules, and asks no more where asking again would not help either.
    fn left(&self, purse: &Purse, what: &str, fault: &Fault) {
        if matches!(fault, Fault::Stopped) {
            return;
        }
        tracing::warn!(model = %self.model.name, %fault, "the model did not {what}");
        if fault.ends() {
            purse.stop(format!("{} was asked no more: {fault}. The built-in assistant did the rest.", self.model.name));
        } else {
            purse.warn(format!("{} did not {what}: {fault}. The built-in assistant did it.", self.model.name));
        }
    }
}

#[async_trait]
impl Assistant for Llm {
    fn name(&self) -> &str {
        &self.model.name
    }

    fn model(&self) -> Option<&Model> {
        Some(&self.model)
    }

    async fn read_cv(&self, pages: &[Page]) -> Result<Reading, Failure> {
        self.rules.read_cv(pages).await
    }

    async fn suggest_titles(&self, reading: &Reading) -> Result<Vec<SuggestedTitle>, Failure> {
        self.rules.suggest_titles(reading).await
    }

    async fn talk(&self, name: &str, conversation: &[Turn]) -> Result<Reply, Failure> {
        self.rules.talk(name, conversation).await
    }

    async fn answer(&self, conversation: &[Turn], purse: &Purse) -> Option<String> {
        let answered = chat::answer(&self.client, conversation, purse).await;
        answered.inspect_err(|fault| self.left(purse, "answer in the vibe check", fault)).ok()
    }

    async fn persona(&self, conversation: &[Turn], purse: &Purse) -> Result<Persona, Failure> {
        let by_rules = self.rules.persona(conversation, purse).await?;
        Ok(match chat::persona(&self.client, conversation, &by_rules, purse).await {
            Ok(persona) => persona,
            Err(fault) => {
                self.left(purse, "sum the vibe check up", &fault);
                by_rules
            }
        })
    }

    async fn write_letter(&self, brief: &LetterBrief, purse: &Purse) -> Result<Draft, Failure> {
        let by_rules = self.rules.write_letter(brief, purse).await?;
        let what = format!("word the letter for {}", brief.title);
        Ok(match letter::word(&self.client, brief, &by_rules, purse).await {
            Ok((draft, 0)) => draft,
            Ok((draft, refused)) => {
                let sentences = if refused == 1 { "A sentence".to_owned() } else { format!("{refused} sentences") };
                purse.warn(format!(
                    "{sentences} of {} for {} had words or numbers that no named fact holds. The built-in assistant's stand there.",
                    self.model.name, brief.title
                ));
                draft
            }
            Err(fault) => {
                self.left(purse, &what, &fault);
                by_rules
            }
        })
    }

    async fn second_opinion(&self, brief: &OpinionBrief, purse: &Purse) -> Option<Opinion> {
        let what = format!("read {}", brief.title);
        opinion::ask(&self.client, brief, purse).await.inspect_err(|fault| self.left(purse, &what, fault)).ok()
    }
}

#[cfg(test)]
mod tests;
