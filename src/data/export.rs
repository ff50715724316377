//! Everything that is here of a person as one file: JSON for programs, Markdown for people, and the files themselves.

use super::{Export, store};
use crate::account::Member;
use crate::desk::Desk;
use crate::document::Archive;
use crate::error::{Error, Result};
use crate::id::{ExportId, RunId, checked_key};
use crate::run::{self, Context, End, Handler, Kind, NewRun};
use async_trait::async_trait;
use bytes::Bytes;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::fmt::Write;

/// Starts the run that makes the file. The same key makes it once.
pub async fn start_export(desk: &Desk, member: &Member, key: &str) -> Result<RunId> {
    let key = checked_key(key)?;
    let mut tx = desk.db.owned(member.id()).await?;
    let new = NewRun { kind: Kind::DataExport, idempotency_key: format!("export:{key}"), input: json!({}), settings: json!({}) };
    let id = run::create(&mut tx, desk, member.id(), &new).await?;
    tx.commit().await?;
    run::announce(desk, member.id(), Kind::DataExport, id).await;
    Ok(id)
}

/// The files that can still be taken, newest first.
pub async fn exports(desk: &Desk, member: &Member) -> Result<Vec<Export>> {
    let mut tx = desk.db.owned(member.id()).await?;
    Ok(store::exports(&mut tx, member.id()).await?.into_iter().map(|(export, _)| export).collect())
}

/// One of them.
pub async fn export_file(desk: &Desk, member: &Member, id: ExportId) -> Result<Bytes> {
    let mut tx = desk.db.owned(member.id()).await?;
    let all = store::exports(&mut tx, member.id()).await?;
    tx.commit().await?;
    let (_, key) = all.into_iter().find(|(export, _)| export.id == id).ok_or(Error::NotFound)?;
    Ok(desk.store.get(&key).await?)
}

/// Makes the file.
pub struct DataExport;

#[async_trait]
impl Handler for DataExport {
    fn kind(&self) -> Kind {
        Kind::DataExport
    }

    async fn work(&self, context: &Context) -> Result<Value, End> {
        let (desk, owner) = (&context.desk, context.owner);
        context.progress("gathering", 0, 2, "Gathering everything that is here of you", json!({})).await?;
        let mut tx = desk.db.owned(owner).await?;
        let tables = store::tables(&mut tx, owner).await?;
        let older = store::export_keys(&mut tx, owner).await?;
        let files: Vec<String> = store::files(&mut tx, owner).await?.into_iter().filter(|key| !older.contains(key)).collect();
        tx.commit().await.map_err(Error::from)?;
        context.progress("packing", 1, 2, "Packing it into one file", json!({})).await?;
        let archive = pack(desk, &tables, &files).await?;
        let (bytes, sha256) = (i64::try_from(archive.len()).map_err(Error::internal)?, hex::encode(Sha256::digest(&archive)));
        let key = format!("export/{owner}/{}.zip", context.run);
        desk.store.put(&key, Bytes::from(archive)).await.map_err(Error::from)?;
        for key in older.iter().filter(|older| **older != key) {
            desk.store.delete(key).await.map_err(Error::from)?;
        }
        let mut tx = desk.db.owned(owner).await?;
        let id: ExportId = desk.new_id();
        store::keep_export(&mut tx, owner, &store::NewExport { id, run: context.run, key, bytes, sha256 }).await?;
        tx.commit().await.map_err(Error::from)?;
        Ok(json!({ "bytes": bytes, "files": files.len() }))
    }
}

async fn pack(desk: &Desk, tables: &[(String, Value)], files: &[String]) -> Result<Vec<u8>> {
    let mut archive = Archive::default();
    let mut fits = archive.add("README.md", readme(desk, tables, files).as_bytes());
    for (name, rows) in tables {
        let text = serde_json::to_string_pretty(rows).map_err(Error::internal)?;
        fits &= archive.add(&format!("data/{name}.json"), text.as_bytes());
    }
    fits &= archive.add("everything.md", markdown(tables).as_bytes());
    for key in files {
        match desk.store.get(key).await {
            Ok(bytes) => fits &= archive.add(&format!("files/{}", key.rsplit('/').next().unwrap_or(key)), &bytes),
            // What is gone cannot be taken along; the README says how many there should be.
            Err(crate::storage::Failure::Missing) => {}
            Err(other) => return Err(other.into()),
        }
    }
    if fits { Ok(archive.finish()) } else { Err(Error::Unavailable("There is more here than one file of this kind can hold.".into())) }
}

fn readme(desk: &Desk, tables: &[(String, Value)], files: &[String]) -> String {
    let mut text = format!(
        "# What Job Agent has of you\n\nMade on {}.\n\n- `everything.md`: all of it, to read\n- `data/`: the same as JSON, one file a table\n- `files/`: the {} files that you uploaded or made\n\nPasswords, sessions' secrets and tokens are not in it.\n\n",
        desk.now().format("%Y-%m-%d %H:%M UTC"),
        files.len()
    );
    for (name, rows) in tables {
        let _ = writeln!(text, "- {name}: {}", rows.as_array().map_or(0, Vec::len));
    }
    text
}

/// Every row as a list of what is known, without what is empty.
fn markdown(tables: &[(String, Value)]) -> String {
    let mut text = String::from("# Everything\n");
    for (name, rows) in tables {
        let rows = rows.as_array().map(Vec::as_slice).unwrap_or_default();
        if rows.is_empty() {
            continue;
        }
        let _ = write!(text, "\n## {name}\n");
        for row in rows.iter().filter_map(Value::as_object) {
            text.push('\n');
            for (key, value) in row {
                let shown = match value {
                    Value::Null => continue,
                    Value::String(words) if words.is_empty() => continue,
                    Value::String(words) => words.replace('\n', "\n  "),
                    other => other.to_string(),
                };
                let _ = writeln!(text, "- **{key}**: {shown}");
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::markdown;
    use serde_json::json;

    #[test]
    fn what_is_empty_is_left_out() {
        let tables = [("note".to_owned(), json!([{ "text": "a\nb", "more": null, "n": 3 }])), ("none".to_owned(), json!([]))];
        assert_eq!(markdown(&tables), "# Everything\n\n## note\n\n- **n**: 3\n- **text**: a\n  b\n");
    }
}
