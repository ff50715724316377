//! Who asks: resolved once a request.

use super::{Web, programs};
use app::edge::{Aside, Life, Policy, cookie_of};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use job_agent::account::{self, Member, SeenFrom};
use job_agent::error::Error;
use secrecy::{ExposeSecret, SecretString};
use std::net::{IpAddr, SocketAddr};

/// How this deployment sets cookies.
pub fn policy(web: &Web) -> Policy {
    Policy { secure_cookies: web.config.public_url().starts_with("https://"), development: web.config.is_development() }
}

/// Puts the member (when signed in) and where the request came from beside the request.
pub async fn resolve(State(web): State<Web>, mut request: Request, next: Next) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    let from = SeenFrom {
        ip: client_ip(request.headers(), peer, &web.config.web.trusted_proxies),
        user_agent: request.headers().get(header::USER_AGENT).and_then(|value| value.to_str().ok()).map(str::to_owned),
        trusted: policy(&web).read_aside(request.headers(), Aside::Trusted),
    };
    request.extensions_mut().insert(from);
    let mut renewed = None;
    if wants_member(request.uri().path()) {
        let found = who(&web, request.method(), request.uri().path(), request.headers()).await;
        match found {
            Ok(Some(member)) => {
                renewed = member.renewed().then(|| cookie(request.headers(), &web)).flatten();
                request.extensions_mut().insert(member);
            }
            Ok(None) => {}
            // Nothing fails open: without an answer nobody is signed in, and the page says why.
            Err(response) => return *response,
        }
    }
    let mut response = next.run(request).await;
    // The browser keeps the cookie as long as the session lives, so a renewal is told to it; a new or a removed one goes before.
    if let Some(cookie) = renewed
        && !response.headers().contains_key(header::SET_COOKIE)
    {
        set_cookie(&web, response.headers_mut(), cookie.expose_secret(), Life::Kept);
    }
    response
}

/// Puts the session's cookie on an answer.
pub fn set_cookie(web: &Web, headers: &mut HeaderMap, value: &str, life: Life) {
    if let Ok(mut value) = HeaderValue::from_str(&policy(web).cookie(value, life)) {
        value.set_sensitive(true);
        headers.append(header::SET_COOKIE, value);
    }
}

/// The same of another cookie; without a value it is taken out of the browser.
pub fn set_aside(web: &Web, headers: &mut HeaderMap, aside: Aside, value: Option<&SecretString>) {
    if let Ok(mut value) = HeaderValue::from_str(&policy(web).aside(aside, value)) {
        value.set_sensitive(true);
        headers.append(header::SET_COOKIE, value);
    }
}

/// The person of the session, or, on the routes for programs, of the key.
async fn who(web: &Web, method: &Method, path: &str, headers: &HeaderMap) -> Result<Option<Member>, Box<Response>> {
    if let Some(cookie) = cookie(headers, web) {
        let found = account::member(&web.desk, &cookie).await.map_err(|error| Box::new(refuse(&error)))?;
        if found.is_some() {
            return Ok(found);
        }
    }
    if programs::may_come_in(path) { programs::member(web, method, headers).await } else { Ok(None) }
}

/// Files and probes do not need to know who asks.
fn wants_member(path: &str) -> bool {
    !(path.starts_with("/pkg/") || matches!(path, "/livez" | "/readyz" | "/health" | "/favicon.svg" | "/robots.txt"))
}

/// The session's cookie, as the browser sent it.
pub fn cookie(headers: &HeaderMap, web: &Web) -> Option<SecretString> {
    cookie_of(headers, policy(web).session_cookie())
}

/// X-Forwarded-For counts only when the one who connected is a proxy that the operator trusts. Each proxy adds whom it heard
/// at the end, so it is read from there; what stands before something that is no address may be anybody's invention.
fn client_ip(headers: &HeaderMap, peer: Option<IpAddr>, trusted: &[IpAddr]) -> Option<IpAddr> {
    let peer = peer?.to_canonical();
    if !trusted.contains(&peer) {
        return Some(peer);
    }
    let forwarded = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok()).collect::<Vec<_>>().join(",");
    let mut nearest = peer;
    for hop in forwarded.rsplit(',').map(str::trim).filter(|hop| !hop.is_empty()) {
        let Some(ip) = address(hop) else { break };
        nearest = ip;
        if !trusted.contains(&ip) {
            break;
        }
    }
    Some(nearest)
}

/// An address as proxies write it: alone, in brackets, or with a port.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    let ip = bare.parse::<IpAddr>().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|socket| socket.ip()));
    ip.map(|ip| ip.to_canonical())
}

/// Ends the session and goes home. Without a session it does the same.
pub async fn sign_out(State(web): State<Web>, headers: HeaderMap) -> Response {
    if let Some(cookie) = cookie(&headers, &web)
        && let Err(error) = account::sign_out(&web.desk, &cookie).await
    {
        return refuse(&error);
    }
    let mut response = Redirect::to("/").into_response();
    set_cookie(&web, response.headers_mut(), "", Life::Gone);
    forget_drafts(response.headers_mut());
    response
}

/// The browser forgets what pages kept in it: the next one at this machine may be somebody else.
pub fn forget_drafts(headers: &mut HeaderMap) {
    headers.insert("clear-site-data", HeaderValue::from_static("\"storage\""));
}

/// The member of a plain route.
#[expect(clippy::result_large_err, reason = "the error is the answer itself, made once a refused request")]
pub fn required(member: Option<axum::Extension<Member>>) -> Result<Member, Response> {
    member.map(|found| found.0).ok_or_else(|| refuse(&Error::Denied("Sign in first.".into())))
}

/// A product error on a plain route: RFC 9457.
pub fn refuse(error: &Error) -> Response {
    use axum::http::StatusCode;
    let status = match error {
        Error::NotFound => StatusCode::NOT_FOUND,
        Error::Denied(_) => StatusCode::UNAUTHORIZED,
        Error::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Error::Conflict(_) => StatusCode::CONFLICT,
        Error::RateLimited(_) => StatusCode::TOO_MANY_REQUESTS,
        Error::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
        Error::Internal(cause) => {
            tracing::error!(%cause, "a request failed by a fault of ours");
            StatusCode::INTERNAL_SERVER_ERROR
        }
    };
    let detail = if matches!(error, Error::Internal(_)) { "This is a fault of ours and has been noted.".into() } else { error.to_string() };
    let fields = if let Error::Invalid(fields) = error { serde_json::json!(fields) } else { serde_json::json!([]) };
    let body = serde_json::json!({
        "type": "about:blank", "title": status.canonical_reason(), "status": status.as_u16(), "detail": detail, "errors": fields,
    });
    (status, [(header::CONTENT_TYPE, "application/problem+json")], body.to_string()).into_response()
}

#[cfg(test)]
mod tests {
    use super::client_ip;
    use axum::http::HeaderMap;

    #[test]
    fn a_forwarded_address_counts_only_from_a_trusted_proxy() {
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", "203.0.113.9, 198.51.100.7".parse().unwrap());
        let proxy = "10.0.0.1".parse().unwrap();
        assert_eq!(client_ip(&headers, Some(proxy), &[]), Some(proxy));
        assert_eq!(client_ip(&headers, Some(proxy), &[proxy]), Some("198.51.100.7".parse().unwrap()));
    }

    #[test]
    fn what_a_visitor_puts_before_a_proxys_word_is_not_believed() {
        let proxy = "10.0.0.1".parse().unwrap();
        let other_proxy = "10.0.0.2".parse().unwrap();
        let seen = |value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert("x-forwarded-for", value.parse().unwrap());
            client_ip(&headers, Some(proxy), &[proxy, other_proxy]).unwrap().to_string()
        };
        assert_eq!(seen("203.0.113.9, 198.51.100.7:51234"), "198.51.100.7", "a proxy that writes the port too");
        assert_eq!(seen("203.0.113.9, [2001:db8::7]:443"), "2001:db8::7");
        assert_eq!(seen("203.0.113.9, ::ffff:198.51.100.7"), "198.51.100.7");
        assert_eq!(seen("203.0.113.9, 198.51.100.7, 10.0.0.2"), "198.51.100.7", "through two proxies of ours");
        assert_eq!(seen("203.0.113.9, unknown"), "10.0.0.1", "what stands before a word is not taken instead");
        assert_eq!(seen("203.0.113.9, unknown, 10.0.0.2"), "10.0.0.2");
        assert_eq!(seen(""), "10.0.0.1");
    }
}
