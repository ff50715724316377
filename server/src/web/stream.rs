//! Live status of runs: what the tables say, as Server-Sent Events. A stream reads when it is told to look, and when it
//! begins; what looks after lost notices is the lookout.

use super::Web;
use super::lookout::{Follows, Lookout, Place, Woken};
use super::member::{refuse, required};
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use chrono::{DateTime, TimeDelta, Utc};
use futures::Stream;
use job_agent::account::Member;
use job_agent::error::{Error, Result};
use job_agent::id::{RunId, UserId};
use job_agent::run::{self, EVENTS_AT_MOST, Snapshot};
use rand::RngExt;
use std::collections::{HashMap, VecDeque};
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

/// How long a browser waits before it comes back.
const RETRY: Duration = Duration::from_secs(2);
/// When the process stops, browsers come back at different moments.
const RETRY_AFTER_STOP: std::ops::Range<u64> = 500..4_000;
/// Proxies give up on a silent connection after a minute.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// What a first reader of a person's runs is told beside what goes on: a page may have been open for long.
const ENDED_WITHIN: TimeDelta = TimeDelta::days(1);
/// A run that ended just before the last look may have been written just after it.
const OVERLAP: TimeDelta = TimeDelta::minutes(1);

/// A run as JSON.
pub async fn status(State(web): State<Web>, member: Option<Extension<Member>>, Path(id): Path<RunId>) -> Response {
    let member = match required(member) {
        Ok(member) => member,
        Err(response) => return response,
    };
    match run::find(&web.desk, member.id(), id).await {
        Ok(Some(run)) => ([(header::CACHE_CONTROL, "no-store")], axum::Json(run.snapshot)).into_response(),
        Ok(None) => refuse(&Error::NotFound),
        Err(error) => refuse(&error),
    }
}

/// What the stream of a person's runs would begin with, as JSON.
pub async fn statuses(State(web): State<Web>, member: Option<Extension<Member>>) -> Response {
    let member = match required(member) {
        Ok(member) => member,
        Err(response) => return response,
    };
    match run::present(&web.desk, member.id(), &[], Some(web.desk.now() - ENDED_WITHIN)).await {
        Ok(present) => ([(header::CACHE_CONTROL, "no-store")], axum::Json(present.states)).into_response(),
        Err(error) => refuse(&error),
    }
}

/// A run as a stream. Replays what came after `Last-Event-ID`; once all is told, a reconnect gets 204 and stops.
pub async fn stream(State(web): State<Web>, member: Option<Extension<Member>>, Path(id): Path<RunId>, headers: HeaderMap) -> Response {
    let member = match required(member) {
        Ok(member) => member,
        Err(response) => return response,
    };
    let run = match run::find(&web.desk, member.id(), id).await {
        Ok(Some(run)) => run.snapshot,
        Ok(None) => return refuse(&Error::NotFound),
        Err(error) => return refuse(&error),
    };
    // A number that this run has not reached is not one of its own.
    let after = last_event_id(&headers).filter(|after| (0..=run.seq).contains(after));
    if run.status.is_final() && after == Some(run.seq) {
        return StatusCode::NO_CONTENT.into_response();
    }
    // A first reader gets the present state at once; one that comes back gets what it missed.
    let last = after.unwrap_or(run.seq - 1);
    follow(&web.lookout, &member, Follows::Run { run: id, owner: member.id() }, Source::Run { run: id, last })
}

/// All runs of a person as one stream: each event is the present state of one run, so what a reader missed is told by the
/// state that came of it, and a reader that knows a later `seq` ignores it. `id:` is the time of the look.
pub async fn stream_all(State(web): State<Web>, member: Option<Extension<Member>>, headers: HeaderMap) -> Response {
    let member = match required(member) {
        Ok(member) => member,
        Err(response) => return response,
    };
    let last_look = last_event_id(&headers).and_then(DateTime::from_timestamp_micros);
    let ended_since = last_look.map_or_else(|| web.desk.now() - ENDED_WITHIN, |at| at - OVERLAP);
    follow(&web.lookout, &member, Follows::RunsOf(member.id()), Source::All { ended_since: Some(ended_since), known: HashMap::new() })
}

fn last_event_id(headers: &HeaderMap) -> Option<i64> {
    headers.get("last-event-id")?.to_str().ok()?.parse().ok()
}

fn follow(lookout: &Arc<Lookout>, member: &Member, follows: Follows, source: Source) -> Response {
    let place = lookout.enter(member.pass(), follows);
    let reader = Reader { place, owner: member.id(), source, pending: VecDeque::new(), state: Phase::New };
    let events = futures::stream::unfold(reader, |mut reader| async move { reader.next().await.map(|event| (Ok(event), reader)) });
    answer(events)
}

fn answer(events: impl Stream<Item = std::result::Result<Event, Infallible>> + Send + 'static) -> Response {
    let keep_alive = KeepAlive::new().interval(KEEP_ALIVE).text("keep-alive");
    let mut response = Sse::new(events).keep_alive(keep_alive).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // The same for proxies that would collect the answer first.
    response.headers_mut().insert("x-accel-buffering", HeaderValue::from_static("no"));
    response
}

/// Where events come from, and how far they were read.
enum Source {
    Run {
        run: RunId,
        last: i64,
    },
    All {
        /// Of the first look alone; afterwards a run that ends is one that was known.
        ended_since: Option<DateTime<Utc>>,
        /// What was told of each run, and whether it has ended.
        known: HashMap<RunId, (i64, bool)>,
    },
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    New,
    /// There may be something to read.
    Told,
    Waiting,
    Ended,
}

struct Reader {
    place: Place,
    owner: UserId,
    source: Source,
    /// Bounded by what one read brings: nothing is read before this is sent.
    pending: VecDeque<Event>,
    state: Phase,
}

impl Reader {
    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.pending.pop_front() {
                return Some(event);
            }
            match self.state {
                Phase::New => {
                    self.state = Phase::Told;
                    return Some(Event::default().retry(RETRY).comment("connected"));
                }
                Phase::Ended => return None,
                // In a box, because a stream that waits must not keep room for a query.
                Phase::Told => {
                    if let Err(error) = Box::pin(self.read()).await {
                        // The browser comes back by itself and misses nothing.
                        tracing::debug!(%error, "a stream ends because it cannot read");
                        return None;
                    }
                }
                Phase::Waiting => match self.place.woken().await {
                    Woken::News => self.state = Phase::Told,
                    Woken::SessionOver => return None,
                    Woken::Stopping => {
                        self.state = Phase::Ended;
                        let retry = rand::rng().random_range(RETRY_AFTER_STOP);
                        return Some(Event::default().retry(Duration::from_millis(retry)).comment("restarting"));
                    }
                },
            }
        }
    }

    async fn read(&mut self) -> Result<()> {
        let _leave = self.place.read().await;
        let desk = self.place.desk();
        match &mut self.source {
            Source::Run { run, last } => {
                let events = run::events_after(desk, self.owner, *run, *last).await?;
                *last = events.last().map_or(*last, |event| event.seq);
                self.place.told(*last);
                let ended = events.last().is_some_and(|event| event.status.is_final());
                self.state = match events.len() {
                    _ if ended => Phase::Ended,
                    EVENTS_AT_MOST.. => Phase::Told,
                    _ => Phase::Waiting,
                };
                self.pending = events.iter().filter_map(|event| state_of(event).map(|told| told.id(event.seq.to_string()))).collect();
            }
            Source::All { ended_since, known } => {
                let open: Vec<RunId> = known.iter().filter(|(_, (_, ended))| !ended).map(|(run, _)| *run).collect();
                let present = run::present(desk, self.owner, &open, *ended_since).await?;
                self.place.told(present.mark);
                let first = ended_since.take().is_some();
                let is_news = |state: &&Snapshot| known.get(&state.run_id).is_none_or(|(seq, _)| state.seq > *seq);
                self.pending = present.states.iter().filter(is_news).filter_map(state_of).collect();
                *known = present.states.iter().map(|state| (state.run_id, (state.seq, state.status.is_final()))).collect();
                self.state = Phase::Waiting;
                // Only the last of a look carries its time: a reader that got less asks again from the look before.
                if first || !self.pending.is_empty() {
                    let as_of = present.as_of.timestamp_micros().to_string();
                    self.pending.push_back(Event::default().event("looked").id(as_of).data("{}"));
                }
            }
        }
        Ok(())
    }
}

fn state_of(snapshot: &Snapshot) -> Option<Event> {
    let name = if snapshot.status.is_final() { "done" } else { "status" };
    Event::default().event(name).json_data(snapshot).ok()
}
