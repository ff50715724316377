//! What stands there while the page loads, of the same size as what comes.

use leptos::prelude::*;

/// Some lines of text to come; `title` puts a heading above.
#[component]
pub fn Skeleton(#[prop(default = 3)] lines: usize, #[prop(optional)] title: bool) -> impl IntoView {
    view! {
        <div class="skeleton" role="status">
            <span class="visually-hidden">"Loading."</span>
            {title.then(|| view! { <div class="skeleton-title"></div> })}
            {(0..lines).map(|_| view! { <div class="skeleton-line"></div> }).collect_view()}
        </div>
    }
}
