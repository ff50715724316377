//! Suggested titles, the profile's text and the persona.

use super::facts::FactLink;
use crate::{
    search::find::FindOpenings,
    ui::{button::LinkButton, icon::Icon},
};
use job_agent::{
    assistant::Persona,
    id::FactId,
    profile::{Fact, TitleIdea},
};
use leptos::prelude::*;
use std::sync::Arc;

/// Titles worth searching for, each with the facts behind it, and the press that searches for them.
#[component]
pub fn Titles(titles: Vec<TitleIdea>, facts: Arc<Vec<Fact>>, chosen: RwSignal<Option<FactId>>, key: String) -> impl IntoView {
    let rows = titles
        .into_iter()
        .map(|idea| {
            let mut said: Vec<String> = Vec::new();
            // The same words twice in a CV are one reason.
            let mut is_new = |fact: &&Fact| {
                let words = fact.text.to_lowercase();
                let new = !said.contains(&words);
                said.push(words);
                new
            };
            let behind = facts
                .iter()
                .filter(|fact| idea.facts.contains(&fact.id) && is_new(fact))
                .map(|fact| view! { <li><FactLink fact=fact.clone() chosen again=true/></li> })
                .collect::<Vec<_>>();
            let behind = (!behind.is_empty()).then(|| {
                view! { <div class="profile-title-facts"><span>"from"</span><ul class="profile-chips">{behind}</ul></div> }
            });
            view! { <li class="profile-title-row"><strong>{idea.title}</strong>{behind}</li> }
        })
        .collect::<Vec<_>>();
    let any = !rows.is_empty();
    view! {
        <section class="profile-next" aria-labelledby="profile-titles">
            <h2 id="profile-titles">{if any { "Titles to search for" } else { "Ready to search" }}</h2>
            {any.then(|| view! { <ul class="profile-titles">{rows}</ul> })}
            <div class="button-row">
                <FindOpenings key/>
                <LinkButton href="/searches" icon=Icon::Settings>"With settings"</LinkButton>
            </div>
        </section>
    }
}

/// The profile in a few lines of the CV's own words.
#[component]
pub fn ProfileText(text: Option<String>) -> impl IntoView {
    text.filter(|text| !text.is_empty()).map(|text| {
        view! {
            <section class="profile-section" aria-labelledby="profile-text">
                <h2 id="profile-text" class="profile-section-title">"In short"</h2>
                <div class="profile-section-body"><div class="profile-text">{text}</div></div>
            </section>
        }
    })
}

/// How the person likes to work, in their own words.
#[component]
pub fn PersonaView(persona: Option<Persona>) -> impl IntoView {
    let body = match persona {
        Some(Persona { summary, traits, avoid }) => view! {
            <p class="document">{summary}</p>
            <dl class="details">
                {traits
                    .into_iter()
                    .map(|held| view! { <dt>{held.name}</dt><dd>{(!held.evidence.is_empty()).then(|| view! { <q>{held.evidence}</q> })}</dd> })
                    .collect_view()}
                {(!avoid.is_empty()).then(|| view! { <dt>"Will not have"</dt><dd>{avoid.join(", ")}</dd> })}
            </dl>
            <p><a href="/onboarding/vibe-check">"Talk again or edit it"</a></p>
        }
        .into_any(),
        None => view! {
            <p>"You have not had the vibe check yet: five to seven questions about how you like to work. "<a href="/onboarding/vibe-check">"Start it"</a></p>
        }
        .into_any(),
    };
    view! {
        <section class="profile-section" aria-labelledby="profile-persona">
            <h2 id="profile-persona" class="profile-section-title">"How you like to work"</h2>
            <div class="profile-section-body">{body}</div>
        </section>
    }
}
