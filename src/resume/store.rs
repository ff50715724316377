//! The SQL of working documents and their versions.

pub(super) mod artifacts;

use super::{Draft, Reason, ResumeCard, VersionCard};
use crate::db::Tx;
use crate::document::Look;
use crate::error::{Error, Result};
use crate::id::{ResumeId, ResumeVersionId, UploadId, UserId};
use serde_json::Value;

/// States that undo goes back to; `resume_step` has as many slots.
const STEPS: i64 = 100;
/// What is typed into one field within so many seconds is undone at once.
const ONE_STROKE_SECONDS: f64 = 8.0;

/// A résumé as the database has it.
pub(super) struct Row {
    pub id: ResumeId,
    pub name: String,
    pub look: Look,
    pub language: String,
    pub draft: Draft,
    /// What was confirmed last.
    pub confirmed: Option<Draft>,
    pub is_confirmed: bool,
    pub revision: i64,
    pub step: i64,
    pub step_first: i64,
    pub step_last: i64,
}

pub(super) struct New<'a> {
    pub id: ResumeId,
    pub name: &'a str,
    pub source: Option<UploadId>,
    pub draft: &'a Draft,
    pub look: &'a Look,
    pub language: &'a str,
    /// The form's key.
    pub made_by: &'a str,
}

fn as_json<T: serde::Serialize>(value: &T) -> Result<Value> {
    serde_json::to_value(value).map_err(Error::internal)
}

fn from_json<T: serde::de::DeserializeOwned>(value: Value) -> Result<T> {
    serde_json::from_value(value).map_err(Error::internal)
}

/// A look of a newer version is none that this one knows.
fn look(value: Value) -> Look {
    serde_json::from_value(value).unwrap_or_default()
}

/// False when the same form made one before.
pub(super) async fn insert(tx: &mut Tx, owner: UserId, new: &New<'_>) -> Result<bool> {
    let made = sqlx::query!(
        "insert into resume (id, user_id, name, source_upload_id, sections, look, language, made_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (user_id, made_by) do nothing",
        new.id.0,
        owner.0,
        new.name,
        new.source.map(|id| id.0),
        as_json(new.draft)?,
        as_json(new.look)?,
        new.language,
        new.made_by
    )
    .execute(&mut **tx)
    .await?;
    if made.rows_affected() == 0 {
        return Ok(false);
    }
    keep_step(tx, owner, new.id, 0, new.draft, "").await?;
    Ok(true)
}

pub(super) async fn made_by(tx: &mut Tx, owner: UserId, key: &str) -> Result<Option<ResumeId>> {
    let id = sqlx::query_scalar!("select id from resume where user_id = $1 and made_by = $2", owner.0, key);
    Ok(id.fetch_optional(&mut **tx).await?.map(ResumeId))
}

/// Those that are there, and with them those that were thrown away. Who counts next waits until this transaction ends.
pub(super) async fn count(tx: &mut Tx, owner: UserId) -> Result<(i64, i64)> {
    sqlx::query!("select pg_advisory_xact_lock(hashtextextended($1, 2)) as ignored", owner.to_string()).fetch_one(&mut **tx).await?;
    let counts = sqlx::query!(
        r#"select count(*) filter (where removed_at is null) as "there!", count(*) as "all!" from resume where user_id = $1"#,
        owner.0
    );
    let counts = counts.fetch_one(&mut **tx).await?;
    Ok((counts.there, counts.all))
}

/// Those that are there, or those that were thrown away, last changed first.
pub(super) async fn list(tx: &mut Tx, owner: UserId, removed: bool) -> Result<Vec<ResumeCard>> {
    let rows = sqlx::query!(
        r#"select r.id, r.name, r.look, r.language, r.sections_confirmed, r.schema_dirty, r.updated_at,
                  u.filename as "source?", (select count(*) from artifact a where a.resume_id = r.id) as "files!"
           from resume r left join upload u on u.id = r.source_upload_id and u.removed_at is null
           where r.user_id = $1 and (r.removed_at is not null) = $2 order by r.updated_at desc, r.id desc limit 100"#,
        owner.0,
        removed
    );
    Ok(rows
        .fetch_all(&mut **tx)
        .await?
        .into_iter()
        .map(|row| ResumeCard {
            id: ResumeId(row.id),
            name: row.name,
            design: look(row.look).design,
            language: row.language,
            confirmed: row.sections_confirmed,
            changed: row.schema_dirty,
            updated_at: row.updated_at,
            source: row.source,
            files: row.files,
        })
        .collect())
}

/// One that is there; `lock` holds it until the transaction ends.
pub(super) async fn find(tx: &mut Tx, owner: UserId, id: ResumeId, lock: bool) -> Result<Option<Row>> {
    if lock {
        sqlx::query!("select id from resume where user_id = $1 and id = $2 for update", owner.0, id.0).fetch_optional(&mut **tx).await?;
    }
    let row = sqlx::query!(
        r#"select id, name, look, language, sections, "current_schema", sections_confirmed, revision, step, step_first, step_last
           from resume where user_id = $1 and id = $2 and removed_at is null"#,
        owner.0,
        id.0
    );
    let Some(row) = row.fetch_optional(&mut **tx).await? else { return Ok(None) };
    Ok(Some(Row {
        id: ResumeId(row.id),
        name: row.name,
        look: look(row.look),
        language: row.language,
        draft: from_json(row.sections)?,
        confirmed: row.current_schema.map(from_json).transpose()?,
        is_confirmed: row.sections_confirmed,
        revision: row.revision,
        step: row.step,
        step_first: row.step_first,
        step_last: row.step_last,
    }))
}

/// Writes the sections of a row that is held. `about` is what was changed: letters into one field are one step.
pub(super) async fn save(tx: &mut Tx, owner: UserId, row: &mut Row, about: &str) -> Result<()> {
    let goes_on = row.step == row.step_last && is_same_stroke(tx, owner, row, about).await?;
    if !goes_on {
        row.step += 1;
    }
    row.step_last = row.step;
    row.step_first = row.step_first.max(row.step - (STEPS - 1));
    keep_step(tx, owner, row.id, row.step, &row.draft, about).await?;
    place(tx, owner, row).await
}

/// Puts the document where a step is; the steps themselves stay.
pub(super) async fn place(tx: &mut Tx, owner: UserId, row: &mut Row) -> Result<()> {
    row.revision += 1;
    let dirty = row.confirmed.as_ref().is_some_and(|confirmed| !confirmed.is_same(&row.draft));
    sqlx::query!(
        "update resume set sections = $3, schema_dirty = $4, revision = $5, step = $6, step_first = $7, step_last = $8, updated_at = now()
         where user_id = $1 and id = $2",
        owner.0,
        row.id.0,
        as_json(&row.draft)?,
        dirty,
        row.revision,
        row.step,
        row.step_first,
        row.step_last
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

async fn is_same_stroke(tx: &mut Tx, owner: UserId, row: &Row, about: &str) -> Result<bool> {
    let same = sqlx::query_scalar!(
        r#"select about = $4 and about <> '' and created_at > now() - make_interval(secs => $5) as "same!"
           from resume_step where user_id = $1 and resume_id = $2 and number = $3"#,
        owner.0,
        row.id.0,
        row.step,
        about,
        ONE_STROKE_SECONDS
    );
    Ok(same.fetch_optional(&mut **tx).await?.unwrap_or(false))
}

async fn keep_step(tx: &mut Tx, owner: UserId, id: ResumeId, number: i64, draft: &Draft, about: &str) -> Result<()> {
    sqlx::query!(
        "insert into resume_step (resume_id, user_id, slot, number, sections, about) values ($1, $2, $3, $4, $5, $6)
         on conflict (resume_id, slot) do update set sections = excluded.sections, about = excluded.about, number = excluded.number,
             created_at = case when resume_step.number = excluded.number then resume_step.created_at else excluded.created_at end",
        id.0,
        owner.0,
        i16::try_from(number % STEPS).map_err(Error::internal)?,
        number,
        as_json(draft)?,
        about
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn step(tx: &mut Tx, owner: UserId, id: ResumeId, number: i64) -> Result<Option<Draft>> {
    let sections = sqlx::query_scalar!(
        "select sections from resume_step where user_id = $1 and resume_id = $2 and number = $3",
        owner.0,
        id.0,
        number
    );
    sections.fetch_optional(&mut **tx).await?.map(from_json).transpose()
}

pub(super) async fn save_look(tx: &mut Tx, owner: UserId, id: ResumeId, name: &str, language: &str, look: &Look) -> Result<bool> {
    let changed = sqlx::query!(
        "update resume set name = $3, language = $4, look = $5, updated_at = now() where user_id = $1 and id = $2 and removed_at is null",
        owner.0,
        id.0,
        name,
        language,
        as_json(look)?
    );
    Ok(changed.execute(&mut **tx).await?.rows_affected() == 1)
}

/// What the sections say now is what was confirmed. The step ends here, so that undo leads back to it.
pub(super) async fn confirm(tx: &mut Tx, owner: UserId, id: ResumeId) -> Result<()> {
    sqlx::query!(
        r#"update resume set "current_schema" = sections, sections_confirmed = true, schema_dirty = false, updated_at = now()
           where user_id = $1 and id = $2"#,
        owner.0,
        id.0
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "update resume_step s set about = '' from resume r
         where r.user_id = $1 and r.id = $2 and s.user_id = r.user_id and s.resume_id = r.id and s.number = r.step",
        owner.0,
        id.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Throws it away, or brings it back.
pub(super) async fn set_removed(tx: &mut Tx, owner: UserId, id: ResumeId, removed: bool) -> Result<bool> {
    let changed = sqlx::query!(
        "update resume set removed_at = case when $3 then coalesce(removed_at, now()) end, updated_at = now() where user_id = $1 and id = $2",
        owner.0,
        id.0,
        removed
    );
    Ok(changed.execute(&mut **tx).await?.rows_affected() == 1)
}

// ---- versions ----

/// A kept state.
pub(super) struct Version {
    pub id: ResumeVersionId,
    pub card: VersionCard,
    pub draft: Draft,
}

/// Keeps a state of a row that is held, so that no number is given twice.
pub(super) async fn keep_version(
    tx: &mut Tx,
    owner: UserId,
    (id, resume): (ResumeVersionId, ResumeId),
    draft: &Draft,
    reason: Reason,
) -> Result<i32> {
    let number = sqlx::query_scalar!(
        "insert into resume_version (id, resume_id, user_id, number, sections, reason)
         values ($1, $2, $3, (select coalesce(max(number), 0) + 1 from resume_version where user_id = $3 and resume_id = $2), $4, $5)
         returning number",
        id.0,
        resume.0,
        owner.0,
        as_json(draft)?,
        reason as Reason
    );
    Ok(number.fetch_one(&mut **tx).await?)
}

/// Of a résumé, newest first.
pub(super) async fn versions(tx: &mut Tx, owner: UserId, resume: ResumeId) -> Result<Vec<VersionCard>> {
    let rows = sqlx::query!(
        r#"select v.number, v.reason as "reason: Reason", v.created_at, v.sections -> 'sections' = r.sections -> 'sections' as "is_present!"
           from resume_version v join resume r on r.id = v.resume_id
           where v.user_id = $1 and v.resume_id = $2 order by v.number desc limit 200"#,
        owner.0,
        resume.0
    );
    let rows = rows.fetch_all(&mut **tx).await?.into_iter();
    Ok(rows
        .map(|row| VersionCard { number: row.number, reason: row.reason, created_at: row.created_at, is_present: row.is_present })
        .collect())
}

/// Which version is meant.
#[derive(Debug, Clone, Copy)]
pub(super) enum Which {
    Latest,
    Number(i32),
    Id(ResumeVersionId),
}

/// One of them.
pub(super) async fn version(tx: &mut Tx, owner: UserId, resume: ResumeId, which: Which) -> Result<Option<Version>> {
    let (number, id) = match which {
        Which::Latest => (None, None),
        Which::Number(number) => (Some(number), None),
        Which::Id(id) => (None, Some(id.0)),
    };
    let row = sqlx::query!(
        r#"select v.id, v.number, v.reason as "reason: Reason", v.created_at, v.sections,
                  v.sections -> 'sections' = r.sections -> 'sections' as "is_present!"
           from resume_version v join resume r on r.id = v.resume_id
           where v.user_id = $1 and v.resume_id = $2 and ($3::integer is null or v.number = $3) and ($4::uuid is null or v.id = $4)
           order by v.number desc limit 1"#,
        owner.0,
        resume.0,
        number,
        id
    );
    let Some(row) = row.fetch_optional(&mut **tx).await? else { return Ok(None) };
    Ok(Some(Version {
        id: ResumeVersionId(row.id),
        card: VersionCard { number: row.number, reason: row.reason, created_at: row.created_at, is_present: row.is_present },
        draft: from_json(row.sections)?,
    }))
}

/// The newest version that says what was confirmed, of a row that is held.
pub(super) async fn confirmed_version(tx: &mut Tx, owner: UserId, resume: ResumeId) -> Result<Option<Version>> {
    let number = sqlx::query_scalar!(
        r#"select max(v.number) from resume_version v join resume r on r.id = v.resume_id
           where v.user_id = $1 and v.resume_id = $2 and v.sections -> 'sections' = r."current_schema" -> 'sections'"#,
        owner.0,
        resume.0
    );
    match number.fetch_one(&mut **tx).await? {
        Some(number) => version(tx, owner, resume, Which::Number(number)).await,
        None => Ok(None),
    }
}
