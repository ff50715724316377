//! CV uploads: streamed with a running cap, several files at once, with and without JavaScript.

use super::Web;
use super::member::required;
use axum::Extension;
use axum::extract::{Multipart, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use bytes::{Bytes, BytesMut};
use job_agent::account::Member;
use job_agent::error::{Error, Result};
use job_agent::profile::{UPLOAD_BYTES_MAX, UPLOADS_MAX, upload_cv};
use serde_json::{Value, json};

/// As many files as a person may keep, each as large as it may be, and the form around them.
pub const FORM_BYTES_MAX: usize = UPLOADS_MAX * UPLOAD_BYTES_MAX + 1024 * 1024;

/// Takes the files of the field `cv`. Each is answered for itself: one that cannot be used holds no other up.
pub async fn upload(State(web): State<Web>, member: Option<Extension<Member>>, headers: HeaderMap, form: Multipart) -> Response {
    let member = match required(member) {
        Ok(member) => member,
        Err(response) => return response,
    };
    let results = take(&web, &member, form).await;
    let wants_json =
        headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).is_some_and(|accept| accept.contains("application/json"));
    if wants_json {
        let status = if results.iter().any(|one| one.get("error").is_some()) { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
        return (status, axum::Json(results)).into_response();
    }
    let faults: Vec<String> = results
        .iter()
        .filter_map(|one| one.get("error"))
        .map(|error| format!("{}: {}", error["filename"].as_str().unwrap_or("file"), error["message"].as_str().unwrap_or_default()))
        .collect();
    if faults.is_empty() {
        return Redirect::to("/onboarding/cv").into_response();
    }
    let query: String = percent(&faults.join(" "));
    Redirect::to(&format!("/onboarding/cv?error={query}")).into_response()
}

fn percent(text: &str) -> String {
    text.bytes().map(|b| if b.is_ascii_alphanumeric() { (b as char).to_string() } else { format!("%{b:02X}") }).collect()
}

async fn take(web: &Web, member: &Member, mut form: Multipart) -> Vec<Value> {
    let mut results = Vec::new();
    loop {
        let field = match form.next_field().await {
            Ok(Some(field)) => field,
            Ok(None) => break,
            Err(cause) => {
                tracing::debug!(%cause, "a multipart form broke off");
                results.push(fault("", &Error::invalid("cv", "The upload broke off before it was complete. Try again.")));
                break;
            }
        };
        if field.name() != Some("cv") {
            continue;
        }
        let filename = field.file_name().unwrap_or_default().to_owned();
        if results.len() >= UPLOADS_MAX {
            results.push(fault(&filename, &Error::invalid("cv", format!("At most {UPLOADS_MAX} files at once."))));
            break;
        }
        let stored = match read(field).await {
            Ok(bytes) => upload_cv(&web.desk, member, &filename, bytes).await,
            Err(error) => Err(error),
        };
        results.push(match stored {
            Ok(upload) => json!({ "ok": upload }),
            Err(error) => fault(&filename, &error),
        });
    }
    if results.is_empty() {
        results.push(fault("", &Error::invalid("cv", "Choose a file first.")));
    }
    results
}

/// Stops reading at the cap; what comes after it is never held.
async fn read(mut field: axum::extract::multipart::Field<'_>) -> Result<Bytes> {
    let mut bytes = BytesMut::new();
    while let Some(chunk) =
        field.chunk().await.map_err(|_| Error::invalid("cv", "The upload broke off before it was complete. Try again."))?
    {
        if bytes.len() + chunk.len() > UPLOAD_BYTES_MAX {
            return Err(Error::invalid("cv", "This file is larger than 10 MB. Export the CV with smaller pictures."));
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes.freeze())
}

fn fault(filename: &str, error: &Error) -> Value {
    let message = match error {
        Error::Internal(cause) => {
            tracing::error!(%cause, "an upload failed by a fault of ours");
            "This is a fault of ours and has been noted. Try again.".to_owned()
        }
        other => other.to_string(),
    };
    json!({ "error": { "field": "cv", "filename": filename, "message": message } })
}
