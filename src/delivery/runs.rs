//! The delivery run.

use super::send;
use crate::account;
use crate::desk::Desk;
use crate::error::{Error, Result as Done};
use crate::id::{JobSearchId, MatchId, RunId, UserId};
use crate::letter::pdf_name;
use crate::mail::{Attachment, Message, Shortlist, ShortlistEntry};
use crate::run::{self, Context, End, Handler, Kind};
use crate::search::{self, BoardLine, Listed, SourceLine};
use async_trait::async_trait;
use serde_json::{Value, json};

/// A mail with more would not be read.
const ENTRIES: usize = 10;
/// What its link may do.
const STOP: &str = "stop-search";

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
        let (desk, owner) = (&context.desk, context.owner);
        let chosen: Vec<MatchId> = context.step("choose", async { Ok(search::untold_of(desk, owner, of).await?) }).await?;
        if chosen.is_empty() {
            context.progress("sending", 1, 1, "Nothing is new, so no mail was sent", json!({ "matches": 0 })).await?;
            return Ok(json!({ "matches": 0, "sent": false }));
        }
        let person = account::person_of(desk, owner).await?;
        send::may_receive(desk, &person)?;
        // What has left is not composed again, which could fail by now.
        let sent = context.step("send", async {
            let message = compose(context, of, &chosen, person.name, person.email).await?;
            let letters = message.attachments.len();
            context.progress("sending", 0, 1, &format!("Sending to {}", message.to), json!({ "letters": letters })).await?;
            send::once(context, &message).await?;
            Ok(json!({ "to": message.to, "subject": message.subject, "letters": letters, "by": desk.mailer.name() }))
        });
        let output: Value = sent.await?;
        // What the mail only counts is left for the digest.
        search::mark_told(desk, owner, &chosen[..chosen.len().min(ENTRIES)]).await?;
        let to = output["to"].as_str().unwrap_or_default();
        context.progress("sending", 1, 1, &format!("Sent to {to}"), json!({})).await?;
        Ok(output)
    }
}

async fn compose(context: &Context, of: RunId, chosen: &[MatchId], name: String, email: String) -> Result<Message, End> {
    let desk = &context.desk;
    let listed = search::listed(desk, context.owner, &chosen[..chosen.len().min(ENTRIES)]).await?;
    let searched = run::find(desk, context.owner, of).await?;
    let search: Option<JobSearchId> = searched.and_then(|run| serde_json::from_value(run.input["job_search"].clone()).ok());
    // Of the search's own report it cannot be read: that may not be written yet. Runs that were asked for earlier have no lines.
    let sources: Vec<SourceLine> = serde_json::from_value(context.input["sources"].clone()).unwrap_or_default();
    let boards: Vec<BoardLine> = serde_json::from_value(context.input["boards"].clone()).unwrap_or_default();
    let stop_link = match search {
        Some(search) => Some(stop_link(desk, context.owner, search).await?),
        None => None,
    };
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
        more: chosen.len() - listed.len(),
        report: sources.iter().map(line).chain(boards.iter().map(|one| format!("{}: {}", one.name, one.words))).collect(),
        run_link: format!("{}/runs/{of}", desk.public_url),
        letters: attachments.len(),
        stop_link: stop_link.clone(),
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
        unsubscribe: stop_link,
    })
}

/// A link of its own for each mail: what the database keeps of it makes no second one.
async fn stop_link(desk: &Desk, owner: UserId, search: JobSearchId) -> Done<String> {
    let token = account::make_pass(desk, owner, STOP).await?;
    Ok(format!("{}/unsubscribe?search={search}&token={token}", desk.public_url))
}

/// Ends the mails of one search for whoever holds the link of one. The search itself goes on.
///
/// # Errors
/// `Invalid` on `token` when it is unknown or older than half a year.
pub async fn stop_shortlist(desk: &Desk, search: JobSearchId, token: &str) -> Done<()> {
    let owner = account::whose_pass(desk, STOP, token).await?;
    let unusable = || Error::invalid("token", "This link is incomplete or too old. Sign in and change the search instead.");
    search::mail_no_more(desk, owner.ok_or_else(unusable)?, search).await
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

fn line(source: &SourceLine) -> String {
    let dropped: usize = source.dropped.values().sum();
    let detail = source.detail.as_ref().map(|detail| format!(" ({detail})")).unwrap_or_default();
    format!("{}: {} came, {} scored, {dropped} left out{detail}", source.name, source.got, source.kept)
}
