//! Work that comes back by itself: a cron expression in a time zone, each tick once however many processes look.
//!
//! A time that a change of clocks leaves out is run at the first moment after the gap; one that comes twice is run the first
//! time. Ticks that were missed while nobody worked are caught up by one run, not by one each; those of a pause by none. A
//! tick whose predecessor is still going is left out.

use super::{Kind, NewRun, store};
use crate::db::Tx;
use crate::desk::Desk;
use crate::error::{Error, Result};
use crate::id::{RunId, ScheduleId, UserId};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use croner::Cron;
use serde_json::{Value, json};
use std::str::FromStr;

/// Runs that one look starts at most; the next look follows in two seconds.
const AT_ONCE: usize = 200;

/// What is to come back, and when.
#[derive(Debug, Clone)]
pub struct NewSchedule {
    pub kind: Kind,
    /// Five fields: minute, hour, day of the month, month, day of the week.
    pub cron: String,
    /// A name of the time zone database, such as Europe/Berlin.
    pub timezone: String,
    /// What each run gets.
    pub input: Value,
}

/// A schedule as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    pub id: ScheduleId,
    pub cron: String,
    pub timezone: String,
    pub next_at: DateTime<Utc>,
    pub last_run_id: Option<RunId>,
    pub paused: bool,
}

/// The first tick after a moment.
///
/// # Errors
/// `Invalid` names `cron` or `timezone` when there is no such, or a time that never comes.
pub fn next_after(cron: &str, timezone: &str, after: DateTime<Utc>) -> Result<DateTime<Utc>> {
    let zone = Tz::from_str(timezone)
        .map_err(|_| Error::invalid("timezone", format!("There is no time zone {timezone}. Give one such as Europe/Berlin.")))?;
    let cron = Cron::from_str(cron).map_err(|_| Error::invalid("cron", format!("{cron} is not a time that comes back.")))?;
    let next = cron.find_next_occurrence(&after.with_timezone(&zone), false);
    Ok(next.map_err(|_| Error::invalid("cron", "That time never comes."))?.with_timezone(&Utc))
}

/// A moment as the clock on the wall there says it.
pub fn said(at: DateTime<Utc>, timezone: &str) -> String {
    let zone = Tz::from_str(timezone).unwrap_or(Tz::UTC);
    format!("{} ({zone})", at.with_timezone(&zone).format("%A, %-d %B %Y, %H:%M"))
}

/// Makes a schedule inside the use-case's transaction.
pub async fn create(tx: &mut Tx, desk: &Desk, owner: UserId, new: &NewSchedule) -> Result<ScheduleId> {
    let id: ScheduleId = desk.new_id();
    let next_at = next_after(&new.cron, &new.timezone, desk.now())?;
    store::insert_schedule(tx, id, owner, new, next_at).await?;
    Ok(id)
}

/// Changes when it comes back, and with what. A paused one goes on.
pub async fn change(tx: &mut Tx, desk: &Desk, owner: UserId, id: ScheduleId, new: &NewSchedule) -> Result<()> {
    let next_at = next_after(&new.cron, &new.timezone, desk.now())?;
    found(store::change_schedule(tx, owner, id, new, next_at).await?)
}

/// What each run gets from now on; when it comes stays as it is.
pub async fn set_input(tx: &mut Tx, owner: UserId, id: ScheduleId, input: &Value) -> Result<()> {
    found(store::set_schedule_input(tx, owner, id, input).await?)
}

/// Holds it until [`resume`].
pub async fn pause(tx: &mut Tx, owner: UserId, id: ScheduleId) -> Result<()> {
    found(store::pause_schedule(tx, owner, id).await?)
}

/// Goes on with the next tick from now.
pub async fn resume(tx: &mut Tx, desk: &Desk, owner: UserId, id: ScheduleId) -> Result<()> {
    let schedule = store::find_schedule(tx, owner, id).await?.ok_or(Error::NotFound)?;
    let next_at = next_after(&schedule.cron, &schedule.timezone, desk.now())?;
    found(store::resume_schedule(tx, owner, id, next_at).await?)
}

/// Ends it; its runs stay.
pub async fn remove(tx: &mut Tx, owner: UserId, id: ScheduleId) -> Result<()> {
    found(store::remove_schedule(tx, owner, id).await?)
}

/// One of this person's.
pub async fn find(tx: &mut Tx, owner: UserId, id: ScheduleId) -> Result<Option<Schedule>> {
    store::find_schedule(tx, owner, id).await
}

/// The one of a kind that a person has one of.
pub async fn of_kind(tx: &mut Tx, owner: UserId, kind: Kind) -> Result<Option<Schedule>> {
    store::schedule_of_kind(tx, owner, kind).await
}

fn found(changed: bool) -> Result<()> {
    if changed { Ok(()) } else { Err(Error::NotFound) }
}

/// Makes a run of each tick that is due; says how many. Any number of processes may look at once.
pub async fn due(desk: &Desk) -> Result<usize> {
    let mut started = 0;
    for _ in 0..AT_ONCE {
        match take_one(desk).await? {
            None => break,
            Some(false) => {}
            Some(true) => started += 1,
        }
    }
    Ok(started)
}

/// A tick that is nobody's yet, locked until its transaction ends.
pub(super) struct Due {
    pub id: ScheduleId,
    pub owner: UserId,
    pub kind: Kind,
    pub cron: String,
    pub timezone: String,
    pub input: Value,
    pub tick: DateTime<Utc>,
    /// By the database's clock, which all schedulers share.
    pub now: DateTime<Utc>,
    /// Whether the run of an earlier tick is still going.
    pub busy: bool,
}

/// Takes one tick; false when it made no run.
async fn take_one(desk: &Desk) -> Result<Option<bool>> {
    let mut tx = desk.db.working().await?;
    let Some(due) = store::take_due(&mut tx).await? else { return Ok(None) };
    let next_at = match next_after(&due.cron, &due.timezone, due.now) {
        Ok(next_at) => next_at,
        Err(cause) => {
            tracing::error!(schedule = %due.id, %cause, "a schedule that cannot go on is paused");
            store::pause_schedule(&mut tx, due.owner, due.id).await?;
            tx.commit().await?;
            return Ok(Some(false));
        }
    };
    if due.busy {
        store::move_schedule(&mut tx, due.id, next_at, None).await?;
        tx.commit().await?;
        return Ok(Some(false));
    }
    let mut settings = due.input.clone();
    if let Some(settings) = settings.as_object_mut() {
        settings.insert("schedule".into(), json!(due.id));
    }
    let new = NewRun {
        kind: due.kind,
        idempotency_key: format!("schedule:{}:{}", due.id, due.tick.timestamp_micros()),
        input: due.input,
        settings,
    };
    store::act_for(&mut tx, due.owner).await?;
    let run = super::create(&mut tx, desk, due.owner, &new).await?;
    store::move_schedule(&mut tx, due.id, next_at, Some(run)).await?;
    tx.commit().await?;
    super::announce(desk, due.owner, due.kind, run).await;
    Ok(Some(true))
}

#[cfg(test)]
mod tests {
    use super::next_after;
    use crate::error::Error;
    use chrono::{DateTime, Utc};

    fn at(text: &str) -> DateTime<Utc> {
        text.parse().unwrap()
    }

    /// The ticks after a moment, as the clock on the wall there says them and in UTC.
    fn ticks(cron: &str, zone: &str, after: &str, count: usize) -> Vec<String> {
        let mut moment = at(after);
        (0..count)
            .map(|_| {
                moment = next_after(cron, zone, moment).unwrap();
                let there = moment.with_timezone(&zone.parse::<chrono_tz::Tz>().unwrap());
                format!("{} {}", there.format("%a %d %H:%M %Z"), moment.format("%H:%M"))
            })
            .collect()
    }

    #[test]
    fn an_hour_stays_the_same_on_the_wall_when_clocks_change() {
        let berlin = ticks("0 8 * * *", "Europe/Berlin", "2027-03-26T12:00:00Z", 3);
        assert_eq!(berlin, ["Sat 27 08:00 CET 07:00", "Sun 28 08:00 CEST 06:00", "Mon 29 08:00 CEST 06:00"]);
        let york = ticks("0 8 * * *", "America/New_York", "2026-10-30T18:00:00Z", 3);
        assert_eq!(york, ["Sat 31 08:00 EDT 12:00", "Sun 01 08:00 EST 13:00", "Mon 02 08:00 EST 13:00"]);
    }

    #[test]
    fn a_time_that_does_not_exist_is_run_right_after_the_gap() {
        let berlin = ticks("30 2 * * *", "Europe/Berlin", "2027-03-27T12:00:00Z", 2);
        assert_eq!(berlin, ["Sun 28 03:00 CEST 01:00", "Mon 29 02:30 CEST 00:30"]);
        let york = ticks("30 2 * * *", "America/New_York", "2027-03-13T12:00:00Z", 2);
        assert_eq!(york, ["Sun 14 03:00 EDT 07:00", "Mon 15 02:30 EDT 06:30"]);
    }

    #[test]
    fn a_time_that_comes_twice_is_run_once() {
        let berlin = ticks("30 2 * * *", "Europe/Berlin", "2026-10-24T12:00:00Z", 2);
        assert_eq!(berlin, ["Sun 25 02:30 CEST 00:30", "Mon 26 02:30 CET 01:30"]);
        let york = ticks("30 1 * * *", "America/New_York", "2026-10-31T12:00:00Z", 2);
        assert_eq!(york, ["Sun 01 01:30 EDT 05:30", "Mon 02 01:30 EST 06:30"]);
        // Asked again between the two, it is the next day's turn.
        assert_eq!(next_after("30 2 * * *", "Europe/Berlin", at("2026-10-25T00:45:00Z")).unwrap(), at("2026-10-26T01:30:00Z"));
    }

    #[test]
    fn weekdays_are_those_of_the_place() {
        let auckland = ticks("0 7 * * 1-5", "Pacific/Auckland", "2026-11-20T00:00:00Z", 2);
        assert_eq!(auckland, ["Mon 23 07:00 NZDT 18:00", "Tue 24 07:00 NZDT 18:00"]);
    }

    #[test]
    fn what_is_no_time_or_no_place_is_named() {
        assert!(matches!(next_after("0 8 * *", "Europe/Berlin", at("2027-01-01T00:00:00Z")), Err(Error::Invalid(_))));
        assert!(matches!(next_after("0 8 * * *", "Europe/Atlantis", at("2027-01-01T00:00:00Z")), Err(Error::Invalid(_))));
        assert!(matches!(next_after("0 8 30 2 *", "UTC", at("2027-01-01T00:00:00Z")), Err(Error::Invalid(_))));
    }
}
