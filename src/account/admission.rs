//! From a proven first factor to a session: the one place where that happens, whatever the factor was.

use super::session::{Opened, SeenFrom, open_session};
use super::trusted::{TRUSTED, trusts_still};
use super::{passkey, store, token};
use crate::db::Tx;
use crate::desk::Desk;
use crate::error::Result;
use crate::id::UserId;
use chrono::TimeDelta;
use secrecy::SecretString;

pub(super) const PENDING: &str = "two-factor";
/// Minutes in which the second factor has to be shown.
pub const PENDING_MINUTES: i32 = 10;

/// What came of a proven first factor.
#[derive(Debug)]
pub enum Entry {
    Session(Opened),
    /// Nobody is signed in yet.
    SecondFactor(Challenge),
}

/// The question for the second factor, as one browser holds it. The cookie's value is seen here and never again.
#[derive(Debug)]
pub struct Challenge {
    pub cookie: SecretString,
}

impl Entry {
    /// The session, where no second factor is asked.
    pub fn session(self) -> Option<Opened> {
        match self {
            Self::Session(opened) => Some(opened),
            Self::SecondFactor(_) => None,
        }
    }
}

/// Opens a session for somebody who has proved one factor, or asks for the second. `tx` has to be one that authenticates.
pub async fn admit(tx: &mut Tx, desk: &Desk, user: UserId, from: &SeenFrom, remembered: bool) -> Result<Entry> {
    if !store::asks_second_factor(tx, user).await? {
        return Ok(Entry::Session(open_session(tx, desk, user, from, remembered).await?));
    }
    if let Some(device) = &from.trusted
        && let Some(another) = trusts_still(tx, user, device, from).await?
    {
        let mut opened = open_session(tx, desk, user, from, remembered).await?;
        opened.trusted = Some(another);
        return Ok(Entry::Session(opened));
    }
    let cookie = token::random()?;
    let purpose = format!("{PENDING}:{}", if remembered { "remembered" } else { "once" });
    store::insert_verification(tx, desk.new_id(), user, &purpose, &token::fingerprint(&cookie), TimeDelta::minutes(PENDING_MINUTES.into()))
        .await?;
    Ok(Entry::SecondFactor(Challenge { cookie: cookie.into() }))
}

/// Opens a session for somebody who has proved both factors in one: what they have, and that they are who has it.
pub(super) async fn admit_by_both(tx: &mut Tx, desk: &Desk, user: UserId, from: &SeenFrom) -> Result<Opened> {
    open_session(tx, desk, user, from, true).await
}

/// No browser is trusted any more, and nothing goes on that waits: no sign-in for the second factor, no device for a new passkey.
pub(super) async fn forget_trust(tx: &mut Tx, user: UserId) -> Result<()> {
    for purpose in [TRUSTED, PENDING, passkey::REGISTER] {
        store::void_verifications(tx, user, purpose).await?;
    }
    Ok(())
}
