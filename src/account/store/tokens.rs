//! One-time tokens: kept as hashes, bound to a purpose, used once.

use crate::db::Tx;
use crate::error::Result;
use crate::id::UserId;
use chrono::TimeDelta;
use uuid::Uuid;

/// What a token was made for, and for whom.
#[derive(Debug)]
pub(in crate::account) struct Kept {
    /// What stands behind the purpose in the identifier.
    pub what: String,
    pub user: UserId,
}

pub(in crate::account) async fn insert_verification(
    tx: &mut Tx,
    id: Uuid,
    user: UserId,
    identifier: &str,
    fingerprint: &str,
    life: TimeDelta,
) -> Result<()> {
    sqlx::query!(
        r#"insert into verification (id, identifier, value, user_id, "expiresAt") values ($1, $2, $3, $4, now() + make_interval(secs => $5))"#,
        id,
        identifier,
        fingerprint,
        user.0,
        life.as_seconds_f64()
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Consumes a token: of many at once, one wins.
pub(in crate::account) async fn consume_verification(tx: &mut Tx, purpose: &str, fingerprint: &str) -> Result<Option<Kept>> {
    let row = sqlx::query!(
        r#"update verification set consumed_at = now()
           where value = $1 and identifier like $2 || ':%' and consumed_at is null and "expiresAt" > now() and user_id is not null
           returning identifier, user_id as "user_id!""#,
        fingerprint,
        purpose
    );
    Ok(row.fetch_optional(&mut **tx).await?.map(|row| kept(&row.identifier, row.user_id)))
}

/// Looks at a token and leaves it as it is.
pub(in crate::account) async fn find_verification(tx: &mut Tx, purpose: &str, fingerprint: &str) -> Result<Option<Kept>> {
    let row = sqlx::query!(
        r#"select identifier, user_id as "user_id!" from verification
           where value = $1 and identifier like $2 || ':%' and consumed_at is null and "expiresAt" > now() and user_id is not null"#,
        fingerprint,
        purpose
    );
    Ok(row.fetch_optional(&mut **tx).await?.map(|row| kept(&row.identifier, row.user_id)))
}

/// Uses up every token of this purpose that a person still has.
pub(in crate::account) async fn void_verifications(tx: &mut Tx, user: UserId, purpose: &str) -> Result<()> {
    sqlx::query!(
        "update verification set consumed_at = now() where user_id = $1 and identifier like $2 || ':%' and consumed_at is null",
        user.0,
        purpose
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

fn kept(identifier: &str, user: Uuid) -> Kept {
    Kept { what: identifier.split_once(':').map_or(String::new(), |(_, rest)| rest.to_owned()), user: UserId(user) }
}
