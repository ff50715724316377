//! A menu that opens without any script. The document's own one closes it: on Escape, on a click elsewhere and on a link in it.

use super::icon::{Icon, Pictogram};
use leptos::prelude::*;

/// A button with an icon; what it opens are `.menu-item` links, buttons or forms.
#[component]
pub fn Menu(#[prop(into)] label: String, icon: Icon, children: Children) -> impl IntoView {
    view! {
        <details class="menu">
            <summary class="menu-summary" aria-label=label><Pictogram icon/></summary>
            <div class="menu-list">{children()}</div>
        </details>
    }
}
