//! Files on their way to the server, each with its own progress.

use crate::ui::{
    icon::{Icon, Pictogram},
    stepper::Progress,
};
use job_agent::profile::UPLOAD_BYTES_MAX;
use leptos::prelude::*;
use serde::Deserialize;
use wasm_bindgen::{JsCast, prelude::Closure};
use web_sys::{File, FileList, FormData, ProgressEvent, XmlHttpRequest};

/// A file on its way, or one that did not get through.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Parcel {
    id: u32,
    name: StoredValue<String>,
    done: RwSignal<u64>,
    total: RwSignal<Option<u64>>,
    error: RwSignal<Option<String>>,
}

/// All files on their way.
#[derive(Clone, Copy)]
pub struct Sending {
    parcels: RwSignal<Vec<Parcel>>,
    last: StoredValue<u32>,
    arrived: Callback<()>,
}

/// What the server says about one file.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Receipt {
    Ok(serde::de::IgnoredAny),
    Error { message: String },
}

impl Sending {
    /// Nothing yet; `arrived` is told about each file that is kept.
    pub fn new(arrived: Callback<()>) -> Self {
        Self { parcels: RwSignal::new(Vec::new()), last: StoredValue::new(0), arrived }
    }

    /// Sends each file by itself, so that one that is refused does not hold up the others.
    pub fn send_all(self, files: &FileList) {
        for index in 0..files.length() {
            if let Some(file) = files.get(index) {
                self.send(&file);
            }
        }
    }

    fn send(self, file: &File) {
        let id = self.last.get_value().wrapping_add(1);
        self.last.set_value(id);
        let parcel = Parcel {
            id,
            name: StoredValue::new(file.name()),
            done: RwSignal::new(0),
            total: RwSignal::new(None),
            error: RwSignal::new(None),
        };
        self.parcels.update(|parcels| parcels.push(parcel));
        if file.size() > UPLOAD_BYTES_MAX as f64 {
            parcel.error.set(Some("This file is larger than 10 MB. Export the CV with smaller pictures.".into()));
            return;
        }
        if self.post(parcel, file).is_err() {
            parcel.error.set(Some("This browser could not send the file. Choose it again.".into()));
        }
    }

    fn post(self, parcel: Parcel, file: &File) -> Result<(), wasm_bindgen::JsValue> {
        let form = FormData::new()?;
        form.append_with_blob_and_filename("cv", file, &file.name())?;
        let request = XmlHttpRequest::new()?;
        request.open("POST", "/uploads")?;
        request.set_request_header("Accept", "application/json")?;
        let progress = Closure::<dyn FnMut(ProgressEvent)>::new(move |event: ProgressEvent| {
            // Whole bytes; a file is far below the 2^53 that a number can hold.
            parcel.done.try_set(event.loaded() as u64);
            parcel.total.try_set(event.length_computable().then(|| event.total() as u64));
        });
        request.upload()?.set_onprogress(Some(progress.into_js_value().unchecked_ref()));
        let ended = Closure::once_into_js({
            let request = request.clone();
            move || self.end(parcel, &request)
        });
        request.set_onloadend(Some(ended.unchecked_ref()));
        request.send_with_opt_form_data(Some(&form))
    }

    fn end(self, parcel: Parcel, request: &XmlHttpRequest) {
        let answer = request.response_text().ok().flatten().unwrap_or_default();
        match verdict(request.status().unwrap_or(0), &answer) {
            Ok(()) => {
                self.drop(parcel.id);
                self.arrived.try_run(());
            }
            Err(words) => {
                parcel.error.try_set(Some(words));
            }
        }
    }

    fn drop(self, id: u32) {
        self.parcels.try_update(|parcels| parcels.retain(|parcel| parcel.id != id));
    }
}

/// Whether the file was kept; if not, why, for the person.
fn verdict(status: u16, answer: &str) -> Result<(), String> {
    match serde_json::from_str::<Vec<Receipt>>(answer).map(|receipts| receipts.into_iter().next()) {
        Ok(Some(Receipt::Ok(_))) => Ok(()),
        Ok(Some(Receipt::Error { message })) => Err(message),
        _ if status == 0 => Err("The file did not arrive. Check the connection and choose it again.".into()),
        _ if status == 413 => Err("This file is larger than 10 MB. Export the CV with smaller pictures.".into()),
        _ => Err("The server did not take this file. Load the page again and choose it once more.".into()),
    }
}

/// The files on their way with their bars, and those that did not get through with the reason.
#[component]
pub fn InTransit(sending: Sending) -> impl IntoView {
    view! {
        <ul class="upload-list" aria-label="Files on their way" hidden=move || sending.parcels.read().is_empty()>
            <For each=move || sending.parcels.get() key=|parcel| parcel.id let(parcel)>
                <li class="upload-item">
                    <Pictogram icon=Icon::Document/>
                    <span class="upload-name">{parcel.name.get_value()}</span>
                    <span class="upload-size"></span>
                    <span>
                        {move || parcel.error.get().map(|_| view! {
                            <button class="button button-quiet button-small" type="button" on:click=move |_| sending.drop(parcel.id)>
                                "Dismiss"
                            </button>
                        })}
                    </span>
                    <div class="upload-state" role="status">
                        {move || match parcel.error.get() {
                            Some(words) => view! { <span class="field-error"><Pictogram icon=Icon::Attention/>{words}</span> }.into_any(),
                            None => view! {
                                <Progress
                                    label=format!("Upload of {}", parcel.name.get_value())
                                    done=Signal::derive(move || parcel.done.get() / 1024)
                                    total=Signal::derive(move || parcel.total.get().map(|total| total / 1024))
                                    note="KB sent"
                                />
                            }.into_any(),
                        }}
                    </div>
                </li>
            </For>
        </ul>
    }
}

#[cfg(test)]
mod tests {
    use super::verdict;

    #[test]
    fn a_receipt_is_read_as_the_server_writes_it() {
        assert_eq!(verdict(200, r#"[{"ok":{"id":"x","filename":"cv.pdf"}}]"#), Ok(()));
        let refused = r#"[{"error":{"field":"cv","message":"This is a picture.","filename":"a.png"}}]"#;
        assert_eq!(verdict(422, refused), Err("This is a picture.".to_owned()));
    }

    #[test]
    fn an_answer_that_is_no_receipt_is_not_taken_for_one() {
        assert!(verdict(200, "<!DOCTYPE html>").is_err());
        assert!(verdict(0, "").is_err_and(|words| words.contains("did not arrive")));
    }
}
