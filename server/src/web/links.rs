//! Files by a signed link, whole or in part. A link is all that is needed, as with the signed addresses of S3 and Azure; it is
//! handed out to the owner alone and ends after a few minutes.

use super::Web;
use crate::adapters::storage::attachment;
use crate::adapters::storage::links::Signed;
use axum::body::Body;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures::{Stream, StreamExt};
use job_agent::storage::{Failure, Pieces};
use sha2::{Digest, Sha256};
use std::ops::Range;

/// One object, to save.
pub async fn file(State(web): State<Web>, signed: Result<Query<Signed>, QueryRejection>, asked: HeaderMap) -> Response {
    let Some(claim) = signed.ok().and_then(|Query(signed)| web.links.check(signed)) else {
        return (StatusCode::FORBIDDEN, "This link is not valid any more. Go back to the page that it was on and take it again.")
            .into_response();
    };
    let tag = format!("\"{}\"", claim.sum);
    let wanted = wanted(&asked, &tag);
    let size = match &wanted {
        // How long it is decides what a range means.
        Some(_) => web.desk.store.open(&claim.key, Some(0..1)).await.map(|reading| reading.size),
        None => Ok(0),
    };
    let range = match (size, wanted) {
        (Err(failure), _) => return failed(&failure),
        (Ok(size), Some(wanted)) => match resolve(&wanted, size) {
            Some(range) => Some(range),
            None => {
                return (StatusCode::RANGE_NOT_SATISFIABLE, [(header::CONTENT_RANGE, format!("bytes */{size}"))]).into_response();
            }
        },
        (Ok(_), None) => None,
    };
    let reading = match web.desk.store.open(&claim.key, range.clone()).await {
        Ok(reading) => reading,
        Err(failure) => return failed(&failure),
    };
    let mut headers = HeaderMap::new();
    let mut set = |name, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    set(header::CONTENT_TYPE, &claim.media_type);
    set(header::CONTENT_DISPOSITION, &attachment(&claim.name));
    set(header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'; sandbox");
    set(header::CACHE_CONTROL, "private, no-store");
    set(header::ACCEPT_RANGES, "bytes");
    set(header::ETAG, &tag);
    set(header::CONTENT_LENGTH, &(reading.range.end - reading.range.start).to_string());
    if range.is_some() {
        set(header::CONTENT_RANGE, &format!("bytes {}-{}/{}", reading.range.start, reading.range.end - 1, reading.size));
        return (StatusCode::PARTIAL_CONTENT, headers, Body::from_stream(reading.pieces)).into_response();
    }
    (headers, Body::from_stream(verified(reading.pieces, claim.sum))).into_response()
}

/// Where the file is not what was kept, the answer breaks off before its end, so that nobody takes it for whole.
fn verified(pieces: Pieces, sum: String) -> impl Stream<Item = Result<Bytes, Failure>> {
    // One piece is held back: the last one goes when the sum of all is known.
    let begun = (pieces, Sha256::new(), None::<Bytes>, Some(sum));
    futures::stream::unfold(begun, |(mut pieces, mut hash, mut held, sum)| async move {
        let expected = sum?;
        loop {
            match pieces.next().await {
                Some(Ok(piece)) => {
                    hash.update(&piece);
                    if let Some(before) = held.replace(piece) {
                        return Some((Ok(before), (pieces, hash, held, Some(expected))));
                    }
                }
                Some(Err(failure)) => return Some((Err(failure), (pieces, hash, None, None))),
                None if hex::encode(hash.clone().finalize()) == expected => {
                    let last = held.take()?;
                    return Some((Ok(last), (pieces, hash, None, None)));
                }
                None => {
                    tracing::error!(expected, "a file is not what was kept");
                    return Some((Err(Failure::Damaged), (pieces, hash, None, None)));
                }
            }
        }
    })
}

fn failed(failure: &Failure) -> Response {
    match failure {
        Failure::Missing => (StatusCode::NOT_FOUND, "This file is not there any more.").into_response(),
        other => {
            tracing::warn!(%other, "a file could not be read");
            (StatusCode::SERVICE_UNAVAILABLE, "The file cannot be read at the moment. Try again later.").into_response()
        }
    }
}

/// The one range that is asked for; several, or one of another state of the file, get the whole.
fn wanted(asked: &HeaderMap, tag: &str) -> Option<String> {
    let value = |name| asked.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let range = value(header::RANGE)?.strip_prefix("bytes=")?;
    let same = value(header::IF_RANGE).is_none_or(|state| state == tag);
    (same && !range.contains(',')).then(|| range.trim().to_owned())
}

/// `0-99`, `100-` or `-100` of so many bytes; nothing where it lies outside.
fn resolve(range: &str, size: u64) -> Option<Range<u64>> {
    let (first, last) = range.split_once('-')?;
    let range = match (first, last) {
        ("", last) => size.saturating_sub(last.parse().ok()?)..size,
        (first, "") => first.parse().ok()?..size,
        (first, last) => first.parse().ok()?..last.parse::<u64>().ok()?.saturating_add(1).min(size),
    };
    (range.start < range.end).then_some(range)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_those_of_the_standard() {
        assert_eq!(resolve("0-99", 1000), Some(0..100));
        assert_eq!(resolve("900-", 1000), Some(900..1000));
        assert_eq!(resolve("-100", 1000), Some(900..1000));
        assert_eq!(resolve("-5000", 1000), Some(0..1000));
        assert_eq!(resolve("0-5000", 1000), Some(0..1000));
        for outside in ["1000-", "5-4", "-0", "x-y", "", "1000-2000"] {
            assert_eq!(resolve(outside, 1000), None, "{outside}");
        }
    }

    #[tokio::test]
    async fn what_is_not_what_was_kept_never_comes_whole() {
        let pieces = || futures::stream::iter(["one", "two"].map(|piece| Ok(Bytes::from(piece)))).boxed();
        let right = hex::encode(Sha256::digest("onetwo"));
        let whole: Vec<_> = verified(pieces(), right).collect().await;
        assert!(whole.len() == 2 && whole.iter().all(Result::is_ok));
        let wrong: Vec<_> = verified(pieces(), hex::encode(Sha256::digest("other"))).collect().await;
        assert!(wrong[0].is_ok() && matches!(wrong[1], Err(Failure::Damaged)), "the last piece is held back");
    }
}
