//! One résumé: the editor with its pages beside it, the versions, the files.

use super::{
    api::{ChangeResume, ConfirmResume, read_resume},
    desk::{Desk, Job, Kept},
    editor::{Act, Sections},
    files::Files,
    looks::Looks,
    preview::Preview,
    versions::Versions,
};
use crate::{
    edge::ApiError,
    loaded::Loaded,
    ui::{
        badge::Meaning,
        button::{Button, Weight},
        form_errors::{FormErrors, FormNotice},
        icon::Icon,
        notice::Notice,
        tabs::{Tab, Tabs},
    },
};
use job_agent::resume::{Change, Resume};
use leptos::{ev::SubmitEvent, prelude::*, server_fn::ServerFn};
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

/// `/resumes/{id}`, `/resumes/{id}?show=versions`, `/resumes/{id}?show=files`
#[component]
pub fn ResumePage() -> impl IntoView {
    let params = use_params_map();
    let query = use_query_map();
    let shown = Memo::new(move |_| query.read().get("show").unwrap_or_default());
    // The document is read again with each tab: what was put back in one is edited in the other.
    let data = Resource::new_blocking(
        move || (params.read().get("id").and_then(|id| id.parse().ok()), shown.get()),
        |(id, _)| async move { read_resume(id.ok_or(ApiError::NotFound)?).await },
    );
    view! {
        <div class="page resume">
            <Loaded from=data lines=20 show=move |resume: Resume| view! { <Full resume shown/> }.into_any()/>
        </div>
    }
}

#[component]
fn Full(resume: Resume, shown: Memo<String>) -> impl IntoView {
    let Resume { id, name, look, language, work, facts, uncovered } = resume;
    let desk = Desk::new(id, work);
    provide_context(desk);
    let tabs = Signal::derive(move || {
        [("Edit", ""), ("Versions", "versions"), ("Files", "files")]
            .into_iter()
            .map(|(label, key)| Tab {
                label: label.into(),
                href: if key.is_empty() { format!("/resumes/{id}") } else { format!("/resumes/{id}?show={key}") },
                count: None,
                current: shown.get() == key,
            })
            .collect()
    });
    let title = name.clone();
    let body = match shown.get_untracked().as_str() {
        "versions" => view! { <Versions/> }.into_any(),
        "files" => view! { <Gate/> <Files/> }.into_any(),
        _ => view! {
            <Gate/>
            <div class="resume-split">
                <div class="resume-editor">
                    <Looks name language look/>
                    <Sections facts/>
                </div>
                <Preview uncovered/>
            </div>
        }
        .into_any(),
    };
    view! {
        <Title text=title.clone()/>
        <div class="page-head">
            <div>
                <p class="resume-back"><a href="/resumes">"All résumés"</a></p>
                <h1 class="page-title">{title.clone()}</h1>
            </div>
        </div>
        <Tabs label="Parts of this résumé" tabs/>
        {body}
    }
}

/// Whether files may be made, and how what was typed fares; undo, redo and the confirmation.
#[component]
fn Gate() -> impl IntoView {
    let desk = Desk::here();
    let errors = FormErrors::of(ServerAction::<ConfirmResume>::new());
    let refusal = Memo::new(move |_| desk.work.with(job_agent::resume::Working::refusal));
    let kept = move || match desk.kept.get() {
        Kept::All => "All is saved.",
        Kept::Keeping => "Saving…",
        Kept::NotAll => "Not all is saved.",
    };
    let confirm = move |event: SubmitEvent| {
        event.prevent_default();
        desk.push(Job::Confirm);
    };
    let cannot = |can: fn(&job_agent::resume::Working) -> bool| Signal::derive(move || !desk.work.with(can));
    view! {
        <div class="resume-bar">
            <div class="resume-bar-acts">
                <Act change=Change::Undo id="resume-undo" focus="resume-undo resume-redo" icon=Icon::Undo disabled=cannot(|work| work.can_undo)>"Undo"</Act>
                <Act change=Change::Redo id="resume-redo" focus="resume-redo resume-undo" icon=Icon::Redo disabled=cannot(|work| work.can_redo)>"Redo"</Act>
                <span class="resume-kept needs-script" role="status">{kept}</span>
            </div>
            <form method="post" action=ConfirmResume::url() on:submit=confirm>
                <input type="hidden" name="id" value=desk.id.to_string()/>
                <input type="hidden" name="seen" value=move || desk.work.with(|work| work.revision).to_string()/>
                <Button
                    weight=Weight::Primary
                    icon=Icon::Check
                    disabled=Signal::derive(move || refusal.with(Option::is_none))
                >
                    "Confirm the sections"
                </Button>
            </form>
        </div>
        <FormNotice errors/>
        <FormNotice errors=FormErrors::of(ServerAction::<ChangeResume>::new())/>
        {move || desk.wrong.get().map(|error| view! { <Notice meaning=Meaning::Bad>{error.to_string()}</Notice> })}
        {move || match refusal.get() {
            Some(words) => view! { <Notice meaning=Meaning::Attention title="No file can be made of it yet">{words}</Notice> }.into_any(),
            None => view! {
                <Notice meaning=Meaning::Good title="These sections are confirmed">
                    <a href=format!("/resumes/{}?show=files", desk.id)>"Make files of them"</a>", or go on editing; then they are confirmed once more."
                </Notice>
            }
            .into_any(),
        }}
    }
}
