//! What is mailed by itself: the digest.

use super::{
    api::{Mailing, PauseDigest, RemoveDigest, SetDigest, read_mailing},
    frame::{Done, Section, SettingsPage},
};
use crate::{
    account::enter,
    edge::FormOf,
    loaded::Loaded,
    search::when::{FIELDS, WhenFields},
    ui::{
        badge::{Badge, Meaning},
        button::{Button, LinkButton, Weight},
        form_errors::{FormErrors, FormNotice},
        icon::Icon,
        notice::Notice,
    },
};
use job_agent::search::{Every, Timetable};
use leptos::{context::Provider, form::ActionForm, prelude::*, server_fn::ServerFn};

/// `/settings/mail`
#[component]
pub fn MailPage() -> impl IntoView {
    let data = Resource::new_blocking(|| (), |()| read_mailing());
    view! {
        <SettingsPage title="Mail">
            <Section
                id="settings-digest"
                title="Digest"
                lead="One mail with the matches that are new since the last one, and what you saved and have not applied for. When nothing is new, no mail is sent."
            >
                <Done word="set">"The digest comes as you said."</Done>
                <Done word="removed">"No digest comes any more."</Done>
                <Loaded from=data lines=8 show=|found: Mailing| view! { <Digest found/> }.into_any()/>
            </Section>
        </SettingsPage>
    }
}

#[component]
fn Digest(found: Mailing) -> impl IntoView {
    let Mailing { email, verified, digest } = found;
    let unproved = (!verified).then(|| view! {
        <Notice meaning=Meaning::Attention>"Your address is not verified yet. Where this server sends real mail, no digest leaves before it is."</Notice>
    });
    let label = if digest.is_some() { "Change the digest" } else { "Turn the digest on" };
    view! {
        <p class="settings-lead">"It goes to " <strong>{email}</strong> ". " <a href="/settings/mail/digest" rel="external">"See how the next one looks"</a></p>
        {unproved}
        {digest.clone().map(|present| view! { <Present present/> })}
        <When digest label/>
    }
}

#[component]
fn Present(present: Timetable) -> impl IntoView {
    let (pause, remove) = (ServerAction::<PauseDigest>::new(), ServerAction::<RemoveDigest>::new());
    let (pausing, removing) = (enter(pause), enter(remove));
    let Timetable { next_words, next_at, last_run_id, paused, .. } = present;
    let next = if paused {
        view! { <p><Badge meaning=Meaning::Attention>"Paused"</Badge>" Nothing is mailed until you let it go on; what is new meanwhile comes with the next one."</p> }.into_any()
    } else {
        view! { <p>"Next: "<time datetime=next_at.to_rfc3339()>{next_words}</time></p> }.into_any()
    };
    let (to, words, icon) = if paused { ("false", "Let it go on", Icon::Run) } else { ("true", "Pause", Icon::Clock) };
    view! {
        {next}
        <FormNotice errors=FormErrors::of(pause)/>
        <FormNotice errors=FormErrors::of(remove)/>
        <div class="settings-actions">
            {last_run_id.map(|run| view! { <LinkButton href=format!("/runs/{run}") icon=Icon::Run>"The last one"</LinkButton> })}
            <ActionForm action=pause>
                <input type="hidden" name="paused" value=to/>
                <Button icon busy=pausing>{words}</Button>
            </ActionForm>
            <ActionForm action=remove>
                <Button weight=Weight::Quiet busy=removing>"Turn the digest off"</Button>
            </ActionForm>
        </div>
    }
}

#[component]
fn When(digest: Option<Timetable>, label: &'static str) -> impl IntoView {
    let action = ServerAction::<SetDigest>::new();
    let errors = FormErrors::of(action);
    let busy = enter(action);
    let failed = move || action.value().get().and_then(Result::err);
    let wrong = Callback::new(move |field: &'static str| failed().and_then(|error| error.field(field)));
    view! {
        <Provider value=FormOf(SetDigest::PATH)>
            <ActionForm action>
                <div class="settings-form">
                    <FormNotice errors shown=&FIELDS/>
                    <WhenFields timetable=digest first=Every::Day wrong/>
                    <Button icon=Icon::Clock busy>{label}</Button>
                </div>
            </ActionForm>
        </Provider>
    }
}
