//! What a run looks like while it goes.

use crate::ui::{
    badge::Meaning,
    notice::Notice,
    stepper::{Progress, Step, StepState, Stepper},
    time::length,
};
use chrono::{DateTime, TimeDelta, Utc};
use job_agent::run::{Snapshot, Status};
use leptos::prelude::*;
use std::time::Duration;

/// The steps, the bar of the present one, the time so far. Read out are the steps and the end, not each number.
#[component]
pub fn RunProgress(now: Memo<Snapshot>, server_now: DateTime<Utc>) -> impl IntoView {
    let time = elapsed(now, server_now);
    let ended = Memo::new(move |_| now.with(|now| now.status.is_final()));
    // It changes with the steps; what happens within one stands beside it.
    let steps = Memo::new(move |_| now.with(steps));
    let going = Memo::new(move |_| now.with(|now| now.status == Status::Running && now.total > 0));
    let done = Signal::derive(move || now.with(|now| u64::try_from(now.done).unwrap_or(0)));
    let total = Signal::derive(move || now.with(|now| u64::try_from(now.total).ok().filter(|total| *total > 0)));
    let announced = Memo::new(move |_| now.with(announced));
    let warned = Memo::new(move |_| now.with(warning));
    let counted = Memo::new(move |_| now.with(counters_of));
    let counters = move || {
        let rows = counted.get().into_iter();
        rows.map(|(name, n)| {
            view! {
                <div class="run-counter"><dt>{name}</dt><dd class="run-counter-value">{n}</dd></div>
            }
        })
        .collect_view()
    };
    view! {
        <div class="run-live">
            <Stepper steps/>
            <div class="run-now">
                <p class="visually-hidden" role="status" aria-live="polite">{announced}</p>
                <p class="run-message">{move || now.with(said)}</p>
                {move || warned.get().map(|words| view! { <Notice meaning=Meaning::Attention>{words}</Notice> })}
                {move || going.get().then(|| view! { <Progress label="This step" done total/> })}
                <Show when=move || counted.with(|counted| !counted.is_empty())>
                    <dl class="run-counters">{counters}</dl>
                </Show>
                <p class="quiet numeric">{move || time.get().map(|time| format!("{} {}", if ended.get() { "Took" } else { "Time so far:" }, length(time)))}</p>
            </div>
        </div>
    }
}

/// Where it stands, in one sentence.
fn said(now: &Snapshot) -> String {
    match now.status {
        Status::Queued if now.started_at.is_some() => "Waiting to go on. It does so by itself.".into(),
        Status::Queued => "Waiting for a free worker. It starts by itself.".into(),
        Status::Running => now.message.clone().unwrap_or_else(|| "Going.".into()),
        Status::Completed => now.message.clone().unwrap_or_else(|| "Done.".into()),
        Status::Failed => "Failed.".into(),
        Status::Cancelled => "Cancelled. What was kept before stays.".into(),
    }
}

/// For those who listen: changes with the step and at the end, whatever happens within a step.
fn announced(now: &Snapshot) -> String {
    let stages = now.kind.stages();
    let present = stages.iter().enumerate().find(|(_, (key, _))| now.stage.as_deref() == Some(key));
    match (now.status, present) {
        (Status::Running, Some((index, (_, label)))) => format!("Step {} of {}: {label}.", index + 1, stages.len()),
        (Status::Running, None) => "It has started.".into(),
        (Status::Completed, _) => "Done.".into(),
        _ => said(now),
    }
}

/// Why a run that had begun waits again: the reason of its last attempt, which says that it is tried again, or that its
/// worker went away.
fn warning(now: &Snapshot) -> Option<String> {
    if now.status != Status::Queued || now.started_at.is_none() {
        return None;
    }
    let reason = now.message.as_ref().filter(|message| message.ends_with("Trying again."));
    Some(reason.cloned().unwrap_or_else(|| "It was interrupted. What was finished is kept, and it goes on from there.".into()))
}

/// The stages of the run's kind, each with its state.
fn steps(now: &Snapshot) -> Vec<Step> {
    let stages = now.kind.stages();
    let present = now.stage.as_deref().and_then(|stage| stages.iter().position(|(key, _)| *key == stage));
    stages
        .iter()
        .enumerate()
        .map(|(index, (_, label))| Step { label: (*label).into(), state: state_of(now.status, index, present) })
        .collect()
}

fn state_of(status: Status, index: usize, present: Option<usize>) -> StepState {
    let before = present.is_some_and(|present| index < present);
    let here = present.unwrap_or(0) == index;
    match status {
        Status::Completed => StepState::Done,
        _ if before => StepState::Done,
        Status::Running if here => StepState::Now,
        Status::Failed if here => StepState::Failed,
        _ => StepState::Next,
    }
}

/// The run's own counts in the order in which its stages make them. The present step's is in its bar.
fn counters_of(now: &Snapshot) -> Vec<(&'static str, i64)> {
    let known = now.kind.counters().iter();
    known.filter_map(|(key, words)| Some((*words, now.counters.get(*key)?.as_i64()?))).collect()
}

/// Time since the start: counted from the server's clock, then by the second in the browser.
fn elapsed(now: Memo<Snapshot>, server_now: DateTime<Utc>) -> Signal<Option<TimeDelta>> {
    let ticks = RwSignal::new(0_i64);
    Effect::new(move |_| {
        let tick = move || {
            if now.try_with_untracked(|now| now.status.is_final()) == Some(false) {
                ticks.update(|ticks| *ticks += 1);
            }
        };
        if let Ok(handle) = set_interval_with_handle(tick, Duration::from_secs(1)) {
            on_cleanup(move || handle.clear());
        }
    });
    Signal::derive(move || {
        let ticks = TimeDelta::seconds(ticks.get());
        now.with(|now| Some(now.finished_at.unwrap_or(server_now + ticks) - now.started_at?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_run_shows_where_it_failed() {
        let states: Vec<_> = (0..3).map(|index| state_of(Status::Failed, index, Some(1))).collect();
        assert_eq!(states, [StepState::Done, StepState::Failed, StepState::Next]);
    }

    #[test]
    fn counts_stand_in_the_order_of_the_stages() {
        let mut now = waiting();
        now.counters = serde_json::json!({ "letters": 3, "got": 300, "scored": 280, "kept": 281, "of tomorrow": 1 });
        assert_eq!(counters_of(&now), [("Postings found", 300), ("Left after sorting", 281), ("Scored", 280), ("Letters", 3)]);
    }

    #[test]
    fn what_is_read_out_changes_with_the_step_and_not_with_its_numbers() {
        let mut now = waiting();
        let mut heard = vec![announced(&now)];
        now.status = Status::Running;
        now.started_at = Some(now.created_at);
        for stage in ["collecting", "scoring"] {
            for done in 0..3 {
                now.stage = Some(stage.into());
                now.done = done;
                now.message = Some(format!("{done} of 3"));
                heard.push(announced(&now));
            }
        }
        heard.dedup();
        assert_eq!(
            heard,
            ["Waiting for a free worker. It starts by itself.", "Step 1 of 6: Ask the sources.", "Step 3 of 6: Score postings."]
        );
    }

    #[test]
    fn a_run_that_waits_again_says_why() {
        let mut now = waiting();
        assert_eq!(warning(&now), None);
        now.started_at = Some(now.created_at);
        now.message = Some("Scoring".into());
        assert!(warning(&now).is_some_and(|words| words.contains("interrupted")));
        now.message = Some("The board does not answer. Trying again.".into());
        assert_eq!(warning(&now), now.message);
    }

    fn waiting() -> Snapshot {
        crate::run::made_up(1, 1, Status::Queued)
    }

    #[test]
    fn a_waiting_run_has_every_step_before_it() {
        assert!((0..3).all(|index| state_of(Status::Queued, index, None) == StepState::Next));
    }
}
