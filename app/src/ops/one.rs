//! One run of anybody: its steps, its log, and what an operator can do.

use super::{
    api::{OpsCancel, OpsRelease, OpsRetry, read_sheet},
    page::{at, short, state},
};
use crate::{
    edge::ApiError,
    loaded::Loaded,
    ui::{
        badge::Meaning,
        button::{Button, LinkButton, Weight},
        icon::Icon,
        notice::Notice,
        table::Table,
        time::length,
    },
};
use job_agent::{
    id::RunId,
    ops::{Action, ActionCard, EventCard, RunCard, RunSheet, StepCard},
    run::{Cost, Status},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use std::time::Duration;

/// A run that is not over is looked at again this often.
const LOOK_AGAIN: Duration = Duration::from_secs(2);

/// `/ops/runs/{id}`
#[component]
pub fn OpsRunPage() -> impl IntoView {
    let params = use_params_map();
    let acts = Acts { cancel: ServerAction::new(), retry: ServerAction::new(), release: ServerAction::new() };
    let looked = RwSignal::new(0_u32);
    let data = Resource::new_blocking(
        move || (params.read().get("id").and_then(|id| id.parse().ok()), acts.cancel.version().get(), looked.get()),
        |(id, ..)| async move { read_sheet(id.ok_or(ApiError::NotFound)?).await },
    );
    view! {
        <div class="page">
            <Loaded from=data lines=18 show=move |sheet: RunSheet| view! { <Full sheet acts looked/> }.into_any()/>
        </div>
    }
}

/// What an operator can do; the page reads the run again after each.
#[derive(Clone, Copy)]
struct Acts {
    cancel: ServerAction<OpsCancel>,
    retry: ServerAction<OpsRetry>,
    release: ServerAction<OpsRelease>,
}

#[component]
fn Full(sheet: RunSheet, acts: Acts, looked: RwSignal<u32>) -> impl IntoView {
    let run = sheet.card.clone();
    if matches!(run.status, Status::Queued | Status::Running) {
        Effect::new(move |_| {
            // Nobody may be there any more when it is time.
            set_timeout(
                move || {
                    looked.try_update(|times| *times += 1);
                },
                LOOK_AGAIN,
            );
        });
    }
    let title = format!("{} {}", run.kind.title(), short(&run.id.to_string()));
    view! {
        <Title text=title.clone()/>
        <div class="page-head">
            <div>
                <h1 class="page-title">{title}</h1>
                <p class="page-lead">{state(&run)}</p>
            </div>
            <div class="page-actions">
                <Act run=run.clone() acts/>
                <LinkButton href="/ops">"Everybody's runs"</LinkButton>
            </div>
        </div>
        {sheet.error_message.clone().map(|words| view! { <Notice meaning=Meaning::Bad title="Why it failed">{words}</Notice> })}
        <Facts sheet=sheet.clone()/>
        <Actions actions=sheet.actions/>
        <Steps steps=sheet.steps/>
        <Events events=sheet.events/>
    }
}

#[component]
fn Act(run: RunCard, acts: Acts) -> impl IntoView {
    let Acts { cancel, retry, release } = acts;
    let failed = move || {
        let errors = [
            cancel.value().get().and_then(Result::err),
            retry.value().get().and_then(Result::err),
            release.value().get().and_then(Result::err),
        ];
        errors.into_iter().flatten().next()
    };
    let id = run.id.to_string();
    let form = match (run.quarantined, run.status) {
        (true, _) => view! {
            <ActionForm action=release>
                <input type="hidden" name="id" value=id/>
                <Button weight=Weight::Primary icon=Icon::Again busy=release.pending()>"Release and start again"</Button>
            </ActionForm>
        }
        .into_any(),
        (_, Status::Queued | Status::Running) => view! {
            <ActionForm action=cancel>
                <input type="hidden" name="id" value=id/>
                <Button busy=cancel.pending()>"Cancel"</Button>
            </ActionForm>
        }
        .into_any(),
        (_, Status::Failed | Status::Cancelled) => view! {
            <ActionForm action=retry>
                <input type="hidden" name="id" value=id/>
                <Button weight=Weight::Primary icon=Icon::Again busy=retry.pending()>"Start again"</Button>
            </ActionForm>
        }
        .into_any(),
        (_, Status::Completed) => ().into_any(),
    };
    view! {
        {form}
        {move || failed().map(|error| view! { <Notice meaning=Meaning::Bad>{error.to_string()}</Notice> })}
    }
}

#[component]
fn Facts(sheet: RunSheet) -> impl IntoView {
    let run = sheet.card;
    let took = run.started_at.zip(run.finished_at).map(|(start, end)| length(end - start));
    let row = |name: &'static str, value: AnyView| view! { <div class="ops-fact"><dt>{name}</dt><dd>{value}</dd></div> };
    view! {
        <dl class="ops-facts">
            {row("Owner", view! { <code>{run.owner.to_string()}</code> }.into_any())}
            {row("Asked for", at(run.created_at).into_any())}
            {run.started_at.map(|time| row("Started", at(time).into_any()))}
            {run.finished_at.map(|time| row("Ended", at(time).into_any()))}
            {took.map(|took| row("Took", took.into_any()))}
            {(run.status == Status::Queued).then(|| row("Not before", at(sheet.run_at).into_any()))}
            {run.stage.map(|stage| row("Stage", format!("{stage}, {} of {}", run.done, run.total).into_any()))}
            {row("Attempts", run.attempt.into_any())}
            {row("Crashes", run.crashes.into_any())}
            {row("Priority", sheet.priority.into_any())}
            {run.worker.map(|worker| row("Process", worker.into_any()))}
            {sheet.lease_until.map(|time| row("Lease until", at(time).into_any()))}
            {(!sheet.cost.0.is_empty()).then(|| row("Cost", cost(&sheet.cost).into_any()))}
            {sheet.retry_of.map(|id: RunId| row("Again for", view! { <a href=format!("/ops/runs/{id}")>{short(&id.to_string())}</a> }.into_any()))}
        </dl>
    }
}

fn cost(cost: &Cost) -> String {
    cost.0.iter().map(|(name, amount)| format!("{amount} {name}")).collect::<Vec<_>>().join(", ")
}

#[component]
fn Actions(actions: Vec<ActionCard>) -> impl IntoView {
    (!actions.is_empty()).then(|| {
        view! {
            <section class="ops-section" aria-labelledby="ops-actions">
                <h2 id="ops-actions">"What operators did"</h2>
                <ul class="ops-actions">
                    {actions.into_iter().map(|done| {
                        let word = match done.action {
                            Action::Cancel => "Cancelled",
                            Action::Retry => "Started again",
                            Action::Release => "Released from quarantine",
                        };
                        view! { <li>{word}" by "<code>{short(&done.operator.to_string())}</code>", "{at(done.created_at)}</li> }
                    }).collect_view()}
                </ul>
            </section>
        }
    })
}

#[component]
fn Steps(steps: Vec<StepCard>) -> impl IntoView {
    let body = if steps.is_empty() {
        view! { <p class="ops-none">"No step is finished yet."</p> }.into_any()
    } else {
        step_table(steps).into_any()
    };
    view! {
        <section class="ops-section" aria-labelledby="ops-steps">
            <h2 id="ops-steps">"Steps"</h2>
            {body}
        </section>
    }
}

fn step_table(steps: Vec<StepCard>) -> impl IntoView {
    let head = || {
        view! {
            <tr>
                <th scope="col">"Step"</th>
                <th scope="col">"Finished"</th>
                <th scope="col" class="table-number">"Bytes kept"</th>
                <th scope="col">"Cost"</th>
            </tr>
        }
    };
    view! {
        <Table caption="Steps that are finished" quiet_caption=true head=head>
            {steps.into_iter().map(|step| view! {
                <tr>
                    <th scope="row"><code>{step.name}</code></th>
                    <td>{at(step.finished_at)}</td>
                    <td class="table-number">{step.bytes}</td>
                    <td>{cost(&step.cost)}</td>
                </tr>
            }).collect_view()}
        </Table>
    }
}

#[component]
fn Events(events: Vec<EventCard>) -> impl IntoView {
    let head = || {
        view! {
            <tr>
                <th scope="col" class="table-number">"No."</th>
                <th scope="col">"When"</th>
                <th scope="col">"State"</th>
                <th scope="col">"Stage"</th>
            </tr>
        }
    };
    view! {
        <section class="ops-section" aria-labelledby="ops-events">
            <h2 id="ops-events">"Log"</h2>
            <Table caption="Events, newest first" quiet_caption=true head=head>
                {events.into_iter().map(|event| view! {
                    <tr>
                        <td class="table-number">{event.seq}</td>
                        <td>{at(event.created_at)}</td>
                        <td>{event.status}</td>
                        <td>{event.stage.map(|stage| format!("{stage}, {} of {}", event.done, event.total))}</td>
                    </tr>
                }).collect_view()}
            </Table>
        </section>
    }
}
