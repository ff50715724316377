//! When a search runs by itself.

use super::{
    api::{PauseTimetable, RemoveTimetable, SearchView, SetTimetable},
    when::{FIELDS, WhenFields},
};
use crate::edge::{ApiError, FormOf};
use crate::ui::{
    badge::{Badge, Meaning},
    button::{Button, LinkButton, Weight},
    icon::Icon,
    notice::Notice,
};
use job_agent::{
    id::JobSearchId,
    search::{Every, Timetable},
};
use leptos::{context::Provider, prelude::*, server_fn::ServerFn};

/// What can be done with a timetable.
#[derive(Clone, Copy)]
pub struct TimetableActions {
    set: ServerAction<SetTimetable>,
    pause: ServerAction<PauseTimetable>,
    remove: ServerAction<RemoveTimetable>,
}

impl TimetableActions {
    pub fn new() -> Self {
        Self { set: ServerAction::new(), pause: ServerAction::new(), remove: ServerAction::new() }
    }

    /// Asks again once something was done; after a refusal what was typed stays.
    pub fn follow(self, data: Resource<Result<SearchView, ApiError>>) {
        // One effect each: what another one did before would ask again after a refusal.
        Effect::new(move |_| ask_again(self.set.value().get(), data));
        Effect::new(move |_| ask_again(self.pause.value().get(), data));
        Effect::new(move |_| ask_again(self.remove.value().get(), data));
    }
}

/// What was done shows where the page reads it again.
pub fn ask_again(answer: Option<Result<(), ApiError>>, data: Resource<Result<SearchView, ApiError>>) {
    if matches!(answer, Some(Ok(()))) {
        data.refetch();
    }
}

/// The timetable of a search, and the form that makes one.
#[component]
pub fn TimetableSection(id: JobSearchId, timetable: Option<Timetable>, actions: TimetableActions) -> impl IntoView {
    let label = if timetable.is_some() { "Change the timetable" } else { "Run by itself" };
    let present = timetable.clone().map(|timetable| view! { <Present id timetable actions/> });
    view! {
        <section class="search-timetable" aria-labelledby="search-timetable">
            <h2 class="search-timetable-title" id="search-timetable">"Runs by itself"</h2>
            {present}
            <TimetableForm id timetable action=actions.set label/>
        </section>
    }
}

#[component]
fn Present(id: JobSearchId, timetable: Timetable, actions: TimetableActions) -> impl IntoView {
    let TimetableActions { pause, remove, .. } = actions;
    let Timetable { next_words, next_at, last_run_id, paused, .. } = timetable;
    let next = if paused {
        view! { <p><Badge meaning=Meaning::Attention>"Paused"</Badge>" Nothing runs until you let it go on; what is missed meanwhile is not made up for."</p> }.into_any()
    } else {
        view! { <p>"Next: "<time datetime=next_at.to_rfc3339()>{next_words}</time></p> }.into_any()
    };
    let (to, words, icon) = if paused { ("false", "Let it go on", Icon::Run) } else { ("true", "Pause", Icon::Clock) };
    view! {
        <div class="search-timetable-present">
            {next}
            <div class="search-timetable-acts">
                {last_run_id.map(|run| view! { <LinkButton href=format!("/runs/{run}") icon=Icon::Run>"Last run by itself"</LinkButton> })}
                <ActionForm action=pause>
                    <input type="hidden" name="id" value=id.to_string()/>
                    <input type="hidden" name="paused" value=to/>
                    <Button icon busy=pause.pending()>{words}</Button>
                </ActionForm>
                <ActionForm action=remove>
                    <input type="hidden" name="id" value=id.to_string()/>
                    <Button weight=Weight::Quiet busy=remove.pending()>"Remove the timetable"</Button>
                </ActionForm>
            </div>
        </div>
    }
}

#[component]
fn TimetableForm(id: JobSearchId, timetable: Option<Timetable>, action: ServerAction<SetTimetable>, label: &'static str) -> impl IntoView {
    let failed = move || action.value().get().and_then(Result::err);
    let wrong = Callback::new(move |field: &'static str| failed().and_then(|error| error.field(field)));
    let beyond = move || failed().and_then(|error| error.beyond(&FIELDS));
    view! {
        <Provider value=FormOf(SetTimetable::PATH)>
            <ActionForm action>
                <div class="form">
                    {move || beyond().map(|words| view! { <Notice meaning=Meaning::Bad title="The timetable was not kept">{words}</Notice> })}
                    <input type="hidden" name="id" value=id.to_string()/>
                    <WhenFields timetable first=Every::Weekday wrong/>
                    <div class="form-actions">
                        <Button icon=Icon::Clock busy=action.pending()>{label}</Button>
                    </div>
                </div>
            </ActionForm>
        </Provider>
    }
}
