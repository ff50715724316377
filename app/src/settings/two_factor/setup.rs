//! The secret into the app, and a first code that shows that it arrived.

use super::api::{ConfirmTwoFactor, Lesson, read_setup};
use crate::{
    account::enter,
    loaded::Loaded,
    settings::frame::{Section, SettingsPage},
    ui::{
        badge::Meaning,
        button::{Button, LinkButton, Weight},
        field::Field,
        form_errors::{FormErrors, FormNotice},
        notice::Notice,
    },
};
use leptos::{form::ActionForm, prelude::*};

/// `/settings/security/two-factor`
#[component]
pub fn SetupPage() -> impl IntoView {
    let setup = Resource::new_blocking(|| (), |()| read_setup());
    let show = |found: Option<Lesson>| match found {
        Some(lesson) => view! { <Teach lesson/> }.into_any(),
        None => view! { <Nothing/> }.into_any(),
    };
    view! {
        <SettingsPage title="Security">
            <Section id="settings-two-factor" title="Set up two-factor sign-in">
                <Loaded from=setup lines=12 show/>
            </Section>
        </SettingsPage>
    }
}

#[component]
fn Nothing() -> impl IntoView {
    view! {
        <Notice meaning=Meaning::Attention title="Nothing is being set up">
            "It was finished, or begun more than a quarter of an hour ago."
        </Notice>
        <div class="settings-actions">
            <LinkButton href="/settings/security" weight=Weight::Primary>"Back to security"</LinkButton>
        </div>
    }
}

#[component]
fn Teach(lesson: Lesson) -> impl IntoView {
    let action = ServerAction::<ConfirmTwoFactor>::new();
    let errors = FormErrors::of(action);
    let busy = enter(action);
    // In fours, as apps show it; what is copied has the spaces, which apps leave out.
    let secret = lesson.secret.as_bytes().chunks(4).map(String::from_utf8_lossy).collect::<Vec<_>>().join(" ");
    let view_box = format!("0 0 {0} {0}", lesson.side);
    view! {
        <ol class="settings-steps">
            <li>
                <p>"Open an app for codes on your phone, such as Aegis, 2FAS, or that of your password manager, and add an account."</p>
            </li>
            <li>
                <p>"Scan this picture with it."</p>
                <div class="settings-qr">
                    <svg viewBox=view_box role="img" aria-label="A picture of the secret; the same stands beside it as text" shape-rendering="crispEdges">
                        <rect width="100%" height="100%" class="settings-qr-paper"></rect>
                        <path d=lesson.path class="settings-qr-ink"></path>
                    </svg>
                    <div class="settings-qr-words">
                        <p>"You cannot scan it? Type this secret into the app, or open "
                            <a href=lesson.uri rel="external">"this link"</a> " on the phone."</p>
                        <p><code class="settings-key">{secret}</code></p>
                    </div>
                </div>
            </li>
            <li>
                <p>"Type the six digits that the app shows."</p>
                <ActionForm action>
                    <div class="settings-form">
                        <FormNotice errors shown=&["code"]/>
                        <Field
                            name="code"
                            label="Code"
                            hint="It changes every thirty seconds."
                            autocomplete="one-time-code"
                            inputmode="numeric"
                            maxlength=20
                            error=errors.field("code")
                        />
                        <Button weight=Weight::Primary busy>"Turn it on"</Button>
                    </div>
                </ActionForm>
            </li>
        </ol>
        <p class="settings-lead">"Every other browser is signed out when it is on."</p>
    }
}
