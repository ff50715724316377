//! `/_auth/*`: the wire protocol of Better Auth, so that its official client works unchanged. Each route reads its fields,
//! calls the use-case that the pages call too, and says the answer in the protocol's words. `end2end/better-auth` compares
//! with the library itself; where we differ, `differences.mjs` there says why.

mod answer;
mod call;
mod fields;
mod origin;
mod passkey;
mod password;
mod session;
mod sign;
mod social;
mod two_factor;
mod user;
mod verification;

use super::{Web, member};
use answer::not_found;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderValue, Method, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Router, middleware};
use call::Call;
use tower_http::set_header::SetResponseHeaderLayer;

/// No body of the protocol is longer.
const BODY_BYTES_MAX: usize = 64 * 1024;

/// The routes with who asks and from where.
pub fn router(web: &Web) -> Router {
    let routes = Router::new()
        .route("/ok", get(sign::ok))
        .route("/error", get(sign::error))
        .route("/sign-up/email", post(sign::sign_up))
        .route("/sign-in/email", post(sign::sign_in))
        .route("/sign-in/social", post(social::sign_in))
        .route("/sign-out", post(sign::sign_out))
        .route("/get-session", get(session::current).post(session::posted))
        .route("/list-sessions", get(session::list))
        .route("/revoke-session", post(session::revoke))
        .route("/revoke-sessions", post(session::revoke_all))
        .route("/revoke-other-sessions", post(session::revoke_others))
        .route("/request-password-reset", post(password::request))
        .route("/reset-password", post(password::reset))
        .route("/change-password", post(password::change))
        .route("/two-factor/enable", post(two_factor::enable))
        .route("/two-factor/disable", post(two_factor::disable))
        .route("/two-factor/get-totp-uri", post(two_factor::uri))
        .route("/two-factor/verify-totp", post(two_factor::verify_totp))
        .route("/two-factor/generate-backup-codes", post(two_factor::new_codes))
        .route("/two-factor/verify-backup-code", post(two_factor::verify_backup_code))
        .route("/two-factor/send-otp", post(two_factor::send_otp))
        .route("/passkey/generate-register-options", get(passkey::register_options))
        .route("/passkey/generate-authenticate-options", get(passkey::sign_in_options))
        .route("/passkey/verify-registration", post(passkey::register))
        .route("/passkey/verify-authentication", post(passkey::sign_in))
        .route("/passkey/list-user-passkeys", get(passkey::list))
        .route("/passkey/update-passkey", post(passkey::update))
        .route("/passkey/delete-passkey", post(passkey::delete))
        .route("/send-verification-email", post(verification::send))
        .route("/verify-email", get(verification::verify))
        .route("/change-email", post(user::change_email))
        .route("/update-user", post(user::update))
        .route("/delete-user", post(user::delete))
        .route("/delete-user/callback", get(user::confirm_deletion))
        .route("/list-accounts", get(user::accounts))
        .route("/link-social", post(social::link))
        .route("/unlink-account", post(user::unlink))
        .fallback(other)
        .method_not_allowed_fallback(not_found_here);
    Router::new()
        .nest("/_auth", routes)
        .with_state(web.clone())
        .layer(DefaultBodyLimit::max(BODY_BYTES_MAX))
        .layer(middleware::from_fn_with_state(web.clone(), member::resolve))
        .layer(middleware::from_fn_with_state(web.clone(), origin::check))
        .layer(SetResponseHeaderLayer::overriding(header::CACHE_CONTROL, HeaderValue::from_static("no-store")))
}

/// The two paths with a parameter, which holds a token or the name of a provider and no id; everything else is not there.
async fn other(method: Method, call: Call) -> Response {
    if let Some(provider) = call.path.strip_prefix("/callback/").filter(|name| is_name(name)).map(str::to_owned) {
        return match method {
            Method::GET => social::back(&call, &provider).await.into_response(),
            Method::POST => social::posted(&call, &provider),
            _ => not_found(),
        };
    }
    let token = call.path.strip_prefix("/reset-password/").filter(|token| !token.is_empty() && !token.contains('/')).map(str::to_owned);
    match token {
        Some(token) if method == Method::GET => password::link(&call, &token).await.into_response(),
        _ => not_found(),
    }
}

fn is_name(text: &str) -> bool {
    (1..=32).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

async fn not_found_here() -> Response {
    not_found()
}
