//! The CV beside the facts, with the place of one of them marked, and the viewer of a CV alone.

use super::{
    correct::{Changed, Correct},
    resume::around,
    sheet::Sheet,
    view_api::read_cv_pages,
};
use crate::{
    edge::ApiError,
    ui::{
        icon::{Icon, Pictogram},
        skeleton::Skeleton,
    },
};
use job_agent::{
    document::Place,
    id::{FactId, UploadId},
    profile::{CvPage, Fact},
};
use leptos::{html, prelude::*};
use std::sync::Arc;

/// Shows where `chosen` stands. Without a choice it shows the CV and says what to do.
#[component]
pub fn CvBeside(
    facts: Arc<Vec<Fact>>,
    pages: Arc<Vec<CvPage>>,
    #[prop(into)] chosen: Signal<Option<FactId>>,
    changed: Changed,
) -> impl IntoView {
    let paper = NodeRef::<html::Div>::new();
    let fact = {
        let facts = facts.clone();
        Memo::new(move |_| chosen.get().and_then(|id| facts.iter().find(|fact| fact.id == id).cloned()))
    };
    let first = pages.first().map(|page| page.upload_id);
    let shown = Memo::new(move |_| fact.with(|fact| fact.as_ref().and_then(|fact| fact.upload_id)).or(first));
    Effect::new(move |_| {
        if fact.with(Option::is_some) {
            request_animation_frame(move || bring_into_view(paper));
        }
    });
    let said = {
        let pages = pages.clone();
        move || fact.get().map(|fact| view! { <Said fact pages=pages.clone()/> })
    };
    let sheets = move || {
        let upload = shown.get();
        let own = |fact: &&Fact| fact.upload_id == upload;
        let read: Vec<Place> = facts.iter().filter(own).filter_map(|fact| fact.place).collect();
        let sheets = pages.iter().filter(|page| Some(page.upload_id) == upload).cloned();
        let marked = Signal::derive(move || fact.with(|fact| fact.as_ref().and_then(|fact| fact.place)));
        sheets.map(|page| view! { <Sheet page read=read.clone() marked/> }).collect_view()
    };
    view! {
        <aside id="cv" class="profile-cv" aria-labelledby="profile-cv-title">
            <div class="profile-cv-head">
                <h2 id="profile-cv-title">"In your CV"</h2>
                {move || shown.get().map(|upload| view! { <Original upload/> })}
            </div>
            <div class="profile-cv-said" role="status">
                {move || fact.with(Option::is_none).then_some("Underlined is what was read. Choose a fact to see its place.")}
                {said}
            </div>
            {move || fact.get().map(|fact| view! { <Correct fact changed/> })}
            <div node_ref=paper class="profile-cv-pages" tabindex="0" role="region" aria-label="Pages of your CV">{sheets}</div>
        </aside>
    }
}

/// The line that a fact stands in, with the fact marked in it.
#[component]
fn Said(fact: Fact, pages: Arc<Vec<CvPage>>) -> impl IntoView {
    let page = fact.place.zip(fact.upload_id).and_then(|(place, upload)| {
        pages.iter().find(|page| page.upload_id == upload && page.page.number == place.page).map(|page| (place, page))
    });
    let Some((place, page)) = page else {
        return view! { <p>"You added “"{fact.text}"” yourself; it stands in no CV."</p> }.into_any();
    };
    let touched = page.page.lines.iter().filter(|line| line.start < place.end && line.end > place.start);
    let from = touched.clone().map(|line| line.start).min().unwrap_or(place.start);
    let to = touched.map(|line| line.end).max().unwrap_or(place.end);
    let lines: String = page.page.text.chars().skip(from as usize).take(to.saturating_sub(from) as usize).collect();
    let (before, marked, after) = around(&lines, place.start.saturating_sub(from), place.end.saturating_sub(from));
    view! {
        <p class="profile-cv-line">{before}<mark class="profile-cv-mark">{marked}</mark>{after}</p>
        <p class="profile-cv-place">{page.filename.clone()}", page "{place.page}</p>
    }
    .into_any()
}

/// The uploaded file itself, which is saved and never shown by this site.
#[component]
fn Original(upload: UploadId) -> impl IntoView {
    view! {
        <a class="profile-cv-original" href=format!("/uploads/{upload}/file") rel="external">
            <Pictogram icon=Icon::Download/>
            "Save the original file"
        </a>
    }
}

/// Scrolls within the CV alone: the page that the person reads stays where it is.
fn bring_into_view(paper: NodeRef<html::Div>) {
    let Some(paper) = paper.try_get_untracked().flatten() else { return };
    if let Ok(Some(mark)) = paper.query_selector(".sheet-mark") {
        let offset = mark.get_bounding_client_rect().top() - paper.get_bounding_client_rect().top();
        let third = f64::from(paper.client_height()) / 3.0;
        #[expect(clippy::cast_possible_truncation, reason = "pixels of one page")]
        paper.set_scroll_top(paper.scroll_top() + (offset - third) as i32);
    }
}

/// A CV to look at, before it has been read into a profile too. The pages are asked for when somebody opens it;
/// without the script the first of them is shown.
#[component]
pub fn CvViewer(upload: UploadId, #[prop(into)] filename: String, #[prop(into)] summary: String) -> impl IntoView {
    let opened = RwSignal::new(false);
    let pages = Resource::new(
        move || opened.get(),
        move |opened| async move { if opened { read_cv_pages(upload).await.map(Some) } else { Ok(None) } },
    );
    let sheets = move || {
        pages.get().map(|answer| match answer {
            Ok(None) => ().into_any(),
            Ok(Some(pages)) => pages.into_iter().map(|page| view! { <Sheet page/> }).collect_view().into_any(),
            Err(error) => view! { <p class="viewer-refused">{refused(&error)}</p> }.into_any(),
        })
    };
    view! {
        <details class="viewer" on:toggle=move |_| opened.set(true)>
            <summary class="viewer-summary"><Pictogram icon=Icon::ChevronRight/>{summary}</summary>
            <div class="viewer-pages" role="region" aria-label=format!("Pages of {filename}") tabindex="0">
                <Suspense fallback=|| view! { <Skeleton lines=12/> }>{sheets}</Suspense>
                <img
                    class="viewer-first without-script"
                    src=format!("/uploads/{upload}/pages/1")
                    loading="lazy"
                    alt=format!("The first page of {filename}")
                />
            </div>
            <Original upload/>
        </details>
    }
}

/// Why there is nothing to see, in the reader's words where it gave some.
fn refused(error: &ApiError) -> String {
    error.field("cv").unwrap_or_else(|| error.to_string())
}
