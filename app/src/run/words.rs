//! What states and outcomes are called.

use crate::ui::badge::{Badge, Meaning};
use job_agent::{posting::Outcome, run::Status};
use leptos::prelude::*;

/// A run's state as a badge.
pub(crate) fn status_badge(status: Status) -> impl IntoView {
    let (meaning, word) = match status {
        Status::Queued => (Meaning::Neutral, "Waiting"),
        Status::Running => (Meaning::Neutral, "Going"),
        Status::Completed => (Meaning::Good, "Done"),
        Status::Failed => (Meaning::Bad, "Failed"),
        Status::Cancelled => (Meaning::Neutral, "Cancelled"),
    };
    view! { <Badge meaning>{word}</Badge> }
}

/// How a source answered. "None" and "broken" never look alike.
pub(crate) fn outcome(outcome: Outcome) -> (Meaning, &'static str) {
    match outcome {
        Outcome::Ok => (Meaning::Good, "Answered"),
        Outcome::OkEmpty => (Meaning::Good, "Answered: nothing there"),
        Outcome::NeedsKey => (Meaning::Attention, "Needs a key"),
        Outcome::NeedsCompany => (Meaning::Attention, "Needs company names"),
        Outcome::UnknownCompany => (Meaning::Attention, "Does not know the company"),
        Outcome::RateLimited => (Meaning::Attention, "Asked too often"),
        Outcome::Partial => (Meaning::Attention, "Answered in part"),
        Outcome::Broken => (Meaning::Bad, "Broken"),
        Outcome::Blocked => (Meaning::Bad, "Blocked"),
        Outcome::TimedOut => (Meaning::Bad, "Did not answer in time"),
    }
}

/// "1 match", "3 matches".
pub(super) fn count(n: usize, one: &str, many: &str) -> String {
    if n == 1 { format!("1 {one}") } else { format!("{n} {many}") }
}
