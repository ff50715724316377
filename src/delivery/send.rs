//! A mail leaves once, whatever happens to the run that sends it.

use super::store;
use crate::account::Person;
use crate::desk::Desk;
use crate::mail::{Failure, Message};
use crate::posting::SourceCard;
use crate::run::{Context, End};
use std::time::Duration;

/// Mail that a person did not ask for a moment ago goes to proved addresses alone; the outbox is read here.
pub(super) fn may_receive(desk: &Desk, person: &Person) -> Result<(), End> {
    if desk.mailer.name() != "smtp" || person.email_verified {
        return Ok(());
    }
    Err(End::Fail("Your e-mail address is not verified yet, so nothing was mailed. Verify it from the dashboard, then try again.".into()))
}

/// Sends what has not left under this key.
pub(super) async fn once(context: &Context, message: &Message) -> Result<(), End> {
    let (desk, owner) = (&context.desk, context.owner);
    let mut tx = desk.db.owned(owner).await?;
    let unsent = store::begin(&mut tx, owner, desk.new_id(), context.run, &message.key, &message.to, &message.subject).await?;
    tx.commit().await.map_err(crate::error::Error::from)?;
    if !unsent {
        return Ok(());
    }
    let outcome = desk.mailer.send(message).await;
    let error = outcome.as_ref().err().map(ToString::to_string);
    let mut tx = desk.db.owned(owner).await?;
    store::sent(&mut tx, owner, &message.key, error.as_deref()).await?;
    tx.commit().await.map_err(crate::error::Error::from)?;
    outcome.map_err(|failure| match failure {
        Failure::Temporary(_) => End::Retry { after: Duration::from_secs(10), reason: failure.to_string() },
        Failure::Refused(_) => End::Fail(failure.to_string()),
    })
}

/// A source by name; sources ask for it beside their links.
pub(super) fn source_name(desk: &Desk, key: &str) -> String {
    let cards = desk.sources.iter().map(|source| source.card());
    cards.into_iter().find(|card: &SourceCard| card.key == key).map_or_else(|| key.to_owned(), |card| card.name)
}
