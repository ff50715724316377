//! The person's runs as they stand this moment: what the page was made with, and what this tab has heard since.

use crate::account::api::Person;
use job_agent::{
    id::RunId,
    run::{Kind, Snapshot},
};
use leptos::prelude::*;
use std::collections::HashMap;

type States = HashMap<RunId, Snapshot>;

/// One for the whole tab, however many parts of the page show runs. It listens while anybody shows one.
#[derive(Clone, Copy)]
pub struct LiveRuns {
    states: RwSignal<States>,
    /// Whose bar counts runs.
    person: Person,
    /// Whether the page that the server made is left behind or at least complete.
    settled: StoredValue<bool>,
    #[cfg(feature = "hydrate")]
    tab: super::line::Tab,
}

impl LiveRuns {
    /// To be called once, above every page.
    pub fn provide(person: Person) {
        let states = RwSignal::new(States::new());
        let settled = StoredValue::new(false);
        Effect::new(move |_| settled.set_value(true));
        #[cfg(not(feature = "hydrate"))]
        let live = Self { states, person, settled };
        #[cfg(feature = "hydrate")]
        let live = Self {
            states,
            person,
            settled,
            tab: super::line::Tab::new(Callback::new(move |told| {
                if take(states, told) {
                    person.refresh();
                }
            })),
        };
        provide_context(live);
    }

    /// Those of this tab.
    pub fn here() -> Self {
        expect_context::<Self>()
    }

    /// Listens until the calling component goes, which shows these. On the server nothing happens: effects do not run there.
    pub fn listen(self, shown: Vec<Snapshot>) {
        // The bar of a page that the server made is as old as the page; after a step within the tab it may be older.
        let bar_is_fresh = !self.settled.get_value();
        Effect::new(move |_| {
            let goes = |run: &Snapshot| !run.status.is_final();
            let began = self.states.with_untracked(|states| shown.iter().any(|run| goes(run) && !states.contains_key(&run.run_id)));
            if began && !bar_is_fresh {
                self.person.refresh();
            }
            let is_news = self
                .states
                .with_untracked(|states| shown.iter().any(|run| states.get(&run.run_id).is_none_or(|known| known.seq < run.seq)));
            if is_news {
                self.states.update(|states| shown.iter().for_each(|run| keep(states, run)));
            }
            #[cfg(feature = "hydrate")]
            {
                self.tab.enter();
                on_cleanup(move || self.tab.leave());
            }
        });
    }

    /// One run, from the state that the page was made with.
    pub fn state(self, first: Snapshot) -> Memo<Snapshot> {
        Memo::new(move |_| self.states.with(|states| newer(states, &first).clone()))
    }

    /// A list of runs, newest first: those that the page was made with and those that are new.
    pub fn list(self, first: Vec<Snapshot>, most: usize) -> Memo<Vec<Snapshot>> {
        Memo::new(move |_| self.states.with(|states| merged(states, &first, most)))
    }
}

/// Keeps what is news; whether a run began or ended by it. A state that is told again changes nothing.
#[cfg_attr(not(feature = "hydrate"), cfg_attr(not(test), expect(dead_code, reason = "only the browser hears")))]
fn take(states: RwSignal<States>, told: Snapshot) -> bool {
    let known = states.try_with_untracked(|states| states.get(&told.run_id).map(|known| (known.seq, known.status.is_final())));
    let Some(known) = known else { return false };
    if known.is_some_and(|(seq, _)| seq >= told.seq) {
        return false;
    }
    let (was_final, is_final) = (known.map(|(_, ended)| ended), told.status.is_final());
    states.update(|states| {
        states.insert(told.run_id, told);
    });
    // One that had ended before this tab knew of it is no news for the bar.
    was_final.map_or(!is_final, |was| was != is_final)
}

fn keep(states: &mut States, run: &Snapshot) {
    if states.get(&run.run_id).is_none_or(|known| known.seq < run.seq) {
        states.insert(run.run_id, run.clone());
    }
}

fn newer<'a>(states: &'a States, first: &'a Snapshot) -> &'a Snapshot {
    states.get(&first.run_id).filter(|state| state.seq > first.seq).unwrap_or(first)
}

fn merged(states: &States, first: &[Snapshot], most: usize) -> Vec<Snapshot> {
    // What is older than the oldest that the page shows has its place below.
    let oldest = first.iter().map(|run| run.created_at).min().filter(|_| first.len() >= most);
    let is_listed = |run: &Snapshot| first.iter().any(|listed| listed.run_id == run.run_id);
    let new = states
        .values()
        .filter(|run| run.kind != Kind::AccountMail && !is_listed(run) && oldest.is_none_or(|oldest| run.created_at > oldest));
    let mut all: Vec<Snapshot> = first.iter().map(|run| newer(states, run)).chain(new).cloned().collect();
    all.sort_by_key(|run| std::cmp::Reverse((run.created_at, run.run_id)));
    all.truncate(most);
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::run::made_up as run;
    use job_agent::run::Status;

    #[test]
    fn a_list_shows_new_runs_first_and_the_latest_state_of_each() {
        let states = [run(2, 5, Status::Completed), run(3, 1, Status::Queued), run(1, 1, Status::Queued)];
        let states: States = states.into_iter().map(|run| (run.run_id, run)).collect();
        let first = [run(2, 4, Status::Running), run(1, 2, Status::Running)];
        let shown =
            |most| -> Vec<(u128, i64)> { merged(&states, &first, most).iter().map(|run| (run.run_id.0.as_u128(), run.seq)).collect() };
        assert_eq!(shown(10), [(3, 1), (2, 5), (1, 2)]);
        assert_eq!(shown(2), [(3, 1), (2, 5)]);
    }

    #[test]
    fn what_is_told_again_changes_nothing_and_a_run_that_begins_or_ends_counts() {
        let owner = Owner::new();
        owner.with(|| {
            let states = RwSignal::new(States::new());
            assert!(!take(states, run(9, 7, Status::Failed)), "it had ended before");
            assert!(take(states, run(1, 1, Status::Queued)));
            assert!(!take(states, run(1, 2, Status::Running)));
            assert!(!take(states, run(1, 1, Status::Queued)), "told again");
            assert!(take(states, run(1, 3, Status::Completed)));
            assert_eq!(states.with(|states| states[&run(1, 0, Status::Queued).run_id].seq), 3);
        });
    }
}
