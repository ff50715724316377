//! Keys for programs.

use super::{
    api::{CreateKey, Keys, RevokeKey, read_asked, read_keys},
    frame::{Section, SettingsPage},
    proof::ProofFields,
};
use crate::{
    account::enter,
    loaded::Loaded,
    ui::{
        badge::{Badge, Meaning},
        button::Button,
        field::Field,
        form_errors::{FormErrors, FormNotice},
        notice::Notice,
        select::{Check, Select},
        time::{Day, When},
    },
};
use job_agent::account::{ApiKey, Asked, Scope};
use leptos::{form::ActionForm, prelude::*};

/// `/settings/api-keys`
#[component]
pub fn KeysPage() -> impl IntoView {
    let revoke = ServerAction::<RevokeKey>::new();
    let data = Resource::new_blocking(move || revoke.version().get(), |_| read_keys());
    let asked = Resource::new_blocking(|| (), |()| read_asked());
    view! {
        <SettingsPage title="API keys">
            <Section
                id="settings-keys"
                title="API keys"
                lead="Your own programs come in with a key, in the header X-API-Key or as a Bearer token. Whoever has it acts as you."
            >
                <FormNotice errors=FormErrors::of(revoke)/>
                <Loaded from=data lines=6 show=move |found: Keys| view! { <List found revoke/> }.into_any()/>
            </Section>
            <Loaded from=asked lines=8 show=|asks: Asked| view! { <NewKey asks/> }.into_any()/>
        </SettingsPage>
    }
}

#[component]
fn List(found: Keys, revoke: ServerAction<RevokeKey>) -> impl IntoView {
    let fresh = found.fresh.map(|key| {
        view! {
            <Notice meaning=Meaning::Good title="Your new key">
                <p><code class="settings-key">{key}</code></p>
                <p>"Copy it now: it is shown this once, and nobody can read it again."</p>
            </Notice>
        }
    });
    let list = match found.keys.is_empty() {
        true => view! { <p class="settings-lead">"There are no keys yet."</p> }.into_any(),
        false => view! {
            <ul class="settings-sessions" aria-label="Your keys">
                {found.keys.into_iter().map(|key| view! { <Row key_of=key revoke/> }).collect_view()}
            </ul>
        }
        .into_any(),
    };
    view! { {fresh}{list} }
}

#[component]
fn Row(key_of: ApiKey, revoke: ServerAction<RevokeKey>) -> impl IntoView {
    let label = format!("Revoke {}", key_of.name);
    let may = if key_of.scopes.contains(&Scope::Write) { "reads and writes" } else { "reads" };
    let used = match key_of.last_used_at {
        Some(at) => view! { ", last used " <When at/> }.into_any(),
        None => view! { ", never used" }.into_any(),
    };
    let ends = match key_of.expires_at {
        Some(at) => view! { ", until " <Day at/> }.into_any(),
        None => view! { ", without an end" }.into_any(),
    };
    view! {
        <li class="settings-session">
            <div class="settings-session-words">
                <strong>{key_of.name}</strong>
                <code>{key_of.start}"…"</code>
                {key_of.expired.then(|| view! { <Badge meaning=Meaning::Attention>"Expired"</Badge> })}
                <span class="quiet">"It " {may} ", made " <Day at=key_of.created_at/>{ends}{used}</span>
            </div>
            <ActionForm action=revoke>
                <input type="hidden" name="id" value=key_of.id.to_string()/>
                <Button label busy=revoke.pending()>"Revoke"</Button>
            </ActionForm>
        </li>
    }
}

#[component]
fn NewKey(asks: Asked) -> impl IntoView {
    let action = ServerAction::<CreateKey>::new();
    let errors = FormErrors::of(action);
    let busy = enter(action);
    let ends = [("30", "30 days"), ("90", "90 days"), ("365", "A year"), ("0", "No end")];
    let ends: Vec<(String, String)> = ends.into_iter().map(|(value, words)| (value.to_owned(), words.to_owned())).collect();
    view! {
        <Section id="settings-new-key" title="Make a key">
            <ActionForm action>
                <div class="settings-form">
                    <FormNotice errors shown=&["name", "days", "password", "code"]/>
                    <Field name="name" label="Name" hint="The program that is to use it." maxlength=120 error=errors.field("name")/>
                    <Select name="days" label="It works for" options=ends selected="90" error=errors.field("days")/>
                    <Check name="write" label="It may change things, not only read them"/>
                    <ProofFields asks errors/>
                    <Button busy>"Make the key"</Button>
                </div>
            </ActionForm>
        </Section>
    }
}
