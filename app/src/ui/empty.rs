//! A view with nothing in it yet: what it is for, and the one next step.

use super::icon::{Icon, Pictogram};
use leptos::prelude::*;

/// The children are the one next step, a link or a button.
#[component]
pub fn Empty(
    icon: Icon,
    #[prop(into)] title: String,
    #[prop(into)] text: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            <Pictogram icon class="icon-large"/>
            <h2 class="empty-title">{title}</h2>
            <p class="empty-text">{text}</p>
            {children.map(|action| view! { <div class="empty-action">{action()}</div> })}
        </div>
    }
}
