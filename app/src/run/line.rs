//! The one stream of a tab: open while anybody shows runs. While it is down or silent the same is asked every two seconds.

use gloo_net::http::Request;
use job_agent::run::Snapshot;
use leptos::{
    leptos_dom::helpers::{IntervalHandle, TimeoutHandle},
    prelude::*,
    task::spawn_local,
};
use std::time::Duration;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{EventSource, MessageEvent};

const STREAM: &str = "/api/workflow/status/stream";
const QUESTION: &str = "/api/workflow/status";
/// A stream says something as soon as it is open; one that says nothing by then is held up on its way.
const SILENT: Duration = Duration::from_secs(4);
const ASK_EVERY: Duration = Duration::from_secs(2);
/// After so many questions a stream that the browser gave up is tried again.
const QUESTIONS_BEFORE_A_STREAM: u32 = 15;
/// A server that restarts costs one error; two in a row are a fault.
const ERRORS: u32 = 2;
/// Every event by its name: states, ends, and the end of a look.
const EVENTS: [&str; 3] = ["status", "done", "looked"];

/// Who listens, and over what.
#[derive(Clone, Copy)]
pub(super) struct Tab {
    told: Callback<Snapshot>,
    held: StoredValue<Held, LocalStorage>,
}

#[derive(Default)]
struct Held {
    listeners: u32,
    line: Option<Line>,
    silent: Option<TimeoutHandle>,
    asking: Option<IntervalHandle>,
    asked: u32,
    errors: u32,
}

/// What has to be let go of together.
struct Line {
    source: EventSource,
    heard: Closure<dyn FnMut(MessageEvent)>,
    /// Kept because the source calls it.
    _lost: Closure<dyn FnMut()>,
}

impl Drop for Line {
    fn drop(&mut self) {
        self.source.set_onerror(None);
        for event in EVENTS {
            // It cannot fail for a listener that was added; if it did, a closed source calls nobody anyway.
            let _removed = self.source.remove_event_listener_with_callback(event, self.heard.as_ref().unchecked_ref());
        }
        self.source.close();
    }
}

impl Tab {
    pub(super) fn new(told: Callback<Snapshot>) -> Self {
        Self { told, held: StoredValue::new_local(Held::default()) }
    }

    pub(super) fn enter(self) {
        let listeners = self.held.try_update_value(|held| {
            held.listeners += 1;
            held.listeners
        });
        if listeners == Some(1) {
            self.open();
        }
    }

    pub(super) fn leave(self) {
        let listeners = self.held.try_update_value(|held| {
            held.listeners = held.listeners.saturating_sub(1);
            held.listeners
        });
        if listeners == Some(0) {
            self.hang_up();
        }
    }

    fn hang_up(self) {
        self.stop_asking();
        // Dropped outside of the update, because closing may call back.
        drop(self.held.try_update_value(|held| held.line.take()));
    }

    fn open(self) {
        let line = self.line();
        let late = set_timeout_with_handle(move || self.ask_until_heard(), SILENT).ok();
        let before = self.held.try_update_value(|held| {
            held.errors = 0;
            if let Some(silent) = std::mem::replace(&mut held.silent, late) {
                silent.clear();
            }
            std::mem::replace(&mut held.line, line)
        });
        drop(before);
    }

    fn line(self) -> Option<Line> {
        let source = EventSource::new(STREAM).ok()?;
        let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            self.stop_asking();
            self.held.try_update_value(|held| held.errors = 0);
            if let Some(told) = event.data().as_string().and_then(|data| serde_json::from_str(&data).ok()) {
                self.told.run(told);
            }
        });
        for event in EVENTS {
            source.add_event_listener_with_callback(event, heard.as_ref().unchecked_ref()).ok()?;
        }
        let lost = Closure::<dyn FnMut()>::new(move || self.lost());
        source.set_onerror(Some(lost.as_ref().unchecked_ref()));
        Some(Line { source, heard, _lost: lost })
    }

    /// The browser tries again by itself, unless the answer was no stream at all.
    fn lost(self) {
        let faulty = self.held.try_update_value(|held| {
            held.errors += 1;
            held.errors >= ERRORS || held.given_up()
        });
        if faulty == Some(true) {
            self.ask_until_heard();
        }
    }

    fn ask_until_heard(self) {
        let begun = self.held.try_update_value(|held| {
            let begin = held.listeners > 0 && held.asking.is_none();
            if begin {
                held.asked = 0;
                held.asking = set_interval_with_handle(move || self.ask(), ASK_EVERY).ok();
            }
            begin
        });
        if begun == Some(true) {
            self.ask();
        }
    }

    fn stop_asking(self) {
        self.held.try_update_value(|held| {
            if let Some(asking) = held.asking.take() {
                asking.clear();
            }
            if let Some(silent) = held.silent.take() {
                silent.clear();
            }
        });
    }

    /// A question without an answer is asked again in two seconds.
    fn ask(self) {
        let again = self.held.try_update_value(|held| {
            held.asked += 1;
            held.given_up() && held.asked % QUESTIONS_BEFORE_A_STREAM == 0
        });
        if again == Some(true) {
            self.open();
        }
        spawn_local(async move {
            let Ok(answer) = Request::get(QUESTION).send().await else { return };
            if answer.status() == 401 {
                // Signed out: nothing more will come.
                self.hang_up();
            } else if let Ok(told) = answer.json::<Vec<Snapshot>>().await {
                told.into_iter().for_each(|told| self.told.run(told));
            }
        });
    }
}

impl Held {
    fn given_up(&self) -> bool {
        self.line.as_ref().is_none_or(|line| line.source.ready_state() == EventSource::CLOSED)
    }
}
