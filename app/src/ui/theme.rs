//! Light, dark, or as the system has it. The document's own script keeps the choice in this browser, so that it works on
//! pages that come without the program, and is there before the first paint.

use super::icon::{Icon, Pictogram};
use leptos::prelude::*;

const CHOICES: [(&str, &str, Icon); 3] = [("system", "System", Icon::System), ("light", "Light", Icon::Sun), ("dark", "Dark", Icon::Moon)];

/// Three buttons, of which one holds; which one is marked when the menu around them opens.
#[component]
pub fn ThemeSwitch() -> impl IntoView {
    let choices = CHOICES
        .into_iter()
        .map(|(value, words, icon)| {
            view! {
                <button class="theme-choice" type="button" aria-pressed="false" data-theme-choice=value>
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
