//! Save, dismiss and put back.

use super::api::DecideMatch;
use crate::ui::{
    button::{Button, Weight},
    icon::Icon,
};
use job_agent::{
    id::MatchId,
    search::{MatchStatus, Why},
};
use leptos::prelude::*;

/// The buttons for a match as it stands. All forms of a page share one action, so that its page reads the list once.
#[component]
pub fn Decide(
    action: ServerAction<DecideMatch>,
    id: MatchId,
    status: MatchStatus,
    /// For screen readers, where many of these stand in a list.
    #[prop(into)]
    of: String,
) -> impl IntoView {
    let save = (!matches!(status, MatchStatus::Saved | MatchStatus::Applied))
        .then(|| view! { <To action id to="saved" icon=Icon::Star label=format!("Save {of}")>"Save"</To> });
    let back = matches!(status, MatchStatus::Saved | MatchStatus::Dismissed)
        .then(|| view! { <To action id to="new" icon=Icon::Again label=format!("Put back {of}")>"Put back"</To> });
    let dismiss = matches!(status, MatchStatus::New | MatchStatus::Saved).then(|| view! { <Dismiss action id of/> });
    view! { <div class="match-decide">{save}{back}{dismiss}</div> }
}

#[component]
fn To(action: ServerAction<DecideMatch>, id: MatchId, to: &'static str, icon: Icon, label: String, children: Children) -> impl IntoView {
    let busy = busy_with(action, id);
    view! {
        <ActionForm action>
            <input type="hidden" name="id" value=id.to_string()/>
            <input type="hidden" name="status" value=to/>
            <Button icon busy label>{children()}</Button>
        </ActionForm>
    }
}

#[component]
fn Dismiss(action: ServerAction<DecideMatch>, id: MatchId, of: String) -> impl IntoView {
    let busy = busy_with(action, id);
    view! {
        <details class="match-dismiss">
            <summary class="button button-quiet">"Not for me"</summary>
            <ActionForm action>
                <input type="hidden" name="id" value=id.to_string()/>
                <input type="hidden" name="status" value="dismissed"/>
                <div class="match-dismiss-form">
                    <label class="field">
                        <span class="field-label">"Why not?"</span>
                        <select class="field-input" name="why">
                            <option value="">"I would rather not say"</option>
                            {Why::ALL.into_iter().map(|why| view! { <option value=why.words()>{why.words()}</option> }).collect_view()}
                        </select>
                    </label>
                    <Button weight=Weight::Danger busy label=format!("Dismiss {of}")>"Dismiss"</Button>
                </div>
            </ActionForm>
        </details>
    }
}

/// Only the pressed match turns, not the whole list.
fn busy_with(action: ServerAction<DecideMatch>, id: MatchId) -> Signal<bool> {
    Signal::derive(move || action.input().get().is_some_and(|input| input.id == id) && action.pending().get())
}
