//! What a run came to, and what to do next.

use super::{
    api::{Problem, RetryRun, RunView},
    report::ReportView,
};
use crate::{
    search::find::FindOpenings,
    ui::{
        badge::Meaning,
        button::{Button, LinkButton, Weight},
        icon::Icon,
        notice::Notice,
    },
};
use job_agent::{
    id::RunId,
    run::{Kind, Status},
};
use leptos::prelude::*;

/// Nothing while the run goes.
#[component]
pub fn End(view: RunView) -> impl IntoView {
    let RunView { snapshot, report, files, problems, key, attempt, quarantined, .. } = view;
    match snapshot.status {
        Status::Queued | Status::Running => ().into_any(),
        Status::Failed if quarantined => view! { <SetAside/> }.into_any(),
        Status::Failed => {
            let words = snapshot.error_message.unwrap_or_else(|| "The run stopped without saying why.".into());
            view! { <Failed id=snapshot.run_id kind=snapshot.kind words attempt/> }.into_any()
        }
        Status::Cancelled => view! {
            <div class="run-end">
                <Notice title="You cancelled this run">"What it had kept before stays. Start it again whenever you like."</Notice>
                <Again id=snapshot.run_id/>
            </div>
        }
        .into_any(),
        Status::Completed => match (snapshot.kind, report) {
            (Kind::Profiling, _) => view! { <Profiled problems key/> }.into_any(),
            (Kind::JobSearch, Some(report)) => view! { <ReportView report run=snapshot.run_id/> }.into_any(),
            (Kind::Export, _) => view! {
                <div class="run-end"><LinkButton href=files.unwrap_or_else(|| "/resumes".into()) weight=Weight::Primary icon=Icon::Download>"Take the file"</LinkButton></div>
            }
            .into_any(),
            (Kind::DataExport, _) => view! {
                <div class="run-end"><LinkButton href="/settings/data" weight=Weight::Primary icon=Icon::Download>"Take the file"</LinkButton></div>
            }
            .into_any(),
            _ => ().into_any(),
        },
    }
}

/// What failed, in the run's own words, and what helps.
#[component]
fn Failed(id: RunId, kind: Kind, words: String, attempt: i32) -> impl IntoView {
    let help = match kind {
        Kind::Profiling => "Mend or replace the CV, or try again with the same one. Nothing was invented in its place.",
        Kind::JobSearch => "Try again; what was found before is kept. If it fails at the same step, change the search's settings.",
        Kind::Retention => "The next one follows by itself tomorrow.",
        Kind::Delivery | Kind::AccountMail | Kind::Digest => "Try again. If it fails again, the mail settings of this server need a look.",
        Kind::Export => "Try again; the résumé is as it was, and earlier files are still there.",
        Kind::DataExport => "Try again; nothing was changed by it.",
        Kind::AccountDeletion => "Try again. What was removed already stays removed.",
    };
    let other = match kind {
        Kind::Profiling => Some(view! { <LinkButton href="/onboarding/cv" icon=Icon::Upload>"Change the CVs"</LinkButton> }.into_any()),
        Kind::JobSearch => Some(view! { <LinkButton href="/searches" icon=Icon::Settings>"Change the search"</LinkButton> }.into_any()),
        Kind::Digest => Some(view! { <LinkButton href="/settings/mail" icon=Icon::Settings>"Change the digest"</LinkButton> }.into_any()),
        Kind::Export => Some(view! { <LinkButton href="/resumes" icon=Icon::Document>"Your résumés"</LinkButton> }.into_any()),
        Kind::Delivery | Kind::AccountMail | Kind::Retention | Kind::DataExport | Kind::AccountDeletion => None,
    };
    let attempts = (attempt > 1).then(|| format!(" It was tried {attempt} times."));
    view! {
        <div class="run-end">
            <Notice meaning=Meaning::Bad title="This run failed">
                <p>{words}{attempts}</p>
                <p>{help}</p>
            </Notice>
            <div class="button-row"><Again id/>{other}</div>
        </div>
    }
}

/// What happens to a run that keeps crashing.
#[component]
fn SetAside() -> impl IntoView {
    view! {
        <div class="run-end">
            <Notice meaning=Meaning::Bad title="This run was set aside">
                <p>"It crashed the program that worked on it three times, so it is not tried again by itself. Nothing that it had kept is lost."</p>
                <p>"Next, the operator of this server looks at it and releases it; then it can be started again here. Your other runs go on as usual."</p>
            </Notice>
        </div>
    }
}

#[component]
fn Again(id: RunId) -> impl IntoView {
    let action = ServerAction::<RetryRun>::new();
    let failed = move || action.value().get().and_then(Result::err);
    view! {
        <ActionForm action>
            <input type="hidden" name="id" value=id.to_string()/>
            <Button weight=Weight::Primary icon=Icon::Again busy=action.pending()>"Try again"</Button>
        </ActionForm>
        {move || failed().map(|error| view! { <Notice meaning=Meaning::Bad>{error.to_string()}</Notice> })}
    }
}

#[component]
fn Profiled(problems: Vec<Problem>, key: String) -> impl IntoView {
    let unread = (!problems.is_empty()).then(|| view! {
        <Notice meaning=Meaning::Attention title="Some CVs could not be read">
            <ul class="run-problems">
                {problems.into_iter().map(|problem| view! { <li><strong>{problem.file}</strong>": "{problem.error}</li> }).collect_view()}
            </ul>
        </Notice>
    });
    view! {
        <section class="run-end" aria-labelledby="run-next">
            <h2 id="run-next">"Your profile is ready"</h2>
            {unread}
            <p class="page-lead">"Look through what was read, or search with it right away."</p>
            <div class="button-row">
                <FindOpenings key/>
                <LinkButton href="/profile" icon=Icon::Person>"See your profile"</LinkButton>
            </div>
        </section>
    }
}
