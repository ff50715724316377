//! The SQL of runs. Everything that a worker writes names its lease token: zero rows touched means that the lease is lost.

use super::{Kind, NewRun, Run, Snapshot, Status};
use crate::db::Tx;
use crate::error::Result;
use crate::id::{RunId, UserId};
use serde_json::Value;
use sqlx::PgPool;
use uuid::Uuid;

/// Makes the row; false when the owner has a run with this key already.
pub(super) async fn insert(tx: &mut Tx, id: RunId, owner: UserId, new: &NewRun) -> Result<bool> {
    let inserted = sqlx::query!(
        "insert into run (id, user_id, kind, idempotency_key, input, settings, stage_count, pushed_at)
         values ($1, $2, $3, $4, $5, $6, $7, now()) on conflict on constraint run_idempotency_key do nothing",
        id.0,
        owner.0,
        new.kind as Kind,
        new.idempotency_key,
        new.input,
        new.settings,
        i32::try_from(new.kind.stages().len()).unwrap_or(0),
    )
    .execute(&mut **tx)
    .await?;
    Ok(inserted.rows_affected() == 1)
}

pub(super) async fn by_key(tx: &mut Tx, owner: UserId, key: &str) -> Result<Option<RunId>> {
    let row = sqlx::query_scalar!("select id from run where user_id = $1 and idempotency_key = $2", owner.0, key);
    Ok(row.fetch_optional(&mut **tx).await?.map(RunId))
}

struct Row {
    id: Uuid,
    kind: Kind,
    seq: i64,
    status: Status,
    stage: Option<String>,
    stage_index: i32,
    stage_count: i32,
    done: i32,
    total: i32,
    message: Option<String>,
    counters: Value,
    error_message: Option<String>,
    created_at: chrono::DateTime<chrono::Utc>,
    started_at: Option<chrono::DateTime<chrono::Utc>>,
    finished_at: Option<chrono::DateTime<chrono::Utc>>,
    input: Value,
    output: Option<Value>,
    settings: Value,
    attempt: i32,
    crashes: i32,
    retry_of: Option<Uuid>,
    cancel_requested: bool,
}

impl From<Row> for Run {
    fn from(row: Row) -> Self {
        Self {
            snapshot: Snapshot {
                run_id: RunId(row.id),
                kind: row.kind,
                seq: row.seq,
                status: row.status,
                stage: row.stage,
                stage_index: row.stage_index,
                stage_count: row.stage_count,
                done: row.done,
                total: row.total,
                message: row.message,
                counters: row.counters,
                error_message: row.error_message,
                created_at: row.created_at,
                started_at: row.started_at,
                finished_at: row.finished_at,
            },
            input: row.input,
            output: row.output,
            settings: row.settings,
            attempt: row.attempt,
            crashes: row.crashes,
            retry_of: row.retry_of.map(RunId),
            cancel_requested: row.cancel_requested,
        }
    }
}

/// Selects whole runs; `$tail` is the rest of the statement.
macro_rules! select_runs {
    ($tail:literal, $($argument:expr),*) => {
        sqlx::query_as!(
            Row,
            r#"select id, kind as "kind: Kind", seq, status as "status: Status", stage, stage_index, stage_count, done, total,
                      message, counters, error_message, created_at, started_at, finished_at, input, output, settings, attempt,
                      crashes, retry_of, cancel_requested_at is not null as "cancel_requested!" from run "# + $tail,
            $($argument),*
        )
    };
}

pub(super) async fn find(tx: &mut Tx, owner: UserId, id: RunId) -> Result<Option<Run>> {
    let row = select_runs!("where id = $1 and user_id = $2", id.0, owner.0);
    Ok(row.fetch_optional(&mut **tx).await?.map(Run::from))
}

pub(super) async fn find_for_update(tx: &mut Tx, owner: UserId, id: RunId) -> Result<Option<Run>> {
    let row = select_runs!("where id = $1 and user_id = $2 for update", id.0, owner.0);
    Ok(row.fetch_optional(&mut **tx).await?.map(Run::from))
}

pub(super) async fn list(tx: &mut Tx, owner: UserId, limit: i64) -> Result<Vec<Snapshot>> {
    let rows = select_runs!("where user_id = $1 and kind <> 'account_mail' order by created_at desc limit $2", owner.0, limit);
    Ok(rows.fetch_all(&mut **tx).await?.into_iter().map(|row| Run::from(row).snapshot).collect())
}

pub(super) async fn events_after(tx: &mut Tx, owner: UserId, id: RunId, after: i64) -> Result<Vec<Snapshot>> {
    let rows = sqlx::query_scalar!(
        "select payload from run_event where run_id = $1 and user_id = $2 and seq > $3 order by seq",
        id.0,
        owner.0,
        after
    );
    let payloads = rows.fetch_all(&mut **tx).await?;
    payloads.into_iter().map(|payload| serde_json::from_value(payload).map_err(crate::error::Error::internal)).collect()
}

/// Numbers the next event and writes the run's present state as its payload, in one statement: no gaps, no doubles.
pub(super) async fn append_event(tx: &mut Tx, id: RunId, event: &str) -> Result<()> {
    sqlx::query!(
        r#"with numbered as (update run set seq = seq + 1, updated_at = now() where id = $1 returning *)
           insert into run_event (run_id, seq, user_id, trace_id, type, payload)
           select id, seq, user_id, trace_id, $2, jsonb_build_object(
               'run_id', id, 'kind', numbered.kind, 'seq', seq, 'status', status, 'stage', stage, 'stage_index', stage_index,
               'stage_count', stage_count, 'done', done, 'total', total, 'message', message, 'counters', counters,
               'error_message', error_message, 'created_at', created_at, 'started_at', started_at, 'finished_at', finished_at)
           from numbered"#,
        id.0,
        event
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn cancel_queued(tx: &mut Tx, owner: UserId, id: RunId) -> Result<()> {
    sqlx::query!(
        "update run set status = 'cancelled', cancel_requested_at = now(), finished_at = now()
         where id = $1 and user_id = $2 and status = 'queued'",
        id.0,
        owner.0
    )
    .execute(&mut **tx)
    .await?;
    append_event(tx, id, "done").await
}

pub(super) async fn request_cancel(tx: &mut Tx, owner: UserId, id: RunId) -> Result<()> {
    sqlx::query!("update run set cancel_requested_at = coalesce(cancel_requested_at, now()) where id = $1 and user_id = $2", id.0, owner.0)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub(super) async fn link_retry(tx: &mut Tx, owner: UserId, id: RunId, of: RunId) -> Result<()> {
    sqlx::query!("update run set retry_of = $3 where id = $1 and user_id = $2", id.0, owner.0, of.0).execute(&mut **tx).await?;
    Ok(())
}

/// Tells listeners; after the commit, and outside of it, because NOTIFY takes a lock at commit.
pub(super) async fn notify(pool: &PgPool, id: RunId) {
    let told = sqlx::query!("select pg_notify($1, $2) as ignored", super::news::CHANNEL, id.to_string()).fetch_one(pool).await;
    if let Err(cause) = told {
        tracing::debug!(%id, %cause, "could not notify; readers look by themselves");
    }
}

/// What a claim gives the worker.
pub(super) struct Claimed {
    pub user_id: UserId,
    pub kind: Kind,
    pub input: Value,
    pub settings: Value,
    pub attempt: i32,
    pub max_attempts: i32,
}

/// One UPDATE: whoever gets the row has the lease.
pub(super) async fn claim(tx: &mut Tx, id: RunId, token: Uuid, worker: &str, lease_seconds: f64) -> Result<Option<Claimed>> {
    let row = sqlx::query!(
        r#"update run set status = 'running', lease_token = $2, lease_until = now() + make_interval(secs => $4), leased_by = $3,
                  attempt = attempt + 1, started_at = coalesce(started_at, now()),
                  timeout_at = coalesce(timeout_at, now() + interval '30 minutes')
           where id = $1 and status = 'queued' and run_at <= now()
           returning user_id, kind as "kind: Kind", input, settings, attempt, max_attempts"#,
        id.0,
        token,
        worker,
        lease_seconds
    )
    .fetch_optional(&mut **tx)
    .await?;
    Ok(row.map(|row| Claimed {
        user_id: UserId(row.user_id),
        kind: row.kind,
        input: row.input,
        settings: row.settings,
        attempt: row.attempt,
        max_attempts: row.max_attempts,
    }))
}

/// Renews a lease; `None` when it is lost, else whether the run is to stop.
pub(super) async fn heartbeat(tx: &mut Tx, id: RunId, token: Uuid, lease_seconds: f64) -> Result<Option<bool>> {
    let row = sqlx::query_scalar!(
        r#"update run set lease_until = now() + make_interval(secs => $3) where id = $1 and lease_token = $2 and status = 'running'
           returning cancel_requested_at is not null as "stop!""#,
        id.0,
        token,
        lease_seconds
    );
    Ok(row.fetch_optional(&mut **tx).await?)
}

/// A step's stored output, if it was finished before.
pub(super) async fn step(tx: &mut Tx, id: RunId, name: &str) -> Result<Option<Value>> {
    Ok(sqlx::query_scalar!("select output from run_step where run_id = $1 and name = $2", id.0, name).fetch_optional(&mut **tx).await?)
}

/// Stores a step's output under the lease; false when the lease is lost.
pub(super) async fn finish_step(tx: &mut Tx, id: RunId, token: Uuid, name: &str, output: &Value) -> Result<bool> {
    let stored = sqlx::query!(
        "insert into run_step (run_id, user_id, name, output)
         select id, user_id, $3, $4 from run where id = $1 and lease_token = $2 and status = 'running' for update
         on conflict (run_id, name) do update set output = excluded.output",
        id.0,
        token,
        name,
        output
    )
    .execute(&mut **tx)
    .await?;
    Ok(stored.rows_affected() == 1)
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

pub(super) async fn progress(tx: &mut Tx, id: RunId, token: Uuid, progress: &Progress) -> Result<bool> {
    let written = sqlx::query!(
        "update run set stage = $3, stage_index = $4, done = $5, total = $6, message = $7, counters = counters || $8
         where id = $1 and lease_token = $2 and status = 'running'",
        id.0,
        token,
        progress.stage,
        progress.stage_index,
        progress.done,
        progress.total,
        progress.message,
        progress.counters
    )
    .execute(&mut **tx)
    .await?;
    Ok(written.rows_affected() == 1)
}

/// Ends a run under the lease; false when the lease is lost.
pub(super) async fn finish(
    tx: &mut Tx,
    id: RunId,
    token: Uuid,
    status: Status,
    output: Option<&Value>,
    error: Option<&str>,
) -> Result<bool> {
    let written = sqlx::query!(
        "update run set status = $3, output = $4, error_message = $5, finished_at = now(), lease_token = null, lease_until = null
         where id = $1 and lease_token = $2 and status = 'running'",
        id.0,
        token,
        status as Status,
        output,
        error
    )
    .execute(&mut **tx)
    .await?;
    Ok(written.rows_affected() == 1)
}

/// Gives a run back to the queue, not before `after_seconds` from now; false when the lease is lost.
/// A hand-over (a worker that shuts down) does not count as an attempt.
pub(super) async fn requeue(tx: &mut Tx, id: RunId, token: Uuid, after_seconds: f64, message: Option<&str>, counts: bool) -> Result<bool> {
    let written = sqlx::query!(
        "update run set status = 'queued', run_at = now() + make_interval(secs => $3), message = coalesce($4, message),
                attempt = attempt - case when $5 then 0 else 1 end, lease_token = null, lease_until = null, pushed_at = null
         where id = $1 and lease_token = $2 and status = 'running'",
        id.0,
        token,
        after_seconds,
        message,
        counts
    )
    .execute(&mut **tx)
    .await?;
    Ok(written.rows_affected() == 1)
}

/// Tries to become the one sweeper for this transaction.
pub(super) async fn lead(tx: &mut Tx) -> Result<bool> {
    Ok(sqlx::query_scalar!(r#"select pg_try_advisory_xact_lock(hashtext('run sweeper')) as "leader!""#).fetch_one(&mut **tx).await?)
}

/// Takes runs from dead workers: queued again, or failed after the third crash. Returns what was touched, ended or not.
pub(super) async fn rescue(tx: &mut Tx) -> Result<Vec<(RunId, bool)>> {
    let rows = sqlx::query!(
        r#"update run set crashes = crashes + 1, lease_token = null, lease_until = null, pushed_at = null,
                  status = case when crashes + 1 >= 3 then 'failed' else 'queued' end,
                  error_message = case when crashes + 1 >= 3
                      then 'This run keeps crashing its worker, so it was stopped after three times. Tell the operator; nothing was lost.' end,
                  finished_at = case when crashes + 1 >= 3 then now() end
           where status = 'running' and lease_until < now() returning id, status = 'failed' as "ended!""#
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (RunId(row.id), row.ended)).collect())
}

/// Ends runs that are past their time.
pub(super) async fn time_out(tx: &mut Tx) -> Result<Vec<RunId>> {
    let rows = sqlx::query_scalar!(
        "update run set status = 'failed', finished_at = now(), lease_token = null, lease_until = null,
                error_message = 'This run took longer than 30 minutes, so it was stopped. Start it again; what was finished is kept.'
         where status in ('running', 'queued') and timeout_at < now() returning id"
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(RunId).collect())
}

/// Queued runs that are due and that nobody picked up within five seconds of their last push.
pub(super) async fn forgotten(tx: &mut Tx) -> Result<Vec<RunId>> {
    let rows = sqlx::query_scalar!(
        "update run set pushed_at = now() where id in (
             select id from run where status = 'queued' and run_at <= now()
             and coalesce(pushed_at, '-infinity') < now() - interval '5 seconds'
             order by priority desc, run_at limit 500 for update skip locked) returning id"
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(RunId).collect())
}
