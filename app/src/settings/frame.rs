//! The tabs around each page, and the word that something was done.

use crate::ui::{badge::Meaning, notice::Notice};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// The pages, in their order.
const TABS: [(&str, &str); 6] = [
    ("Account", "/settings/account"),
    ("Security", "/settings/security"),
    ("Mail", "/settings/mail"),
    ("Ranking", "/settings/ranking"),
    ("API keys", "/settings/api-keys"),
    ("Your data", "/settings/data"),
];

/// A page of the settings.
#[component]
pub fn SettingsPage(title: &'static str, children: Children) -> impl IntoView {
    let tabs = TABS
        .into_iter()
        .map(|(name, href)| view! { <li><a class="tabs-tab" href=href aria-current=(name == title).then_some("page")>{name}</a></li> })
        .collect_view();
    view! {
        <Title text=format!("{title} · Settings")/>
        <div class="page settings">
            <div class="page-head">
                <h1 class="page-title">"Settings"</h1>
            </div>
            <nav class="tabs" aria-label="Settings"><ul class="tabs-list">{tabs}</ul></nav>
            {children()}
        </div>
    }
}

/// A part of a page with a heading of its own.
#[component]
pub fn Section(id: &'static str, title: &'static str, #[prop(optional)] lead: Option<&'static str>, children: Children) -> impl IntoView {
    view! {
        <section class="settings-section" aria-labelledby=id>
            <h2 id=id>{title}</h2>
            {lead.map(|lead| view! { <p class="settings-lead">{lead}</p> })}
            {children()}
        </section>
    }
}

/// Says what was done when the address says so: each form leads back to its page with a word.
#[component]
pub fn Done(word: &'static str, children: ChildrenFn) -> impl IntoView {
    let query = use_query_map();
    move || {
        let children = children.clone();
        (query.read().get("done").as_deref() == Some(word)).then(move || view! { <Notice meaning=Meaning::Good>{children()}</Notice> })
    }
}
