//! The browser's defences: who may send unsafe requests, and what a page may do.

use super::Web;
use crate::config::Config;
use axum::extract::{Request, State};
use axum::http::{HeaderName, HeaderValue, header};
use axum::middleware::Next;
use axum::response::Response;
use tower_http::csrf::CsrfLayer;

/// Origin and Sec-Fetch-Site on every unsafe method and every content type: server functions take url-encoded POSTs,
/// which a foreign page may send without being asked.
pub fn origin_check(config: &Config) -> anyhow::Result<CsrfLayer> {
    Ok(CsrfLayer::new().add_trusted_origin(config.public_url())?)
}

/// Headers of every answer. Pages bring their own policy with a nonce; everything else may do nothing at all.
pub async fn headers(State(web): State<Web>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let set = |headers: &mut axum::http::HeaderMap, name: HeaderName, value: &'static str| {
        if !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    };
    set(headers, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(headers, header::REFERRER_POLICY, "strict-origin-when-cross-origin");
    set(headers, header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'; base-uri 'none'");
    set(headers, HeaderName::from_static("cross-origin-opener-policy"), "same-origin");
    set(headers, HeaderName::from_static("permissions-policy"), "camera=(), microphone=(), geolocation=()");
    if web.config.public_url().starts_with("https://") {
        set(headers, header::STRICT_TRANSPORT_SECURITY, "max-age=31536000; includeSubDomains");
    }
    response
}

/// Hashed files never change; pages hold somebody's data and are kept by nobody.
pub async fn cache(request: Request, next: Next) -> Response {
    let hashed = request.uri().path().starts_with("/pkg/");
    let asset = matches!(request.uri().path(), "/favicon.svg" | "/robots.txt");
    let mut response = next.run(request).await;
    let value = match (hashed, asset) {
        (true, _) if response.status().is_success() => "public, max-age=31536000, immutable",
        (_, true) => "public, max-age=86400",
        _ => "no-store",
    };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(value));
    response
}
