//! The SQL of accounts.

use super::{Email, Person, SESSION_DAYS, SESSION_DAYS_AT_MOST};
use crate::db::{Db, Tx};
use crate::error::Result;
use crate::id::{SessionId, UserId};
use uuid::Uuid;

/// False when the address is taken.
pub(super) async fn insert_user(tx: &mut Tx, id: UserId, name: &str, email: &Email) -> Result<bool> {
    let inserted = sqlx::query!(
        r#"insert into "user" (id, name, email) values ($1, $2, $3) on conflict on constraint user_email_key do nothing"#,
        id.0,
        name,
        email.as_str()
    );
    Ok(inserted.execute(&mut **tx).await?.rows_affected() == 1)
}

pub(super) async fn insert_password(tx: &mut Tx, id: Uuid, user: UserId, hashed: &str) -> Result<()> {
    sqlx::query!(
        r#"insert into account (id, "userId", issuer, "providerId", "accountId", password)
           values ($1, $2, 'credential', 'credential', $3, $4)"#,
        id,
        user.0,
        user.to_string(),
        hashed
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn password_of(tx: &mut Tx, email: &Email) -> Result<Option<(UserId, String)>> {
    let row = sqlx::query!(
        r#"select u.id, a.password as "password!" from "user" u join account a on a."userId" = u.id
           where u.email = $1 and u.deleted_at is null and a."providerId" = 'credential' and a.password is not null"#,
        email.as_str()
    );
    Ok(row.fetch_optional(&mut **tx).await?.map(|row| (UserId(row.id), row.password)))
}

pub(super) async fn insert_session(
    tx: &mut Tx,
    id: SessionId,
    user: UserId,
    fingerprint: &str,
    ip: Option<&str>,
    agent: Option<&str>,
) -> Result<()> {
    sqlx::query!(
        r#"insert into session (id, "userId", token, "expiresAt", absolute_expires_at, "ipAddress", "userAgent")
           values ($1, $2, $3, now() + make_interval(days => $4), now() + make_interval(days => $5), $6, $7)"#,
        id.0,
        user.0,
        fingerprint,
        SESSION_DAYS,
        SESSION_DAYS_AT_MOST,
        ip,
        agent
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A session that was found.
pub(super) struct Found {
    pub session: SessionId,
    pub person: Person,
    /// It was last renewed more than a day ago.
    pub due: bool,
}

/// Outside a transaction: the one statement says by itself why it looks.
pub(super) async fn find_session(db: &Db, fingerprint: &str) -> Result<Option<Found>> {
    let row = sqlx::query!(
        r#"select session as "session!", due as "due!", id as "id!", name as "name!", email as "email!", verified as "verified!",
                  onboarded as "onboarded!", operator as "operator!" from session_person($1)"#,
        fingerprint
    );
    Ok(row.fetch_optional(db.pool()).await?.map(|row| Found {
        session: SessionId(row.session),
        due: row.due,
        person: Person {
            id: UserId(row.id),
            name: row.name,
            email: row.email,
            email_verified: row.verified,
            onboarded: row.onboarded,
            operator: row.operator,
        },
    }))
}

pub(super) async fn refresh_session(tx: &mut Tx, session: SessionId) -> Result<()> {
    sqlx::query!(
        r#"update session set "expiresAt" = least(now() + make_interval(days => $2), absolute_expires_at), "updatedAt" = now() where id = $1"#,
        session.0,
        SESSION_DAYS
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn revoke_session(tx: &mut Tx, fingerprint: &str) -> Result<Option<SessionId>> {
    let row =
        sqlx::query_scalar!("update session set revoked_at = now() where token = $1 and revoked_at is null returning id", fingerprint);
    Ok(row.fetch_optional(&mut **tx).await?.map(SessionId))
}

/// Of these sessions, those that are over.
pub(super) async fn ended_sessions(tx: &mut Tx, sessions: &[SessionId]) -> Result<Vec<SessionId>> {
    let asked: Vec<Uuid> = sessions.iter().map(|session| session.0).collect();
    let rows = sqlx::query_scalar!(
        r#"select asked as "asked!" from unnest($1::uuid[]) asked
           where not exists (
               select 1 from session s join "user" u on u.id = s."userId"
               where s.id = asked and s.revoked_at is null and s."expiresAt" > now() and s.absolute_expires_at > now()
                 and u.deleted_at is null)"#,
        &asked
    );
    Ok(rows.fetch_all(&mut **tx).await?.into_iter().map(SessionId).collect())
}

/// One statement counts and decides, so that two processes cannot both let the last attempt through.
/// Returns the seconds to wait when there were too many.
pub(super) async fn count_attempt(tx: &mut Tx, key: &str, limit: i32, window_seconds: i32) -> Result<Option<u64>> {
    let row = sqlx::query!(
        r#"insert into rate_limit as r (key, window_start, count) values ($1, now(), 1)
           on conflict (key) do update set
               count = case when r.window_start < now() - make_interval(secs => $2) then 1 else r.count + 1 end,
               window_start = case when r.window_start < now() - make_interval(secs => $2) then now() else r.window_start end
           returning count, ceil(extract(epoch from window_start + make_interval(secs => $2) - now()))::int8 as "left!""#,
        key,
        f64::from(window_seconds)
    )
    .fetch_one(&mut **tx)
    .await?;
    Ok((row.count > limit).then(|| u64::try_from(row.left.max(1)).unwrap_or(1)))
}

pub(super) async fn insert_verification(tx: &mut Tx, id: Uuid, user: UserId, identifier: &str, fingerprint: &str) -> Result<()> {
    sqlx::query!(
        r#"insert into verification (id, identifier, value, user_id, "expiresAt") values ($1, $2, $3, $4, now() + interval '24 hours')"#,
        id,
        identifier,
        fingerprint,
        user.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Consumes a token: of many at once, one wins. Returns what it was for and whose.
pub(super) async fn consume_verification(tx: &mut Tx, purpose: &str, fingerprint: &str) -> Result<Option<(String, UserId)>> {
    let row = sqlx::query!(
        r#"update verification set consumed_at = now()
           where value = $1 and identifier like $2 || ':%' and consumed_at is null and "expiresAt" > now() and user_id is not null
           returning identifier, user_id as "user_id!""#,
        fingerprint,
        purpose
    );
    let row = row.fetch_optional(&mut **tx).await?;
    Ok(row.map(|row| (row.identifier.split_once(':').map_or(String::new(), |(_, rest)| rest.to_owned()), UserId(row.user_id))))
}

/// Marks an address as verified, if it is still the person's.
pub(super) async fn mark_verified(tx: &mut Tx, user: UserId, email: &str) -> Result<bool> {
    let updated =
        sqlx::query!(r#"update "user" set "emailVerified" = true, "updatedAt" = now() where id = $1 and email = $2"#, user.0, email);
    Ok(updated.execute(&mut **tx).await?.rows_affected() == 1)
}

pub(super) async fn person(tx: &mut Tx, user: UserId) -> Result<Option<Person>> {
    let row = sqlx::query!(
        r#"select id, name, email, "emailVerified" as verified, last_used_at is not null as "onboarded!", role = 'operator' as "operator!"
           from "user" where id = $1 and deleted_at is null"#,
        user.0
    );
    Ok(row.fetch_optional(&mut **tx).await?.map(|row| Person {
        id: UserId(row.id),
        name: row.name,
        email: row.email,
        email_verified: row.verified,
        onboarded: row.onboarded,
        operator: row.operator,
    }))
}

/// As the owner of the schema; the web's role may not change a role.
pub(super) async fn set_role(tx: &mut Tx, email: &str, role: &str) -> Result<bool> {
    let changed = sqlx::query!(r#"update "user" set role = $2, "updatedAt" = now() where email = $1 and deleted_at is null"#, email, role);
    Ok(changed.execute(&mut **tx).await?.rows_affected() == 1)
}
