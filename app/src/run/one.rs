//! One run: where it stands, live, and what it came to.

use super::{
    LiveRuns,
    api::{CancelRun, RunView, read_run},
    end::End,
    progress::RunProgress,
    status_badge,
};
use crate::{
    edge::ApiError,
    loaded::Loaded,
    ui::{
        badge::Meaning,
        button::{Button, LinkButton},
        icon::Icon,
        notice::Notice,
        time::When,
    },
};
use leptos::{prelude::*, task::spawn_local};
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

/// `/runs/{id}`
#[component]
pub fn RunPage() -> impl IntoView {
    let params = use_params_map();
    let data = Resource::new_blocking(
        move || params.read().get("id").and_then(|id| id.parse().ok()),
        |id| async move { read_run(id.ok_or(ApiError::NotFound)?).await },
    );
    view! {
        <div class="page run">
            <Loaded from=data lines=10 show=move |view: RunView| view! { <Full view data/> }.into_any()/>
        </div>
    }
}

#[component]
fn Full(view: RunView, data: Resource<Result<RunView, ApiError>>) -> impl IntoView {
    let live = LiveRuns::here();
    let now = live.state(view.snapshot.clone());
    let was_final = view.snapshot.status.is_final();
    if !was_final {
        live.listen(vec![view.snapshot.clone()]);
    }
    let ended = Memo::new(move |_| now.with(|now| now.status.is_final()));
    let run = view.snapshot.run_id;
    let outcome = RwSignal::new(view.clone());
    Effect::new(move |_| {
        // What came out is not part of the stream: it is read once, when the run has ended, and put below what stands there,
        // which is not made again, because its words would be read out again.
        if ended.get() && !was_final {
            spawn_local(async move {
                match read_run(run).await {
                    Ok(view) => drop(outcome.try_set(view)),
                    Err(_) => data.refetch(),
                }
            });
        }
    });
    let kind = view.snapshot.kind.title();
    let (created_at, server_now) = (view.snapshot.created_at, view.now);
    let cancel_requested = view.cancel_requested;
    let id = run.to_string();
    let retry_of = view.retry_of.map(|run| view! { " It repeats "<a href=format!("/runs/{run}")>"an earlier run"</a>"." });
    view! {
        <Title text=kind/>
        <div class="page-head">
            <div>
                <h1 class="page-title">{kind}</h1>
                <p class="page-lead">"Asked for "<When at=created_at/>"."{retry_of}</p>
            </div>
            <div class="page-actions">
                {move || status_badge(now.with(|now| now.status))}
                {move || (!ended.get()).then(|| view! { <Cancel id=id.clone() cancel_requested/> })}
                <LinkButton href="/runs">"All runs"</LinkButton>
            </div>
        </div>
        <RunProgress now server_now/>
        {(!was_final).then(|| view! {
            <noscript inner_html="<p class=\"quiet\">Load this page again to see how far the run is. It goes on by itself.</p>"></noscript>
        })}
        {move || view! { <End view=outcome.get()/> }}
    }
}

#[component]
fn Cancel(id: String, cancel_requested: bool) -> impl IntoView {
    let action = ServerAction::<CancelRun>::new();
    let asked = move || cancel_requested || matches!(action.value().get(), Some(Ok(())));
    let failed = move || action.value().get().and_then(Result::err);
    view! {
        <ActionForm action>
            <input type="hidden" name="id" value=id/>
            <Button icon=Icon::Close busy=action.pending() disabled=Signal::derive(asked)>"Cancel"</Button>
            // There from the beginning, because what appears together with its words is not read out.
            <span class="run-stopping quiet" role="status">{move || asked().then_some("It stops at the next safe moment.")}</span>
        </ActionForm>
        {move || failed().map(|error| view! { <Notice meaning=Meaning::Bad>{error.to_string()}</Notice> })}
    }
}
