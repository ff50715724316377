//! Forgets what nobody needs any more. The house's own schedule starts it every night.

use super::{Context, End, Handler, Kind};
use crate::desk::Desk;
use crate::error::Error;
use async_trait::async_trait;
use chrono::TimeDelta;
use serde_json::{Map, Value};

/// The part that is a folder; the others are the database's.
const OUTBOX: &str = "outbox";
const OUTBOX_AGE: TimeDelta = TimeDelta::days(30);

/// What is forgotten, as the database calls it, and what is said when it is done.
const PARTS: [(&str, &str); 8] = [
    ("events", "Forgot the steps on the way of runs that ended a month ago"),
    ("sessions", "Forgot sessions that ended a week ago"),
    ("tokens", "Forgot one-time tokens that ended a week ago"),
    ("attempts", "Forgot attempts of the day before"),
    ("schedules", "Forgot timetables that were removed"),
    ("mails", "Forgot what was mailed three months ago"),
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
    if part == OUTBOX {
        let gone = desk.mailer.forget(desk.now() - OUTBOX_AGE).await;
        let gone = gone.map_err(|cause| Error::Unavailable(format!("The outbox could not be cleared: {cause}")))?;
        return Ok(i64::try_from(gone).unwrap_or(i64::MAX));
    }
    let gone = sqlx::query_scalar!(r#"select retention($1) as "gone!""#, part).fetch_one(desk.db.pool()).await;
    Ok(gone.map_err(Error::from)?)
}
