//! Removes every file and row of a person who left. The files go first: their keys stand in the rows.

use super::store;
use crate::account;
use crate::error::Error;
use crate::run::{Context, End, Handler, Kind};
use async_trait::async_trait;
use serde_json::{Value, json};

/// The last run of a person; its own row goes with the others.
pub struct AccountDeletion;

#[async_trait]
impl Handler for AccountDeletion {
    fn kind(&self) -> Kind {
        Kind::AccountDeletion
    }

    async fn work(&self, context: &Context) -> Result<Value, End> {
        let (desk, owner) = (&context.desk, context.owner);
        context.progress("files", 0, 2, "Removing the files", json!({})).await?;
        let mut tx = desk.db.owned(owner).await?;
        let files = store::files(&mut tx, owner).await?;
        tx.commit().await.map_err(Error::from)?;
        for key in &files {
            desk.store.delete(key).await.map_err(Error::from)?;
        }
        context.progress("rows", 1, 2, "Removing the rest", json!({})).await?;
        let mut tx = desk.db.owned(owner).await?;
        account::note_deletion(&mut tx, desk, owner, "deleted").await?;
        store::remove_person(&mut tx, owner).await?;
        tx.commit().await.map_err(Error::from)?;
        Ok(json!({ "files": files.len() }))
    }
}
