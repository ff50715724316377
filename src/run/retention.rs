//! Forgets what nobody needs any more. The house's own schedule starts it every night.

use super::{Context, End, Handler, Kind};
use crate::desk::Desk;
use crate::error::Error;
use async_trait::async_trait;
use chrono::TimeDelta;
use serde_json::{Map, Value};
use uuid::Uuid;

/// The parts that are files; the others are the database's alone.
const OUTBOX: &str = "outbox";
const OUTBOX_AGE: TimeDelta = TimeDelta::days(30);
const EXPORTS: &str = "exports";
const ARTIFACTS: &str = "artifacts";
const RESUMES: &str = "resumes";
const PASTED: &str = "pasted";
/// Files that are removed between two looks into the database.
const FILES_AT_ONCE: i64 = 100;

const SOURCES: &str = "sources";

/// What is forgotten, as the database calls it, and what is said when it is done.
const PARTS: [(&str, &str); 13] = [
    ("events", "Forgot the steps on the way of runs that ended a month ago"),
    ("sessions", "Forgot sessions that ended a week ago"),
    ("tokens", "Forgot one-time tokens that ended a week ago"),
    ("attempts", "Forgot attempts of the day before"),
    ("schedules", "Forgot timetables that were removed"),
    ("mails", "Forgot what was mailed three months ago"),
    (EXPORTS, "Removed copies of people's data that were kept for their week"),
    (ARTIFACTS, "Removed files of résumés that nobody needs any more"),
    (RESUMES, "Forgot résumés that were thrown away a month ago"),
    (PASTED, "Forgot pasted texts that were left unscored for a week"),
    (OUTBOX, "Forgot mails that lay in the outbox for a month"),
    (SOURCES, "Forgot answers of sources that nobody asked for in two days"),
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
        return remove_files(desk, Kept::Exports).await;
    }
    if part == ARTIFACTS {
        return remove_files(desk, Kept::Artifacts).await;
    }
    if part == RESUMES {
        return remove_resumes(desk).await;
    }
    if part == PASTED {
        return remove_pasted(desk).await;
    }
    if part == OUTBOX {
        let gone = desk.mailer.forget(desk.now() - OUTBOX_AGE).await;
        let gone = gone.map_err(|cause| Error::Unavailable(format!("The outbox could not be cleared: {cause}")))?;
        return Ok(i64::try_from(gone).unwrap_or(i64::MAX));
    }
    if part == SOURCES {
        let gone = sqlx::query_scalar!(r#"select source_retention() as "gone!""#).fetch_one(desk.db.pool()).await;
        return Ok(gone.map_err(Error::from)?);
    }
    let gone = sqlx::query_scalar!(r#"select retention($1) as "gone!""#, part).fetch_one(desk.db.pool()).await;
    Ok(gone.map_err(Error::from)?)
}

/// Files whose rows go with them.
#[derive(Clone, Copy)]
enum Kept {
    Exports,
    /// What was made of a résumé. The database says which are over, and lets no other be deleted.
    Artifacts,
}

struct Old {
    id: Uuid,
    storage_key: String,
}

/// The file first, then its row: what is interrupted between is done again and finds the file gone.
async fn remove_files(desk: &Desk, kept: Kept) -> Result<i64, End> {
    let mut gone = 0;
    loop {
        let old = over(desk, kept).await?;
        if old.is_empty() {
            return Ok(gone);
        }
        for file in &old {
            desk.store.delete(&file.storage_key).await.map_err(Error::from)?;
        }
        let ids: Vec<Uuid> = old.iter().map(|file| file.id).collect();
        let mut tx = desk.db.working().await?;
        let removed = match kept {
            Kept::Exports => sqlx::query!("delete from data_export where id = any($1)", &ids).execute(&mut *tx).await,
            Kept::Artifacts => sqlx::query!("delete from artifact where id = any($1)", &ids).execute(&mut *tx).await,
        };
        let removed = removed.map_err(Error::from)?;
        tx.commit().await.map_err(Error::from)?;
        gone += i64::try_from(removed.rows_affected()).unwrap_or_default();
    }
}

/// The next ones whose time is over.
async fn over(desk: &Desk, kept: Kept) -> Result<Vec<Old>, Error> {
    let mut tx = desk.db.working().await?;
    let old = match kept {
        Kept::Exports => {
            sqlx::query_as!(
                Old,
                "select id, storage_key from data_export where expires_at < now() order by expires_at limit $1",
                FILES_AT_ONCE
            )
            .fetch_all(&mut *tx)
            .await?
        }
        Kept::Artifacts => {
            sqlx::query_as!(
                Old,
                "select id, storage_key from artifact a where artifact_is_over(a) order by expires_at limit $1",
                FILES_AT_ONCE
            )
            .fetch_all(&mut *tx)
            .await?
        }
    };
    tx.commit().await?;
    Ok(old)
}

/// After their files: one that has any left stays.
async fn remove_resumes(desk: &Desk) -> Result<i64, End> {
    let mut tx = desk.db.working().await?;
    let removed = sqlx::query!(
        "delete from resume where removed_at < now() - interval '30 days' and not exists (select from artifact a where a.resume_id = resume.id)"
    );
    let removed = removed.execute(&mut *tx).await.map_err(Error::from)?.rows_affected();
    tx.commit().await.map_err(Error::from)?;
    Ok(i64::try_from(removed).unwrap_or_default())
}

/// The policies let no other go.
async fn remove_pasted(desk: &Desk) -> Result<i64, End> {
    let mut tx = desk.db.working().await?;
    let removed = sqlx::query!("delete from posting_pasted where scored_at is null and created_at < now() - interval '7 days'");
    let removed = removed.execute(&mut *tx).await.map_err(Error::from)?.rows_affected();
    tx.commit().await.map_err(Error::from)?;
    Ok(i64::try_from(removed).unwrap_or_default())
}
