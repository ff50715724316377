//! A menu that opens before and without the script.

use super::icon::{Icon, Pictogram};
use leptos::{
    ev::{self, KeyboardEvent},
    html,
    prelude::*,
};
use wasm_bindgen::JsCast;

/// A button with an icon; what it opens are `.menu-item` links, buttons or forms. Escape closes it, and so does a click elsewhere.
#[component]
pub fn Menu(#[prop(into)] label: String, icon: Icon, children: Children) -> impl IntoView {
    let node = NodeRef::<html::Details>::new();
    close_on_leaving(node);
    view! {
        <details node_ref=node class="menu" on:keydown=move |event| close_on_escape(node, &event)>
            <summary class="menu-summary" aria-label=label><Pictogram icon/></summary>
            <div class="menu-list">{children()}</div>
        </details>
    }
}

/// Escape closes.
pub fn close_on_escape(node: NodeRef<html::Details>, event: &KeyboardEvent) {
    if event.key() == "Escape" {
        close(node);
    }
}

/// Closes the menu, if it is there.
pub fn close(node: NodeRef<html::Details>) {
    if let Some(details) = node.get_untracked() {
        details.set_open(false);
    }
}

/// A click elsewhere closes the menu; a page that is left takes the listener with it.
pub fn close_on_leaving(node: NodeRef<html::Details>) {
    Effect::new(move |_| {
        let listener = window_event_listener(ev::click, move |event| {
            let target = event.target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
            if let (Some(details), Some(target)) = (node.get_untracked(), target)
                && details.open()
                && !details.contains(Some(&target))
            {
                details.set_open(false);
            }
        });
        on_cleanup(move || listener.remove());
    });
}
