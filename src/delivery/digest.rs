//! The digest: what is new since the last one, by a schedule of its own. Nothing new is no mail.

use super::send;
use crate::account::{self, Member};
use crate::desk::Desk;
use crate::error::{Error, Result};
use crate::id::{MatchId, UserId};
use crate::mail::{self, DigestEntry, Message, Rendered};
use crate::run::{Context, End, Handler, Kind, schedule};
use crate::search::{self, Every, MatchCard, Timetable, timetable};
use async_trait::async_trait;
use serde_json::{Value, json};

/// A mail with more would not be read.
const NEW: usize = 10;
const WAITING: usize = 5;
/// What its link may do.
const STOP: &str = "stop-digest";

/// When the digest comes, if it does.
pub async fn digest(desk: &Desk, member: &Member) -> Result<Option<Timetable>> {
    let mut tx = desk.db.owned(member.id()).await?;
    schedule::of_kind(&mut tx, member.id(), Kind::Digest).await?.map(timetable::read).transpose()
}

/// Lets the digest come from now on; one that was paused goes on.
///
/// # Errors
/// `Invalid` names `hour` and `timezone`.
pub async fn set_digest(desk: &Desk, member: &Member, every: Every, hour: u8, timezone: &str) -> Result<()> {
    let owner = member.id();
    let new = timetable::written(Kind::Digest, json!({}), every, hour, timezone)?;
    let mut tx = desk.db.owned(owner).await?;
    match schedule::of_kind(&mut tx, owner, Kind::Digest).await? {
        Some(present) => schedule::change(&mut tx, desk, owner, present.id, &new).await?,
        None => {
            schedule::create(&mut tx, desk, owner, &new).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}

/// Holds it, or lets it go on with the next time from now.
pub async fn pause_digest(desk: &Desk, member: &Member, paused: bool) -> Result<()> {
    let owner = member.id();
    let mut tx = desk.db.owned(owner).await?;
    let present = schedule::of_kind(&mut tx, owner, Kind::Digest).await?.ok_or(Error::NotFound)?;
    if paused {
        schedule::pause(&mut tx, owner, present.id).await?;
    } else {
        schedule::resume(&mut tx, desk, owner, present.id).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Ends it. One that has ended already is no error.
pub async fn remove_digest(desk: &Desk, member: &Member) -> Result<()> {
    remove(desk, member.id()).await
}

/// Ends it for whoever holds the link of a digest.
///
/// # Errors
/// `Invalid` on `token` when it is unknown or older than half a year.
pub async fn stop_digest(desk: &Desk, token: &str) -> Result<()> {
    let owner = account::whose_pass(desk, STOP, token).await?;
    let unusable = || Error::invalid("token", "This link is incomplete or too old. Sign in and turn the digest off in the settings.");
    remove(desk, owner.ok_or_else(unusable)?).await
}

async fn remove(desk: &Desk, owner: UserId) -> Result<()> {
    let mut tx = desk.db.owned(owner).await?;
    if let Some(present) = schedule::of_kind(&mut tx, owner, Kind::Digest).await? {
        schedule::remove(&mut tx, owner, present.id).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Mails what is new.
pub struct Digest;

#[async_trait]
impl Handler for Digest {
    fn kind(&self) -> Kind {
        Kind::Digest
    }

    async fn work(&self, context: &Context) -> Result<Value, End> {
        let (desk, owner) = (&context.desk, context.owner);
        context.progress("choosing", 0, 1, "Looking for what is new", json!({})).await?;
        let chosen: Vec<MatchId> = context.step("choose", async { Ok(search::untold(desk, owner).await?) }).await?;
        if chosen.is_empty() {
            context.progress("sending", 1, 1, "Nothing is new, so no mail was sent", json!({ "matches": 0 })).await?;
            return Ok(json!({ "matches": 0, "sent": false }));
        }
        let person = account::person_of(desk, owner).await?;
        send::may_receive(desk, &person)?;
        context.progress("composing", 0, 1, "Composing the mail", json!({ "matches": chosen.len() })).await?;
        let sent = context.step("send", async {
            let message = compose(context, &chosen, person.name, person.email).await?;
            context.progress("sending", 0, 1, &format!("Sending to {}", message.to), json!({ "matches": chosen.len() })).await?;
            send::once(context, &message).await?;
            Ok(json!({ "matches": chosen.len(), "sent": true, "to": message.to, "subject": message.subject, "by": desk.mailer.name() }))
        });
        let sent: Value = sent.await?;
        search::mark_told(desk, owner, &chosen).await?;
        let to = sent["to"].as_str().unwrap_or_default();
        context.progress("sending", 1, 1, &format!("Sent to {to}"), json!({ "matches": chosen.len() })).await?;
        Ok(sent)
    }
}

/// The digest as it would leave now; nothing when nothing is new. It is not sent, and nothing counts as told.
pub async fn preview_digest(desk: &Desk, member: &Member) -> Result<Option<Rendered>> {
    let owner = member.id();
    let chosen = search::untold(desk, owner).await?;
    if chosen.is_empty() {
        return Ok(None);
    }
    let settings = format!("{}/settings/mail", desk.public_url);
    Ok(Some(render(desk, owner, &chosen, &member.person().name, &settings).await?))
}

async fn compose(context: &Context, chosen: &[MatchId], name: String, email: String) -> Result<Message, End> {
    let (desk, owner) = (&context.desk, context.owner);
    // A link of its own for each mail: what the database keeps of it makes no second one.
    let stop_link = format!("{}/unsubscribe?token={}", desk.public_url, account::make_pass(desk, owner, STOP).await?);
    let rendered = render(desk, owner, chosen, &name, &stop_link).await?;
    Ok(Message {
        key: format!("digest-{}", context.run),
        to: email,
        to_name: name,
        subject: rendered.subject,
        text: rendered.text,
        html: rendered.html,
        attachments: Vec::new(),
        unsubscribe: Some(stop_link),
    })
}

async fn render(desk: &Desk, owner: UserId, chosen: &[MatchId], name: &str, stop_link: &str) -> Result<Rendered> {
    let told = search::told(desk, owner, chosen, i64::try_from(WAITING).unwrap_or(i64::MAX)).await?;
    let base = &desk.public_url;
    let entries = |cards: &[MatchCard]| cards.iter().map(|card| entry(desk, card)).collect::<Vec<_>>();
    Ok(desk.composer.digest(&mail::Digest {
        name: name.to_owned(),
        more: told.new.len().saturating_sub(NEW),
        matches: entries(&told.new[..told.new.len().min(NEW)]),
        matches_link: format!("{base}/matches?show=new"),
        more_waiting: usize::try_from(told.waiting_count).unwrap_or(0).saturating_sub(told.waiting.len()),
        waiting: entries(&told.waiting),
        waiting_link: format!("{base}/matches?show=saved"),
        settings_link: format!("{base}/settings/mail"),
        stop_link: stop_link.to_owned(),
    }))
}

fn entry(desk: &Desk, card: &MatchCard) -> DigestEntry {
    DigestEntry {
        title: card.title.clone(),
        company: card.company.clone(),
        location: card.location.clone().unwrap_or_default(),
        score: u8::try_from(card.score).unwrap_or(0),
        link: format!("{}/matches/{}", desk.public_url, card.id),
        source: send::source_name(desk, &card.source),
        url: card.url.clone(),
    }
}
