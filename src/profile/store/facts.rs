//! The SQL of facts. One that was edited is hidden by the fact that supersedes it, and is there again when that goes.

use crate::assistant::FactKind;
use crate::db::Tx;
use crate::document::Place;
use crate::error::{Error, Result};
use crate::id::{FactId, UploadId, UserId};
use crate::profile::reconcile::{Kept, Plan};
use crate::profile::{Fact, FactStatus};
use serde_json::Value;
use std::collections::HashMap;
use uuid::Uuid;

struct FactRow {
    id: Uuid,
    upload_id: Option<Uuid>,
    path: String,
    kind: FactKind,
    text: String,
    page: Option<i32>,
    start: Option<i32>,
    end: Option<i32>,
    confidence: f32,
    status: FactStatus,
}

fn place(page: Option<i32>, start: Option<i32>, end: Option<i32>) -> Option<Place> {
    let number = |value: i32| u32::try_from(value).unwrap_or(0);
    Some(Place { page: number(page?), start: number(start?), end: number(end?) })
}

impl From<FactRow> for Fact {
    fn from(row: FactRow) -> Self {
        Self {
            id: FactId(row.id),
            upload_id: row.upload_id.map(UploadId),
            path: row.path,
            kind: row.kind,
            text: row.text,
            place: place(row.page, row.start, row.end),
            confidence: row.confidence,
            status: row.status,
        }
    }
}

/// All facts that hold.
pub(in crate::profile) async fn present(tx: &mut Tx, owner: UserId) -> Result<Vec<Fact>> {
    let rows = sqlx::query_as!(
        FactRow,
        r#"select id, upload_id, path, kind as "kind: FactKind", text, page, "start", "end", confidence, status as "status: FactStatus"
           from fact f where user_id = $1 and status <> 'removed'
           and not exists (select 1 from fact over where over.supersedes = f.id and over.user_id = $1)
           order by upload_id nulls last, position, created_at"#,
        owner.0
    );
    Ok(rows.fetch_all(&mut **tx).await?.into_iter().map(Fact::from).collect())
}

/// What each fact that holds says as JSON Resume wants it.
pub(in crate::profile) async fn values(tx: &mut Tx, owner: UserId) -> Result<HashMap<FactId, Value>> {
    let rows = sqlx::query!(
        "select id, value from fact f where user_id = $1 and status <> 'removed'
         and not exists (select 1 from fact over where over.supersedes = f.id and over.user_id = $1)",
        owner.0
    );
    Ok(rows.fetch_all(&mut **tx).await?.into_iter().map(|row| (FactId(row.id), row.value)).collect())
}

/// Facts that the person took out, of CVs that are still here.
pub(in crate::profile) async fn removed(tx: &mut Tx, owner: UserId) -> Result<Vec<Fact>> {
    let rows = sqlx::query_as!(
        FactRow,
        r#"select id, upload_id, path, kind as "kind: FactKind", text, page, "start", "end", confidence, status as "status: FactStatus"
           from fact f where user_id = $1 and status = 'removed'
           and not exists (select 1 from fact over where over.supersedes = f.id and over.user_id = $1)
           and not exists (select 1 from upload u where u.id = f.upload_id and u.user_id = $1 and u.removed_at is not null)
           order by updated_at desc, id limit 100"#,
        owner.0
    );
    Ok(rows.fetch_all(&mut **tx).await?.into_iter().map(Fact::from).collect())
}

/// One fact of the person's own or of a CV that is still here, whatever its state. Who asks for one that was edited meanwhile
/// gets what stands in its place.
pub(in crate::profile) async fn find(tx: &mut Tx, owner: UserId, id: FactId) -> Result<Option<Fact>> {
    let row = sqlx::query_as!(
        FactRow,
        r#"select id, upload_id, path, kind as "kind: FactKind", text, page, "start", "end", confidence, status as "status: FactStatus"
           from fact f where (id = $1 or supersedes = $1) and user_id = $2
           and not exists (select 1 from fact over where over.supersedes = f.id and over.user_id = $2)
           and not exists (select 1 from upload u where u.id = f.upload_id and u.user_id = $2 and u.removed_at is not null) for update"#,
        id.0,
        owner.0
    );
    Ok(row.fetch_optional(&mut **tx).await?.map(Fact::from))
}

pub(in crate::profile) async fn set_status(tx: &mut Tx, owner: UserId, id: FactId, status: FactStatus) -> Result<bool> {
    let done =
        sqlx::query!("update fact set status = $3, updated_at = now() where id = $1 and user_id = $2", id.0, owner.0, status as FactStatus);
    Ok(done.execute(&mut **tx).await?.rows_affected() == 1)
}

/// An edited fact that is edited again keeps its row: only what was read is worth keeping.
pub(in crate::profile) async fn set_text(tx: &mut Tx, owner: UserId, id: FactId, text: &str, value: &Value) -> Result<bool> {
    let done = sqlx::query!(
        "update fact set text = $3, value = $4, updated_at = now() where id = $1 and user_id = $2",
        id.0,
        owner.0,
        text,
        value
    );
    Ok(done.execute(&mut **tx).await?.rows_affected() == 1)
}

/// The person's words in the place of what was read.
pub(in crate::profile) async fn supersede(tx: &mut Tx, owner: UserId, id: FactId, old: FactId, text: &str, value: &Value) -> Result<bool> {
    let done = sqlx::query!(
        r#"insert into fact (id, user_id, upload_id, path, position, page, "start", "end", kind, text, value, confidence, status, supersedes)
           select $1, user_id, upload_id, path, position, page, "start", "end", kind, $4, $5, 1, 'edited', id
           from fact where id = $3 and user_id = $2"#,
        id.0,
        owner.0,
        old.0,
        text,
        value
    );
    Ok(done.execute(&mut **tx).await?.rows_affected() == 1)
}

/// Whether a fact is the person's words in the place of what was read.
pub(in crate::profile) async fn is_edit(tx: &mut Tx, owner: UserId, id: FactId) -> Result<bool> {
    let edit = sqlx::query_scalar!(r#"select supersedes is not null as "edit!" from fact where id = $1 and user_id = $2"#, id.0, owner.0);
    Ok(edit.fetch_optional(&mut **tx).await?.unwrap_or(false))
}

/// The paths of all facts that the person wrote, of those as well that they took out.
pub(in crate::profile) async fn own_paths(tx: &mut Tx, owner: UserId) -> Result<Vec<String>> {
    let paths = sqlx::query_scalar!("select path from fact where user_id = $1 and upload_id is null", owner.0);
    Ok(paths.fetch_all(&mut **tx).await?)
}

/// A fact that the person wrote.
pub(in crate::profile) async fn insert_own(tx: &mut Tx, owner: UserId, fact: &Fact, position: i32, value: &Value) -> Result<()> {
    sqlx::query!(
        "insert into fact (id, user_id, path, position, kind, text, value, status) values ($1, $2, $3, $4, $5, $6, $7, 'confirmed')",
        fact.id.0,
        owner.0,
        fact.path,
        position,
        fact.kind as FactKind,
        fact.text,
        value
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// What is here of a CV from an earlier reading.
pub(in crate::profile) async fn kept(tx: &mut Tx, owner: UserId, upload: UploadId) -> Result<Vec<Kept>> {
    let rows = sqlx::query!(
        r#"select id, path, kind as "kind: FactKind", text, page, "start", "end", status as "status: FactStatus", supersedes,
           exists (select 1 from fact over where over.supersedes = f.id and over.user_id = $1) as "hidden!"
           from fact f where user_id = $1 and upload_id = $2 order by position"#,
        owner.0,
        upload.0
    );
    let kept = rows.fetch_all(&mut **tx).await?.into_iter().map(|row| Kept {
        id: FactId(row.id),
        path: row.path,
        kind: row.kind,
        text: row.text,
        place: place(row.page, row.start, row.end),
        status: row.status,
        supersedes: row.supersedes.map(FactId),
        hidden: row.hidden,
    });
    Ok(kept.collect())
}

/// What a reading found takes the place of what an earlier reading of the same CV found, as planned.
pub(in crate::profile) async fn apply(tx: &mut Tx, owner: UserId, upload: UploadId, plan: &Plan) -> Result<()> {
    let gone: Vec<Uuid> = plan.gone.iter().map(|id| id.0).collect();
    sqlx::query!("delete from fact where user_id = $1 and upload_id = $2 and id = any($3)", owner.0, upload.0, &gone)
        .execute(&mut **tx)
        .await?;
    let columns = Columns::of(plan)?;
    sqlx::query!(
        r#"insert into fact (id, user_id, upload_id, path, position, page, "start", "end", kind, text, value, confidence)
           select t.id, $1::uuid, $2::uuid, t.path, (t.number - 1)::int, t.page, t."start", t."end", t.kind, t.words, t.value, t.confidence
           from unnest($3::uuid[], $4::text[], $5::int4[], $6::int4[], $7::int4[], $8::text[], $9::text[], $10::jsonb[], $11::float4[])
                with ordinality as t (id, path, page, "start", "end", kind, words, value, confidence, number)
           on conflict (id) do update set path = excluded.path, position = excluded.position, page = excluded.page,
                "start" = excluded."start", "end" = excluded."end", kind = excluded.kind, value = excluded.value,
                confidence = excluded.confidence
           where fact.user_id = $1 and fact.upload_id = $2"#,
        owner.0,
        upload.0,
        &columns.ids,
        &columns.paths,
        &columns.pages,
        &columns.starts,
        &columns.ends,
        &columns.kinds,
        &columns.texts,
        &columns.values,
        &columns.confidences
    )
    .execute(&mut **tx)
    .await?;
    // What the person wrote over a fact goes along to its new path and place.
    sqlx::query!(
        r#"update fact as edit set path = found.path, position = found.position, page = found.page, "start" = found."start",
                "end" = found."end", kind = found.kind
           from fact as found
           where edit.supersedes = found.id and edit.user_id = $1 and found.user_id = $1 and found.upload_id = $2"#,
        owner.0,
        upload.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// What is to be written, column by column and in the CV's order.
#[derive(Default)]
struct Columns {
    ids: Vec<Uuid>,
    paths: Vec<String>,
    pages: Vec<i32>,
    starts: Vec<i32>,
    ends: Vec<i32>,
    kinds: Vec<String>,
    texts: Vec<String>,
    values: Vec<Value>,
    confidences: Vec<f32>,
}

impl Columns {
    fn of(plan: &Plan) -> Result<Self> {
        let number = |value: u32| i32::try_from(value).map_err(Error::internal);
        let mut columns = Self::default();
        for (id, fact) in &plan.facts {
            columns.ids.push(id.0);
            columns.paths.push(fact.path.clone());
            columns.pages.push(number(fact.place.page)?);
            columns.starts.push(number(fact.place.start)?);
            columns.ends.push(number(fact.place.end)?);
            columns.kinds.push(kind_word(fact.kind)?);
            columns.texts.push(fact.text.clone());
            columns.values.push(fact.value.clone());
            columns.confidences.push(fact.confidence);
        }
        Ok(columns)
    }
}

/// The word that the database has for a kind, which is that of its JSON.
fn kind_word(kind: FactKind) -> Result<String> {
    let word = serde_json::to_value(kind).map_err(Error::internal)?;
    serde_json::from_value(word).map_err(Error::internal)
}
