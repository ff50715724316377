//! A person's files. Nothing of theirs runs in our origin.

use super::Web;
use super::member::{refuse, required};
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use job_agent::account::Member;
use job_agent::error::Error;
use job_agent::id::{ExportId, LetterId, UploadId};

/// The number of this way of drawing; another way makes other pictures of the same file.
const DRAWING: u32 = 1;

/// The CV as it was uploaded, to save. It is never shown from here: the viewer has pictures of its pages.
pub async fn cv(State(web): State<Web>, member: Option<Extension<Member>>, Path(id): Path<UploadId>) -> Response {
    let member = match required(member) {
        Ok(member) => member,
        Err(response) => return response,
    };
    match job_agent::profile::upload_file(&web.desk, &member, id).await {
        Ok((upload, bytes)) => attachment(bytes, upload.format.media_type(), &upload.filename),
        Err(error) => refuse(&error),
    }
}

/// A picture of one page of a CV. The browser keeps it and asks each time whether it may still show it: an upload never changes.
pub async fn page(
    State(web): State<Web>,
    member: Option<Extension<Member>>,
    Path((id, number)): Path<(UploadId, u32)>,
    asked: HeaderMap,
) -> Response {
    let member = match required(member) {
        Ok(member) => member,
        Err(response) => return response,
    };
    if let Err(error) = job_agent::profile::cv_of(&web.desk, &member, id).await {
        return refuse(&error);
    }
    let tag = format!("\"{id}-{number}-{DRAWING}\"");
    let kept = [(header::ETAG, tag.clone()), (header::CACHE_CONTROL, "private, no-cache".to_owned())];
    if asked.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok()).is_some_and(|tags| tags.contains(&tag)) {
        return (StatusCode::NOT_MODIFIED, kept).into_response();
    }
    match job_agent::profile::picture_of_page(&web.desk, &member, id, number).await {
        Ok(picture) => (kept, [(header::CONTENT_TYPE, "image/png")], picture).into_response(),
        // What cannot be drawn is at least shown as its text, where that has been read.
        Err(Error::Invalid(why)) => match page_as_text(&web, &member, id, number).await {
            Some(drawing) => ([(header::CONTENT_TYPE, "image/svg+xml")], drawing).into_response(),
            None => refuse(&Error::Invalid(why)),
        },
        Err(error) => refuse(&error),
    }
}

async fn page_as_text(web: &Web, member: &Member, id: UploadId, number: u32) -> Option<String> {
    let pages = job_agent::profile::pages_of_cv(&web.desk, member, id).await.ok()?;
    pages.iter().find(|page| page.page.number == number).map(|page| app::profile::sheet::drawing(&page.page))
}

/// A letter, to save.
pub async fn letter(State(web): State<Web>, member: Option<Extension<Member>>, Path(id): Path<LetterId>) -> Response {
    let member = match required(member) {
        Ok(member) => member,
        Err(response) => return response,
    };
    match job_agent::letter::letter_pdf(&web.desk, &member, id).await {
        Ok((name, bytes)) => pdf(bytes, &name),
        Err(error) => refuse(&error),
    }
}

/// The next digest as it would look now. It is a mail: it brings its own looks, and nothing in it runs.
pub async fn digest(State(web): State<Web>, member: Option<Extension<Member>>) -> Response {
    const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox allow-popups allow-top-navigation-by-user-activation";
    let member = match required(member) {
        Ok(member) => member,
        Err(response) => return response,
    };
    let html = match job_agent::delivery::preview_digest(&web.desk, &member).await {
        Ok(Some(mail)) => mail.html,
        Ok(None) => "<!doctype html><html lang=\"en\"><title>Digest</title><p>Nothing is new, so no mail would be sent.".to_owned(),
        Err(error) => return refuse(&error),
    };
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (header::CACHE_CONTROL, "private, no-store"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
    ];
    (headers, html).into_response()
}

/// Everything that is here of a person, to save.
pub async fn export(State(web): State<Web>, member: Option<Extension<Member>>, Path(id): Path<ExportId>) -> Response {
    let member = match required(member) {
        Ok(member) => member,
        Err(response) => return response,
    };
    match job_agent::data::export_file(&web.desk, &member, id).await {
        Ok(bytes) => attachment(bytes, "application/zip", "job-agent.zip"),
        Err(error) => refuse(&error),
    }
}

fn pdf(bytes: Bytes, filename: &str) -> Response {
    attachment(bytes, "application/pdf", filename)
}

fn attachment(bytes: Bytes, media_type: &'static str, filename: &str) -> Response {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    // Should a browser show it all the same, nothing of it runs.
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; frame-ancestors 'none'; sandbox"));
    if let Ok(value) = HeaderValue::from_str(&crate::adapters::storage::attachment(filename)) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    (headers, bytes).into_response()
}
