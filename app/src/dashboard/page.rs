//! The person's numbers, and what to do next.

use super::{
    api::{Overview, read_overview},
    next::Next,
};
use crate::{loaded::Loaded, run::RunList, search::matches::where_it_is, ui::score::Score};
use job_agent::search::{Highlight, Latest, Numbers};
use leptos::prelude::*;
use leptos_meta::Title;

/// As many runs as it shows.
const LATEST: usize = 5;

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
    let Latest { best, runs } = overview.latest.clone();
    let numbers = overview.numbers;
    // Before there is a CV every number is nothing, and says nothing.
    let counted = numbers.uploads > 0 || numbers.facts > 0;
    let latest = (!runs.is_empty()).then(|| {
        view! {
            <section aria-labelledby="dashboard-runs">
                <div class="page-section-head"><h2 id="dashboard-runs">"Latest runs"</h2><a href="/runs">"All runs"</a></div>
                <RunList runs most=LATEST/>
            </section>
        }
    });
    let best = (!best.is_empty()).then(|| view! { <Best matches=best/> });
    view! {
        <Next overview/>
        {counted.then(|| view! {
            <section aria-labelledby="dashboard-numbers">
                <h2 id="dashboard-numbers" class="visually-hidden">"Your numbers"</h2>
                <Metrics numbers/>
            </section>
        })}
        <div class="dashboard-columns">{best}{latest}</div>
    }
}

/// The best of what the person has not looked at.
#[component]
fn Best(matches: Vec<Highlight>) -> impl IntoView {
    let rows = matches
        .into_iter()
        .map(|card| {
            let place = where_it_is(&card.company, card.location.as_deref(), card.mode);
            view! {
                <li class="dashboard-best-item">
                    <Score value=card.score.into()/>
                    <div>
                        <h3 class="dashboard-best-title"><a href=format!("/matches/{}", card.id)>{card.title}</a></h3>
                        <p class="dashboard-best-note">{place}</p>
                    </div>
                </li>
            }
        })
        .collect_view();
    view! {
        <section aria-labelledby="dashboard-best">
            <div class="page-section-head"><h2 id="dashboard-best">"Best of the new"</h2><a href="/matches">"All matches"</a></div>
            <ul class="dashboard-best">{rows}</ul>
        </section>
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
        ("Facts in your profile", numbers.facts, "/profile"),
    ];
    view! {
        <nav class="dashboard-metrics" aria-label="Numbers">
            {metrics
                .into_iter()
                .map(|(name, number, href)| view! {
                    <a class="dashboard-metric" href=href>
                        <span class="dashboard-metric-value" data-none=(number == 0).then_some("")>{number}</span>
                        <span class="dashboard-metric-name">{name}</span>
                    </a>
                })
                .collect_view()}
        </nav>
    }
}
