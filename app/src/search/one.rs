//! One search, ready to run again.

use super::{
    api::{BeginSearch, DuplicateSearch, SearchView, read_search},
    settings::SearchSettings,
    timetable::{TimetableActions, TimetableSection, ask_again},
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
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

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
    // Another name shows at once: saving leads to this page, which is here already.
    let change = ServerAction::<BeginSearch>::new();
    Effect::new(move |_| ask_again(change.value().get(), data));
    view! {
        <div class="page">
            <Loaded from=data lines=14 show=move |view: SearchView| view! { <Full view actions change/> }.into_any()/>
        </div>
    }
}

#[component]
fn Full(view: SearchView, actions: TimetableActions, change: ServerAction<BeginSearch>) -> impl IntoView {
    let SearchView { search, sources, companies, key, timetable } = view;
    let copy = ServerAction::<DuplicateSearch>::new();
    let query = use_query_map();
    let done = move || match query.read().get("done").as_deref() {
        Some("saved") => Some("The search is saved. Its next run goes by these settings."),
        Some("copied") => Some("This is the copy. It has no timetable yet."),
        _ => None,
    };
    view! {
        <Title text=search.name.clone()/>
        <div class="page-head">
            <div>
                <h1 class="page-title">{search.name.clone()}</h1>
                <p class="page-lead">"Made "<When at=search.created_at/>". Change it, run it again, or let it run by itself."</p>
            </div>
            <div class="page-actions">
                {search.last_run_id.map(|run| view! {
                    <LinkButton href=format!("/runs/{run}") icon=Icon::Run>"Last run"</LinkButton>
                    <LinkButton href=format!("/matches?run={run}") icon=Icon::Target>"Its matches"</LinkButton>
                })}
                <ActionForm action=copy>
                    <input type="hidden" name="id" value=search.id.to_string()/>
                    <Button icon=Icon::Document busy=copy.pending()>"Make a copy"</Button>
                </ActionForm>
                <LinkButton href="/searches">"All searches"</LinkButton>
            </div>
        </div>
        {move || done().map(|words| view! { <Notice meaning=Meaning::Good>{words}</Notice> })}
        <TimetableSection id=search.id timetable actions/>
        <SearchSettings criteria=search.criteria sources known=companies key name=search.name search=search.id action=change/>
    }
}
