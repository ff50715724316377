//! The honest end of a job search: what each source was asked and gave, what was dropped and why.

use super::words::{count, outcome};
use crate::{
    search::form::mode_name,
    ui::{
        badge::{Badge, Meaning},
        button::{LinkButton, Weight},
        icon::Icon,
        notice::Notice,
        table::Table,
    },
};
use job_agent::{
    id::RunId,
    posting::{Outcome, PASTED},
    search::{BoardLine, Criteria, Report, ReportLetter, ReportModel, SourceLine},
};
use leptos::prelude::*;
use std::collections::BTreeMap;

/// The whole report.
#[component]
pub fn ReportView(report: Report, run: RunId) -> impl IntoView {
    let Report { sources, boards, scored, from_before, matches, new_matches, letters, letters_refused, delivery_run, model, criteria } =
        report;
    let answered = answered(&sources);
    let names: BTreeMap<String, String> = sources.iter().map(|line| (line.key.clone(), line.name.clone())).collect();
    let before = if from_before > 0 { format!(" ({from_before} of them from earlier searches, still open)") } else { String::new() };
    let kept = format!(
        "{} scored{before}, {} kept, {} of them new to you.",
        count(scored, "posting", "postings"),
        count(matches, "match", "matches"),
        new_matches
    );
    let next = if matches > 0 {
        view! { <LinkButton href=format!("/matches?run={run}") weight=Weight::Primary icon=Icon::Target>"See the matches"</LinkButton> }
            .into_any()
    } else {
        view! { <LinkButton href="/searches" weight=Weight::Primary icon=Icon::Settings>"Change the search"</LinkButton> }.into_any()
    };
    let written = letters
        .iter()
        .map(|letter| {
            let ReportLetter { id, title, company } = letter.clone();
            view! { <li><a href=format!("/letters/{id}")>{title}</a><span class="quiet">{company}</span></li> }
        })
        .collect_view();
    let delivery = match (delivery_run, criteria.deliver) {
        (Some(run), _) => {
            view! { <p>"The shortlist was handed over for mailing. "<a href=format!("/runs/{run}")>"How that went"</a></p> }.into_any()
        }
        (None, true) => view! { <p>"Nothing was mailed: nothing is new since the last mail."</p> }.into_any(),
        (None, false) => view! { <p>"Nothing was mailed, as the settings say."</p> }.into_any(),
    };
    view! {
        <section class="run-end run-report" aria-labelledby="run-report">
            <h2 id="run-report">"Report"</h2>
            <p class="run-report-summary">{answered}" "{kept}</p>
            <div class="button-row">{next}</div>
            <Sources sources/>
            {(!boards.is_empty()).then(|| view! { <Boards boards/> })}
            <h3>"Letters"</h3>
            {if letters.is_empty() { view! { <p>"None was written."</p> }.into_any() } else { view! { <ul class="run-letters">{written}</ul> }.into_any() }}
            {(!letters_refused.is_empty()).then(|| view! {
                <Notice meaning=Meaning::Attention title="Letters that were not written, because a sentence had no fact behind it">
                    <ul class="run-problems">{letters_refused.into_iter().map(|why| view! { <li>{why}</li> }).collect_view()}</ul>
                </Notice>
            })}
            <h3>"Delivery"</h3>
            {delivery}
            <h3>"Assistant"</h3>
            <Assistant model/>
            <Settings criteria names/>
        </section>
    }
}

/// Such as "2 sources answered, 1 did not."
fn answered(sources: &[SourceLine]) -> String {
    let good = sources.iter().filter(|line| matches!(line.outcome, Outcome::Ok | Outcome::OkEmpty | Outcome::Partial)).count();
    let rest = match sources.len() - good {
        0 => String::new(),
        1 => ", 1 did not".into(),
        n => format!(", {n} did not"),
    };
    format!("{} answered{rest}.", count(good, "source", "sources"))
}

/// Whether a model was asked, what came of it and what it cost.
#[component]
fn Assistant(model: Option<ReportModel>) -> impl IntoView {
    let Some(ReportModel { name, provider, budget, spent, read, moved, refused, warnings }) = model else {
        return view! { <p>"The built-in assistant did everything. Nothing was sent to a model."</p> }.into_any();
    };
    let did = format!(
        "{name} of {provider} read {} again and moved the score of {moved}. {} that it could not show {} left out.",
        count(read, "match", "matches"),
        count(refused, "point", "points"),
        if refused == 1 { "was" } else { "were" }
    );
    let cost = format!(
        "It was asked {} of at most {} times, with {} tokens in and {} tokens out, of at most {} in all.",
        spent.calls, budget.calls, spent.tokens_in, spent.tokens_out, budget.tokens
    );
    view! {
        <p>{did}</p>
        <p>{cost}</p>
        {(!warnings.is_empty()).then(|| view! {
            <Notice meaning=Meaning::Attention title="What the model did not do">
                <ul class="run-problems">{warnings.into_iter().map(|words| view! { <li>{words}</li> }).collect_view()}</ul>
            </Notice>
        })}
    }
    .into_any()
}

#[component]
fn Sources(sources: Vec<SourceLine>) -> impl IntoView {
    let rows = sources.into_iter().map(|line| view! { <SourceRow line/> }).collect_view();
    view! {
        <Table
            caption="What each source was asked and gave"
            head=ViewFn::from(|| view! {
                <tr>
                    <th scope="col">"Source"</th>
                    <th scope="col">"Outcome"</th>
                    <th scope="col">"Asked"</th>
                    <th scope="col" class="table-number">"Got"</th>
                    <th scope="col" class="table-number">"Kept"</th>
                    <th scope="col">"Dropped, and why"</th>
                </tr>
            })
        >
            {rows}
        </Table>
    }
}

/// Companies that were named and whose boards nobody knew.
#[component]
fn Boards(boards: Vec<BoardLine>) -> impl IntoView {
    let rows = boards
        .into_iter()
        .map(|BoardLine { name, found, words }| {
            let (meaning, word) = if found { (Meaning::Good, "Found") } else { (Meaning::Attention, "Not found") };
            view! { <li class="run-board"><Badge meaning>{word}</Badge><span><strong>{name}</strong>": "{words}</span></li> }
        })
        .collect_view();
    view! {
        <h3>"Companies that were looked for"</h3>
        <ul class="run-boards">{rows}</ul>
    }
}

#[component]
fn SourceRow(line: SourceLine) -> impl IntoView {
    let (meaning, word) = outcome(line.outcome);
    let state = match meaning {
        Meaning::Bad => "broken",
        Meaning::Attention => "limited",
        Meaning::Good | Meaning::Neutral => "answered",
    };
    let dropped = if line.dropped.is_empty() {
        view! { <span class="quiet">"None"</span> }.into_any()
    } else {
        let rows = line.dropped.into_iter().map(|(why, n)| {
            view! {
                <li class="run-reason"><span class="run-reason-count">{n}</span><span>{why}</span></li>
            }
        });
        view! { <ul class="run-reasons">{rows.collect_view()}</ul> }.into_any()
    };
    view! {
        <tr class="run-source" data-state=state>
            <th scope="row">{line.name}</th>
            <td>
                <Badge meaning>{word}</Badge>
                {line.detail.map(|detail| view! { <p class="table-note">{detail}</p> })}
            </td>
            <td>{line.asked}</td>
            <td class="table-number">{line.got}</td>
            <td class="table-number">{line.kept}</td>
            <td>{dropped}</td>
        </tr>
    }
}

/// What was in force when the run started.
#[component]
fn Settings(criteria: Criteria, names: BTreeMap<String, String>) -> impl IntoView {
    let name = |key: &String| names.get(key).unwrap_or(key).clone();
    let list = |items: Vec<String>, none: &str| if items.is_empty() { none.to_owned() } else { items.join(", ") };
    let modes = criteria.modes.iter().map(|mode| mode_name(*mode).to_owned()).collect();
    let named = criteria.companies.iter().filter(|(source, _)| *source != PASTED);
    let companies = named.map(|(source, boards)| format!("{}: {}", name(source), boards.join(", "))).collect();
    let rows = [
        ("Titles", list(criteria.titles, "None")),
        ("Places", list(criteria.places, "Those on the CV")),
        ("Where", list(modes, "Any")),
        ("Sources", list(criteria.sources.iter().map(name).collect(), "None")),
        ("Companies", list(companies, "None named")),
        ("Lowest pay a year", criteria.salary_floor.map_or("None".into(), |floor| format!("{floor} {}", criteria.currency))),
        ("Posted in the last", criteria.fresh_days.map_or("Any age".into(), |days| format!("{days} days"))),
        ("Matches at most", criteria.limit.to_string()),
        ("Letters for the best", criteria.letters.to_string()),
        ("A model may help", if criteria.model { "Yes" } else { "No" }.into()),
    ];
    view! {
        <section class="run-settings" aria-labelledby="run-settings">
            <h3 id="run-settings">"Settings used"</h3>
            <dl class="details">{rows.into_iter().map(|(name, value)| view! { <dt>{name}</dt><dd>{value}</dd> }).collect_view()}</dl>
        </section>
    }
}
