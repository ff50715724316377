//! The SQL of trusted browsers: tokens whose row stays while the token in it changes.

use crate::account::TrustedBrowser;
use crate::db::Tx;
use crate::error::Result;
use crate::id::{TrustedBrowserId, UserId};

/// What is kept of one.
pub(in crate::account) struct Trusting {
    pub fingerprint: String,
    pub agent: Option<String>,
    pub ip: Option<String>,
    pub days: i32,
}

pub(in crate::account) async fn insert_trusted(tx: &mut Tx, id: TrustedBrowserId, user: UserId, new: &Trusting) -> Result<()> {
    sqlx::query!(
        r#"insert into verification (id, identifier, value, user_id, "expiresAt", "userAgent", "ipAddress")
           values ($1, 'trust-device:', $2, $3, now() + make_interval(days => $4), $5, $6)"#,
        id.0,
        new.fingerprint,
        user.0,
        new.days,
        new.agent,
        new.ip
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Puts another token in the place of one: of many who show it at once, one wins.
pub(in crate::account) async fn turn_trusted(tx: &mut Tx, user: UserId, old: &str, new: &Trusting) -> Result<bool> {
    let turned = sqlx::query!(
        r#"update verification
           set value = $3, "expiresAt" = now() + make_interval(days => $4), "updatedAt" = now(), "userAgent" = $5, "ipAddress" = $6
           where value = $2 and user_id = $1 and identifier = 'trust-device:' and consumed_at is null and "expiresAt" > now()"#,
        user.0,
        old,
        new.fingerprint,
        new.days,
        new.agent,
        new.ip
    );
    Ok(turned.execute(&mut **tx).await?.rows_affected() == 1)
}

/// Those that are still trusted, the last used first. `here` is the hash of what the browser that asks holds.
pub(in crate::account) async fn trusted_browsers(tx: &mut Tx, user: UserId, here: Option<&str>) -> Result<Vec<TrustedBrowser>> {
    let rows = sqlx::query!(
        r#"select id, "userAgent" as agent, "ipAddress" as ip, "createdAt" as since, "updatedAt" as used, "expiresAt" as until,
                  coalesce(value = $2, false) as "here!"
           from verification
           where user_id = $1 and identifier = 'trust-device:' and consumed_at is null and "expiresAt" > now()
           order by "updatedAt" desc, id desc limit 200"#,
        user.0,
        here
    );
    let rows = rows.fetch_all(&mut **tx).await?.into_iter();
    let browsers = rows.map(|row| TrustedBrowser {
        id: TrustedBrowserId(row.id),
        user_agent: row.agent,
        ip: row.ip,
        since: row.since,
        used: row.used,
        until: row.until,
        here: row.here,
    });
    Ok(browsers.collect())
}

pub(in crate::account) async fn forget_trusted(tx: &mut Tx, user: UserId, id: TrustedBrowserId) -> Result<bool> {
    let changed = sqlx::query!(
        r#"update verification set consumed_at = now()
           where id = $1 and user_id = $2 and identifier = 'trust-device:' and consumed_at is null and "expiresAt" > now()"#,
        id.0,
        user.0
    );
    Ok(changed.execute(&mut **tx).await?.rows_affected() == 1)
}
