//! Where the link of a digest leads. To open it changes nothing, because programs that scan mail open links too; those that
//! offer to unsubscribe send a form to the same address.

use super::api::StopDigest;
use crate::{
    account::enter,
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

/// `/unsubscribe?token=…`
#[component]
pub fn UnsubscribePage() -> impl IntoView {
    let query = use_query_map();
    let done = Memo::new(move |_| query.read().get("done").is_some());
    view! {
        <Title text="Unsubscribe"/>
        <div class="account">
            <h1 class="account-title">"Unsubscribe"</h1>
            <div class="account-form">
                {move || if done.get() { view! { <Ended/> }.into_any() } else { view! { <Press/> }.into_any() }}
            </div>
        </div>
    }
}

#[component]
fn Press() -> impl IntoView {
    let action = ServerAction::<StopDigest>::new();
    let errors = FormErrors::of(action);
    let busy = enter(action);
    let query = use_query_map();
    let token = Memo::new(move |_| query.read().get("token").unwrap_or_default());
    view! {
        <FormNotice errors/>
        <p>"Press the button and no digest is mailed to you any more. Your searches and matches stay as they are."</p>
        <ActionForm action>
            <input type="hidden" name="token" value=move || token.get()/>
            <Button weight=Weight::Primary busy>"Stop the digest"</Button>
        </ActionForm>
        <LinkButton href="/settings/mail">"Change when it comes instead"</LinkButton>
    }
}

#[component]
fn Ended() -> impl IntoView {
    view! {
        <Notice meaning=Meaning::Good title="No digest is mailed to you any more">
            "You can turn it on again in the settings whenever you like."
        </Notice>
        <LinkButton href="/settings/mail">"Mail settings"</LinkButton>
    }
}
