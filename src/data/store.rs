//! The SQL over all tables of a person. Which these are says the catalogue, so that none is forgotten.

use super::Export;
use crate::db::Tx;
use crate::error::Result;
use crate::id::{ExportId, RunId, UserId};
use serde_json::Value;

/// The keys of all files.
pub(super) async fn files(tx: &mut Tx, owner: UserId) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar!(r#"select key as "key!" from personal_files($1) key"#, owner.0).fetch_all(&mut **tx).await?)
}

/// Every table with the person's rows in it.
pub(super) async fn tables(tx: &mut Tx, owner: UserId) -> Result<Vec<(String, Value)>> {
    let rows = sqlx::query!(r#"select name as "name!", entries as "entries!" from personal_data($1)"#, owner.0);
    Ok(rows.fetch_all(&mut **tx).await?.into_iter().map(|row| (row.name, row.entries)).collect())
}

/// The person, and by the references to them every row that is theirs.
pub(super) async fn remove_person(tx: &mut Tx, owner: UserId) -> Result<()> {
    sqlx::query!(r#"delete from "user" where id = $1 and deleted_at is not null"#, owner.0).execute(&mut **tx).await?;
    Ok(())
}

/// What is still there to be taken, with where it is kept.
pub(super) async fn exports(tx: &mut Tx, owner: UserId) -> Result<Vec<(Export, String)>> {
    let rows = sqlx::query!(
        "select id, storage_key, bytes, created_at, expires_at from data_export where user_id = $1 and expires_at > now()
         order by created_at desc, id desc",
        owner.0
    );
    let rows = rows.fetch_all(&mut **tx).await?.into_iter();
    let exports = rows.map(|row| {
        let export = Export { id: ExportId(row.id), bytes: row.bytes, created_at: row.created_at, expires_at: row.expires_at };
        (export, row.storage_key)
    });
    Ok(exports.collect())
}

/// Where all exports are kept, those that have expired too.
pub(super) async fn export_keys(tx: &mut Tx, owner: UserId) -> Result<Vec<String>> {
    Ok(sqlx::query_scalar!("select storage_key from data_export where user_id = $1", owner.0).fetch_all(&mut **tx).await?)
}

pub(super) struct NewExport {
    pub id: ExportId,
    pub run: RunId,
    pub key: String,
    pub bytes: i64,
    pub sha256: String,
}

/// One at a time: the older ones give way.
pub(super) async fn keep_export(tx: &mut Tx, owner: UserId, new: &NewExport) -> Result<()> {
    sqlx::query!("delete from data_export where user_id = $1", owner.0).execute(&mut **tx).await?;
    sqlx::query!(
        "insert into data_export (id, user_id, run_id, storage_key, bytes, sha256) values ($1, $2, $3, $4, $5, $6)",
        new.id.0,
        owner.0,
        new.run.0,
        new.key,
        new.bytes,
        new.sha256
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
