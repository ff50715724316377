//! Turning the second factor off.

use super::api::{Standing, StopTwoFactor, read_two_factor};
use crate::{
    account::enter,
    loaded::Loaded,
    settings::{
        frame::{Section, SettingsPage},
        proof::ProofFields,
    },
    ui::{
        button::{Button, LinkButton, Weight},
        form_errors::{FormErrors, FormNotice},
    },
};
use job_agent::account::Asked;
use leptos::{form::ActionForm, prelude::*};

/// `/settings/security/two-factor/off`
#[component]
pub fn OffPage() -> impl IntoView {
    let standing = Resource::new_blocking(|| (), |()| read_two_factor());
    let show = |found: Standing| match found.since {
        Some(_) => view! { <Ask/> }.into_any(),
        None => view! { <Already/> }.into_any(),
    };
    view! {
        <SettingsPage title="Security">
            <Section id="settings-two-factor" title="Turn two-factor sign-in off">
                <Loaded from=standing lines=8 show/>
            </Section>
        </SettingsPage>
    }
}

#[component]
fn Already() -> impl IntoView {
    view! {
        <p class="settings-lead">"It is off. Your password alone signs you in."</p>
        <div class="settings-actions"><LinkButton href="/settings/security">"Back to security"</LinkButton></div>
    }
}

#[component]
fn Ask() -> impl IntoView {
    let action = ServerAction::<StopTwoFactor>::new();
    let errors = FormErrors::of(action);
    let busy = enter(action);
    view! {
        <p class="settings-lead">
            "Your password alone signs you in then. The secret and the backup codes are removed; to turn it on again, you set it up again."
        </p>
        <ActionForm action>
            <div class="settings-form">
                <FormNotice errors shown=&["password", "code"]/>
                <ProofFields asks=Asked::BOTH errors/>
                <Button weight=Weight::Danger busy>"Turn it off"</Button>
            </div>
        </ActionForm>
        <div class="settings-actions"><LinkButton href="/settings/security">"Keep it on"</LinkButton></div>
    }
}
