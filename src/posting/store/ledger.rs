//! The SQL of the books on asking. The database's clock counts, because processes share it.

use super::super::ledger::{KeptAnswer, Span};
use crate::db::Tx;
use crate::error::Result;
use chrono::{DateTime, Utc};

pub async fn recall(tx: &mut Tx, question: &str, fresh: f64) -> Result<Option<KeptAnswer>> {
    let row = sqlx::query!(
        r#"select body, etag, last_modified, checked_at > now() - make_interval(secs => $2) as "fresh!" from source_answer where question = $1"#,
        question,
        fresh
    );
    Ok(row.fetch_optional(&mut **tx).await?.map(|row| KeptAnswer {
        body: row.body,
        etag: row.etag,
        last_modified: row.last_modified,
        fresh: row.fresh,
    }))
}

pub async fn keep(tx: &mut Tx, question: &str, answer: &KeptAnswer) -> Result<()> {
    sqlx::query!(
        "insert into source_answer (question, etag, last_modified, body) values ($1, $2, $3, $4)
         on conflict (question) do update set etag = excluded.etag, last_modified = excluded.last_modified, body = excluded.body,
             checked_at = now()",
        question,
        answer.etag,
        answer.last_modified,
        answer.body
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub async fn still(tx: &mut Tx, question: &str) -> Result<()> {
    sqlx::query!("update source_answer set checked_at = now() where question = $1", question).execute(&mut **tx).await?;
    Ok(())
}

/// Until when a host is left alone, and how often it failed in a row.
pub async fn held(tx: &mut Tx, host: &str) -> Result<Option<(DateTime<Utc>, i32)>> {
    let row = sqlx::query!(r#"select held_until as "held_until!", faults from source_host where host = $1 and held_until > now()"#, host);
    Ok(row.fetch_optional(&mut **tx).await?.map(|row| (row.held_until, row.faults)))
}

/// Counts one question in every stretch of time, in one statement; a stretch that has ended begins anew.
pub async fn count(tx: &mut Tx, source: &str, allowed: &[(Span, i32)]) -> Result<Vec<(String, i32, DateTime<Utc>)>> {
    if allowed.is_empty() {
        return Ok(Vec::new());
    }
    let spans: Vec<String> = allowed.iter().map(|(span, _)| span.key().to_owned()).collect();
    let seconds: Vec<f64> = allowed.iter().map(|(span, _)| span.seconds()).collect();
    let rows = sqlx::query!(
        "insert into source_budget as b (source, span, used, ends_at)
         select $1, s.span, 1, now() + make_interval(secs => s.seconds) from unnest($2::text[], $3::float8[]) as s (span, seconds) order by 2
         on conflict (source, span) do update set used = case when b.ends_at <= now() then 1 else b.used + 1 end,
             ends_at = case when b.ends_at <= now() then excluded.ends_at else b.ends_at end
         returning span, used, ends_at",
        source,
        &spans,
        &seconds
    );
    Ok(rows.fetch_all(&mut **tx).await?.into_iter().map(|row| (row.span, row.used, row.ends_at)).collect())
}

/// Takes the next turn at a host; returns how many seconds it is until then, and when that is.
pub async fn turn(tx: &mut Tx, host: &str, pause: f64) -> Result<(f64, DateTime<Utc>)> {
    let turn = sqlx::query!(
        r#"insert into source_host as h (host, next_at) values ($1, now() + make_interval(secs => $2))
           on conflict (host) do update set next_at = greatest(h.next_at, now()) + make_interval(secs => $2)
           returning extract(epoch from next_at - make_interval(secs => $2) - now())::float8 as "wait!",
                     next_at - make_interval(secs => $2) as "at!""#,
        host,
        pause
    );
    let turn = turn.fetch_one(&mut **tx).await?;
    Ok((turn.wait, turn.at))
}

/// So many faults in a row and a host is left alone.
pub const FAULTS: i32 = 5;

/// A question that left before the host wanted to be left alone does not end that.
pub async fn well(tx: &mut Tx, host: &str) -> Result<()> {
    sqlx::query!("update source_host set faults = 0 where host = $1 and faults > 0", host).execute(&mut **tx).await?;
    Ok(())
}

/// From the fifth fault in a row on a host is left alone: five minutes, ten, and so on up to six hours, or longer where it said so.
pub async fn badly(tx: &mut Tx, host: &str) -> Result<()> {
    sqlx::query!(
        "update source_host set faults = faults + 1, held_until = case when faults >= $2::int - 1
             then greatest(held_until, now() + least(interval '6 hours', interval '5 minutes' * power(2, least(faults - $2 + 1, 10))))
             else held_until end
         where host = $1",
        host,
        FAULTS
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// At most a day: who says more says it again.
pub async fn hold_off(tx: &mut Tx, host: &str, seconds: f64) -> Result<()> {
    sqlx::query!(
        "update source_host set faults = 0,
                held_until = greatest(held_until, now() + make_interval(secs => least($2::float8, 86400))) where host = $1",
        host,
        seconds
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
