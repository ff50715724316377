//! Both factors again, because one of them may be in other hands.

use crate::ui::{
    field::{Field, PasswordField},
    form_errors::{FormErrors, FormNotice},
};
use leptos::prelude::*;

/// What a form asks for that changes the second factor.
#[component]
pub fn BothFactors(errors: FormErrors) -> impl IntoView {
    view! {
        <FormNotice errors shown=&["password", "code"]/>
        <PasswordField name="password" label="Your password" error=errors.field("password")/>
        <Field
            name="code"
            label="Code"
            hint="Six digits of your app, or a backup code."
            autocomplete="one-time-code"
            maxlength=20
            error=errors.field("code")
        />
    }
}
