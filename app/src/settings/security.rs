//! Sessions and the ways in.

use super::{
    api::{RevokeAllSessions, RevokeOtherSessions, RevokeSession, SessionCard, WaysIn, read_sessions, read_ways_in},
    frame::{Section, SettingsPage},
    passkeys::PasskeysSection,
    trusted::TrustedSection,
    two_factor::TwoFactorSection,
    ways_in::WaysInSections,
};
use crate::{
    account::enter,
    loaded::Loaded,
    ui::{
        badge::{Badge, Meaning},
        button::{Button, Weight},
        form_errors::{FormErrors, FormNotice},
        time::When,
    },
};
use leptos::{form::ActionForm, prelude::*};

/// `/settings/security`
#[component]
pub fn SecurityPage() -> impl IntoView {
    let one = ServerAction::<RevokeSession>::new();
    let others = ServerAction::<RevokeOtherSessions>::new();
    let sessions = Resource::new_blocking(move || (one.version().get(), others.version().get()), |_| read_sessions());
    let ways = Resource::new_blocking(|| (), |()| read_ways_in());
    let show_ways = |found: WaysIn| view! { <WaysInSections found/> }.into_any();
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
            <TrustedSection/>
            <PasskeysSection/>
            <Loaded from=ways lines=8 show=show_ways/>
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
