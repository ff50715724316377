//! What a person has to know on this page.

use super::{badge::Meaning, icon::Pictogram};
use leptos::prelude::*;

/// A bar with a meaning. Bad ones are read out at once.
#[component]
pub fn Notice(#[prop(optional)] meaning: Meaning, #[prop(optional, into)] title: Option<String>, children: Children) -> impl IntoView {
    let role = if meaning == Meaning::Bad { "alert" } else { "status" };
    view! {
        <div class=format!("notice notice-{}", meaning.name()) role=role>
            <Pictogram icon=meaning.icon()/>
            <div class="notice-body">
                {title.map(|title| view! { <div class="notice-title">{title}</div> })}
                <div class="notice-text">{children()}</div>
            </div>
        </div>
    }
}
