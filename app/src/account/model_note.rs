//! Whom a person's words go to where the installation uses a model: said before anything goes, by name.

use super::api::Person;
use crate::ui::{badge::Meaning, notice::Notice, select::Check};
use job_agent::assistant::Model;
use leptos::prelude::*;

/// Where it is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotePlace {
    /// Above the vibe check.
    Chat,
    /// At the end of the onboarding.
    Review,
    /// Below the button that searches with one press.
    Button,
}

/// Nothing where the built-in assistant does everything.
#[component]
pub fn ModelNote(place: NotePlace) -> impl IntoView {
    let person = Person::here();
    view! { <Transition>{move || person.get().flatten().and_then(|me| me.model).map(|model| noted(&model, place))}</Transition> }
}

fn noted(model: &Model, place: NotePlace) -> AnyView {
    let Model { name, provider, .. } = model;
    match place {
        NotePlace::Chat => view! {
            <Notice title=format!("Your answers go to {provider}")>
                {format!("The model {name} reads this conversation, answers you and helps to sum it up; the questions are ours. You may skip this step.")}
            </Notice>
        }
        .into_any(),
        NotePlace::Review => view! {
            <Notice meaning=Meaning::Attention title=format!("Searches may send facts of your CV to {provider}")>
                {format!(
                    "Each search lets the model {name} read the best matches beside your facts and word the letters, with {}. Your name, address and contact details are not sent. To do without, take the tick away when you start a search with settings.",
                    cost(model)
                )}
            </Notice>
        }
        .into_any(),
        NotePlace::Button => view! {
            <p class="quiet">
                {format!("Sends facts of your CV, without contact details, to {provider} ({name}), with {}.", cost(model))}
            </p>
        }
        .into_any(),
    }
}

/// The tick that lets a search use the model; nothing where there is none.
#[component]
pub fn LetModel(checked: bool) -> impl IntoView {
    let person = Person::here();
    // The bar's numbers change meanwhile; what was ticked stays.
    let ticked = RwSignal::new(checked);
    let shown = move || {
        let model = person.get().flatten().and_then(|me| me.model)?;
        let label = format!("Let {} of {} read the best {} matches and word the letters", model.name, model.provider, model.best);
        let hint = format!(
            "It gets those openings and the facts of your CV, without name, address and contact details, with {}. It moves a score by five points at most, and each sentence still comes from your facts.",
            cost(&model)
        );
        let keep = Callback::new(move |now| ticked.set(now));
        Some(view! { <Check name="model" label checked=ticked.get_untracked() hint on_change=keep/> })
    };
    view! { <Transition>{shown}</Transition> }
}

fn cost(model: &Model) -> String {
    format!("at most {} questions and {} tokens a run", model.run.calls, model.run.tokens)
}

/// For the foot of every page: a promise to who is signed in, where it can be kept.
#[component]
pub fn CvStays() -> impl IntoView {
    let person = Person::here();
    let stays = move || person.get().flatten().is_some_and(|me| me.model.is_none());
    view! { <Transition>{move || stays().then_some(" Your CV stays here.")}</Transition> }
}
