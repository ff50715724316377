//! Searches that run by themselves.

use super::{Every, Timetable, store, use_cases::job_search};
use crate::account::Member;
use crate::db::Tx;
use crate::desk::Desk;
use crate::error::{Error, Result};
use crate::id::{JobSearchId, ScheduleId};
use crate::run::{
    Kind,
    schedule::{self, NewSchedule, Schedule},
};
use serde_json::{Value, json};

impl Every {
    const ALL: [Self; 3] = [Self::Day, Self::Weekday, Self::Week];

    fn cron(self, hour: u8) -> String {
        match self {
            Self::Day => format!("0 {hour} * * *"),
            Self::Weekday => format!("0 {hour} * * 1-5"),
            Self::Week => format!("0 {hour} * * 1"),
        }
    }

    /// What [`Self::cron`] wrote.
    fn read(cron: &str) -> Option<(Self, u8)> {
        let hour = cron.split(' ').nth(1)?.parse().ok()?;
        Self::ALL.into_iter().find(|every| every.cron(hour) == cron).map(|every| (every, hour))
    }
}

/// When a search runs by itself, if it does.
pub async fn timetable(desk: &Desk, member: &Member, id: JobSearchId) -> Result<Option<Timetable>> {
    let mut tx = desk.db.owned(member.id()).await?;
    let Some(schedule) = store::schedule_of(&mut tx, member.id(), id).await? else { return Ok(None) };
    let Some(found) = schedule::find(&mut tx, member.id(), schedule).await? else { return Ok(None) };
    read(found).map(Some)
}

/// A schedule in the words of a person.
pub(crate) fn read(found: Schedule) -> Result<Timetable> {
    let (every, hour) = Every::read(&found.cron).ok_or_else(|| Error::internal("a timetable that nobody could have made"))?;
    Ok(Timetable {
        every,
        hour,
        next_words: schedule::said(found.next_at, &found.timezone),
        timezone: found.timezone,
        next_at: found.next_at,
        last_run_id: found.last_run_id,
        paused: found.paused,
    })
}

/// Lets a search run by itself from now on; one that was paused goes on.
///
/// # Errors
/// `Invalid` names `hour` and `timezone`.
pub async fn set_timetable(desk: &Desk, member: &Member, id: JobSearchId, every: Every, hour: u8, timezone: &str) -> Result<()> {
    let search = job_search(desk, member, id).await?;
    let new = written(Kind::JobSearch, json!({ "job_search": id, "criteria": search.criteria }), every, hour, timezone)?;
    let owner = member.id();
    let mut tx = desk.db.owned(owner).await?;
    match store::schedule_of(&mut tx, owner, id).await? {
        Some(schedule) => schedule::change(&mut tx, desk, owner, schedule, &new).await?,
        None => {
            let schedule = schedule::create(&mut tx, desk, owner, &new).await?;
            store::set_schedule(&mut tx, owner, id, Some(schedule)).await?;
        }
    }
    tx.commit().await?;
    Ok(())
}

/// The words of a person as a schedule.
///
/// # Errors
/// `Invalid` names `hour`; the time zone is looked at when the schedule is made.
pub(crate) fn written(kind: Kind, input: Value, every: Every, hour: u8, timezone: &str) -> Result<NewSchedule> {
    if hour > 23 {
        return Err(Error::invalid("hour", "Choose an hour of the day."));
    }
    Ok(NewSchedule { kind, cron: every.cron(hour), timezone: timezone.trim().to_owned(), input })
}

/// Holds a timetable, or lets it go on with the next time from now.
pub async fn pause_timetable(desk: &Desk, member: &Member, id: JobSearchId, paused: bool) -> Result<()> {
    let owner = member.id();
    let mut tx = desk.db.owned(owner).await?;
    let schedule = has(&mut tx, member, id).await?;
    if paused {
        schedule::pause(&mut tx, owner, schedule).await?;
    } else {
        schedule::resume(&mut tx, desk, owner, schedule).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// The search runs by hand alone again.
pub async fn remove_timetable(desk: &Desk, member: &Member, id: JobSearchId) -> Result<()> {
    let owner = member.id();
    let mut tx = desk.db.owned(owner).await?;
    let schedule = has(&mut tx, member, id).await?;
    store::set_schedule(&mut tx, owner, id, None).await?;
    schedule::remove(&mut tx, owner, schedule).await?;
    tx.commit().await?;
    Ok(())
}

async fn has(tx: &mut Tx, member: &Member, id: JobSearchId) -> Result<ScheduleId> {
    store::schedule_of(tx, member.id(), id).await?.ok_or(Error::NotFound)
}

#[cfg(test)]
mod tests {
    use super::Every;

    #[test]
    fn what_is_written_is_read() {
        for every in Every::ALL {
            assert_eq!(Every::read(&every.cron(7)), Some((every, 7)));
        }
        assert_eq!(Every::read("*/5 * * * *"), None);
    }
}
