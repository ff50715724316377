//! For the dashboard: the address is not proved yet.

use super::api::{Person, ResendVerification};
use crate::ui::{
    badge::Meaning,
    button::Button,
    form_errors::{FormErrors, FormNotice},
    notice::Notice,
};
use leptos::{form::ActionForm, prelude::*};

/// Says that the mail is on its way and sends it again; nothing once the address is verified.
#[component]
pub fn VerifyBanner() -> impl IntoView {
    let person = Person::here();
    let action = ServerAction::<ResendVerification>::new();
    view! {
        <Transition>
            {move || person.get().flatten().filter(|me| !me.email_verified).map(|me| view! { <Banner action email=me.email/> })}
        </Transition>
    }
}

#[component]
fn Banner(action: ServerAction<ResendVerification>, email: String) -> impl IntoView {
    let errors = FormErrors::of(action);
    let value = action.value();
    let sent = move || value.with(|answer| matches!(answer, Some(Ok(()))));
    view! {
        <Notice meaning=Meaning::Attention title="Verify your e-mail address">
            <p>{format!("A mail with a link went to {email}. The link works for a day.")}</p>
            <FormNotice errors/>
            <ActionForm action>
                <div class="notice-actions">
                    <Button busy=action.pending()>"Send it again"</Button>
                    <span role="status">{move || sent().then_some("It is on its way.")}</span>
                </div>
            </ActionForm>
        </Notice>
    }
}
