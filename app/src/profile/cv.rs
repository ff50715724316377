//! The page of the CV beside the facts, with the place of one of them marked.

use super::resume::around;
use job_agent::{
    id::FactId,
    profile::{CvPage, Fact},
};
use leptos::{html, prelude::*};
use std::sync::Arc;

/// Shows where `chosen` stands. Without a choice it says what to do.
#[component]
pub fn CvBeside(facts: Arc<Vec<Fact>>, pages: Arc<Vec<CvPage>>, #[prop(into)] chosen: Signal<Option<FactId>>) -> impl IntoView {
    let mark = NodeRef::<html::Mark>::new();
    Effect::new(move |_| {
        if let (Some(_), Some(mark)) = (chosen.get(), mark.get()) {
            bring_into_view(&mark);
        }
    });
    let shown = move || {
        let fact = chosen.get().and_then(|id| facts.iter().find(|fact| fact.id == id));
        match fact {
            None => view! { <p class="profile-cv-hint">"Choose a fact to see the line of your CV that it comes from."</p> }.into_any(),
            Some(fact) => match page_of(fact, &pages) {
                Some(page) => view! { <Marked page=page.clone() fact=fact.clone() mark/> }.into_any(),
                None => {
                    view! { <p class="profile-cv-hint">"You added “"{fact.text.clone()}"” yourself; it stands in no CV."</p> }.into_any()
                }
            },
        }
    };
    view! {
        <aside id="cv" class="profile-cv" tabindex="0" aria-labelledby="profile-cv-title">
            <h2 id="profile-cv-title" class="profile-cv-head">"In your CV"</h2>
            {shown}
        </aside>
    }
}

fn page_of<'a>(fact: &Fact, pages: &'a [CvPage]) -> Option<&'a CvPage> {
    let place = fact.place?;
    pages.iter().find(|page| Some(page.upload_id) == fact.upload_id && u32::try_from(page.number) == Ok(place.page))
}

#[component]
fn Marked(page: CvPage, fact: Fact, mark: NodeRef<html::Mark>) -> impl IntoView {
    let (start, end) = fact.place.map_or((0, 0), |place| (place.start, place.end));
    let (before, marked, after) = around(&page.text, start, end);
    view! {
        <div class="profile-cv-page">
            <span class="profile-cv-number">{page.filename}", page "{page.number}</span>
            {before}<mark node_ref=mark class="profile-cv-mark">{marked}</mark>{after}
        </div>
    }
}

/// Scrolls within the CV alone: the page that the person reads stays where it is.
fn bring_into_view(mark: &web_sys::HtmlElement) {
    if let Ok(Some(paper)) = mark.closest(".profile-cv") {
        let offset = mark.get_bounding_client_rect().top() - paper.get_bounding_client_rect().top();
        let third = f64::from(paper.client_height()) / 3.0;
        #[expect(clippy::cast_possible_truncation, reason = "pixels of one page")]
        paper.set_scroll_top(paper.scroll_top() + (offset - third) as i32);
    }
}
