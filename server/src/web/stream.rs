//! Live status of a run: what its events table says, as Server-Sent Events. The notification only says "look".

use super::Web;
use super::member::{refuse, required};
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures::Stream;
use job_agent::account::{self, Member};
use job_agent::error::Error;
use job_agent::id::RunId;
use job_agent::run::{self, Snapshot, Topic};
use std::convert::Infallible;
use std::time::Duration;

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

/// A run as a stream. Replays what came after `Last-Event-ID`; once all is told, a reconnect gets 204 and stops.
pub async fn stream(State(web): State<Web>, member: Option<Extension<Member>>, Path(id): Path<RunId>, headers: HeaderMap) -> Response {
    let member = match required(member) {
        Ok(member) => member,
        Err(response) => return response,
    };
    let run = match run::find(&web.desk, member.id(), id).await {
        Ok(Some(run)) => run,
        Ok(None) => return refuse(&Error::NotFound),
        Err(error) => return refuse(&error),
    };
    let after = headers.get("last-event-id").and_then(|value| value.to_str().ok()).and_then(|value| value.parse::<i64>().ok());
    if run.snapshot.status.is_final() && after.is_some_and(|after| after >= run.snapshot.seq) {
        return StatusCode::NO_CONTENT.into_response();
    }
    // A first reader gets the present state at once; one that comes back gets what it missed.
    let last = after.unwrap_or(run.snapshot.seq - 1);
    let keep_alive = KeepAlive::new().interval(Duration::from_secs(15)).text("keep-alive");
    let mut response = Sse::new(events(web, member, id, last)).keep_alive(keep_alive).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.headers_mut().insert("x-accel-buffering", HeaderValue::from_static("no"));
    response
}

struct Reader {
    web: Web,
    member: Member,
    run: RunId,
    last: i64,
    news: run::Reader,
    session: run::Reader,
    pending: std::collections::VecDeque<Snapshot>,
    said_hello: bool,
    ended: bool,
}

fn events(web: Web, member: Member, run: RunId, last: i64) -> impl Stream<Item = Result<Event, Infallible>> {
    let news = web.desk.news.subscribe(Topic::Run(run));
    let session = web.desk.news.subscribe(Topic::Session(member.session().0));
    let reader = Reader { web, member, run, last, news, session, pending: Default::default(), said_hello: false, ended: false };
    futures::stream::unfold(reader, |mut reader| async move { reader.next().await.map(|event| (Ok(event), reader)) })
}

impl Reader {
    async fn next(&mut self) -> Option<Event> {
        if !self.said_hello {
            self.said_hello = true;
            return Some(Event::default().retry(Duration::from_secs(2)).comment("connected"));
        }
        loop {
            if let Some(snapshot) = self.pending.pop_front() {
                return self.event(&snapshot);
            }
            if self.ended || self.web.stop.is_cancelled() {
                return None;
            }
            match run::events_after(&self.web.desk, self.member.id(), self.run, self.last).await {
                Ok(found) if !found.is_empty() => self.pending.extend(found),
                Ok(_) => {
                    if !self.wait().await {
                        return None;
                    }
                }
                // The browser comes back by itself and misses nothing.
                Err(error) => {
                    tracing::debug!(%error, "a stream ends because the database does not answer");
                    return None;
                }
            }
        }
    }

    fn event(&mut self, snapshot: &Snapshot) -> Option<Event> {
        self.last = snapshot.seq;
        self.ended = snapshot.status.is_final();
        let name = if self.ended { "done" } else { "status" };
        Event::default().id(snapshot.seq.to_string()).event(name).json_data(snapshot).ok()
    }

    /// Waits for news, at most a second; false when the session has ended.
    async fn wait(&mut self) -> bool {
        tokio::select! {
            () = self.web.stop.cancelled() => return false,
            () = tokio::time::sleep(Duration::from_secs(1)) => {}
            () = self.news.changed() => {}
            () = self.session.changed() => {}
        }
        account::is_alive(&self.web.desk, self.member.session()).await.unwrap_or(false)
    }
}
