//! One search, ready to run again.

use super::{
    api::{SearchView, read_search},
    settings::SearchSettings,
    timetable::{TimetableActions, TimetableSection},
};
use crate::{
    edge::ApiError,
    loaded::Loaded,
    ui::{button::LinkButton, icon::Icon, time::When},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

/// `/searches/{id}`
#[component]
pub fn SearchPage() -> impl IntoView {
    let params = use_params_map();
    let data = Resource::new_blocking(
        move || params.read().get("id").and_then(|id| id.parse().ok()),
        |id| async move { read_search(id.ok_or(ApiError::NotFound)?).await },
    );
    let actions = TimetableActions::new();
    actions.follow(data);
    view! {
        <div class="page">
            <Loaded from=data lines=14 show=move |view: SearchView| view! { <Full view actions/> }.into_any()/>
        </div>
    }
}

#[component]
fn Full(view: SearchView, actions: TimetableActions) -> impl IntoView {
    let SearchView { search, sources, key, timetable } = view;
    view! {
        <Title text=search.name.clone()/>
        <div class="page-head">
            <div>
                <h1 class="page-title">{search.name.clone()}</h1>
                <p class="page-lead">"Made "<When at=search.created_at/>". Run it again as it is, or change it first."</p>
            </div>
            <div class="page-actions">
                {search.last_run_id.map(|run| view! {
                    <LinkButton href=format!("/runs/{run}") icon=Icon::Run>"Last run"</LinkButton>
                    <LinkButton href=format!("/matches?run={run}") icon=Icon::Target>"Its matches"</LinkButton>
                })}
                <LinkButton href="/searches">"All searches"</LinkButton>
            </div>
        </div>
        <TimetableSection id=search.id timetable actions/>
        <SearchSettings criteria=search.criteria sources key name=search.name/>
    }
}
