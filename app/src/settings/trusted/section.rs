//! The browsers in which no code is asked, on the page about security.

use super::api::{ForgetBrowser, ForgetBrowsers, Trusted, TrustedCard, read_trusted};
use crate::{
    loaded::Loaded,
    settings::frame::Section,
    ui::{
        badge::{Badge, Meaning},
        button::Button,
        form_errors::{FormErrors, FormNotice},
        time::{Day, When},
    },
};
use leptos::{form::ActionForm, prelude::*};

/// Nothing where no code is asked anywhere.
#[component]
pub fn TrustedSection() -> impl IntoView {
    let one = ServerAction::<ForgetBrowser>::new();
    let all = ServerAction::<ForgetBrowsers>::new();
    let trusted = Resource::new_blocking(move || (one.version().get(), all.version().get()), |_| read_trusted());
    let show = move |Trusted { asked, browsers }: Trusted| {
        (asked || !browsers.is_empty()).then(|| view! { <Listed browsers one all/> }).into_any()
    };
    view! { <Loaded from=trusted lines=4 show/> }
}

#[component]
fn Listed(browsers: Vec<TrustedCard>, one: ServerAction<ForgetBrowser>, all: ServerAction<ForgetBrowsers>) -> impl IntoView {
    let several = browsers.len() > 1;
    let list = match browsers.is_empty() {
        true => view! {
            <p class="settings-lead">"None. When you sign in, you can choose not to be asked again in that browser for 30 days."</p>
        }
        .into_any(),
        false => view! {
            <ul class="settings-sessions" aria-label="Your trusted browsers">
                {browsers.into_iter().map(|browser| view! { <Row browser one/> }).collect_view()}
            </ul>
        }
        .into_any(),
    };
    view! {
        <Section
            id="settings-trusted"
            title="Browsers that you trust"
            lead="Signing in there asks for no code. A new password forgets them, and so does turning two-factor sign-in on or off."
        >
            <FormNotice errors=FormErrors::of(one)/>
            <FormNotice errors=FormErrors::of(all)/>
            {list}
            {several.then(|| view! {
                <div class="settings-actions">
                    <ActionForm action=all>
                        <Button busy=all.pending()>"Forget all of them"</Button>
                    </ActionForm>
                </div>
            })}
        </Section>
    }
}

#[component]
fn Row(browser: TrustedCard, one: ServerAction<ForgetBrowser>) -> impl IntoView {
    let label = format!("Forget {} at {}", browser.device, browser.place);
    view! {
        <li class="settings-session">
            <div class="settings-session-words">
                <strong>{browser.device}</strong>
                {browser.here.then(|| view! { <Badge meaning=Meaning::Good>"This browser"</Badge> })}
                <span class="quiet">
                    "From " {browser.place} ", trusted since " <Day at=browser.since/> ", last used " <When at=browser.used/> ", until "
                    <Day at=browser.until/> " at least"
                </span>
            </div>
            <ActionForm action=one>
                <input type="hidden" name="id" value=browser.id.to_string()/>
                <Button label busy=one.pending()>"Forget"</Button>
            </ActionForm>
        </li>
    }
}
