//! Taking one way in away, after the password and the code.

use super::{
    api::{Unlink, WayIn, read_way_in},
    frame::{Section, SettingsPage},
    proof::ProofFields,
};
use crate::{
    account::enter,
    error_page::NotFound,
    loaded::Loaded,
    ui::{
        button::{Button, LinkButton, Weight},
        form_errors::{FormErrors, FormNotice},
    },
};
use job_agent::id::WayInId;
use leptos::{form::ActionForm, prelude::*};
use leptos_router::hooks::use_params_map;

/// `/settings/security/accounts/:id`
#[component]
pub fn UnlinkPage() -> impl IntoView {
    let params = use_params_map();
    let Some(id) = params.read_untracked().get("id").and_then(|id| id.parse::<WayInId>().ok()) else {
        return view! { <NotFound/> }.into_any();
    };
    let found = Resource::new_blocking(move || id, read_way_in);
    let show = |found: WayIn| match found.alone {
        true => view! { <Only/> }.into_any(),
        false => view! { <Ask found/> }.into_any(),
    };
    view! {
        <SettingsPage title="Security">
            <Section id="settings-unlink" title="Unlink an account">
                <Loaded from=found lines=8 show/>
            </Section>
        </SettingsPage>
    }
    .into_any()
}

#[component]
fn Only() -> impl IntoView {
    view! {
        <p class="settings-lead">"This is your only way to sign in. Add another one first."</p>
        <div class="settings-actions"><LinkButton href="/settings/security">"Back to security"</LinkButton></div>
    }
}

#[component]
fn Ask(found: WayIn) -> impl IntoView {
    let action = ServerAction::<Unlink>::new();
    let errors = FormErrors::of(action);
    let busy = enter(action);
    view! {
        <p class="settings-lead">
            "“" {found.way.name} "” signs you in no more then. Where you are signed in stays as it is; you can link it again from here."
        </p>
        <ActionForm action>
            <div class="settings-form">
                <FormNotice errors shown=&["password", "code"]/>
                <input type="hidden" name="id" value=found.way.id.to_string()/>
                <ProofFields asks=found.asks errors/>
                <Button weight=Weight::Danger busy>"Unlink it"</Button>
            </div>
        </ActionForm>
        <div class="settings-actions"><LinkButton href="/settings/security">"Keep it"</LinkButton></div>
    }
}
