//! The states of a page around its data: loading, refused or broken, full.

use crate::{
    edge::ApiError,
    error_page::{Broken, Failed},
    ui::skeleton::Skeleton,
};
use leptos::prelude::*;

/// What a page's data becomes, once it is there.
pub trait Show<T>: Fn(T) -> AnyView + Send + Sync + 'static {}
impl<T, F: Fn(T) -> AnyView + Send + Sync + 'static> Show<T> for F {}

/// Shows `from` by `show` when it is there; `lines` is how tall the page is until then.
#[component]
pub fn Loaded<T>(from: Resource<Result<T, ApiError>>, #[prop(default = 8)] lines: usize, show: impl Show<T>) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
{
    view! {
        <Transition fallback=move || view! { <Skeleton lines/> }>
            {move || from.get().map(|answer| match answer {
                Ok(data) => show(data),
                Err(ApiError::NotFound) => view! { <Broken error=ApiError::NotFound/> }.into_any(),
                Err(error) => view! { <Failed error/> }.into_any(),
            })}
        </Transition>
    }
}
