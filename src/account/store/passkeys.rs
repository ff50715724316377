//! The SQL of passkeys.

use crate::account::Passkey;
use crate::db::Tx;
use crate::error::Result;
use crate::id::{PasskeyId, UserId};
use serde_json::Value;
use uuid::Uuid;

/// What a ceremony is checked against, named by a one-time token.
pub(in crate::account) struct NewCeremony<'a> {
    pub purpose: &'a str,
    pub fingerprint: &'a str,
    pub user: Option<UserId>,
    pub sealed: &'a str,
    pub minutes: i32,
}

pub(in crate::account) async fn insert_ceremony(tx: &mut Tx, id: Uuid, new: &NewCeremony<'_>) -> Result<()> {
    sqlx::query!(
        r#"insert into verification (id, identifier, value, user_id, ceremony, "expiresAt")
           values ($1, $2 || ':', $3, $4, $5, now() + make_interval(mins => $6))"#,
        id,
        new.purpose,
        new.fingerprint,
        new.user.map(|user| user.0),
        new.sealed,
        new.minutes
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A ceremony that was found.
pub(in crate::account) struct FoundCeremony {
    pub id: Uuid,
    pub sealed: String,
    pub user: Option<UserId>,
}

/// Uses a ceremony up: of many at once, one wins.
pub(in crate::account) async fn consume_ceremony(tx: &mut Tx, purpose: &str, fingerprint: &str) -> Result<Option<FoundCeremony>> {
    let row = sqlx::query!(
        r#"update verification set consumed_at = now()
           where value = $1 and identifier = $2 || ':' and ceremony is not null and consumed_at is null and "expiresAt" > now()
           returning id, ceremony as "sealed!", user_id"#,
        fingerprint,
        purpose
    );
    let row = row.fetch_optional(&mut **tx).await?;
    Ok(row.map(|row| FoundCeremony { id: row.id, sealed: row.sealed, user: row.user_id.map(UserId) }))
}

/// False where somebody has this key already.
pub(in crate::account) async fn insert_passkey(
    tx: &mut Tx,
    id: PasskeyId,
    user: UserId,
    name: &str,
    credential_id: &str,
    credential: &Value,
) -> Result<bool> {
    let done = sqlx::query!(
        "insert into passkey (id, user_id, name, credential_id, credential) values ($1, $2, $3, $4, $5)
         on conflict on constraint passkey_credential_key do nothing",
        id.0,
        user.0,
        name,
        credential_id,
        credential
    );
    Ok(done.execute(&mut **tx).await?.rows_affected() == 1)
}

/// Those that are there, the oldest first, with what is kept of each.
pub(in crate::account) async fn passkeys(tx: &mut Tx, user: UserId) -> Result<Vec<(Passkey, Value)>> {
    let rows = sqlx::query!(
        r#"select id, name, credential as "credential!", created_at, last_used_at from passkey
           where user_id = $1 and removed_at is null order by created_at, id"#,
        user.0
    );
    let rows = rows.fetch_all(&mut **tx).await?.into_iter();
    let found = rows.map(|row| {
        let passkey = Passkey { id: PasskeyId(row.id), name: row.name, created_at: row.created_at, last_used_at: row.last_used_at };
        (passkey, row.credential)
    });
    Ok(found.collect())
}

/// What is kept of a key, held until the transaction ends, so that its counter is checked by one at a time.
pub(in crate::account) async fn hold_passkey(tx: &mut Tx, user: UserId, credential_id: &str) -> Result<Option<(PasskeyId, Value)>> {
    let row = sqlx::query!(
        r#"select p.id, p.credential as "credential!" from passkey p join "user" u on u.id = p.user_id
           where p.credential_id = $1 and p.user_id = $2 and p.removed_at is null and u.deleted_at is null for update of p"#,
        credential_id,
        user.0
    );
    Ok(row.fetch_optional(&mut **tx).await?.map(|row| (PasskeyId(row.id), row.credential)))
}

pub(in crate::account) async fn note_use(tx: &mut Tx, id: PasskeyId, credential: &Value) -> Result<()> {
    sqlx::query!("update passkey set credential = $2, last_used_at = now() where id = $1", id.0, credential).execute(&mut **tx).await?;
    Ok(())
}

/// False where the person has none such.
pub(in crate::account) async fn rename_passkey(tx: &mut Tx, user: UserId, id: PasskeyId, name: &str) -> Result<bool> {
    let done = sqlx::query!("update passkey set name = $3 where id = $1 and user_id = $2 and removed_at is null", id.0, user.0, name);
    Ok(done.execute(&mut **tx).await?.rows_affected() == 1)
}

/// The same.
pub(in crate::account) async fn remove_passkey(tx: &mut Tx, user: UserId, id: PasskeyId) -> Result<bool> {
    let done = sqlx::query!(
        "update passkey set removed_at = now(), credential = null, credential_id = null where id = $1 and user_id = $2 and removed_at is null",
        id.0,
        user.0
    );
    Ok(done.execute(&mut **tx).await?.rows_affected() == 1)
}

/// All of a person's; they open nothing any more.
pub(in crate::account) async fn remove_passkeys(tx: &mut Tx, user: UserId) -> Result<()> {
    sqlx::query!(
        "update passkey set removed_at = now(), credential = null, credential_id = null where user_id = $1 and removed_at is null",
        user.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
