//! Buttons, and links that look like them.

use super::icon::{Icon, Pictogram};
use leptos::{ev::MouseEvent, prelude::*};

/// How much a button asks for attention. One primary a view.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Weight {
    Primary,
    #[default]
    Plain,
    Quiet,
    Danger,
}

impl Weight {
    const fn class(self) -> &'static str {
        match self {
            Self::Primary => "button button-primary",
            Self::Plain => "button",
            Self::Quiet => "button button-quiet",
            Self::Danger => "button button-danger",
        }
    }
}

/// A button. While `busy` it turns, says so, and cannot be pressed twice. It submits its form unless `kind` says "button".
#[component]
pub fn Button(
    #[prop(optional)] weight: Weight,
    #[prop(default = "submit")] kind: &'static str,
    #[prop(optional, into)] busy: Signal<bool>,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional, into)] icon: Option<Icon>,
    #[prop(optional, into)] name: Option<String>,
    #[prop(optional, into)] value: Option<String>,
    #[prop(optional, into)] label: MaybeProp<String>,
    #[prop(optional, into)] id: MaybeProp<String>,
    #[prop(optional, into)] on_click: Option<Callback<MouseEvent>>,
    children: Children,
) -> impl IntoView {
    let shape = move || {
        if busy.get() {
            Some(view! { <Pictogram icon=Icon::Working class="icon-spin"/> })
        } else {
            icon.map(|icon| view! { <Pictogram icon class=""/> })
        }
    };
    view! {
        <button
            class=weight.class()
            type=kind
            id=move || id.get()
            name=name
            value=value
            aria-label=move || label.get()
            aria-busy=move || busy.get().then_some("true")
            disabled=move || busy.get() || disabled.get()
            on:click=move |event| {
                if let Some(press) = on_click {
                    press.run(event);
                }
            }
        >
            {shape}
            {children()}
        </button>
    }
}

/// A link where the next step is a page.
#[component]
pub fn LinkButton(
    #[prop(into)] href: String,
    #[prop(optional)] weight: Weight,
    #[prop(optional, into)] icon: Option<Icon>,
    /// "external" leaves the link to the browser: downloads, other sites, routes without a page.
    #[prop(optional)]
    rel: Option<&'static str>,
    children: Children,
) -> impl IntoView {
    view! {
        <a class=weight.class() href=href rel=rel>
            {icon.map(|icon| view! { <Pictogram icon/> })}
            {children()}
        </a>
    }
}
