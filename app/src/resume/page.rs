//! All résumés, and a new one.

use super::api::{BringBackResume, CreateResume, RemoveResume, ResumesView, read_resumes};
use crate::{
    edge::FormOf,
    loaded::Loaded,
    ui::{
        badge::{Badge, Meaning},
        button::{Button, LinkButton, Weight},
        field::Field,
        form_errors::{FormErrors, FormNotice},
        icon::Icon,
        select::Select,
        time::When,
    },
};
use job_agent::{
    profile::Upload,
    resume::{RESUME_NAME_MAX, ResumeCard},
};
use leptos::{context::Provider, prelude::*, server_fn::ServerFn};
use leptos_meta::Title;

/// `/resumes`
#[component]
pub fn ResumesPage() -> impl IntoView {
    let data = Resource::new_blocking(|| (), |()| read_resumes());
    view! {
        <Title text="Résumés"/>
        <div class="page">
            <div class="page-head">
                <div>
                    <h1 class="page-title">"Résumés"</h1>
                    <p class="page-lead">"Made from the facts of your profile, edited by you, and made into files once you have confirmed them."</p>
                </div>
            </div>
            <Loaded from=data lines=10 show=|view: ResumesView| view! { <Full view/> }.into_any()/>
        </div>
    }
}

#[component]
fn Full(view: ResumesView) -> impl IntoView {
    let ResumesView { resumes, removed, cvs, typed, key } = view;
    let action = ServerAction::<RemoveResume>::new();
    let list = (!resumes.is_empty()).then(|| {
        let rows = resumes.iter().cloned().map(|card| view! { <Row card action/> }).collect_view();
        view! { <ul class="resume-list">{rows}</ul> }
    });
    view! {
        <FormNotice errors=FormErrors::of(action)/>
        {list}
        <New resumes cvs typed key/>
        {(!removed.is_empty()).then(|| view! { <Removed removed/> })}
    }
}

#[component]
fn Row(card: ResumeCard, action: ServerAction<RemoveResume>) -> impl IntoView {
    let state = match (card.confirmed, card.changed) {
        (false, _) => view! { <Badge meaning=Meaning::Attention>"Not confirmed yet"</Badge> }.into_any(),
        (true, true) => view! { <Badge meaning=Meaning::Attention>"Changed since it was confirmed"</Badge> }.into_any(),
        (true, false) => view! { <Badge meaning=Meaning::Good>"Confirmed"</Badge> }.into_any(),
    };
    let files = match card.files {
        0 => String::new(),
        1 => ", 1 file".into(),
        files => format!(", {files} files"),
    };
    let id = card.id;
    let (name, throw) = (card.name.clone(), format!("Throw {} away", card.name));
    let busy = Signal::derive(move || action.input().get().is_some_and(|input| input.id == id) && action.pending().get());
    view! {
        <li class="resume-item">
            <div class="resume-item-words">
                <a class="resume-item-name" href=format!("/resumes/{id}")>{card.name.clone()}</a>
                {state}
                <p class="resume-item-note">
                    "Changed " <When at=card.updated_at/> {files}
                    {card.source.map(|source| format!(", from {source}"))}
                </p>
            </div>
            <div class="button-row">
                <LinkButton href=format!("/resumes/{id}?show=files") icon=Icon::Download>
                    "Files"<span class="visually-hidden">" of "{name}</span>
                </LinkButton>
                <ActionForm action>
                    <input type="hidden" name="id" value=id.to_string()/>
                    <Button weight=Weight::Quiet icon=Icon::Bin busy label=throw>"Throw away"</Button>
                </ActionForm>
            </div>
        </li>
    }
}

/// From a CV, from another one, or from nothing.
#[component]
fn New(resumes: Vec<ResumeCard>, cvs: Vec<Upload>, typed: bool, key: String) -> impl IntoView {
    let action = ServerAction::<CreateResume>::new();
    let errors = FormErrors::of(action);
    let typed = typed.then(|| ("profile".to_owned(), "Your profile".to_owned()));
    let from_cvs = cvs.into_iter().map(|cv| (format!("cv:{}", cv.id), format!("Your profile, as {} says it", cv.filename)));
    let copies = resumes.into_iter().map(|card| (format!("copy:{}", card.id), format!("A copy of {}", card.name)));
    let nothing = std::iter::once(("nothing".to_owned(), "Nothing: I write it myself".to_owned()));
    let options: Vec<_> = typed.into_iter().chain(from_cvs).chain(copies).chain(nothing).collect();
    let selected = options.first().map(|(value, _)| value.clone()).unwrap_or_default();
    view! {
        <section class="page-section" aria-labelledby="resume-new">
            <h2 id="resume-new" class="resume-new-title">"A new résumé"</h2>
            <Provider value=FormOf(CreateResume::PATH)>
                <ActionForm action>
                    <div class="form">
                        <FormNotice errors shown=&["name", "source"]/>
                        <input type="hidden" name="key" value=key/>
                        <Field name="name" label="Name" hint="Only for you, such as the kind of work that it is for." maxlength=RESUME_NAME_MAX error=errors.field("name")/>
                        <Select name="source" label="Made from" options selected error=errors.field("source")/>
                        <div class="form-actions">
                            <Button weight=Weight::Primary icon=Icon::Plus busy=action.pending()>"Make it"</Button>
                        </div>
                    </div>
                </ActionForm>
            </Provider>
        </section>
    }
}

#[component]
fn Removed(removed: Vec<ResumeCard>) -> impl IntoView {
    let action = ServerAction::<BringBackResume>::new();
    let rows = removed
        .into_iter()
        .map(|card| {
            let back = format!("Bring {} back", card.name);
            view! {
                <li class="resume-item">
                    <div class="resume-item-words">
                        <span class="resume-item-name">{card.name}</span>
                        <p class="resume-item-note">"Thrown away " <When at=card.updated_at/></p>
                    </div>
                    <ActionForm action>
                        <input type="hidden" name="id" value=card.id.to_string()/>
                        <Button icon=Icon::Again label=back>"Bring back"</Button>
                    </ActionForm>
                </li>
            }
        })
        .collect_view();
    view! {
        <details class="resume-removed">
            <summary>"Thrown away"</summary>
            <p class="quiet">"They are kept for a month, with their files."</p>
            <FormNotice errors=FormErrors::of(action)/>
            <ul class="resume-list">{rows}</ul>
        </details>
    }
}
