//! A person's files. Nothing of theirs runs in our origin.

use super::Web;
use super::member::{refuse, required};
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use job_agent::account::Member;
use job_agent::id::{LetterId, UploadId};

/// The CV for the sandboxed viewer: its own policy, no script, only our own page may frame it.
pub async fn cv(State(web): State<Web>, member: Option<Extension<Member>>, Path(id): Path<UploadId>) -> Response {
    let member = match required(member) {
        Ok(member) => member,
        Err(response) => return response,
    };
    match job_agent::profile::upload_file(&web.desk, &member, id).await {
        Ok((upload, bytes)) => {
            let mut response = pdf(bytes, "inline", &upload.filename);
            let policy = "default-src 'none'; plugin-types application/pdf; object-src 'self'; frame-ancestors 'self'; sandbox";
            response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
            response
        }
        Err(error) => refuse(&error),
    }
}

/// A letter, to save.
pub async fn letter(State(web): State<Web>, member: Option<Extension<Member>>, Path(id): Path<LetterId>) -> Response {
    let member = match required(member) {
        Ok(member) => member,
        Err(response) => return response,
    };
    match job_agent::letter::letter_pdf(&web.desk, &member, id).await {
        Ok((name, bytes)) => pdf(bytes, "attachment", &name),
        Err(error) => refuse(&error),
    }
}

fn pdf(bytes: Bytes, disposition: &str, filename: &str) -> Response {
    let plain: String = filename.chars().map(|c| if c.is_ascii_alphanumeric() || "-_. ".contains(c) { c } else { '_' }).collect();
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/pdf"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    if let Ok(value) = HeaderValue::from_str(&format!("{disposition}; filename=\"{plain}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    (headers, bytes).into_response()
}
