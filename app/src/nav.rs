//! The slim bar at the top: the mark, the person's numbers, the menu, and the sections under them.

use crate::{
    account::api::{Me, Person},
    ui::{
        avatar::Avatar,
        icon::{Icon, Pictogram},
        menu::Menu,
        theme::ThemeSwitch,
    },
};
use leptos::{either::Either, prelude::*};
use leptos_router::hooks::use_location;

/// Each section with its address; a page under the address belongs to it too.
const SECTIONS: [(&str, &str); 7] = [
    ("Dashboard", "/dashboard"),
    ("Profile", "/profile"),
    ("Searches", "/searches"),
    ("Matches", "/matches"),
    ("Résumés", "/resumes"),
    ("Letters", "/letters"),
    ("Runs", "/runs"),
];

/// The bar for whoever is there.
#[component]
pub fn Nav() -> impl IntoView {
    let person = Person::here();
    view! {
        <header class="nav">
            <Transition fallback=|| view! { <div class="nav-bar"><Mark/></div> }>
                {move || person.get().map(|who| match who {
                    Some(me) => Either::Left(view! { <SignedIn me/> }),
                    None => Either::Right(view! { <SignedOut/> }),
                })}
            </Transition>
        </header>
    }
}

#[component]
fn Mark() -> impl IntoView {
    view! {
        <a class="nav-mark" href="/">
            <svg width="24" height="24" viewBox="0 0 32 32" aria-hidden="true">
                <rect width="32" height="32" rx="6" fill="currentColor"></rect>
                <path
                    d="M9 10h14M9 16h9M13 21.5l3 2.5 6-6"
                    fill="none"
                    stroke="var(--on-accent)"
                    stroke-width="2.5"
                    stroke-linecap="round"
                    stroke-linejoin="round"
                ></path>
            </svg>
            "Job Agent"
        </a>
    }
}

#[component]
fn SignedOut() -> impl IntoView {
    view! {
        <div class="nav-bar">
            <Mark/>
            <div class="nav-signin">
                <div class="needs-script">
                    <Menu label="Theme" icon=Icon::Sun><ThemeSwitch/></Menu>
                </div>
                <a class="button button-quiet" href="/sign-in">"Sign in"</a>
                <a class="button" href="/sign-up">"Sign up"</a>
            </div>
        </div>
    }
}

#[component]
fn SignedIn(me: Me) -> impl IntoView {
    let path = use_location().pathname;
    view! {
        <div class="nav-bar">
            <Mark/>
            <Numbers me=me.clone()/>
            <Account me/>
        </div>
        <nav class="tabs nav-tabs" aria-label="Sections">
            <ul class="tabs-list">
                {SECTIONS
                    .into_iter()
                    .map(|(name, href)| {
                        let current = move || within(&path.get(), href).then_some("page");
                        view! { <li><a class="tabs-tab" href=href aria-current=current>{name}</a></li> }
                    })
                    .collect_view()}
            </ul>
        </nav>
    }
}

#[component]
fn Numbers(me: Me) -> impl IntoView {
    let live = (me.running > 0).then_some("");
    view! {
        <ul class="nav-numbers" aria-label="Your numbers">
            <li>
                <a href="/matches">
                    <span class="nav-number">{me.new_matches}</span>
                    <span class="nav-numbers-word">{if me.new_matches == 1 { "new match" } else { "new matches" }}</span>
                </a>
            </li>
            <li>
                <a href="/runs">
                    <span class="nav-number" data-live=live>{me.running}</span>
                    <span class="nav-numbers-word">{if me.running == 1 { "run going" } else { "runs going" }}</span>
                </a>
            </li>
        </ul>
    }
}

#[component]
fn Account(me: Me) -> impl IntoView {
    let name = me.name.clone();
    view! {
        <details class="menu nav-account">
            <summary class="menu-summary" aria-label=format!("Your menu, {name}")>
                <Avatar name=me.name.clone()/>
                <Pictogram icon=Icon::ChevronDown/>
            </summary>
            <div class="menu-list">
                <div class="menu-head">
                    <strong>{me.name}</strong>
                    <span class="quiet">{me.email}</span>
                </div>
                <div class="menu-rule"></div>
                <a class="menu-item" href="/profile">
                    <Pictogram icon=Icon::Person/>
                    "Your profile"
                </a>
                <a class="menu-item" href="/onboarding/cv">
                    <Pictogram icon=Icon::Upload/>
                    "Upload a CV"
                </a>
                <a class="menu-item" href="/settings/account">
                    <Pictogram icon=Icon::Settings/>
                    "Settings"
                </a>
                {me.operator.then(|| view! {
                    <a class="menu-item" href="/ops">
                        <Pictogram icon=Icon::Run/>
                        "Everybody's runs"
                    </a>
                })}
                <div class="menu-rule"></div>
                <ThemeSwitch/>
                <div class="menu-rule"></div>
                <form method="post" action="/sign-out">
                    <button class="menu-item" type="submit"><Pictogram icon=Icon::SignOut/>"Sign out"</button>
                </form>
            </div>
        </details>
    }
}

/// `/matches/7` is within `/matches`; `/matches-old` is not.
fn within(path: &str, section: &str) -> bool {
    path.strip_prefix(section).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::within;

    #[test]
    fn a_page_belongs_to_the_section_it_lies_under() {
        assert!(within("/matches", "/matches"));
        assert!(within("/matches/7", "/matches"));
        assert!(!within("/matches-old", "/matches"));
    }
}
