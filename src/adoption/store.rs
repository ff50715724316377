//! The SQL of adoptions. As the owner of the schema, whom row-level security binds as well: people go in one by one.

use super::old::{OldProfile, OldRun, Row};
use crate::account::Email;
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::id::{RunId, UserId};
use crate::run::{Kind, Status};
use chrono::{DateTime, Utc};
use serde_json::Value;
use std::collections::HashMap;
use uuid::Uuid;

/// Two adoptions at once would take the same rows.
pub(super) async fn take_turn(tx: &mut Tx) -> Result<()> {
    sqlx::query("select pg_advisory_xact_lock(hashtext('adoption'))").execute(&mut **tx).await?;
    Ok(())
}

/// A table of the older program, and how all of it is read.
pub(super) struct Table {
    pub name: &'static str,
    rows: &'static str,
    count: &'static str,
}

macro_rules! table {
    ($name:literal) => {
        Table {
            name: $name,
            rows: concat!("declare old_rows no scroll cursor for select to_jsonb(t) from predecessor.\"", $name, "\" t"),
            count: concat!("select count(*) from predecessor.\"", $name, "\""),
        }
    };
}

pub(super) const USER: Table = table!("user");
pub(super) const USERS: Table = table!("users");
pub(super) const ACCOUNT: Table = table!("account");
pub(super) const PROFILES: Table = table!("user_profiles");
pub(super) const RUNS: Table = table!("runs");
pub(super) const EXECUTIONS: Table = table!("workflow_executions");
pub(super) const SESSION: Table = table!("session");
pub(super) const VERIFICATION: Table = table!("verification");

pub(super) async fn is_there(tx: &mut Tx, table: &Table) -> Result<bool> {
    let there = sqlx::query_scalar("select to_regclass(format('predecessor.%I', $1::text)) is not null").bind(table.name);
    Ok(there.fetch_one(&mut **tx).await?)
}

pub(super) async fn how_many(tx: &mut Tx, table: &Table) -> Result<usize> {
    if !is_there(tx, table).await? {
        return Ok(0);
    }
    let count: i64 = sqlx::query_scalar(table.count).fetch_one(&mut **tx).await?;
    usize::try_from(count).map_err(Error::internal)
}

/// Opens a table; false when there is none. Its rows come in pages, because outputs can be long.
pub(super) async fn open(tx: &mut Tx, table: &Table) -> Result<bool> {
    if !is_there(tx, table).await? {
        return Ok(false);
    }
    sqlx::query(table.rows).execute(&mut **tx).await?;
    Ok(true)
}

/// The next rows of the open table; none at its end, where it is closed.
pub(super) async fn page(tx: &mut Tx) -> Result<Vec<Row>> {
    let rows: Vec<Value> = sqlx::query_scalar("fetch 500 from old_rows").fetch_all(&mut **tx).await?;
    if rows.is_empty() {
        sqlx::query("close old_rows").execute(&mut **tx).await?;
    }
    Ok(rows.into_iter().filter_map(|row| if let Value::Object(columns) = row { Some(Row(columns)) } else { None }).collect())
}

/// Of a table, what came before: the old id and the new one.
pub(super) async fn adopted(tx: &mut Tx, source: &str) -> Result<HashMap<String, Uuid>> {
    let rows = sqlx::query!("select old_id, new_id from adopted where source = $1", source);
    Ok(rows.fetch_all(&mut **tx).await?.into_iter().map(|row| (row.old_id, row.new_id)).collect())
}

pub(super) async fn note(tx: &mut Tx, source: &str, old_id: &str, new_id: Uuid) -> Result<()> {
    let note =
        sqlx::query!("insert into adopted (source, old_id, new_id) values ($1, $2, $3) on conflict do nothing", source, old_id, new_id);
    note.execute(&mut **tx).await?;
    Ok(())
}

/// Whose rows are written from here on.
pub(super) async fn act_for(tx: &mut Tx, person: UserId) -> Result<()> {
    sqlx::query!("select set_config('app.user_id', $1, true) as ignored", person.to_string()).fetch_one(&mut **tx).await?;
    Ok(())
}

pub(super) async fn exists(tx: &mut Tx, person: UserId) -> Result<bool> {
    Ok(sqlx::query_scalar!(r#"select exists (select from "user" where id = $1) as "exists!""#, person.0).fetch_one(&mut **tx).await?)
}

/// A person as they begin here.
pub(super) struct NewPerson<'a> {
    pub id: UserId,
    pub name: &'a str,
    pub email: &'a Email,
    pub verified: bool,
    pub image: Option<&'a str>,
    pub created: DateTime<Utc>,
    pub updated: DateTime<Utc>,
    pub profile: &'a OldProfile,
}

/// False when the id or the address is somebody's already.
pub(super) async fn insert_person(tx: &mut Tx, new: &NewPerson<'_>) -> Result<bool> {
    let profile = new.profile;
    let inserted = sqlx::query!(
        r#"insert into "user" (id, name, email, "emailVerified", image, "createdAt", "updatedAt", location, work_mode, basic_info,
               profile_text, suggested_job_titles, source_pdfs, "references", last_used_at, demo_mode_status)
           values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) on conflict do nothing"#,
        new.id.0,
        new.name,
        new.email.as_str(),
        new.verified,
        new.image,
        new.created,
        new.updated,
        profile.location,
        profile.work_mode,
        profile.basic_info,
        profile.text,
        Value::Array(profile.titles.clone()),
        profile.sources,
        profile.references,
        profile.used,
        profile.demo_mode_status()
    );
    Ok(inserted.execute(&mut **tx).await?.rows_affected() == 1)
}

/// A way to sign in.
pub(super) struct NewWayIn<'a> {
    pub id: Uuid,
    pub person: UserId,
    pub issuer: &'a str,
    pub provider: &'a str,
    pub account: &'a str,
    pub password: Option<&'a str>,
}

/// False when it is somebody's already.
pub(super) async fn insert_way_in(tx: &mut Tx, new: &NewWayIn<'_>) -> Result<bool> {
    let inserted = sqlx::query!(
        r#"insert into account (id, "userId", issuer, "providerId", "accountId", password) values ($1, $2, $3, $4, $5, $6) on conflict do nothing"#,
        new.id,
        new.person.0,
        new.issuer,
        new.provider,
        new.account,
        new.password
    );
    Ok(inserted.execute(&mut **tx).await?.rows_affected() == 1)
}

/// The run with its one event, which is what lists and streams read.
pub(super) async fn insert_run(tx: &mut Tx, id: RunId, owner: UserId, key: &str, old: &OldRun) -> Result<bool> {
    let (stage_index, stage_count) = old.stages()?;
    let inserted = sqlx::query!(
        "insert into run (id, user_id, kind, status, stage_index, stage_count, message, task_id, idempotency_key, output, error_message,
             settings, delivery_triggered, attempt, seq, run_at, turn_at, created_at, started_at, finished_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 1, 1, $14, $14, $14, $15, $16, $16) on conflict do nothing",
        id.0,
        owner.0,
        old.kind as Kind,
        old.status as Status,
        stage_index,
        stage_count,
        old.message,
        old.task,
        key,
        old.output,
        old.error,
        serde_json::json!({ "adopted": old.was }),
        old.delivered,
        old.created,
        old.started,
        old.finished
    );
    if inserted.execute(&mut **tx).await?.rows_affected() == 0 {
        return Ok(false);
    }
    sqlx::query!("select run_event_keep(r, 'done') as ignored from run r where id = $1", id.0).execute(&mut **tx).await?;
    Ok(true)
}
