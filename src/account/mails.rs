//! Mails about the account, sent by a run.

use super::verification;
use crate::mail::{Failure, Message, VerifyEmail};
use crate::run::{Context, End, Handler, Kind};
use async_trait::async_trait;
use serde_json::{Value, json};
use std::time::Duration;

/// Sends one mail about the account.
pub struct AccountMail;

#[async_trait]
impl Handler for AccountMail {
    fn kind(&self) -> Kind {
        Kind::AccountMail
    }

    async fn work(&self, context: &Context) -> Result<Value, End> {
        let desk = &context.desk;
        context.progress("sending", 0, 1, "Sending the mail", json!({})).await?;
        let sent = context.step("send", async {
            let (person, link) = verification::verification_link(desk, context.owner).await?;
            let rendered = desk.composer.verify_email(&VerifyEmail { name: person.name.clone(), link });
            let message = Message {
                key: format!("verify-email-{}", context.run),
                to: person.email,
                to_name: person.name,
                subject: rendered.subject,
                text: rendered.text,
                html: rendered.html,
                attachments: Vec::new(),
            };
            desk.mailer.send(&message).await.map_err(|failure| match failure {
                Failure::Temporary(_) => End::Retry { after: Duration::from_secs(10), reason: failure.to_string() },
                Failure::Refused(_) => End::Fail(format!("{failure} Check the address in your profile.")),
            })?;
            Ok(json!({ "to": message.to }))
        });
        sent.await
    }
}
