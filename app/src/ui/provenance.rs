//! The signature: a thin underline under a sentence with facts behind it; hover, focus or tap shows the line of the CV.

use leptos::prelude::*;

/// Where a statement comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The words of the CV.
    pub quote: String,
    /// Such as "CV, page 1, under Nordbank".
    pub place: String,
}

/// A sentence with its sources. `id` is unique on the page. Without the script the link's target shows them.
#[component]
pub fn Provenance(#[prop(into)] id: String, sources: Vec<Source>, children: Children) -> impl IntoView {
    if sources.is_empty() {
        return children().into_any();
    }
    let lines = sources
        .into_iter()
        .map(|source| {
            view! {
                <span class="provenance-quote">{source.quote}</span>
                <span class="provenance-place">{source.place}</span>
            }
        })
        .collect_view();
    view! {
        <span class="provenance">
            <a class="provenance-text" href=format!("#{id}") rel="external" aria-describedby=id.clone()>{children()}</a>
            <span class="provenance-source" id=id role="note">{lines}</span>
        </span>
    }
    .into_any()
}
