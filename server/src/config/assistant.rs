//! The model that helps the built-in assistant, where the operator names one.

use crate::adapters::llm::{Provider, Settings};
use anyhow::{Context, Result, bail, ensure};
use clap::Args;
use job_agent::assistant::Budget;
use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};
use std::net::IpAddr;
use std::time::Duration;

/// Without a model rules do everything.
#[derive(Debug, Clone, Args)]
pub struct AssistantConfig {
    /// provider::model, the provider being openai, anthropic, gemini, openrouter, ollama or compatible (then with ASSISTANT_BASE_URL).
    #[arg(long, env = "ASSISTANT_MODEL", global = true)]
    pub assistant_model: Option<String>,
    /// The provider's key.
    #[arg(long, env = "ASSISTANT_KEY", hide_env_values = true, global = true)]
    pub assistant_key: Option<SecretString>,
    /// Where it answers, if not at the provider's own address; what stands before /chat/completions.
    #[arg(long, env = "ASSISTANT_BASE_URL", global = true)]
    pub assistant_base_url: Option<String>,
    /// How many seconds one answer may take.
    #[arg(long, env = "ASSISTANT_TIMEOUT", default_value = "30", global = true)]
    pub assistant_timeout: u64,
    /// How many of a search's best matches it reads.
    #[arg(long, env = "ASSISTANT_BEST", default_value = "10", global = true)]
    pub assistant_best: u32,
    /// How often one run may ask it.
    #[arg(long, env = "ASSISTANT_RUN_CALLS", default_value = "20", global = true)]
    pub assistant_run_calls: i64,
    /// How many tokens one run may take, there and back.
    #[arg(long, env = "ASSISTANT_RUN_TOKENS", default_value = "150000", global = true)]
    pub assistant_run_tokens: i64,
    /// How many tokens the runs of one person may take in a day.
    #[arg(long, env = "ASSISTANT_DAY_TOKENS", default_value = "600000", global = true)]
    pub assistant_day_tokens: i64,
}

impl AssistantConfig {
    /// Refuses what is not whole, by name. Compose passes what is not set as nothing. No key is repeated.
    pub fn settings(&self) -> Result<Option<Settings>> {
        let given = |text: &Option<String>| text.as_ref().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        let (base, key) = (given(&self.assistant_base_url), self.assistant_key.clone().filter(|key| !key.expose_secret().is_empty()));
        self.check_numbers()?;
        let Some(named) = given(&self.assistant_model) else {
            ensure!(
                base.is_none() && key.is_none(),
                "ASSISTANT_KEY or ASSISTANT_BASE_URL is set but ASSISTANT_MODEL is not; name a model, or leave them out"
            );
            return Ok(None);
        };
        let unknown =
            "ASSISTANT_MODEL must be provider::model, the provider being openai, anthropic, gemini, openrouter, ollama or compatible";
        let (provider, model) = named.split_once("::").context(unknown)?;
        let provider = Provider::read(provider).context(unknown)?;
        ensure!(!model.is_empty() && model.len() <= 120 && model.chars().all(|c| c.is_ascii_graphic()), unknown);
        let Some(address) = base.or_else(|| provider.address().map(str::to_owned)) else {
            bail!("ASSISTANT_BASE_URL must be set for compatible::, such as http://127.0.0.1:8000/v1")
        };
        if let Some(key) = &key {
            let plain = key.expose_secret().chars().all(|c| c.is_ascii_graphic());
            ensure!(plain, "ASSISTANT_KEY holds a blank or a character that no key has");
        }
        ensure!(key.is_some() || !provider.wants_key(), "ASSISTANT_KEY must be set for the provider {} of ASSISTANT_MODEL", provider.key());
        Ok(Some(Settings {
            provider,
            model: model.to_owned(),
            base: address_of(&address)?,
            key,
            timeout: Duration::from_secs(self.assistant_timeout),
            pause: Duration::from_millis(500),
            best: self.assistant_best,
            run: Budget { calls: self.assistant_run_calls, tokens: self.assistant_run_tokens },
            day_tokens: self.assistant_day_tokens,
        }))
    }

    fn check_numbers(&self) -> Result<()> {
        let numbers = [
            ("ASSISTANT_TIMEOUT", i64::try_from(self.assistant_timeout).unwrap_or(i64::MAX), 1..=120),
            ("ASSISTANT_BEST", i64::from(self.assistant_best), 0..=50),
            ("ASSISTANT_RUN_CALLS", self.assistant_run_calls, 1..=500),
            ("ASSISTANT_RUN_TOKENS", self.assistant_run_tokens, 1_000..=10_000_000),
            ("ASSISTANT_DAY_TOKENS", self.assistant_day_tokens, 1_000..=1_000_000_000),
        ];
        for (name, number, allowed) in numbers {
            ensure!(allowed.contains(&number), "{name} must be between {} and {}; it is {number}", allowed.start(), allowed.end());
        }
        Ok(())
    }
}

/// With a slash at its end. Facts of CVs and the key travel in plain text only where nobody else's network is between.
fn address_of(text: &str) -> Result<Url> {
    const RULE: &str = "ASSISTANT_BASE_URL must start with https://, or with http:// for a model in your own network, and hold no name, password, query or fragment";
    let mut url = Url::parse(text).ok().context(RULE)?;
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
    let near = match host.parse::<IpAddr>() {
        Ok(IpAddr::V4(address)) => address.is_loopback() || address.is_private(),
        Ok(IpAddr::V6(address)) => address.is_loopback() || (address.segments()[0] & 0xfe00) == 0xfc00,
        // A name without a dot is one of this machine or of the containers beside it.
        Err(_) => !host.contains('.') || [".local", ".internal", ".lan"].iter().any(|end| host.ends_with(end)),
    };
    let bare = url.username().is_empty() && url.password().is_none() && url.query().is_none() && url.fragment().is_none();
    ensure!(!host.is_empty() && bare && (url.scheme() == "https" || (url.scheme() == "http" && near)), RULE);
    if !url.path().ends_with('/') {
        url.set_path(&format!("{}/", url.path()));
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::AssistantConfig;

    fn said(model: &str, key: &str, base: &str) -> Result<Option<String>, String> {
        let given = |text: &str| Some(text.to_owned());
        let config = AssistantConfig {
            assistant_model: given(model),
            assistant_key: Some(key.to_owned().into()),
            assistant_base_url: given(base),
            assistant_timeout: 30,
            assistant_best: 10,
            assistant_run_calls: 20,
            assistant_run_tokens: 150_000,
            assistant_day_tokens: 600_000,
        };
        config.settings().map(|settings| settings.map(|one| one.base.to_string())).map_err(|error| format!("{error:#}"))
    }

    #[test]
    fn a_model_is_named_with_its_provider_and_may_live_nearby() {
        assert_eq!(said("", "", ""), Ok(None));
        assert_eq!(said("openai::gpt-x", "k", "").unwrap().unwrap(), "https://api.openai.com/v1/");
        assert_eq!(said("ollama::llama3.2:3b", "", "http://ollama:11434/v1").unwrap().unwrap(), "http://ollama:11434/v1/");
        assert!(said("compatible::m", "", "http://10.0.0.7:8000/v1").is_ok() && said("compatible::m", "", "http://[fd00::1]/v1/").is_ok());
        for (model, key, base, word) in [
            ("gpt-x", "hush", "", "ASSISTANT_MODEL"),
            ("nobody::gpt-x", "hush", "", "ASSISTANT_MODEL"),
            ("openai::", "hush", "", "ASSISTANT_MODEL"),
            ("", "hush", "", "ASSISTANT_MODEL"),
            ("openai::gpt-x", "", "", "ASSISTANT_KEY"),
            ("openai::gpt-x", "hush hush", "", "ASSISTANT_KEY"),
            ("compatible::m", "", "", "ASSISTANT_BASE_URL"),
            ("compatible::m", "", "http://models.example.org/v1", "ASSISTANT_BASE_URL"),
            ("compatible::m", "", "https://me:hush@models.example.org/v1", "ASSISTANT_BASE_URL"),
        ] {
            let refused = said(model, key, base).unwrap_err();
            assert!(refused.contains(word) && !refused.contains("hush"), "{model} {base}: {refused}");
        }
    }
}
