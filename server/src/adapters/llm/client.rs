//! Chat completions, as OpenAI defined them and as nearly everybody answers them. The address is the operator's, so it may be in their
//! own network; there are no redirects, no proxy from the environment, and an end to every wait and every answer.

use super::question::{Question, tokens};
use super::{Provider, Settings};
use anyhow::{Context, Result as Made};
use job_agent::assistant::{Purse, Spent};
use reqwest::{RequestBuilder, Response, StatusCode};
use secrecy::ExposeSecret;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::time::Duration;

/// The first attempt and two more.
const ATTEMPTS: u32 = 3;
/// Whoever wants to be left alone for longer is left alone for the rest of the run.
const LONGEST_PAUSE: Duration = Duration::from_secs(8);
/// Bytes of an answer.
const LARGEST: usize = 1024 * 1024;

/// Why there is no answer. The words are for the report of a run.
#[derive(Debug, thiserror::Error)]
pub(super) enum Fault {
    #[error("it was asked no more")]
    Stopped,
    #[error("the budget is spent")]
    Budget,
    #[error("it did not answer within {0} s")]
    TimedOut(u64),
    #[error("it cannot be reached ({0})")]
    Unreachable(String),
    #[error("it wants fewer questions")]
    Busy(Option<Duration>),
    #[error("it refuses the key (status {0})")]
    Key(u16),
    #[error("it answered with status {0}")]
    Status(u16),
    #[error("it refused to answer")]
    Refused,
    #[error("its answer broke off")]
    CutOff,
    #[error("its answer is larger than we read")]
    TooLarge,
    #[error("its answer is not what was asked for")]
    Unusable,
    #[error("its answer repeats our instructions")]
    Echo,
}

impl Fault {
    /// Whether the next question would meet it too.
    pub fn ends(&self) -> bool {
        !matches!(self, Self::Refused | Self::CutOff | Self::TooLarge | Self::Unusable | Self::Echo)
    }

    /// Whether another attempt may help, and after what pause.
    fn pause(&self, usual: Duration) -> Option<Duration> {
        match self {
            Self::Busy(Some(wait)) => Some(*wait).filter(|wait| *wait <= LONGEST_PAUSE),
            Self::Busy(None) | Self::Unreachable(_) | Self::CutOff | Self::Status(500..=599) => Some(usual),
            Self::Unusable => Some(Duration::ZERO),
            _ => None,
        }
    }
}

/// A client for one model.
pub(super) struct Client {
    http: reqwest::Client,
    settings: Settings,
}

impl Client {
    pub fn new(settings: Settings) -> Made<Self> {
        // One process has one provider of cryptography; whoever comes first installs it, and it is the same one.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let http = reqwest::Client::builder()
            .user_agent(concat!("job-agent/", env!("CARGO_PKG_VERSION")))
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .no_proxy()
            .referer(false)
            .connect_timeout(Duration::from_secs(5))
            .timeout(settings.timeout)
            .build()
            .context("no client for it can be made")?;
        Ok(Self { http, settings })
    }

    /// Asks for an object of the question's schema, twice more where that may help. Each attempt is paid for.
    pub async fn ask<T: DeserializeOwned>(&self, question: &Question, purse: &Purse) -> Result<T, Fault> {
        let mut attempt = 1;
        loop {
            let fault = match self.once(question, purse).await.and_then(|text| read(question, &text)) {
                Ok(answer) => return Ok(answer),
                Err(fault) => fault,
            };
            let Some(pause) = fault.pause(self.settings.pause * attempt).filter(|_| attempt < ATTEMPTS) else { return Err(fault) };
            attempt += 1;
            tokio::time::sleep(pause).await;
        }
    }

    async fn once(&self, question: &Question, purse: &Purse) -> Result<String, Fault> {
        let expected = self.afford(question, purse)?;
        // Until its answer says otherwise a question has cost what it weighs.
        let mut spent = Spent { calls: 1, tokens_in: expected, tokens_out: 0 };
        let answered = self.completion(question, &mut spent).await;
        pay(purse, spent, answered.as_ref().err());
        answered
    }

    async fn completion(&self, question: &Question, spent: &mut Spent) -> Result<String, Fault> {
        let body = self.whole(self.send(question, false).await?).await?;
        let answer: Completion = serde_json::from_slice(&body).map_err(|_| Fault::Unusable)?;
        let said = answer.choices.into_iter().next().ok_or(Fault::Unusable)?;
        let text = said.message.content.unwrap_or_default();
        settle(spent, answer.usage, &text);
        match said.finish_reason.as_deref() {
            _ if said.message.refusal.is_some() => Err(Fault::Refused),
            Some("content_filter" | "refusal") => Err(Fault::Refused),
            // It would only run into the same end again.
            Some("length") => Err(Fault::TooLarge),
            _ => Ok(text),
        }
    }

    /// Asks for plain text, read as it is written. Nobody sees it before its end: only then can it be checked, and an answer that
    /// breaks off is none. `patience` is for all of it, as somebody waits.
    pub async fn listen(&self, question: &Question, purse: &Purse, patience: Duration) -> Result<String, Fault> {
        let expected = self.afford(question, purse)?;
        let mut heard = Heard::default();
        let listening = async {
            let mut answer = self.send(question, true).await?;
            while let Some(chunk) = answer.chunk().await.map_err(|error| self.fault(&error))? {
                heard.take(&chunk)?;
            }
            Ok::<(), Fault>(())
        };
        let ended = tokio::time::timeout(patience, listening).await.unwrap_or(Err(Fault::TimedOut(patience.as_secs())));
        let mut spent = Spent { calls: 1, tokens_in: expected, tokens_out: 0 };
        settle(&mut spent, heard.usage, &heard.text);
        pay(purse, spent, ended.as_ref().err());
        ended?;
        match heard.end.as_deref() {
            Some("stop") if question.is_echoed(&heard.text) => Err(Fault::Echo),
            Some("stop") => Ok(heard.text),
            Some("content_filter" | "refusal") => Err(Fault::Refused),
            _ => Err(Fault::CutOff),
        }
    }

    /// What the question weighs, where there is enough left for it and its longest answer.
    fn afford(&self, question: &Question, purse: &Purse) -> Result<i64, Fault> {
        if purse.is_stopped() {
            return Err(Fault::Stopped);
        }
        let expected = question.tokens();
        if purse.affords(expected + question.most) { Ok(expected) } else { Err(Fault::Budget) }
    }

    async fn send(&self, question: &Question, stream: bool) -> Result<Response, Fault> {
        let answer = self.request(question, stream)?.send().await.map_err(|error| self.fault(&error))?;
        let wait = answer.headers().get("retry-after").and_then(|wait| wait.to_str().ok()).and_then(|wait| wait.trim().parse().ok());
        match answer.status() {
            StatusCode::OK => Ok(answer),
            StatusCode::TOO_MANY_REQUESTS => Err(Fault::Busy(wait.map(Duration::from_secs))),
            status @ (StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) => Err(Fault::Key(status.as_u16())),
            status => Err(Fault::Status(status.as_u16())),
        }
    }

    fn request(&self, question: &Question, stream: bool) -> Result<RequestBuilder, Fault> {
        let Settings { provider, model, base, key, .. } = &self.settings;
        let address = base.join("chat/completions").map_err(|_| Fault::Unreachable("its address is none".into()))?;
        let mut body = json!({
            "model": model,
            "stream": stream,
            "messages": [{ "role": "system", "content": question.system() }, { "role": "user", "content": question.data() }],
        });
        // OpenAI's newer models take neither the old name nor a temperature of ours.
        if *provider == Provider::OpenAi {
            body["max_completion_tokens"] = question.most.into();
        } else {
            body["max_tokens"] = question.most.into();
            body["temperature"] = json!(0.2);
        }
        if stream {
            body["stream_options"] = json!({ "include_usage": true });
        }
        if let Some((name, schema)) = &question.schema {
            body["response_format"] = json!({ "type": "json_schema", "json_schema": { "name": name, "strict": true, "schema": schema } });
        }
        let request = self.http.post(address).json(&body);
        Ok(match key {
            Some(key) => request.bearer_auth(key.expose_secret()),
            None => request,
        })
    }

    async fn whole(&self, mut answer: Response) -> Result<Vec<u8>, Fault> {
        let mut body = Vec::new();
        while let Some(chunk) = answer.chunk().await.map_err(|error| self.fault(&error))? {
            if body.len() + chunk.len() > LARGEST {
                return Err(Fault::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }

    fn fault(&self, error: &reqwest::Error) -> Fault {
        if error.is_timeout() {
            return Fault::TimedOut(self.settings.timeout.as_secs());
        }
        if error.is_body() || error.is_decode() {
            return Fault::CutOff;
        }
        let mut cause: &dyn std::error::Error = error;
        while let Some(inner) = cause.source() {
            cause = inner;
        }
        Fault::Unreachable(cause.to_string())
    }
}

/// Nobody takes money for turning somebody away; the question still counts.
fn pay(purse: &Purse, spent: Spent, fault: Option<&Fault>) {
    let turned_away = matches!(fault, Some(Fault::Unreachable(_) | Fault::Busy(_) | Fault::Key(_) | Fault::Status(_)));
    purse.pay(if turned_away { Spent { calls: spent.calls, ..Spent::default() } } else { spent });
}

/// Some put the object between fences, whatever they are told.
fn read<T: DeserializeOwned>(question: &Question, text: &str) -> Result<T, Fault> {
    if question.is_echoed(text) {
        return Err(Fault::Echo);
    }
    let text = text.trim();
    let bare = text.strip_prefix("```json").or_else(|| text.strip_prefix("```")).and_then(|rest| rest.trim_end().strip_suffix("```"));
    serde_json::from_str(bare.unwrap_or(text)).map_err(|_| Fault::Unusable)
}

/// What it says that it took; where it says nothing, what its words weigh.
fn settle(spent: &mut Spent, usage: Option<Usage>, text: &str) {
    let usage = usage.unwrap_or_default();
    spent.tokens_in = usage.prompt_tokens.filter(|tokens| *tokens > 0).unwrap_or(spent.tokens_in);
    spent.tokens_out = usage.completion_tokens.filter(|tokens| *tokens >= 0).unwrap_or_else(|| tokens(text));
}

#[derive(Deserialize)]
struct Completion {
    #[serde(default)]
    choices: Vec<Choice>,
    usage: Option<Usage>,
}

#[derive(Deserialize)]
struct Choice {
    message: Message,
    finish_reason: Option<String>,
}

#[derive(Deserialize)]
struct Message {
    content: Option<String>,
    refusal: Option<String>,
}

#[derive(Debug, Default, Clone, Copy, Deserialize)]
struct Usage {
    prompt_tokens: Option<i64>,
    completion_tokens: Option<i64>,
}

/// A stream as far as it was heard: lines of `data:`, in pieces that end anywhere.
#[derive(Default)]
struct Heard {
    rest: Vec<u8>,
    text: String,
    end: Option<String>,
    usage: Option<Usage>,
}

impl Heard {
    fn take(&mut self, chunk: &[u8]) -> Result<(), Fault> {
        self.rest.extend_from_slice(chunk);
        while let Some(end) = self.rest.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = self.rest.drain(..=end).collect();
            self.line(&String::from_utf8_lossy(&line))?;
        }
        if self.rest.len() + self.text.len() > LARGEST { Err(Fault::TooLarge) } else { Ok(()) }
    }

    fn line(&mut self, line: &str) -> Result<(), Fault> {
        let Some(data) = line.trim().strip_prefix("data:").map(str::trim).filter(|data| *data != "[DONE]") else { return Ok(()) };
        let piece: Value = serde_json::from_str(data).map_err(|_| Fault::Unusable)?;
        let choice = &piece["choices"][0];
        self.text.push_str(choice["delta"]["content"].as_str().unwrap_or_default());
        if let Some(end) = choice["finish_reason"].as_str() {
            self.end = Some(end.to_owned());
        }
        if let Ok(Some(usage)) = serde_json::from_value::<Option<Usage>>(piece["usage"].clone()) {
            self.usage = Some(usage);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Heard;

    #[test]
    fn a_stream_is_heard_whatever_pieces_it_comes_in() {
        let stream = "data: {\"choices\":[{\"delta\":{\"content\":\"Grün \"}}]}\r\n\r\n: ping\n\ndata: {\"choices\":[{\"delta\":{\"content\":\"und klar.\"},\
                      \"finish_reason\":\"stop\"}]}\n\ndata: {\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3}}\n\ndata: [DONE]\n\n";
        let mut heard = Heard::default();
        for byte in stream.as_bytes() {
            heard.take(&[*byte]).unwrap();
        }
        assert_eq!((heard.text.as_str(), heard.end.as_deref()), ("Grün und klar.", Some("stop")));
        assert_eq!(heard.usage.and_then(|usage| usage.completion_tokens), Some(3));
    }
}
