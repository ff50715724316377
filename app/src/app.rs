//! The routes. Every page is rendered whole before it is sent, so that it works before and without the script.

use crate::{
    account::{CvStays, ForgotPasswordPage, ResetPasswordPage, SignInPage, SignUpPage, TwoFactorPage, VerifyEmailPage, api::Person},
    dashboard::DashboardPage,
    error_page::NotFound,
    home::HomePage,
    letter::{LetterPage, LettersPage},
    nav::Nav,
    ops::{OpsPage, OpsRunPage},
    profile::{
        ProfilePage,
        onboarding::{AboutPage, CvPage, ReviewPage, VibeCheckPage},
    },
    resume::{ResumePage, ResumesPage},
    run::{LiveRuns, RunPage, RunsPage},
    search::{MatchPage, MatchesPage, PastePage, PastedPage, SearchPage, SearchesPage},
    settings::{
        AccountPage, CodesPage, DataPage, KeysPage, LeavePage, MailPage, OffPage, PasskeyPage, RankingPage, SecurityPage, SetupPage,
        UnlinkPage, UnsubscribePage,
    },
    status::StatusPage,
    ui::toast::Toasts,
};
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
    let person = Person::read();
    provide_context(person);
    LiveRuns::provide(person);

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
                        <Route path=path!("/dashboard") view=DashboardPage ssr=SsrMode::Async/>
                        <Route path=path!("/profile") view=ProfilePage ssr=SsrMode::Async/>
                        <Route path=path!("/searches") view=SearchesPage ssr=SsrMode::Async/>
                        <Route path=path!("/searches/:id") view=SearchPage ssr=SsrMode::Async/>
                        <Route path=path!("/runs") view=RunsPage ssr=SsrMode::Async/>
                        <Route path=path!("/runs/:id") view=RunPage ssr=SsrMode::Async/>
                        <Route path=path!("/matches") view=MatchesPage ssr=SsrMode::Async/>
                        <Route path=path!("/matches/paste") view=PastePage ssr=SsrMode::Async/>
                        <Route path=path!("/matches/paste/:id") view=PastedPage ssr=SsrMode::Async/>
                        <Route path=path!("/matches/:id") view=MatchPage ssr=SsrMode::Async/>
                        <Route path=path!("/resumes") view=ResumesPage ssr=SsrMode::Async/>
                        <Route path=path!("/resumes/:id") view=ResumePage ssr=SsrMode::Async/>
                        <Route path=path!("/letters") view=LettersPage ssr=SsrMode::Async/>
                        <Route path=path!("/letters/:id") view=LetterPage ssr=SsrMode::Async/>
                        <Route path=path!("/ops") view=OpsPage ssr=SsrMode::Async/>
                        <Route path=path!("/ops/runs/:id") view=OpsRunPage ssr=SsrMode::Async/>
                        <Route path=path!("/sign-up") view=SignUpPage ssr=SsrMode::Async/>
                        <Route path=path!("/sign-in") view=SignInPage ssr=SsrMode::Async/>
                        <Route path=path!("/sign-in/two-factor") view=TwoFactorPage ssr=SsrMode::Async/>
                        <Route path=path!("/forgot-password") view=ForgotPasswordPage ssr=SsrMode::Async/>
                        <Route path=path!("/reset-password") view=ResetPasswordPage ssr=SsrMode::Async/>
                        <Route path=path!("/settings/account") view=AccountPage ssr=SsrMode::Async/>
                        <Route path=path!("/settings/account/delete") view=LeavePage ssr=SsrMode::Async/>
                        <Route path=path!("/settings/security") view=SecurityPage ssr=SsrMode::Async/>
                        <Route path=path!("/settings/security/two-factor") view=SetupPage ssr=SsrMode::Async/>
                        <Route path=path!("/settings/security/two-factor/codes") view=CodesPage ssr=SsrMode::Async/>
                        <Route path=path!("/settings/security/two-factor/off") view=OffPage ssr=SsrMode::Async/>
                        <Route path=path!("/settings/security/accounts/:id") view=UnlinkPage ssr=SsrMode::Async/>
                        <Route path=path!("/settings/security/passkeys/:id") view=PasskeyPage ssr=SsrMode::Async/>
                        <Route path=path!("/settings/api-keys") view=KeysPage ssr=SsrMode::Async/>
                        <Route path=path!("/settings/mail") view=MailPage ssr=SsrMode::Async/>
                        <Route path=path!("/settings/ranking") view=RankingPage ssr=SsrMode::Async/>
                        <Route path=path!("/settings/data") view=DataPage ssr=SsrMode::Async/>
                        <Route path=path!("/status") view=StatusPage ssr=SsrMode::Async/>
                        <Route path=path!("/verify-email") view=VerifyEmailPage ssr=SsrMode::Async/>
                        <Route path=path!("/unsubscribe") view=UnsubscribePage ssr=SsrMode::Async/>
                        <Route path=path!("/onboarding/about") view=AboutPage ssr=SsrMode::Async/>
                        <Route path=path!("/onboarding/cv") view=CvPage ssr=SsrMode::Async/>
                        <Route path=path!("/onboarding/vibe-check") view=VibeCheckPage ssr=SsrMode::Async/>
                        <Route path=path!("/onboarding/review") view=ReviewPage ssr=SsrMode::Async/>
                    </Routes>
                </main>
            </Toasts>
            <footer class="shell-footer">
                <div class="shell-footer-inner">
                    <span>"Job Agent runs on this server."<CvStays/></span>
                    <a href="/status">"Status"</a>
                </div>
            </footer>
        </Router>
    }
}

fn titled(page: String) -> String {
    if page.is_empty() { "Job Agent".into() } else { format!("{} · Job Agent", as_content(page)) }
}

/// Titles hold the words of people and of postings, and the framework sends them as they are: "</title>" would begin the page.
#[cfg(feature = "ssr")]
fn as_content(text: String) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// In the browser it becomes a text, which is no markup.
#[cfg(not(feature = "ssr"))]
fn as_content(text: String) -> String {
    text
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    #[test]
    fn a_posting_cannot_end_the_title() {
        assert_eq!(super::titled("R&D </title><meta>".into()), "R&amp;D &lt;/title>&lt;meta> · Job Agent");
    }
}
