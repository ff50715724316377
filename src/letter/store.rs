//! The SQL of letters.

use super::{Content, Letter, LetterCard, Written};
use crate::db::Tx;
use crate::error::{Error, Result};
use crate::id::{LetterId, PostingId, UserId};

pub(super) async fn insert(tx: &mut Tx, owner: UserId, posting: PostingId, letter: &Written) -> Result<()> {
    let content = serde_json::to_value(&letter.content).map_err(Error::internal)?;
    sqlx::query!(
        "insert into letter (id, user_id, posting_id, content, language, status, pdf_key, pdf_sha256, pdf_bytes)
         values ($1, $2, $3, $4, $5, 'set', $6, $7, $8) on conflict (id) do nothing",
        letter.id.0,
        owner.0,
        posting.0,
        content,
        letter.language,
        letter.pdf_key,
        letter.pdf_sha256,
        letter.pdf_bytes
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(super) async fn list(tx: &mut Tx, owner: UserId) -> Result<Vec<LetterCard>> {
    let rows = sqlx::query!(
        r#"select l.id, l.posting_id, p.title, coalesce(c.name, '') as "company!", l.pdf_key is not null as "has_pdf!", l.created_at
           from letter l join posting p on p.id = l.posting_id left join company c on c.id = p.company_id
           where l.user_id = $1 order by l.created_at desc limit 200"#,
        owner.0
    );
    let rows = rows.fetch_all(&mut **tx).await?;
    Ok(rows
        .into_iter()
        .map(|row| LetterCard {
            id: LetterId(row.id),
            posting_id: PostingId(row.posting_id),
            title: row.title,
            company: row.company,
            has_pdf: row.has_pdf,
            created_at: row.created_at,
        })
        .collect())
}

/// Company, title and key of those that were set.
pub(super) async fn pdfs(tx: &mut Tx, owner: UserId, most: i64) -> Result<Vec<(String, String, String)>> {
    let rows = sqlx::query!(
        r#"select p.title, coalesce(c.name, '') as "company!", l.pdf_key as "pdf_key!"
           from letter l join posting p on p.id = l.posting_id left join company c on c.id = p.company_id
           where l.user_id = $1 and l.pdf_key is not null order by l.created_at desc, l.id desc limit $2"#,
        owner.0,
        most
    );
    Ok(rows.fetch_all(&mut **tx).await?.into_iter().map(|row| (row.company, row.title, row.pdf_key)).collect())
}

/// A letter and where its PDF is kept.
pub(super) struct Kept {
    pub letter: Letter,
    pub pdf_key: Option<String>,
}

pub(super) async fn find(tx: &mut Tx, owner: UserId, id: LetterId) -> Result<Option<Kept>> {
    let row = sqlx::query!(
        r#"select l.id, l.posting_id, p.title, coalesce(c.name, '') as "company!", l.content, l.language, l.pdf_key, l.created_at
           from letter l join posting p on p.id = l.posting_id left join company c on c.id = p.company_id
           where l.user_id = $1 and l.id = $2"#,
        owner.0,
        id.0
    );
    let Some(row) = row.fetch_optional(&mut **tx).await? else { return Ok(None) };
    let content: Content = serde_json::from_value(row.content).map_err(Error::internal)?;
    let card = LetterCard {
        id: LetterId(row.id),
        posting_id: PostingId(row.posting_id),
        title: row.title,
        company: row.company,
        has_pdf: row.pdf_key.is_some(),
        created_at: row.created_at,
    };
    Ok(Some(Kept { letter: Letter { card, content, language: row.language, facts: Vec::new() }, pdf_key: row.pdf_key }))
}
