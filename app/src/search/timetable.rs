//! When a search runs by itself.

use super::api::{PauseTimetable, RemoveTimetable, SearchView, SetTimetable};
use crate::edge::{ApiError, FormOf};
use crate::ui::{
    badge::{Badge, Meaning},
    button::{Button, LinkButton, Weight},
    field::Field,
    icon::Icon,
    notice::Notice,
    select::Select,
};
use job_agent::{
    id::JobSearchId,
    search::{Every, Timetable},
};
use leptos::{context::Provider, prelude::*, server_fn::ServerFn};

/// The fields that show their own errors.
const FIELDS: [&str; 3] = ["every", "hour", "timezone"];

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

fn ask_again(answer: Option<Result<(), ApiError>>, data: Resource<Result<SearchView, ApiError>>) {
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
    let wrong = move |field: &'static str| Signal::derive(move || failed().and_then(|error| error.field(field)));
    let beyond = move || failed().and_then(|error| error.beyond(&FIELDS));
    let (every, hour) = timetable.as_ref().map_or((Every::Weekday, 7), |timetable| (timetable.every, timetable.hour));
    let zone = RwSignal::new(timetable.as_ref().map_or_else(|| "UTC".to_owned(), |timetable| timetable.timezone.clone()));
    if timetable.is_none() {
        Effect::new(move |_| zone.set(own_zone().unwrap_or_else(|| zone.get_untracked())));
    }
    let options = [Every::Day, Every::Weekday, Every::Week].map(|every| (key(every).to_owned(), words(every).to_owned()));
    let hours: Vec<(String, String)> = (0..24).map(|hour| (hour.to_string(), format!("{hour:02}:00"))).collect();
    view! {
        <Provider value=FormOf(SetTimetable::PATH)>
            <ActionForm action>
                <div class="form">
                    {move || beyond().map(|words| view! { <Notice meaning=Meaning::Bad title="The timetable was not kept">{words}</Notice> })}
                    <input type="hidden" name="id" value=id.to_string()/>
                    <div class="field-pair">
                        <Select name="every" label="How often" options=options.to_vec() selected=key(every) error=wrong("every")/>
                        <Select name="hour" label="At" options=hours selected=hour.to_string() error=wrong("hour")/>
                    </div>
                    <Field name="timezone" label="Time zone" hint="Such as Europe/Berlin. The hour stays the same there when clocks change." value=zone maxlength=64 error=wrong("timezone")/>
                    <div class="form-actions">
                        <Button icon=Icon::Clock busy=action.pending()>{label}</Button>
                    </div>
                </div>
            </ActionForm>
        </Provider>
    }
}

fn key(every: Every) -> &'static str {
    match every {
        Every::Day => "day",
        Every::Weekday => "weekday",
        Every::Week => "week",
    }
}

fn words(every: Every) -> &'static str {
    match every {
        Every::Day => "Every day",
        Every::Weekday => "Monday to Friday",
        Every::Week => "Every Monday",
    }
}

/// Where the reader is, as the browser says.
#[cfg(not(feature = "ssr"))]
fn own_zone() -> Option<String> {
    let format = js_sys::Intl::DateTimeFormat::new(&js_sys::Array::new(), &js_sys::Object::new());
    js_sys::Reflect::get(&format.resolved_options(), &"timeZone".into()).ok()?.as_string()
}

#[cfg(feature = "ssr")]
fn own_zone() -> Option<String> {
    None
}
