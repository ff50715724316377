//! What is known of the person, each fact with its place in the CV.

use super::{
    add::Add,
    conflicts::Conflicts,
    correct::{Changed, Removed},
    cv::CvBeside,
    facts::{Facts, fact_anchor},
    persona::{PersonaView, ProfileText, Titles},
    resume::sections,
    view_api::{ProfileView, read_profile},
};
use crate::{
    loaded::Loaded,
    ui::{
        badge::Meaning,
        button::{LinkButton, Weight},
        empty::Empty,
        icon::Icon,
        notice::Notice,
    },
};
use job_agent::{id::FactId, profile::Upload};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use std::sync::Arc;
use wasm_bindgen::JsCast;
use web_sys::HtmlElement;

/// `/profile`, `/profile?fact={id}`
#[component]
pub fn ProfilePage() -> impl IntoView {
    let data = Resource::new_blocking(|| (), |()| read_profile());
    let query = use_query_map();
    let asked = Memo::new(move |_| query.read().get("fact").and_then(|id| id.parse::<FactId>().ok()));
    let chosen = RwSignal::new(asked.get_untracked());
    Effect::new(move |_| {
        if let Some(fact) = asked.get() {
            chosen.set(Some(fact));
        }
    });
    // The page is written anew after a change; who used the keyboard goes on at the fact that changed.
    let focus = RwSignal::new(None::<FactId>);
    let changed = Changed::new(move |now: Option<FactId>| {
        chosen.set(now);
        focus.set(now);
        data.refetch();
    });
    view! {
        <Title text="Profile"/>
        <div class="page profile">
            <div class="page-head">
                <div>
                    <h1 class="page-title">"Profile"</h1>
                    <p class="page-lead">"What was read from your CV, and nothing else. Every fact shows the line that it comes from."</p>
                </div>
                <div class="page-actions">
                    <LinkButton href="/onboarding/cv" icon=Icon::Upload>"Your CVs"</LinkButton>
                </div>
            </div>
            <Loaded from=data lines=18 show=move |view: ProfileView| view! { <Full view chosen changed focus/> }.into_any()/>
        </div>
    }
}

#[component]
fn Full(view: ProfileView, chosen: RwSignal<Option<FactId>>, changed: Changed, focus: RwSignal<Option<FactId>>) -> impl IntoView {
    let ProfileView { profile, pages, key } = view;
    if profile.facts.is_empty() && profile.removed.is_empty() {
        return view! { <Nothing uploads=profile.uploads/><Add changed/> }.into_any();
    }
    let facts = Arc::new(profile.facts.clone());
    Effect::new(move |_| {
        if let Some(fact) = focus.get() {
            request_animation_frame(move || look_at(fact));
            focus.set(None);
        }
    });
    view! {
        <Unread uploads=profile.uploads.clone()/>
        <div class="profile-split">
            <div class="profile-facts">
                <Conflicts conflicts=profile.conflicts facts=facts.clone() uploads=profile.uploads.clone() changed/>
                <Titles titles=profile.titles facts=facts.clone() chosen key/>
                <Facts sections=sections(profile.facts) chosen/>
                <Add changed/>
                <Removed facts=profile.removed changed/>
                <ProfileText text=profile.profile_text/>
                <PersonaView persona=profile.persona/>
            </div>
            <CvBeside facts pages=Arc::new(pages) chosen changed/>
        </div>
    }
    .into_any()
}

/// Puts the focus on a fact's link, without moving the page.
fn look_at(fact: FactId) {
    if let Some(element) = document().get_element_by_id(&fact_anchor(fact)).and_then(|element| element.dyn_into::<HtmlElement>().ok()) {
        // A browser that cannot focus it leaves the focus where it is.
        let _ = element.focus();
    }
}

/// What it is for, and the one next step: upload, or read what is there.
#[component]
fn Nothing(uploads: Vec<Upload>) -> impl IntoView {
    let text = "Your profile is what was read from your CV, each fact with its line. Openings are scored against it.";
    if uploads.is_empty() {
        return view! {
            <Empty icon=Icon::Person title="No profile yet" text=text>
                <LinkButton href="/onboarding/cv" weight=Weight::Primary icon=Icon::Upload>"Upload a CV"</LinkButton>
            </Empty>
        }
        .into_any();
    }
    view! {
        <Unread uploads/>
        <Empty icon=Icon::Person title="Your CV has not been read yet" text=text>
            <LinkButton href="/onboarding/review" weight=Weight::Primary icon=Icon::Document>"Read my CV"</LinkButton>
        </Empty>
    }
    .into_any()
}

/// CVs that gave no text, each with what to do about it, and what to know about how the others were read.
#[component]
fn Unread(uploads: Vec<Upload>) -> impl IntoView {
    let notes = uploads
        .iter()
        .flat_map(|upload| upload.notes.iter().map(|note| view! { <li><strong>{upload.filename.clone()}</strong>": "{note.clone()}</li> }))
        .collect::<Vec<_>>();
    let rows = uploads
        .into_iter()
        .filter_map(|upload| upload.text_error.map(|why| view! { <li><strong>{upload.filename}</strong>": "{why}</li> }))
        .collect::<Vec<_>>();
    view! {
        {(!rows.is_empty()).then(|| view! { <Notice meaning=Meaning::Attention title="Not every CV could be read"><ul>{rows}</ul></Notice> })}
        {(!notes.is_empty()).then(|| view! { <Notice meaning=Meaning::Neutral title="How your CVs were read"><ul>{notes}</ul></Notice> })}
    }
}
