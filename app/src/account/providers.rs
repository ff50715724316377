//! Buttons that lead to providers of sign-in. Each is a form of its own, which the script has no part in.

use super::api::{ProviderCard, read_providers};
use crate::ui::{badge::Meaning, button::Button, notice::Notice};
use job_agent::account::social_words;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// Under a form for signing in or up; nothing where no provider is set up.
#[component]
pub fn Providers(next: Memo<String>) -> impl IntoView {
    let found = Resource::new_blocking(|| (), |()| read_providers());
    view! {
        <Transition>
            {move || found.get().and_then(Result::ok).filter(|found| !found.is_empty()).map(|found| view! {
                <div class="account-providers">
                    <p class="account-or">"or"</p>
                    {found.into_iter().map(|provider| view! { <Provider provider next/> }).collect_view()}
                </div>
            })}
        </Transition>
    }
}

#[component]
fn Provider(provider: ProviderCard, next: Memo<String>) -> impl IntoView {
    view! {
        <form method="post" action="/sign-in/provider">
            <input type="hidden" name="provider" value=provider.id/>
            <input type="hidden" name="next" value=move || next.get()/>
            <Button>{format!("Go on with {}", provider.name)}</Button>
        </form>
    }
}

/// Says why a sign-in by a provider did not work, when the address says so; in words of our own.
#[component]
pub fn ProviderNotice() -> impl IntoView {
    let query = use_query_map();
    move || {
        let code = query.read().get("error")?;
        let words = social_words(&code).unwrap_or("This did not work. Try again.");
        Some(view! { <div class="account-form"><Notice meaning=Meaning::Bad>{words}</Notice></div> })
    }
}
