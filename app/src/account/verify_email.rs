//! Where the link of the verification mail leads. To open it changes nothing, because programs that scan mail open links too.

use super::{
    VerifyBanner,
    api::{Person, VerifyEmail},
};
use crate::ui::{
    badge::Meaning,
    button::{Button, LinkButton, Weight},
    form_errors::{FormErrors, FormNotice},
    notice::Notice,
};
use leptos::{form::ActionForm, prelude::*};
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// One button, and what came of it.
#[component]
pub fn VerifyEmailPage() -> impl IntoView {
    let action = ServerAction::<VerifyEmail>::new();
    let value = action.value();
    let person = Person::here();
    Effect::new(move |_| {
        if matches!(value.get(), Some(Ok(_))) {
            person.refresh();
        }
    });
    let query = use_query_map();
    let verified = Signal::derive(move || value.with(|answer| matches!(answer, Some(Ok(_)))) || query.read().get("done").is_some());
    let token = Signal::derive(move || query.read().get("token").unwrap_or_default());
    view! {
        <Title text="Verify your e-mail address"/>
        <div class="account">
            <h1 class="account-title">"Verify your e-mail address"</h1>
            <div class="account-form">
                {move || match (verified.get(), token.get()) {
                    (true, _) => view! { <Verified/> }.into_any(),
                    (false, token) if token.is_empty() => view! { <NoToken/> }.into_any(),
                    (false, token) => view! { <Press action token/> }.into_any(),
                }}
            </div>
        </div>
    }
}

#[component]
fn Press(action: ServerAction<VerifyEmail>, token: String) -> impl IntoView {
    let errors = FormErrors::of(action);
    view! {
        <FormNotice errors/>
        <p>"Press the button and this address is proved to be yours. The link works once."</p>
        <ActionForm action>
            <input type="hidden" name="token" value=token/>
            <Button weight=Weight::Primary busy=action.pending()>"Verify this address"</Button>
        </ActionForm>
    }
}

#[component]
fn Verified() -> impl IntoView {
    view! {
        <Notice meaning=Meaning::Good title="Your e-mail address is verified">
            "Nothing more to do here; the link has done its work."
        </Notice>
        <LinkButton href="/dashboard" weight=Weight::Primary>"Go to your dashboard"</LinkButton>
    }
}

#[component]
fn NoToken() -> impl IntoView {
    view! {
        <Notice meaning=Meaning::Attention title="This link is incomplete">
            "Copy the whole link out of the mail, or ask for a new one."
        </Notice>
        <VerifyBanner/>
        <LinkButton href="/dashboard">"Go to your dashboard"</LinkButton>
    }
}
