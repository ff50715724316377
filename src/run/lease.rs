//! What a worker reads and writes. Every write names the lease's token: what touches no row has lost it. Each is one
//! function of the database and one round trip (migrations, `run_turns`).

use super::{Cost, Kind, Limits, Status};
use crate::error::Result;
use crate::id::{RunId, UserId};
use serde_json::Value;
use sqlx::PgPool;
use sqlx::types::Json;
use std::collections::HashMap;
use uuid::Uuid;

/// What a claim gives the worker.
pub(super) struct Claimed {
    pub run: RunId,
    pub user_id: UserId,
    pub kind: Kind,
    pub input: Value,
    pub settings: Value,
    pub attempt: i32,
    pub max_attempts: i32,
    /// The output of each step that was finished before.
    pub steps: HashMap<String, Value>,
}

/// Takes the run whose turn it is, if there is one.
pub(super) async fn claim(
    pool: &PgPool,
    worker: &str,
    token: Uuid,
    kinds: &[Kind],
    seconds: f64,
    limits: &Limits,
) -> Result<Option<Claimed>> {
    let kinds = Kind::keys(kinds);
    let row = sqlx::query!(
        r#"select id as "id!", user_id as "user_id!", kind as "kind!: Kind", input as "input!", settings as "settings!",
                  attempt as "attempt!", max_attempts as "max_attempts!", steps as "steps!: Json<HashMap<String, Value>>"
           from run_claim($1, $2, $3, $4, $5, $6)"#,
        worker,
        token,
        &kinds,
        seconds,
        limits.person,
        limits.as_json(),
    )
    .fetch_optional(pool)
    .await?;
    Ok(row.map(|row| Claimed {
        run: RunId(row.id),
        user_id: UserId(row.user_id),
        kind: row.kind,
        input: row.input,
        settings: row.settings,
        attempt: row.attempt,
        max_attempts: row.max_attempts,
        steps: row.steps.0,
    }))
}

/// Renews the leases of one process; says of each that still holds whether its run is to stop.
pub(super) async fn renew(pool: &PgPool, worker: &str, tokens: &[Uuid], seconds: f64) -> Result<HashMap<RunId, bool>> {
    let rows = sqlx::query!(r#"select id as "id!", cancelled as "cancelled!" from run_renew($1, $2, $3)"#, worker, tokens, seconds);
    Ok(rows.fetch_all(pool).await?.into_iter().map(|row| (RunId(row.id), row.cancelled)).collect())
}

/// Stores a step's output and what it cost.
pub(super) async fn finish_step(pool: &PgPool, run: RunId, token: Uuid, name: &str, output: &Value, cost: &Cost) -> Result<bool> {
    let cost = serde_json::to_value(cost).map_err(crate::error::Error::internal)?;
    let held = sqlx::query_scalar!(r#"select run_finish_step($1, $2, $3, $4, $5) as "held!""#, run.0, token, name, output, cost);
    Ok(held.fetch_one(pool).await?)
}

/// What a worker reports while it works.
#[derive(Debug, Clone, Default)]
pub(super) struct Progress {
    pub stage: String,
    pub stage_index: i32,
    pub done: i32,
    pub total: i32,
    pub message: String,
    pub counters: Value,
}

pub(super) async fn progress(pool: &PgPool, run: RunId, token: Uuid, progress: &Progress) -> Result<bool> {
    let held = sqlx::query_scalar!(
        r#"select run_progress($1, $2, $3, $4, $5, $6, $7, $8) as "held!""#,
        run.0,
        token,
        progress.stage,
        progress.stage_index,
        progress.done,
        progress.total,
        progress.message,
        progress.counters
    );
    Ok(held.fetch_one(pool).await?)
}

/// Ends a run.
pub(super) async fn finish(
    pool: &PgPool,
    run: RunId,
    token: Uuid,
    status: Status,
    output: Option<&Value>,
    error: Option<&str>,
) -> Result<bool> {
    let held = sqlx::query_scalar!(r#"select run_finish($1, $2, $3, $4, $5) as "held!""#, run.0, token, status as Status, output, error);
    Ok(held.fetch_one(pool).await?)
}

/// Gives a run back, not before `after_seconds` from now. A hand-over is no attempt.
pub(super) async fn requeue(
    pool: &PgPool,
    run: RunId,
    token: Uuid,
    after_seconds: f64,
    message: Option<&str>,
    counts: bool,
) -> Result<bool> {
    let held = sqlx::query_scalar!(r#"select run_requeue($1, $2, $3, $4, $5) as "held!""#, run.0, token, after_seconds, message, counts);
    Ok(held.fetch_one(pool).await?)
}

/// Says that this process works, and on what.
pub(super) async fn enter(pool: &PgPool, worker: &str, kinds: &[Kind], concurrency: usize) -> Result<()> {
    let kinds = Kind::keys(kinds);
    sqlx::query!(
        "insert into run_worker (name, kinds, concurrency) values ($1, $2, $3)
         on conflict (name) do update set kinds = excluded.kinds, concurrency = excluded.concurrency, started_at = now(), seen_at = now(), stopping = false",
        worker,
        &kinds,
        i32::try_from(concurrency).unwrap_or(i32::MAX)
    )
    .execute(pool)
    .await?;
    Ok(())
}

pub(super) async fn stopping(pool: &PgPool, worker: &str) -> Result<()> {
    sqlx::query!("update run_worker set stopping = true where name = $1", worker).execute(pool).await?;
    Ok(())
}

pub(super) async fn leave(pool: &PgPool, worker: &str) -> Result<()> {
    sqlx::query!("delete from run_worker where name = $1", worker).execute(pool).await?;
    Ok(())
}
