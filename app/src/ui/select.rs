//! One of several: a list to open, or boxes and rings to tick.

use super::field::{FieldErrorLine, Label, described};
use crate::edge::{ticked, typed};
use leptos::{html, prelude::*};

/// A list to choose from; `options` are values with their words.
#[component]
pub fn Select(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(into)] options: Vec<(String, String)>,
    #[prop(optional, into)] selected: String,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional, into)] error: MaybeProp<String>,
    #[prop(optional)] optional: bool,
    #[prop(optional, into)] on_change: Option<Callback<String>>,
) -> impl IntoView {
    let describedby = described(name.clone(), hint.is_some(), error);
    let selected = typed(&name).unwrap_or(selected);
    let options = options
        .into_iter()
        .map(|(value, words)| {
            let chosen = value == selected;
            view! { <option value=value selected=chosen>{words}</option> }
        })
        .collect_view();
    view! {
        <div class="field">
            <Label to=name.clone() label optional hint/>
            <select
                class="field-input"
                id=name.clone()
                name=name.clone()
                aria-invalid=move || error.get().map(|_| "true")
                aria-describedby=describedby
                on:change=move |event| {
                    if let Some(chosen) = on_change {
                        chosen.run(event_target_value(&event));
                    }
                }
            >
                {options}
            </select>
            <FieldErrorLine id=format!("{name}-error") error/>
        </div>
    }
}

/// A box with its words; the form sends `value` when it is ticked.
#[component]
pub fn Check(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(default = "true".into(), into)] value: String,
    #[prop(optional)] checked: bool,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional, into)] on_change: Option<Callback<bool>>,
) -> impl IntoView {
    let checked = ticked(&name, &value).unwrap_or(checked);
    view! {
        <label class="field-check">
            <input
                type="checkbox"
                name=name
                value=value
                checked=checked
                on:change=move |event| {
                    if let Some(changed) = on_change {
                        changed.run(event_target_checked(&event));
                    }
                }
            />
            <span>{label} {hint.map(|hint| view! { <span class="field-choice-hint">{hint}</span> })}</span>
        </label>
    }
}

/// A few choices that are better seen at once; exactly one holds.
#[component]
pub fn Choices(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(into)] options: Vec<(String, String)>,
    #[prop(optional, into)] selected: MaybeProp<String>,
    #[prop(optional, into)] error: MaybeProp<String>,
    #[prop(optional, into)] on_change: Option<Callback<String>>,
) -> impl IntoView {
    let error_id = format!("{name}-error");
    let described_by = error_id.clone();
    let mut all = Vec::new();
    let rings = options
        .into_iter()
        .map(|(value, words)| {
            let at_first = ticked(&name, &value).unwrap_or(selected.get_untracked().as_deref() == Some(value.as_str()));
            let ring = NodeRef::<html::Input>::new();
            all.push((value.clone(), ring));
            let this = value.clone();
            view! {
                <label class="field-choice">
                    <input
                        node_ref=ring
                        type="radio"
                        name=name.clone()
                        value=value
                        checked=at_first
                        on:change=move |_| {
                            if let Some(chosen) = on_change {
                                chosen.run(this.clone());
                            }
                        }
                    />
                    <span>{words}</span>
                </label>
            }
        })
        .collect_view();
    follow(all, selected, on_change);
    view! {
        <fieldset class="field" aria-describedby=move || error.get().map(|_| described_by.clone())>
            <legend class="field-label">{label}</legend>
            <div class="field-choices">{rings}</div>
            <FieldErrorLine id=error_id error/>
        </fieldset>
    }
}

/// Like a field of text: what was chosen before the script arrived is kept, and `selected` is followed from then on.
fn follow(rings: Vec<(String, NodeRef<html::Input>)>, selected: MaybeProp<String>, on_change: Option<Callback<String>>) {
    let given = selected.get_untracked();
    Effect::new(move |met: Option<bool>| {
        let wanted = selected.get();
        let rings: Vec<_> = rings.iter().filter_map(|(value, ring)| Some((value, ring.get()?))).collect();
        let met = met == Some(true);
        let early = rings.iter().find(|(_, ring)| ring.checked() && !ring.default_checked());
        let shown = rings.iter().find(|(_, ring)| ring.checked());
        let first = if wanted == given { early.or(shown) } else { early };
        match (first.filter(|_| !met), on_change) {
            (Some((value, _)), Some(chosen)) => {
                if wanted.as_ref() != Some(*value) {
                    chosen.run((*value).clone());
                }
            }
            _ => {
                if let Some((_, ring)) = rings.iter().find(|(value, _)| wanted.as_ref() == Some(*value)) {
                    ring.set_checked(true);
                }
            }
        }
        met || !rings.is_empty()
    });
}
