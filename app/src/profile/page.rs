//! What is known of the person, each fact with its place in the CV.

use super::{
    cv::CvBeside,
    facts::Facts,
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
            <Loaded from=data lines=18 show=move |view: ProfileView| view! { <Full view chosen/> }.into_any()/>
        </div>
    }
}

#[component]
fn Full(view: ProfileView, chosen: RwSignal<Option<FactId>>) -> impl IntoView {
    let ProfileView { profile, pages, key } = view;
    if profile.facts.is_empty() {
        return view! { <Nothing uploads=profile.uploads/> }.into_any();
    }
    let facts = Arc::new(profile.facts.clone());
    view! {
        <Unread uploads=profile.uploads/>
        <div class="profile-split">
            <div class="profile-facts">
                <Titles titles=profile.titles facts=facts.clone() chosen key/>
                <Facts sections=sections(profile.facts) chosen/>
                <ProfileText text=profile.profile_text/>
                <PersonaView persona=profile.persona/>
            </div>
            <CvBeside facts pages=Arc::new(pages) chosen/>
        </div>
    }
    .into_any()
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

/// CVs that gave no text, each with what to do about it.
#[component]
fn Unread(uploads: Vec<Upload>) -> impl IntoView {
    let rows = uploads
        .into_iter()
        .filter_map(|upload| upload.text_error.map(|why| view! { <li><strong>{upload.filename}</strong>": "{why}</li> }))
        .collect::<Vec<_>>();
    (!rows.is_empty()).then(|| {
        view! {
            <Notice meaning=Meaning::Attention title="Not every CV could be read"><ul>{rows}</ul></Notice>
        }
    })
}
