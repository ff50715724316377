//! The SQL of profiles.

/// Facts and what the person made of them.
pub(super) mod facts;

use super::{About, CvPage, Profile, TextStatus, TitleIdea, Upload};
use crate::assistant::{Persona, Speaker, Turn};
use crate::db::Tx;
use crate::document::{Format, Look, Page};
use crate::error::{Error, Result};
use crate::id::{ChatMessageId, UploadId, UserId};
use crate::posting::WorkMode;
use serde_json::Value;
use uuid::Uuid;

/// The person's own row; uploads and facts are read apart.
pub(super) async fn person(tx: &mut Tx, owner: UserId) -> Result<Option<Profile>> {
    let row = sqlx::query!(
        r#"select name, email, location, work_mode as "work_mode: WorkMode", basic_info, profile_text, suggested_job_titles, persona, look
           from "user" where id = $1"#,
        owner.0
    );
    let Some(row) = row.fetch_optional(&mut **tx).await? else { return Ok(None) };
    let titles: Vec<TitleIdea> = serde_json::from_value(row.suggested_job_titles).map_err(Error::internal)?;
    let persona: Option<Persona> = row.persona.map(serde_json::from_value).transpose().map_err(Error::internal)?;
    Ok(Some(Profile {
        about: About {
            name: row.name,
            location: row.location.unwrap_or_default(),
            work_mode: row.work_mode,
            basic_info: row.basic_info.unwrap_or_default(),
        },
        email: row.email,
        profile_text: row.profile_text,
        titles,
        persona,
        // One of a newer version is none that this one knows.
        look: row.look.and_then(|look| serde_json::from_value(look).ok()).unwrap_or_default(),
        uploads: Vec::new(),
        facts: Vec::new(),
        conflicts: Vec::new(),
        removed: Vec::new(),
    }))
}

pub(super) async fn save_about(tx: &mut Tx, owner: UserId, about: &About) -> Result<()> {
    sqlx::query!(
        r#"update "user" set name = $2, location = nullif($3, ''), work_mode = $4, basic_info = nullif($5, ''), "updatedAt" = now() where id = $1"#,
        owner.0,
        about.name.trim(),
        about.location.trim(),
        about.work_mode as Option<WorkMode>,
        about.basic_info.trim()
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The look that was chosen last.
pub async fn save_look(tx: &mut Tx, owner: UserId, look: &Look) -> Result<()> {
    let value = serde_json::to_value(look).map_err(Error::internal)?;
    sqlx::query!(r#"update "user" set look = $2 where id = $1"#, owner.0, value).execute(&mut **tx).await?;
    Ok(())
}

pub(super) async fn save_persona(tx: &mut Tx, owner: UserId, persona: &Persona) -> Result<()> {
    let value = serde_json::to_value(persona).map_err(Error::internal)?;
    sqlx::query!(r#"update "user" set persona = $2, "updatedAt" = now() where id = $1"#, owner.0, value).execute(&mut **tx).await?;
    Ok(())
}

pub(super) async fn mark_used(tx: &mut Tx, owner: UserId) -> Result<()> {
    sqlx::query!(r#"update "user" set last_used_at = now() where id = $1"#, owner.0).execute(&mut **tx).await?;
    Ok(())
}

struct UploadRow {
    id: Uuid,
    filename: String,
    media_type: String,
    bytes: i64,
    pages: Option<i32>,
    text_status: TextStatus,
    text_error: Option<String>,
    notes: Value,
    created_at: chrono::DateTime<chrono::Utc>,
}

impl TryFrom<UploadRow> for Upload {
    type Error = Error;

    fn try_from(row: UploadRow) -> Result<Self> {
        let format = Format::of_media_type(&row.media_type);
        Ok(Self {
            id: UploadId(row.id),
            filename: row.filename,
            format: format.ok_or_else(|| Error::internal(format!("no CV is of the type {}", row.media_type)))?,
            bytes: row.bytes,
            pages: row.pages,
            text_status: row.text_status,
            text_error: row.text_error,
            notes: serde_json::from_value(row.notes).map_err(Error::internal)?,
            created_at: row.created_at,
        })
    }
}

pub(super) async fn uploads(tx: &mut Tx, owner: UserId) -> Result<Vec<Upload>> {
    let rows = sqlx::query_as!(
        UploadRow,
        r#"select id, filename, media_type, bytes, pages, text_status as "text_status: TextStatus", text_error, notes, created_at
           from upload where user_id = $1 and removed_at is null order by created_at"#,
        owner.0
    );
    rows.fetch_all(&mut **tx).await?.into_iter().map(Upload::try_from).collect()
}

pub(super) async fn upload_by_hash(tx: &mut Tx, owner: UserId, sha256: &str) -> Result<Option<Upload>> {
    let row = sqlx::query_as!(
        UploadRow,
        r#"select id, filename, media_type, bytes, pages, text_status as "text_status: TextStatus", text_error, notes, created_at
           from upload where user_id = $1 and sha256 = $2 and removed_at is null"#,
        owner.0,
        sha256
    );
    row.fetch_optional(&mut **tx).await?.map(Upload::try_from).transpose()
}

/// A file that is to be kept.
pub(super) struct NewUpload<'a> {
    pub id: UploadId,
    pub filename: &'a str,
    pub format: Format,
    pub bytes: i64,
    pub sha256: &'a str,
    pub key: &'a str,
}

pub(super) async fn insert_upload(tx: &mut Tx, owner: UserId, new: &NewUpload<'_>) -> Result<Upload> {
    let row = sqlx::query_as!(
        UploadRow,
        r#"insert into upload (id, user_id, filename, media_type, bytes, sha256, storage_key)
           values ($1, $2, $3, $4, $5, $6, $7)
           on conflict (user_id, sha256) where removed_at is null do update set filename = excluded.filename
           returning id, filename, media_type, bytes, pages, text_status as "text_status: TextStatus", text_error, notes, created_at"#,
        new.id.0,
        owner.0,
        new.filename,
        new.format.media_type(),
        new.bytes,
        new.sha256,
        new.key
    );
    row.fetch_one(&mut **tx).await?.try_into()
}

pub(super) async fn upload_with_key(tx: &mut Tx, owner: UserId, id: UploadId) -> Result<Option<(Upload, String)>> {
    let row = sqlx::query!(
        r#"select id, filename, media_type, bytes, pages, text_status as "text_status: TextStatus", text_error, notes, created_at, storage_key
           from upload where id = $1 and user_id = $2 and removed_at is null"#,
        id.0,
        owner.0
    );
    let Some(row) = row.fetch_optional(&mut **tx).await? else { return Ok(None) };
    let upload = UploadRow {
        id: row.id,
        filename: row.filename,
        media_type: row.media_type,
        bytes: row.bytes,
        pages: row.pages,
        text_status: row.text_status,
        text_error: row.text_error,
        notes: row.notes,
        created_at: row.created_at,
    };
    Ok(Some((Upload::try_from(upload)?, row.storage_key)))
}

pub(super) async fn remove_upload(tx: &mut Tx, owner: UserId, id: UploadId) -> Result<bool> {
    let removed = sqlx::query!("update upload set removed_at = now() where id = $1 and user_id = $2 and removed_at is null", id.0, owner.0)
        .execute(&mut **tx)
        .await?;
    sqlx::query!("update fact set status = 'removed', updated_at = now() where upload_id = $1 and user_id = $2", id.0, owner.0)
        .execute(&mut **tx)
        .await?;
    Ok(removed.rows_affected() == 1)
}

/// What came of reading a file.
pub(super) struct Outcome<'a> {
    pub status: TextStatus,
    pub error: Option<&'a str>,
    pub notes: &'a [String],
    pub pages: usize,
}

/// Says whether the CV is still there.
pub(super) async fn mark_read(tx: &mut Tx, owner: UserId, id: UploadId, outcome: &Outcome<'_>) -> Result<bool> {
    let marked = sqlx::query!(
        "update upload set text_status = $3, text_error = $4, notes = $5, pages = nullif($6, 0)
         where id = $1 and user_id = $2 and removed_at is null",
        id.0,
        owner.0,
        outcome.status as TextStatus,
        outcome.error,
        serde_json::to_value(outcome.notes).map_err(Error::internal)?,
        i32::try_from(outcome.pages).unwrap_or(0)
    );
    Ok(marked.execute(&mut **tx).await?.rows_affected() == 1)
}

pub(super) async fn save_pages(tx: &mut Tx, owner: UserId, upload: UploadId, pages: &[Page]) -> Result<()> {
    for page in pages {
        let lines = serde_json::to_value(&page.lines).map_err(Error::internal)?;
        sqlx::query!(
            "insert into upload_page (upload_id, user_id, number, width, height, text, lines) values ($1, $2, $3, $4, $5, $6, $7)
             on conflict (upload_id, number) do update set text = excluded.text, lines = excluded.lines",
            upload.0,
            owner.0,
            i32::try_from(page.number).map_err(Error::internal)?,
            page.width,
            page.height,
            page.text,
            lines
        )
        .execute(&mut **tx)
        .await?;
    }
    Ok(())
}

pub(super) async fn save_profile(tx: &mut Tx, owner: UserId, text: &str, titles: &[TitleIdea], sources: &[UploadId]) -> Result<()> {
    let titles: Value = serde_json::to_value(titles).map_err(Error::internal)?;
    let sources: Value = serde_json::to_value(sources).map_err(Error::internal)?;
    sqlx::query!(
        r#"update "user" set profile_text = $2, suggested_job_titles = $3, source_pdfs = $4, "updatedAt" = now() where id = $1"#,
        owner.0,
        text,
        titles,
        sources
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Pages that were read, of one CV or of all.
pub(super) async fn pages(tx: &mut Tx, owner: UserId, upload: Option<UploadId>) -> Result<Vec<CvPage>> {
    let rows = sqlx::query!(
        "select p.upload_id, u.filename, p.number, p.width, p.height, p.text, p.lines from upload_page p join upload u on u.id = p.upload_id
         where p.user_id = $1 and u.removed_at is null and ($2::uuid is null or u.id = $2) order by u.created_at, u.id, p.number",
        owner.0,
        upload.map(|id| id.0)
    );
    let mut pages = Vec::new();
    for row in rows.fetch_all(&mut **tx).await? {
        let lines = serde_json::from_value(row.lines).map_err(Error::internal)?;
        let number = u32::try_from(row.number).map_err(Error::internal)?;
        let page = Page { number, width: row.width, height: row.height, text: row.text, lines };
        pages.push(CvPage { upload_id: UploadId(row.upload_id), filename: row.filename, page });
    }
    Ok(pages)
}

/// The turns of the latest conversation.
pub(super) async fn turns(tx: &mut Tx, owner: UserId) -> Result<Vec<Turn>> {
    let rows = sqlx::query!(
        r#"select role, text from chat_message where user_id = $1 and position >= 0 and conversation =
           (select conversation from chat_message where user_id = $1 order by created_at desc, id desc limit 1) order by position"#,
        owner.0
    );
    let speaker = |role: &str| if role == "person" { Speaker::Person } else { Speaker::Assistant };
    Ok(rows.fetch_all(&mut **tx).await?.into_iter().map(|row| Turn { speaker: speaker(&row.role), text: row.text }).collect())
}

/// What the person said within a day, in whatever conversation.
pub(super) async fn answers_of_a_day(tx: &mut Tx, owner: UserId) -> Result<i64> {
    let counted = sqlx::query_scalar!(
        r#"select count(*) as "count!" from chat_message where user_id = $1 and role = 'person' and created_at > now() - interval '1 day'"#,
        owner.0
    );
    Ok(counted.fetch_one(&mut **tx).await?)
}

/// A mark at position −1 makes a conversation the latest before anything is said in it.
pub(super) async fn begin_conversation(tx: &mut Tx, owner: UserId, id: ChatMessageId) -> Result<()> {
    sqlx::query!(
        "insert into chat_message (id, user_id, conversation, position, role, text, created_at)
         values ($1, $2, $1, -1, 'assistant', '', clock_timestamp())",
        id.0,
        owner.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Lets one transaction at a time go on with this person's chat and facts.
pub(super) async fn hold_person(tx: &mut Tx, owner: UserId) -> Result<()> {
    sqlx::query!(r#"select id from "user" where id = $1 for update"#, owner.0).fetch_optional(&mut **tx).await?;
    Ok(())
}

/// Adds a turn to the latest conversation.
pub(super) async fn insert_turn(tx: &mut Tx, owner: UserId, id: ChatMessageId, position: i32, turn: &Turn) -> Result<()> {
    let role = if turn.speaker == Speaker::Person { "person" } else { "assistant" };
    sqlx::query!(
        "insert into chat_message (id, user_id, conversation, position, role, text, created_at)
         values ($1, $2, coalesce((select conversation from chat_message where user_id = $2 order by created_at desc, id desc limit 1), $1),
                 $3, $4, $5, clock_timestamp())",
        id.0,
        owner.0,
        position,
        role,
        turn.text
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
