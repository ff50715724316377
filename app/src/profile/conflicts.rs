//! What two CVs say differently of the same thing, and the choice between the answers.

use super::{correct::Changed, correct_api::Settle};
use crate::ui::form_errors::{FormErrors, FormNotice};
use job_agent::{
    id::UploadId,
    profile::{Conflict, Fact, Upload},
};
use leptos::{form::ActionForm, prelude::*};
use std::sync::Arc;

/// Each conflict with its answers; nothing is shown where CVs agree.
#[component]
pub fn Conflicts(conflicts: Vec<Conflict>, facts: Arc<Vec<Fact>>, uploads: Vec<Upload>, changed: Changed) -> impl IntoView {
    let settle = ServerAction::<Settle>::new();
    let value = settle.value();
    Effect::new(move |_| {
        if let Some(Ok(id)) = value.get() {
            changed.run(Some(id));
        }
    });
    let any = !conflicts.is_empty();
    let rows = conflicts.into_iter().map(|one| row(one, &facts, &uploads, settle)).collect_view();
    any.then(|| {
        view! {
            <section class="profile-conflicts" aria-labelledby="profile-conflicts">
                <h2 id="profile-conflicts">"Your CVs disagree"</h2>
                <p class="quiet">"Nothing was merged. Choose what is right; the other answer is corrected where it stands."</p>
                <FormNotice errors=FormErrors::of(settle)/>
                <ul class="profile-conflict-list">{rows}</ul>
            </section>
        }
    })
}

fn row(conflict: Conflict, facts: &[Fact], uploads: &[Upload], settle: ServerAction<Settle>) -> impl IntoView + use<> {
    let said: Vec<&Fact> = conflict.facts.iter().filter_map(|id| facts.iter().find(|fact| fact.id == *id)).collect();
    let mut seen: Vec<&str> = Vec::new();
    let mut answers = Vec::new();
    for fact in &said {
        if !seen.contains(&fact.text.as_str()) {
            seen.push(&fact.text);
            let sources: Vec<String> =
                said.iter().filter(|other| other.text == fact.text).map(|other| source(other.upload_id, uploads)).collect();
            answers.push((fact.id, fact.text.clone(), sources.join(", ")));
        }
    }
    let of = said.first().map(|fact| fact.id);
    let about = conflict.about;
    let buttons = answers
        .into_iter()
        .map(|(id, text, from)| {
            let label = format!("{about}: {text} is right, from {from}");
            view! {
                <ActionForm action=settle>
                    <input type="hidden" name="of" value=of.map(|id| id.to_string())/>
                    <input type="hidden" name="chosen" value=id.to_string()/>
                    <button class="button button-small profile-conflict-answer" type="submit" aria-label=label>
                        <strong>{text}</strong>" "<span class="quiet">{from}</span>
                    </button>
                </ActionForm>
            }
        })
        .collect_view();
    let both = format!("{about}: keep all answers");
    view! {
        <li class="profile-conflict">
            <span class="profile-conflict-about">{about.clone()}</span>
            <div class="profile-conflict-answers">
                {buttons}
                <ActionForm action=settle>
                    <input type="hidden" name="of" value=of.map(|id| id.to_string())/>
                    <button class="button button-quiet button-small" type="submit" aria-label=both>"Keep both"</button>
                </ActionForm>
            </div>
        </li>
    }
}

fn source(upload: Option<UploadId>, uploads: &[Upload]) -> String {
    let file = uploads.iter().find(|one| Some(one.id) == upload).map(|one| one.filename.clone());
    file.unwrap_or_else(|| "yours".into())
}
