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
    let search = Memo::new(move |_| query.read().get("search"));
    let words = move || match search.get() {
        Some(_) => "Press the button and this search mails you no more. It goes on, and its matches stay on your page.",
        None => "Press the button and no digest is mailed to you any more. Your searches and matches stay as they are.",
    };
    let elsewhere = move || search.get().map_or_else(|| "/settings/mail".to_owned(), |id| format!("/searches/{id}"));
    view! {
        <FormNotice errors/>
        <p>{words}</p>
        <ActionForm action>
            <input type="hidden" name="token" value=move || token.get()/>
            {move || search.get().map(|id| view! { <input type="hidden" name="search" value=id/> })}
            <Button weight=Weight::Primary busy>{move || if search.get().is_some() { "Stop its mails" } else { "Stop the digest" }}</Button>
        </ActionForm>
        {move || view! { <LinkButton href=elsewhere()>"Change when it comes instead"</LinkButton> }}
    }
}

#[component]
fn Ended() -> impl IntoView {
    let query = use_query_map();
    let search = Memo::new(move |_| query.read().get("done").is_some_and(|what| what == "search"));
    view! {
        {move || if search.get() {
            view! { <Notice meaning=Meaning::Good title="This search mails you no more">"Tick the mail in its settings to have it again."</Notice> }.into_any()
        } else {
            view! {
                <Notice meaning=Meaning::Good title="No digest is mailed to you any more">"You can turn it on again in the settings whenever you like."</Notice>
            }
            .into_any()
        }}
        <LinkButton href="/settings/mail">"Mail settings"</LinkButton>
    }
}
