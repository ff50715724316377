//! Short news that goes by itself, at the foot of the page.

use super::icon::{Icon, Pictogram};
use leptos::prelude::*;
use std::time::Duration;

/// The news that are shown. From anywhere under `Toasts`: `Toaster::here().say("Saved.")`.
#[derive(Clone, Copy)]
pub struct Toaster {
    shown: RwSignal<Vec<(u32, String)>>,
    last: StoredValue<u32>,
}

impl Toaster {
    /// The toaster of this page.
    pub fn here() -> Self {
        expect_context::<Self>()
    }

    /// Shows the words for six seconds.
    pub fn say(self, words: impl Into<String>) {
        let id = self.last.with_value(|last| last.wrapping_add(1));
        self.last.set_value(id);
        self.shown.update(|shown| shown.push((id, words.into())));
        set_timeout(move || self.drop(id), Duration::from_secs(6));
    }

    fn drop(self, id: u32) {
        self.shown.update(|shown| shown.retain(|(other, _)| *other != id));
    }
}

/// Everything that may say something, with the place where it is shown.
#[component]
pub fn Toasts(children: Children) -> impl IntoView {
    let toaster = Toaster { shown: RwSignal::new(Vec::new()), last: StoredValue::new(0) };
    provide_context(toaster);
    view! {
        {children()}
        <div class="toasts" role="status" aria-live="polite">
            <For each=move || toaster.shown.get() key=|(id, _)| *id let((id, words))>
                <div class="toast">
                    <span>{words}</span>
                    <button class="toast-close" type="button" aria-label="Close" on:click=move |_| toaster.drop(id)>
                        <Pictogram icon=Icon::Close/>
                    </button>
                </div>
            </For>
        </div>
    }
}
