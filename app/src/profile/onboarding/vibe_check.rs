//! Step three: how somebody likes to work.

use super::{
    chat::{AnswerForm, ChatLog},
    draft::Draft,
    persona_form::PersonaForm,
    spoken::Spoken,
    step::{Arrived, StepPage},
};
use crate::{
    account::{ModelNote, NotePlace},
    profile::api::{RestartVibeCheck, Say, read_vibe_check},
    ui::{
        button::{Button, LinkButton, Weight},
        form_errors::{FormErrors, FormNotice},
        icon::Icon,
    },
};
use job_agent::profile::VibeCheck;
use leptos::{form::ActionForm, prelude::*};

/// The chat, and at its end the persona.
#[component]
pub fn VibeCheckPage() -> impl IntoView {
    let chat = Resource::new_blocking(|| (), |()| read_vibe_check());
    view! {
        <StepPage
            number=3
            title="Vibe check"
            lead="A few questions about how you like to work. They end in a short description of you that you can edit."
        >
            <ModelNote place=NotePlace::Chat/>
            <Arrived from=chat show=|chat| view! { <Conversation chat/> }.into_any()/>
        </StepPage>
    }
}

#[component]
fn Conversation(chat: VibeCheck) -> impl IntoView {
    let chat = RwSignal::new(chat);
    let say = ServerAction::<Say>::new();
    let restart = ServerAction::<RestartVibeCheck>::new();
    let answer = RwSignal::new(String::new());
    let spoken = Spoken::new();
    Effect::new(move |_| {
        // A refresh while an answer was on its way: it may have arrived.
        let arrived = |kept: &String| chat.read_untracked().turns.iter().rev().nth(1).is_some_and(|last| last.text == kept.trim());
        if let Some(kept) = Draft::read().answer.filter(|kept| !arrived(kept)) {
            answer.set(kept);
        }
    });
    send_away(say, answer);
    let (said, anew) = (say.value(), restart.value());
    Effect::new(move |_| {
        if let Some(Ok(next)) = said.get() {
            show(chat, next, spoken);
        }
    });
    Effect::new(move |_| {
        if let Some(Ok(next)) = anew.get() {
            Draft::keep(Draft::forget_chat);
            answer.set(String::new());
            show(chat, next, spoken);
        }
    });
    let finished = Memo::new(move |_| chat.read().finished);
    view! {
        <div class="chat">
            <ChatLog chat say spoken/>
            {move || if finished.get() {
                let persona = chat.read_untracked().persona.clone().unwrap_or_default();
                view! { <PersonaForm persona/> }.into_any()
            } else {
                view! { <AnswerForm chat say answer/> <Onward/> }.into_any()
            }}
            <Restart chat restart/>
        </div>
    }
}

/// What is sent leaves the field at once, so that the next answer can be typed before the reply; a refused one comes back.
/// The tab keeps it until the reply is there.
fn send_away(say: ServerAction<Say>, answer: RwSignal<String>) {
    let sent = StoredValue::new(None::<String>);
    let (input, value) = (say.input(), say.value());
    Effect::new(move |_| {
        let Some(sending) = input.get() else { return };
        // A suggestion leaves alone what was typed.
        if answer.get_untracked() == sending.message.replace("\r\n", "\n") {
            answer.set(String::new());
            sent.set_value(Some(sending.message));
        }
    });
    Effect::new(move |_| {
        let Some(failed) = value.with(|value| value.as_ref().map(Result::is_err)) else { return };
        let Some(text) = sent.try_update_value(Option::take).flatten() else { return };
        let typed = answer.get_untracked();
        let left = match (failed, typed.is_empty()) {
            (false, _) => typed,
            (true, true) => text,
            (true, false) => format!("{text}\n{typed}"),
        };
        answer.set(left.clone());
        Draft::keep(|draft| draft.answer = (!left.is_empty()).then_some(left));
    });
}

/// Takes the chat as it is now, and says its last turn.
fn show(chat: RwSignal<VibeCheck>, next: VibeCheck, spoken: Spoken) {
    if let Some(last) = next.turns.last() {
        spoken.begin(next.turns.len() - 1, &last.text);
    }
    chat.set(next);
}

/// The chat may be left out: a persona helps, and nothing waits for it.
#[component]
fn Onward() -> impl IntoView {
    view! {
        <div class="onboarding-actions">
            <LinkButton href="/onboarding/cv" icon=Icon::ChevronLeft>"Back"</LinkButton>
            <LinkButton href="/onboarding/review" weight=Weight::Quiet>"Skip this for now"</LinkButton>
        </div>
    }
}

#[component]
fn Restart(chat: RwSignal<VibeCheck>, restart: ServerAction<RestartVibeCheck>) -> impl IntoView {
    let begun = Memo::new(move |_| chat.read().turns.len() > 1);
    let errors = FormErrors::of(restart);
    move || {
        begun.get().then(|| {
            view! {
                <FormNotice errors/>
                <ActionForm action=restart>
                    <Button weight=Weight::Quiet icon=Icon::Again busy=restart.pending()>"Start again"</Button>
                </ActionForm>
            }
        })
    }
}
