//! The SQL of what is remembered of companies' boards. It is nobody's.

use crate::db::Tx;
use crate::error::Result;
use chrono::{DateTime, Utc};

/// What came of looking for a company's board.
#[derive(Debug, Clone)]
pub struct Remembered {
    /// Source, board, and how many openings it had.
    pub found: Option<(String, String, i32)>,
    /// Somebody did not answer then.
    pub incomplete: bool,
    pub looked_at: DateTime<Utc>,
}

/// What is remembered of a company: a board for two weeks, that there is none for one, or for a day where somebody did not answer.
pub async fn remembered_board(tx: &mut Tx, name: &str) -> Result<Option<Remembered>> {
    let row = sqlx::query!(
        "select source, board, openings, incomplete, looked_at from company_board
         where name = $1 and looked_at > now() - case when source is not null then interval '14 days'
                                                      when incomplete then interval '1 day' else interval '7 days' end",
        name
    );
    Ok(row.fetch_optional(&mut **tx).await?.map(|row| Remembered {
        found: row.source.zip(row.board).map(|(source, board)| (source, board, row.openings)),
        incomplete: row.incomplete,
        looked_at: row.looked_at,
    }))
}

pub async fn remember_board(tx: &mut Tx, name: &str, found: Option<(&str, &str, i32)>, incomplete: bool) -> Result<()> {
    let (source, board, openings) = (found.map(|found| found.0), found.map(|found| found.1), found.map_or(0, |found| found.2));
    sqlx::query!(
        "insert into company_board (name, source, board, openings, incomplete) values ($1, $2, $3, $4, $5)
         on conflict (name) do update set source = excluded.source, board = excluded.board, openings = excluded.openings,
             incomplete = excluded.incomplete, looked_at = now()",
        name,
        source,
        board,
        openings,
        incomplete
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
