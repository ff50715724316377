//! One line of a form: label, hint, control and error, wired for those who cannot see it.

use super::icon::{Icon, Pictogram};
use leptos::{html, prelude::*};

/// The line under a control that says what is wrong and how to mend it.
#[component]
pub fn FieldErrorLine(#[prop(into)] id: String, error: MaybeProp<String>) -> impl IntoView {
    view! {
        <div id=id class="field-error">
            {move || error.get().map(|words| view! { <Pictogram icon=Icon::Attention/><span>{words}</span> })}
        </div>
    }
}

/// What `aria-describedby` points to: the hint always, the error while there is one.
pub(super) fn described(name: String, hint: bool, error: MaybeProp<String>) -> impl Fn() -> Option<String> + Clone + Send {
    move || {
        let wrong = error.get().is_some();
        match (hint, wrong) {
            (true, true) => Some(format!("{name}-hint {name}-error")),
            (true, false) => Some(format!("{name}-hint")),
            (false, true) => Some(format!("{name}-error")),
            (false, false) => None,
        }
    }
}

#[component]
pub(super) fn Label(#[prop(into)] to: String, label: String, optional: bool, hint: Option<String>) -> impl IntoView {
    let hint_id = format!("{to}-hint");
    view! {
        <label class="field-label" for=to>
            {label}
            {optional.then(|| view! { " " <span class="field-optional">"(optional)"</span> })}
        </label>
        {hint.map(|hint| view! { <div class="field-hint" id=hint_id>{hint}</div> })}
    }
}

/// A line of text. Leave `value` out and the field keeps what the person typed before the script arrived; give it and it follows.
#[component]
pub fn Field(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(default = "text")] kind: &'static str,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional, into)] error: MaybeProp<String>,
    #[prop(optional, into)] value: MaybeProp<String>,
    #[prop(optional)] optional: bool,
    #[prop(optional)] autocomplete: Option<&'static str>,
    #[prop(optional)] inputmode: Option<&'static str>,
    #[prop(optional)] maxlength: Option<u32>,
    #[prop(optional, into)] min: Option<String>,
    #[prop(optional, into)] max: Option<String>,
    #[prop(optional, into)] placeholder: Option<String>,
    #[prop(optional, into)] on_input: Option<Callback<String>>,
) -> impl IntoView {
    let node = NodeRef::<html::Input>::new();
    follow(node, value);
    let describedby = described(name.clone(), hint.is_some(), error);
    view! {
        <div class="field">
            <Label to=name.clone() label optional hint/>
            <input
                node_ref=node
                class="field-input"
                type=kind
                id=name.clone()
                name=name.clone()
                value=value.get_untracked()
                required=!optional
                autocomplete=autocomplete
                inputmode=inputmode
                maxlength=maxlength
                min=min
                max=max
                placeholder=placeholder
                aria-invalid=move || error.get().map(|_| "true")
                aria-describedby=describedby
                on:input=move |event| {
                    if let Some(typed) = on_input {
                        typed.run(event_target_value(&event));
                    }
                }
            />
            <FieldErrorLine id=format!("{name}-error") error/>
        </div>
    }
}

/// A property binding would empty at hydration what was typed before it; this writes only what differs and is not nothing.
fn follow(node: NodeRef<html::Input>, value: MaybeProp<String>) {
    Effect::new(move |before: Option<()>| {
        let (Some(wanted), Some(element)) = (value.get(), node.get()) else { return };
        if element.value() != wanted && (before.is_some() || !wanted.is_empty()) {
            element.set_value(&wanted);
        }
    });
}

/// A password that can be made visible. Without the script the switch is not there.
#[component]
pub fn PasswordField(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional, into)] error: MaybeProp<String>,
    #[prop(default = "current-password")] autocomplete: &'static str,
    #[prop(optional)] minlength: Option<u32>,
) -> impl IntoView {
    let shown = RwSignal::new(false);
    let describedby = described(name.clone(), hint.is_some(), error);
    view! {
        <div class="field">
            <Label to=name.clone() label optional=false hint/>
            <div class="field-with-button">
                <input
                    class="field-input"
                    type=move || if shown.get() { "text" } else { "password" }
                    id=name.clone()
                    name=name.clone()
                    required=true
                    autocomplete=autocomplete
                    autocapitalize="none"
                    spellcheck="false"
                    minlength=minlength
                    maxlength="128"
                    aria-invalid=move || error.get().map(|_| "true")
                    aria-describedby=describedby
                />
                <button
                    class="field-reveal needs-script"
                    type="button"
                    aria-label="Show the password"
                    aria-pressed=move || if shown.get() { "true" } else { "false" }
                    aria-controls=name.clone()
                    on:click=move |_| shown.update(|shown| *shown = !*shown)
                >
                    {move || if shown.get() {
                        view! { <Pictogram icon=Icon::EyeOff/> }
                    } else {
                        view! { <Pictogram icon=Icon::Eye/> }
                    }}
                </button>
            </div>
            <FieldErrorLine id=format!("{name}-error") error/>
        </div>
    }
}

/// Several lines of text; it grows with them.
#[component]
pub fn TextArea(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional, into)] error: MaybeProp<String>,
    #[prop(optional, into)] value: MaybeProp<String>,
    #[prop(optional)] optional: bool,
    #[prop(default = 4)] rows: u32,
    #[prop(optional)] maxlength: Option<u32>,
    #[prop(optional, into)] on_input: Option<Callback<String>>,
) -> impl IntoView {
    let node = NodeRef::<html::Textarea>::new();
    Effect::new(move |before: Option<()>| {
        let (Some(wanted), Some(element)) = (value.get(), node.get()) else { return };
        if element.value() != wanted && (before.is_some() || !wanted.is_empty()) {
            element.set_value(&wanted);
        }
    });
    let describedby = described(name.clone(), hint.is_some(), error);
    view! {
        <div class="field">
            <Label to=name.clone() label optional hint/>
            <textarea
                node_ref=node
                class="field-input"
                id=name.clone()
                name=name.clone()
                rows=rows
                required=!optional
                maxlength=maxlength
                aria-invalid=move || error.get().map(|_| "true")
                aria-describedby=describedby
                on:input=move |event| {
                    if let Some(typed) = on_input {
                        typed.run(event_target_value(&event));
                    }
                }
            >
                {value.get_untracked().unwrap_or_default()}
            </textarea>
            <FieldErrorLine id=format!("{name}-error") error/>
        </div>
    }
}
