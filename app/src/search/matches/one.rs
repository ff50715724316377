//! One match: why it fits, what is missing, what to look out for, and the opening itself.

use super::{
    api::{DecideMatch, read_match},
    card::Marks,
    decide::Decide,
    parts::Parts,
    words::{Credit, pay, source_name, where_it_is},
};
use crate::{
    account::api::Person,
    edge::ApiError,
    error_page::Failed,
    loaded::Loaded,
    ui::{
        badge::Meaning,
        button::{LinkButton, Weight},
        icon::{Icon, Pictogram},
        notice::Notice,
        score::Score,
        time::Day,
    },
};
use job_agent::{
    posting::{FoundPosting, History, PASTED, Warning},
    search::MatchView,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use std::{collections::HashMap, sync::Arc};

/// `/matches/{id}`
#[component]
pub fn MatchPage() -> impl IntoView {
    let params = use_params_map();
    let data = Resource::new_blocking(
        move || params.read().get("id").and_then(|id| id.parse().ok()),
        |id| async move { read_match(id.ok_or(ApiError::NotFound)?).await },
    );
    let action = ServerAction::<DecideMatch>::new();
    let person = Person::here();
    Effect::new(move |_| {
        if let Some(Ok(_)) = action.value().get() {
            data.refetch();
            person.refresh();
        }
    });
    let failed = move || action.value().get().and_then(Result::err);
    view! {
        <div class="page">
            {move || failed().map(|error| view! { <Failed error/> })}
            <Loaded from=data lines=18 show=move |view: MatchView| view! { <Full view action/> }.into_any()/>
        </div>
    }
}

#[component]
fn Full(view: MatchView, action: ServerAction<DecideMatch>) -> impl IntoView {
    let MatchView { card, posting, parts, gaps, warnings, facts, run_id, dismissed_why, history } = view;
    let facts = Arc::new(facts.into_iter().map(|fact| (fact.id.to_string(), fact)).collect::<HashMap<_, _>>());
    let confidence = format!("{:.0} % of what the score needs was known.", card.confidence * 100.0);
    let letter = card.letter_id.map(|letter| {
        view! {
            <LinkButton href=format!("/letters/{letter}") icon=Icon::Mail weight=Weight::Primary>"Read the letter"</LinkButton>
        }
    });
    view! {
        <Title text=card.title.clone()/>
        <div class="match-head">
            <Score value=card.score.into() large=true/>
            <div>
                <h1 class="match-head-title">{card.title.clone()}</h1>
                <p class="page-lead">{where_it_is(&card.company, card.location.as_deref(), card.mode)}</p>
                <div class="match-facts"><Marks card=card.clone()/><span>{confidence}</span></div>
                {dismissed_why.map(|why| view! { <p class="quiet">"Dismissed: "{why}</p> })}
            </div>
            <div class="match-actions">{letter}<Decide action id=card.id status=card.status of=card.title.clone()/></div>
        </div>
        <Warnings warnings/>
        <div class="match-columns">
            <div>
                <section class="match-section" aria-labelledby="match-why">
                    <h2 id="match-why">"Why this score"</h2>
                    <Parts parts facts/>
                </section>
                <Gaps gaps/>
                <section class="match-section" aria-labelledby="match-text">
                    <h2 id="match-text">"What the opening says"</h2>
                    <div class="match-posting">{posting.description_text.clone()}</div>
                </section>
            </div>
            <aside aria-labelledby="match-opening">
                <Opening posting sample=card.sample/>
                {history.map(|history| view! { <Seen history sample=card.sample/> })}
                <p class="match-run"><a href=format!("/runs/{run_id}")>"The run that found it"</a></p>
            </aside>
        </div>
    }
}

#[component]
fn Warnings(warnings: Vec<Warning>) -> impl IntoView {
    let rows = warnings
        .into_iter()
        .map(|warning| {
            view! {
                <li><span>{warning.text}{warning.quote.map(|quote| view! { " "<q>{quote}</q> })}</span></li>
            }
        })
        .collect::<Vec<_>>();
    (!rows.is_empty()).then(|| {
        view! {
            <Notice meaning=Meaning::Attention title="Look out"><ul class="match-warnings">{rows}</ul></Notice>
        }
    })
}

#[component]
fn Gaps(gaps: Vec<String>) -> impl IntoView {
    (!gaps.is_empty()).then(|| view! {
        <section class="match-section" aria-labelledby="match-gaps">
            <h2 id="match-gaps">"What they ask for and your CV does not show"</h2>
            <ul class="match-gaps">{gaps.into_iter().map(|gap| view! { <li><Pictogram icon=Icon::Info/><span>{gap}</span></li> }).collect_view()}</ul>
        </section>
    })
}

/// What is said of the opening, and where it was found.
#[component]
fn Opening(posting: FoundPosting, sample: bool) -> impl IntoView {
    let source = source_name(&posting.source);
    let credit = posting.source.clone();
    // A source is outside: only a link that a browser opens as a page becomes one.
    let web = posting.url.starts_with("https://") || posting.url.starts_with("http://");
    let original = if posting.source == PASTED {
        let again = format!("/matches/paste/{}", posting.external_id);
        view! { <p class="quiet">"You pasted its text. Nobody else sees it. "<a href=again>"Put its head right, or score it again"</a></p> }
            .into_any()
    } else if sample || !web {
        view! { <p class="quiet">"A sample opening of "{source}": fictional, there is no page behind it."</p> }.into_any()
    } else {
        view! {
            <p><a class="match-original" href=posting.url rel="external noopener noreferrer">"The original at "{source}" "<Pictogram icon=Icon::ExternalLink/></a></p>
        }
        .into_any()
    };
    let details = [
        ("Company", Some(posting.company)),
        ("Place", posting.location),
        ("Employment", posting.employment),
        ("Pay", posting.salary.as_ref().and_then(pay)),
    ];
    view! {
        <h2 id="match-opening">"The opening"</h2>
        <dl class="details">
            {details
                .into_iter()
                .filter_map(|(name, value)| value.map(|value| view! { <dt>{name}</dt><dd>{value}</dd> }))
                .collect_view()}
            {posting.posted_at.map(|at| view! { <dt>"Posted"</dt><dd><Day at/></dd> })}
            {posting.valid_through.map(|at| view! { <dt>"Open until"</dt><dd><Day at/></dd> })}
        </dl>
        {original}
        <Credit source=credit/>
    }
}

/// Since when it is advertised, how often, and at every place that does.
#[component]
fn Seen(history: History, sample: bool) -> impl IntoView {
    let History { first_seen_at, last_seen_at, expired_at, reposts, links, .. } = history;
    let again = match reposts {
        0 => None,
        1 => Some("Once".to_owned()),
        times => Some(format!("{times} times")),
    };
    let places = links
        .into_iter()
        .map(|link| {
            let source = source_name(&link.source);
            let web = !sample && (link.url.starts_with("https://") || link.url.starts_with("http://"));
            let name = if web {
                view! { <a href=link.url rel="external noopener noreferrer">{source}</a> }.into_any()
            } else {
                view! { <span>{source}</span> }.into_any()
            };
            view! { <li>{name}" "<span class="quiet">"since "<Day at=link.first_seen_at/></span></li> }
        })
        .collect_view();
    view! {
        <dl class="details">
            <dt>"First seen"</dt><dd><Day at=first_seen_at/></dd>
            <dt>"Last seen"</dt><dd><Day at=last_seen_at/></dd>
            {expired_at.map(|at| view! { <dt>"No longer advertised since"</dt><dd><Day at/></dd> })}
            {again.map(|again| view! { <dt>"Advertised again"</dt><dd>{again}</dd> })}
            <dt>"Advertised at"</dt><dd><ul>{places}</ul></dd>
        </dl>
    }
}
