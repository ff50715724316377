//! All matches, best first.

use super::{
    api::{DecideMatch, MatchesView, read_matches},
    card::Card,
};
use crate::{
    account::api::Person,
    error_page::Failed,
    loaded::Loaded,
    search::find::FindOpenings,
    ui::{
        button::{LinkButton, Weight},
        empty::Empty,
        icon::Icon,
        tabs::{Tab, Tabs},
        toast::Toaster,
    },
};
use job_agent::{
    id::RunId,
    search::{MatchCounts, MatchStatus},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// The tabs: the word in the address, the words on the page, and what they show.
const TABS: [(&str, &str, Option<MatchStatus>); 4] = [
    ("all", "All", None),
    ("new", "New", Some(MatchStatus::New)),
    ("saved", "Saved", Some(MatchStatus::Saved)),
    ("dismissed", "Dismissed", Some(MatchStatus::Dismissed)),
];

/// `/matches`, `/matches?show=saved`, `/matches?run={id}`
#[component]
pub fn MatchesPage() -> impl IntoView {
    let query = use_query_map();
    let shown = Memo::new(move |_| {
        let word = query.read().get("show").unwrap_or_default();
        TABS.into_iter().find(|(key, ..)| *key == word).unwrap_or(TABS[0])
    });
    let run = Memo::new(move |_| query.read().get("run").and_then(|id| id.parse::<RunId>().ok()));
    let data = Resource::new_blocking(move || (shown.get().2, run.get()), |(status, run)| read_matches(status, run));
    let action = ServerAction::<DecideMatch>::new();
    after_deciding(action, data);
    let failed = move || action.value().get().and_then(Result::err);
    let tabs = move |counts| Signal::derive(move || tabs(shown.get().0, run.get(), counts));
    view! {
        <Title text="Matches"/>
        <div class="page">
            <div class="page-head">
                <div>
                    <h1 class="page-title">"Matches"</h1>
                    <p class="page-lead">"Openings that were scored against your profile, best first. Each reason quotes the opening and your CV."</p>
                </div>
                <div class="page-actions"><LinkButton href="/matches/paste" icon=Icon::Plus>"Paste an opening"</LinkButton></div>
            </div>
            <Transition fallback=move || view! { <Tabs label="Which matches" tabs=tabs(None)/> }>
                {move || {
                    let counts = data.get().and_then(Result::ok).map(|view| view.counts);
                    view! { <Tabs label="Which matches" tabs=tabs(counts)/> }
                }}
            </Transition>
            {move || failed().map(|error| view! { <Failed error/> })}
            {move || run.get().map(|_| view! { <p class="match-run quiet">"Only those of one run. "<a href="/matches">"Show all"</a></p> })}
            <Loaded from=data lines=18 show=move |view: MatchesView| view! { <Full view action shown=shown.get_untracked().0/> }.into_any()/>
        </div>
    }
}

/// Reads the list and the numbers of the bar again, and says what was done.
fn after_deciding(action: ServerAction<DecideMatch>, data: Resource<Result<MatchesView, crate::edge::ApiError>>) {
    let toaster = Toaster::here();
    let person = Person::here();
    Effect::new(move |_| {
        let Some(Ok(status)) = action.value().get() else { return };
        toaster.say(match status {
            MatchStatus::Saved => "Saved.",
            MatchStatus::Dismissed => "Dismissed. You find it under “Dismissed” and can put it back.",
            MatchStatus::New => "Put back.",
            MatchStatus::Applied => "Marked as applied.",
        });
        data.refetch();
        person.refresh();
    });
}

fn tabs(shown: &str, run: Option<RunId>, counts: Option<MatchCounts>) -> Vec<Tab> {
    let run = run.map(|run| format!("&run={run}")).unwrap_or_default();
    let count = |key: &str| {
        counts.map(|counts| match key {
            "new" => counts.new,
            "saved" => counts.saved,
            "dismissed" => counts.dismissed,
            _ => counts.all,
        })
    };
    TABS.into_iter()
        .map(|(key, label, _)| Tab {
            label: label.into(),
            href: format!("/matches?show={key}{run}"),
            count: count(key),
            current: key == shown,
        })
        .collect()
}

#[component]
fn Full(view: MatchesView, action: ServerAction<DecideMatch>, shown: &'static str) -> impl IntoView {
    let MatchesView { matches, numbers, key, .. } = view;
    if !matches.is_empty() {
        let cards = matches.into_iter().map(|card| view! { <Card card action/> }).collect_view();
        return view! { <ul class="match-list">{cards}</ul> }.into_any();
    }
    match shown {
        "saved" => view! {
            <Empty icon=Icon::Star title="Nothing saved" text="Press “Save” on a match that you want to come back to. It is kept here whatever later searches find.">
                <LinkButton href="/matches" weight=Weight::Primary>"See all matches"</LinkButton>
            </Empty>
        }
        .into_any(),
        "dismissed" => view! {
            <Empty icon=Icon::Close title="Nothing dismissed" text="What you dismiss goes here with your reason, and can be put back.">
                <LinkButton href="/matches" weight=Weight::Primary>"See all matches"</LinkButton>
            </Empty>
        }
        .into_any(),
        _ if numbers.facts == 0 => view! {
            <Empty icon=Icon::Target title="No matches yet" text="Matches are openings scored against your CV. There is no CV to score against yet.">
                <LinkButton href="/onboarding/cv" weight=Weight::Primary icon=Icon::Upload>"Upload a CV"</LinkButton>
            </Empty>
        }
        .into_any(),
        _ => view! {
            <Empty icon=Icon::Target title="No matches here" text="Matches are openings scored against your profile. A search takes a minute or two and ends in a report of what every source gave.">
                <FindOpenings key/>
            </Empty>
        }
        .into_any(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_tab_says_how_many_are_under_it() {
        let counts = MatchCounts { all: 12, new: 9, saved: 3, dismissed: 4 };
        let shown: Vec<_> = tabs("saved", None, Some(counts)).into_iter().map(|tab| (tab.label, tab.count, tab.current)).collect();
        assert_eq!(shown[0], ("All".into(), Some(12), false));
        assert_eq!(shown[2], ("Saved".into(), Some(3), true));
        assert_eq!(shown[3], ("Dismissed".into(), Some(4), false));
        assert!(tabs("all", None, None).iter().all(|tab| tab.count.is_none()), "no number before there is one");
    }
}
