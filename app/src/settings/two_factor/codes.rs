//! The backup codes: shown once, and made anew.

use super::api::{Codes, NewBackupCodes, read_codes};
use crate::{
    account::enter,
    loaded::Loaded,
    settings::{
        frame::{Section, SettingsPage},
        proof::ProofFields,
    },
    ui::{
        badge::Meaning,
        button::{Button, LinkButton, Weight},
        form_errors::{FormErrors, FormNotice},
        notice::Notice,
    },
};
use job_agent::account::Asked;
use leptos::{form::ActionForm, prelude::*};

/// `/settings/security/two-factor/codes`
#[component]
pub fn CodesPage() -> impl IntoView {
    let codes = Resource::new_blocking(|| (), |()| read_codes());
    let show = |found: Codes| match (found.fresh.is_empty(), found.on) {
        (false, _) => view! { <Fresh codes=found.fresh/> }.into_any(),
        (true, true) => view! { <Anew left=found.left/> }.into_any(),
        (true, false) => view! { <Off/> }.into_any(),
    };
    view! {
        <SettingsPage title="Security">
            <Section id="settings-codes" title="Backup codes">
                <Loaded from=codes lines=8 show/>
            </Section>
        </SettingsPage>
    }
}

#[component]
fn Fresh(codes: Vec<String>) -> impl IntoView {
    let codes = codes.into_iter().map(|code| view! { <li><code>{code}</code></li> }).collect_view();
    view! {
        <Notice meaning=Meaning::Good title="Two-factor sign-in is on">
            "Keep these codes where your phone is not: on paper, or in a password manager. They are shown this once."
        </Notice>
        <p class="settings-lead">"Each stands in for the app once, when the phone is lost or empty."</p>
        <ol class="settings-codes" aria-label="Your backup codes">{codes}</ol>
        <div class="settings-actions">
            <LinkButton href="/settings/security" weight=Weight::Primary>"I have kept them"</LinkButton>
        </div>
    }
}

#[component]
fn Off() -> impl IntoView {
    view! {
        <p class="settings-lead">"Two-factor sign-in is off, so there are no backup codes."</p>
        <div class="settings-actions"><LinkButton href="/settings/security">"Back to security"</LinkButton></div>
    }
}

#[component]
fn Anew(left: i64) -> impl IntoView {
    let action = ServerAction::<NewBackupCodes>::new();
    let errors = FormErrors::of(action);
    let busy = enter(action);
    view! {
        <p class="settings-lead">
            {left} " of 10 are left. Nobody can show them again; new ones can take their places, and then the old ones work no more."
        </p>
        <ActionForm action>
            <div class="settings-form">
                <FormNotice errors shown=&["password", "code"]/>
                <ProofFields asks=Asked::BOTH errors/>
                <Button busy>"Make new codes"</Button>
            </div>
        </ActionForm>
    }
}
