//! Asking for a new password.

use super::{api::ForgotPassword, entrance::enter};
use crate::ui::{
    badge::Meaning,
    button::{Button, Weight},
    field::Field,
    form_errors::{FormErrors, FormNotice},
    notice::Notice,
};
use leptos::{form::ActionForm, prelude::*};
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// The address; the answer is the same whether somebody has it or nobody.
#[component]
pub fn ForgotPasswordPage() -> impl IntoView {
    let action = ServerAction::<ForgotPassword>::new();
    let errors = FormErrors::of(action);
    let busy = enter(action);
    let query = use_query_map();
    let sent = move || query.read().get("sent").is_some();
    view! {
        <Title text="Forgot your password"/>
        <div class="account">
            <h1 class="account-title">"Forgot your password"</h1>
            <p class="account-lead">"We send you a link with which you choose a new one."</p>
            {move || sent().then(|| view! {
                <div class="account-form">
                    <Notice meaning=Meaning::Good title="Look into your mailbox">
                        "If there is an account with this address, a mail with a link is on its way. The link works for an hour."
                    </Notice>
                </div>
            })}
            <ActionForm action>
                <div class="account-form">
                    <FormNotice errors shown=&["email"]/>
                    <Field name="email" label="E-mail" kind="email" autocomplete="username" error=errors.field("email")/>
                    <Button weight=Weight::Primary busy>"Send the link"</Button>
                </div>
            </ActionForm>
            <p class="account-other">"You remember it? " <a href="/sign-in">"Sign in"</a></p>
        </div>
    }
}
