//! Who may send unsafe requests, in the protocol's words. Stricter than the protocol in one way: a request that says it
//! comes from another site is refused even when it brings no cookie.

use super::super::Web;
use super::answer::Refusal;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// In front of every route.
pub async fn check(State(web): State<Web>, request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    // A provider's own page may send the browser back by a form; what it holds is only repeated to the browser.
    let from_provider = request.method() == Method::POST && request.uri().path().starts_with("/_auth/callback/");
    if !safe
        && !from_provider
        && let Some(code) = refused(request.headers(), &web.config.public_url())
    {
        return Refusal::of(code).into_response();
    }
    next.run(request).await
}

fn refused(headers: &HeaderMap, ours: &str) -> Option<&'static str> {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("null").trim()).filter(|text| !text.is_empty());
    let site = text("sec-fetch-site");
    let cookie = headers.contains_key(header::COOKIE);
    if !cookie && site == Some("cross-site") && text("sec-fetch-mode") == Some("navigate") {
        return Some("CROSS_SITE_NAVIGATION_LOGIN_BLOCKED");
    }
    let from_browser = site.is_some() || text("sec-fetch-mode").is_some() || text("sec-fetch-dest").is_some();
    match text("origin").or_else(|| text("referer")) {
        None | Some("null") if cookie || from_browser => Some("MISSING_OR_NULL_ORIGIN"),
        Some("null") => Some("MISSING_OR_NULL_ORIGIN"),
        // A program, which no page can make send anything.
        None => None,
        Some(origin) if !is_ours(origin, ours) => Some("INVALID_ORIGIN"),
        Some(_) if site.is_some_and(|site| site != "same-origin" && site != "none") => Some("INVALID_ORIGIN"),
        Some(_) => None,
    }
}

/// An origin, or the address of a page as a referrer.
fn is_ours(origin: &str, ours: &str) -> bool {
    origin.strip_prefix(ours).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))
}

#[cfg(test)]
mod tests {
    use super::refused;
    use axum::http::{HeaderMap, HeaderName};

    const OURS: &str = "https://app.example.org";

    fn asked(pairs: &[(&'static str, &str)]) -> Option<&'static str> {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(HeaderName::from_static(name), value.parse().unwrap());
        }
        refused(&headers, OURS)
    }

    #[test]
    fn only_our_own_pages_and_programs_may_ask() {
        assert_eq!(asked(&[("origin", OURS), ("cookie", "a=b"), ("sec-fetch-site", "same-origin")]), None);
        assert_eq!(asked(&[("referer", "https://app.example.org/dashboard"), ("cookie", "a=b")]), None);
        assert_eq!(asked(&[]), None, "a program without a browser's marks");
        for origin in [
            "https://evil.example", "https://app.example.org.evil.example", "https://app.example.org@evil.example",
            "http://app.example.org", "https://app.example.org:444", "https://app.example.org.",
        ] {
            assert_eq!(asked(&[("origin", origin)]), Some("INVALID_ORIGIN"), "{origin}");
            assert_eq!(asked(&[("origin", origin), ("cookie", "a=b")]), Some("INVALID_ORIGIN"), "{origin}");
        }
        assert_eq!(asked(&[("origin", "null")]), Some("MISSING_OR_NULL_ORIGIN"));
        assert_eq!(asked(&[("cookie", "a=b")]), Some("MISSING_OR_NULL_ORIGIN"));
        assert_eq!(asked(&[("sec-fetch-mode", "cors")]), Some("MISSING_OR_NULL_ORIGIN"));
        assert_eq!(asked(&[("origin", OURS), ("sec-fetch-site", "same-site")]), Some("INVALID_ORIGIN"));
        assert_eq!(asked(&[("sec-fetch-site", "cross-site"), ("sec-fetch-mode", "navigate")]), Some("CROSS_SITE_NAVIGATION_LOGIN_BLOCKED"));
    }
}
