//! What needs the person now: the mail address, a run that is going, and the one next step.

use super::api::Overview;
use crate::{
    account::VerifyBanner,
    search::find::FindOpenings,
    ui::{
        button::{LinkButton, Weight},
        icon::Icon,
        notice::Notice,
    },
};
use job_agent::search::{Latest, Numbers};
use leptos::prelude::*;

/// The one next step of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum NextStep {
    /// There is no CV yet.
    Upload,
    /// There is a CV that nobody has read.
    Read,
    /// Something is going; the rest can wait for it.
    Wait,
    /// There is a profile, and nothing was searched with it.
    Search,
    /// There are matches that the person has not looked at.
    Look,
    /// Everything was looked at.
    SearchAgain,
}

fn next_step(numbers: &Numbers) -> NextStep {
    match numbers {
        Numbers { facts: 0, running: 1.., .. } => NextStep::Wait,
        Numbers { facts: 0, uploads: 0, .. } => NextStep::Upload,
        Numbers { facts: 0, .. } => NextStep::Read,
        Numbers { new_matches: 1.., .. } => NextStep::Look,
        Numbers { running: 1.., .. } => NextStep::Wait,
        Numbers { searches: 0, .. } => NextStep::Search,
        _ => NextStep::SearchAgain,
    }
}

/// The notices, then the step.
#[component]
pub fn Next(overview: Overview) -> impl IntoView {
    let step = next_step(&overview.numbers);
    let going = overview.latest.runs.iter().find(|run| !run.status.is_final()).cloned().map(|run| {
        view! {
            <Notice title=format!("{} is going", run.kind.title())>
                {run.message.unwrap_or_else(|| "It goes on while this page is closed.".into())}" "
                <a href=format!("/runs/{}", run.run_id)>"Watch it"</a>
            </Notice>
        }
    });
    view! {
        <div class="dashboard-banners"><VerifyBanner/>{going}</div>
        <Step step overview/>
    }
}

/// The headline of the step, and a sentence on it.
fn words(step: NextStep, numbers: &Numbers) -> (String, &'static str) {
    match step {
        NextStep::Upload => {
            ("Upload your CV".into(), "Everything starts from it: it is read into facts, and openings are scored against them.")
        }
        NextStep::Read => ("Let your CV be read".into(), "It is here and has not been read yet. Reading it makes your profile."),
        NextStep::Wait => ("Job Agent is at work for you".into(), "You can watch, or close this page and come back."),
        NextStep::Look => {
            let headline = match numbers.new_matches {
                1 => "Look at one new match".into(),
                n => format!("Look at {n} new matches"),
            };
            (headline, "Best first, each with the words of the opening and the lines of your CV behind its score.")
        }
        NextStep::Search => ("Find openings".into(), "Your profile is ready. One press searches for the titles that it suggests."),
        NextStep::SearchAgain => ("Search again".into(), "You have looked at everything. Another search finds what is new."),
    }
}

#[component]
fn Step(step: NextStep, overview: Overview) -> impl IntoView {
    let (headline, sentence) = words(step, &overview.numbers);
    let Overview { latest: Latest { runs, .. }, onboarded, key, .. } = overview;
    let link = |href: String, label: &'static str, icon: Icon| {
        view! { <LinkButton href weight=Weight::Primary icon>{label}</LinkButton> }.into_any()
    };
    let action = match step {
        NextStep::Upload => link(if onboarded { "/onboarding/cv" } else { "/onboarding/about" }.into(), "Upload a CV", Icon::Upload),
        NextStep::Read => link("/onboarding/review".into(), "Read my CV", Icon::Document),
        NextStep::Wait => {
            let run = runs.iter().find(|run| !run.status.is_final()).map_or("/runs".into(), |run| format!("/runs/{}", run.run_id));
            link(run, "Watch the run", Icon::Run)
        }
        NextStep::Look => link("/matches?show=new".into(), "See new matches", Icon::Target),
        NextStep::Search | NextStep::SearchAgain => view! {
            <FindOpenings key/>
            <LinkButton href="/searches" icon=Icon::Settings>"With settings"</LinkButton>
        }
        .into_any(),
    };
    view! {
        <section class="dashboard-next" aria-labelledby="dashboard-next">
            <div class="dashboard-next-words">
                <h2 id="dashboard-next">{headline}</h2>
                <p>{sentence}</p>
            </div>
            <div class="button-row">{action}</div>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_step_follows_what_is_there() {
        let none = Numbers::default();
        assert_eq!(next_step(&none), NextStep::Upload);
        assert_eq!(next_step(&Numbers { uploads: 1, ..none }), NextStep::Read);
        assert_eq!(next_step(&Numbers { uploads: 1, running: 1, ..none }), NextStep::Wait);
        let read = Numbers { uploads: 1, facts: 40, ..none };
        assert_eq!(next_step(&read), NextStep::Search);
        assert_eq!(next_step(&Numbers { searches: 1, new_matches: 3, ..read }), NextStep::Look);
        assert_eq!(next_step(&Numbers { searches: 1, ..read }), NextStep::SearchAgain);
    }
}
