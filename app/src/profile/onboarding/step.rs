//! What the four steps have in common: where one is, the heading, and the states around the data.

use crate::{edge::ApiError, error_page::Failed, ui::skeleton::Skeleton};
use leptos::prelude::*;
use leptos_meta::Title;

/// The steps in order: name and address.
const STEPS: [(&str, &str); 4] = [
    ("About you", "/onboarding/about"),
    ("Your CV", "/onboarding/cv"),
    ("Vibe check", "/onboarding/vibe-check"),
    ("Review", "/onboarding/review"),
];

/// The page of step `number`, counted from one.
#[component]
pub fn StepPage(number: usize, title: &'static str, lead: &'static str, children: Children) -> impl IntoView {
    view! {
        <Title text=title/>
        <div class="onboarding">
            <Steps number/>
            <h1 class="onboarding-title">{title}</h1>
            <p class="onboarding-lead">{lead}</p>
            {children()}
        </div>
    }
}

#[component]
fn Steps(number: usize) -> impl IntoView {
    let steps = STEPS
        .into_iter()
        .enumerate()
        .map(|(index, (name, href))| {
            let this = index + 1;
            let state = match this.cmp(&number) {
                std::cmp::Ordering::Less => "done",
                std::cmp::Ordering::Equal => "now",
                std::cmp::Ordering::Greater => "next",
            };
            let words = view! {
                <span class="onboarding-step-mark">{format!("Step {this}")}</span>
                " "
                <span class="onboarding-step-name">{name}</span>
            };
            let words = if state == "done" {
                view! { <a href=href aria-label=format!("Step {this}, {name}, go back")>{words}</a> }.into_any()
            } else {
                view! { <span>{words}</span> }.into_any()
            };
            view! { <li class="onboarding-step" data-state=state aria-current=(state == "now").then_some("step")>{words}</li> }
        })
        .collect_view();
    view! { <nav aria-label="Steps"><ol class="onboarding-steps">{steps}</ol></nav> }
}

/// Shows `from` by `show` once it is there; a skeleton before, and what to do where it failed.
#[component]
pub fn Arrived<T>(from: Resource<Result<T, ApiError>>, show: impl Fn(T) -> AnyView + Send + Sync + 'static) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
{
    view! {
        <Transition fallback=|| view! { <Skeleton lines=8/> }>
            {move || from.get().map(|answer| match answer {
                Ok(data) => show(data),
                Err(error) => view! { <Failed error/> }.into_any(),
            })}
        </Transition>
    }
}
