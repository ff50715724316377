//! A question that has to be answered first. The browser's own dialog: focus stays in it, Escape leaves it.

use leptos::{html, prelude::*};

/// Shown while `open`. The actions are its children's last row, `.dialog-actions`.
#[component]
pub fn Dialog(open: RwSignal<bool>, #[prop(into)] title: String, children: Children) -> impl IntoView {
    let node = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = node.get() else { return };
        if open.get() && !dialog.open() {
            // A dialog that cannot be shown as a modal one is still shown.
            if dialog.show_modal().is_err() {
                dialog.set_open(true);
            }
        } else if !open.get() && dialog.open() {
            dialog.close();
        }
    });
    let label = title.clone();
    view! {
        <dialog node_ref=node class="dialog" aria-label=label on:close=move |_| open.set(false)>
            <h2 class="dialog-title">{title}</h2>
            <div class="dialog-body">{children()}</div>
        </dialog>
    }
}
