//! Taking everything along, and leaving.

use super::{
    api::{RequestDeletion, StartExport, Takeaway, read_asked, read_exports},
    frame::{Done, Section, SettingsPage},
    proof::ProofFields,
};
use crate::{
    account::enter,
    loaded::Loaded,
    ui::{
        button::{Button, LinkButton, Weight},
        form_errors::{FormErrors, FormNotice},
        icon::Icon,
        time::{Day, When},
    },
};
use job_agent::{account::Asked, data::Export};
use leptos::{form::ActionForm, prelude::*};

/// `/settings/data`
#[component]
pub fn DataPage() -> impl IntoView {
    let data = Resource::new_blocking(|| (), |()| read_exports());
    let asked = Resource::new_blocking(|| (), |()| read_asked());
    view! {
        <SettingsPage title="Your data">
            <Section
                id="settings-export"
                title="Take everything along"
                lead="One ZIP file with all that is here of you: Markdown to read, JSON for programs, and the files that you uploaded."
            >
                <Loaded from=data lines=4 show=|found: Takeaway| view! { <Exports found/> }.into_any()/>
            </Section>
            <Loaded from=asked lines=6 show=|asks: Asked| view! { <Leave asks/> }.into_any()/>
        </SettingsPage>
    }
}

#[component]
fn Exports(found: Takeaway) -> impl IntoView {
    let action = ServerAction::<StartExport>::new();
    let made = (!found.exports.is_empty()).then(|| {
        let rows = found.exports.into_iter().map(|export| view! { <Made export/> }).collect_view();
        view! { <ul class="settings-sessions" aria-label="Files">{rows}</ul> }
    });
    view! {
        {made}
        <FormNotice errors=FormErrors::of(action)/>
        <ActionForm action>
            <input type="hidden" name="key" value=found.key/>
            <Button busy=action.pending()>"Make the file"</Button>
        </ActionForm>
    }
}

#[component]
fn Made(export: Export) -> impl IntoView {
    let size = match export.bytes {
        0..1_000_000 => format!("{} kB", (export.bytes / 1000).max(1)),
        more => format!("{}.{} MB", more / 1_000_000, more % 1_000_000 / 100_000),
    };
    view! {
        <li class="settings-session">
            <div class="settings-session-words">
                <strong>"Everything, " {size}</strong>
                <span class="quiet">"Made " <When at=export.created_at/> ", kept until " <Day at=export.expires_at/></span>
            </div>
            <LinkButton href=format!("/exports/{}/job-agent.zip", export.id) icon=Icon::Download rel="external">"Download"</LinkButton>
        </li>
    }
}

#[component]
fn Leave(asks: Asked) -> impl IntoView {
    let action = ServerAction::<RequestDeletion>::new();
    let errors = FormErrors::of(action);
    let busy = enter(action);
    view! {
        <Section
            id="settings-leave"
            title="Delete the account"
            lead="Your profile, documents, searches, matches and letters are removed for good. We send you a mail first; only its link deletes anything."
        >
            <Done word="mailed">"A mail is on its way to you. Its link works for a day, in a browser that you are signed in with."</Done>
            <ActionForm action>
                <div class="settings-form">
                    <FormNotice errors shown=&["password"]/>
                    <ProofFields asks={Asked { code: false, ..asks }} errors/>
                    <Button weight=Weight::Danger busy>"Send me the mail"</Button>
                </div>
            </ActionForm>
        </Section>
    }
}
