//! A form that was sent without the script and refused comes back filled in: what it held goes along in cookies for a minute.

use super::Web;
use app::edge::{TYPED_COOKIE, TYPED_FORM};
use axum::body::{Body, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// Above what is read of a form, so that whoever reads it says what is too long.
const FORM_BYTES_MAX: usize = 4 * 1024 * 1024;
/// Browsers refuse a cookie above 4,096 bytes, its name and attributes included.
const PIECE: usize = 3_800;
/// Twenty of the longest titles and places fit; what is longer is not brought back.
const PIECES: usize = 5;
/// What nobody typed, or must not lie in a browser.
const LEFT_OUT: [&str; 8] = ["password", "current_password", "new_password", "token", "code", "key", "id", "seen"];

/// Reads the form before it is answered, because afterwards it is gone.
pub async fn bring_back(State(web): State<Web>, request: Request, next: Next) -> Response {
    if !is_plain_form(&request) {
        return next.run(request).await;
    }
    let form = request.uri().path().to_owned();
    let (parts, body) = request.into_parts();
    let Ok(bytes) = to_bytes(body, FORM_BYTES_MAX).await else {
        return (StatusCode::PAYLOAD_TOO_LARGE, "This form is too long. Go back and shorten what you wrote.").into_response();
    };
    let mut response = next.run(Request::from_parts(parts, Body::from(bytes.clone()))).await;
    if let Some(page) = refused_at(response.headers())
        && let Ok(fields) = std::str::from_utf8(&bytes)
    {
        let secure = if web.config.public_url().starts_with("https://") { "; Secure" } else { "" };
        for cookie in cookies(&form, fields) {
            let line = format!("{cookie}; Path={page}; HttpOnly; SameSite=Lax{secure}");
            if let Ok(mut value) = HeaderValue::from_str(&line) {
                value.set_sensitive(true);
                response.headers_mut().append(header::SET_COOKIE, value);
            }
        }
    }
    response
}

fn is_plain_form(request: &Request) -> bool {
    let says = |name: header::HeaderName, word: &str| {
        request.headers().get(name).and_then(|value| value.to_str().ok()).is_some_and(|value| value.contains(word))
    };
    request.method() == Method::POST && says(header::ACCEPT, "text/html") && says(header::CONTENT_TYPE, "x-www-form-urlencoded")
}

/// The page that an answer sends back to with an error.
fn refused_at(headers: &HeaderMap) -> Option<String> {
    let location: Uri = headers.get(header::LOCATION)?.to_str().ok()?.parse().ok()?;
    location.query()?.split('&').any(|pair| pair.starts_with("__err=")).then(|| location.path().to_owned())
}

/// The form in pieces; a piece that is not needed takes an older one away.
fn cookies(form: &str, fields: &str) -> Vec<String> {
    let typed = |pair: &&str| !LEFT_OUT.contains(&pair.split('=').next().unwrap_or_default());
    let kept: Vec<&str> = fields.split('&').filter(typed).collect();
    let whole = format!("{TYPED_FORM}={form}&{}", kept.join("&"));
    let plain = |byte: u8| byte.is_ascii_graphic() && !matches!(byte, b';' | b',' | b'"' | b'\\');
    let whole = if whole.len() <= PIECE * PIECES && whole.bytes().all(plain) { whole } else { String::new() };
    let mut pieces = whole.as_bytes().chunks(PIECE).map(String::from_utf8_lossy);
    (0..PIECES)
        .map(|number| match pieces.next() {
            Some(piece) => format!("{TYPED_COOKIE}.{number}={piece}; Max-Age=60"),
            None => format!("{TYPED_COOKIE}.{number}=; Max-Age=0"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_typed_is_kept_and_a_password_is_not() {
        let kept = cookies("/api/sign_up1", "name=Zo%C3%AB&email=a%40b.example&password=secret+words&key=7");
        assert_eq!(kept[0], "job_agent.typed.0=__form=/api/sign_up1&name=Zo%C3%AB&email=a%40b.example; Max-Age=60");
        assert!(kept[1..].iter().all(|piece| piece.ends_with("=; Max-Age=0")), "{kept:?}");
    }

    #[test]
    fn a_long_form_takes_several_cookies_and_an_endless_one_none() {
        let long = format!("titles={}", "a".repeat(PIECE + 1));
        assert_eq!(cookies("/api/x", &long).iter().filter(|piece| piece.ends_with("Max-Age=60")).count(), 2);
        let endless = format!("titles={}", "a".repeat(PIECE * PIECES));
        assert!(cookies("/api/x", &endless).iter().all(|piece| piece.ends_with("Max-Age=0")));
    }

    #[test]
    fn only_an_answer_with_an_error_brings_a_form_back() {
        let mut headers = HeaderMap::new();
        headers.insert(header::LOCATION, HeaderValue::from_static("http://127.0.0.1:3000/sign-up?next=%2Fa&__path=x&__err=abc"));
        assert_eq!(refused_at(&headers).as_deref(), Some("/sign-up"));
        headers.insert(header::LOCATION, HeaderValue::from_static("/dashboard"));
        assert_eq!(refused_at(&headers), None);
    }
}
