//! The stream of a run in the browser: one EventSource, closed with its page; while it is down, the same is asked every two seconds.

use job_agent::run::Snapshot;
use leptos::prelude::*;

/// Keeps `now` up to date until the run has ended or the page is left. On the server nothing happens: effects do not run there.
pub fn follow(now: RwSignal<Snapshot>) {
    #[cfg(feature = "hydrate")]
    Effect::new(move |_| browser::follow(now));
    #[cfg(not(feature = "hydrate"))]
    let _: RwSignal<Snapshot> = now;
}

#[cfg(feature = "hydrate")]
mod browser {
    use super::*;
    use gloo_net::http::Request;
    use leptos::{leptos_dom::helpers::IntervalHandle, task::spawn_local};
    use std::time::Duration;
    use wasm_bindgen::{JsCast, closure::Closure};
    use web_sys::{EventSource, MessageEvent};

    type Held = StoredValue<Option<Line>, LocalStorage>;

    /// What has to be let go of when the page is left or the run has ended.
    struct Line {
        source: EventSource,
        heard: Closure<dyn FnMut(MessageEvent)>,
        /// Kept because the source calls it.
        _lost: Closure<dyn FnMut()>,
        polling: Option<IntervalHandle>,
    }

    impl Drop for Line {
        fn drop(&mut self) {
            self.source.set_onerror(None);
            for event in ["status", "done"] {
                // It cannot fail for a listener that was added; if it did, a closed source calls nobody anyway.
                let _removed = self.source.remove_event_listener_with_callback(event, self.heard.as_ref().unchecked_ref());
            }
            self.source.close();
            if let Some(polling) = self.polling.take() {
                polling.clear();
            }
        }
    }

    pub fn follow(now: RwSignal<Snapshot>) {
        if now.with_untracked(|now| now.status.is_final()) {
            return;
        }
        let address = now.with_untracked(|now| format!("/api/workflow/status/{}", now.run_id));
        let line: Held = StoredValue::new_local(None);
        line.set_value(open(&address, now, line));
        on_cleanup(move || hang_up(line));
    }

    fn open(address: &str, now: RwSignal<Snapshot>, line: Held) -> Option<Line> {
        let source = EventSource::new(&format!("{address}/stream")).ok()?;
        let heard = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            let told = event.data().as_string().and_then(|data| serde_json::from_str(&data).ok());
            if let Some(told) = told {
                stop_polling(line);
                take(now, told, line);
            }
        });
        for event in ["status", "done"] {
            source.add_event_listener_with_callback(event, heard.as_ref().unchecked_ref()).ok()?;
        }
        let address = address.to_owned();
        // The browser tries again by itself; until it gets through, or where a proxy blocks streams, the page asks.
        let lost = Closure::<dyn FnMut()>::new(move || start_polling(&address, now, line));
        source.set_onerror(Some(lost.as_ref().unchecked_ref()));
        Some(Line { source, heard, _lost: lost, polling: None })
    }

    /// Only news counts: a replayed event changes nothing.
    fn take(now: RwSignal<Snapshot>, told: Snapshot, line: Held) {
        let ended = told.status.is_final();
        if now.try_with_untracked(|now| told.seq > now.seq || told.status != now.status) == Some(true) {
            now.set(told);
        }
        if ended {
            // Later, because this may run inside a closure that the line owns.
            set_timeout(move || hang_up(line), Duration::ZERO);
        }
    }

    fn hang_up(line: Held) {
        drop(line.try_update_value(Option::take));
    }

    fn start_polling(address: &str, now: RwSignal<Snapshot>, line: Held) {
        let address = address.to_owned();
        line.try_update_value(move |held| {
            if let Some(open) = held.as_mut().filter(|open| open.polling.is_none()) {
                let ask = move || ask(address.clone(), now, line);
                open.polling = set_interval_with_handle(ask, Duration::from_secs(2)).ok();
            }
        });
    }

    /// A question without an answer is asked again in two seconds.
    fn ask(address: String, now: RwSignal<Snapshot>, line: Held) {
        spawn_local(async move {
            let Ok(answer) = Request::get(&address).send().await else { return };
            if let Ok(told) = answer.json::<Snapshot>().await {
                take(now, told, line);
            }
        });
    }

    fn stop_polling(line: Held) {
        line.try_update_value(|line| {
            if let Some(polling) = line.as_mut().and_then(|line| line.polling.take()) {
                polling.clear();
            }
        });
    }
}
