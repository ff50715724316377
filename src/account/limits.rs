//! How often somebody may try, and how long an answer takes that must not tell anything.

use super::session::SeenFrom;
use super::{Email, journal, store, token};
use crate::db::Tx;
use crate::desk::Desk;
use crate::error::{Error, Result};
use std::time::Duration;

/// No shorter than what is done for an address that somebody has, and no longer than a person minds.
const EVEN: Duration = Duration::from_millis(300);

/// Where strangers knock, and how often they may within a window of time. Whoever is signed in passes none of these.
#[derive(Debug, Clone, Copy)]
pub(super) struct Door {
    name: &'static str,
    seconds: i32,
    /// Of one network address.
    address: i32,
    /// Of one network address on one account. An account alone has no limit: anybody could use it up for its owner.
    account: i32,
    /// Of everybody together, so that thousands of addresses guess no faster than this. What another limit refused does not
    /// count, and neither does somebody who comes from where they have signed in before: nobody can lock them out.
    everybody: i32,
}

/// Twenty a second are a third of what two cores can hash.
pub(super) const SIGN_IN: Door = Door { name: "sign-in", seconds: 300, address: 30, account: 10, everybody: 6_000 };
pub(super) const SIGN_UP: Door = Door { name: "sign-up", seconds: 600, address: 20, account: 20, everybody: 1_200 };
/// Asks for the question that a passkey answers.
pub(super) const PASSKEY: Door = Door { name: "passkey", seconds: 300, address: 60, account: 60, everybody: 6_000 };
/// Answers it. Nobody has said yet who they are, so that there is no account to count for.
pub(super) const PASSKEY_TRY: Door = Door { name: "passkey-try", seconds: 300, address: 30, account: 30, everybody: 6_000 };
/// Asks for a mail, and so does the next one.
pub(super) const RESET: Door = Door { name: "reset", seconds: 600, address: 20, account: 20, everybody: 1_200 };
pub(super) const VERIFY: Door = Door { name: "verify", seconds: 600, address: 20, account: 20, everybody: 1_200 };
/// Shows the token of a mail.
pub(super) const RESET_TRY: Door = Door { name: "reset-try", seconds: 600, address: 30, account: 30, everybody: 6_000 };

/// Counts an attempt of a stranger; the one over a limit is refused with the seconds to wait.
pub(super) async fn knock(desk: &Desk, door: &Door, from: &SeenFrom, account: Option<&Email>) -> Result<()> {
    let bucket = from.bucket();
    let mut narrow = vec![(format!("{}:{bucket}", door.name), door.address)];
    if let Some(email) = account {
        narrow.push((format!("{}:{}:{bucket}", door.name, email.as_str()), door.account));
    }
    let known = account.map(Email::as_str).zip(from.stored_ip());
    let attempt = store::Attempt {
        narrow: narrow.into_iter().map(|(key, most)| (token::fingerprint(&key), most)).collect(),
        everybody: Some((token::fingerprint(&format!("{}:everybody", door.name)), door.everybody)),
        known: known.as_ref().map(|(email, ip)| (*email, ip.as_str())),
        seconds: door.seconds,
    };
    match count(desk, &attempt).await? {
        None => Ok(()),
        Some(seconds) => {
            journal::over_the_limit(door.name, from);
            Err(Error::RateLimited(seconds))
        }
    }
}

/// Counts an attempt; the one over the limit is refused with the seconds to wait.
pub(super) async fn throttle(desk: &Desk, key: &str, limit: i32, window_seconds: i32) -> Result<()> {
    match count(desk, &single(key, limit, window_seconds)).await? {
        None => Ok(()),
        Some(seconds) => Err(Error::RateLimited(seconds)),
    }
}

/// Counts an attempt and says whether it is within the limit, for what is then left undone without a word.
pub(super) async fn within(desk: &Desk, key: &str, limit: i32, window_seconds: i32) -> Result<bool> {
    Ok(count(desk, &single(key, limit, window_seconds)).await?.is_none())
}

/// Forgets what was counted, when an attempt succeeded.
pub(super) async fn forget(tx: &mut Tx, key: &str) -> Result<()> {
    store::forget_attempts(tx, &token::fingerprint(key)).await
}

fn single(key: &str, limit: i32, seconds: i32) -> store::Attempt<'static> {
    store::Attempt { narrow: vec![(token::fingerprint(key), limit)], everybody: None, known: None, seconds }
}

async fn count(desk: &Desk, attempt: &store::Attempt<'_>) -> Result<Option<u64>> {
    let mut tx = desk.db.authenticating().await?;
    let wait = store::count_attempt(&mut tx, attempt).await?;
    tx.commit().await?;
    Ok(wait)
}

/// The same time whether somebody has the address or nobody.
pub(super) async fn evenly<T>(work: impl Future<Output = T>) -> T {
    let (done, ()) = tokio::join!(work, tokio::time::sleep(EVEN));
    done
}
