//! The files of a résumé: made on demand, numbered, never changed.

use super::{
    api::{ExportResume, FilesView, read_files},
    desk::Desk,
};
use crate::{
    loaded::Loaded,
    run::LiveRuns,
    ui::{
        badge::{Badge, Meaning},
        button::{Button, LinkButton},
        form_errors::{FormErrors, FormNotice},
        icon::Icon,
        notice::Notice,
        time::{Day, When},
    },
};
use job_agent::{
    document::{
        Script,
        survival::{Asked, Survived},
    },
    resume::{Artifact, ArtifactKind, Artifacts, ReadBack},
    run::{Snapshot, Status},
};
use leptos::prelude::*;

/// All kinds, each with its last five.
#[component]
pub fn Files() -> impl IntoView {
    let desk = Desk::here();
    let action = ServerAction::<ExportResume>::new();
    let ended = RwSignal::new(0_u32);
    let data = Resource::new_blocking(move || (action.version().get(), ended.get()), move |_| read_files(desk.id));
    view! {
        <div class="resume-files">
            <FormNotice errors=FormErrors::of(action)/>
            <Loaded from=data lines=10 show=move |view: FilesView| view! { <Full view action ended/> }.into_any()/>
        </div>
    }
}

#[component]
fn Full(view: FilesView, action: ServerAction<ExportResume>, ended: RwSignal<u32>) -> impl IntoView {
    let FilesView { artifacts, going, key } = view;
    let kinds = artifacts.into_iter().map(|of_kind| view! { <OneKind of_kind action key=key.clone()/> }).collect_view();
    view! {
        <Going going ended/>
        {kinds}
        <p class="quiet">"Every file is a new version and stays as it was made. Files are kept for 90 days, and the latest of each kind for longer."</p>
    }
}

/// Files that are being made, live. The list is read again when one is there.
#[component]
fn Going(going: Vec<Snapshot>, ended: RwSignal<u32>) -> impl IntoView {
    let live = LiveRuns::here();
    live.listen(going.clone());
    let rows = going
        .into_iter()
        .map(|first| {
            let now = live.state(first);
            Effect::new(move |_| {
                if now.with(|now| now.status == Status::Completed) {
                    ended.update(|ended| *ended += 1);
                }
            });
            view! { <li>{move || now.with(told)}</li> }
        })
        .collect_view();
    view! { <ul class="resume-going" aria-live="polite">{rows}</ul> }
}

fn told(now: &Snapshot) -> AnyView {
    let href = format!("/runs/{}", now.run_id);
    match now.status {
        Status::Failed | Status::Cancelled => {
            let words = now.error_message.clone().unwrap_or_else(|| "It was cancelled.".into());
            view! { <Notice meaning=Meaning::Bad title="The file was not made">{words}" "<a href=href>"See the run"</a></Notice> }
                .into_any()
        }
        _ => {
            let words = now.message.clone().unwrap_or_else(|| "Waiting for a free worker".into());
            view! { <Notice title="A file is being made"><a href=href>{words}</a><span class="without-script">". Load the page again in a moment."</span></Notice> }.into_any()
        }
    }
}

#[component]
fn OneKind(of_kind: Artifacts, action: ServerAction<ExportResume>, key: String) -> impl IntoView {
    let desk = Desk::here();
    let Artifacts { kind, latest, last } = of_kind;
    let heading = format!("resume-files-{}", kind.key());
    let busy = Signal::derive(move || action.input().get().is_some_and(|input| input.kind == kind) && action.pending().get());
    let is_latest = latest.map(|artifact| artifact.id);
    let rows = last.into_iter().map(|artifact| view! { <Row latest={is_latest == Some(artifact.id)} artifact/> }).collect::<Vec<_>>();
    let list = if rows.is_empty() {
        view! { <p class="quiet">{about(kind)}</p> }.into_any()
    } else {
        view! { <ul class="resume-list">{rows}</ul> }.into_any()
    };
    view! {
        <section class="resume-files-kind" aria-labelledby=heading.clone()>
            <div class="resume-section-head">
                <h2 id=heading.clone() class="resume-section-title">{kind.title()}</h2>
                <ActionForm action>
                    <input type="hidden" name="id" value=desk.id.to_string()/>
                    <input type="hidden" name="kind" value=kind.key()/>
                    <input type="hidden" name="key" value=format!("{key}-{}", kind.key())/>
                    <Button icon=Icon::Plus busy>"Make "{kind.title()}</Button>
                </ActionForm>
            </div>
            {list}
        </section>
    }
}

fn about(kind: ArtifactKind) -> &'static str {
    match kind {
        ArtifactKind::Pdf => "For people and for the forms of employers: tagged, with real text.",
        ArtifactKind::Docx => "For those who ask for Word. Real headings and styles.",
        ArtifactKind::Zip => "All of it in one file: PDF, Word, JSON, your letters, and a list with the sum of each.",
        ArtifactKind::Json => "For other programs that read JSON Resume.",
    }
}

#[component]
fn Row(artifact: Artifact, latest: bool) -> impl IntoView {
    let size = match artifact.bytes {
        0..1_000_000 => format!("{} kB", (artifact.bytes / 1000).max(1)),
        more => format!("{}.{} MB", more / 1_000_000, more % 1_000_000 / 100_000),
    };
    view! {
        <li class="resume-item">
            <div class="resume-item-words">
                <span class="resume-item-name">"Version "{artifact.version}</span>
                {latest.then(|| view! { <Badge meaning=Meaning::Good>"Latest"</Badge> })}
                <p class="resume-item-note">
                    <When at=artifact.created_at/>", "{size}", of what was kept as version "{artifact.resume_version}
                    {(!latest).then(|| view! { ", kept until "<Day at=artifact.expires_at/> })}
                </p>
                {artifact.read_back.map(|read_back| view! { <Found read_back/> })}
                <p class="resume-sum">"SHA-256 "<code>{artifact.sha256}</code></p>
            </div>
            <LinkButton href=format!("/artifacts/{}/download", artifact.id) icon=Icon::Download rel="external">
                "Download"<span class="visually-hidden">" version "{artifact.version}" as "{artifact.kind.title()}</span>
            </LinkButton>
        </li>
    }
}

/// What a program that sorts applications finds in the file again, and what it misses by name.
#[component]
fn Found(read_back: ReadBack) -> impl IntoView {
    let ReadBack { survival, uncovered } = read_back;
    let lost: Vec<String> = survival.fields.iter().flat_map(|field| field.lost.iter().cloned()).collect();
    let fields = survival.fields.iter().map(counted).collect::<Vec<_>>().join(", ");
    let missing = missing_letters(&uncovered).map(|words| {
        view! { <Notice meaning=Meaning::Attention title="Letters are missing in this file">{words}</Notice> }
    });
    view! {
        <p class="resume-item-note">"Read back by our own reader: "{fields}"."</p>
        {(!lost.is_empty()).then(|| view! { <p class="resume-item-note">"Not found again: "{lost.join("; ")}"."</p> })}
        {missing}
    }
}

/// What is not seen of a document in which these scripts stand; nothing where all is.
pub(super) fn missing_letters(uncovered: &[Script]) -> Option<String> {
    let scripts = uncovered.iter().map(|script| script.name()).collect::<Vec<_>>().join(", ");
    let words = || format!("No font on this server has {scripts}. Send the Word document, or ask the operator to install a font.");
    (!uncovered.is_empty()).then(words)
}

/// "employers 3 of 3"
fn counted(field: &Survived) -> String {
    let name = match field.asked {
        Asked::Contact => "contact",
        Asked::Employers => "employers",
        Asked::Titles => "titles",
        Asked::Dates => "dates",
        Asked::Skills => "skills",
    };
    format!("{name} {} of {}", field.kept, field.wanted)
}
