//! All runs, newest first.

use super::{api::read_runs, status_badge};
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
    view! { <ul class="run-list">{runs.into_iter().map(|run| view! { <RunRow run/> }).collect_view()}</ul> }.into_any()
}

/// A run in a list.
#[component]
pub fn RunRow(run: Snapshot) -> impl IntoView {
    let took = run.started_at.zip(run.finished_at).map(|(start, end)| format!(", took {}", length(end - start)));
    let words = run.error_message.or(run.message);
    view! {
        <li>
            <a class="run-item" href=format!("/runs/{}", run.run_id)>
                <span class="run-item-name">{run.kind.title()}</span>
                {status_badge(run.status)}
                <span class="run-item-note">
                    <When at=run.created_at/>
                    {took}
                    {words.map(|words| view! { <span class="run-item-words">{words}</span> })}
                </span>
            </a>
        </li>
    }
}
