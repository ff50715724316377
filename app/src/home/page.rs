//! What this is, for somebody who has never seen it.

use super::api::{Pulse, read_pulse};
use crate::{
    account::api::Person,
    ui::button::{LinkButton, Weight},
};
use leptos::prelude::*;
use leptos_meta::Title;

/// The front page: a document, not a poster.
#[component]
pub fn HomePage() -> impl IntoView {
    view! {
        <Title text=""/>
        <div class="home">
            <div class="home-head">
                <div>
                    <h1 class="home-title">"Openings ranked against your CV, with a reason for every one of them"</h1>
                    <p class="home-lead">
                        "Job Agent reads your CV, looks through public job boards, scores what it finds, and writes a letter for the best. Every sentence points back to the line of your CV that it came from. It runs on this server, and your documents stay on it."
                    </p>
                    <Ways/>
                    <ServerState/>
                </div>
                <Sample/>
            </div>
            <Steps/>
            <Promises/>
        </div>
    }
}

#[component]
fn Ways() -> impl IntoView {
    let person = Person::here();
    let signed_in = move || {
        person.get().map(|who| {
            if who.is_some() {
                view! {
                    <LinkButton href="/dashboard" weight=Weight::Primary>"Go to your dashboard"</LinkButton>
                    <LinkButton href="/matches">"Your matches"</LinkButton>
                }
                .into_any()
            } else {
                view! {
                    <LinkButton href="/sign-up" weight=Weight::Primary>"Sign up"</LinkButton>
                    <LinkButton href="/sign-in">"Sign in"</LinkButton>
                }
                .into_any()
            }
        })
    };
    view! {
        <div class="home-actions">
            <Transition>{signed_in}</Transition>
        </div>
    }
}

/// Whether what this server is made of answers.
#[component]
pub fn ServerState() -> impl IntoView {
    let pulse = Resource::new(|| (), |()| read_pulse());
    view! {
        <div class="home-status" role="status">
            <Transition fallback=|| "Asking the server how it is.">
                {move || pulse.get().map(|answer| {
                    let (state, words) = status_line(answer.ok().flatten().as_ref());
                    view! { <span class="home-status-mark" data-state=state></span><span>{words}</span> }
                })}
            </Transition>
        </div>
    }
}

/// The state for the mark, and the words: what answers, and what does not.
fn status_line(pulse: Option<&Pulse>) -> (&'static str, String) {
    let Some(pulse) = pulse else {
        return ("part", "This server answers. How its parts are is not known yet.".into());
    };
    if !pulse.database {
        return ("down", "The database of this server does not answer; signing in has to wait.".into());
    }
    let sources = match pulse.sources {
        1 => "1 source of openings is set up".to_owned(),
        n => format!("{n} sources of openings are set up"),
    };
    let state = if pulse.sources == 0 { "part" } else { "up" };
    (state, format!("This server is up: {sources}. Assistant: {}.", pulse.assistant))
}

#[component]
fn Sample() -> impl IntoView {
    view! {
        <figure class="home-sample">
            <figcaption class="home-sample-kind">
                <span>"From a letter, as Job Agent writes it"</span>
                <span>"An invented person"</span>
            </figcaption>
            <div class="home-sample-letter">
                <p>
                    "You are looking for somebody who has run a ledger at scale. "
                    <a class="provenance-text" href="#home-source" rel="external">
                        "At Nordbank I led the move of 41 services to event sourcing, without an hour of downtime"
                    </a>
                    ". What drew me to the role is that the hard part is named in the advertisement."
                </p>
            </div>
            <div class="home-sample-source" id="home-source">
                <q>"Led migration of 41 payment services to an event-sourced ledger; zero downtime over 14 months."</q>
                <span class="home-sample-place">"CV, page 1, under Nordbank, 2019 to 2023"</span>
            </div>
        </figure>
    }
}

const STEPS: [(&str, &str); 4] = [
    (
        "Upload your CV",
        "A PDF or Word file is enough; a LinkedIn export, Europass or JSON Resume will do too. It is read into facts, and each fact keeps its page and its line. A CV without text is refused in words; nothing is guessed.",
    ),
    (
        "Talk for two minutes",
        "Five to seven questions about how you like to work. They end in a short description of you that you can edit.",
    ),
    (
        "Get a ranked list",
        "Each opening has a score out of 100 in five parts: skills, seniority, place and mode, culture, pay. Reasons quote the opening and your CV.",
    ),
    ("Send the letters you like", "The best three come with a letter as PDF, mailed to you. You decide what goes out, and to whom."),
];

#[component]
fn Steps() -> impl IntoView {
    view! {
        <section class="home-section" aria-labelledby="home-steps">
            <h2 class="home-section-title" id="home-steps">"From a CV to a shortlist"</h2>
            <ol class="home-steps">
                {STEPS
                    .into_iter()
                    .map(|(name, text)| view! {
                        <li class="home-step">
                            <span class="home-step-name">{name}</span>
                            <span class="home-step-text">{text}</span>
                        </li>
                    })
                    .collect_view()}
            </ol>
        </section>
    }
}

const PROMISES: [(&str, &str); 4] = [
    (
        "Reports that admit gaps",
        "Each search says what every source was asked, what it gave, what was dropped and why. Nothing found because a board was down never looks like nothing found.",
    ),
    ("Nothing is made up", "A sentence without a fact behind it does not get into a letter. You can check each one against your CV."),
    (
        "No key needed",
        "It works with rules of its own and a bundled set of sample openings. A language model and live boards make it better, if you add them.",
    ),
    (
        "One program, your machine",
        "One program and one Postgres, on a laptop or a small server. No tracking, no outside scripts, no mail but what you asked for.",
    ),
];

#[component]
fn Promises() -> impl IntoView {
    view! {
        <section class="home-section" aria-labelledby="home-promises">
            <h2 class="home-section-title" id="home-promises">"What you can hold it to"</h2>
            <div class="home-promises">
                {PROMISES
                    .into_iter()
                    .map(|(title, text)| view! {
                        <div class="home-promise">
                            <h3 class="home-promise-title">{title}</h3>
                            <p class="home-promise-text">{text}</p>
                        </div>
                    })
                    .collect_view()}
            </div>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_status_line_says_only_what_is_known() {
        let pulse = Pulse { database: true, sources: 1, assistant: "built-in".into() };
        assert_eq!(status_line(Some(&pulse)), ("up", "This server is up: 1 source of openings is set up. Assistant: built-in.".into()));
        assert_eq!(status_line(Some(&Pulse { database: false, ..pulse })).0, "down");
        assert_eq!(status_line(None).0, "part");
    }
}
