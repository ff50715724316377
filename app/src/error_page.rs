//! No page, or a broken one, in the same house.

use crate::{
    edge::ApiError,
    ui::{badge::Meaning, button::LinkButton, button::Weight, notice::Notice},
};
use leptos::prelude::*;
use leptos_meta::Title;

/// There is no such page, or it is somebody else's: the two look the same on purpose.
#[component]
pub fn NotFound() -> impl IntoView {
    answer_with_404();
    view! {
        <Title text="Not found"/>
        <div class="page problem">
            <p class="problem-code">"404"</p>
            <h1 class="problem-title">"There is no page here"</h1>
            <p class="problem-text">
                "The address may be mistyped, the page may have moved, or it belongs to somebody else. Nothing of yours is lost."
            </p>
            <div class="button-row">
                <LinkButton href="/" weight=Weight::Primary>"Go to the start"</LinkButton>
            </div>
        </div>
    }
}

#[cfg(feature = "ssr")]
fn answer_with_404() {
    if let Some(response) = use_context::<leptos_axum::ResponseOptions>() {
        response.set_status(axum::http::StatusCode::NOT_FOUND);
    }
}

#[cfg(not(feature = "ssr"))]
fn answer_with_404() {}

/// A whole page that could not be made: what happened, what to do, the reference.
#[component]
pub fn Broken(error: ApiError) -> impl IntoView {
    match error {
        ApiError::NotFound => view! { <NotFound/> }.into_any(),
        error => view! { <div class="page problem"><Failed error/></div> }.into_any(),
    }
}

/// A part of a page that could not be made.
#[component]
pub fn Failed(error: ApiError) -> impl IntoView {
    let title = match &error {
        ApiError::NotFound => "This does not exist",
        ApiError::Denied(_) => "This is not open to you",
        ApiError::Invalid(_) => "Something is missing",
        ApiError::Conflict(_) => "This has changed meanwhile",
        ApiError::RateLimited(_) => "Too many attempts",
        ApiError::Unavailable(_) => "This does not answer at the moment",
        ApiError::Internal { .. } => "This part could not be shown",
    };
    view! { <Notice meaning=Meaning::Bad title>{error.to_string()}</Notice> }
}
