//! Name and address.

use super::{
    api::{ChangeEmail, ChangeName, Whom, read_account},
    frame::{Done, Section, SettingsPage},
    proof::ProofFields,
};
use crate::{
    account::{VerifyBanner, enter},
    loaded::Loaded,
    ui::{
        button::{Button, Weight},
        field::Field,
        form_errors::{FormErrors, FormNotice},
    },
};
use job_agent::account::Asked;
use leptos::{form::ActionForm, prelude::*};

/// `/settings/account`
#[component]
pub fn AccountPage() -> impl IntoView {
    let whom = Resource::new_blocking(|| (), |()| read_account());
    view! {
        <SettingsPage title="Account">
            <div class="settings-banner"><VerifyBanner/></div>
            <Loaded
                from=whom
                lines=10
                show=|whom: Whom| view! { <NameForm name=whom.name/><EmailForm email=whom.email asks=whom.asks/> }.into_any()
            />
        </SettingsPage>
    }
}

#[component]
fn NameForm(name: String) -> impl IntoView {
    let action = ServerAction::<ChangeName>::new();
    let errors = FormErrors::of(action);
    let busy = enter(action);
    view! {
        <Section id="settings-name" title="Name">
            <Done word="name">"Your name is changed."</Done>
            <ActionForm action>
                <div class="settings-form">
                    <FormNotice errors shown=&["name"]/>
                    <Field name="name" label="Name" hint="As it stands on your letters." autocomplete="name" value=name error=errors.field("name")/>
                    <Button busy>"Change the name"</Button>
                </div>
            </ActionForm>
        </Section>
    }
}

#[component]
fn EmailForm(email: String, asks: Asked) -> impl IntoView {
    let action = ServerAction::<ChangeEmail>::new();
    let errors = FormErrors::of(action);
    let busy = enter(action);
    view! {
        <Section id="settings-email" title="E-mail address">
            <Done word="email">"A mail with a link went to the new address. Until it is opened, the old one stays."</Done>
            <p class="settings-lead">"You sign in with " <strong>{email}</strong> ", and mail about your account goes there."</p>
            <ActionForm action>
                <div class="settings-form">
                    <FormNotice errors shown=&["email", "password"]/>
                    <Field name="email" label="New e-mail address" kind="email" autocomplete="email" error=errors.field("email")/>
                    <ProofFields asks={Asked { code: false, ..asks }} errors/>
                    <Button weight=Weight::Plain busy>"Change the address"</Button>
                </div>
            </ActionForm>
        </Section>
    }
}
