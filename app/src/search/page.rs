//! All searches, and the form for a new one.

use super::{
    api::{SearchesView, read_searches},
    form::mode_name,
    settings::SearchSettings,
};
use crate::{
    loaded::Loaded,
    ui::{button::LinkButton, icon::Icon, time::When},
};
use job_agent::search::{Criteria, JobSearch};
use leptos::prelude::*;
use leptos_meta::Title;

/// `/searches`
#[component]
pub fn SearchesPage() -> impl IntoView {
    let data = Resource::new_blocking(|| (), |()| read_searches());
    view! {
        <Title text="Searches"/>
        <div class="page">
            <div class="page-head">
                <div>
                    <h1 class="page-title">"Searches"</h1>
                    <p class="page-lead">"What you look for and where. Each search ends in a report that says what every source gave."</p>
                </div>
            </div>
            <Loaded from=data lines=14 show=|view: SearchesView| view! { <Full view/> }.into_any()/>
        </div>
    }
}

#[component]
fn Full(view: SearchesView) -> impl IntoView {
    let SearchesView { searches, criteria, sources, companies, key } = view;
    let made = if searches.is_empty() {
        view! {
            <p class="quiet">"You have made no search yet. The form is filled in from your profile; press “Start search” to make the first."</p>
        }
        .into_any()
    } else {
        view! { <ul class="search-list">{searches.into_iter().map(|search| view! { <Row search/> }).collect_view()}</ul> }.into_any()
    };
    view! {
        <div class="page-columns">
            <section aria-labelledby="search-new">
                <h2 id="search-new" class="search-heading">"New search"</h2>
                <SearchSettings criteria sources known=companies key/>
            </section>
            <section aria-labelledby="search-made">
                <h2 id="search-made" class="search-heading">"Searches made"</h2>
                {made}
            </section>
        </div>
    }
}

#[component]
fn Row(search: JobSearch) -> impl IntoView {
    let last = search.last_run_id.map(|run| view! { <LinkButton href=format!("/runs/{run}") icon=Icon::Run>"Last run"</LinkButton> });
    view! {
        <li class="search-item">
            <div>
                <a class="search-item-title" href=format!("/searches/{}", search.id)>{search.name}</a>
                <p class="search-item-terms">{in_short(&search.criteria)}</p>
                <p class="quiet"><small>"Made "<When at=search.created_at/></small></p>
            </div>
            {last}
        </li>
    }
}

/// Such as "Rust engineer, Platform engineer · Berlin · Remote · 2 sources".
fn in_short(criteria: &Criteria) -> String {
    let mut parts = Vec::new();
    for list in [&criteria.titles, &criteria.places] {
        if !list.is_empty() {
            parts.push(list.join(", "));
        }
    }
    if !criteria.modes.is_empty() {
        parts.push(criteria.modes.iter().map(|mode| mode_name(*mode)).collect::<Vec<_>>().join(", "));
    }
    parts.push(match criteria.sources.len() {
        1 => "1 source".into(),
        n => format!("{n} sources"),
    });
    parts.join(" · ")
}
