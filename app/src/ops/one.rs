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
    ops::{Action, ActionCard, EventCard, RunSheet, StepCard},
    run::{Cost, Status},
};
use leptos::{prelude::*, task::spawn_local};
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
    let data = Resource::new_blocking(
        move || params.read().get("id").and_then(|id| id.parse().ok()),
        |id| async move { read_sheet(id.ok_or(ApiError::NotFound)?).await },
    );
    view! {
        <div class="page">
            <Loaded from=data lines=18 show=move |sheet: RunSheet| view! { <Full sheet acts/> }.into_any()/>
        </div>
    }
}

/// What an operator can do.
#[derive(Clone, Copy)]
struct Acts {
    cancel: ServerAction<OpsCancel>,
    retry: ServerAction<OpsRetry>,
    release: ServerAction<OpsRelease>,
}

#[component]
fn Full(sheet: RunSheet, acts: Acts) -> impl IntoView {
    let first = sheet.card.clone();
    let sheet = RwSignal::new(sheet);
    follow(sheet, acts.cancel);
    // Each part is made again when it changes and not at each look: what has the keyboard's focus stays.
    let card = Memo::new(move |_| sheet.with(|sheet| sheet.card.clone()));
    let what_to_do = Memo::new(move |_| card.with(|card| (card.status, card.quarantined)));
    let failure = Memo::new(move |_| sheet.with(|sheet| sheet.error_message.clone()));
    let actions = Memo::new(move |_| sheet.with(|sheet| sheet.actions.clone()));
    let steps = Memo::new(move |_| sheet.with(|sheet| sheet.steps.clone()));
    let events = Memo::new(move |_| sheet.with(|sheet| sheet.events.clone()));
    let title = format!("{} {}", first.kind.title(), short(&first.id.to_string()));
    let retry_of = sheet.with_untracked(|sheet| sheet.retry_of);
    let again_for = retry_of.map(|id| view! { <span>"Again for "<a href=format!("/ops/runs/{id}")>{short(&id.to_string())}</a></span> });
    view! {
        <Title text=title.clone()/>
        <div class="page-head">
            <div>
                <h1 class="page-title">{title}</h1>
                <p class="page-lead">{move || card.with(state)}" "{again_for}</p>
            </div>
            <div class="page-actions">
                {move || {
                    let (status, quarantined) = what_to_do.get();
                    view! { <Act id=first.id status quarantined acts/> }
                }}
                <LinkButton href="/ops">"Everybody's runs"</LinkButton>
            </div>
        </div>
        {move || failure.get().map(|words| view! { <Notice meaning=Meaning::Bad title="Why it failed">{words}</Notice> })}
        {move || view! { <Facts sheet=sheet.get()/> }}
        {move || view! { <Actions actions=actions.get()/> }}
        {move || view! { <Steps steps=steps.get()/> }}
        {move || view! { <Events events=events.get()/> }}
    }
}

/// Looks at the run again until it is over, and at once when an operator stopped it.
fn follow(sheet: RwSignal<RunSheet>, cancel: ServerAction<OpsCancel>) {
    let look = move || {
        let id = sheet.with_untracked(|sheet| sheet.card.id);
        spawn_local(async move {
            // A look that fails leaves what stands there; the next one follows.
            if let Ok(now) = read_sheet(id).await {
                sheet.try_set(now);
            }
        });
    };
    Effect::new(move |_| {
        if matches!(cancel.value().get(), Some(Ok(()))) {
            look();
        }
    });
    Effect::new(move |_| {
        let look_again = move || {
            if sheet.with_untracked(|sheet| matches!(sheet.card.status, Status::Queued | Status::Running)) {
                look();
            }
        };
        if let Ok(handle) = set_interval_with_handle(look_again, LOOK_AGAIN) {
            on_cleanup(move || handle.clear());
        }
    });
}

#[component]
fn Act(id: RunId, status: Status, quarantined: bool, acts: Acts) -> impl IntoView {
    let Acts { cancel, retry, release } = acts;
    let failed = move || {
        let errors = [
            cancel.value().get().and_then(Result::err),
            retry.value().get().and_then(Result::err),
            release.value().get().and_then(Result::err),
        ];
        errors.into_iter().flatten().next()
    };
    let id = id.to_string();
    let form = match (quarantined, status) {
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
