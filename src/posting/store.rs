//! The SQL of postings. Workers write; everybody reads.

pub(super) mod ledger;

use super::{FoundPosting, HealthDay, Outcome, Period, Salary, WorkMode};
use crate::db::Tx;
use crate::error::Result;
use crate::id::PostingId;
use chrono::{DateTime, Utc};
use uuid::Uuid;

mod boards;
mod candidates;
mod gone;
mod ingest;
mod pasted;
pub use boards::{Remembered, remember_board, remembered_board};
pub use candidates::{Wanted, candidates, histories};
pub use gone::let_go;
pub use ingest::keep_all;
pub(super) use pasted::{find_pasted, keep_pasted, pasted_before, pasted_in_a_day, set_head};

/// Notes how a source answered.
pub async fn note_health(tx: &mut Tx, source: &str, outcome: Outcome, detail: Option<&str>, got: usize) -> Result<()> {
    let fine = matches!(outcome, Outcome::Ok | Outcome::OkEmpty | Outcome::Partial);
    sqlx::query!(
        "insert into source_health (source, state, last_ok_at, last_error, got) values ($1, $2, case when $3 then now() end, $4, $5)
         on conflict (source) do update set state = excluded.state, last_ok_at = coalesce(excluded.last_ok_at, source_health.last_ok_at),
             last_error = excluded.last_error, got = excluded.got, checked_at = now()",
        source,
        outcome as Outcome,
        fine,
        detail,
        i32::try_from(got).unwrap_or(i32::MAX)
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "insert into source_day as d (source, day, outcome, times, got) values ($1, (now() at time zone 'UTC')::date, $2, 1, $3)
         on conflict (source, day, outcome) do update set times = d.times + 1, got = d.got + excluded.got",
        source,
        outcome as Outcome,
        i64::try_from(got).unwrap_or(i64::MAX)
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// A posting with its company's name.
struct Row {
    id: Uuid,
    source: String,
    external_id: String,
    canonical_url: String,
    company: String,
    title: String,
    description_text: String,
    location: Option<String>,
    mode: Option<WorkMode>,
    employment: Option<String>,
    salary_min: Option<f64>,
    salary_max: Option<f64>,
    salary_currency: Option<String>,
    period: Option<Period>,
    posted_at: Option<DateTime<Utc>>,
    valid_through: Option<DateTime<Utc>>,
    language: Option<String>,
}

impl Row {
    fn found(self) -> (PostingId, FoundPosting) {
        let found = FoundPosting {
            source: self.source,
            external_id: self.external_id,
            url: self.canonical_url,
            company: self.company,
            title: self.title,
            description_text: self.description_text,
            location: self.location,
            mode: self.mode,
            employment: self.employment,
            salary: Salary::kept(self.salary_min, self.salary_max, self.salary_currency, self.period),
            posted_at: self.posted_at,
            valid_through: self.valid_through,
            language: self.language,
            board: None,
        };
        (PostingId(self.id), found)
    }
}

/// How a source answered last.
pub(super) struct LastAnswer {
    pub source: String,
    pub state: Outcome,
    pub last_ok_at: Option<DateTime<Utc>>,
    pub checked_at: DateTime<Utc>,
}

pub(super) async fn last_answers(tx: &mut Tx) -> Result<Vec<LastAnswer>> {
    let rows = sqlx::query_as!(LastAnswer, r#"select source, state as "state: Outcome", last_ok_at, checked_at from source_health"#);
    Ok(rows.fetch_all(&mut **tx).await?)
}

/// How each source answered on each of the last days, the oldest first.
pub(super) async fn days(tx: &mut Tx, days: i32) -> Result<Vec<(String, HealthDay)>> {
    let rows = sqlx::query!(
        r#"select source, day, coalesce(sum(times) filter (where outcome in ('ok', 'ok_empty', 'partial')), 0) as "well!",
                  coalesce(sum(times) filter (where outcome not in ('ok', 'ok_empty', 'partial', 'unknown_company')), 0) as "badly!",
                  sum(got)::bigint as "got!"
           from source_day where day > (now() at time zone 'UTC')::date - $1::int group by source, day order by day"#,
        days
    );
    let rows = rows.fetch_all(&mut **tx).await?.into_iter();
    Ok(rows.map(|row| (row.source, HealthDay { day: row.day, well: row.well, badly: row.badly, got: row.got })).collect())
}

/// One posting, with its company.
pub async fn find(tx: &mut Tx, id: PostingId) -> Result<Option<FoundPosting>> {
    let row = sqlx::query_as!(
        Row,
        r#"select p.id, p.source, p.external_id, p.canonical_url, coalesce(c.name, '') as "company!", p.title, p.description_text, p.location,
                  p.mode as "mode: WorkMode", p.employment, p.salary_min, p.salary_max, p.salary_currency, p.salary_period as "period: Period",
                  p.posted_at, p.valid_through, p.language
           from posting p left join company c on c.id = p.company_id where p.id = $1"#,
        id.0
    );
    Ok(row.fetch_optional(&mut **tx).await?.map(|row| row.found().1))
}
