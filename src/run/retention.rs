//! Forgets what nobody needs any more. The house's own schedule starts it every night.

use super::{Context, End, Handler, Kind};
use crate::error::{Error, Result};
use async_trait::async_trait;
use serde_json::{Map, Value};
use sqlx::PgPool;

/// What is forgotten, as the database calls it, and what is said when it is done.
const PARTS: [(&str, &str); 6] = [
    ("events", "Forgot the steps on the way of runs that ended a month ago"),
    ("sessions", "Forgot sessions that ended a week ago"),
    ("tokens", "Forgot one-time tokens that ended a week ago"),
    ("attempts", "Forgot attempts of the day before"),
    ("schedules", "Forgot timetables that were removed"),
    ("own runs", "Forgot runs like this one of three months ago"),
];

/// Forgets what nobody needs any more.
pub struct Retention;

#[async_trait]
impl Handler for Retention {
    fn kind(&self) -> Kind {
        Kind::Retention
    }

    async fn work(&self, context: &Context) -> std::result::Result<Value, End> {
        let mut counters = Map::new();
        for (nth, (part, done)) in PARTS.into_iter().enumerate() {
            let gone = context.step(part, async { Ok(forget(context.desk.db.pool(), part).await?) }).await?;
            counters.insert(part.into(), gone.into());
            context.progress("forgetting", nth + 1, PARTS.len(), done, Value::Object(counters.clone())).await?;
        }
        Ok(Value::Object(counters))
    }
}

async fn forget(pool: &PgPool, part: &str) -> Result<i64> {
    sqlx::query_scalar!(r#"select retention($1) as "gone!""#, part).fetch_one(pool).await.map_err(Error::from)
}
