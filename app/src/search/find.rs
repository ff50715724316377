//! The button that starts a search from the profile, wherever it stands.

use super::api::FindOpenings as Begin;
use crate::account::{ModelNote, NotePlace};
use crate::ui::{
    badge::Meaning,
    button::{Button, Weight},
    icon::Icon,
    notice::Notice,
};
use leptos::prelude::*;

/// One press starts a search with the profile's titles. The key makes a second press find the same run.
#[component]
pub fn FindOpenings(#[prop(into)] key: String, #[prop(default = Weight::Primary)] weight: Weight) -> impl IntoView {
    let action = ServerAction::<Begin>::new();
    let failed = move || action.value().get().and_then(Result::err);
    view! {
        <div class="search-find">
            <ActionForm action>
                <input type="hidden" name="key" value=key/>
                <Button weight icon=Icon::Search busy=action.pending()>"Find openings"</Button>
            </ActionForm>
            <ModelNote place=NotePlace::Button/>
            {move || failed().map(|error| view! {
                <Notice meaning=Meaning::Bad title="The search was not started">{error.to_string()}</Notice>
            })}
        </div>
    }
}
