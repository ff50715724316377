//! Sessions and the password.

use super::{
    api::{ChangePassword, RevokeAllSessions, RevokeOtherSessions, RevokeSession, SessionCard, read_sessions},
    frame::{Done, Section, SettingsPage},
    two_factor::TwoFactorSection,
};
use crate::{
    account::enter,
    loaded::Loaded,
    ui::{
        badge::{Badge, Meaning},
        button::{Button, Weight},
        field::PasswordField,
        form_errors::{FormErrors, FormNotice},
        time::When,
    },
};
use job_agent::account::PASSWORD_MIN;
use leptos::{form::ActionForm, prelude::*};

/// `/settings/security`
#[component]
pub fn SecurityPage() -> impl IntoView {
    let one = ServerAction::<RevokeSession>::new();
    let others = ServerAction::<RevokeOtherSessions>::new();
    let sessions = Resource::new_blocking(move || (one.version().get(), others.version().get()), |_| read_sessions());
    let show = move |found: Vec<SessionCard>| view! { <Sessions found one others/> }.into_any();
    view! {
        <SettingsPage title="Security">
            <Section
                id="settings-sessions"
                title="Where you are signed in"
                lead="One you do not know? Sign it out and change your password."
            >
                <FormNotice errors=FormErrors::of(one)/>
                <FormNotice errors=FormErrors::of(others)/>
                <Loaded from=sessions lines=6 show/>
            </Section>
            <TwoFactorSection/>
            <PasswordForm/>
        </SettingsPage>
    }
}

#[component]
fn Sessions(found: Vec<SessionCard>, one: ServerAction<RevokeSession>, others: ServerAction<RevokeOtherSessions>) -> impl IntoView {
    let all = ServerAction::<RevokeAllSessions>::new();
    let leaving = enter(all);
    let alone = found.len() < 2;
    view! {
        <ul class="settings-sessions" aria-label="Your sessions">
            {found.into_iter().map(|session| view! { <Row session one/> }).collect_view()}
        </ul>
        <div class="settings-actions">
            {(!alone).then(|| view! {
                <ActionForm action=others>
                    <Button busy=others.pending()>"Sign out all others"</Button>
                </ActionForm>
            })}
            <ActionForm action=all>
                <Button weight=Weight::Danger busy=leaving>"Sign out everywhere"</Button>
            </ActionForm>
        </div>
    }
}

#[component]
fn Row(session: SessionCard, one: ServerAction<RevokeSession>) -> impl IntoView {
    let label = format!("Sign out {} at {}", session.device, session.place);
    view! {
        <li class="settings-session">
            <div class="settings-session-words">
                <strong>{session.device}</strong>
                {session.here.then(|| view! { <Badge meaning=Meaning::Good>"This browser"</Badge> })}
                <span class="quiet">"From " {session.place} ", since " <When at=session.since/> ", last renewed " <When at=session.used/></span>
            </div>
            {(!session.here).then(|| view! {
                <ActionForm action=one>
                    <input type="hidden" name="id" value=session.id.to_string()/>
                    <Button label busy=one.pending()>"Sign out"</Button>
                </ActionForm>
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
        <Section id="settings-password" title="Password" lead="Changing it signs out every other browser.">
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
