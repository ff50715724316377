//! The HTML document.

use crate::App;
use leptos::{nonce::use_nonce, prelude::*};
use leptos_meta::{HashedStylesheet, MetaTags};

/// Runs before the first paint, so that a chosen theme does not flash; `data-js` lets CSS hide what needs the script.
const BEFORE_PAINT: &str = r#"(function(r){r.setAttribute("data-js","");try{var t=localStorage.getItem("theme");if(t==="light"||t==="dark")r.setAttribute("data-theme",t)}catch(e){}})(document.documentElement)"#;

/// The document that the server sends for every page.
pub fn shell(options: LeptosOptions) -> impl IntoView {
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
                <AutoReload options=options.clone()/>
                <HydrationScripts options/>
                <MetaTags/>
            </head>
            <body class="shell">
                <App/>
            </body>
        </html>
    }
}
