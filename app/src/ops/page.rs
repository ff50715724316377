//! Everybody's runs at a glance: how many are where, who works, and the list.

use super::api::{Overview, read_overview};
use crate::{
    loaded::Loaded,
    run::status_badge,
    ui::{
        badge::{Badge, Meaning},
        button::Button,
        select::Select,
        table::Table,
        time::{When, length},
    },
};
use chrono::{DateTime, Utc};
use job_agent::{
    ops::{Filter, RunCard, Totals, WorkerCard},
    run::{Kind, Status},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

const STATES: [(&str, &str, Status); 5] = [
    ("queued", "Waiting", Status::Queued),
    ("running", "Going", Status::Running),
    ("completed", "Done", Status::Completed),
    ("failed", "Failed", Status::Failed),
    ("cancelled", "Cancelled", Status::Cancelled),
];

/// `/ops`, `/ops?state=failed&kind=job_search&worker=…`
#[component]
pub fn OpsPage() -> impl IntoView {
    let query = use_query_map();
    let filter = Memo::new(move |_| {
        let query = query.read();
        let state = query.get("state").unwrap_or_default();
        let kind = query.get("kind").unwrap_or_default();
        Filter {
            status: STATES.into_iter().find(|(key, ..)| *key == state).map(|(.., status)| status),
            kind: Kind::ALL.into_iter().find(|known| known.key() == kind),
            worker: query.get("worker").filter(|worker| !worker.is_empty()),
            quarantined: state == "quarantined",
        }
    });
    let data = Resource::new_blocking(move || filter.get(), read_overview);
    view! {
        <Title text="Everybody's runs"/>
        <div class="page">
            <div class="page-head">
                <div>
                    <h1 class="page-title">"Everybody's runs"</h1>
                    <p class="page-lead">"How the background work of this server does. What is in a run stays with its owner."</p>
                </div>
            </div>
            <Loaded from=data lines=18 show=move |overview: Overview| view! { <Full overview filter=filter.get_untracked()/> }.into_any()/>
        </div>
    }
}

#[component]
fn Full(overview: Overview, filter: Filter) -> impl IntoView {
    let Overview { totals, workers, runs, now } = overview;
    view! {
        <TotalsRow totals now/>
        <Workers workers now/>
        <section class="ops-section" aria-labelledby="ops-runs">
            <h2 id="ops-runs">"Runs"</h2>
            <Filters filter/>
            <Runs runs now/>
        </section>
    }
}

#[component]
fn TotalsRow(totals: Totals, now: DateTime<Utc>) -> impl IntoView {
    let waited = totals.waiting_since.map(|since| length(now - since));
    let number = |word: &'static str, href: &'static str, count: i64| {
        view! {
            <li>
                <a class="ops-total" href=href>
                    <span class="ops-total-value">{count}</span>
                    <span>{word}</span>
                </a>
            </li>
        }
    };
    view! {
        <ul class="ops-totals" aria-label="Runs by state; ended ones of the last day">
            {number("waiting", "/ops?state=queued", totals.queued)}
            {number("going", "/ops?state=running", totals.running)}
            {number("done", "/ops?state=completed", totals.completed)}
            {number("failed", "/ops?state=failed", totals.failed)}
            {number("cancelled", "/ops?state=cancelled", totals.cancelled)}
            {number("in quarantine", "/ops?state=quarantined", totals.quarantined)}
        </ul>
        {waited.map(|waited| view! { <p class="quiet">"The oldest run that could go has waited for "{waited}"."</p> })}
    }
}

#[component]
fn Workers(workers: Vec<WorkerCard>, now: DateTime<Utc>) -> impl IntoView {
    let none = workers.is_empty().then(|| {
        view! {
            <p class="ops-none">"No process works at the moment: runs wait. Start one with "<code>"job-agent work"</code>"."</p>
        }
    });
    let head = || {
        view! {
            <tr>
                <th scope="col">"Process"</th>
                <th scope="col">"Works on"</th>
                <th scope="col" class="table-number">"Slots taken"</th>
                <th scope="col">"Last sign of life"</th>
                <th scope="col">"State"</th>
            </tr>
        }
    };
    view! {
        <section class="ops-section" aria-labelledby="ops-workers">
            <h2 id="ops-workers">"Processes that work"</h2>
            {none}
            <Table caption="Processes, what they work on and when they were last seen" quiet_caption=true head=head>
                {workers.into_iter().map(|worker| {
                    let (meaning, word) = match (worker.silent, worker.stopping) {
                        (true, _) => (Meaning::Bad, "Silent"),
                        (_, true) => (Meaning::Attention, "Stopping"),
                        _ => (Meaning::Good, "Alive"),
                    };
                    view! {
                        <tr>
                            <th scope="row"><a href=format!("/ops?worker={}", crate::edge::escaped(&worker.name))>{worker.name.clone()}</a></th>
                            <td>{worker.kinds.join(", ").replace('_', " ")}</td>
                            <td class="table-number">{format!("{} of {}", worker.working, worker.concurrency)}</td>
                            <td>{length(now - worker.seen_at)}" ago"</td>
                            <td><Badge meaning>{word}</Badge></td>
                        </tr>
                    }
                }).collect_view()}
            </Table>
        </section>
    }
}

/// A plain form: the filter is in the address, so that it can be kept and sent to somebody.
#[component]
fn Filters(filter: Filter) -> impl IntoView {
    let chosen = if filter.quarantined {
        "quarantined"
    } else {
        STATES.into_iter().find(|(.., status)| filter.status == Some(*status)).map_or("", |(key, ..)| key)
    };
    let all = |words: &str| (String::new(), words.to_owned());
    let states = STATES.map(|(key, word, _)| (key.to_owned(), word.to_owned()));
    let states: Vec<_> =
        [all("Every state")].into_iter().chain(states).chain([("quarantined".to_owned(), "In quarantine".to_owned())]).collect();
    let kinds = Kind::ALL.map(|kind| (kind.key().to_owned(), kind.title().to_owned()));
    let kinds: Vec<_> = [all("Every kind")].into_iter().chain(kinds).collect();
    view! {
        <form method="get" action="/ops" class="ops-filter">
            <Select name="state" label="State" options=states selected=chosen/>
            <Select name="kind" label="Kind" options=kinds selected=filter.kind.map_or("", Kind::key)/>
            {filter.worker.map(|worker| view! { <input type="hidden" name="worker" value=worker/> })}
            <Button>"Show"</Button>
        </form>
    }
}

#[component]
fn Runs(runs: Vec<RunCard>, now: DateTime<Utc>) -> impl IntoView {
    if runs.is_empty() {
        return view! { <p class="ops-none">"No run fits."</p> }.into_any();
    }
    let head = || {
        view! {
            <tr>
                <th scope="col">"Run"</th>
                <th scope="col">"State"</th>
                <th scope="col">"Owner"</th>
                <th scope="col">"Asked for"</th>
                <th scope="col">"Took"</th>
                <th scope="col" class="table-number">"Attempts"</th>
                <th scope="col" class="table-number">"Crashes"</th>
                <th scope="col">"Process"</th>
            </tr>
        }
    };
    view! {
        <Table caption="Runs, newest first" quiet_caption=true head=head>
            {runs.into_iter().map(|run| {
                let took = run.started_at.map(|start| length(run.finished_at.unwrap_or(now) - start));
                view! {
                    <tr>
                        <th scope="row"><a href=format!("/ops/runs/{}", run.id)>{run.kind.title()}</a></th>
                        <td>{state(&run)}</td>
                        <td><code>{short(&run.owner.to_string())}</code></td>
                        <td>{length(now - run.created_at)}" ago"</td>
                        <td>{took}</td>
                        <td class="table-number">{run.attempt}</td>
                        <td class="table-number">{run.crashes}</td>
                        <td>{run.worker}</td>
                    </tr>
                }
            }).collect_view()}
        </Table>
    }
    .into_any()
}

/// The state, and quarantine as one of its own.
pub(super) fn state(run: &RunCard) -> AnyView {
    if run.quarantined {
        view! { <Badge meaning=Meaning::Bad>"Quarantine"</Badge> }.into_any()
    } else {
        status_badge(run.status).into_any()
    }
}

/// The end of an identifier, which tells two apart; its start is the time.
pub(super) fn short(id: &str) -> String {
    id.rsplit('-').next().unwrap_or(id).to_owned()
}

/// For the sheet of one run.
pub(super) fn at(time: DateTime<Utc>) -> impl IntoView {
    view! { <When at=time/> }
}
