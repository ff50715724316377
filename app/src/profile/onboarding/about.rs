//! Step one: what a CV does not say.

use super::{
    draft::Draft,
    step::{Arrived, StepPage},
};
use crate::{
    profile::api::{SaveAbout, read_about},
    ui::{
        button::{Button, Weight},
        field::{Field, TextArea},
        form_errors::{FormErrors, FormNotice},
        select::Choices,
    },
};
use job_agent::{
    posting::WorkMode,
    profile::{About, BASIC_INFO_MAX},
};
use leptos::{form::ActionForm, prelude::*};

/// Name, place, how to work, and anything else.
#[component]
pub fn AboutPage() -> impl IntoView {
    let about = Resource::new_blocking(|| (), |()| read_about());
    view! {
        <StepPage
            number=1
            title="About you"
            lead="Where you want to work and how. This is what a search starts from, beside your CV."
        >
            <Arrived from=about show=|about| view! { <AboutForm about/> }.into_any()/>
        </StepPage>
    }
}

/// The fields as signals: the server's words first, the tab's draft as soon as the page is alive.
#[derive(Clone, Copy)]
struct Typed {
    name: RwSignal<String>,
    location: RwSignal<String>,
    work_mode: RwSignal<String>,
    basic_info: RwSignal<String>,
}

impl Typed {
    fn new(about: About) -> Self {
        let typed = Self {
            name: RwSignal::new(about.name),
            location: RwSignal::new(about.location),
            work_mode: RwSignal::new(mode_value(about.work_mode).to_owned()),
            basic_info: RwSignal::new(about.basic_info),
        };
        Effect::new(move |_| {
            let draft = Draft::read();
            for (signal, kept) in [
                (typed.name, draft.name),
                (typed.location, draft.location),
                (typed.work_mode, draft.work_mode),
                (typed.basic_info, draft.basic_info),
            ] {
                if let Some(kept) = kept {
                    signal.set(kept);
                }
            }
        });
        typed
    }
}

/// Shows what is typed and keeps it in the tab.
fn keep(signal: RwSignal<String>, slot: fn(&mut Draft) -> &mut Option<String>) -> Callback<String> {
    Callback::new(move |typed: String| {
        signal.set(typed.clone());
        Draft::keep(|draft| *slot(draft) = Some(typed));
    })
}

#[component]
fn AboutForm(about: About) -> impl IntoView {
    let action = ServerAction::<SaveAbout>::new();
    let errors = FormErrors::of(action);
    let typed = Typed::new(about);
    let modes = [("", "Any"), ("remote", "Remote"), ("hybrid", "Hybrid"), ("on_site", "On site")];
    let modes: Vec<(String, String)> = modes.into_iter().map(|(value, words)| (value.to_owned(), words.to_owned())).collect();
    view! {
        <ActionForm action>
            <div class="onboarding-body">
                <FormNotice errors shown=&["name", "location", "basic_info"]/>
                <Field
                    name="name"
                    label="Name"
                    hint="As it stands on your letters."
                    autocomplete="name"
                    value=typed.name
                    error=errors.field("name")
                    on_input=keep(typed.name, |draft| &mut draft.name)
                />
                <Field
                    name="location"
                    label="Location"
                    hint="City and country, for example Lyon, France."
                    optional=true
                    autocomplete="address-level2"
                    value=typed.location
                    error=errors.field("location")
                    on_input=keep(typed.location, |draft| &mut draft.location)
                />
                <Choices
                    name="work_mode"
                    label="Where you want to work"
                    options=modes
                    selected=typed.work_mode
                    on_change=keep(typed.work_mode, |draft| &mut draft.work_mode)
                />
                <TextArea
                    name="basic_info"
                    label="Anything else we should know"
                    hint="When you can start, what you must have, permits, languages you want to work in."
                    optional=true
                    rows=5
                    maxlength=u32::try_from(BASIC_INFO_MAX).unwrap_or(u32::MAX)
                    value=typed.basic_info
                    error=errors.field("basic_info")
                    on_input=keep(typed.basic_info, |draft| &mut draft.basic_info)
                />
            </div>
            <div class="onboarding-actions">
                <span></span>
                <Button weight=Weight::Primary busy=action.pending()>"Continue"</Button>
            </div>
        </ActionForm>
    }
}

/// What the form sends for it.
pub(super) const fn mode_value(mode: Option<WorkMode>) -> &'static str {
    match mode {
        Some(WorkMode::Remote) => "remote",
        Some(WorkMode::Hybrid) => "hybrid",
        Some(WorkMode::OnSite) => "on_site",
        None => "",
    }
}
