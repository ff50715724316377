//! One letter, set like a letter, with the facts behind every sentence.

use super::api::{LetterView, read_letter};
use crate::{
    edge::ApiError,
    loaded::Loaded,
    search::matches::source_of,
    ui::{
        button::{LinkButton, Weight},
        icon::Icon,
        provenance::{Provenance, Source},
        time::{Day, When},
    },
};
use job_agent::{letter::Sentence, profile::Fact};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

/// `/letters/{id}`
#[component]
pub fn LetterPage() -> impl IntoView {
    let params = use_params_map();
    let data = Resource::new_blocking(
        move || params.read().get("id").and_then(|id| id.parse().ok()),
        |id| async move { read_letter(id.ok_or(ApiError::NotFound)?).await },
    );
    view! {
        <div class="page letter-page">
            <Loaded from=data lines=16 show=|view: LetterView| view! { <Full view/> }.into_any()/>
        </div>
    }
}

#[component]
fn Full(view: LetterView) -> impl IntoView {
    let LetterView { letter, name, email } = view;
    let (card, content, facts) = (letter.card, letter.content, letter.facts);
    let title = format!("Letter for {}", card.title);
    let paragraphs = content
        .paragraphs
        .into_iter()
        .enumerate()
        .map(|(paragraph, sentences)| {
            let sentences = sentences
                .into_iter()
                .enumerate()
                .map(|(index, sentence)| said(format!("behind-{paragraph}-{index}"), sentence, &facts))
                .collect_view();
            view! { <p>{sentences}</p> }
        })
        .collect_view();
    view! {
        <Title text=title.clone()/>
        <div class="page-head">
            <div>
                <h1 class="page-title">{title}</h1>
                <p class="page-lead">{card.company.clone()}" · written "<When at=card.created_at/></p>
            </div>
            <div class="page-actions">
                {card.has_pdf.then(|| view! {
                    <LinkButton href=format!("/letters/{}/letter.pdf", card.id) weight=Weight::Primary icon=Icon::Download rel="external">"Download PDF"</LinkButton>
                })}
                <LinkButton href="/letters">"All letters"</LinkButton>
            </div>
        </div>
        <div class="letter-columns">
        <article class="letter-sheet" lang=letter.language>
            <div class="letter-meta">
                <span>{name}</span>
                <span>{email}</span>
                <span class="letter-date"><Day at=card.created_at/></span>
            </div>
            <div class="letter-body">
                <h2 class="letter-subject">{content.subject}</h2>
                {paragraphs}
            </div>
        </article>
        <Behind facts/>
        </div>
        {(!card.has_pdf).then(|| view! { <p class="quiet">"There is no PDF of this letter yet. Load the page again in a moment."</p> })}
    }
}

/// Every fact that the letter stands on, once.
#[component]
fn Behind(facts: Vec<Fact>) -> impl IntoView {
    let rows = facts
        .iter()
        .map(|fact| {
            let Source { quote, place } = source_of(fact);
            let href = format!("/profile?fact={}#cv", fact.id);
            view! { <li class="letter-source"><a href=href><q>{quote}</q></a><span>{place}</span></li> }
        })
        .collect_view();
    (!facts.is_empty()).then(|| {
        view! {
            <aside class="letter-sources" aria-labelledby="letter-sources">
                <h2 id="letter-sources">"What it stands on"</h2>
                <p class="letter-hint">"An underlined sentence shows its facts when you point at it, tap it or move to it with the keyboard."</p>
                <ul>{rows}</ul>
            </aside>
        }
    })
}

/// A sentence with what stands behind it: facts, and words of the opening.
fn said(id: String, sentence: Sentence, facts: &[Fact]) -> impl IntoView + use<> {
    let mut sources: Vec<Source> = facts.iter().filter(|fact| sentence.facts.contains(&fact.id)).map(source_of).collect();
    sources.extend(sentence.quote.map(|quote| Source { quote, place: "The opening".into() }));
    view! { <Provenance id sources>{sentence.text}</Provenance>" " }
}
