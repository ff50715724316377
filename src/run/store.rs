//! The SQL of runs, as their owner sees them.

use super::follow::{Behind, EVENTS_AT_MOST, Present};
use super::schedule::{Due, NewSchedule, Schedule};
use super::{Cost, Kind, NewRun, Run, Snapshot, Status};
use crate::db::Tx;
use crate::error::Result;
use crate::id::{RunId, ScheduleId, UserId};
use chrono::{DateTime, Utc};
use serde_json::Value;
use sqlx::PgPool;
use sqlx::types::Json;
use uuid::Uuid;

/// Half a minute later in the queue for each open run of the same person, a minute earlier for each step of priority.
/// Counting stops at a thousand: from there on one waits no longer.
const TURN_LATER_EACH: f64 = 30.0;
const TURN_EARLIER_EACH: f64 = 60.0;

/// Makes the row; false when the owner has a run with this key already.
pub(super) async fn insert(tx: &mut Tx, id: RunId, owner: UserId, new: &NewRun) -> Result<bool> {
    let inserted = sqlx::query!(
        "insert into run (id, user_id, kind, idempotency_key, input, settings, stage_count, priority, pushed_at, turn_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8::integer, now(), now() + make_interval(secs => $9::float8 * (
             select count(*) from (select from run where user_id = $2 and status in ('queued', 'running') limit 1000) open_runs) - $10::float8 * $8::integer))
         on conflict on constraint run_idempotency_key do nothing",
        id.0,
        owner.0,
        new.kind as Kind,
        new.idempotency_key,
        new.input,
        new.settings,
        i32::try_from(new.kind.stages().len()).unwrap_or(0),
        new.kind.priority(),
        TURN_LATER_EACH,
        TURN_EARLIER_EACH,
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
    created_at: DateTime<Utc>,
    started_at: Option<DateTime<Utc>>,
    finished_at: Option<DateTime<Utc>>,
    input: Value,
    output: Option<Value>,
    settings: Value,
    attempt: i32,
    crashes: i32,
    retry_of: Option<Uuid>,
    cancel_requested: bool,
    quarantined: bool,
    cost: Json<Cost>,
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
            quarantined: row.quarantined,
            cost: row.cost.0,
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
                      crashes, retry_of, cancel_requested_at is not null as "cancel_requested!", quarantined_at is not null as "quarantined!",
                      cost as "cost: Json<Cost>" from run "# + $tail,
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

/// Without what they were asked and what they brought, which may be large.
pub(super) async fn list(tx: &mut Tx, owner: UserId, limit: i64) -> Result<Vec<Snapshot>> {
    let rows = sqlx::query_as!(
        Snapshot,
        r#"select id as "run_id: RunId", kind as "kind: Kind", seq, status as "status: Status", stage, stage_index, stage_count, done,
                  total, message, counters, error_message, created_at, started_at, finished_at
           from run where user_id = $1 and kind <> 'account_mail' and kind = any($3) order by created_at desc limit $2"#,
        owner.0,
        limit,
        &Kind::keys(&Kind::ALL)
    );
    Ok(rows.fetch_all(&mut **tx).await?)
}

/// Those of a kind that have not ended and whose input says this.
pub(super) async fn open_about(tx: &mut Tx, owner: UserId, kind: Kind, (name, value): (&str, &str)) -> Result<Vec<Snapshot>> {
    let rows = sqlx::query_as!(
        Snapshot,
        r#"select id as "run_id: RunId", kind as "kind: Kind", seq, status as "status: Status", stage, stage_index, stage_count, done,
                  total, message, counters, error_message, created_at, started_at, finished_at
           from run where user_id = $1 and kind = $2 and status in ('queued', 'running') and input ->> $3::text = $4
           order by created_at desc"#,
        owner.0,
        kind as Kind,
        name,
        value
    );
    Ok(rows.fetch_all(&mut **tx).await?)
}

pub(super) async fn events_after(pool: &PgPool, owner: UserId, id: RunId, after: i64) -> Result<Vec<Snapshot>> {
    let most = i32::try_from(EVENTS_AT_MOST).unwrap_or(i32::MAX);
    let rows = sqlx::query_scalar!(
        r#"select payload as "payload!: Json<Snapshot>" from run_events_after($1, $2, $3, $4)"#,
        owner.0,
        id.0,
        after,
        most
    );
    Ok(rows.fetch_all(pool).await?.into_iter().map(|payload| payload.0).collect())
}

pub(super) async fn present(pool: &PgPool, owner: UserId, open: &[RunId], ended_since: Option<DateTime<Utc>>) -> Result<Present> {
    let open: Vec<Uuid> = open.iter().map(|run| run.0).collect();
    let row = sqlx::query!(
        r#"select mark as "mark!", as_of as "as_of!", states as "states!: Json<Vec<Snapshot>>" from run_present($1, $2, $3)"#,
        owner.0,
        &open,
        ended_since
    )
    .fetch_one(pool)
    .await?;
    Ok(Present { mark: row.mark, as_of: row.as_of, states: row.states.0 })
}

pub(super) async fn behind(pool: &PgPool, runs: &[(RunId, i64)], people: &[(UserId, i64)]) -> Result<Behind> {
    let (runs, seqs): (Vec<Uuid>, Vec<i64>) = runs.iter().map(|(run, seq)| (run.0, *seq)).unzip();
    let (people, marks): (Vec<Uuid>, Vec<i64>) = people.iter().map(|(person, mark)| (person.0, *mark)).unzip();
    let rows = sqlx::query!("select run_id, user_id from run_behind($1, $2, $3, $4)", &runs, &seqs, &people, &marks);
    let mut behind = Behind::default();
    for row in rows.fetch_all(pool).await? {
        behind.runs.extend(row.run_id.map(RunId));
        behind.people.extend(row.user_id.map(UserId));
    }
    Ok(behind)
}

/// Numbers the next event and keeps the run's present state as its payload.
pub(super) async fn append_event(tx: &mut Tx, id: RunId, event: &str) -> Result<()> {
    sqlx::query!("select run_event_append($1, $2) as ignored", id.0, event).fetch_one(&mut **tx).await?;
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

pub(super) async fn release(tx: &mut Tx, owner: UserId, id: RunId) -> Result<()> {
    sqlx::query!("update run set quarantined_at = null where id = $1 and user_id = $2", id.0, owner.0).execute(&mut **tx).await?;
    Ok(())
}

pub(super) async fn insert_schedule(tx: &mut Tx, id: ScheduleId, owner: UserId, new: &NewSchedule, next_at: DateTime<Utc>) -> Result<()> {
    sqlx::query!(
        "insert into schedule (id, user_id, kind, cron, timezone, input, next_at) values ($1, $2, $3, $4, $5, $6, $7)",
        id.0,
        owner.0,
        new.kind as Kind,
        new.cron,
        new.timezone,
        new.input,
        next_at
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn change_schedule(tx: &mut Tx, owner: UserId, id: ScheduleId, new: &NewSchedule, next_at: DateTime<Utc>) -> Result<bool> {
    let changed = sqlx::query!(
        "update schedule set kind = $3, cron = $4, timezone = $5, input = $6, next_at = $7, paused_at = null, updated_at = now()
         where user_id = $1 and id = $2 and removed_at is null",
        owner.0,
        id.0,
        new.kind as Kind,
        new.cron,
        new.timezone,
        new.input,
        next_at
    );
    Ok(changed.execute(&mut **tx).await?.rows_affected() == 1)
}

pub(super) async fn set_schedule_input(tx: &mut Tx, owner: UserId, id: ScheduleId, input: &Value) -> Result<bool> {
    let changed = sqlx::query!(
        "update schedule set input = $3, updated_at = now() where user_id = $1 and id = $2 and removed_at is null",
        owner.0,
        id.0,
        input
    );
    Ok(changed.execute(&mut **tx).await?.rows_affected() == 1)
}

pub(super) async fn pause_schedule(tx: &mut Tx, owner: UserId, id: ScheduleId) -> Result<bool> {
    let changed = sqlx::query!(
        "update schedule set paused_at = coalesce(paused_at, now()), updated_at = now() where user_id = $1 and id = $2 and removed_at is null",
        owner.0,
        id.0
    );
    Ok(changed.execute(&mut **tx).await?.rows_affected() == 1)
}

pub(super) async fn resume_schedule(tx: &mut Tx, owner: UserId, id: ScheduleId, next_at: DateTime<Utc>) -> Result<bool> {
    let changed = sqlx::query!(
        "update schedule set paused_at = null, next_at = $3, updated_at = now() where user_id = $1 and id = $2 and removed_at is null",
        owner.0,
        id.0,
        next_at
    );
    Ok(changed.execute(&mut **tx).await?.rows_affected() == 1)
}

pub(super) async fn remove_schedule(tx: &mut Tx, owner: UserId, id: ScheduleId) -> Result<bool> {
    let changed = sqlx::query!(
        "update schedule set removed_at = now(), updated_at = now() where user_id = $1 and id = $2 and removed_at is null",
        owner.0,
        id.0
    );
    Ok(changed.execute(&mut **tx).await?.rows_affected() == 1)
}

pub(super) async fn find_schedule(tx: &mut Tx, owner: UserId, id: ScheduleId) -> Result<Option<Schedule>> {
    let row = sqlx::query_as!(
        Schedule,
        r#"select id as "id: ScheduleId", cron, timezone, next_at, last_run_id as "last_run_id: RunId", paused_at is not null as "paused!"
           from schedule where user_id = $1 and id = $2 and removed_at is null"#,
        owner.0,
        id.0
    );
    Ok(row.fetch_optional(&mut **tx).await?)
}

pub(super) async fn schedule_of_kind(tx: &mut Tx, owner: UserId, kind: Kind) -> Result<Option<Schedule>> {
    let row = sqlx::query_as!(
        Schedule,
        r#"select id as "id: ScheduleId", cron, timezone, next_at, last_run_id as "last_run_id: RunId", paused_at is not null as "paused!"
           from schedule where user_id = $1 and kind = $2 and removed_at is null order by created_at limit 1"#,
        owner.0,
        kind as Kind
    );
    Ok(row.fetch_optional(&mut **tx).await?)
}

/// The tick that has waited longest and that no other scheduler holds.
pub(super) async fn take_due(tx: &mut Tx) -> Result<Option<Due>> {
    let row = sqlx::query_as!(
        Due,
        r#"select s.id as "id: ScheduleId", s.user_id as "owner: UserId", s.kind as "kind: Kind", s.cron, s.timezone, s.input, s.next_at as tick,
                  now() as "now!", exists (select from run r where r.id = s.last_run_id and r.status in ('queued', 'running')) as "busy!"
           from schedule s where s.next_at <= now() and s.paused_at is null and s.removed_at is null and s.kind = any($1)
           order by s.next_at limit 1 for update skip locked"#,
        &Kind::keys(&Kind::ALL)
    );
    Ok(row.fetch_optional(&mut **tx).await?)
}

pub(super) async fn move_schedule(tx: &mut Tx, id: ScheduleId, next_at: DateTime<Utc>, run: Option<RunId>) -> Result<()> {
    sqlx::query!(
        "update schedule set next_at = $2, last_run_id = coalesce($3, last_run_id) where id = $1",
        id.0,
        next_at,
        run.map(|run| run.0)
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Tokens of models that this person's other runs took within a day.
pub(super) async fn tokens_of_a_day(tx: &mut Tx, owner: UserId, except: RunId) -> Result<i64> {
    let sum = sqlx::query_scalar!(
        r#"select coalesce(sum(coalesce((cost ->> 'tokens_in')::bigint, 0) + coalesce((cost ->> 'tokens_out')::bigint, 0)), 0)::bigint as "sum!"
           from run where user_id = $1 and id <> $2 and cost <> '{}' and updated_at > now() - interval '1 day'"#,
        owner.0,
        except.0
    );
    Ok(sum.fetch_one(&mut **tx).await?)
}

/// The rest of this transaction acts for this person, so that what it makes is theirs.
pub(super) async fn act_for(tx: &mut Tx, owner: UserId) -> Result<()> {
    sqlx::query!("select set_config('app.user_id', $1, true) as ignored", owner.to_string()).fetch_one(&mut **tx).await?;
    Ok(())
}
