//! Leaving: asked for here, confirmed by mail, done by a run.

use super::again::{Again, ask_first};
use super::mails::{Mail, ask_for_mail};
use super::session::Member;
use super::store::Ending;
use super::verification::unusable;
use super::{limits, sessions, store, token};
use crate::db::Tx;
use crate::desk::Desk;
use crate::error::Result;
use crate::id::UserId;
use crate::run::{self, Kind, NewRun};
use secrecy::SecretString;
use serde_json::json;

pub(super) const DELETE: &str = "delete-account";
/// Hours that a link for deleting an account works.
pub(super) const DELETE_HOURS: i32 = 24;

/// Sends the mail whose link deletes the account. A password that comes along has to be right; who has none shows a fresh sign-in
/// in its place.
pub async fn request_deletion(desk: &Desk, member: &Member, password: Option<SecretString>, callback: Option<String>) -> Result<()> {
    if let Some(password) = password {
        ask_first(desk, member, Again::Password(password)).await?;
    }
    limits::throttle(desk, &format!("delete:{}", member.id()), 5, 3600).await?;
    ask_for_mail(desk, member.id(), &Mail::DeleteAccount { callback }).await
}

/// Redeems the link in the person's own browser: nobody signs in any more, every session ends, and a run removes the rest.
pub async fn confirm_deletion(desk: &Desk, member: &Member, value: &str) -> Result<()> {
    let user = member.id();
    let mut tx = desk.db.authenticating_as(user).await?;
    let kept = store::find_verification(&mut tx, DELETE, &token::fingerprint(value)).await?;
    if kept.is_none_or(|kept| kept.user != user) {
        return Err(unusable());
    }
    store::consume_verification(&mut tx, DELETE, &token::fingerprint(value)).await?.ok_or_else(unusable)?;
    store::mark_deleted(&mut tx, user).await?;
    let ended = store::end_sessions(&mut tx, user, Ending::All).await?;
    note_deletion(&mut tx, desk, user, "deletion_requested").await?;
    let new = NewRun { kind: Kind::AccountDeletion, idempotency_key: "account-deletion".into(), input: json!({}), settings: json!({}) };
    let id = run::create(&mut tx, desk, user, &new).await?;
    tx.commit().await?;
    sessions::tell(desk, &ended);
    run::announce(desk, user, Kind::AccountDeletion, id).await;
    Ok(())
}

/// The line that stays of a person.
pub async fn note_deletion(tx: &mut Tx, desk: &Desk, person: UserId, action: &str) -> Result<()> {
    store::note(tx, desk.new_id(), person, action).await
}
