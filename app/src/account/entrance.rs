//! What signing in and signing up have in common: where to go afterwards.

use crate::edge::{ApiError, escaped, own_path};
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::hooks::use_query_map;

/// The page that somebody came from; empty where there is none, or it is not ours.
pub fn next() -> Memo<String> {
    let query = use_query_map();
    Memo::new(move |_| query.read().get("next").and_then(|next| own_path(&next).map(str::to_owned)).unwrap_or_default())
}

/// The other form's address, with the same page to come back to.
pub fn with_next(path: &'static str, next: Memo<String>) -> impl Fn() -> String {
    move || {
        let next = next.get();
        if next.is_empty() { path.to_owned() } else { format!("{path}?next={}", escaped(&next)) }
    }
}

/// Follows the answer by loading the page anew: whoever comes in, every part of the page is somebody else's.
/// What comes back is true from the press of the button until that page is there.
pub fn enter<S>(action: ServerAction<S>) -> Signal<bool>
where
    S: ServerFn<Output = String, Error = ApiError> + Clone + Send + Sync + 'static,
{
    let value = action.value();
    Effect::new(move |_| {
        if let Some(Ok(path)) = value.get()
            && window().location().set_href(&path).is_err()
        {
            leptos::logging::warn!("the browser did not follow to {path}");
        }
    });
    let pending = action.pending();
    Signal::derive(move || pending.get() || value.with(|answer| matches!(answer, Some(Ok(_)))))
}
