//! The SQL of deliveries.

use crate::db::Tx;
use crate::error::Result;
use crate::id::{DeliveryId, RunId, UserId};

/// Notes that a mail is about to leave. False when one with this key has left already.
pub(super) async fn begin(tx: &mut Tx, owner: UserId, id: DeliveryId, run: RunId, key: &str, to: &str, subject: &str) -> Result<bool> {
    sqlx::query!(
        "insert into delivery (id, user_id, run_id, message_key, recipient, subject) values ($1, $2, $3, $4, $5, $6)
         on conflict on constraint delivery_message_key do nothing",
        id.0,
        owner.0,
        run.0,
        key,
        to,
        subject
    )
    .execute(&mut **tx)
    .await?;
    let row =
        sqlx::query_scalar!(r#"select sent_at is null as "unsent!" from delivery where user_id = $1 and message_key = $2"#, owner.0, key);
    Ok(row.fetch_one(&mut **tx).await?)
}

pub(super) async fn sent(tx: &mut Tx, owner: UserId, key: &str, error: Option<&str>) -> Result<()> {
    sqlx::query!(
        "update delivery set sent_at = case when $3::text is null then now() end, error = $3 where user_id = $1 and message_key = $2",
        owner.0,
        key,
        error
    )
    .execute(&mut **tx)
    .await?;
    Ok(())
}
