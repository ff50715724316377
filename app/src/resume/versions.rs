//! What was kept of a résumé, how it differs from what is there now, and the way back.

use super::{
    api::{KeepVersion, RestoreVersion, VersionsView, read_versions},
    desk::Desk,
};
use crate::{
    loaded::Loaded,
    ui::{
        badge::{Badge, Meaning},
        button::{Button, LinkButton},
        form_errors::{FormErrors, FormNotice},
        icon::Icon,
        time::When,
    },
};
use job_agent::resume::{Difference, Mark, VersionCard};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The list, and the chosen one beside it.
#[component]
pub fn Versions() -> impl IntoView {
    let desk = Desk::here();
    let query = use_query_map();
    let keep = ServerAction::<KeepVersion>::new();
    let number = Memo::new(move |_| query.read().get("version").and_then(|number| number.parse::<i32>().ok()));
    let data = Resource::new_blocking(move || (number.get(), keep.version().get()), move |(number, _)| read_versions(desk.id, number));
    view! {
        <div class="resume-versions">
            <div class="resume-versions-head">
                <p class="page-lead">"A version is kept when you confirm the sections, when you put an older one back, and when you say so."</p>
                <ActionForm action=keep>
                    <input type="hidden" name="id" value=desk.id.to_string()/>
                    <Button busy=keep.pending()>"Keep what is there now"</Button>
                </ActionForm>
            </div>
            <FormNotice errors=FormErrors::of(keep)/>
            <Loaded from=data lines=8 show=move |view: VersionsView| view! { <Full view/> }.into_any()/>
        </div>
    }
}

#[component]
fn Full(view: VersionsView) -> impl IntoView {
    let desk = Desk::here();
    let chosen = view.chosen.as_ref().map(|(card, _)| card.number);
    let rows = view
        .versions
        .into_iter()
        .map(|card| {
            let href = format!("/resumes/{}?show=versions&version={}#difference", desk.id, card.number);
            let current = (chosen == Some(card.number)).then_some("true");
            view! {
                <li class="resume-item">
                    <div class="resume-item-words">
                        <a class="resume-item-name" href=href aria-current=current>"Version "{card.number}</a>
                        {card.is_present.then(|| view! { <Badge meaning=Meaning::Good>"What is there now"</Badge> })}
                        <p class="resume-item-note">{card.reason.words()}", " <When at=card.created_at/></p>
                    </div>
                </li>
            }
        })
        .collect_view();
    view! {
        <div class="resume-versions-split">
            <ul class="resume-list" aria-label="Versions">{rows}</ul>
            {view.chosen.map(|(card, differences)| view! { <Chosen card differences/> })}
        </div>
    }
}

#[component]
fn Chosen(card: VersionCard, differences: Vec<Difference>) -> impl IntoView {
    let desk = Desk::here();
    let restore = ServerAction::<RestoreVersion>::new();
    let seen = move || desk.work.with(|work| work.revision).to_string();
    if differences.is_empty() {
        return view! {
            <section class="resume-difference" id="difference" aria-labelledby="resume-difference">
                <h2 id="resume-difference">"Version "{card.number}</h2>
                <p>"It says the same as what is there now."</p>
                <LinkButton href=format!("/resumes/{}", desk.id) icon=Icon::Edit>"Go on editing"</LinkButton>
            </section>
        }
        .into_any();
    }
    let rows = differences.into_iter().map(|difference| view! { <One difference/> }).collect_view();
    view! {
        <section class="resume-difference" id="difference" aria-labelledby="resume-difference">
            <h2 id="resume-difference">"What changed since version "{card.number}</h2>
            <FormNotice errors=FormErrors::of(restore)/>
            <ActionForm action=restore>
                <input type="hidden" name="id" value=desk.id.to_string()/>
                <input type="hidden" name="number" value=card.number.to_string()/>
                <input type="hidden" name="seen" value=seen/>
                <Button icon=Icon::Again busy=restore.pending()>"Put version "{card.number}" back"</Button>
            </ActionForm>
            <p class="quiet">"What is there now is kept as a version first."</p>
            <ul class="resume-differences">{rows}</ul>
        </section>
    }
    .into_any()
}

/// Words that went and words that came; colour is not all that tells them apart.
#[component]
fn One(difference: Difference) -> impl IntoView {
    let words = difference
        .words
        .into_iter()
        .map(|(mark, text)| match mark {
            Mark::Same => text.into_any(),
            Mark::Gone => view! { <del>{text}</del> }.into_any(),
            Mark::New => view! { <ins>{text}</ins> }.into_any(),
        })
        .collect_view();
    view! {
        <li class="resume-difference-one">
            <p class="resume-difference-place">
                {difference.part.title()}" · "{difference.place}
                {(!difference.what.is_empty()).then(|| view! { " " <Badge>{difference.what}</Badge> })}
            </p>
            <p class="resume-difference-words">{words}</p>
        </li>
    }
}
