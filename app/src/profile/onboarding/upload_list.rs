//! The CVs that are here.

use crate::{
    profile::{CvViewer, api::RemoveCv},
    ui::icon::{Icon, Pictogram},
};
use job_agent::profile::{TextStatus, Upload};
use leptos::{form::ActionForm, prelude::*};

/// One line a CV: look at it, remove it.
#[component]
pub fn UploadList(uploads: Vec<Upload>, remove: ServerAction<RemoveCv>) -> impl IntoView {
    if uploads.is_empty() {
        return view! {
            <p class="quiet" role="status">"No CV yet. The run at the end needs at least one; you can add it now or later."</p>
        }
        .into_any();
    }
    let lines = uploads.into_iter().map(|upload| view! { <Line upload remove/> }).collect_view();
    view! { <ul class="upload-list" aria-label="Your CVs">{lines}</ul> }.into_any()
}

#[component]
fn Line(upload: Upload, remove: ServerAction<RemoveCv>) -> impl IntoView {
    let id = upload.id;
    let state = state(&upload);
    let (removal, filename) = (format!("Remove {}", upload.filename), upload.filename.clone());
    let going = remove.input();
    let busy = move || going.with(|input| input.as_ref().is_some_and(|input| input.id == id));
    view! {
        <li class="upload-item">
            <Pictogram icon=Icon::Document/>
            <span class="upload-name">{upload.filename}</span>
            <span class="upload-size">{size(upload.bytes)}</span>
            <ActionForm action=remove>
                <input type="hidden" name="id" value=id.to_string()/>
                <button class="button button-quiet button-small" type="submit" aria-label=removal disabled=busy>
                    <Pictogram icon=Icon::Bin/>
                    "Remove"
                </button>
            </ActionForm>
            <div class="upload-state"><CvViewer upload=id filename summary=state/></div>
        </li>
    }
}

fn state(upload: &Upload) -> String {
    let pages = match upload.pages {
        Some(1) => "1 page, ".to_owned(),
        Some(pages) => format!("{pages} pages, "),
        None => String::new(),
    };
    let read = match upload.text_status {
        TextStatus::Pending => "not read yet. ",
        TextStatus::Read => "read. ",
        TextStatus::Empty => "without text. ",
        TextStatus::Failed => "could not be read. ",
    };
    let why = upload.text_error.as_deref().map(|why| format!("{why} ")).unwrap_or_default();
    let notes: String = upload.notes.iter().map(|note| format!("{note} ")).collect();
    let line = format!("{}, {pages}{read}{why}{notes}Look at it", upload.format.name());
    let mut letters = line.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// For people: whole kilobytes below a megabyte, one digit above.
pub(super) fn size(bytes: i64) -> String {
    let kilobytes = (bytes.max(0) + 1023) / 1024;
    if kilobytes < 1024 { format!("{kilobytes} KB") } else { format!("{}.{} MB", kilobytes / 1024, (kilobytes % 1024) * 10 / 1024) }
}

#[cfg(test)]
mod tests {
    use super::size;

    #[test]
    fn sizes_are_rounded_for_people() {
        assert_eq!(size(1), "1 KB");
        assert_eq!(size(150 * 1024), "150 KB");
        assert_eq!(size(5 * 1024 * 1024 + 600 * 1024), "5.5 MB");
    }
}
