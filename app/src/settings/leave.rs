//! Where the link of the mail about leaving leads. To open it changes nothing.

use super::api::{ConfirmDeletion, Whom, read_account};
use crate::{
    account::enter,
    loaded::Loaded,
    ui::{
        badge::Meaning,
        button::{Button, LinkButton, Weight},
        form_errors::{FormErrors, FormNotice},
        notice::Notice,
    },
};
use leptos::{form::ActionForm, prelude::*};
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// `/settings/account/delete?token=…`
#[component]
pub fn LeavePage() -> impl IntoView {
    let who = Resource::new_blocking(|| (), |()| read_account());
    view! {
        <Title text="Delete your account"/>
        <div class="account">
            <h1 class="account-title">"Delete your account"</h1>
            <Loaded from=who lines=4 show=|whom: Whom| view! { <Press email=whom.email/> }.into_any()/>
        </div>
    }
}

#[component]
fn Press(email: String) -> impl IntoView {
    let action = ServerAction::<ConfirmDeletion>::new();
    let errors = FormErrors::of(action);
    let busy = enter(action);
    let query = use_query_map();
    let token = Memo::new(move |_| query.read().get("token").unwrap_or_default());
    view! {
        <div class="account-form">
            <FormNotice errors/>
            <Notice meaning=Meaning::Attention title="Nothing of it can be undone">
                "The account " <strong>{email}</strong> " and everything that belongs to it is removed from this server."
            </Notice>
            <ActionForm action>
                <input type="hidden" name="token" value=move || token.get()/>
                <Button weight=Weight::Danger busy>"Delete my account for good"</Button>
            </ActionForm>
            <LinkButton href="/dashboard">"Keep it"</LinkButton>
        </div>
    }
}
