//! The HTML document.

use crate::App;
use axum::http::{HeaderValue, header::CONTENT_SECURITY_POLICY, request::Parts};
use leptos::{nonce::use_nonce, prelude::*};
use leptos_meta::{HashedStylesheet, MetaTags};

/// Runs before the first paint.
const BEFORE_PAINT: &str = include_str!("shell.js");

/// The document that the server sends for every page.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    restrict(&options);
    let program = is_alive().then(|| view! { <HydrationScripts options=options.clone()/> });
    view! {
        <!DOCTYPE html>
        <html lang="en">
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content="light dark"/>
                <meta name="theme-color" media="(prefers-color-scheme: light)" content="#f3f1eb"/>
                <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#0e1211"/>
                <script nonce=use_nonce()>{BEFORE_PAINT}</script>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <HashedStylesheet id="style" options=options.clone()/>
                <AutoReload options/>
                {program}
                <MetaTags/>
            </head>
            <body class="shell">
                <App/>
            </body>
        </html>
    }
}

/// Whether the page needs the program in the browser. The front page is a document for visitors: all of it works without.
fn is_alive() -> bool {
    let front = use_context::<Parts>().is_some_and(|parts| parts.uri.path() == "/");
    !front || crate::edge::maybe_member().is_some()
}

/// What a page may load and do: our own files, the scripts that carry this answer's nonce, and nothing else.
fn restrict(options: &LeptosOptions) {
    let (Some(nonce), Some(response)) = (use_nonce(), use_context::<leptos_axum::ResponseOptions>()) else { return };
    // The build tool's reload socket, while it watches.
    let reload = if matches!(options.env, leptos::config::Env::DEV) {
        format!(" ws://{}:{}", options.site_addr.ip(), options.reload_port)
    } else {
        String::new()
    };
    let policy = format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
         connect-src 'self'{reload}; frame-src 'none'; object-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    if let Ok(value) = HeaderValue::from_str(&policy) {
        response.insert_header(CONTENT_SECURITY_POLICY, value);
    }
}
