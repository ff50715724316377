//! The SQL of postings. Workers write; everybody reads.

use super::{FoundPosting, Outcome, Period, Salary, WorkMode, fingerprint};
use crate::db::Tx;
use crate::desk::Desk;
use crate::error::Result;
use crate::id::{CompanyId, PostingId};

/// Keeps a posting as it is now; the first sight stays. Returns its id.
pub async fn keep(tx: &mut Tx, desk: &Desk, posting: &FoundPosting) -> Result<PostingId> {
    let company = if posting.company.is_empty() { None } else { Some(company(tx, desk.new_id(), &posting.company).await?) };
    let salary = posting.salary.as_ref();
    let id: PostingId = desk.new_id();
    let kept = sqlx::query_scalar!(
        "insert into posting (id, source, external_id, canonical_url, company_id, title, description_text, location, mode, employment,
                              salary_min, salary_max, salary_currency, salary_period, posted_at, valid_through, fingerprint, language)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
         on conflict on constraint posting_source_key do update set canonical_url = excluded.canonical_url, company_id = excluded.company_id,
             title = excluded.title, description_text = excluded.description_text, location = excluded.location, mode = excluded.mode,
             employment = excluded.employment, salary_min = excluded.salary_min, salary_max = excluded.salary_max,
             salary_currency = excluded.salary_currency, salary_period = excluded.salary_period, valid_through = excluded.valid_through,
             fingerprint = excluded.fingerprint, language = excluded.language, last_seen_at = now(), expired_at = null
         returning id",
        id.0,
        posting.source,
        posting.external_id,
        posting.url,
        company.map(|id| id.0),
        posting.title,
        posting.description_text,
        posting.location,
        posting.mode as Option<WorkMode>,
        posting.employment,
        salary.and_then(|salary| salary.min),
        salary.and_then(|salary| salary.max),
        salary.map(|salary| salary.currency.clone()),
        salary.map(|salary| salary.period) as Option<Period>,
        posting.posted_at,
        posting.valid_through,
        fingerprint(posting),
        posting.language
    );
    Ok(PostingId(kept.fetch_one(&mut **tx).await?))
}

async fn company(tx: &mut Tx, id: CompanyId, name: &str) -> Result<CompanyId> {
    let kept = sqlx::query_scalar!(
        "insert into company (id, name) values ($1, $2) on conflict on constraint company_name_key do update set name = excluded.name returning id",
        id.0,
        name
    );
    Ok(CompanyId(kept.fetch_one(&mut **tx).await?))
}

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
    Ok(())
}

/// One posting, with its company.
pub async fn find(tx: &mut Tx, id: PostingId) -> Result<Option<FoundPosting>> {
    let row = sqlx::query!(
        r#"select p.source, p.external_id, p.canonical_url, coalesce(c.name, '') as "company!", p.title, p.description_text, p.location,
                  p.mode as "mode: WorkMode", p.employment, p.salary_min, p.salary_max, p.salary_currency, p.salary_period as "period: Period",
                  p.posted_at, p.valid_through, p.language
           from posting p left join company c on c.id = p.company_id where p.id = $1"#,
        id.0
    );
    Ok(row.fetch_optional(&mut **tx).await?.map(|row| FoundPosting {
        source: row.source,
        external_id: row.external_id,
        url: row.canonical_url,
        company: row.company,
        title: row.title,
        description_text: row.description_text,
        location: row.location,
        mode: row.mode,
        employment: row.employment,
        salary: row.salary_currency.zip(row.period).map(|(currency, period)| Salary {
            min: row.salary_min,
            max: row.salary_max,
            currency,
            period,
        }),
        posted_at: row.posted_at,
        valid_through: row.valid_through,
        language: row.language,
    }))
}
