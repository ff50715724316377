//! The facts as a résumé. Each is a link to its place in the CV, which works without the script too.

use super::resume::{Entry, Head, Section};
use job_agent::{
    assistant::FactKind,
    id::FactId,
    profile::{Fact, FactStatus},
};
use leptos::prelude::*;

type Chosen = RwSignal<Option<FactId>>;

/// All sections.
#[component]
pub fn Facts(sections: Vec<Section>, chosen: Chosen) -> impl IntoView {
    sections
        .into_iter()
        .map(|Section { key, heading, entries }| {
            let id = format!("profile-{key}");
            let labelled = id.clone();
            let body = match key {
                "basics" => entries.into_iter().map(|entry| basics(entry, chosen)).collect_view().into_any(),
                "skills" => skills(entries, chosen).into_any(),
                "languages" => {
                    view! { <ul class="profile-chips">{entries.into_iter().map(|entry| pair(entry, chosen)).collect_view()}</ul> }
                        .into_any()
                }
                "interests" => {
                    let facts = entries.into_iter().flat_map(|entry| entry.head.into_iter().chain(entry.lines));
                    view! { <ul class="profile-chips">{items(facts, chosen)}</ul> }.into_any()
                }
                _ => entries.into_iter().map(|entry| role(entry, chosen)).collect_view().into_any(),
            };
            view! {
                <section class="profile-section" aria-labelledby=labelled>
                    <h2 id=id class="profile-section-title">{heading}</h2>
                    <div class="profile-section-body">{body}</div>
                </section>
            }
        })
        .collect_view()
}

/// Name, what they call themselves, how to reach them, and the CV's own summary.
fn basics(entry: Entry, chosen: Chosen) -> impl IntoView {
    let of = |kind: FactKind, facts: &mut Vec<Fact>| -> Vec<Fact> { facts.extract_if(.., |fact| fact.kind == kind).collect() };
    let mut rest: Vec<Fact> = entry.head.into_iter().chain(entry.lines).collect();
    let name = of(FactKind::Name, &mut rest).into_iter().next();
    let labels = of(FactKind::Label, &mut rest);
    let summaries = of(FactKind::Summary, &mut rest);
    view! {
        <div class="profile-person">
            {name.map(|fact| view! { <p class="profile-name"><FactLink fact chosen/></p> })}
            {labels.into_iter().map(|fact| view! { <p class="profile-label"><FactLink fact chosen/></p> }).collect_view()}
            <ul class="profile-contact">{items(rest.into_iter(), chosen)}</ul>
            {summaries.into_iter().map(|fact| view! { <p class="profile-summary"><FactLink fact chosen/></p> }).collect_view()}
        </div>
    }
}

/// Groups with their names, and in one row what is named and no group.
fn skills(entries: Vec<Entry>, chosen: Chosen) -> impl IntoView {
    let (single, groups): (Vec<Entry>, Vec<Entry>) = entries.into_iter().partition(|entry| entry.lines.is_empty());
    let single: Vec<Fact> = single.into_iter().flat_map(|entry| entry.head).collect();
    view! {
        <div class="profile-groups">
            {groups.into_iter().map(|entry| group(entry, chosen)).collect_view()}
            {(!single.is_empty()).then(|| view! { <ul class="profile-chips">{items(single.into_iter(), chosen)}</ul> })}
        </div>
    }
}

/// A group of skills with its name, where the CV gives it one.
fn group(entry: Entry, chosen: Chosen) -> impl IntoView {
    let named = !entry.head.is_empty();
    let name = entry.head.into_iter().map(|fact| view! { <FactLink fact chosen/> }).collect_view();
    view! {
        <div class="profile-group">
            {named.then(|| view! { <p class="profile-group-name">{name}</p> })}
            <ul class="profile-chips">{items(entry.lines.into_iter(), chosen)}</ul>
        </div>
    }
}

/// A language and how well it is spoken.
fn pair(entry: Entry, chosen: Chosen) -> impl IntoView {
    let facts = entry.head.into_iter().chain(entry.lines).map(|fact| view! { <FactLink fact chosen/>" " }).collect_view();
    view! { <li class="profile-pair">{facts}</li> }
}

fn items(facts: impl Iterator<Item = Fact>, chosen: Chosen) -> impl IntoView {
    facts.map(|fact| view! { <li><FactLink fact chosen/></li> }).collect_view()
}

/// A role, a school or a project: who, where and when in its head, and what was done.
fn role(entry: Entry, chosen: Chosen) -> impl IntoView {
    let Head { names, places, dates } = Head::of(entry.head);
    let links = |facts: Vec<Fact>, between: &'static str| {
        facts.into_iter().enumerate().map(|(at, fact)| view! { {(at > 0).then_some(between)}<FactLink fact chosen/> }).collect_view()
    };
    let mut names = names.into_iter();
    let title: Vec<Fact> = names.next().into_iter().collect();
    let under: Vec<Fact> = names.chain(places).collect();
    let (titled, dated, placed) = (!title.is_empty(), !dates.is_empty(), !under.is_empty());
    let head = (titled || dated || placed).then(|| {
        view! {
            <div class="profile-role-head">
                {titled.then(|| view! { <h3 class="profile-role-title">{links(title, "")}</h3> })}
                {dated.then(|| view! { <p class="profile-role-dates">{links(dates, " – ")}</p> })}
                {placed.then(|| view! { <p class="profile-role-place">{links(under, " · ")}</p> })}
            </div>
        }
    });
    let lines = (!entry.lines.is_empty()).then(|| view! { <ul class="profile-role-list">{items(entry.lines.into_iter(), chosen)}</ul> });
    view! { <div class="profile-role">{head}{lines}</div> }
}

/// A fact with the thin underline; click or focus shows its place.
#[component]
pub fn FactLink(
    fact: Fact,
    chosen: Chosen,
    /// It stands on this page before, and that link has its id.
    #[prop(optional)]
    again: bool,
) -> impl IntoView {
    let id = fact.id;
    let mark = mark(&fact);
    let current = move || (chosen.get() == Some(id)).then_some("true");
    view! {
        <a
            id=(!again).then(|| fact_anchor(id))
            class="profile-fact"
            href=format!("/profile?fact={id}#cv")
            data-noscroll=""
            aria-current=current
            on:focus=move |_| chosen.set(Some(id))
        >
            {fact.text}
        </a>
        {mark.map(|words| view! { <span class="profile-fact-mark">{words}</span> })}
    }
}

/// The id of a fact's link.
pub fn fact_anchor(fact: FactId) -> String {
    format!("fact-{fact}")
}

/// What the person said about it, where they did.
fn mark(fact: &Fact) -> Option<&'static str> {
    match (fact.upload_id, fact.status) {
        (None, _) => Some("yours"),
        (_, FactStatus::Edited) => Some("edited"),
        (_, FactStatus::Confirmed) => Some("confirmed"),
        _ => None,
    }
}
