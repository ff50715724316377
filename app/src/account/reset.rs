//! Choosing a new password, with the link of the mail.

use super::{api::ResetPassword, entrance::enter};
use crate::ui::{
    badge::Meaning,
    button::{Button, LinkButton, Weight},
    field::PasswordField,
    form_errors::{FormErrors, FormNotice},
    notice::Notice,
};
use job_agent::account::PASSWORD_MIN;
use leptos::{form::ActionForm, prelude::*};
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// To open the link uses nothing up; the button does.
#[component]
pub fn ResetPasswordPage() -> impl IntoView {
    let query = use_query_map();
    let token = Memo::new(move |_| {
        let query = query.read();
        if query.get("error").is_some() { String::new() } else { query.get("token").unwrap_or_default() }
    });
    view! {
        <Title text="Choose a new password"/>
        <div class="account">
            <h1 class="account-title">"Choose a new password"</h1>
            {move || if token.get().is_empty() {
                view! { <Unusable/> }.into_any()
            } else {
                view! { <Form token=token.get()/> }.into_any()
            }}
        </div>
    }
}

#[component]
fn Unusable() -> impl IntoView {
    view! {
        <div class="account-form">
            <Notice meaning=Meaning::Attention title="This link does not work">
                "It has been used, is older than an hour, or is incomplete."
            </Notice>
            <LinkButton href="/forgot-password" weight=Weight::Primary>"Ask for a new link"</LinkButton>
        </div>
    }
}

#[component]
fn Form(token: String) -> impl IntoView {
    let action = ServerAction::<ResetPassword>::new();
    let errors = FormErrors::of(action);
    let busy = enter(action);
    let hint = format!("At least {PASSWORD_MIN} characters; a few words in a row are good.");
    view! {
        <p class="account-lead">
            "Every browser is signed out, none is trusted any more, and your API keys are revoked. Then you sign in with the new password."
        </p>
        <ActionForm action>
            <div class="account-form">
                <FormNotice errors shown=&["password"]/>
                <input type="hidden" name="token" value=token/>
                <PasswordField name="password" label="New password" hint autocomplete="new-password" error=errors.field("password")/>
                <Button weight=Weight::Primary busy>"Set the password"</Button>
            </div>
        </ActionForm>
        <p class="account-other">"The link is too old? " <a href="/forgot-password">"Ask for a new one"</a></p>
    }
}
