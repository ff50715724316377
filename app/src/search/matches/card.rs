//! A match in a list.

use super::{
    api::DecideMatch,
    decide::Decide,
    words::{Credit, source_name, where_it_is},
};
use crate::ui::{
    badge::{Badge, Meaning},
    score::{Meter, Score},
    time::Day,
};
use job_agent::search::{MatchCard, MatchStatus, PartKey};
use leptos::prelude::*;

/// Score, what and where, the five parts, the two weightiest reasons, and what to do with it.
#[component]
pub fn Card(card: MatchCard, action: ServerAction<DecideMatch>) -> impl IntoView {
    let href = format!("/matches/{}", card.id);
    let place = where_it_is(&card.company, card.location.as_deref(), card.mode);
    let (source, credit) = (source_name(&card.source), card.source.clone());
    let letter = card.letter_id.map(|letter| view! { <a href=format!("/letters/{letter}")>"Read the letter"</a> });
    view! {
        <li class="match-row">
            <Score value=card.score.into()/>
            <div class="match-body">
                <h2 class="match-title"><a href=href>{card.title.clone()}</a></h2>
                <p class="match-company">{place}</p>
                <div class="match-meta">
                    <Marks card=card.clone()/>
                    {(!card.sample).then(|| view! { <span>"From "{source}</span> })}
                    <Credit source=credit/>
                    {card.posted_at.map(|at| view! { <span>"Posted "<Day at/></span> })}
                    {letter}
                </div>
                <ul class="match-why">
                    {card.reasons.into_iter().map(|reason| view! { <li>{reason}</li> }).collect_view()}
                </ul>
            </div>
            <SmallParts parts=card.parts/>
            <Decide action id=card.id status=card.status of=card.title/>
        </li>
    }
}

/// What has to be known before reading on.
#[component]
pub fn Marks(card: MatchCard) -> impl IntoView {
    let warnings = match card.warnings {
        0 => None,
        1 => Some("1 warning".to_owned()),
        n => Some(format!("{n} warnings")),
    };
    let status = match card.status {
        MatchStatus::New => None,
        MatchStatus::Saved => Some((Meaning::Good, "Saved")),
        MatchStatus::Dismissed => Some((Meaning::Neutral, "Dismissed")),
        MatchStatus::Applied => Some((Meaning::Good, "Applied")),
    };
    view! {
        {card.sample.then(|| view! { <Badge>"Sample, fictional"</Badge> })}
        {card.fresh.then(|| view! { <Badge meaning=Meaning::Good>"New since last time"</Badge> })}
        {status.map(|(meaning, word)| view! { <Badge meaning>{word}</Badge> })}
        {warnings.map(|words| view! { <Badge meaning=Meaning::Attention>{words}</Badge> })}
    }
}

/// Five small bars. A part about which nothing was known has no bar, because an empty one would say "bad".
#[component]
fn SmallParts(parts: Vec<(PartKey, Option<u8>)>) -> impl IntoView {
    let rows = parts
        .into_iter()
        .map(|(key, score)| {
            let name = key.name();
            let bar = match score {
                Some(score) => view! {
                    <Meter label=format!("{name}: {score} of 100") value=score.into()/>
                    <span class="score-part-value" aria-hidden="true">{score}</span>
                }
                .into_any(),
                None => view! { <span class="match-unknown">"not known"</span> }.into_any(),
            };
            view! { <li class="match-part"><span class="score-part-name">{name}</span>{bar}</li> }
        })
        .collect_view();
    view! { <ul class="match-parts" aria-label="Parts of the score">{rows}</ul> }
}
