//! What the server said to a form: at the fields that it is about, and the rest above them.

use super::{badge::Meaning, notice::Notice};
use crate::edge::ApiError;
use leptos::{prelude::*, server_fn::ServerFn};

/// The last answer to a form, as far as it was an error. The server fills it too, for a form that was sent without the script.
#[derive(Clone, Copy)]
pub struct FormErrors(Signal<Option<ApiError>>);

impl FormErrors {
    /// The errors of this action.
    pub fn of<S>(action: ServerAction<S>) -> Self
    where
        S: ServerFn<Error = ApiError> + Clone + Send + Sync + 'static,
        S::Output: Clone + Send + Sync + 'static,
    {
        let value = action.value();
        Self(Signal::derive(move || value.get().and_then(Result::err)))
    }

    /// Those of a form that is sent in several steps.
    pub fn of_signal(errors: Signal<Option<ApiError>>) -> Self {
        Self(errors)
    }

    /// Whether one of the fields whose names begin so was refused.
    pub fn within(self, start: &str) -> bool {
        let fields = self.0.with(|error| match error {
            Some(ApiError::Invalid(fields)) => fields.clone(),
            _ => Vec::new(),
        });
        fields.iter().any(|field| field.field.starts_with(start))
    }

    /// For the line under a field whose name is made on the page.
    pub fn of_field(self, name: String) -> MaybeProp<String> {
        Signal::derive(move || self.0.get().and_then(|error| error.field(&name))).into()
    }

    /// For the line under the field.
    pub fn field(self, name: &'static str) -> MaybeProp<String> {
        Signal::derive(move || self.0.get().and_then(|error| error.field(name))).into()
    }
}

/// Above the form: everything that none of the `shown` fields says.
#[component]
pub fn FormNotice(errors: FormErrors, #[prop(default = &[])] shown: &'static [&'static str]) -> impl IntoView {
    move || {
        let words = errors.0.get().and_then(|error| error.beyond(shown))?;
        Some(view! { <Notice meaning=Meaning::Bad>{words}</Notice> })
    }
}
