//! What is asked before a passkey is added or removed.

use super::api::Asks;
use crate::ui::{
    field::{Field, PasswordField},
    form_errors::FormErrors,
};
use leptos::prelude::*;

/// The fields for it, under names that their page has once. Who has no password shows a fresh sign-in instead, for which there
/// is no field.
#[component]
pub fn ProofFields(asks: Asks, errors: FormErrors, password: &'static str, code: &'static str) -> impl IntoView {
    view! {
        {asks.password.then(|| view! {
            <PasswordField name=password label="Your password" error=errors.field("password")/>
        })}
        {asks.code.then(|| view! {
            <Field
                name=code
                label="Code"
                hint="Six digits of your app, or a backup code."
                autocomplete="one-time-code"
                maxlength=20
                error=errors.field("code")
            />
        })}
    }
}
