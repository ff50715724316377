//! Files that were made of a résumé, and the pages as they will be printed.

use super::Web;
use super::member::{refuse, required};
use axum::Extension;
use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use job_agent::account::Member;
use job_agent::id::{ArtifactId, ResumeId};
use job_agent::storage::Served;
use std::fmt::Write;
use std::time::Duration;

/// A browser follows at once; a download that is taken up again later begins at the page.
const LINK_LASTS: Duration = Duration::from_secs(300);

/// Between two pages, in points.
const GAP: f64 = 14.0;

/// A file, to save: where it is kept gives it, by a link for this one file.
pub async fn download(State(web): State<Web>, member: Option<Extension<Member>>, Path(id): Path<ArtifactId>) -> Response {
    let member = match required(member) {
        Ok(member) => member,
        Err(response) => return response,
    };
    let (artifact, key) = match job_agent::resume::artifact(&web.desk, &member, id).await {
        Ok(found) => found,
        Err(error) => return refuse(&error),
    };
    let served = Served { key: &key, filename: &artifact.filename, media_type: artifact.kind.media_type(), sha256: &artifact.sha256 };
    match web.desk.store.link(served, LINK_LASTS).await {
        Ok(link) => ([(header::CACHE_CONTROL, "private, no-store")], Redirect::to(&link)).into_response(),
        Err(failure) => refuse(&failure.into()),
    }
}

/// All pages of the document as it is now, one under the other.
pub async fn preview(State(web): State<Web>, member: Option<Extension<Member>>, Path(id): Path<ResumeId>) -> Response {
    let member = match required(member) {
        Ok(member) => member,
        Err(response) => return response,
    };
    match job_agent::resume::preview(&web.desk, &member, id).await {
        Ok(pages) => {
            let headers = [
                (header::CONTENT_TYPE, "image/svg+xml"),
                (header::CACHE_CONTROL, "private, no-store"),
                // Opened by itself it is a document; nothing of it runs or loads.
                (header::CONTENT_SECURITY_POLICY, "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"),
            ];
            (headers, stacked(&pages)).into_response()
        }
        Err(error) => refuse(&error),
    }
}

/// Pages on a ground that shows through between them.
fn stacked(pages: &[String]) -> String {
    let sizes: Vec<(f64, f64)> = pages.iter().map(|page| size(page)).collect();
    let width = sizes.iter().map(|(width, _)| *width).fold(1.0, f64::max);
    let height = sizes.iter().map(|(_, height)| height + GAP).sum::<f64>().max(1.0) - if sizes.is_empty() { 0.0 } else { GAP };
    let mut all = format!(r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}">"#);
    let mut top = 0.0;
    for (page, (width, height)) in pages.iter().zip(&sizes) {
        let _ = write!(
            all,
            r##"<rect y="{top}" width="{width}" height="{height}" fill="#fff"/><svg y="{top}" width="{width}" height="{height}">{}</svg>"##,
            unsized_page(page)
        );
        top += height + GAP;
    }
    all.push_str("</svg>");
    all
}

/// Without the size in points that its root says, so that it fills the place that it gets.
fn unsized_page(page: &str) -> String {
    let Some((root, rest)) = page.split_once('>') else { return page.to_owned() };
    let mut root = root.to_owned();
    for name in [" width=\"", " height=\""] {
        if let Some((before, after)) = root.clone().split_once(name)
            && let Some((_, after)) = after.split_once('"')
        {
            root = format!("{before}{after}");
        }
    }
    format!("{root}>{rest}")
}

/// What a page says of its size; A4 where it says nothing.
fn size(page: &str) -> (f64, f64) {
    let numbers = page.split_once("viewBox=\"").and_then(|(_, rest)| rest.split_once('"')).map(|(numbers, _)| numbers);
    let mut numbers = numbers.unwrap_or_default().split_whitespace().skip(2).filter_map(|number| number.parse().ok());
    match (numbers.next(), numbers.next()) {
        (Some(width), Some(height)) => (width, height),
        _ => (595.28, 841.89),
    }
}

#[cfg(test)]
mod tests {
    use super::stacked;

    #[test]
    fn pages_stand_one_under_the_other() {
        let page = r#"<svg viewBox="0 0 100 200" width="100pt" height="200pt"></svg>"#.to_owned();
        let both = stacked(&[page.clone(), page]);
        assert!(both.starts_with(r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 414""#), "{both}");
        assert!(both.contains(r#"height="200"><svg viewBox="0 0 100 200"></svg></svg>"#), "a page fills its place: {both}");
        assert!(both.contains(r#"<svg y="214""#) && both.ends_with("</svg>"));
        assert!(stacked(&[]).contains(r#"viewBox="0 0 1 1""#));
    }
}
