//! The five parts of a score with their reasons.

use crate::ui::{
    provenance::{Provenance, Source},
    score::Meter,
};
use job_agent::{
    profile::Fact,
    search::{Part, Reason},
};
use leptos::prelude::*;
use std::{collections::HashMap, sync::Arc};

/// The facts that reasons name, by identifier.
pub type Facts = Arc<HashMap<String, Fact>>;

/// All five, each with what speaks for its number.
#[component]
pub fn Parts(parts: Vec<Part>, facts: Facts) -> impl IntoView {
    let rows = parts.into_iter().map(|part| view! { <PartRow part facts=facts.clone()/> }).collect_view();
    view! { <ul class="match-reasons">{rows}</ul> }
}

#[component]
fn PartRow(part: Part, facts: Facts) -> impl IntoView {
    let name = part.key.name();
    let key = format!("{:?}", part.key).to_lowercase();
    let bar = if part.confidence > 0.0 {
        view! {
            <Meter label=format!("{name}: {} of 100", part.score) value=part.score.into()/>
            <span class="score-part-value" aria-hidden="true">{part.score}</span>
        }
        .into_any()
    } else {
        view! { <span class="match-unknown">"not known, so it does not count"</span> }.into_any()
    };
    let share = format!("{:.0} % of the score", part.weight * 100.0);
    let reasons = part
        .reasons
        .into_iter()
        .enumerate()
        .map(|(index, reason)| view! { <ReasonRow id=format!("why-{key}-{index}") reason facts=facts.clone()/> })
        .collect_view();
    view! {
        <li class="match-reason">
            <div class="match-part-head">
                <h3>{name}</h3>
                <div class="match-part-bar">{bar}</div>
                <span class="match-part-share">{share}</span>
            </div>
            <ul class="match-part-reasons">{reasons}</ul>
        </li>
    }
}

/// The words, underlined where facts stand behind them, and what the opening says about it.
#[component]
fn ReasonRow(id: String, reason: Reason, facts: Facts) -> impl IntoView {
    let sources: Vec<Source> = reason.facts.iter().filter_map(|id| facts.get(id)).map(source_of).collect();
    let quote = reason.quote.map(|quote| {
        view! {
            <blockquote class="match-quote"><span class="match-quote-from">"The opening"</span><q>{quote}</q></blockquote>
        }
    });
    view! { <li><Provenance id sources>{reason.text}</Provenance>{quote}</li> }
}

/// A fact as the line that a hover shows.
pub fn source_of(fact: &Fact) -> Source {
    let place = match fact.place {
        Some(place) => format!("Your CV, page {}", place.page),
        None => "Added by you".into(),
    };
    Source { quote: fact.text.clone(), place }
}
