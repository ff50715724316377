//! How the second factor stands, on the page about security.

use super::api::{Standing, StartTwoFactor, read_two_factor};
use crate::{
    account::enter,
    loaded::Loaded,
    settings::frame::{Done, Section},
    ui::{
        badge::{Badge, Meaning},
        button::{Button, LinkButton},
        field::PasswordField,
        form_errors::{FormErrors, FormNotice},
        time::Day,
    },
};
use chrono::{DateTime, Utc};
use leptos::{form::ActionForm, prelude::*};

/// Off, with the way to turn it on; or on, with the ways to change it.
#[component]
pub fn TwoFactorSection() -> impl IntoView {
    let standing = Resource::new_blocking(|| (), |()| read_two_factor());
    let show = |found: Standing| match found.since {
        Some(since) => view! { <On since left=found.codes_left/> }.into_any(),
        None => view! { <Off/> }.into_any(),
    };
    view! {
        <Section id="settings-two-factor" title="Two-factor sign-in">
            <Done word="two-factor-off">"Two-factor sign-in is off. Your password alone signs you in again."</Done>
            <Loaded from=standing lines=4 show/>
        </Section>
    }
}

#[component]
fn Off() -> impl IntoView {
    let action = ServerAction::<StartTwoFactor>::new();
    let errors = FormErrors::of(action);
    let busy = enter(action);
    view! {
        <p class="settings-lead">
            "After your password we ask for a code from an app on your phone, so that whoever learns the password still cannot come in."
        </p>
        <ActionForm action>
            <div class="settings-form">
                <FormNotice errors shown=&["password"]/>
                <PasswordField name="password" label="Your password" error=errors.field("password")/>
                <Button busy>"Set it up"</Button>
            </div>
        </ActionForm>
    }
}

#[component]
fn On(since: DateTime<Utc>, left: i64) -> impl IntoView {
    let few = left < 3;
    let words = match left {
        0 => "No backup code is left. Make new ones before you lose your phone.".to_owned(),
        1 => "1 of 10 backup codes is left.".to_owned(),
        left => format!("{left} of 10 backup codes are left."),
    };
    view! {
        <p class="settings-state">
            <Badge meaning=Meaning::Good>"On"</Badge>
            <span>"Since " <Day at=since/></span>
            {few.then(|| view! { <Badge meaning=Meaning::Attention>"Few codes"</Badge> })}
            <span class="quiet">{words}</span>
        </p>
        <div class="settings-actions">
            <LinkButton href="/settings/security/two-factor/codes">"New backup codes"</LinkButton>
            <LinkButton href="/settings/security/two-factor/off">"Turn it off"</LinkButton>
        </div>
    }
}
