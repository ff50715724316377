//! Step four: everything once more, and the start.

use super::{
    draft::Draft,
    step::{Arrived, StepPage},
    upload_list::size,
};
use crate::{
    account::{ModelNote, NotePlace},
    profile::api::{Review, StartProfiling, read_review},
    ui::{
        badge::Meaning,
        button::{Button, LinkButton, Weight},
        form_errors::{FormErrors, FormNotice},
        icon::Icon,
        notice::Notice,
    },
};
use job_agent::{
    assistant::Persona,
    posting::WorkMode,
    profile::{About, Upload},
};
use leptos::{form::ActionForm, prelude::*};
use leptos_router::hooks::use_navigate;

/// What was given, each part with a way back to it, and one button.
#[component]
pub fn ReviewPage() -> impl IntoView {
    let review = Resource::new_blocking(|| (), |()| read_review());
    view! {
        <StepPage
            number=4
            title="Review"
            lead="Look it over. Starting reads your CVs into a profile; you see it happen. That is done on this server alone."
        >
            <Arrived from=review show=|review| view! { <Parts review/> }.into_any()/>
        </StepPage>
    }
}

#[component]
fn Parts(review: Review) -> impl IntoView {
    let ready = !review.uploads.is_empty();
    view! {
        <div class="review">
            <Part title="About you" href="/onboarding/about"><AboutPart about=review.about email=review.email/></Part>
            <Part title="Your CV" href="/onboarding/cv"><CvPart uploads=review.uploads/></Part>
            <Part title="Vibe check" href="/onboarding/vibe-check"><PersonaPart persona=review.persona/></Part>
        </div>
        <ModelNote place=NotePlace::Review/>
        <StartForm key=review.key ready/>
    }
}

#[component]
fn Part(title: &'static str, href: &'static str, children: Children) -> impl IntoView {
    view! {
        <section class="review-part">
            <div class="review-head">
                <h2>{title}</h2>
                <a href=href>"Edit"<span class="visually-hidden">{format!(": {title}")}</span></a>
            </div>
            {children()}
        </section>
    }
}

#[component]
fn AboutPart(about: About, email: String) -> impl IntoView {
    let said = |text: String| if text.trim().is_empty() { "Not said".to_owned() } else { text };
    let mode = match about.work_mode {
        Some(WorkMode::Remote) => "Remote",
        Some(WorkMode::Hybrid) => "Hybrid",
        Some(WorkMode::OnSite) => "On site",
        None => "Any",
    };
    view! {
        <dl class="details">
            <dt>"Name"</dt>
            <dd>{said(about.name)}</dd>
            <dt>"E-mail"</dt>
            <dd>{email}</dd>
            <dt>"Location"</dt>
            <dd>{said(about.location)}</dd>
            <dt>"Where you want to work"</dt>
            <dd>{mode}</dd>
            <dt>"Anything else"</dt>
            <dd>{said(about.basic_info)}</dd>
        </dl>
    }
}

#[component]
fn CvPart(uploads: Vec<Upload>) -> impl IntoView {
    if uploads.is_empty() {
        return view! {
            <Notice meaning=Meaning::Attention title="There is no CV yet">
                "The profile is read out of your CV, and of nothing else. "
                <a href="/onboarding/cv">"Upload one"</a>
                " to start."
            </Notice>
        }
        .into_any();
    }
    let lines = uploads
        .into_iter()
        .map(|upload| view! { <li>{upload.filename} " " <span class="quiet numeric">{size(upload.bytes)}</span></li> })
        .collect_view();
    view! { <ul>{lines}</ul> }.into_any()
}

#[component]
fn PersonaPart(persona: Option<Persona>) -> impl IntoView {
    let Some(persona) = persona else {
        return view! { <p class="quiet">"Left out. Matches are then ranked without how you like to work."</p> }.into_any();
    };
    let traits = persona.traits.into_iter().map(|found| found.name).collect::<Vec<_>>().join(", ");
    let avoid = persona.avoid.join(", ");
    view! {
        <div class="persona">
            <p class="persona-text">{persona.summary}</p>
            <dl class="details">
                {(!traits.is_empty()).then(|| view! { <dt>"Traits"</dt><dd>{traits}</dd> })}
                {(!avoid.is_empty()).then(|| view! { <dt>"To avoid"</dt><dd>{avoid}</dd> })}
            </dl>
        </div>
    }
    .into_any()
}

/// Starts the run. The draft in the tab is done with then; the run's page is the next one.
#[component]
fn StartForm(key: String, ready: bool) -> impl IntoView {
    let action = ServerAction::<StartProfiling>::new();
    let errors = FormErrors::of(action);
    let value = action.value();
    let go = use_navigate();
    Effect::new(move |_| {
        if let Some(Ok(run)) = value.get() {
            Draft::clear();
            go(&format!("/runs/{run}"), Default::default());
        }
    });
    view! {
        <ActionForm action>
            <FormNotice errors/>
            <input type="hidden" name="key" value=key/>
            <div class="onboarding-actions">
                <LinkButton href="/onboarding/vibe-check" icon=Icon::ChevronLeft>"Back"</LinkButton>
                <Button weight=Weight::Primary icon=Icon::Run busy=action.pending() disabled=!ready>"Start"</Button>
            </div>
        </ActionForm>
    }
}
