//! Forgets what nobody needs any more. The house's own schedule starts it every night.

use super::{Context, End, Handler, Kind};
use crate::desk::Desk;
use crate::error::Error;
use async_trait::async_trait;
use chrono::TimeDelta;
use serde_json::{Map, Value};

/// The parts that are files; the others are the database's alone.
const OUTBOX: &str = "outbox";
const OUTBOX_AGE: TimeDelta = TimeDelta::days(30);
const EXPORTS: &str = "exports";
/// Files that are removed between two looks into the database.
const EXPORTS_AT_ONCE: i64 = 100;

/// What is forgotten, as the database calls it, and what is said when it is done.
const PARTS: [(&str, &str); 9] = [
    ("events", "Forgot the steps on the way of runs that ended a month ago"),
    ("sessions", "Forgot sessions that ended a week ago"),
    ("tokens", "Forgot one-time tokens that ended a week ago"),
    ("attempts", "Forgot attempts of the day before"),
    ("schedules", "Forgot timetables that were removed"),
    ("mails", "Forgot what was mailed three months ago"),
    (EXPORTS, "Removed copies of people's data that were kept for their week"),
    (OUTBOX, "Forgot mails that lay in the outbox for a month"),
    ("own runs", "Forgot runs like this one of three months ago"),
];

/// Forgets what nobody needs any more.
pub struct Retention;

#[async_trait]
impl Handler for Retention {
    fn kind(&self) -> Kind {
        Kind::Retention
    }

    async fn work(&self, context: &Context) -> Result<Value, End> {
        let mut counters = Map::new();
        for (nth, (part, done)) in PARTS.into_iter().enumerate() {
            let gone = context.step(part, forget(&context.desk, part)).await?;
            counters.insert(part.into(), gone.into());
            context.progress("forgetting", nth + 1, PARTS.len(), done, Value::Object(counters.clone())).await?;
        }
        Ok(Value::Object(counters))
    }
}

async fn forget(desk: &Desk, part: &str) -> Result<i64, End> {
    if part == EXPORTS {
        return remove_exports(desk).await;
    }
    if part == OUTBOX {
        let gone = desk.mailer.forget(desk.now() - OUTBOX_AGE).await;
        let gone = gone.map_err(|cause| Error::Unavailable(format!("The outbox could not be cleared: {cause}")))?;
        return Ok(i64::try_from(gone).unwrap_or(i64::MAX));
    }
    let gone = sqlx::query_scalar!(r#"select retention($1) as "gone!""#, part).fetch_one(desk.db.pool()).await;
    Ok(gone.map_err(Error::from)?)
}

/// The file first, then its row: what is interrupted between is done again and finds the file gone.
async fn remove_exports(desk: &Desk) -> Result<i64, End> {
    let mut gone = 0;
    loop {
        let mut tx = desk.db.working().await?;
        let old =
            sqlx::query!("select id, storage_key from data_export where expires_at < now() order by expires_at limit $1", EXPORTS_AT_ONCE);
        let old = old.fetch_all(&mut *tx).await.map_err(Error::from)?;
        tx.commit().await.map_err(Error::from)?;
        if old.is_empty() {
            return Ok(gone);
        }
        for export in &old {
            desk.store.delete(&export.storage_key).await.map_err(Error::from)?;
        }
        let ids: Vec<_> = old.iter().map(|export| export.id).collect();
        let mut tx = desk.db.working().await?;
        let removed = sqlx::query!("delete from data_export where id = any($1)", &ids).execute(&mut *tx).await.map_err(Error::from)?;
        tx.commit().await.map_err(Error::from)?;
        gone += i64::try_from(removed.rows_affected()).unwrap_or_default();
    }
}
