//! One field of an entry. It keeps itself shortly after the last letter, and at once when it is left.

use super::{
    api::clashed,
    desk::{Desk, Job},
};
use crate::ui::{
    button::Button,
    field::{Field, TextArea},
};
use job_agent::resume::{Shape, Spec};
use leptos::{
    leptos_dom::helpers::{TimeoutHandle, set_timeout_with_handle},
    prelude::*,
};
use std::time::Duration;

/// A pause in the typing.
const PAUSE: Duration = Duration::from_millis(120);

/// What a field shows, and what of it the server has.
#[derive(Clone, Copy)]
pub struct Typed {
    desk: Desk,
    entry: u32,
    field: &'static str,
    typed: StoredValue<String>,
    /// What the server has, as far as this field knows.
    said: StoredValue<String>,
    shown: RwSignal<String>,
    wrong: RwSignal<Option<String>>,
    /// What somebody else wrote there.
    theirs: RwSignal<Option<String>>,
    timer: StoredValue<Option<TimeoutHandle>>,
}

impl Typed {
    fn new(desk: Desk, entry: u32, field: &'static str) -> Self {
        let text = text_of(desk, entry, field);
        let this = Self {
            desk,
            entry,
            field,
            typed: StoredValue::new(text.clone()),
            said: StoredValue::new(text.clone()),
            shown: RwSignal::new(text),
            wrong: RwSignal::new(None),
            theirs: RwSignal::new(None),
            timer: StoredValue::new(None),
        };
        Effect::new(move |before: Option<u32>| {
            let round = desk.round.get();
            if before.is_some_and(|before| before != round) {
                this.follow();
            }
            round
        });
        // What is removed with its entry keeps nobody from anything.
        on_cleanup(move || desk.note(&this.name(), true));
        this
    }

    pub fn name(self) -> String {
        format!("{}.{}", self.entry, self.field)
    }

    /// What the server has and what it has not; nothing where it has all.
    pub fn unsaved(self) -> Option<(String, String)> {
        let (said, typed) = (self.said.try_get_value()?, self.typed.try_get_value()?);
        (said != typed).then_some((said, typed))
    }

    pub fn is_kept(self, after: String) {
        self.said.try_set_value(after);
        self.mended();
        self.theirs.set(None);
    }

    pub fn refused(self, why: Option<String>) {
        self.faulty(why.unwrap_or_else(|| "This is not saved yet. What you wrote is still here.".into()));
    }

    pub fn clash(self, theirs: String) {
        self.faulty(clashed(&theirs));
        self.theirs.set(Some(theirs));
    }

    fn faulty(self, why: String) {
        self.wrong.set(Some(why));
        self.desk.note(&self.name(), false);
    }

    fn mended(self) {
        self.wrong.try_set(None);
        self.desk.note(&self.name(), true);
    }

    /// Shows what the document says now, unless something is typed that it does not know yet.
    fn follow(self) {
        if self.unsaved().is_some() {
            return;
        }
        let text = text_of(self.desk, self.entry, self.field);
        self.said.set_value(text.clone());
        self.typed.set_value(text.clone());
        self.mended();
        self.shown.set(text);
    }

    fn input(self, text: String) {
        self.typed.set_value(text);
        self.stop_timer();
        self.timer.set_value(set_timeout_with_handle(move || self.keep(), PAUSE).ok());
    }

    fn stop_timer(self) {
        if let Some(timer) = self.timer.try_update_value(Option::take).flatten() {
            timer.clear();
        }
    }

    fn keep(self) {
        self.stop_timer();
        if self.theirs.try_get_untracked().is_some_and(|theirs| theirs.is_none()) {
            match self.unsaved() {
                Some(_) => self.desk.push(Job::Write(Box::new(self))),
                // Typed back to what the server has.
                None => self.mended(),
            }
        }
    }

    /// What the person wrote counts: it is written over what is there now.
    fn keep_mine(self) {
        if let Some(theirs) = self.theirs.get_untracked() {
            self.said.set_value(theirs);
            self.theirs.set(None);
            self.keep();
        }
    }

    fn take_theirs(self) {
        if let Some(theirs) = self.theirs.get_untracked() {
            self.said.set_value(theirs.clone());
            self.typed.set_value(theirs.clone());
            self.is_kept(theirs.clone());
            self.shown.set(theirs);
        }
    }
}

fn text_of(desk: Desk, entry: u32, field: &str) -> String {
    desk.work.with_untracked(|work| work.draft.entry(entry).map(|(_, entry)| entry.text(field)).unwrap_or_default())
}

/// The field with its label, and the choice when somebody else wrote in it too.
#[component]
pub fn KeptField(entry: u32, spec: Spec, #[prop(into)] refused: MaybeProp<String>) -> impl IntoView {
    let typed = Typed::new(Desk::here(), entry, spec.name);
    let name = format!("fields[e{}]", typed.name());
    let before = format!("before[e{}]", typed.name());
    let error: MaybeProp<String> = Signal::derive(move || typed.wrong.get().or_else(|| refused.get())).into();
    let value = typed.shown;
    let on_input = Callback::new(move |text| typed.input(text));
    let (label, given) = (spec.label, typed.shown.get_untracked());
    let control = match spec.shape {
        Shape::Text => view! { <TextArea name label value optional=true unsaid=true rows=3 error on_input/> }.into_any(),
        Shape::Lines => {
            view! { <TextArea name label value optional=true unsaid=true rows=3 hint="One a line." error on_input/> }.into_any()
        }
        Shape::Date => {
            let hint = if spec.name == "endDate" { "2021-03; empty: until today" } else { "2021 or 2021-03" };
            view! { <Field name label value optional=true unsaid=true hint error on_input/> }.into_any()
        }
        Shape::Line | Shape::Email | Shape::Link | Shape::Country => {
            view! { <Field name label value optional=true unsaid=true error on_input/> }.into_any()
        }
    };
    let choice = move || {
        typed.theirs.get().map(|_| {
            view! {
                <div class="button-row">
                    <Button kind="button" on_click=Callback::new(move |_| typed.keep_mine())>"Keep mine"</Button>
                    <Button kind="button" on_click=Callback::new(move |_| typed.take_theirs())>"Take the other"</Button>
                </div>
            }
        })
    };
    let wide = matches!(spec.shape, Shape::Text | Shape::Lines);
    view! {
        <div class="resume-field" data-wide=wide.then_some("") on:focusout=move |_| typed.keep()>
            <input type="hidden" name=before value=given/>
            {control}
            {choice}
        </div>
    }
}
