//! The SQL of keys.

use crate::account::{ApiKey, Card, Person, Scope};
use crate::db::{Db, Tx};
use crate::error::Result;
use crate::id::{ApiKeyId, UserId};

pub(in crate::account) struct NewKeyRow<'a> {
    pub id: ApiKeyId,
    pub name: &'a str,
    pub start: &'a str,
    pub hash: &'a str,
    pub scopes: &'a [String],
    pub days: Option<i32>,
}

pub(in crate::account) async fn insert_key(tx: &mut Tx, user: UserId, new: &NewKeyRow<'_>) -> Result<()> {
    sqlx::query!(
        "insert into api_key (id, user_id, name, start, hash, scopes, expires_at)
         values ($1, $2, $3, $4, $5, $6, now() + make_interval(days => $7))",
        new.id.0,
        user.0,
        new.name,
        new.start,
        new.hash,
        new.scopes,
        new.days
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(in crate::account) async fn keys(tx: &mut Tx, user: UserId) -> Result<Vec<ApiKey>> {
    let rows = sqlx::query!(
        r#"select id, name, start, scopes, created_at, expires_at, last_used_at, coalesce(expires_at <= now(), false) as "expired!"
           from api_key where user_id = $1 and revoked_at is null order by created_at desc, id desc"#,
        user.0
    );
    let rows = rows.fetch_all(&mut **tx).await?.into_iter();
    let keys = rows.map(|row| ApiKey {
        id: ApiKeyId(row.id),
        name: row.name,
        start: row.start,
        scopes: row.scopes.iter().filter_map(|scope| Scope::parse(scope)).collect(),
        created_at: row.created_at,
        expires_at: row.expires_at,
        last_used_at: row.last_used_at,
        expired: row.expired,
    });
    Ok(keys.collect())
}

pub(in crate::account) async fn revoke_key(tx: &mut Tx, user: UserId, id: ApiKeyId) -> Result<bool> {
    let changed = sqlx::query!("update api_key set revoked_at = now() where id = $1 and user_id = $2 and revoked_at is null", id.0, user.0);
    Ok(changed.execute(&mut **tx).await?.rows_affected() == 1)
}

/// Ends all of them; says how many that were.
pub(in crate::account) async fn revoke_keys(tx: &mut Tx, user: UserId) -> Result<u64> {
    let changed = sqlx::query!("update api_key set revoked_at = now() where user_id = $1 and revoked_at is null", user.0);
    Ok(changed.execute(&mut **tx).await?.rows_affected())
}

/// Outside a transaction: the one statement says by itself why it looks.
pub(in crate::account) async fn find_key(db: &Db, hash: &str) -> Result<Option<(ApiKeyId, Vec<String>, UserId)>> {
    let row = sqlx::query!(r#"select key as "key!", scopes as "scopes!", person as "person!" from api_key_person($1)"#, hash);
    Ok(row.fetch_optional(db.pool()).await?.map(|row| (ApiKeyId(row.key), row.scopes, UserId(row.person))))
}

pub(in crate::account) async fn person_with_card(tx: &mut Tx, user: UserId) -> Result<Option<(Person, Card)>> {
    let row = sqlx::query!(
        r#"select id, name, email, "emailVerified" as verified, last_used_at is not null as "onboarded!", role = 'operator' as "operator!",
                  image, "createdAt" as created_at, "updatedAt" as updated_at,
                  exists (select from two_factor t where t.user_id = "user".id and t.confirmed_at is not null) as "two_factor!"
           from "user" where id = $1 and deleted_at is null"#,
        user.0
    );
    Ok(row.fetch_optional(&mut **tx).await?.map(|row| {
        let person = Person {
            id: UserId(row.id),
            name: row.name,
            email: row.email,
            email_verified: row.verified,
            onboarded: row.onboarded,
            operator: row.operator,
        };
        (person, Card { image: row.image, two_factor: row.two_factor, created_at: row.created_at, updated_at: row.updated_at })
    }))
}
