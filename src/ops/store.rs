//! The SQL of the operator's view. Inputs, outputs and messages of runs are not selected: they are the person's.

use super::{Action, ActionCard, EventCard, Filter, RunCard, RunSheet, StepCard, Totals, WorkerCard};
use crate::db::Tx;
use crate::error::Result;
use crate::id::{RunId, UserId};
use crate::run::{Cost, Kind, Status};
use chrono::{DateTime, Utc};
use sqlx::types::Json;
use uuid::Uuid;

pub(super) async fn totals(tx: &mut Tx) -> Result<Totals> {
    let totals = sqlx::query_as!(
        Totals,
        r#"select count(*) filter (where status = 'queued') as "queued!", count(*) filter (where status = 'running') as "running!",
                  count(*) filter (where status = 'completed') as "completed!", count(*) filter (where status = 'failed') as "failed!",
                  count(*) filter (where status = 'cancelled') as "cancelled!", count(quarantined_at) as "quarantined!",
                  min(run_at) filter (where status = 'queued' and run_at <= now()) as waiting_since
           from run where status in ('queued', 'running') or quarantined_at is not null or created_at > now() - interval '1 day'"#
    );
    Ok(totals.fetch_one(&mut **tx).await?)
}

pub(super) async fn workers(tx: &mut Tx) -> Result<Vec<WorkerCard>> {
    let rows = sqlx::query_as!(
        WorkerCard,
        r#"select name, kinds, concurrency, (select count(*) from run where status = 'running' and leased_by = name) as "working!",
                  started_at, seen_at, stopping, seen_at < now() - interval '15 seconds' as "silent!"
           from run_worker order by name"#
    );
    Ok(rows.fetch_all(&mut **tx).await?)
}

struct Row {
    id: Uuid,
    user_id: Uuid,
    kind: Kind,
    status: Status,
    stage: Option<String>,
    done: i32,
    total: i32,
    attempt: i32,
    crashes: i32,
    quarantined: bool,
    leased_by: Option<String>,
    created_at: DateTime<Utc>,
    started_at: Option<DateTime<Utc>>,
    finished_at: Option<DateTime<Utc>>,
    cost: Json<Cost>,
    priority: i32,
    run_at: DateTime<Utc>,
    lease_until: Option<DateTime<Utc>>,
    retry_of: Option<Uuid>,
    error_message: Option<String>,
}

impl From<Row> for RunCard {
    fn from(row: Row) -> Self {
        Self {
            id: RunId(row.id),
            owner: UserId(row.user_id),
            kind: row.kind,
            status: row.status,
            stage: row.stage,
            done: row.done,
            total: row.total,
            attempt: row.attempt,
            crashes: row.crashes,
            quarantined: row.quarantined,
            worker: row.leased_by,
            created_at: row.created_at,
            started_at: row.started_at,
            finished_at: row.finished_at,
        }
    }
}

/// Selects runs without what is in them; `$tail` is the rest of the statement.
macro_rules! select_runs {
    ($tail:literal, $($argument:expr),*) => {
        sqlx::query_as!(
            Row,
            r#"select id, user_id, kind as "kind: Kind", status as "status: Status", stage, done, total, attempt, crashes,
                      quarantined_at is not null as "quarantined!", leased_by, created_at, started_at, finished_at,
                      cost as "cost: Json<Cost>", priority, run_at, lease_until, retry_of, error_message from run "# + $tail,
            $($argument),*
        )
    };
}

pub(super) async fn runs(tx: &mut Tx, filter: &Filter, limit: i64) -> Result<Vec<RunCard>> {
    let rows = select_runs!(
        "where ($1::text is null or status = $1) and ($2::text is null or kind = $2) and ($3::text is null or leased_by = $3)
         and (not $4 or quarantined_at is not null) order by created_at desc limit $5",
        filter.status as Option<Status>,
        filter.kind as Option<Kind>,
        filter.worker.as_deref(),
        filter.quarantined,
        limit
    );
    Ok(rows.fetch_all(&mut **tx).await?.into_iter().map(RunCard::from).collect())
}

pub(super) async fn sheet(tx: &mut Tx, id: RunId) -> Result<Option<RunSheet>> {
    let Some(row) = select_runs!("where id = $1", id.0).fetch_optional(&mut **tx).await? else { return Ok(None) };
    Ok(Some(RunSheet {
        cost: row.cost.0.clone(),
        priority: row.priority,
        run_at: row.run_at,
        lease_until: row.lease_until,
        retry_of: row.retry_of.map(RunId),
        error_message: row.error_message.clone(),
        steps: steps(tx, id).await?,
        events: events(tx, id).await?,
        actions: actions(tx, id).await?,
        card: row.into(),
    }))
}

async fn steps(tx: &mut Tx, id: RunId) -> Result<Vec<StepCard>> {
    let rows = sqlx::query!(
        r#"select name, pg_column_size(output) as "bytes!", cost as "cost: Json<Cost>", finished_at
           from run_step where run_id = $1 order by finished_at"#,
        id.0
    );
    let cards = rows.fetch_all(&mut **tx).await?.into_iter();
    Ok(cards.map(|row| StepCard { name: row.name, bytes: row.bytes, cost: row.cost.0, finished_at: row.finished_at }).collect())
}

async fn events(tx: &mut Tx, id: RunId) -> Result<Vec<EventCard>> {
    let rows = sqlx::query_as!(
        EventCard,
        r#"select seq, payload ->> 'status' as "status!", payload ->> 'stage' as stage, (payload ->> 'done')::integer as "done!",
                  (payload ->> 'total')::integer as "total!", created_at from run_event where run_id = $1 order by seq desc limit 500"#,
        id.0
    );
    Ok(rows.fetch_all(&mut **tx).await?)
}

async fn actions(tx: &mut Tx, id: RunId) -> Result<Vec<ActionCard>> {
    let rows = sqlx::query!(
        r#"select action as "action: Action", operator_id, created_at from ops_action where run_id = $1 order by created_at"#,
        id.0
    );
    let cards = rows.fetch_all(&mut **tx).await?.into_iter();
    Ok(cards.map(|row| ActionCard { action: row.action, operator: UserId(row.operator_id), created_at: row.created_at }).collect())
}

pub(super) async fn insert_action(tx: &mut Tx, id: Uuid, operator: UserId, run: RunId, action: Action) -> Result<()> {
    sqlx::query!(
        "insert into ops_action (id, operator_id, run_id, action) values ($1, $2, $3, $4)",
        id,
        operator.0,
        run.0,
        action as Action
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
