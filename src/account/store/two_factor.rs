//! The SQL of the second factor.

use crate::db::Tx;
use crate::error::Result;
use crate::id::UserId;
use chrono::{DateTime, Utc};

/// Whether sign-in asks for it.
pub(in crate::account) async fn asks_second_factor(tx: &mut Tx, user: UserId) -> Result<bool> {
    let row =
        sqlx::query_scalar!(r#"select exists (select from two_factor where user_id = $1 and confirmed_at is not null) as "asks!""#, user.0);
    Ok(row.fetch_one(&mut **tx).await?)
}

/// What is kept of it.
pub(in crate::account) struct SecondFactor {
    pub secret: String,
    pub confirmed_at: Option<DateTime<Utc>>,
    /// It was started too long ago to be confirmed.
    pub stale: bool,
}

/// Nothing where it is off. Whoever asks in order to change it keeps others waiting.
pub(in crate::account) async fn second_factor(tx: &mut Tx, user: UserId, stale_after_minutes: i32) -> Result<Option<SecondFactor>> {
    let row = sqlx::query!(
        r#"select secret as "secret!", confirmed_at,
                  confirmed_at is null and started_at < now() - make_interval(mins => $2) as "stale!"
           from two_factor where user_id = $1 and secret is not null for update"#,
        user.0,
        stale_after_minutes
    );
    Ok(row.fetch_optional(&mut **tx).await?.map(|row| SecondFactor {
        secret: row.secret,
        confirmed_at: row.confirmed_at,
        stale: row.stale,
    }))
}

/// Keeps a new secret, which is not confirmed yet. False where one is confirmed already.
pub(in crate::account) async fn start_second_factor(tx: &mut Tx, user: UserId, sealed: &str) -> Result<bool> {
    let done = sqlx::query!(
        "insert into two_factor (user_id, secret) values ($1, $2)
         on conflict (user_id) do update set secret = $2, last_step = 0, started_at = now() where two_factor.confirmed_at is null",
        user.0,
        sealed
    );
    Ok(done.execute(&mut **tx).await?.rows_affected() == 1)
}

/// Uses up a step and those before it. False where it was used up.
pub(in crate::account) async fn use_step(tx: &mut Tx, user: UserId, step: i64) -> Result<bool> {
    let done = sqlx::query!("update two_factor set last_step = $2 where user_id = $1 and last_step < $2", user.0, step);
    Ok(done.execute(&mut **tx).await?.rows_affected() == 1)
}

pub(in crate::account) async fn confirm_second_factor(tx: &mut Tx, user: UserId) -> Result<()> {
    sqlx::query!("update two_factor set confirmed_at = now() where user_id = $1", user.0).execute(&mut **tx).await?;
    Ok(())
}

/// The same secret, sealed with a newer key.
pub(in crate::account) async fn seal_anew(tx: &mut Tx, user: UserId, sealed: &str) -> Result<()> {
    sqlx::query!("update two_factor set secret = $2 where user_id = $1 and secret is not null", user.0, sealed).execute(&mut **tx).await?;
    Ok(())
}

/// Empties everything of it.
pub(in crate::account) async fn stop_second_factor(tx: &mut Tx, user: UserId) -> Result<()> {
    sqlx::query!("update two_factor set secret = null, confirmed_at = null where user_id = $1", user.0).execute(&mut **tx).await?;
    sqlx::query!("update backup_code set hash = null where user_id = $1", user.0).execute(&mut **tx).await?;
    Ok(())
}

/// Puts new codes in the places of the old ones.
pub(in crate::account) async fn set_backup_codes(tx: &mut Tx, user: UserId, hashes: &[String]) -> Result<()> {
    sqlx::query!(
        "insert into backup_code (user_id, number, hash)
         select $1, number, hash from unnest($2::text[]) with ordinality as codes (hash, number)
         on conflict (user_id, number) do update set hash = excluded.hash, created_at = now(), used_at = null",
        user.0,
        hashes
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The hash of any code, for its salt; and how many are left.
pub(in crate::account) async fn backup_codes(tx: &mut Tx, user: UserId) -> Result<(Option<String>, i64)> {
    let row = sqlx::query!(
        r#"select min(hash) as hash, count(*) filter (where used_at is null) as "left!" from backup_code
           where user_id = $1 and hash is not null"#,
        user.0
    );
    let row = row.fetch_one(&mut **tx).await?;
    Ok((row.hash, row.left))
}

/// Uses up a code: of many at once, one wins.
pub(in crate::account) async fn use_backup_code(tx: &mut Tx, user: UserId, hash: &str) -> Result<bool> {
    let done = sqlx::query!("update backup_code set used_at = now() where user_id = $1 and hash = $2 and used_at is null", user.0, hash);
    Ok(done.execute(&mut **tx).await?.rows_affected() == 1)
}
