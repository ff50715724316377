//! The form with the settings of a search.

use super::{
    api::BeginSearch,
    form::{MODES, mode_key, mode_name},
};
use crate::account::LetModel;
use crate::edge::FormOf;
use crate::ui::{
    badge::{Badge, Meaning},
    button::{Button, Weight},
    field::{Field, FieldErrorLine, TextArea},
    icon::Icon,
    notice::Notice,
    select::Check,
};
use job_agent::{id::JobSearchId, posting::SourceCard, search::Criteria};
use leptos::{context::Provider, prelude::*, server_fn::ServerFn};

/// The fields that show their own errors; what is wrong with others stands above the form.
const FIELDS: [&str; 11] =
    ["name", "titles", "places", "modes", "sources", "boards", "salary_floor", "currency", "fresh_days", "limit", "letters"];

/// The settings, filled in with `criteria`. Sending them starts a run, unless a search is changed without one.
#[component]
pub fn SearchSettings(
    criteria: Criteria,
    sources: Vec<SourceCard>,
    /// Companies whose boards are known by name.
    known: Vec<String>,
    key: String,
    #[prop(optional, into)] name: String,
    /// The search that is changed; without one a new one is made.
    #[prop(optional)]
    search: Option<JobSearchId>,
    /// What sends them, where the page follows it.
    #[prop(optional)]
    action: Option<ServerAction<BeginSearch>>,
) -> impl IntoView {
    let action = action.unwrap_or_default();
    let failed = move || action.value().get().and_then(Result::err);
    let refused = if search.is_some() { "The search was not saved" } else { "The search was not started" };
    let wrong = move |field: &'static str| Signal::derive(move || failed().and_then(|error| error.field(field)));
    let beyond = move || failed().and_then(|error| error.beyond(&FIELDS));
    let Criteria {
        titles,
        places,
        modes,
        sources: asked,
        boards,
        companies,
        salary_floor,
        currency,
        fresh_days,
        limit,
        letters,
        deliver,
        model,
    } = criteria;
    let floor = salary_floor.map(|floor| floor.to_string()).unwrap_or_default();
    let days = fresh_days.map(|days| days.to_string()).unwrap_or_default();
    view! {
        <Provider value=FormOf(BeginSearch::PATH)>
            <ActionForm action>
                <div class="form search-form">
                    {move || beyond().map(|words| view! { <Notice meaning=Meaning::Bad title=refused>{words}</Notice> })}
                    <input type="hidden" name="key" value=key/>
                    {search.map(|id| view! { <input type="hidden" name="search" value=id.to_string()/> })}
                    <Field name="name" label="Name of this search" hint="Only for you, to find it again." value=name optional=true maxlength=120 error=wrong("name")/>
                    <TextArea name="titles" label="Titles" hint="One a line. Openings with other words for the same work are found too." rows=3 value=titles.join("\n") error=wrong("titles")/>
                    <TextArea name="places" label="Places" hint="One a line: a city, a region or a country. Empty: the places on your CV count." rows=2 value=places.join("\n") optional=true error=wrong("places")/>
                    <fieldset class="field">
                        <legend class="field-label">"Where the work is done"</legend>
                        <div class="field-hint">"None ticked: any."</div>
                        <div class="field-choices">
                            {MODES
                                .into_iter()
                                .map(|mode| view! {
                                    <Check name="modes[]" label=mode_name(mode) value=mode_key(mode) checked=modes.contains(&mode)/>
                                })
                                .collect_view()}
                        </div>
                        <FieldErrorLine id="modes-error" error=wrong("modes").into()/>
                    </fieldset>
                    <Sources sources asked companies error=wrong("sources")>
                        <Companies named=boards known wrong=wrong("boards")/>
                    </Sources>
                    <div class="field-pair">
                        <Field name="salary_floor" label="Lowest pay a year" hint="Before tax. Openings that say less get a lower score; many say nothing." inputmode="numeric" value=floor optional=true error=wrong("salary_floor")/>
                        <Field name="currency" label="Currency" hint="Three letters, such as EUR." maxlength=3 value=currency error=wrong("currency")/>
                    </div>
                    <div class="field-pair">
                        <Field name="fresh_days" label="Posted in the last days" hint="Older openings are left out. Empty: any age." inputmode="numeric" value=days optional=true error=wrong("fresh_days")/>
                        <Field name="limit" label="Matches at most" inputmode="numeric" value=limit.to_string() error=wrong("limit")/>
                    </div>
                    <Field name="letters" label="Letters for the best" hint="0 writes none. Each sentence comes from your facts." inputmode="numeric" value=letters.to_string() error=wrong("letters")/>
                    <Check name="deliver" label="Mail me the shortlist, with the letters attached" checked=deliver/>
                    <LetModel checked=model/>
                    {search.map(|_| view! { <Check name="run" label="Run it now" checked=true hint="Otherwise the settings are kept, and count from the next run on."/> })}
                    <div class="form-actions">
                        <Button weight=Weight::Primary icon=Icon::Search busy=action.pending()>{if search.is_some() { "Save the search" } else { "Start search" }}</Button>
                    </div>
                </div>
            </ActionForm>
        </Provider>
    }
}

/// The sources as cards; one that serves a company a call asks for the companies' board names.
#[component]
fn Sources(
    sources: Vec<SourceCard>,
    asked: Vec<String>,
    companies: std::collections::BTreeMap<String, Vec<String>>,
    #[prop(into)] error: Signal<Option<String>>,
    children: Children,
) -> impl IntoView {
    let cards = sources
        .into_iter()
        .map(|card| {
            let names = companies.get(&card.key).map(|names| names.join("\n")).unwrap_or_default();
            let (label, hint) = if card.takes_links {
                ("Addresses".to_owned(), "One a line, each with https:// in front.")
            } else {
                (format!("Companies at {}", card.name), "Board names, one a line, as they stand in the address of the company's job page.")
            };
            let boards = card.needs_companies.then(|| view! {
                <TextArea
                    name=format!("companies[{}]", card.key)
                    label
                    hint
                    rows=2
                    value=names
                    optional=true
                />
            });
            view! {
                <li class="search-source">
                    <div class="search-source-body">
                    <Check name="sources[]" label=card.name.clone() value=card.key.clone() checked=asked.contains(&card.key) hint=card.about/>
                    {boards}
                    </div>
                    {card.sample.then(|| view! { <Badge meaning=Meaning::Neutral>"Sample: fictional"</Badge> })}
                </li>
            }
        })
        .collect_view();
    view! {
        <fieldset class="field">
            <legend class="field-label">"Sources"</legend>
            {children()}
            <ul class="search-sources">{cards}</ul>
            <FieldErrorLine id="sources-error" error=error.into()/>
        </fieldset>
    }
}

/// Companies by what people have at hand; their boards stand at their sources once the search is kept.
#[component]
fn Companies(named: Vec<String>, known: Vec<String>, #[prop(into)] wrong: Signal<Option<String>>) -> impl IntoView {
    let summary = format!("{} companies that are known by name", known.len());
    view! {
        <TextArea
            name="boards"
            label="Companies and openings to ask for"
            hint="One a line: the address of a company's job page, such as https://jobs.lever.co/acme, a company's name, or the page of one opening. A name that is not in the list below is looked for at the boards when the search runs."
            rows=2
            value=named.join("\n")
            optional=true
            error=wrong
        />
        <details class="search-known">
            <summary>{summary}</summary>
            <p class="quiet">{known.join(", ")}</p>
        </details>
    }
}
