//! The sweeper: rescues what dead workers left, ends what is past its time, and pushes what the queue forgot.

use super::{Kind, Notice, schedule};
use crate::db::Tx;
use crate::desk::Desk;
use crate::error::Result;
use crate::id::{RunId, UserId};
use std::time::Duration;

/// How often the sweeper looks.
pub const SWEEP: Duration = Duration::from_secs(2);
/// Messages that one round pushes again at most. A free worker looks by itself, so these only make it sooner.
const PUSH_AGAIN: i64 = 50;

/// One round. Many processes may call it; one at a time does the work. Returns how many runs it touched.
pub async fn sweep(desk: &Desk) -> Result<usize> {
    let mut tx = desk.db.working().await?;
    if !lead(&mut tx).await? {
        return Ok(0);
    }
    let rescued = rescue(&mut tx).await?;
    let late = time_out(&mut tx).await?;
    let forgotten = forgotten(&mut tx).await?;
    forget_workers(&mut tx).await?;
    tx.commit().await?;
    for touched in &rescued {
        tracing::warn!(run = %touched.run, ended = touched.ended, "took a run from a worker that no longer answers");
    }
    for Touched { run, owner, .. } in rescued.iter().chain(&late) {
        desk.news.tell(Notice::Run { run: *run, owner: *owner });
    }
    for (run, kind) in &forgotten {
        if let Err(cause) = desk.queue.push(*kind, *run).await {
            tracing::warn!(%run, cause, "the queue did not take the run");
        }
    }
    let due = schedule::due(desk).await?;
    tidy(desk).await?;
    Ok(rescued.len() + late.len() + forgotten.len() + due)
}

/// Each minute one process has the queue forget messages that were dealt with.
async fn tidy(desk: &Desk) -> Result<()> {
    let turn = sqlx::query!("update upkeep set last_at = now() where name = 'tidy queue' and last_at < now() - interval '1 minute'");
    if turn.execute(desk.db.pool()).await?.rows_affected() == 1 {
        match desk.queue.tidy().await {
            Ok(gone) => tracing::debug!(gone, "forgot messages of the queue"),
            Err(cause) => tracing::warn!(cause, "could not tidy the queue"),
        }
    }
    Ok(())
}

struct Touched {
    run: RunId,
    owner: UserId,
    ended: bool,
}

/// Tries to become the one sweeper for this transaction.
async fn lead(tx: &mut Tx) -> Result<bool> {
    Ok(sqlx::query_scalar!(r#"select pg_try_advisory_xact_lock(hashtext('run sweeper')) as "leader!""#).fetch_one(&mut **tx).await?)
}

/// Queued again, or in quarantine after the third crash.
async fn rescue(tx: &mut Tx) -> Result<Vec<Touched>> {
    let rows =
        sqlx::query!(r#"select id as "id!", user_id as "user_id!", ended as "ended!" from run_rescue()"#).fetch_all(&mut **tx).await?;
    Ok(rows.into_iter().map(|row| Touched { run: RunId(row.id), owner: UserId(row.user_id), ended: row.ended }).collect())
}

/// Ends runs that are past their time.
async fn time_out(tx: &mut Tx) -> Result<Vec<Touched>> {
    let rows = sqlx::query!(r#"select id as "id!", user_id as "user_id!" from run_time_out()"#).fetch_all(&mut **tx).await?;
    Ok(rows.into_iter().map(|row| Touched { run: RunId(row.id), owner: UserId(row.user_id), ended: true }).collect())
}

/// Runs that are due and that nobody picked up within five seconds of their first push, ten of the second, and so on: while
/// nobody works, messages do not pile up.
async fn forgotten(tx: &mut Tx) -> Result<Vec<(RunId, Kind)>> {
    let rows = sqlx::query!(
        r#"update run set pushed_at = now() where id in (
               select id from run where status = 'queued' and run_at <= now() and kind = any($2)
               and (pushed_at is null or now() - pushed_at > greatest(interval '5 seconds', pushed_at - greatest(created_at, run_at)))
               order by turn_at limit $1 for update skip locked) returning id, kind as "kind: Kind""#,
        PUSH_AGAIN,
        &Kind::keys(&Kind::ALL)
    )
    .fetch_all(&mut **tx)
    .await?;
    Ok(rows.into_iter().map(|row| (RunId(row.id), row.kind)).collect())
}

/// A process that has not been seen for an hour is no news any more.
async fn forget_workers(tx: &mut Tx) -> Result<()> {
    sqlx::query!("delete from run_worker where seen_at < now() - interval '1 hour'").execute(&mut **tx).await?;
    Ok(())
}
