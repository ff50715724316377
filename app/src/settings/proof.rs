//! What is asked again before the ways in change, because one of them may be in other hands.

use crate::ui::{
    field::{Field, PasswordField},
    form_errors::FormErrors,
};
use job_agent::account::Asked;
use leptos::prelude::*;

/// A code as it was typed; an empty field is none.
#[cfg(feature = "ssr")]
pub fn typed_code(code: &str) -> Option<job_agent::account::Proof> {
    (!code.trim().is_empty()).then(|| job_agent::account::Proof::typed(code))
}

/// The fields for it. A page that has them beside another password names them otherwise. Who has no password shows a fresh sign-in
/// instead, for which there is no field.
#[component]
pub fn ProofFields(
    asks: Asked,
    errors: FormErrors,
    #[prop(default = "password")] password: &'static str,
    #[prop(default = "code")] code: &'static str,
) -> impl IntoView {
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
