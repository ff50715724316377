//! One run from a run and the executions that carried it out; an execution that no run knows of is a run of its own.

use super::old::{OldRun, PROFILE, Row, TASK};
use super::people::Owners;
use super::store::{self, Table};
use super::types::Count;
use super::{Report, id_for};
use crate::db::Tx;
use crate::error::Result;
use crate::id::{RunId, UserId};
use chrono::{DateTime, Utc};
use std::collections::HashMap;
use uuid::Uuid;

const RUN: &[&str] = &["run_id", "runId"];

/// Adopts all runs of those who were adopted.
pub(super) async fn adopt(tx: &mut Tx, now: DateTime<Utc>, owners: &Owners, report: &mut Report) -> Result<()> {
    let executions = last_executions(tx).await?;
    let mut table = Adopting { of: &store::RUNS, now, owners, before: store::adopted(tx, store::RUNS.name).await? };
    let mut count = Count::default();
    if store::open(tx, &store::RUNS).await? {
        loop {
            let page = store::page(tx).await?;
            if page.is_empty() {
                break;
            }
            for row in page {
                let execution = executions.get(&row.id());
                table.take(tx, &row, execution, &mut count, report).await?;
            }
        }
    }
    report.runs = count;
    let known = store::adopted(tx, store::RUNS.name).await?;
    table = Adopting { of: &store::EXECUTIONS, before: store::adopted(tx, store::EXECUTIONS.name).await?, ..table };
    let mut count = Count::default();
    if store::open(tx, &store::EXECUTIONS).await? {
        loop {
            let page = store::page(tx).await?;
            if page.is_empty() {
                break;
            }
            for row in page {
                if row.text(RUN).is_some_and(|run| known.contains_key(&run)) {
                    count.found += 1;
                    count.joined += 1;
                } else {
                    table.take(tx, &row, None, &mut count, report).await?;
                }
            }
        }
    }
    report.executions = count;
    Ok(())
}

/// Of each run its last execution, without what it answered.
async fn last_executions(tx: &mut Tx) -> Result<HashMap<String, Row>> {
    let mut last: HashMap<String, Row> = HashMap::new();
    if store::open(tx, &store::EXECUTIONS).await? {
        loop {
            let page = store::page(tx).await?;
            if page.is_empty() {
                break;
            }
            for mut row in page {
                let Some(run) = row.text(RUN) else { continue };
                row.0.retain(|_, value| !(value.is_object() || value.is_array()));
                let when = |row: &Row| row.text(&["created_at", "createdAt", "started_at", "startedAt"]);
                let later = last.get(&run).is_none_or(|known| row.text(TASK).is_some() && when(&row) >= when(known));
                if later {
                    last.insert(run, row);
                }
            }
        }
    }
    Ok(last)
}

/// One table of runs while it is adopted.
struct Adopting<'a> {
    of: &'static Table,
    now: DateTime<Utc>,
    owners: &'a Owners,
    before: HashMap<String, Uuid>,
}

impl Adopting<'_> {
    async fn take(&self, tx: &mut Tx, row: &Row, execution: Option<&Row>, count: &mut Count, report: &mut Report) -> Result<()> {
        count.found += 1;
        let old_id = row.id();
        if self.before.contains_key(&old_id) {
            count.already += 1;
            return Ok(());
        }
        let Some(owner) = self.owners.of(row, PROFILE) else {
            report.leave(self.of.name, &old_id, "it belongs to nobody who was adopted");
            return Ok(());
        };
        match OldRun::read(row, execution, self.now) {
            Ok(old) if self.insert(tx, &old_id, owner, &old).await? => count.adopted += 1,
            Ok(_) => report.leave(self.of.name, &old_id, "a run here has its id already"),
            Err(why) => report.leave(self.of.name, &old_id, why),
        }
        Ok(())
    }

    async fn insert(&self, tx: &mut Tx, old_id: &str, owner: UserId, old: &OldRun) -> Result<bool> {
        let id = RunId(id_for(old_id, old.created));
        store::act_for(tx, owner).await?;
        let inserted = store::insert_run(tx, id, owner, &format!("adopted:{}:{old_id}", self.of.name), old).await?;
        if inserted {
            store::note(tx, self.of.name, old_id, id.0).await?;
        }
        Ok(inserted)
    }
}
