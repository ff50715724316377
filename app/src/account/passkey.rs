//! Coming in with a passkey: one button, and nothing to type.

use super::api::{finish_passkey_sign_in, passkeys_are_possible, start_passkey_sign_in};
use super::authenticator::{Ask, ask};
use crate::{
    edge::ApiError,
    ui::{
        button::Button,
        form_errors::{FormErrors, FormNotice},
        icon::Icon,
    },
};
use leptos::{prelude::*, task::spawn_local};

/// The button, where passkeys are possible. It is not seen without the script, or in a browser that cannot ask a device.
#[component]
pub fn PasskeyButton(next: Memo<String>) -> impl IntoView {
    let possible = Resource::new_blocking(|| (), |()| passkeys_are_possible());
    let (busy, failed) = (RwSignal::new(false), RwSignal::new(None::<ApiError>));
    let errors = FormErrors::of_signal(failed.into());
    let press = Callback::new(move |_| {
        busy.set(true);
        failed.set(None);
        spawn_local(async move {
            match come_in(next.get_untracked()).await {
                Ok(path) if window().location().set_href(&path).is_ok() => {}
                Ok(_) => busy.set(false),
                Err(error) => {
                    failed.set(Some(error));
                    busy.set(false);
                }
            }
        });
    });
    view! {
        <Transition>
            {move || matches!(possible.get(), Some(Ok(true))).then(|| view! {
                <div class="account-form needs-passkeys">
                    <FormNotice errors/>
                    <Button kind="button" icon=Icon::Person busy on_click=press>"Sign in with a passkey"</Button>
                </div>
            })}
        </Transition>
    }
}

async fn come_in(next: String) -> Result<String, ApiError> {
    let options = start_passkey_sign_in().await?;
    finish_passkey_sign_in(ask(Ask::Get, &options).await?, next).await
}
