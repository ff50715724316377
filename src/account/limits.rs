//! How often somebody may try, and how long an answer takes that must not tell anything.

use super::{store, token};
use crate::db::Tx;
use crate::desk::Desk;
use crate::error::{Error, Result};
use std::time::Duration;

/// No shorter than what is done for an address that somebody has, and no longer than a person minds.
const EVEN: Duration = Duration::from_millis(300);

/// Counts an attempt; the one over the limit is refused with the seconds to wait.
pub(super) async fn throttle(desk: &Desk, key: &str, limit: i32, window_seconds: i32) -> Result<()> {
    match count(desk, key, limit, window_seconds).await? {
        None => Ok(()),
        Some(seconds) => Err(Error::RateLimited(seconds)),
    }
}

/// Counts an attempt and says whether it is within the limit, for what is then left undone without a word.
pub(super) async fn within(desk: &Desk, key: &str, limit: i32, window_seconds: i32) -> Result<bool> {
    Ok(count(desk, key, limit, window_seconds).await?.is_none())
}

/// Forgets what was counted, when an attempt succeeded.
pub(super) async fn forget(tx: &mut Tx, key: &str) -> Result<()> {
    store::forget_attempts(tx, &token::fingerprint(key)).await
}

async fn count(desk: &Desk, key: &str, limit: i32, window_seconds: i32) -> Result<Option<u64>> {
    let mut tx = desk.db.shared().await?;
    let wait = store::count_attempt(&mut tx, &token::fingerprint(key), limit, window_seconds).await?;
    tx.commit().await?;
    Ok(wait)
}

/// The same time whether somebody has the address or nobody.
pub(super) async fn evenly<T>(work: impl Future<Output = T>) -> T {
    let (done, ()) = tokio::join!(work, tokio::time::sleep(EVEN));
    done
}
