//! Name, language and looks. With the script a choice counts at once.

use super::{api::SetLook, desk::Desk};
use crate::{
    edge::FormOf,
    ui::{
        button::Button,
        field::Field,
        form_errors::{FormErrors, FormNotice},
        select::Select,
    },
};
use job_agent::{
    document::{Accent, Design, Face, Look, Paper},
    resume::{LANGUAGES, RESUME_NAME_MAX},
};
use leptos::{context::Provider, html, prelude::*, server_fn::ServerFn};
use web_sys::HtmlFormElement;

/// The form above the preview.
#[component]
pub fn Looks(name: String, language: String, look: Look) -> impl IntoView {
    let desk = Desk::here();
    let action = ServerAction::<SetLook>::new();
    let errors = FormErrors::of(action);
    let form = NodeRef::<html::Div>::new();
    let value = action.value();
    Effect::new(move |_| {
        if matches!(value.get(), Some(Ok(()))) {
            desk.looked.update(|looked| *looked += 1);
        }
    });
    let send = move |_| {
        let found = form.get().and_then(|inside| inside.closest("form").ok().flatten());
        if let Some(form) = found.and_then(|form| wasm_bindgen::JsCast::dyn_into::<HtmlFormElement>(form).ok()) {
            // A form that the browser finds incomplete says so by itself.
            form.request_submit().ok();
        }
    };
    let designs = list(Design::ALL.map(|design| (design.key(), design.title())));
    let accents = list(Accent::ALL.map(|accent| (accent.key(), accent.title())));
    let faces = list(Face::ALL.map(|face| (face.key(), face.title())));
    let papers = list(Paper::ALL.map(|paper| (paper.key(), paper.title())));
    view! {
        <details class="resume-looks">
            <summary>"Name, language and looks"</summary>
            <Provider value=FormOf(SetLook::PATH)>
                <ActionForm action>
                    <div class="resume-looks-fields" node_ref=form on:change=send>
                        <FormNotice errors shown=&["name", "language"]/>
                        <input type="hidden" name="id" value=desk.id.to_string()/>
                        <Field name="name" label="Name of this résumé" maxlength=RESUME_NAME_MAX value=name error=errors.field("name")/>
                        <Select name="design" label="Design" options=designs selected=look.design.key().to_owned()/>
                        <Select name="accent" label="Colour" options=accents selected=look.accent.key().to_owned()/>
                        <Select name="face" label="Typeface" options=faces selected=look.face.key().to_owned()/>
                        <Select name="paper" label="Paper" options=papers selected=look.paper.key().to_owned()/>
                        <Select name="language" label="Language of the headings" options=list(LANGUAGES) selected=language error=errors.field("language")/>
                    </div>
                    <p class="field-hint">"Letters that are written from now on look the same."</p>
                    <div class="without-script"><Button>"Save the looks"</Button></div>
                </ActionForm>
            </Provider>
        </details>
    }
}

/// What a form sends and what a person reads.
fn list<const N: usize>(options: [(&str, &str); N]) -> Vec<(String, String)> {
    options.map(|(key, words)| (key.to_owned(), words.to_owned())).into()
}
