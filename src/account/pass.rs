//! Links in mails that let whoever holds them do one thing for a person without signing in, as often as they like.

use super::{store, token};
use crate::desk::Desk;
use crate::error::Result;
use crate::id::UserId;
use chrono::TimeDelta;

/// Half a year: mail programs offer what a mail brought along for as long as they keep the mail.
const LIFE: TimeDelta = TimeDelta::days(180);

/// Makes a pass for one purpose.
pub async fn make_pass(desk: &Desk, user: UserId, purpose: &str) -> Result<String> {
    let value = token::random()?;
    let mut tx = desk.db.authenticating().await?;
    store::insert_verification(&mut tx, desk.new_id(), user, &format!("{purpose}:"), &token::fingerprint(&value), LIFE).await?;
    tx.commit().await?;
    Ok(value)
}

/// Whose it is, if it is one for this purpose and still good.
pub async fn whose_pass(desk: &Desk, purpose: &str, value: &str) -> Result<Option<UserId>> {
    let mut tx = desk.db.authenticating().await?;
    let kept = store::find_verification(&mut tx, purpose, &token::fingerprint(value)).await?;
    tx.commit().await?;
    Ok(kept.map(|kept| kept.user))
}
