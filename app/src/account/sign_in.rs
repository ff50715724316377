//! Coming back.

use super::{
    api::SignIn,
    entrance::{enter, next, with_next},
    passkey::PasskeyButton,
    providers::{ProviderNotice, Providers},
};
use crate::ui::{
    badge::Meaning,
    button::{Button, Weight},
    field::{Field, PasswordField},
    form_errors::{FormErrors, FormNotice},
    notice::Notice,
    select::Check,
};
use leptos::{form::ActionForm, prelude::*};
use leptos_meta::Title;
use leptos_router::{hooks::use_query_map, params::ParamsMap};

/// E-mail and password; afterwards the page that somebody wanted.
#[component]
pub fn SignInPage() -> impl IntoView {
    let action = ServerAction::<SignIn>::new();
    let errors = FormErrors::of(action);
    let busy = enter(action);
    let next = next();
    let query = use_query_map();
    view! {
        <Title text="Sign in"/>
        <div class="account">
            <h1 class="account-title">"Sign in"</h1>
            {move || (!next.get().is_empty()).then(|| view! {
                <p class="account-lead">"Sign in to see this page; you come back to it afterwards."</p>
            })}
            {move || told(&query.read()).map(|(title, words)| view! {
                <div class="account-form"><Notice meaning=Meaning::Good title>{words}</Notice></div>
            })}
            <ProviderNotice/>
            <ActionForm action>
                <div class="account-form">
                    <FormNotice errors shown=&["email", "password"]/>
                    <input type="hidden" name="next" value=move || next.get()/>
                    <Field name="email" label="E-mail" kind="email" autocomplete="username" error=errors.field("email")/>
                    <PasswordField name="password" label="Password" error=errors.field("password")/>
                    <Check name="remember" label="Keep me signed in on this device" checked=true/>
                    <Button weight=Weight::Primary busy>"Sign in"</Button>
                </div>
            </ActionForm>
            <PasskeyButton next/>
            <p class="account-aside"><a href="/forgot-password">"Forgot your password?"</a></p>
            <Providers next/>
            <p class="account-other">"New here? " <a href=with_next("/sign-up", next)>"Make an account"</a></p>
        </div>
    }
}

/// What happened just before.
fn told(query: &ParamsMap) -> Option<(&'static str, &'static str)> {
    if query.get("reset").is_some() {
        return Some((
            "Your new password is set",
            "Every browser is signed out, none is trusted any more, and API keys are revoked. Sign in with it here.",
        ));
    }
    query.get("gone").map(|_| ("Your account is deleted", "What was here of you is being removed."))
}
