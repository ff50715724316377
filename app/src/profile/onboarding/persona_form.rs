//! The persona, as the person wants it.

use super::draft::Draft;
use crate::{
    profile::api::SavePersona,
    ui::{
        button::{Button, LinkButton, Weight},
        field::TextArea,
        form_errors::{FormErrors, FormNotice},
        icon::Icon,
        select::Select,
    },
};
use job_agent::{
    assistant::{AXES, Persona},
    profile::PERSONA_MAX,
};
use leptos::{form::ActionForm, prelude::*};
use std::collections::BTreeMap;

/// A summary, one answer an axis, and what to avoid; all of it can be changed.
#[component]
pub fn PersonaForm(persona: Persona) -> impl IntoView {
    let action = ServerAction::<SavePersona>::new();
    let errors = FormErrors::of(action);
    let summary = RwSignal::new(persona.summary.clone());
    let avoid = RwSignal::new(persona.avoid.join("\n"));
    // Written once, after the page is alive: each select keeps its own choice from then on.
    let restored = RwSignal::new(BTreeMap::new());
    Effect::new(move |_| {
        let draft = Draft::read();
        if let Some(kept) = draft.summary {
            summary.set(kept);
        }
        if let Some(kept) = draft.avoid {
            avoid.set(kept);
        }
        if !draft.lean.is_empty() {
            restored.set(draft.lean);
        }
    });
    let traits = StoredValue::new(persona.traits);
    let selects = move || {
        let restored = restored.get();
        AXES.iter()
            .map(|axis| {
                let known = traits.with_value(|traits| traits.iter().find(|found| found.axis == axis.0).cloned());
                let lean = known.as_ref().map(|found| found.lean.to_string()).unwrap_or_default();
                let lean = restored.get(axis.0).cloned().unwrap_or(lean);
                let evidence = known.map(|found| found.evidence).filter(|words| !words.is_empty());
                view! { <Axis axis=*axis lean evidence/> }
            })
            .collect_view()
    };
    let keep_summary = keep(summary, |draft| &mut draft.summary);
    let keep_avoid = keep(avoid, |draft| &mut draft.avoid);
    let most = u32::try_from(PERSONA_MAX).unwrap_or(u32::MAX);
    view! {
        <ActionForm action>
            <div class="persona">
                <h2>"You, in short"</h2>
                <FormNotice errors shown=&["summary"]/>
                <TextArea
                    name="summary"
                    label="Summary"
                    hint="How the conversation was understood. Change what is not right."
                    rows=5
                    maxlength=most
                    value=summary
                    error=errors.field("summary")
                    on_input=keep_summary
                />
                <div class="persona-traits">{selects}</div>
                <TextArea
                    name="avoid"
                    label="What to avoid"
                    hint="One thing a line."
                    optional=true
                    rows=3
                    value=avoid
                    on_input=keep_avoid
                />
            </div>
            <div class="onboarding-actions">
                <LinkButton href="/onboarding/cv" icon=Icon::ChevronLeft>"Back"</LinkButton>
                <Button weight=Weight::Primary busy=action.pending()>"Continue"</Button>
            </div>
        </ActionForm>
    }
}

/// Shows what is typed and keeps it in the tab.
fn keep(signal: RwSignal<String>, slot: fn(&mut Draft) -> &mut Option<String>) -> Callback<String> {
    Callback::new(move |typed: String| {
        signal.set(typed.clone());
        Draft::keep(|draft| *slot(draft) = Some(typed));
    })
}

/// One axis with its two poles, and the words that it was taken from.
#[component]
fn Axis(axis: (&'static str, &'static str, &'static str), lean: String, evidence: Option<String>) -> impl IntoView {
    let (key, left, right) = axis;
    let options: Vec<(String, String)> = [
        ("", "Not said".to_owned()),
        ("-2", format!("Clearly: {left}")),
        ("-1", format!("Rather: {left}")),
        ("0", "Balanced".to_owned()),
        ("1", format!("Rather: {right}")),
        ("2", format!("Clearly: {right}")),
    ]
    .into_iter()
    .map(|(value, words)| (value.to_owned(), words))
    .collect();
    let keep = Callback::new(move |chosen: String| {
        Draft::keep(|draft| {
            draft.lean.insert(key.to_owned(), chosen);
        });
    });
    view! {
        <div class="persona-trait">
            <Select
                name=format!("lean[{key}]")
                label=format!("{left} or {}", right.to_lowercase())
                options
                selected=lean
                optional=false
                on_change=keep
            />
            {evidence.map(|words| view! { <p class="persona-trait-text"><q>{words}</q></p> })}
        </div>
    }
}
