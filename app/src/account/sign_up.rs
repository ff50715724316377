//! Becoming somebody here.

use super::{
    api::SignUp,
    entrance::{enter, next, with_next},
    providers::Providers,
};
use crate::ui::{
    button::{Button, Weight},
    field::{Field, PasswordField},
    form_errors::{FormErrors, FormNotice},
};
use job_agent::account::PASSWORD_MIN;
use leptos::{form::ActionForm, prelude::*};
use leptos_meta::Title;

/// Name, e-mail and password; afterwards onboarding.
#[component]
pub fn SignUpPage() -> impl IntoView {
    let action = ServerAction::<SignUp>::new();
    let errors = FormErrors::of(action);
    let busy = enter(action);
    let next = next();
    let hint = format!("At least {PASSWORD_MIN} characters; a few words in a row are good.");
    view! {
        <Title text="Sign up"/>
        <div class="account">
            <h1 class="account-title">"Sign up"</h1>
            <p class="account-lead">"Your account and your documents stay on this server."</p>
            <ActionForm action>
                <div class="account-form">
                    <FormNotice errors shown=&["name", "email", "password"]/>
                    <input type="hidden" name="next" value=move || next.get()/>
                    <Field
                        name="name"
                        label="Name"
                        hint="As it stands on your letters."
                        autocomplete="name"
                        error=errors.field("name")
                    />
                    <Field name="email" label="E-mail" kind="email" autocomplete="email" error=errors.field("email")/>
                    <PasswordField
                        name="password"
                        label="Password"
                        hint
                        autocomplete="new-password"
                        error=errors.field("password")
                    />
                    <Button weight=Weight::Primary busy>"Sign up"</Button>
                </div>
            </ActionForm>
            <Providers next/>
            <p class="account-other">"You have an account? " <a href=with_next("/sign-in", next)>"Sign in instead"</a></p>
        </div>
    }
}
