//! A table that scrolls sideways by itself on a phone, with the keyboard too.

use leptos::prelude::*;

/// `head` and `children` are rows: `<tr>`. A column of numbers has the class `table-number` on its cells.
#[component]
pub fn Table(
    #[prop(into)] caption: String,
    /// Keeps the caption for screen readers, where a heading already says it.
    #[prop(optional)]
    quiet_caption: bool,
    #[prop(into)] head: ViewFn,
    children: Children,
) -> impl IntoView {
    let class = if quiet_caption { "visually-hidden" } else { "" };
    let label = caption.clone();
    view! {
        <div class="table-scroll" role="region" aria-label=label tabindex="0">
            <table class="table">
                <caption><span class=class>{caption}</span></caption>
                <thead>{head.run()}</thead>
                <tbody>{children()}</tbody>
            </table>
        </div>
    }
}
