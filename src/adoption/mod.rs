//! People and runs that an older program left in this database: its tables were set aside (`job-agent migrate --baseline`), and
//! what can be used goes into ours, in one transaction. Doing it again takes only what was not taken before.

mod old;
mod people;
mod runs;
mod store;
mod types;
pub use types::*;

use crate::db::Db;
use crate::desk::Clock;
use crate::error::{Error, Result};
use chrono::{DateTime, Utc};
use uuid::{NoContext, Timestamp, Uuid};

/// Adopts what is there; of a rehearsal nothing stays but the report. Over the owner of the schema.
///
/// # Errors
/// `Conflict` when there is nothing of an older program.
pub async fn adopt(admin: &Db, clock: &dyn Clock, rehearsal: bool) -> Result<Report> {
    let mut tx = admin.authenticating().await?;
    store::take_turn(&mut tx).await?;
    if !(store::is_there(&mut tx, &store::USER).await? || store::is_there(&mut tx, &store::USERS).await?) {
        let words = "There are no tables of an older program in the schema `predecessor`. Run `job-agent migrate --baseline` first, which puts them there.";
        return Err(Error::Conflict(words.into()));
    }
    let mut report = Report::default();
    let owners = people::adopt(&mut tx, clock.now(), &mut report).await?;
    runs::adopt(&mut tx, clock.now(), &owners, &mut report).await?;
    report.forgotten = store::how_many(&mut tx, &store::SESSION).await? + store::how_many(&mut tx, &store::VERIFICATION).await?;
    if rehearsal {
        tx.rollback().await?
    } else {
        tx.commit().await?
    }
    Ok(report)
}

/// The old id where it has our form, otherwise a new one that sorts by when the row was made.
fn id_for(old: &str, made: DateTime<Utc>) -> Uuid {
    let own = old.parse::<Uuid>().ok().filter(|id| !id.is_nil());
    own.unwrap_or_else(|| {
        let seconds = u64::try_from(made.timestamp()).unwrap_or(0);
        Uuid::new_v7(Timestamp::from_unix(NoContext, seconds, made.timestamp_subsec_nanos()))
    })
}
