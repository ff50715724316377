//! The SQL of pasted texts. They are a person's, so each question names whose.

use super::super::{Head, Pasted};
use crate::db::Tx;
use crate::error::Result;
use crate::id::{PastedId, UserId};

/// How many others were pasted within a day.
pub async fn pasted_in_a_day(tx: &mut Tx, owner: UserId, sha256: &str) -> Result<i64> {
    let row = sqlx::query_scalar!(
        r#"select count(*) as "count!" from posting_pasted where user_id = $1 and sha256 <> $2 and created_at > now() - interval '1 day'"#,
        owner.0,
        sha256
    );
    Ok(row.fetch_one(&mut **tx).await?)
}

/// The same text keeps its id and its head.
pub async fn keep_pasted(tx: &mut Tx, owner: UserId, id: PastedId, text: &str, sha256: &str, head: &Head) -> Result<PastedId> {
    let kept = sqlx::query_scalar!(
        r#"insert into posting_pasted as p (id, user_id, description_text, sha256, title, company, location) values ($1, $2, $3, $4, $5, $6, $7)
           on conflict on constraint posting_pasted_text_key do update set sha256 = p.sha256 returning id as "id: PastedId""#,
        id.0,
        owner.0,
        text,
        sha256,
        head.title,
        head.company,
        head.place
    );
    Ok(kept.fetch_one(&mut **tx).await?)
}

pub async fn find_pasted(tx: &mut Tx, owner: UserId, id: PastedId) -> Result<Option<Pasted>> {
    let row = sqlx::query!(
        r#"select description_text, title, company, location, scored_at is not null as "scored!", created_at
           from posting_pasted where user_id = $1 and id = $2"#,
        owner.0,
        id.0
    );
    Ok(row.fetch_optional(&mut **tx).await?.map(|row| Pasted {
        id,
        head: Head { title: row.title, company: row.company, place: row.location },
        text: row.description_text,
        scored: row.scored,
        created_at: row.created_at,
    }))
}

pub async fn pasted_before(tx: &mut Tx, owner: UserId) -> Result<Vec<Pasted>> {
    let rows = sqlx::query!(
        r#"select id as "id: PastedId", title, company, location, scored_at is not null as "scored!", created_at
           from posting_pasted where user_id = $1 order by created_at desc, id desc limit 20"#,
        owner.0
    );
    let rows = rows.fetch_all(&mut **tx).await?.into_iter();
    Ok(rows
        .map(|row| Pasted {
            id: row.id,
            head: Head { title: row.title, company: row.company, place: row.location },
            text: String::new(),
            scored: row.scored,
            created_at: row.created_at,
        })
        .collect())
}

pub async fn set_head(tx: &mut Tx, owner: UserId, id: PastedId, head: &Head) -> Result<()> {
    sqlx::query!(
        "update posting_pasted set title = $3, company = $4, location = $5, scored_at = coalesce(scored_at, now())
         where user_id = $1 and id = $2",
        owner.0,
        id.0,
        head.title,
        head.company,
        head.place
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
