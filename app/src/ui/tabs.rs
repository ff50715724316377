//! Tabs are links: they have addresses, and work without the script.

use leptos::prelude::*;

/// A tab with the number of what is under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tab {
    pub label: String,
    pub href: String,
    pub count: Option<i64>,
    pub current: bool,
}

/// The tabs of a page; `label` says what they divide.
#[component]
pub fn Tabs(#[prop(into)] label: String, #[prop(into)] tabs: Signal<Vec<Tab>>) -> impl IntoView {
    view! {
        <nav class="tabs" aria-label=label>
            <ul class="tabs-list">
                {move || tabs.get().into_iter().map(|tab| view! {
                    <li>
                        <a class="tabs-tab" href=tab.href aria-current=tab.current.then_some("page")>
                            {tab.label}
                            {tab.count.map(|count| view! { <span class="tabs-count">{count}</span> })}
                        </a>
                    </li>
                }).collect_view()}
            </ul>
        </nav>
    }
}
