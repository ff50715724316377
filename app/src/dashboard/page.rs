//! The person's numbers, and what to do next.

use super::{
    api::{Overview, read_overview},
    next::Next,
};
use crate::{loaded::Loaded, run::RunRow};
use job_agent::search::Numbers;
use leptos::prelude::*;
use leptos_meta::Title;

/// `/dashboard`
#[component]
pub fn DashboardPage() -> impl IntoView {
    let data = Resource::new_blocking(|| (), |()| read_overview());
    view! {
        <Title text="Dashboard"/>
        <div class="page dashboard">
            <div class="page-head"><h1 class="page-title">"Dashboard"</h1></div>
            <Loaded from=data lines=10 show=|overview: Overview| view! { <Full overview/> }.into_any()/>
        </div>
    }
}

#[component]
fn Full(overview: Overview) -> impl IntoView {
    let runs = overview.runs.clone();
    let numbers = overview.numbers;
    let latest = (!runs.is_empty()).then(|| {
        view! {
            <section class="page-section" aria-labelledby="dashboard-runs">
                <div class="page-section-head"><h2 id="dashboard-runs">"Latest runs"</h2><a href="/runs">"All runs"</a></div>
                <ul class="run-list">{runs.into_iter().map(|run| view! { <RunRow run/> }).collect_view()}</ul>
            </section>
        }
    });
    view! {
        <Next overview/>
        <section class="page-section" aria-labelledby="dashboard-numbers">
            <h2 id="dashboard-numbers" class="visually-hidden">"Your numbers"</h2>
            <Metrics numbers/>
        </section>
        {latest}
    }
}

/// Each number leads to what it counts.
#[component]
fn Metrics(numbers: Numbers) -> impl IntoView {
    let metrics = [
        ("New matches", numbers.new_matches, "/matches?show=new"),
        ("Saved", numbers.saved, "/matches?show=saved"),
        ("Letters", numbers.letters, "/letters"),
        ("Searches", numbers.searches, "/searches"),
        ("Runs going", numbers.running, "/runs"),
        ("Facts from your CV", numbers.facts, "/profile"),
    ];
    view! {
        <nav class="dashboard-metrics" aria-label="Numbers">
            {metrics
                .into_iter()
                .map(|(name, number, href)| view! {
                    <a class="dashboard-metric" href=href>
                        <span class="dashboard-metric-value">{number}</span>
                        <span class="dashboard-metric-name">{name}</span>
                    </a>
                })
                .collect_view()}
        </nav>
    }
}
