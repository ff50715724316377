//! One passkey: another name, or gone.

use super::api::{One, RemovePasskey, RenamePasskey, read_passkey};
use crate::{
    account::enter,
    error_page::NotFound,
    loaded::Loaded,
    settings::{
        frame::{Section, SettingsPage},
        proof::ProofFields,
    },
    ui::{
        button::{Button, LinkButton, Weight},
        field::Field,
        form_errors::{FormErrors, FormNotice},
    },
};
use job_agent::{
    account::{Asked, Passkey},
    id::PasskeyId,
};
use leptos::{form::ActionForm, prelude::*};
use leptos_router::hooks::use_params_map;

/// `/settings/security/passkeys/:id`
#[component]
pub fn PasskeyPage() -> impl IntoView {
    let params = use_params_map();
    let Some(id) = params.read_untracked().get("id").and_then(|id| id.parse::<PasskeyId>().ok()) else {
        return view! { <NotFound/> }.into_any();
    };
    let found = Resource::new_blocking(move || id, read_passkey);
    let show = |One { passkey, asks }: One| view! { <Rename passkey=passkey.clone()/><Remove passkey asks/> }.into_any();
    view! {
        <SettingsPage title="Security">
            <Loaded from=found lines=8 show/>
        </SettingsPage>
    }
    .into_any()
}

#[component]
fn Rename(passkey: Passkey) -> impl IntoView {
    let action = ServerAction::<RenamePasskey>::new();
    let errors = FormErrors::of(action);
    let busy = enter(action);
    view! {
        <Section id="settings-passkey-name" title="Name of the passkey">
            <ActionForm action>
                <div class="settings-form">
                    <FormNotice errors shown=&["name"]/>
                    <input type="hidden" name="id" value=passkey.id.to_string()/>
                    <Field name="name" label="Name" maxlength=120 value=passkey.name error=errors.field("name")/>
                    <Button busy>"Change the name"</Button>
                </div>
            </ActionForm>
        </Section>
    }
}

#[component]
fn Remove(passkey: Passkey, asks: Asked) -> impl IntoView {
    let action = ServerAction::<RemovePasskey>::new();
    let errors = FormErrors::of(action);
    let busy = enter(action);
    view! {
        <Section id="settings-passkey-remove" title="Remove the passkey">
            <p class="settings-lead">"“" {passkey.name} "” signs nobody in any more then. It cannot be brought back."</p>
            <ActionForm action>
                <div class="settings-form">
                    <FormNotice errors shown=&["password", "code"]/>
                    <input type="hidden" name="id" value=passkey.id.to_string()/>
                    <ProofFields asks errors/>
                    <Button weight=Weight::Danger busy>"Remove it"</Button>
                </div>
            </ActionForm>
            <div class="settings-actions"><LinkButton href="/settings/security">"Keep it"</LinkButton></div>
        </Section>
    }
}
