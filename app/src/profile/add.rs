//! Facts that a person writes by hand. What to add is a link, so that the form is there without the script too.

use super::{correct::Changed, correct_api::AddEntry};
use crate::ui::{
    button::Button,
    field::{Field, TextArea},
    form_errors::{FormErrors, FormNotice},
    icon::Icon,
};
use job_agent::profile::{BY_HAND, BY_HAND_KEYS, FACT_MAX, OwnSection};
use leptos::{form::ActionForm, prelude::*};
use leptos_router::hooks::use_query_map;

/// The sections as links, and the form of the one that was chosen: `/profile?add=work#add`.
#[component]
pub fn Add(changed: Changed) -> impl IntoView {
    let query = use_query_map();
    let chosen = Memo::new(move |_| query.read().get("add"));
    let links = BY_HAND
        .iter()
        .map(|section| {
            let current = move || chosen.with(|chosen| chosen.as_deref() == Some(section.key)).then_some("true");
            view! {
                <li><a class="profile-add-link" href=format!("/profile?add={}#add", section.key) data-noscroll="" aria-current=current>{section.name}</a></li>
            }
        })
        .collect_view();
    let form = move || {
        let section = chosen.with(|chosen| BY_HAND.iter().find(|section| chosen.as_deref() == Some(section.key)));
        section.map(|section| view! { <Form section changed/> })
    };
    view! {
        <section id="add" class="profile-section" aria-labelledby="profile-add">
            <h2 id="profile-add" class="profile-section-title">"Add by hand"</h2>
            <div class="profile-section-body">
                <ul class="profile-chips">{links}</ul>
                {form}
            </div>
        </section>
    }
}

#[component]
fn Form(section: &'static OwnSection, changed: Changed) -> impl IntoView {
    let action = ServerAction::<AddEntry>::new();
    let value = action.value();
    Effect::new(move |_| {
        if let Some(Ok(first)) = value.get() {
            changed.run(Some(first));
        }
    });
    let errors = FormErrors::of(action);
    let fields = section
        .fields
        .iter()
        .map(|field| {
            let name = format!("field[{}]", field.key);
            let error = errors.field(field.key);
            let optional = !field.required;
            if field.lines {
                return view! { <TextArea name label=field.label error optional rows=4/> }.into_any();
            }
            let hint = field.is_date().then(|| "2021, 2021-03 or 2021-03-15".to_owned());
            match hint {
                Some(hint) => view! { <Field name label=field.label error optional hint maxlength=10/> }.into_any(),
                None => {
                    let maxlength = u32::try_from(FACT_MAX).unwrap_or(u32::MAX);
                    view! { <Field name label=field.label error optional maxlength/> }.into_any()
                }
            }
        })
        .collect_view();
    view! {
        <ActionForm action attr:class="profile-add-form">
            <FormNotice errors shown=BY_HAND_KEYS/>
            <input type="hidden" name="section" value=section.key/>
            {fields}
            <Button icon=Icon::Plus busy=action.pending()>"Add"</Button>
        </ActionForm>
    }
}
