//! The development outbox: mail that would have left. Not there in production.

use super::Web;
use super::member::refuse;
use crate::adapters::mail::OutboxMailer;
use axum::extract::State;
use axum::http::header;
use axum::response::{Html, IntoResponse, Response};
use job_agent::error::Error;
use std::fmt::Write;

/// Every kept mail, newest first, as text with its links; no script, no remote content.
pub async fn list(State(web): State<Web>) -> Response {
    let clock = web.desk.clock.clone();
    let outbox = OutboxMailer::new(web.config.data_dir.join("outbox"), &web.config.mail.from, clock);
    let kept = match outbox {
        Ok(outbox) => outbox.list().await.map_err(|cause| cause.to_string()),
        Err(cause) => Err(cause),
    };
    let kept = match kept {
        Ok(kept) => kept,
        Err(cause) => return refuse(&Error::Unavailable(format!("The outbox cannot be read: {cause}"))),
    };
    let mut page = String::from(
        "<!doctype html><html lang=en><meta charset=utf-8><meta name=viewport content='width=device-width'><title>Outbox · Job Agent</title><link rel=stylesheet href=/outbox.css><h1>Outbox</h1>",
    );
    if kept.is_empty() {
        page.push_str("<p>No mail yet. Mail that would have left is shown here while no SMTP server is set.</p>");
    }
    for mail in kept {
        let files: Vec<String> = mail.attachments.iter().map(|(name, size)| format!("{} ({size} bytes)", escape(name))).collect();
        let _ = write!(
            page,
            "<article><h2>{}</h2><p>To {} at {}</p><pre>{}</pre><p>{}</p></article><hr>",
            escape(&mail.subject),
            escape(&mail.to),
            escape(&mail.at),
            linked(&mail.text),
            if files.is_empty() { String::new() } else { format!("Attached: {}", files.join(", ")) }
        );
    }
    let policy = "default-src 'none'; style-src 'self'; frame-ancestors 'none'; base-uri 'none'";
    ([(header::CONTENT_SECURITY_POLICY, policy), (header::CACHE_CONTROL, "no-store")], Html(page)).into_response()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

fn linked(text: &str) -> String {
    let word = |word: &str| {
        let safe = escape(word);
        if word.starts_with("http://") || word.starts_with("https://") { format!("<a href=\"{safe}\">{safe}</a>") } else { safe }
    };
    text.lines().map(|line| line.split(' ').map(word).collect::<Vec<_>>().join(" ")).collect::<Vec<_>>().join("\n")
}
