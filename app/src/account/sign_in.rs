//! Coming back.

use super::{
    api::SignIn,
    entrance::{enter, next, with_next},
};
use crate::ui::{
    button::{Button, Weight},
    field::{Field, PasswordField},
    form_errors::{FormErrors, FormNotice},
};
use leptos::{form::ActionForm, prelude::*};
use leptos_meta::Title;

/// E-mail and password; afterwards the page that somebody wanted.
#[component]
pub fn SignInPage() -> impl IntoView {
    let action = ServerAction::<SignIn>::new();
    let errors = FormErrors::of(action);
    let busy = enter(action);
    let next = next();
    view! {
        <Title text="Sign in"/>
        <div class="account">
            <h1 class="account-title">"Sign in"</h1>
            {move || (!next.get().is_empty()).then(|| view! {
                <p class="account-lead">"Sign in to see this page; you come back to it afterwards."</p>
            })}
            <ActionForm action>
                <div class="account-form">
                    <FormNotice errors shown=&["email", "password"]/>
                    <input type="hidden" name="next" value=move || next.get()/>
                    <Field name="email" label="E-mail" kind="email" autocomplete="username" error=errors.field("email")/>
                    <PasswordField name="password" label="Password" error=errors.field("password")/>
                    <Button weight=Weight::Primary busy>"Sign in"</Button>
                </div>
            </ActionForm>
            <p class="account-other">"New here? " <a href=with_next("/sign-up", next)>"Make an account"</a></p>
        </div>
    }
}
