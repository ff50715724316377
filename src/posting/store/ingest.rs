//! Keeping many postings at once. An opening is one row, and each place that advertises it is a link to that row.

use super::super::{FoundPosting, Period, WorkMode, fingerprint};
use crate::db::Tx;
use crate::desk::Desk;
use crate::error::Result;
use crate::id::{CompanyId, PostingId};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// Rows a statement: enough that the way to the database does not count, few enough that one statement stays small.
const BATCH: usize = 500;

/// Keeps postings as they are now; the first sight stays. Returns their ids in the order that they came in: the same id for two that
/// are one opening.
pub async fn keep_all(tx: &mut Tx, desk: &Desk, postings: &[FoundPosting]) -> Result<Vec<PostingId>> {
    one_at_a_time(tx).await?;
    let mut ids = Vec::with_capacity(postings.len());
    for batch in postings.chunks(BATCH) {
        ids.extend(keep_batch(tx, desk, batch).await?);
    }
    Ok(ids)
}

/// Whoever changes postings does so alone: two that keep the same new opening would both find that it is not there, and two that change
/// the same ones in another order would wait for each other.
pub(super) async fn one_at_a_time(tx: &mut Tx) -> Result<()> {
    sqlx::query!("select pg_advisory_xact_lock(hashtext('posting')) is null as waited").fetch_one(&mut **tx).await?;
    Ok(())
}

/// What one batch changes.
#[derive(Default)]
struct Plan<'a> {
    /// By place in the batch.
    ids: Vec<Uuid>,
    new: Vec<(Uuid, &'a FoundPosting, String)>,
    /// Rows whose own source said it again: their text may have changed.
    changed: Vec<(Uuid, &'a FoundPosting, String)>,
    /// Openings that came back under another number after a while.
    again: Vec<Uuid>,
}

/// A row that is there already.
struct Present {
    id: Uuid,
    source: String,
    /// Long enough for the same opening at the same source to be no slip but a second advertisement.
    for_a_while: bool,
}

async fn keep_batch(tx: &mut Tx, desk: &Desk, batch: &[FoundPosting]) -> Result<Vec<PostingId>> {
    let linked = linked(tx, batch).await?;
    let prints: Vec<String> = batch.iter().map(fingerprint).collect();
    let alike = alike(tx, batch, &prints).await?;
    let plan = plan(desk, batch, &prints, linked, alike);
    let companies = companies(tx, desk, batch).await?;
    insert(tx, &plan.new, &companies).await?;
    update(tx, &plan.changed, &companies).await?;
    link(tx, batch, &plan.ids).await?;
    sqlx::query!("update posting set reposts = reposts + 1, reposted_at = now() where id = any($1)", &plan.again)
        .execute(&mut **tx)
        .await?;
    Ok(plan.ids.into_iter().map(PostingId).collect())
}

/// By source and number: the row, and whether it is that source's own.
async fn linked(tx: &mut Tx, batch: &[FoundPosting]) -> Result<HashMap<(String, String), (Uuid, bool)>> {
    let (sources, numbers): (Vec<String>, Vec<String>) = batch.iter().map(|one| (one.source.clone(), one.external_id.clone())).unzip();
    let rows = sqlx::query!(
        r#"select l.source, l.external_id, l.posting_id, p.source = l.source and p.external_id = l.external_id as "own!"
           from unnest($1::text[], $2::text[]) as t (source, external_id) join posting_link l using (source, external_id)
                join posting p on p.id = l.posting_id"#,
        &sources,
        &numbers
    );
    let rows = rows.fetch_all(&mut **tx).await?;
    Ok(rows.into_iter().map(|row| ((row.source, row.external_id), (row.posting_id, row.own))).collect())
}

/// By address and by fingerprint: the oldest row that is alive.
async fn alike(tx: &mut Tx, batch: &[FoundPosting], prints: &[String]) -> Result<HashMap<String, Present>> {
    let urls: Vec<String> = batch.iter().map(|one| one.url.clone()).filter(|url| !url.is_empty()).collect();
    let telling: Vec<String> = prints.iter().filter(|print| tells(print)).cloned().collect();
    let rows = sqlx::query!(
        r#"select id, source, canonical_url, fingerprint, first_seen_at < now() - interval '7 days' as "for_a_while!"
           from posting where (canonical_url = any($1) or fingerprint = any($2)) and expired_at is null
                and last_seen_at > now() - interval '120 days' order by first_seen_at desc, id desc"#,
        &urls,
        &telling
    );
    let mut alike = HashMap::new();
    for row in rows.fetch_all(&mut **tx).await? {
        for key in [url_key(&row.canonical_url), row.fingerprint].into_iter().filter(|key| tells(key)) {
            alike.insert(key, Present { id: row.id, source: row.source.clone(), for_a_while: row.for_a_while });
        }
    }
    Ok(alike)
}

fn url_key(url: &str) -> String {
    if url.is_empty() { String::new() } else { format!("at {url}") }
}

/// Whether a fingerprint names both a company and a title; two that name neither are not one.
fn tells(print: &str) -> bool {
    !print.is_empty() && !print.starts_with('|') && !print.contains("||")
}

fn plan<'a>(
    desk: &Desk,
    batch: &'a [FoundPosting],
    prints: &[String],
    mut linked: HashMap<(String, String), (Uuid, bool)>,
    mut alike: HashMap<String, Present>,
) -> Plan<'a> {
    let mut plan = Plan::default();
    for (found, print) in batch.iter().zip(prints) {
        let number = (found.source.clone(), found.external_id.clone());
        let id = if let Some((id, own)) = linked.get(&number).copied() {
            if own && !plan.changed.iter().any(|(known, ..)| *known == id) && !plan.new.iter().any(|(known, ..)| *known == id) {
                plan.changed.push((id, found, print.clone()));
            }
            id
        } else if let Some(present) = [url_key(&found.url), print.clone()].iter().filter(|key| tells(key)).find_map(|key| alike.get(key)) {
            if present.source == found.source && present.for_a_while && !plan.again.contains(&present.id) {
                plan.again.push(present.id);
            }
            present.id
        } else {
            let id = desk.new_id::<PostingId>().0;
            plan.new.push((id, found, print.clone()));
            for key in [url_key(&found.url), print.clone()].into_iter().filter(|key| tells(key)) {
                alike.insert(key, Present { id, source: found.source.clone(), for_a_while: false });
            }
            id
        };
        linked.entry(number).or_insert((id, false));
        plan.ids.push(id);
    }
    plan
}

async fn companies(tx: &mut Tx, desk: &Desk, batch: &[FoundPosting]) -> Result<HashMap<String, Uuid>> {
    let names: BTreeMap<&str, Uuid> =
        batch.iter().filter(|one| !one.company.is_empty()).map(|one| (one.company.as_str(), desk.new_id::<CompanyId>().0)).collect();
    let (names, ids): (Vec<String>, Vec<Uuid>) = names.into_iter().map(|(name, id)| (name.to_owned(), id)).unzip();
    sqlx::query!(
        "insert into company (id, name) select * from unnest($1::uuid[], $2::text[]) on conflict on constraint company_name_key do nothing",
        &ids,
        &names
    )
    .execute(&mut **tx)
    .await?;
    let rows = sqlx::query!("select id, name from company where name = any($1)", &names).fetch_all(&mut **tx).await?;
    Ok(rows.into_iter().map(|row| (row.name, row.id)).collect())
}

/// Postings as columns.
#[derive(Default)]
struct Columns {
    ids: Vec<Uuid>,
    sources: Vec<String>,
    numbers: Vec<String>,
    urls: Vec<String>,
    companies: Vec<Option<Uuid>>,
    titles: Vec<String>,
    texts: Vec<String>,
    locations: Vec<Option<String>>,
    modes: Vec<Option<String>>,
    employments: Vec<Option<String>>,
    lows: Vec<Option<f64>>,
    highs: Vec<Option<f64>>,
    currencies: Vec<Option<String>>,
    periods: Vec<Option<String>>,
    posted: Vec<Option<chrono::DateTime<chrono::Utc>>>,
    until: Vec<Option<chrono::DateTime<chrono::Utc>>>,
    prints: Vec<String>,
    languages: Vec<Option<String>>,
}

impl Columns {
    fn of(rows: &[(Uuid, &FoundPosting, String)], companies: &HashMap<String, Uuid>) -> Self {
        let mut all = Self::default();
        let mut rows: Vec<_> = rows.iter().collect();
        rows.sort_by(|(_, a, _), (_, b, _)| (&a.source, &a.external_id).cmp(&(&b.source, &b.external_id)));
        for (id, one, print) in rows {
            let salary = one.salary.as_ref();
            all.ids.push(*id);
            all.sources.push(one.source.clone());
            all.numbers.push(one.external_id.clone());
            all.urls.push(one.url.clone());
            all.companies.push(companies.get(&one.company).copied());
            all.titles.push(one.title.clone());
            all.texts.push(one.description_text.clone());
            all.locations.push(one.location.clone());
            all.modes.push(one.mode.map(|mode| mode_word(mode).to_owned()));
            all.employments.push(one.employment.clone());
            all.lows.push(salary.and_then(|salary| salary.min));
            all.highs.push(salary.and_then(|salary| salary.max));
            all.currencies.push(salary.map(|salary| salary.currency.clone()));
            all.periods.push(salary.map(|salary| period_word(salary.period).to_owned()));
            all.posted.push(one.posted_at);
            all.until.push(one.valid_through);
            all.prints.push(print.clone());
            all.languages.push(one.language.clone());
        }
        all
    }
}

fn mode_word(mode: WorkMode) -> &'static str {
    match mode {
        WorkMode::Remote => "remote",
        WorkMode::Hybrid => "hybrid",
        WorkMode::OnSite => "on_site",
    }
}

fn period_word(period: Period) -> &'static str {
    match period {
        Period::Hour => "hour",
        Period::Day => "day",
        Period::Week => "week",
        Period::Month => "month",
        Period::Year => "year",
    }
}

async fn insert(tx: &mut Tx, rows: &[(Uuid, &FoundPosting, String)], companies: &HashMap<String, Uuid>) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let all = Columns::of(rows, companies);
    sqlx::query!(
        "insert into posting (id, source, external_id, canonical_url, company_id, title, description_text, location, mode, employment,
                              salary_min, salary_max, salary_currency, salary_period, posted_at, valid_through, fingerprint, language)
         select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::uuid[], $6::text[], $7::text[], $8::text[], $9::text[],
                              $10::text[], $11::float8[], $12::float8[], $13::text[], $14::text[], $15::timestamptz[],
                              $16::timestamptz[], $17::text[], $18::text[])",
        &all.ids,
        &all.sources,
        &all.numbers,
        &all.urls,
        &all.companies as _,
        &all.titles,
        &all.texts,
        &all.locations as _,
        &all.modes as _,
        &all.employments as _,
        &all.lows as _,
        &all.highs as _,
        &all.currencies as _,
        &all.periods as _,
        &all.posted as _,
        &all.until as _,
        &all.prints,
        &all.languages as _
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

async fn update(tx: &mut Tx, rows: &[(Uuid, &FoundPosting, String)], companies: &HashMap<String, Uuid>) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let all = Columns::of(rows, companies);
    // What did not change is not written again: its text would be indexed again.
    sqlx::query!(
        "update posting p set canonical_url = t.url, company_id = t.company, title = t.title, description_text = t.words, location = t.location,
                mode = t.mode, employment = t.employment, salary_min = t.low, salary_max = t.high, salary_currency = t.currency,
                salary_period = t.period, valid_through = t.until, fingerprint = t.print, language = t.language
         from unnest($1::uuid[], $2::text[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::float8[],
                     $10::float8[], $11::text[], $12::text[], $13::timestamptz[], $14::text[], $15::text[])
              as t (id, url, company, title, words, location, mode, employment, low, high, currency, period, until, print, language)
         where p.id = t.id and (p.canonical_url, p.company_id, p.title, p.description_text, p.location, p.mode, p.employment, p.salary_min,
                                p.salary_max, p.salary_currency, p.salary_period, p.valid_through, p.fingerprint, p.language)
               is distinct from (t.url, t.company, t.title, t.words, t.location, t.mode, t.employment, t.low, t.high, t.currency, t.period,
                                 t.until, t.print, t.language)",
        &all.ids,
        &all.urls,
        &all.companies as _,
        &all.titles,
        &all.texts,
        &all.locations as _,
        &all.modes as _,
        &all.employments as _,
        &all.lows as _,
        &all.highs as _,
        &all.currencies as _,
        &all.periods as _,
        &all.until as _,
        &all.prints,
        &all.languages as _
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// All were seen now, at these places.
async fn link(tx: &mut Tx, batch: &[FoundPosting], ids: &[Uuid]) -> Result<()> {
    let places: BTreeMap<(&str, &str), (Uuid, &FoundPosting)> =
        batch.iter().zip(ids).map(|(one, id)| ((one.source.as_str(), one.external_id.as_str()), (*id, one))).collect();
    let column = |pick: fn(&(&str, &str)) -> String| places.keys().map(pick).collect::<Vec<String>>();
    let (sources, numbers) = (column(|(source, _)| (*source).to_owned()), column(|(_, number)| (*number).to_owned()));
    let (ids, urls): (Vec<Uuid>, Vec<String>) = places.values().map(|(id, one)| (*id, one.url.clone())).unzip();
    let boards: Vec<Option<String>> = places.values().map(|(_, one)| one.board.clone()).collect();
    sqlx::query!(
        "insert into posting_link (source, external_id, posting_id, url, board)
         select * from unnest($1::text[], $2::text[], $3::uuid[], $4::text[], $5::text[])
         on conflict on constraint posting_link_key do update set url = excluded.url, board = coalesce(excluded.board, posting_link.board),
             last_seen_at = now()",
        &sources,
        &numbers,
        &ids,
        &urls,
        &boards as _
    )
    .execute(&mut **tx)
    .await?;
    sqlx::query!(
        "update posting set last_seen_at = now(), expired_at = null where id = any($1) and (last_seen_at < now() or expired_at is not null)",
        &ids
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
