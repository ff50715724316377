//! Light, dark, or as the system has it. The choice stays in this browser; the document reads it before the first paint.

use super::icon::{Icon, Pictogram};
use leptos::prelude::*;

const CHOICES: [(&str, &str, Icon); 3] = [("system", "System", Icon::System), ("light", "Light", Icon::Sun), ("dark", "Dark", Icon::Moon)];

/// Three buttons, of which one holds.
#[component]
pub fn ThemeSwitch() -> impl IntoView {
    let chosen = RwSignal::new("system".to_owned());
    Effect::new(move |_| chosen.set(stored()));
    let choices = CHOICES
        .into_iter()
        .map(|(value, words, icon)| {
            view! {
                <button
                    class="theme-choice"
                    type="button"
                    aria-pressed=move || if chosen.get() == value { "true" } else { "false" }
                    on:click=move |_| {
                        store(value);
                        chosen.set(value.into());
                    }
                >
                    <Pictogram icon/>
                    {words}
                </button>
            }
        })
        .collect_view();
    view! {
        <div class="theme needs-script" role="group" aria-label="Theme">
            <div class="theme-choices">{choices}</div>
        </div>
    }
}

/// What was chosen before. A browser that forbids storage follows the system.
fn stored() -> String {
    window().local_storage().ok().flatten().and_then(|storage| storage.get_item("theme").ok().flatten()).unwrap_or_else(|| "system".into())
}

/// Applies the choice now, and keeps it where the browser lets us: a choice that is not kept still holds for this page.
fn store(choice: &str) {
    if let Some(root) = document().document_element() {
        let _applied = if choice == "system" { root.remove_attribute("data-theme") } else { root.set_attribute("data-theme", choice) };
    }
    if let Ok(Some(storage)) = window().local_storage() {
        let _kept = storage.set_item("theme", choice);
    }
}
