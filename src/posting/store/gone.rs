//! Openings that no source advertises any more.

use super::super::{Answer, Outcome, SourceCard};
use super::ingest::one_at_a_time;
use crate::db::Tx;
use crate::error::Result;
use std::collections::BTreeSet;

/// So many at once; the next answer takes the rest.
const AT_ONCE: i64 = 5_000;

/// Marks what a source has stopped advertising. One that is asked for boards tells all that stands on them, unless its answer was cut off
/// at `limit` rows. A feed shows its latest openings alone, so there silence counts after a month.
pub async fn let_go(tx: &mut Tx, card: &SourceCard, answer: &Answer, limit: usize) -> Result<()> {
    match answer.outcome {
        Outcome::Ok if card.needs_companies && answer.got < limit => missing(tx, &card.key, answer).await,
        Outcome::Ok | Outcome::OkEmpty if !card.needs_companies => silent(tx, &card.key).await,
        _ => Ok(()),
    }
}

/// Openings of the boards in this answer that are not in it. A board is what its source calls it: two of one source may bear the same
/// company's name. What another board or source shows stays, and so does what was seen within hours: the answer of a run that was
/// interrupted may be as old.
async fn missing(tx: &mut Tx, source: &str, answer: &Answer) -> Result<()> {
    let boards: BTreeSet<String> = answer.postings.iter().filter_map(|one| one.board.clone()).collect();
    if boards.is_empty() {
        return Ok(());
    }
    one_at_a_time(tx).await?;
    let boards: Vec<String> = boards.into_iter().collect();
    let numbers: Vec<String> = answer.postings.iter().map(|one| one.external_id.clone()).collect();
    sqlx::query!(
        "update posting p set expired_at = now()
         where p.id in (select b.posting_id from posting_link b where b.source = $1 and b.board = any($2))
               and p.expired_at is null and p.last_seen_at < now() - interval '6 hours'
               and not exists (select 1 from posting_link l where l.posting_id = p.id
                   and (l.source = $1 and l.external_id = any($3)
                        or (l.source <> $1 or l.board is null or l.board <> all($2)) and l.last_seen_at > now() - interval '30 days'))",
        source,
        &boards,
        &numbers
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Openings of a feed that nobody has seen for a month.
async fn silent(tx: &mut Tx, source: &str) -> Result<()> {
    one_at_a_time(tx).await?;
    sqlx::query!(
        "update posting set expired_at = now() where id in (
             select id from posting where source = $1 and expired_at is null and first_seen_at < now() - interval '30 days'
                    and last_seen_at < now() - interval '30 days' order by first_seen_at limit $2)",
        source,
        AT_ONCE
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
