//! The SQL of files that were made.

use crate::db::Tx;
use crate::error::Result;
use crate::id::{ApplicationId, ArtifactId, ResumeId, ResumeVersionId, RunId, UserId};
use crate::resume::{Artifact, ArtifactKind, ReadBack};
use chrono::{DateTime, Utc};
use sqlx::types::Json;
use uuid::Uuid;

pub(in crate::resume) struct NewArtifact {
    pub id: ArtifactId,
    pub resume: ResumeId,
    pub version: ResumeVersionId,
    pub run: RunId,
    pub kind: ArtifactKind,
    pub storage_key: String,
    /// Without the number and the end.
    pub name: String,
    pub bytes: i64,
    pub sha256: String,
}

/// The next number of a résumé's files of one kind. Whoever asks next waits until this transaction ends, and where it does not
/// commit the number is not taken.
async fn next_version(tx: &mut Tx, owner: UserId, resume: ResumeId, kind: ArtifactKind) -> Result<i32> {
    let number = sqlx::query_scalar!(
        r#"insert into artifact_counter (resume_id, user_id, kind, next_version) values ($1, $2, $3, 2)
           on conflict (resume_id, kind) do update set next_version = artifact_counter.next_version + 1
           returning next_version - 1 as "number!""#,
        resume.0,
        owner.0,
        kind as ArtifactKind
    );
    Ok(number.fetch_one(&mut **tx).await?)
}

/// Keeps a file under the next number and makes it the latest. Nothing when its run has one already: then nothing may commit.
pub(in crate::resume) async fn keep(tx: &mut Tx, owner: UserId, new: &NewArtifact) -> Result<Option<i32>> {
    // It is the lock too: two workers with the same run come one after the other.
    let version = next_version(tx, owner, new.resume, new.kind).await?;
    if of_run(tx, owner, new.run).await?.is_some() {
        return Ok(None);
    }
    sqlx::query!(
        "insert into artifact (id, user_id, resume_id, resume_version_id, run_id, kind, version, storage_key, filename, bytes, sha256)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        new.id.0,
        owner.0,
        new.resume.0,
        new.version.0,
        new.run.0,
        new.kind as ArtifactKind,
        version,
        new.storage_key,
        format!("{}-{version}.{}", new.name, new.kind.key()),
        new.bytes,
        new.sha256
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "insert into artifact_latest (resume_id, user_id, kind, artifact_id, version) values ($1, $2, $3, $4, $5)
         on conflict (resume_id, kind) do update set artifact_id = excluded.artifact_id, version = excluded.version
         where excluded.version > artifact_latest.version",
        new.resume.0,
        owner.0,
        new.kind as ArtifactKind,
        new.id.0,
        version
    )
    .execute(&mut **tx)
    .await?;
    Ok(Some(version))
}

struct Row {
    id: Uuid,
    resume_id: Uuid,
    run_id: Uuid,
    kind: ArtifactKind,
    version: i32,
    resume_version: i32,
    filename: String,
    bytes: i64,
    sha256: String,
    created_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    storage_key: String,
    read_back: Option<Json<ReadBack>>,
}

impl From<Row> for (Artifact, String) {
    fn from(row: Row) -> Self {
        let artifact = Artifact {
            id: ArtifactId(row.id),
            resume_id: ResumeId(row.resume_id),
            run_id: RunId(row.run_id),
            kind: row.kind,
            version: row.version,
            resume_version: row.resume_version,
            filename: row.filename,
            bytes: row.bytes,
            sha256: row.sha256,
            created_at: row.created_at,
            expires_at: row.expires_at,
            read_back: row.read_back.map(|kept| kept.0),
        };
        (artifact, row.storage_key)
    }
}

/// Of a résumé: of each kind those with the `most` highest numbers, newest first.
pub(in crate::resume) async fn last(tx: &mut Tx, owner: UserId, resume: ResumeId, most: i64) -> Result<Vec<Artifact>> {
    let rows = sqlx::query_as!(
        Row,
        r#"select a.id, a.resume_id, a.run_id, a.kind as "kind: ArtifactKind", a.version, v.number as resume_version, a.filename, a.bytes,
                  a.sha256, a.created_at, a.expires_at, a.storage_key, b.read_back as "read_back?: Json<ReadBack>"
           from artifact a join resume_version v on v.id = a.resume_version_id left join artifact_reading b on b.artifact_id = a.id
           where a.user_id = $1 and a.resume_id = $2
             and (select count(*) from artifact n where n.resume_id = a.resume_id and n.kind = a.kind and n.version > a.version) < $3
           order by a.kind, a.version desc"#,
        owner.0,
        resume.0,
        most
    );
    Ok(rows.fetch_all(&mut **tx).await?.into_iter().map(|row| <(Artifact, String)>::from(row).0).collect())
}

/// What the pointer of each kind points to.
pub(in crate::resume) async fn latest(tx: &mut Tx, owner: UserId, resume: ResumeId) -> Result<Vec<ArtifactId>> {
    let ids = sqlx::query_scalar!("select artifact_id from artifact_latest where user_id = $1 and resume_id = $2", owner.0, resume.0);
    Ok(ids.fetch_all(&mut **tx).await?.into_iter().map(ArtifactId).collect())
}

/// One file and where it is kept.
pub(in crate::resume) async fn find(tx: &mut Tx, owner: UserId, id: ArtifactId) -> Result<Option<(Artifact, String)>> {
    let row = sqlx::query_as!(
        Row,
        r#"select a.id, a.resume_id, a.run_id, a.kind as "kind: ArtifactKind", a.version, v.number as resume_version, a.filename, a.bytes,
                  a.sha256, a.created_at, a.expires_at, a.storage_key, b.read_back as "read_back?: Json<ReadBack>"
           from artifact a join resume_version v on v.id = a.resume_version_id left join artifact_reading b on b.artifact_id = a.id
           where a.user_id = $1 and a.id = $2"#,
        owner.0,
        id.0
    );
    Ok(row.fetch_optional(&mut **tx).await?.map(Into::into))
}

/// Notes what came of reading a file back; who was first stays.
pub(in crate::resume) async fn note_reading(tx: &mut Tx, owner: UserId, id: ArtifactId, read_back: &ReadBack) -> Result<()> {
    sqlx::query!(
        "insert into artifact_reading (artifact_id, user_id, read_back) values ($1, $2, $3) on conflict (artifact_id) do nothing",
        id.0,
        owner.0,
        Json(read_back) as _
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// What a run has made already.
pub(in crate::resume) async fn of_run(tx: &mut Tx, owner: UserId, run: RunId) -> Result<Option<(ArtifactId, i32)>> {
    let row = sqlx::query!("select id, version from artifact where user_id = $1 and run_id = $2", owner.0, run.0);
    Ok(row.fetch_optional(&mut **tx).await?.map(|row| (ArtifactId(row.id), row.version)))
}

/// It goes out with an application and stays as long as that. Not one whose time is over: retention may be at it.
pub(in crate::resume) async fn attach(tx: &mut Tx, owner: UserId, artifact: ArtifactId, application: ApplicationId) -> Result<bool> {
    let found = sqlx::query_scalar!(
        "select a.id from artifact a join resume r on r.id = a.resume_id
         where a.user_id = $1 and a.id = $2 and a.expires_at > now() and r.removed_at is null",
        owner.0,
        artifact.0
    );
    let Some(found) = found.fetch_optional(&mut **tx).await? else { return Ok(false) };
    sqlx::query!(
        "insert into artifact_attachment (artifact_id, user_id, application_id) values ($1, $2, $3) on conflict do nothing",
        found,
        owner.0,
        application.0
    )
    .execute(&mut **tx)
    .await?;
    Ok(true)
}
