//! Which matches a mail has told of.

use super::{Kept, MatchStatus, Row, WorkMode};
use crate::db::Tx;
use crate::error::Result;
use crate::id::{MatchId, RunId, UserId};
use crate::search::MatchCard;
use std::collections::HashMap;

/// What no digest has told of and the person has done nothing with, best first.
pub(in crate::search) async fn untold(tx: &mut Tx, owner: UserId, limit: i64) -> Result<Vec<MatchId>> {
    let rows = sqlx::query_scalar!(
        r#"select id as "id: MatchId" from matched_job where user_id = $1 and status = 'new' and told_at is null
           order by score desc, confidence desc, id limit $2"#,
        owner.0,
        limit
    );
    Ok(rows.fetch_all(&mut **tx).await?)
}

/// These matches with their postings, best first.
pub(in crate::search) async fn cards(tx: &mut Tx, owner: UserId, ids: &[MatchId]) -> Result<Vec<MatchCard>> {
    let ids: Vec<_> = ids.iter().map(|id| id.0).collect();
    let rows = sqlx::query_as!(
        Row,
        r#"select m.id, m.posting_id, m.run_id, m.score, m.confidence, m.parts, m.gaps, m.warnings, m.status as "status: MatchStatus",
                  m.dismissed_why, m.letter_id, p.title, coalesce(c.name, '') as "company!", p.location, p.mode as "mode: WorkMode",
                  p.source, p.canonical_url as url, p.posted_at,
                  coalesce(m.first_run_id = (select s.last_run_id from job_search s where s.id = m.job_search_id and s.user_id = m.user_id),
                           false) as "fresh!"
           from matched_job m join posting p on p.id = m.posting_id left join company c on c.id = p.company_id
           where m.user_id = $1 and m.id = any($2) order by m.score desc, m.confidence desc, m.id"#,
        owner.0,
        &ids
    );
    rows.fetch_all(&mut **tx).await?.into_iter().map(|row| Kept::try_from(row).map(|kept| kept.card)).collect()
}

/// What a run found first and no mail has told of yet, best first.
pub(in crate::search) async fn untold_of(tx: &mut Tx, owner: UserId, run: RunId) -> Result<Vec<MatchId>> {
    let rows = sqlx::query_scalar!(
        r#"select id as "id: MatchId" from matched_job where user_id = $1 and run_id = $2 and first_run_id = $2
             and status in ('new', 'saved') and told_at is null
           order by score desc, confidence desc, id"#,
        owner.0,
        run.0
    );
    Ok(rows.fetch_all(&mut **tx).await?)
}

/// Where the PDFs of these matches' letters are kept.
pub(in crate::search) async fn letter_keys(tx: &mut Tx, owner: UserId, ids: &[MatchId]) -> Result<HashMap<MatchId, String>> {
    let ids: Vec<_> = ids.iter().map(|id| id.0).collect();
    let rows = sqlx::query!(
        r#"select m.id, l.pdf_key as "key!" from matched_job m join letter l on l.id = m.letter_id
           where m.user_id = $1 and m.id = any($2) and l.pdf_key is not null"#,
        owner.0,
        &ids
    );
    Ok(rows.fetch_all(&mut **tx).await?.into_iter().map(|row| (MatchId(row.id), row.key)).collect())
}

pub(in crate::search) async fn mark_told(tx: &mut Tx, owner: UserId, ids: &[MatchId]) -> Result<()> {
    let ids: Vec<_> = ids.iter().map(|id| id.0).collect();
    sqlx::query!("update matched_job set told_at = coalesce(told_at, now()) where user_id = $1 and id = any($2)", owner.0, &ids)
        .execute(&mut **tx)
        .await?;
    Ok(())
}
