//! What a person does with a fact: say that it is right, put it right, take it out, bring it back. All of it is forms.

use super::correct_api::{ConfirmFact, EditFact, RemoveFact, RestoreFact};
use crate::ui::{
    button::{Button, Weight},
    field::TextArea,
    form_errors::{FormErrors, FormNotice},
    icon::{Icon, Pictogram},
};
use job_agent::{
    id::FactId,
    profile::{FACT_MAX, Fact, FactStatus},
};
use leptos::{form::ActionForm, prelude::*};

/// Told when facts have changed, with the one to look at.
pub type Changed = Callback<Option<FactId>>;

/// The forms of the fact that is looked at.
#[component]
pub fn Correct(fact: Fact, changed: Changed) -> impl IntoView {
    let id = fact.id;
    let (confirm, edit, remove) = (ServerAction::<ConfirmFact>::new(), ServerAction::<EditFact>::new(), ServerAction::<RemoveFact>::new());
    let (confirmed, edited, removed) = (confirm.value(), edit.value(), remove.value());
    Effect::new(move |_| {
        // Both are read, so that each is followed whatever came of the other.
        if let (_, Some(Ok(now))) | (Some(Ok(now)), _) = (confirmed.get(), edited.get()) {
            changed.run(Some(now));
        }
    });
    Effect::new(move |_| {
        if let Some(Ok(())) = removed.get() {
            changed.run(None);
        }
    });
    let errors = FormErrors::of(edit);
    let wording = fact.text.clone();
    view! {
        <div class="profile-correct">
            <p class="profile-correct-state">{state(&fact)}</p>
            <FormNotice errors=FormErrors::of(confirm)/>
            <FormNotice errors=FormErrors::of(remove)/>
            <div class="profile-correct-row">
                {(fact.status == FactStatus::Found).then(|| view! {
                    <ActionForm action=confirm>
                        <input type="hidden" name="id" value=id.to_string()/>
                        <Button icon=Icon::Check busy=confirm.pending()>"It is right"</Button>
                    </ActionForm>
                })}
                <ActionForm action=remove>
                    <input type="hidden" name="id" value=id.to_string()/>
                    <Button weight=Weight::Quiet icon=Icon::Bin busy=remove.pending()>"Remove"</Button>
                </ActionForm>
            </div>
            <details class="profile-correct-edit">
                <summary><Pictogram icon=Icon::Edit/>"Edit"</summary>
                <ActionForm action=edit>
                    <FormNotice errors shown=&["text"]/>
                    <input type="hidden" name="id" value=id.to_string()/>
                    <TextArea
                        name="text"
                        label="What is right"
                        value=wording
                        error=errors.field("text")
                        rows=2
                        maxlength=u32::try_from(FACT_MAX).unwrap_or(u32::MAX)
                    />
                    <Button busy=edit.pending()>"Save"</Button>
                </ActionForm>
            </details>
        </div>
    }
}

/// What is known of how the fact came to be as it is.
fn state(fact: &Fact) -> &'static str {
    match (fact.upload_id, fact.status) {
        (None, _) => "Yours: you added this by hand.",
        (_, FactStatus::Edited) => "Yours: these are your words; above is what the CV says.",
        (_, FactStatus::Confirmed) => "You said that this is right.",
        _ => "Read from this CV; nobody has confirmed it yet.",
    }
}

/// Facts that were taken out, each with the way back.
#[component]
pub fn Removed(facts: Vec<Fact>, changed: Changed) -> impl IntoView {
    let restore = ServerAction::<RestoreFact>::new();
    let value = restore.value();
    Effect::new(move |_| {
        if let Some(Ok(id)) = value.get() {
            changed.run(Some(id));
        }
    });
    let count = facts.len();
    let rows = facts.into_iter().map(|fact| {
        let label = format!("Bring back {}", fact.text);
        view! {
            <li class="profile-removed-row">
                <span class="profile-removed-text">{fact.text}</span>
                <ActionForm action=restore>
                    <input type="hidden" name="id" value=fact.id.to_string()/>
                    <button class="button button-quiet button-small" type="submit" aria-label=label>"Bring back"</button>
                </ActionForm>
            </li>
        }
    });
    (count > 0).then(|| {
        view! {
            <details id="removed" class="profile-removed">
                <summary>{if count == 1 { "1 removed fact".to_owned() } else { format!("{count} removed facts") }}</summary>
                <FormNotice errors=FormErrors::of(restore)/>
                <ul>{rows.collect_view()}</ul>
            </details>
        }
    })
}
