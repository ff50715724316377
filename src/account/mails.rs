//! Mails about the account, sent by a run. A token is made when its mail is, so that no run's input holds one.

use super::change::CHANGE;
use super::deletion::{DELETE, DELETE_HOURS};
use super::reset::{RESET, RESET_HOURS};
use super::verification::{VERIFY, VERIFY_HOURS};
use super::{Person, journal, store, token};
use crate::desk::Desk;
use crate::error::{Error, Result};
use crate::id::UserId;
use crate::mail::{AccountNews, Failure, LinkMail, Message, Rendered};
use crate::run::{self, Context, End, Handler, Kind, NewRun};
use async_trait::async_trait;
use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::time::Duration;
use uuid::Uuid;

/// What is to be sent. `callback` is where a client of the protocol wants the link to lead in the end; without it the link
/// leads to a page of ours.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "mail", rename_all = "snake_case")]
pub(super) enum Mail {
    VerifyEmail {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        callback: Option<String>,
    },
    ResetPassword {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        callback: Option<String>,
    },
    ChangeEmail {
        to: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        callback: Option<String>,
    },
    DeleteAccount {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        callback: Option<String>,
    },
    /// Tells what was changed; to the address that it was changed away from, where it was the address.
    Changed { what: Changed, to: Option<String> },
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Changed {
    Password,
    /// By a mailed link, which ends so many keys for programs as well.
    PasswordReset {
        keys: u64,
    },
    Email,
    TwoFactorOn,
    TwoFactorOff,
    BackupCodeUsed,
    /// A provider's account became a way in.
    Linked,
    /// A way in was taken away.
    Unlinked,
    /// It was set before anybody had proved the address.
    PasswordRemoved,
    PasskeyAdded,
    PasskeyRemoved,
}

impl Mail {
    fn key(&self) -> &'static str {
        match self {
            Self::VerifyEmail { .. } => "verify-email",
            Self::ResetPassword { .. } => "reset-password",
            Self::ChangeEmail { .. } => "change-email",
            Self::DeleteAccount { .. } => "delete-account",
            Self::Changed { .. } => "changed",
        }
    }
}

/// Creates the run; each asking is one mail.
pub(super) async fn ask_for_mail(desk: &Desk, user: UserId, mail: &Mail) -> Result<()> {
    if let Mail::Changed { what, .. } = mail {
        journal::changed(user, *what);
    }
    let mut tx = desk.db.owned(user).await?;
    let once: Uuid = desk.new_id();
    let new = NewRun {
        kind: Kind::AccountMail,
        idempotency_key: format!("{}:{once}", mail.key()),
        input: serde_json::to_value(mail).map_err(Error::internal)?,
        settings: json!({}),
    };
    let id = run::create(&mut tx, desk, user, &new).await?;
    tx.commit().await?;
    run::announce(desk, user, Kind::AccountMail, id).await;
    Ok(())
}

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
            let mail: Mail = serde_json::from_value(context.input.clone()).map_err(Error::internal)?;
            let (person, to, rendered) = compose(desk, context.owner, &mail).await?;
            let message = Message {
                key: format!("{}-{}", mail.key(), context.run),
                to,
                to_name: person.name,
                subject: rendered.subject,
                text: rendered.text,
                html: rendered.html,
                attachments: Vec::new(),
                unsubscribe: None,
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

async fn compose(desk: &Desk, user: UserId, mail: &Mail) -> Result<(Person, String, Rendered)> {
    let mut tx = desk.db.authenticating().await?;
    let person = store::person(&mut tx, user).await?.ok_or(Error::NotFound)?;
    tx.commit().await?;
    let name = person.name.clone();
    let own = person.email.clone();
    let (to, rendered) = match mail {
        Mail::VerifyEmail { callback } => {
            let link = link(desk, user, &format!("{VERIFY}:{own}"), VERIFY_HOURS, Place::Verify, callback.as_deref()).await?;
            (own, desk.composer.verify_email(&LinkMail { name, link }))
        }
        Mail::ResetPassword { callback } => {
            let link = link(desk, user, &format!("{RESET}:{own}"), RESET_HOURS, Place::Reset, callback.as_deref()).await?;
            (own, desk.composer.reset_password(&LinkMail { name, link }))
        }
        Mail::ChangeEmail { to, callback } => {
            let link = link(desk, user, &format!("{CHANGE}:{own} {to}"), VERIFY_HOURS, Place::Verify, callback.as_deref()).await?;
            (to.clone(), desk.composer.change_email(&LinkMail { name, link }))
        }
        Mail::DeleteAccount { callback } => {
            let link = link(desk, user, &format!("{DELETE}:{own}"), DELETE_HOURS, Place::Delete, callback.as_deref()).await?;
            (own, desk.composer.delete_account(&LinkMail { name, link }))
        }
        Mail::Changed { what, to } => {
            let news = match what {
                Changed::Password => AccountNews::PasswordChanged,
                Changed::PasswordReset { keys } => AccountNews::PasswordReset { keys: *keys },
                Changed::Email => AccountNews::EmailChanged,
                Changed::TwoFactorOn => AccountNews::TwoFactorOn,
                Changed::TwoFactorOff => AccountNews::TwoFactorOff,
                Changed::BackupCodeUsed => AccountNews::BackupCodeUsed,
                Changed::Linked => AccountNews::WayInAdded,
                Changed::Unlinked => AccountNews::WayInRemoved,
                Changed::PasswordRemoved => AccountNews::PasswordRemoved,
                Changed::PasskeyAdded => AccountNews::PasskeyAdded,
                Changed::PasskeyRemoved => AccountNews::PasskeyRemoved,
            };
            let rendered = desk.composer.account_news(&name, news, &format!("{}/forgot-password", desk.public_url));
            (to.clone().unwrap_or(own), rendered)
        }
    };
    Ok((person, to, rendered))
}

/// Where a link leads.
#[derive(Debug, Clone, Copy)]
enum Place {
    Verify,
    Reset,
    Delete,
}

/// Makes a token and the link that redeems it.
async fn link(desk: &Desk, user: UserId, identifier: &str, hours: i32, place: Place, callback: Option<&str>) -> Result<String> {
    let value = token::random()?;
    let mut tx = desk.db.authenticating().await?;
    store::insert_verification(&mut tx, desk.new_id(), user, identifier, &token::fingerprint(&value), TimeDelta::hours(hours.into()))
        .await?;
    tx.commit().await?;
    let base = &desk.public_url;
    Ok(match (place, callback.map(escaped)) {
        (Place::Verify, None) => format!("{base}/verify-email?token={value}"),
        (Place::Reset, None) => format!("{base}/reset-password?token={value}"),
        (Place::Delete, None) => format!("{base}/settings/account/delete?token={value}"),
        (Place::Verify, Some(callback)) => format!("{base}/_auth/verify-email?token={value}&callbackURL={callback}"),
        (Place::Reset, Some(callback)) => format!("{base}/_auth/reset-password/{value}?callbackURL={callback}"),
        (Place::Delete, Some(callback)) => format!("{base}/_auth/delete-user/callback?token={value}&callbackURL={callback}"),
    })
}

/// As the value of a parameter.
fn escaped(text: &str) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(byte);
    text.bytes().map(|byte| if plain(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}
