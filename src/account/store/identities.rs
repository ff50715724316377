//! The SQL of signing in by a provider: departures, and identities.

use crate::db::Tx;
use crate::error::Result;
use crate::id::UserId;
use serde_json::Value;
use uuid::Uuid;

/// Ten minutes are enough to sign in somewhere.
pub(in crate::account) async fn insert_flow(
    tx: &mut Tx,
    id: Uuid,
    state: &str,
    provider: &str,
    user: Option<UserId>,
    flow: &Value,
) -> Result<()> {
    sqlx::query!(
        r#"insert into verification (id, identifier, value, user_id, flow, "expiresAt")
           values ($1, 'oauth-state:' || $2, $3, $4, $5, now() + make_interval(mins => $6))"#,
        id,
        provider,
        state,
        user.map(|user| user.0),
        flow,
        crate::account::FLOW_MINUTES
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Uses up a departure, in the browser and for the provider that it was made for alone.
pub(in crate::account) async fn consume_flow(
    tx: &mut Tx,
    state: &str,
    provider: &str,
    browser: &str,
) -> Result<Option<(Value, Option<UserId>)>> {
    let row = sqlx::query!(
        r#"update verification set consumed_at = now()
           where value = $1 and identifier = 'oauth-state:' || $2 and flow ->> 'browser' = $3 and consumed_at is null and "expiresAt" > now()
           returning flow as "flow!", user_id"#,
        state,
        provider,
        browser
    );
    Ok(row.fetch_optional(&mut **tx).await?.map(|row| (row.flow, row.user_id.map(UserId))))
}

/// An identity that has been here.
#[derive(Debug, Clone, Copy)]
pub(in crate::account) struct Known {
    pub id: Uuid,
    pub user: UserId,
    pub unlinked: bool,
    /// Its person has left.
    pub gone: bool,
}

pub(in crate::account) async fn find_identity(tx: &mut Tx, issuer: &str, subject: &str) -> Result<Option<Known>> {
    let row = sqlx::query!(
        r#"select a.id, a."userId" as user_id, a.unlinked_at is not null as "unlinked!", u.deleted_at is not null as "gone!"
           from account a join "user" u on u.id = a."userId" where a.issuer = $1 and a."accountId" = $2"#,
        issuer,
        subject
    );
    let row = row.fetch_optional(&mut **tx).await?;
    Ok(row.map(|row| Known { id: row.id, user: UserId(row.user_id), unlinked: row.unlinked, gone: row.gone }))
}

pub(in crate::account) async fn touch_identity(tx: &mut Tx, id: Uuid, scopes: &str) -> Result<()> {
    sqlx::query!(r#"update account set scope = $2, "updatedAt" = now() where id = $1"#, id, scopes).execute(&mut **tx).await?;
    Ok(())
}

pub(in crate::account) struct NewIdentity<'a> {
    pub id: Uuid,
    pub user: UserId,
    pub issuer: &'a str,
    pub subject: &'a str,
    pub provider: &'a str,
    pub scopes: &'a str,
}

/// Links an identity that nobody has; one that was unlinked is linked again, to whom it is now. False where somebody was faster.
pub(in crate::account) async fn put_identity(tx: &mut Tx, new: &NewIdentity<'_>) -> Result<bool> {
    let put = sqlx::query!(
        r#"insert into account (id, "userId", issuer, "providerId", "accountId", scope) values ($1, $2, $3, $4, $5, $6)
           on conflict on constraint account_issuer_key do update
               set "userId" = $2, "providerId" = $4, scope = $6, unlinked_at = null, "createdAt" = now(), "updatedAt" = now()
           where account.unlinked_at is not null"#,
        new.id,
        new.user.0,
        new.issuer,
        new.provider,
        new.subject,
        new.scopes
    );
    Ok(put.execute(&mut **tx).await?.rows_affected() == 1)
}

/// Takes every way in away but one identity: password, identities, keys, and links in mails.
pub(in crate::account) async fn wipe_ways_in(tx: &mut Tx, user: UserId, keep: Option<Uuid>) -> Result<()> {
    sqlx::query!(
        r#"update account set unlinked_at = now(), "updatedAt" = now(), password = null
           where "userId" = $1 and unlinked_at is null and ($2::uuid is null or id <> $2)"#,
        user.0,
        keep
    )
    .execute(&mut **tx)
    .await?;
    super::revoke_keys(tx, user).await?;
    sqlx::query!("update verification set consumed_at = now() where user_id = $1 and consumed_at is null", user.0)
        .execute(&mut **tx)
        .await?;
    super::remove_passkeys(tx, user).await
}
