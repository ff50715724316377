//! The pages as they will be printed. The picture follows each change; the browser lets go of an earlier one by itself.

use super::{desk::Desk, files::missing_letters};
use job_agent::document::Script;
use leptos::prelude::*;

/// Beside the editor. `uncovered` are scripts of the document that no font here has.
#[component]
pub fn Preview(uncovered: Vec<Script>) -> impl IntoView {
    let desk = Desk::here();
    let failed = RwSignal::new(false);
    let address = Memo::new(move |_| {
        let revision = desk.work.with(|work| work.revision);
        format!("/resumes/{}/preview.svg?of={revision}.{}", desk.id, desk.looked.get())
    });
    view! {
        <aside class="resume-preview" aria-labelledby="resume-preview" tabindex="0">
            <h2 id="resume-preview" class="visually-hidden">"As it will be printed"</h2>
            {missing_letters(&uncovered).map(|words| view! { <p class="resume-preview-note">"Letters are missing on these pages. "{words}</p> })}
            <img
                class="resume-pages"
                src=address
                alt="The pages of this résumé. What stands on them is in the fields."
                on:load=move |_| failed.set(false)
                on:error=move |_| failed.set(true)
            />
            <p class="resume-preview-note" role="status">
                {move || failed.get().then_some("The pages cannot be shown at the moment. Your text is kept; they follow with the next change.")}
            </p>
        </aside>
    }
}
