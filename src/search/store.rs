//! The SQL of searches and matches.

use super::{Criteria, Highlight, JobSearch, Latest, MatchCard, MatchCounts, MatchStatus, Numbers, Part, Scored};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::id::{JobSearchId, LetterId, MatchId, PostingId, RunId, ScheduleId, UserId};
use crate::posting::{Warning, WorkMode};
use crate::run::Snapshot;
use serde_json::Value;
use sqlx::PgPool;
use sqlx::types::Json;
use uuid::Uuid;

mod digest;
mod learned;
pub(super) use digest::*;
pub(super) use learned::*;

pub(super) async fn has_facts(tx: &mut Tx, owner: UserId) -> Result<bool> {
    let row = sqlx::query_scalar!(r#"select exists (select 1 from fact where user_id = $1 and status <> 'removed') as "some!""#, owner.0);
    Ok(row.fetch_one(&mut **tx).await?)
}

pub(super) async fn run_has_search(tx: &mut Tx, owner: UserId, run: RunId) -> Result<bool> {
    let row = sqlx::query_scalar!(
        r#"select exists (select 1 from job_search s join run r on r.id = $2 and r.user_id = s.user_id
           where s.user_id = $1 and s.id = (r.input ->> 'job_search')::uuid) as "some!""#,
        owner.0,
        run.0
    );
    Ok(row.fetch_one(&mut **tx).await?)
}

pub(super) async fn insert_search(
    tx: &mut Tx,
    owner: UserId,
    id: JobSearchId,
    name: &str,
    criteria: &Criteria,
    run: Option<RunId>,
) -> Result<()> {
    let criteria = serde_json::to_value(criteria).map_err(Error::internal)?;
    sqlx::query!(
        "insert into job_search (id, user_id, name, criteria, last_run_id) values ($1, $2, $3, $4, $5)",
        id.0,
        owner.0,
        name,
        criteria,
        run.map(|run| run.0)
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn change_search(tx: &mut Tx, owner: UserId, id: JobSearchId, name: &str, criteria: &Criteria) -> Result<bool> {
    let criteria = serde_json::to_value(criteria).map_err(Error::internal)?;
    let changed = sqlx::query!(
        "update job_search set name = $3, criteria = $4, updated_at = now() where user_id = $1 and id = $2",
        owner.0,
        id.0,
        name,
        criteria
    );
    Ok(changed.execute(&mut **tx).await?.rows_affected() == 1)
}

fn job_search(
    id: Uuid,
    name: String,
    criteria: Value,
    last_run_id: Option<Uuid>,
    created_at: chrono::DateTime<chrono::Utc>,
) -> Result<JobSearch> {
    let criteria = serde_json::from_value(criteria).map_err(Error::internal)?;
    Ok(JobSearch { id: JobSearchId(id), name, criteria, last_run_id: last_run_id.map(RunId), created_at })
}

pub(super) async fn searches(tx: &mut Tx, owner: UserId) -> Result<Vec<JobSearch>> {
    let rows = sqlx::query!(
        "select id, name, criteria, last_run_id, created_at from job_search where user_id = $1 order by created_at desc limit 100",
        owner.0
    );
    let rows = rows.fetch_all(&mut **tx).await?;
    rows.into_iter().map(|row| job_search(row.id, row.name, row.criteria, row.last_run_id, row.created_at)).collect()
}

pub(super) async fn search(tx: &mut Tx, owner: UserId, id: JobSearchId) -> Result<Option<JobSearch>> {
    let row =
        sqlx::query!("select id, name, criteria, last_run_id, created_at from job_search where user_id = $1 and id = $2", owner.0, id.0);
    let row = row.fetch_optional(&mut **tx).await?;
    row.map(|row| job_search(row.id, row.name, row.criteria, row.last_run_id, row.created_at)).transpose()
}

/// The same for whoever changes it by what it is: it stays so until the transaction ends.
pub(super) async fn search_for_update(tx: &mut Tx, owner: UserId, id: JobSearchId) -> Result<Option<JobSearch>> {
    let row = sqlx::query!(
        "select id, name, criteria, last_run_id, created_at from job_search where user_id = $1 and id = $2 for update",
        owner.0,
        id.0
    );
    let row = row.fetch_optional(&mut **tx).await?;
    row.map(|row| job_search(row.id, row.name, row.criteria, row.last_run_id, row.created_at)).transpose()
}

pub(super) async fn schedule_of(tx: &mut Tx, owner: UserId, id: JobSearchId) -> Result<Option<ScheduleId>> {
    let row = sqlx::query_scalar!("select schedule_id from job_search where user_id = $1 and id = $2", owner.0, id.0);
    Ok(row.fetch_optional(&mut **tx).await?.flatten().map(ScheduleId))
}

pub(super) async fn set_schedule(tx: &mut Tx, owner: UserId, id: JobSearchId, schedule: Option<ScheduleId>) -> Result<()> {
    let schedule = schedule.map(|id| id.0);
    sqlx::query!("update job_search set schedule_id = $3, updated_at = now() where user_id = $1 and id = $2", owner.0, id.0, schedule)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// A run that a schedule started is the search's last one too.
pub(super) async fn set_last_run(tx: &mut Tx, owner: UserId, id: JobSearchId, run: RunId) -> Result<()> {
    sqlx::query!("update job_search set last_run_id = $3, updated_at = now() where user_id = $1 and id = $2", owner.0, id.0, run.0)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Keeps a match; a posting that was matched before keeps what the person did with it, and when. True when this run found it first,
/// asked once or twice.
pub(super) async fn keep_match(
    tx: &mut Tx,
    owner: UserId,
    id: MatchId,
    (run, search): (RunId, Option<JobSearchId>),
    posting: PostingId,
    scored: &Scored,
    letter: Option<LetterId>,
) -> Result<bool> {
    let json = |value: Result<Value, serde_json::Error>| value.map_err(Error::internal);
    let kept = sqlx::query_scalar!(
        r#"insert into matched_job (id, user_id, run_id, first_run_id, job_search_id, posting_id, score, confidence, parts, gaps, warnings, letter_id)
           values ($1, $2, $3, $3, $4, $5, $6, $7, $8, $9, $10, $11)
           on conflict on constraint matched_job_posting_key do update set run_id = excluded.run_id, job_search_id = excluded.job_search_id,
               score = excluded.score, confidence = excluded.confidence, parts = excluded.parts, gaps = excluded.gaps,
               warnings = excluded.warnings, letter_id = coalesce(excluded.letter_id, matched_job.letter_id)
           returning coalesce(first_run_id = $3, false) as "new!""#,
        id.0,
        owner.0,
        run.0,
        search.map(|id| id.0),
        posting.0,
        i16::from(scored.score),
        scored.confidence,
        json(serde_json::to_value(&scored.parts))?,
        json(serde_json::to_value(&scored.gaps))?,
        json(serde_json::to_value(&scored.warnings))?,
        letter.map(|id| id.0)
    );
    Ok(kept.fetch_one(&mut **tx).await?)
}

struct Row {
    id: Uuid,
    posting_id: Uuid,
    run_id: Uuid,
    score: i16,
    confidence: f32,
    parts: Value,
    gaps: Value,
    warnings: Value,
    status: MatchStatus,
    dismissed_why: Option<String>,
    letter_id: Option<Uuid>,
    title: String,
    company: String,
    location: Option<String>,
    mode: Option<WorkMode>,
    source: String,
    url: String,
    posted_at: Option<chrono::DateTime<chrono::Utc>>,
    fresh: bool,
}

/// A match as it is kept.
pub(super) struct Kept {
    pub card: MatchCard,
    pub parts: Vec<Part>,
    pub gaps: Vec<String>,
    pub warnings: Vec<Warning>,
    pub run_id: RunId,
    pub dismissed_why: Option<String>,
}

impl TryFrom<Row> for Kept {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self> {
        let parts: Vec<Part> = serde_json::from_value(row.parts).map_err(Error::internal)?;
        let warnings: Vec<Warning> = serde_json::from_value(row.warnings).map_err(Error::internal)?;
        let short = parts.iter().map(|part| (part.key, (part.confidence > 0.0).then_some(part.score))).collect();
        let card = MatchCard {
            id: MatchId(row.id),
            posting_id: PostingId(row.posting_id),
            score: row.score,
            confidence: row.confidence,
            title: row.title,
            company: row.company,
            location: row.location,
            mode: row.mode,
            source: row.source,
            url: row.url,
            posted_at: row.posted_at,
            status: row.status,
            parts: short,
            reasons: parts
                .iter()
                .filter(|part| part.confidence > 0.0)
                .filter_map(|part| part.reasons.first())
                .map(|r| r.text.clone())
                .take(2)
                .collect(),
            warnings: warnings.len(),
            letter_id: row.letter_id.map(LetterId),
            sample: false,
            fresh: row.fresh,
        };
        Ok(Self {
            card,
            parts,
            gaps: serde_json::from_value(row.gaps).map_err(Error::internal)?,
            warnings,
            run_id: RunId(row.run_id),
            dismissed_why: row.dismissed_why,
        })
    }
}

/// Matches with their postings, best first, in one query.
pub(super) async fn matches(
    tx: &mut Tx,
    owner: UserId,
    status: Option<MatchStatus>,
    run: Option<RunId>,
    limit: i64,
) -> Result<Vec<MatchCard>> {
    let rows = sqlx::query_as!(
        Row,
        r#"select m.id, m.posting_id, m.run_id, m.score, m.confidence, m.parts, m.gaps, m.warnings, m.status as "status: MatchStatus",
                  m.dismissed_why, m.letter_id, p.title, coalesce(c.name, '') as "company!", p.location, p.mode as "mode: WorkMode",
                  p.source, p.canonical_url as url, p.posted_at,
                  coalesce(m.first_run_id = (select s.last_run_id from job_search s where s.id = m.job_search_id and s.user_id = m.user_id),
                           false) as "fresh!"
           from matched_job m join posting p on p.id = m.posting_id left join company c on c.id = p.company_id
           where m.user_id = $1 and ($2::text is null and m.status <> 'dismissed' or m.status = $2) and ($3::uuid is null or m.run_id = $3)
           order by m.score desc, m.confidence desc, m.id limit $4"#,
        owner.0,
        status as Option<MatchStatus>,
        run.map(|id| id.0),
        limit
    );
    let rows = rows.fetch_all(&mut **tx).await?;
    rows.into_iter().map(|row| Kept::try_from(row).map(|kept| kept.card)).collect()
}

/// Whether there are matches that the last run of their search did not bring.
pub(super) async fn has_matches_from_before(tx: &mut Tx, owner: UserId) -> Result<bool> {
    let row = sqlx::query_scalar!(
        r#"select exists (select 1 from matched_job m left join job_search s on s.id = m.job_search_id and s.user_id = m.user_id
           where m.user_id = $1 and not coalesce(m.first_run_id = s.last_run_id, false)) as "some!""#,
        owner.0
    );
    Ok(row.fetch_one(&mut **tx).await?)
}

pub(super) async fn find_match(tx: &mut Tx, owner: UserId, id: MatchId) -> Result<Option<Kept>> {
    let row = sqlx::query_as!(
        Row,
        r#"select m.id, m.posting_id, m.run_id, m.score, m.confidence, m.parts, m.gaps, m.warnings, m.status as "status: MatchStatus",
                  m.dismissed_why, m.letter_id, p.title, coalesce(c.name, '') as "company!", p.location, p.mode as "mode: WorkMode",
                  p.source, p.canonical_url as url, p.posted_at,
                  coalesce(m.first_run_id = (select s.last_run_id from job_search s where s.id = m.job_search_id and s.user_id = m.user_id),
                           false) as "fresh!"
           from matched_job m join posting p on p.id = m.posting_id left join company c on c.id = p.company_id
           where m.user_id = $1 and m.id = $2"#,
        owner.0,
        id.0
    );
    row.fetch_optional(&mut **tx).await?.map(Kept::try_from).transpose()
}

pub(super) async fn set_status(tx: &mut Tx, owner: UserId, id: MatchId, status: MatchStatus, why: Option<&str>) -> Result<bool> {
    let changed = sqlx::query!(
        "update matched_job set status = $3, dismissed_why = $4, unlearned_at = null, updated_at = now() where user_id = $1 and id = $2",
        owner.0,
        id.0,
        status as MatchStatus,
        why
    );
    Ok(changed.execute(&mut **tx).await?.rows_affected() == 1)
}

pub(super) async fn numbers(pool: &PgPool, owner: UserId) -> Result<Numbers> {
    let row = sqlx::query_as!(
        Numbers,
        r#"select new_matches as "new_matches!", saved as "saved!", letters as "letters!", running as "running!", searches as "searches!",
                  facts as "facts!", uploads as "uploads!" from person_numbers($1)"#,
        owner.0
    );
    Ok(row.fetch_one(pool).await?)
}

pub(super) async fn latest(pool: &PgPool, owner: UserId) -> Result<Latest> {
    let row = sqlx::query!(
        r#"select best as "best!: Json<Vec<Highlight>>", runs as "runs!: Json<Vec<Snapshot>>" from person_latest($1, 4, 5)"#,
        owner.0
    );
    let row = row.fetch_one(pool).await?;
    Ok(Latest { best: row.best.0, runs: row.runs.0 })
}

/// How many matches there are of each kind, of one run or of all.
pub(super) async fn match_counts(tx: &mut Tx, owner: UserId, run: Option<RunId>) -> Result<MatchCounts> {
    let row = sqlx::query_as!(
        MatchCounts,
        r#"select count(*) filter (where status <> 'dismissed') as "all!", count(*) filter (where status = 'new') as "new!",
                  count(*) filter (where status = 'saved') as "saved!", count(*) filter (where status = 'dismissed') as "dismissed!"
           from matched_job where user_id = $1 and ($2::uuid is null or run_id = $2)"#,
        owner.0,
        run.map(|id| id.0)
    );
    Ok(row.fetch_one(&mut **tx).await?)
}
