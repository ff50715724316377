//! The second step of signing in: a code of the app, or one of the backup codes.

use super::{
    api::{FinishSignIn, read_pending},
    entrance::{enter, next},
};
use crate::{
    edge::escaped,
    loaded::Loaded,
    ui::{
        badge::Meaning,
        button::{Button, LinkButton, Weight},
        field::Field,
        form_errors::{FormErrors, FormNotice},
        notice::Notice,
        select::Check,
    },
};
use leptos::{form::ActionForm, prelude::*};
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// `/sign-in/two-factor`
#[component]
pub fn TwoFactorPage() -> impl IntoView {
    let pending = Resource::new_blocking(|| (), |()| read_pending());
    view! {
        <Title text="Second step"/>
        <div class="account">
            <h1 class="account-title">"Second step"</h1>
            <Loaded
                from=pending
                lines=5
                show=|pending: bool| if pending { view! { <Step/> }.into_any() } else { view! { <Over/> }.into_any() }
            />
        </div>
    }
}

#[component]
fn Over() -> impl IntoView {
    view! {
        <div class="account-form">
            <Notice meaning=Meaning::Attention title="Sign in first">
                "There is no sign-in that waits for a code in this browser, or it is older than ten minutes."
            </Notice>
            <LinkButton href="/sign-in" weight=Weight::Primary>"Sign in"</LinkButton>
        </div>
    }
}

#[component]
fn Step() -> impl IntoView {
    let action = ServerAction::<FinishSignIn>::new();
    let errors = FormErrors::of(action);
    let busy = enter(action);
    let next = next();
    let query = use_query_map();
    let backup = Memo::new(move |_| query.read().get("with").as_deref() == Some("backup"));
    let other = move || {
        let mut parts = Vec::new();
        if !backup.get() {
            parts.push("with=backup".to_owned());
        }
        let next = next.get();
        if !next.is_empty() {
            parts.push(format!("next={}", escaped(&next)));
        }
        format!("/sign-in/two-factor{}{}", if parts.is_empty() { "" } else { "?" }, parts.join("&"))
    };
    let field = move || {
        let (label, hint) = match backup.get() {
            true => ("Backup code", "One of the ten that you kept when you turned this on."),
            false => ("Code", "The six digits that your app shows for Job Agent."),
        };
        let inputmode = if backup.get() { "text" } else { "numeric" };
        view! { <Field name="code" label hint autocomplete="one-time-code" inputmode maxlength=20 error=errors.field("code")/> }
    };
    view! {
        <p class="account-lead">"Your password is right. Now show that it is you."</p>
        <ActionForm action>
            <div class="account-form">
                <FormNotice errors shown=&["code"]/>
                <input type="hidden" name="next" value=move || next.get()/>
                {field}
                <Check name="trust" label="Do not ask again in this browser for 30 days" hint="Only where nobody else signs in."/>
                <Button weight=Weight::Primary busy>"Go on"</Button>
            </div>
        </ActionForm>
        <p class="account-aside">
            <a href=other>{move || if backup.get() { "Use the app" } else { "Use a backup code" }}</a>
        </p>
        <p class="account-other">"Somebody else? " <a href="/sign-in">"Begin again"</a></p>
    }
}
