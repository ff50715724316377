//! A small bar chart that is also a table; under five points it is the table alone.

use leptos::prelude::*;

const WIDTH: usize = 320;
const HEIGHT: usize = 96;

/// Bars with their labels. `n` is how many things were counted.
#[component]
pub fn Bars(#[prop(into)] title: String, points: Vec<(String, u64)>, n: u64) -> impl IntoView {
    let picture = (points.len() >= 5).then(|| picture(&points));
    let class = if picture.is_some() { "visually-hidden" } else { "table" };
    let rows = points
        .into_iter()
        .map(|(label, value)| view! { <tr><th scope="row">{label}</th><td class="table-number">{value}</td></tr> })
        .collect_view();
    view! {
        <figure class="chart">
            <figcaption class="chart-title">{title} " " <span class="chart-n">"n = "{n}</span></figcaption>
            {picture}
            <table class=class><tbody>{rows}</tbody></table>
        </figure>
    }
}

fn picture(points: &[(String, u64)]) -> impl IntoView + use<> {
    let most = points.iter().map(|(_, value)| *value).max().unwrap_or(0).max(1) as usize;
    let step = WIDTH / points.len();
    let bars = points
        .iter()
        .enumerate()
        .map(|(index, (label, value))| {
            let tall = *value as usize * HEIGHT / most;
            let (left, middle) = (index * step + 2, index * step + step / 2);
            view! {
                <rect class="chart-bar" x=left y=HEIGHT - tall + 14 width=step.saturating_sub(4).max(2) height=tall rx="1"></rect>
                <text class="chart-label" x=middle y=HEIGHT - tall + 10 text-anchor="middle">{*value}</text>
                <text class="chart-label" x=middle y=HEIGHT + 28 text-anchor="middle">{label.clone()}</text>
            }
        })
        .collect_view();
    view! {
        <svg class="chart-picture" viewBox=format!("0 0 {WIDTH} {}", HEIGHT + 34) aria-hidden="true">
            {bars}
            <line class="chart-axis" x1="0" x2=WIDTH y1=HEIGHT + 14 y2=HEIGHT + 14></line>
        </svg>
    }
}
