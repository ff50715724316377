//! The routes. Every page is rendered whole before it is sent, so that it works before and without the script.

use crate::{account::api::Person, error_page::NotFound, home::HomePage, nav::Nav, ui::toast::Toasts};
use leptos::prelude::*;
use leptos_meta::{Meta, Title, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{Route, Router, Routes},
    path,
};

/// Everything inside the body.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_context(Person::read());

    view! {
        <Title formatter=titled/>
        <Meta
            name="description"
            content="Job Agent reads your CV, finds openings, says why each one fits, and writes letters from facts only. On your own server."
        />
        <Router>
            <a class="shell-skip" href="#main" rel="external">"Skip to the content"</a>
            <Nav/>
            <Toasts>
                <main id="main" class="shell-main" tabindex="-1">
                    <Routes fallback=NotFound>
                        <Route path=path!("/") view=HomePage ssr=SsrMode::Async/>
                    </Routes>
                </main>
            </Toasts>
            <footer class="shell-footer">
                <div class="shell-footer-inner">
                    <span>"Job Agent runs on this server. Your CV stays here."</span>
                    <a href="/status" rel="external">"Status of this server"</a>
                </div>
            </footer>
        </Router>
    }
}

fn titled(page: String) -> String {
    if page.is_empty() { "Job Agent".into() } else { format!("{page} · Job Agent") }
}
