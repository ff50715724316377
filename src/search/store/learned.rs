//! What dismissals teach.

use crate::db::Tx;
use crate::error::Result;
use crate::id::{MatchId, UserId};
use crate::posting::{Period, Salary, WorkMode};
use crate::search::{Lesson, Why};

pub(in crate::search) async fn lessons(tx: &mut Tx, owner: UserId) -> Result<Vec<Lesson>> {
    let words: Vec<String> = Why::TEACHING.iter().map(|why| why.words().to_owned()).collect();
    let rows = sqlx::query!(
        r#"select m.id, m.dismissed_why as "why!", m.updated_at, p.title, coalesce(c.name, '') as "company!", p.location,
                  p.mode as "mode: WorkMode", p.salary_min, p.salary_max, p.salary_currency, p.salary_period as "period: Period"
           from matched_job m join posting p on p.id = m.posting_id left join company c on c.id = p.company_id
           where m.user_id = $1 and m.status = 'dismissed' and m.unlearned_at is null and m.dismissed_why = any($2)
           order by m.updated_at desc, m.id limit 200"#,
        owner.0,
        &words
    );
    let lessons = rows.fetch_all(&mut **tx).await?.into_iter().filter_map(|row| {
        Some(Lesson {
            id: MatchId(row.id),
            why: Why::read(&row.why)?,
            title: row.title,
            company: row.company,
            location: row.location,
            mode: row.mode,
            salary: Salary::kept(row.salary_min, row.salary_max, row.salary_currency, row.period),
            learned_at: row.updated_at,
        })
    });
    Ok(lessons.collect())
}

pub(in crate::search) async fn unlearn(tx: &mut Tx, owner: UserId, id: MatchId) -> Result<bool> {
    let done = sqlx::query!(
        "update matched_job set unlearned_at = coalesce(unlearned_at, now()) where user_id = $1 and id = $2 and status = 'dismissed'",
        owner.0,
        id.0
    );
    Ok(done.execute(&mut **tx).await?.rows_affected() == 1)
}
