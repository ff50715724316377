//! Where files are dropped or chosen.

use super::sending::Sending;
use crate::ui::{
    button::Button,
    icon::{Icon, Pictogram},
};
use job_agent::document::Format;
use leptos::{ev::DragEvent, html, prelude::*};

/// What the browser offers to choose; the server looks at the content alone.
fn accepted() -> String {
    let ends = Format::ALL.iter().map(|format| format!(".{}", format.extension()));
    let types = Format::ALL.iter().map(|format| format.media_type().to_owned());
    // XML has two names.
    ends.chain(types).chain(["text/xml".to_owned()]).collect::<Vec<_>>().join(",")
}

/// A plain multipart form; the script sends each file by itself as soon as it is chosen.
#[component]
pub fn DropZone(sending: Sending) -> impl IntoView {
    let over = RwSignal::new(false);
    let input = NodeRef::<html::Input>::new();
    let take_chosen = move || {
        let Some(element) = input.get_untracked() else { return };
        if let Some(files) = element.files().filter(|files| files.length() > 0) {
            sending.send_all(&files);
            element.set_value("");
        }
    };
    // Files that were chosen before the script arrived.
    Effect::new(move |_| take_chosen());
    let drop = move |event: DragEvent| {
        event.prevent_default();
        over.set(false);
        if let Some(files) = event.data_transfer().and_then(|data| data.files()) {
            sending.send_all(&files);
        }
    };
    view! {
        <form method="post" action="/uploads" enctype="multipart/form-data">
            <div
                class="upload-drop"
                data-over=move || over.get().then_some("")
                on:dragover=move |event| {
                    event.prevent_default();
                    over.set(true);
                }
                on:dragleave=move |_| over.set(false)
                on:drop=drop
            >
                <Pictogram icon=Icon::Upload class="icon-large"/>
                <label class="upload-drop-title" for="cv">"Your CV"</label>
                <span id="cv-hint">"Drop files here or choose them. PDF, Word (DOCX), LinkedIn export (ZIP), JSON Resume, Europass XML or text, at most 10 MB each."</span>
                <input
                    node_ref=input
                    class="upload-input"
                    id="cv"
                    name="cv"
                    type="file"
                    accept=accepted()
                    multiple=true
                    aria-describedby="cv-hint"
                    on:change=move |_| take_chosen()
                />
                <div class="without-script"><Button>"Upload"</Button></div>
            </div>
        </form>
    }
}
