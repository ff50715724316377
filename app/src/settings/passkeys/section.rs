//! The list of passkeys, and a new one.

use super::api::{Passkeys, finish_passkey, read_passkeys, start_passkey};
use crate::{
    account::authenticator::{Ask, ask},
    edge::ApiError,
    loaded::Loaded,
    settings::{
        frame::{Done, Section},
        proof::ProofFields,
    },
    ui::{
        button::{Button, LinkButton},
        field::Field,
        form_errors::{FormErrors, FormNotice},
        time::{Day, When},
    },
};
use job_agent::account::{Asked, Passkey};
use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;
use web_sys::{FormData, HtmlFormElement};

/// On the page about security.
#[component]
pub fn PasskeysSection() -> impl IntoView {
    let passkeys = Resource::new_blocking(|| (), |()| read_passkeys());
    let show = |found: Passkeys| match found.possible {
        true => view! { <List passkeys=found.passkeys/><Add asks=found.asks/> }.into_any(),
        false => view! { <p class="settings-lead">"Passkeys need a server with a name; this one is reached by a number."</p> }.into_any(),
    };
    view! {
        <Section
            id="settings-passkeys"
            title="Passkeys"
            lead="Your phone, computer or password manager signs you in with a finger, a face or its PIN. Nothing to type, and nothing that a false page could steal."
        >
            <Done word="passkey-first">"The passkey is here, and every other browser is signed out."</Done>
            <Done word="passkey">"The passkey is here."</Done>
            <Done word="passkey-renamed">"The passkey has its new name."</Done>
            <Done word="passkey-removed">"The passkey is removed. You may want to delete it on the device too."</Done>
            <Loaded from=passkeys lines=4 show/>
        </Section>
    }
}

#[component]
fn List(passkeys: Vec<Passkey>) -> impl IntoView {
    (!passkeys.is_empty()).then(|| {
        view! {
            <ul class="settings-sessions" aria-label="Your passkeys">
                {passkeys.into_iter().map(|passkey| view! { <Row passkey/> }).collect_view()}
            </ul>
        }
    })
}

#[component]
fn Row(passkey: Passkey) -> impl IntoView {
    let used = match passkey.last_used_at {
        Some(at) => view! { ", last used " <When at/> }.into_any(),
        None => view! { ", never used" }.into_any(),
    };
    view! {
        <li class="settings-session">
            <div class="settings-session-words">
                <strong>{passkey.name}</strong>
                <span class="quiet">"Added " <Day at=passkey.created_at/>{used}</span>
            </div>
            <LinkButton href=format!("/settings/security/passkeys/{}", passkey.id)>"Rename or remove"</LinkButton>
        </li>
    }
}

#[component]
fn Add(asks: Asked) -> impl IntoView {
    let (busy, failed) = (RwSignal::new(false), RwSignal::new(None::<ApiError>));
    let errors = FormErrors::of_signal(failed.into());
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        let Some(filled) = Filled::of(&event) else { return };
        busy.set(true);
        failed.set(None);
        spawn_local(async move {
            match add(filled).await {
                Ok(word) if window().location().set_href(&format!("/settings/security?done={word}")).is_ok() => {}
                Ok(_) => busy.set(false),
                Err(error) => {
                    failed.set(Some(error));
                    busy.set(false);
                }
            }
        });
    };
    view! {
        <p class="settings-lead without-script">"To add one, this page needs JavaScript: only the browser itself can ask your device."</p>
        <p class="settings-lead without-passkeys">"This browser cannot use passkeys here. A newer one can."</p>
        <form class="needs-passkeys" on:submit=send>
            <div class="settings-form">
                <FormNotice errors shown=&["name", "password", "code"]/>
                <Field
                    name="passkey_name"
                    label="Name"
                    hint="The device or the password manager that keeps it."
                    maxlength=120
                    error=errors.field("name")
                />
                <ProofFields asks errors password="passkey_password" code="passkey_code"/>
                <Button busy>"Add a passkey"</Button>
            </div>
        </form>
    }
}

/// What the form holds.
struct Filled {
    name: String,
    password: String,
    code: String,
}

impl Filled {
    fn of(event: &SubmitEvent) -> Option<Self> {
        let form: HtmlFormElement = event.target()?.dyn_into().ok()?;
        let data = FormData::new_with_form(&form).ok()?;
        let text = |name: &str| data.get(name).as_string().unwrap_or_default();
        Some(Self { name: text("passkey_name"), password: text("passkey_password"), code: text("passkey_code") })
    }
}

async fn add(filled: Filled) -> Result<String, ApiError> {
    let options = start_passkey(filled.password, filled.code).await?;
    finish_passkey(filled.name, ask(Ask::Create, &options).await?).await
}
