//! Where long work stands.

use super::icon::{Icon, Pictogram};
use leptos::prelude::*;

/// How far a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepState {
    Done,
    Now,
    Next,
    Failed,
}

impl StepState {
    const fn name(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Now => "now",
            Self::Next => "next",
            Self::Failed => "failed",
        }
    }

    const fn said(self) -> &'static str {
        match self {
            Self::Done => "Done: ",
            Self::Now => "Now: ",
            Self::Next => "To come: ",
            Self::Failed => "Failed: ",
        }
    }
}

/// One step of the work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    pub label: String,
    pub state: StepState,
}

/// The steps in order.
#[component]
pub fn Stepper(#[prop(into)] steps: Signal<Vec<Step>>) -> impl IntoView {
    view! {
        <ol class="stepper">
            {move || steps.get().into_iter().enumerate().map(|(index, step)| row(index + 1, step)).collect_view()}
        </ol>
    }
}

fn row(number: usize, step: Step) -> impl IntoView {
    let mark = match step.state {
        StepState::Done => view! { <Pictogram icon=Icon::Check/> }.into_any(),
        StepState::Failed => view! { <Pictogram icon=Icon::Close/> }.into_any(),
        StepState::Now | StepState::Next => number.into_any(),
    };
    let current = (step.state == StepState::Now).then_some("step");
    view! {
        <li class="stepper-step" data-state=step.state.name() aria-current=current>
            <span class="stepper-mark" aria-hidden="true">{mark}</span>
            <span class="stepper-label"><span class="visually-hidden">{step.state.said()}</span>{step.label}</span>
        </li>
    }
}

/// A bar with its numbers; without a total it only moves.
#[component]
pub fn Progress(
    #[prop(into)] label: String,
    #[prop(into)] done: Signal<u64>,
    #[prop(into)] total: Signal<Option<u64>>,
    /// What stands at the end of the line, such as the time so far.
    #[prop(optional, into)]
    note: MaybeProp<String>,
) -> impl IntoView {
    let numbers = move || match total.get() {
        Some(total) => format!("{} of {total}", done.get()),
        None => String::new(),
    };
    view! {
        <div class="progress">
            <progress
                class="progress-bar"
                aria-label=label
                max=move || total.get()
                value=move || total.get().map(|_| done.get())
            ></progress>
            <div class="progress-text"><span>{numbers}</span><span>{move || note.get()}</span></div>
        </div>
    }
}
