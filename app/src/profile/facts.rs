//! The facts as a résumé. Each is a link to its place in the CV, which works without the script too.

use super::resume::{Entry, Section, is_list};
use job_agent::{id::FactId, profile::Fact};
use leptos::prelude::*;

/// All sections.
#[component]
pub fn Facts(sections: Vec<Section>, chosen: RwSignal<Option<FactId>>) -> impl IntoView {
    sections
        .into_iter()
        .map(|Section { key, heading, entries }| {
            let id = format!("profile-{key}");
            let labelled = id.clone();
            let entries = if is_list(key) {
                entries.into_iter().map(|entry| view! { <Row entry chosen/> }.into_any()).collect_view()
            } else {
                entries.into_iter().map(|entry| view! { <EntryView entry chosen/> }.into_any()).collect_view()
            };
            view! {
                <section class="profile-section" aria-labelledby=labelled>
                    <h2 id=id class="profile-section-title">{heading}</h2>
                    {entries}
                </section>
            }
        })
        .collect_view()
}

/// A word or two each, in one row.
#[component]
fn Row(entry: Entry, chosen: RwSignal<Option<FactId>>) -> impl IntoView {
    let facts = entry.head.into_iter().chain(entry.lines);
    view! {
        <ul class="profile-chips">
            {facts.map(|fact| view! { <li><FactLink fact chosen/></li> }).collect_view()}
        </ul>
    }
}

#[component]
fn EntryView(entry: Entry, chosen: RwSignal<Option<FactId>>) -> impl IntoView {
    let head = (!entry.head.is_empty()).then(|| {
        view! {
            <ul class="profile-role-head">
                {entry.head.into_iter().map(|fact| view! { <li><FactLink fact chosen/></li> }).collect_view()}
            </ul>
        }
    });
    let lines = (!entry.lines.is_empty()).then(|| {
        view! {
            <ul class="profile-role-list">
                {entry.lines.into_iter().map(|fact| view! { <li><FactLink fact chosen/></li> }).collect_view()}
            </ul>
        }
    });
    view! { <div class="profile-role">{head}{lines}</div> }
}

/// A fact with the thin underline; click or focus shows its place.
#[component]
pub fn FactLink(fact: Fact, chosen: RwSignal<Option<FactId>>) -> impl IntoView {
    let id = fact.id;
    let current = move || (chosen.get() == Some(id)).then_some("true");
    view! {
        <a
            class="profile-fact"
            href=format!("/profile?fact={id}#cv")
            data-noscroll=""
            aria-current=current
            on:focus=move |_| chosen.set(Some(id))
        >
            {fact.text}
        </a>
    }
}
