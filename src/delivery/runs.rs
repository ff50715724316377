//! The delivery run.

use super::send;
use crate::account;
use crate::desk::Desk;
use crate::error::Error;
use crate::id::RunId;
use crate::letter::pdf_name;
use crate::mail::{Attachment, Message, Shortlist, ShortlistEntry};
use crate::run::{self, Context, End, Handler, Kind};
use crate::search::{self, Listed, Report};
use async_trait::async_trait;
use serde_json::{Value, json};

/// A mail with more would not be read.
const ENTRIES: usize = 10;

/// Mails the shortlist of a run.
pub struct Delivery;

#[async_trait]
impl Handler for Delivery {
    fn kind(&self) -> Kind {
        Kind::Delivery
    }

    async fn work(&self, context: &Context) -> Result<Value, End> {
        let of: RunId = serde_json::from_value(context.input["run"].clone()).map_err(Error::internal)?;
        context.progress("composing", 0, 1, "Composing the mail", json!({})).await?;
        let person = account::person_of(&context.desk, context.owner).await?;
        send::may_receive(&context.desk, &person)?;
        let message = compose(context, of, person.name, person.email).await?;
        context.progress("sending", 0, 1, &format!("Sending to {}", message.to), json!({ "letters": message.attachments.len() })).await?;
        let sent = context.step("send", async {
            send::once(context, &message).await?;
            let (letters, by) = (message.attachments.len(), context.desk.mailer.name());
            Ok(json!({ "to": message.to, "subject": message.subject, "letters": letters, "by": by }))
        });
        let output = sent.await?;
        context.progress("sending", 1, 1, &format!("Sent to {}", message.to), json!({})).await?;
        Ok(output)
    }
}

async fn compose(context: &Context, of: RunId, name: String, email: String) -> Result<Message, End> {
    let desk = &context.desk;
    let listed = search::shortlist(desk, context.owner, of, ENTRIES).await?;
    let searched = run::find(desk, context.owner, of).await?.and_then(|run| run.output);
    let report: Option<Report> = searched.and_then(|output| serde_json::from_value(output).ok());
    let mut attachments = Vec::new();
    for one in &listed {
        if let Some(key) = &one.letter_key {
            let bytes = desk.store.get(key).await.map_err(Error::from)?;
            attachments.push(Attachment {
                filename: pdf_name(&one.card.company, &one.card.title),
                media_type: "application/pdf".into(),
                bytes,
            });
        }
    }
    let shortlist = Shortlist {
        name: name.clone(),
        matches: listed.iter().map(|one| entry(desk, one)).collect(),
        report: report.map(|report| report.sources.iter().map(line).collect()).unwrap_or_default(),
        run_link: format!("{}/runs/{of}", desk.public_url),
        letters: attachments.len(),
    };
    let rendered = desk.composer.shortlist(&shortlist);
    Ok(Message {
        key: format!("shortlist-{of}"),
        to: email,
        to_name: name,
        subject: rendered.subject,
        text: rendered.text,
        html: rendered.html,
        attachments,
        unsubscribe: None,
    })
}

fn entry(desk: &Desk, one: &Listed) -> ShortlistEntry {
    let card = &one.card;
    ShortlistEntry {
        title: card.title.clone(),
        company: card.company.clone(),
        location: card.location.clone().unwrap_or_default(),
        score: u8::try_from(card.score).unwrap_or(0),
        reasons: card.reasons.clone(),
        url: card.url.clone(),
        source: send::source_name(desk, &card.source),
    }
}

fn line(source: &search::SourceLine) -> String {
    let dropped: usize = source.dropped.values().sum();
    let detail = source.detail.as_ref().map(|detail| format!(" ({detail})")).unwrap_or_default();
    format!("{}: {} came, {} scored, {dropped} left out{detail}", source.name, source.got, source.kept)
}
