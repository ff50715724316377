//! The ways in: the password, and accounts of providers.

use super::{
    api::{ChangePassword, LinkedCard, WaysIn},
    frame::{Done, Section},
};
use crate::{
    account::{ProviderNotice, api::ProviderCard, enter},
    ui::{
        button::{Button, LinkButton},
        field::PasswordField,
        form_errors::{FormErrors, FormNotice},
        time::When,
    },
};
use job_agent::account::PASSWORD_MIN;
use leptos::{form::ActionForm, prelude::*};

/// Providers where there are any, and the password.
#[component]
pub fn WaysInSections(found: WaysIn) -> impl IntoView {
    let WaysIn { password, linked, others, verified } = found;
    let any = !(linked.is_empty() && others.is_empty());
    let alone = !password && linked.len() < 2;
    view! {
        {any.then(|| view! { <Providers linked others verified alone/> })}
        {if password {
            view! { <PasswordForm/> }.into_any()
        } else {
            view! {
                <Section id="settings-password" title="Password">
                    <p class="settings-lead">
                        "You have no password here. " <a href="/forgot-password">"Set one by mail"</a> " to sign in with it as well."
                    </p>
                </Section>
            }.into_any()
        }}
    }
}

#[component]
fn Providers(linked: Vec<LinkedCard>, others: Vec<ProviderCard>, verified: bool, alone: bool) -> impl IntoView {
    let list = (!linked.is_empty()).then(|| {
        view! {
            <ul class="settings-sessions" aria-label="Your linked accounts">
                {linked.into_iter().map(|one| view! { <Row one alone/> }).collect_view()}
            </ul>
        }
    });
    let buttons = others.into_iter().map(|provider| {
        view! {
            <form method="post" action="/settings/security/link">
                <input type="hidden" name="provider" value=provider.id/>
                <Button disabled=!verified>{format!("Link {}", provider.name)}</Button>
            </form>
        }
    });
    let buttons = buttons.collect_view();
    view! {
        <Section
            id="settings-providers"
            title="Linked accounts"
            lead="Sign in with an account that you have elsewhere. It has to know you by the same e-mail address."
        >
            <ProviderNotice/>
            <Done word="linked">"The account is linked. You can sign in with it from now on."</Done>
            <Done word="unlinked">"The account is unlinked. It signs nobody in here any more."</Done>
            {list}
            {(!verified).then(|| view! {
                <p class="settings-lead">"Verify your e-mail address first; then accounts can be linked."</p>
            })}
            <div class="settings-actions">{buttons}</div>
        </Section>
    }
}

#[component]
fn Row(one: LinkedCard, alone: bool) -> impl IntoView {
    let words = format!("Unlink {}", one.name);
    view! {
        <li class="settings-session">
            <div class="settings-session-words">
                <strong>{one.name}</strong>
                <span class="quiet">
                    "Linked since " <When at=one.since/> {alone.then_some(", and your only way in: set a password before you unlink it")}
                </span>
            </div>
            {(!alone).then(|| view! {
                <LinkButton href=format!("/settings/security/accounts/{}", one.id)>{words}</LinkButton>
            })}
        </li>
    }
}

#[component]
fn PasswordForm() -> impl IntoView {
    let action = ServerAction::<ChangePassword>::new();
    let errors = FormErrors::of(action);
    let busy = enter(action);
    let hint = format!("At least {PASSWORD_MIN} characters; a few words in a row are good.");
    view! {
        <Section id="settings-password" title="Password" lead="Changing it signs out every other browser and forgets those that you trust. API keys go on working.">
            <Done word="password">"Your password is changed, and every other browser is signed out."</Done>
            <ActionForm action>
                <div class="settings-form">
                    <FormNotice errors shown=&["current_password", "new_password"]/>
                    <PasswordField name="current_password" label="Your password now" error=errors.field("current_password")/>
                    <PasswordField
                        name="new_password"
                        label="New password"
                        hint
                        autocomplete="new-password"
                        error=errors.field("new_password")
                    />
                    <Button busy>"Change the password"</Button>
                </div>
            </ActionForm>
        </Section>
    }
}
