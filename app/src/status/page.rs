//! `/status`

use super::{api::read_health, history::History};
use crate::{
    home::ServerState,
    loaded::Loaded,
    run::outcome,
    ui::{
        badge::{Badge, Meaning},
        table::Table,
        time::When,
    },
};
use chrono::NaiveDate;
use job_agent::posting::{Outcome, SourceHealth};
use leptos::prelude::*;
use leptos_meta::Title;

/// How this server and its sources are doing.
#[component]
pub fn StatusPage() -> impl IntoView {
    let data = Resource::new_blocking(|| (), |()| read_health());
    view! {
        <Title text="Status"/>
        <div class="page">
            <div class="page-head">
                <div>
                    <h1 class="page-title">"Status"</h1>
                    <p class="page-lead">"How this server is, and how each source answered when searches asked it."</p>
                    <ServerState/>
                </div>
            </div>
            <Loaded from=data lines=20 show={|sources: Vec<SourceHealth>| view! { <Sources sources/> }.into_any()}/>
        </div>
    }
}

#[component]
fn Sources(sources: Vec<SourceHealth>) -> impl IntoView {
    let today = sources.iter().flat_map(|source| &source.days).map(|day| day.day).max().unwrap_or_default();
    let summary = in_short(&sources);
    let rows = sources.into_iter().map(|source| view! { <Row source today/> }).collect_view();
    view! {
        <p class="status-summary">{summary}</p>
        <Table
            caption="Sources"
            head=move || view! {
                <tr>
                    <th scope="col">"Source"</th>
                    <th scope="col">"Last answer"</th>
                    <th scope="col">"Last good answer"</th>
                    <th scope="col">"Thirty days"</th>
                </tr>
            }
        >
            {rows}
        </Table>
    }
}

/// "3 sources answered, 1 needs a key, 13 were not asked yet."
fn in_short(sources: &[SourceHealth]) -> String {
    let count = |is: &dyn Fn(&SourceHealth) -> bool| sources.iter().filter(|source| is(source)).count();
    let good = count(&|source| source.state.is_some_and(is_good));
    let keys = count(&|source| source.state.is_none() && !source.missing.is_empty());
    let bad = count(&|source| source.state.is_some_and(|state| !is_good(state)));
    let rest = sources.len() - good - keys - bad;
    let parts = [(good, "answered well"), (bad, "did not"), (keys, "wait for a key"), (rest, "were not asked yet")];
    let said: Vec<String> = parts.into_iter().filter(|(n, _)| *n > 0).map(|(n, words)| format!("{n} {words}")).collect();
    format!("Of {} sources {}.", sources.len(), said.join(", "))
}

fn is_good(state: Outcome) -> bool {
    matches!(state, Outcome::Ok | Outcome::OkEmpty | Outcome::Partial | Outcome::UnknownCompany)
}

#[component]
fn Row(source: SourceHealth, today: NaiveDate) -> impl IntoView {
    let state = match source.state {
        None if !source.missing.is_empty() => {
            let words = format!("The operator has to set {}.", source.missing.join(" and "));
            view! { <Badge meaning=Meaning::Attention>"Needs a key"</Badge> " " <span class="quiet">{words}</span> }.into_any()
        }
        None => view! { <span class="quiet">"Not asked yet"</span> }.into_any(),
        Some(state) => {
            let (meaning, word) = outcome(state);
            view! { <Badge meaning>{word}</Badge> }.into_any()
        }
    };
    view! {
        <tr>
            <th scope="row">{source.name}</th>
            <td>{state} {source.checked_at.map(|at| view! { <div class="quiet"><When at/></div> })}</td>
            <td>{source.last_ok_at.map_or_else(|| view! { <span class="quiet">"None yet"</span> }.into_any(), |at| view! { <When at/> }.into_any())}</td>
            <td><History days=source.days today/></td>
        </tr>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sources_are_summed_up() {
        let source = |state: Option<Outcome>, missing: &[&str]| SourceHealth {
            key: String::new(),
            name: String::new(),
            state,
            checked_at: None,
            last_ok_at: None,
            missing: missing.iter().map(|name| (*name).to_owned()).collect(),
            days: Vec::new(),
        };
        let sources = [source(Some(Outcome::Ok), &[]), source(Some(Outcome::Broken), &[]), source(None, &["KEY"]), source(None, &[])];
        assert_eq!(in_short(&sources), "Of 4 sources 1 answered well, 1 did not, 1 wait for a key, 1 were not asked yet.");
    }
}
