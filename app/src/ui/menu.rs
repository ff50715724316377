//! A menu that opens before and without the script.

use super::icon::{Icon, Pictogram};
use leptos::{ev::KeyboardEvent, html, prelude::*};

/// A button with an icon; what it opens are `.menu-item` links, buttons or forms. Escape closes it, and so does following a link.
#[component]
pub fn Menu(#[prop(into)] label: String, icon: Icon, children: Children) -> impl IntoView {
    let node = NodeRef::<html::Details>::new();
    view! {
        <details node_ref=node class="menu" on:keydown=move |event| close_on_escape(node, &event)>
            <summary class="menu-summary" aria-label=label><Pictogram icon/></summary>
            <div class="menu-list">{children()}</div>
        </details>
    }
}

/// Escape closes and gives the focus back to the summary.
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
