//! A score is a number first.

use leptos::prelude::*;

/// The number, 0 to 100. The ring's colour repeats what the number says.
#[component]
pub fn Score(value: i64, #[prop(optional)] large: bool) -> impl IntoView {
    let band = match value {
        75.. => "high",
        45..75 => "middle",
        _ => "low",
    };
    let class = if large { "score score-large" } else { "score" };
    view! {
        <span class=class data-band=band>
            <span class="visually-hidden">"Score "</span>
            {value}
            <span class="visually-hidden">" of 100"</span>
        </span>
    }
}

/// One part of a score with its bar and, where there is one, its reason.
#[component]
pub fn ScorePart(#[prop(into)] name: String, value: i64, #[prop(optional, into)] reason: Option<String>) -> impl IntoView {
    let label = format!("{name}: {value} of 100");
    view! {
        <li class="score-part">
            <span class="score-part-name">{name}</span>
            <Meter label value/>
            <span class="score-part-value" aria-hidden="true">{value}</span>
            {reason.map(|reason| view! { <span class="score-part-reason">{reason}</span> })}
        </li>
    }
}

/// A bar from 0 to 100. It is a picture, because no two browsers draw their own meter alike.
#[component]
pub fn Meter(#[prop(into)] label: String, value: i64) -> impl IntoView {
    view! {
        <svg
            class="score-meter"
            height="6"
            role="meter"
            aria-label=label
            aria-valuemin="0"
            aria-valuemax="100"
            aria-valuenow=value
        >
            <rect class="score-meter-track" width="100%" height="6" rx="3"></rect>
            <rect class="score-meter-value" width=format!("{}%", value.clamp(0, 100)) height="6" rx="3"></rect>
        </svg>
    }
}
