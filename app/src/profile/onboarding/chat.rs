//! The chat: what was said, and the next answer.

use super::{draft::Draft, spoken::Spoken};
use crate::{
    profile::api::Say,
    ui::{
        button::{Button, Weight},
        field::TextArea,
        form_errors::{FormErrors, FormNotice},
        icon::Icon,
    },
};
use job_agent::{
    assistant::Speaker,
    profile::{TURN_MAX, VibeCheck},
};
use leptos::{form::ActionForm, prelude::*};

/// Everything that was said. While a reply appears the region is busy, so that it is read out once and whole.
#[component]
pub fn ChatLog(chat: RwSignal<VibeCheck>, say: ServerAction<Say>, spoken: Spoken) -> impl IntoView {
    let turns = move || chat.get().turns.into_iter().enumerate().collect::<Vec<_>>();
    let asked = say.input();
    view! {
        <div
            class="chat-log"
            role="log"
            aria-label="Vibe check"
            aria-live="polite"
            aria-busy=move || if spoken.speaks() { "true" } else { "false" }
        >
            <For each=turns key=|(at, turn)| (*at, turn.text.clone()) let((at, turn))>
                <Said who=turn.speaker text=Signal::derive({
                    let text = turn.text.clone();
                    move || spoken.heard(at, &text)
                })/>
            </For>
            {move || asked.get().map(|said| view! {
                <Said who=Speaker::Person text=said.message.trim().to_owned()/>
                <div class="chat-turn" data-who="assistant">
                    <span class="chat-who">"Job Agent"</span>
                    <span class="chat-text chat-typing"><span class="visually-hidden">"is writing"</span></span>
                </div>
            })}
        </div>
    }
}

#[component]
fn Said(who: Speaker, #[prop(into)] text: Signal<String>) -> impl IntoView {
    let (key, name) = match who {
        Speaker::Assistant => ("assistant", "Job Agent"),
        Speaker::Person => ("person", "You"),
    };
    view! {
        <div class="chat-turn" data-who=key>
            <span class="chat-who">{name}</span>
            <span class="chat-text">{move || text.get()}</span>
        </div>
    }
}

/// The next answer: in one's own words, or one of the suggestions.
#[component]
pub fn AnswerForm(chat: RwSignal<VibeCheck>, say: ServerAction<Say>, answer: RwSignal<String>) -> impl IntoView {
    let errors = FormErrors::of(say);
    let progress = move || {
        let chat = chat.read();
        format!("Question {} of {}", chat.question, chat.of)
    };
    let typed = Callback::new(move |typed: String| {
        answer.set(typed.clone());
        Draft::keep(|draft| draft.answer = Some(typed));
    });
    view! {
        <div class="chat-form" id="answer">
            <p class="chat-count">{progress}</p>
            <Suggestions chat say/>
            <ActionForm action=say>
                <FormNotice errors shown=&["message"]/>
                <Seen chat/>
                <div class="chat-form-row">
                    <TextArea
                        name="message"
                        label="Your answer"
                        rows=3
                        maxlength=u32::try_from(TURN_MAX).unwrap_or(u32::MAX)
                        value=answer
                        error=errors.field("message")
                        on_input=typed
                    />
                    <Button weight=Weight::Primary icon=Icon::Send busy=say.pending()>"Send"</Button>
                </div>
            </ActionForm>
        </div>
    }
}

/// How far the chat was when the answer was written, so that a form which is sent again is not a second answer.
#[component]
fn Seen(chat: RwSignal<VibeCheck>) -> impl IntoView {
    view! { <input type="hidden" name="seen" value=move || chat.read().turns.len()/> }
}

/// Each suggestion is a form of its own, so that one press sends it with the script and without.
#[component]
fn Suggestions(chat: RwSignal<VibeCheck>, say: ServerAction<Say>) -> impl IntoView {
    let suggestions = Memo::new(move |_| chat.read().suggestions.clone());
    let pending = say.pending();
    move || {
        let buttons = suggestions
            .get()
            .into_iter()
            .map(|words| {
                view! {
                    <ActionForm action=say>
                        <input type="hidden" name="message" value=words.clone()/>
                        <Seen chat/>
                        <Button disabled=pending>{words}</Button>
                    </ActionForm>
                }
            })
            .collect_view();
        view! { <div class="button-row chat-suggested" role="group" aria-label="Suggested answers">{buttons}</div> }
    }
}
