//! One line of a form: label, hint, control and error, wired for those who cannot see it.

use super::icon::{Icon, Pictogram};
use crate::edge::typed;
use leptos::{html, prelude::*};
use web_sys::{HtmlInputElement, HtmlTextAreaElement};

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

/// A line of text. It keeps what the person typed before the script arrived, and follows `value` from then on.
#[component]
pub fn Field(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(default = "text")] kind: &'static str,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional, into)] error: MaybeProp<String>,
    #[prop(optional, into)] value: MaybeProp<String>,
    #[prop(optional)] optional: bool,
    /// Where everything is optional it is not said of each.
    #[prop(optional)]
    unsaid: bool,
    #[prop(optional)] autocomplete: Option<&'static str>,
    #[prop(optional)] inputmode: Option<&'static str>,
    #[prop(optional)] maxlength: Option<u32>,
    #[prop(optional, into)] min: Option<String>,
    #[prop(optional, into)] max: Option<String>,
    #[prop(optional, into)] placeholder: Option<String>,
    #[prop(optional, into)] on_input: Option<Callback<String>>,
) -> impl IntoView {
    let node = NodeRef::<html::Input>::new();
    follow(move || node.get(), value, on_input);
    let first = typed(&name).or_else(|| value.get_untracked());
    let describedby = described(name.clone(), hint.is_some(), error);
    view! {
        <div class="field">
            <Label to=name.clone() label optional={optional && !unsaid} hint/>
            <input
                node_ref=node
                class="field-input"
                type=kind
                id=name.clone()
                name=name.clone()
                value=first
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

/// A control that holds text.
trait Control: Clone + 'static {
    /// What it shows, and what it showed when it was made.
    fn texts(&self) -> (String, String);
    fn show(&self, text: &str);
}

impl Control for HtmlInputElement {
    fn texts(&self) -> (String, String) {
        (self.value(), self.default_value())
    }

    fn show(&self, text: &str) {
        self.set_value(text);
    }
}

impl Control for HtmlTextAreaElement {
    fn texts(&self) -> (String, String) {
        (self.value(), self.default_value().unwrap_or_default())
    }

    fn show(&self, text: &str) {
        self.set_value(text);
    }
}

/// What to do when the script takes over a control that shows `shown`, or when the signal changes to `wanted`.
#[derive(Debug, PartialEq, Eq)]
enum Meeting {
    Leave,
    /// The person, or a form that came back, was first: the signal learns it.
    Learn,
    Write,
}

/// At the first meeting, what was typed before it counts more than the page, and a draft (`wanted` is no longer `given`) more than
/// what the server wrote there.
fn first_meeting(shown: &str, made: &str, given: &str, wanted: &str) -> Meeting {
    match () {
        () if shown == wanted => Meeting::Leave,
        () if shown != made || wanted == given => Meeting::Learn,
        () => Meeting::Write,
    }
}

/// A property binding would empty at hydration what was typed before it.
fn follow<E: Control>(control: impl Fn() -> Option<E> + 'static, value: MaybeProp<String>, on_input: Option<Callback<String>>) {
    let given = value.get_untracked().map(unix_lines);
    Effect::new(move |met: Option<bool>| {
        let (Some(wanted), Some(control)) = (value.get().map(unix_lines), control()) else { return met == Some(true) };
        let (shown, made) = control.texts();
        let meeting = match met {
            Some(true) if shown == wanted => Meeting::Leave,
            Some(true) => Meeting::Write,
            _ => first_meeting(&shown, &made, given.as_deref().unwrap_or_default(), &wanted),
        };
        match (meeting, on_input) {
            (Meeting::Write, _) => control.show(&wanted),
            (Meeting::Learn, Some(typed)) => typed.run(shown),
            _ => {}
        }
        true
    });
}

/// A control shows lines so, whichever way a form sent them.
fn unix_lines(text: String) -> String {
    text.replace("\r\n", "\n")
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
    /// Where everything is optional it is not said of each.
    #[prop(optional)]
    unsaid: bool,
    #[prop(default = 4)] rows: u32,
    #[prop(optional)] maxlength: Option<u32>,
    #[prop(optional, into)] on_input: Option<Callback<String>>,
) -> impl IntoView {
    let node = NodeRef::<html::Textarea>::new();
    follow(move || node.get(), value, on_input);
    let first = typed(&name).or_else(|| value.get_untracked()).unwrap_or_default();
    let describedby = described(name.clone(), hint.is_some(), error);
    view! {
        <div class="field">
            <Label to=name.clone() label optional={optional && !unsaid} hint/>
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
                {as_content(first)}
            </textarea>
            <FieldErrorLine id=format!("{name}-error") error/>
        </div>
    }
}

/// The framework sends what stands between these tags as it is; "</textarea>" in a text would end it there.
/// A first line that is empty would be swallowed.
#[cfg(feature = "ssr")]
fn as_content(text: String) -> String {
    let start = if text.starts_with(['\n', '\r']) { "\n" } else { "" };
    format!("{start}{}", text.replace('&', "&amp;").replace('<', "&lt;"))
}

/// In the browser it becomes a text, which is no markup.
#[cfg(not(feature = "ssr"))]
fn as_content(text: String) -> String {
    text
}

#[cfg(test)]
mod tests {
    use super::{Meeting, first_meeting};

    #[cfg(feature = "ssr")]
    #[test]
    fn a_text_cannot_end_its_control() {
        assert_eq!(super::as_content("\na &lt; b</textarea>".into()), "\n\na &amp;lt; b&lt;/textarea>");
    }

    #[test]
    fn what_was_typed_before_the_script_is_kept_and_a_draft_is_shown() {
        assert_eq!(first_meeting("Berlin", "Berlin", "Berlin", "Berlin"), Meeting::Leave);
        assert_eq!(first_meeting("Potsdam", "Berlin", "Berlin", "Berlin"), Meeting::Learn, "typed early");
        assert_eq!(first_meeting("Potsdam", "Berlin", "Berlin", "Rome"), Meeting::Learn, "typed early, over a draft");
        assert_eq!(first_meeting("", "Berlin", "Berlin", "Berlin"), Meeting::Learn, "emptied early");
        assert_eq!(first_meeting("Berlin", "Berlin", "Berlin", "Rome"), Meeting::Write, "a draft");
        assert_eq!(first_meeting("Potsdam", "Potsdam", "Berlin", "Berlin"), Meeting::Learn, "a form that came back");
    }
}
