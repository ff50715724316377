//! All runs, newest first.

use super::{
    LiveRuns,
    api::{LISTED, read_runs},
    status_badge,
};
use crate::{
    loaded::Loaded,
    ui::{
        button::{LinkButton, Weight},
        empty::Empty,
        icon::Icon,
        time::{When, length},
    },
};
use job_agent::run::Snapshot;
use leptos::prelude::*;
use leptos_meta::Title;

/// `/runs`
#[component]
pub fn RunsPage() -> impl IntoView {
    let data = Resource::new_blocking(|| (), |()| read_runs());
    view! {
        <Title text="Runs"/>
        <div class="page">
            <div class="page-head">
                <div>
                    <h1 class="page-title">"Runs"</h1>
                    <p class="page-lead">"What Job Agent did and does for you in the background: reading CVs, searching, mailing."</p>
                </div>
            </div>
            <Loaded from=data lines=10 show={|runs: Vec<Snapshot>| view! { <Full runs/> }.into_any()}/>
        </div>
    }
}

#[component]
fn Full(runs: Vec<Snapshot>) -> impl IntoView {
    if runs.is_empty() {
        return view! {
            <Empty icon=Icon::Run title="Nothing has run yet" text="A run starts when your CV is read and when you search. You can watch it here, close the page, and come back.">
                <LinkButton href="/dashboard" weight=Weight::Primary>"See what comes next"</LinkButton>
            </Empty>
        }
        .into_any();
    }
    view! { <RunList runs most=LISTED/> }.into_any()
}

/// A list of runs that follows what happens.
#[component]
pub fn RunList(runs: Vec<Snapshot>, most: usize) -> impl IntoView {
    let live = LiveRuns::here();
    live.listen(runs.clone());
    let runs = live.list(runs, most);
    view! {
        <ul class="run-list">
            <For each=move || runs.get() key=|run| run.run_id let(run)>
                <RunRow now=live.state(run)/>
            </For>
        </ul>
    }
}

/// A run in a list.
#[component]
fn RunRow(now: Memo<Snapshot>) -> impl IntoView {
    let (href, name, created_at) = now.with_untracked(|run| (format!("/runs/{}", run.run_id), run.kind.title(), run.created_at));
    let took = move || now.with(|run| run.started_at.zip(run.finished_at).map(|(start, end)| format!(", took {}", length(end - start))));
    let words = move || now.with(|run| run.error_message.clone().or_else(|| run.message.clone()));
    view! {
        <li>
            <a class="run-item" href=href>
                <span class="run-item-name">{name}</span>
                {move || status_badge(now.with(|run| run.status))}
                <span class="run-item-note">
                    <When at=created_at/>
                    {took}
                    {move || words().map(|words| view! { <span class="run-item-words">{words}</span> })}
                </span>
            </a>
        </li>
    }
}
