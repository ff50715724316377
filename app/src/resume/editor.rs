//! The sections with their entries. Every act is a form of its own, which works without the script too.

use super::{
    api::{ChangeResume, EditResume},
    desk::{Desk, Job},
    field::KeptField,
};
use crate::{
    search::matches::source_of,
    ui::{
        badge::Badge,
        button::{Button, Weight},
        form_errors::{FormErrors, FormNotice},
        icon::Icon,
    },
};
use job_agent::{
    profile::Fact,
    resume::{Change, Entry, Part, Section, Shape},
};
use leptos::{ev::SubmitEvent, prelude::*, server_fn::ServerFn};
use std::sync::Arc;

/// All sections in their order.
#[component]
pub fn Sections(facts: Vec<Fact>) -> impl IntoView {
    let desk = Desk::here();
    let facts = Arc::new(facts);
    // A form that was sent without the script and refused says here what of it is wrong.
    let errors = FormErrors::of(ServerAction::<EditResume>::new());
    let parts = Memo::new(move |_| desk.work.with(|work| work.draft.sections.iter().map(|section| section.part).collect::<Vec<_>>()));
    view! {
        <FormNotice errors/>
        <For each=move || parts.get() key=|part| *part let(part)>
            <OneSection part facts=facts.clone() errors/>
        </For>
    }
}

#[component]
fn OneSection(part: Part, facts: Arc<Vec<Fact>>, errors: FormErrors) -> impl IntoView {
    let desk = Desk::here();
    let section = Memo::new(move |_| desk.work.with(|work| work.draft.section(part).cloned()));
    let entries = Memo::new(move |_| section.with(|section| section.as_ref().map(ids).unwrap_or_default()));
    let hidden = Memo::new(move |_| section.with(|section| section.as_ref().is_some_and(|section| section.hidden)));
    let heading = format!("resume-{}", part.key());
    let next = move || desk.work.with(|work| work.draft.next);
    let adds = (part != Part::Basics).then(|| {
        view! {
            <Act change=Change::AddEntry part entry=Signal::derive(next) icon=Icon::Plus focus=Signal::derive(move || format!("entry-{}-open", next()))>
                "Add " {part.one()}
            </Act>
        }
    });
    view! {
        <section class="resume-section" id=part.key() aria-labelledby=heading.clone() data-hidden=move || hidden.get().then_some("")>
            <div class="resume-section-head">
                <h2 id=heading.clone() class="resume-section-title">
                    {part.title()}
                    {move || hidden.get().then(|| view! { " " <Badge>"Hidden"</Badge> })}
                </h2>
                {(part != Part::Basics).then(|| view! { <SectionActs part hidden/> })}
            </div>
            <div class="resume-entries">
                <For each=move || entries.get() key=|id| *id let(id)>
                    <OneEntry part id facts=facts.clone() errors/>
                </For>
            </div>
            {adds}
        </section>
    }
}

fn ids(section: &Section) -> Vec<u32> {
    section.entries.iter().map(|entry| entry.id).collect()
}

/// Up, down, and whether it stands on the page at all.
#[component]
fn SectionActs(part: Part, hidden: Memo<bool>) -> impl IntoView {
    let title = part.title();
    let key = part.key();
    let move_it = (!part.is_fixed()).then(|| {
        view! {
            <Act change=Change::SectionUp part id=format!("{key}-up") focus=format!("{key}-up {key}-down") label=format!("Move {title} up") icon=Icon::ArrowUp/>
            <Act change=Change::SectionDown part id=format!("{key}-down") focus=format!("{key}-down {key}-up") label=format!("Move {title} down") icon=Icon::ArrowDown/>
        }
    });
    view! {
        <div class="resume-acts">
            {move_it}
            {move || if hidden.get() {
                view! { <Act change=Change::ShowSection part label=format!("Show {title}") icon=Icon::EyeOff/> }.into_any()
            } else {
                view! { <Act change=Change::HideSection part label=format!("Hide {title}") icon=Icon::Eye/> }.into_any()
            }}
        </div>
    }
}

#[component]
fn OneEntry(part: Part, id: u32, facts: Arc<Vec<Fact>>, errors: FormErrors) -> impl IntoView {
    let desk = Desk::here();
    let entry = Memo::new(move |_| desk.work.with(|work| work.draft.entry(id).map(|(_, entry)| entry.clone())));
    let title = Memo::new(move |_| entry.with(|entry| entry.as_ref().map(|entry| entry.title(part)).unwrap_or_default()));
    let dates = Memo::new(move |_| entry.with(|entry| entry.as_ref().map(|entry| dates(part, entry)).unwrap_or_default()));
    let hidden = Memo::new(move |_| entry.with(|entry| entry.as_ref().is_some_and(|entry| entry.hidden)));
    let is_basics = part == Part::Basics;
    // What is empty waits to be written, and what was refused to be mended.
    let open = is_basics
        || untrack(|| errors.within(&format!("{id}.")))
        || entry.with_untracked(|entry| entry.as_ref().is_some_and(|entry| entry.fields.is_empty()));
    let fields = part
        .fields()
        .iter()
        .map(|spec| view! { <KeptField entry=id spec=*spec refused=errors.of_field(format!("{id}.{}", spec.name))/> })
        .collect_view();
    view! {
        <article class="resume-entry" id=format!("entry-{id}") data-hidden=move || hidden.get().then_some("")>
            <details open=open>
                <summary class="resume-entry-head" id=format!("entry-{id}-open")>
                    <span class="resume-entry-title">{title}</span>
                    <span class="resume-entry-dates">{dates}</span>
                    {move || hidden.get().then(|| view! { <Badge>"Hidden"</Badge> })}
                </summary>
                <form
                    method="post"
                    action=EditResume::url()
                    on:submit=move |event: SubmitEvent| event.prevent_default()
                >
                    <input type="hidden" name="id" value=desk.id.to_string()/>
                    <div class="resume-fields">{fields}</div>
                    <div class="without-script"><Button>"Save"</Button></div>
                </form>
                {move || entry.with(|entry| entry.as_ref().map(|entry| behind(entry, &facts)))}
            </details>
            {(!is_basics).then(|| view! { <EntryActs id title hidden/> })}
        </article>
    }
}

/// From, until.
fn dates(part: Part, entry: &Entry) -> String {
    let dates: Vec<String> = part
        .fields()
        .iter()
        .filter(|spec| spec.shape == Shape::Date)
        .map(|spec| entry.text(spec.name))
        .filter(|text| !text.is_empty())
        .collect();
    dates.join(" – ")
}

/// The lines of the CV that an entry came from.
fn behind(entry: &Entry, facts: &[Fact]) -> impl IntoView + use<> {
    let ids = entry.facts();
    let rows: Vec<_> = facts
        .iter()
        .filter(|fact| ids.contains(&fact.id))
        .map(|fact| {
            let source = source_of(fact);
            let href = format!("/profile?fact={}#cv", fact.id);
            view! { <li class="resume-source"><a href=href><q>{source.quote}</q></a> <span>{source.place}</span></li> }
        })
        .collect();
    let words = match rows.len() {
        0 if !ids.is_empty() => {
            return view! { <p class="resume-own">"The CV that this came from is not here any more."</p> }.into_any();
        }
        0 => return view! { <p class="resume-own">"In your own words: no line of a CV stands behind it."</p> }.into_any(),
        1 => "From 1 line of your CV".to_owned(),
        lines => format!("From {lines} lines of your CV"),
    };
    view! {
        <details class="resume-sources">
            <summary>{words}</summary>
            <ul>{rows}</ul>
        </details>
    }
    .into_any()
}

#[component]
fn EntryActs(id: u32, title: Memo<String>, hidden: Memo<bool>) -> impl IntoView {
    let of = move |act: &'static str, more: &'static str| Signal::derive(move || format!("{act} {}{more}", title.get()));
    let (up, down) = (format!("entry-{id}-up"), format!("entry-{id}-down"));
    view! {
        <div class="resume-acts">
            <Act change=Change::EntryUp entry=id id=up.clone() focus=format!("{up} {down}") label=of("Move", " up") icon=Icon::ArrowUp/>
            <Act change=Change::EntryDown entry=id id=down.clone() focus=format!("{down} {up}") label=of("Move", " down") icon=Icon::ArrowDown/>
            {move || if hidden.get() {
                view! { <Act change=Change::ShowEntry entry=id label=of("Show", "") icon=Icon::EyeOff/> }.into_any()
            } else {
                view! { <Act change=Change::HideEntry entry=id label=of("Hide", "") icon=Icon::Eye/> }.into_any()
            }}
            <Act change=Change::RemoveEntry entry=id label=of("Remove", "") icon=Icon::Bin/>
        </div>
    }
}

/// One act: a form with one button. With the script it waits for what was typed before it.
#[component]
pub fn Act(
    change: Change,
    #[prop(optional, into)] part: Option<Part>,
    #[prop(optional, into)] entry: MaybeProp<u32>,
    icon: Icon,
    #[prop(optional, into)] label: MaybeProp<String>,
    /// Of the button.
    #[prop(optional, into)]
    id: MaybeProp<String>,
    /// Ids with blanks between: the first one there is has the keyboard afterwards.
    #[prop(optional, into)]
    focus: MaybeProp<String>,
    #[prop(optional, into)] disabled: Signal<bool>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let desk = Desk::here();
    let send = move |event: SubmitEvent| {
        event.prevent_default();
        desk.push(Job::Change { change, part, entry: entry.get_untracked(), focus: focus.get_untracked() });
    };
    let seen = move || desk.work.with(|work| work.revision).to_string();
    let bare = children.is_none();
    let weight = if bare { Weight::Quiet } else { Weight::Plain };
    view! {
        <form method="post" action=ChangeResume::url() on:submit=send class:resume-act=bare>
            <input type="hidden" name="id" value=desk.id.to_string()/>
            <input type="hidden" name="change" value=word(change)/>
            <input type="hidden" name="seen" value=seen/>
            {part.map(|part| view! { <input type="hidden" name="part" value=part.key()/> })}
            {move || entry.get().map(|entry| view! { <input type="hidden" name="entry" value=entry.to_string()/> })}
            <Button weight icon id label disabled>{children.map(|children| children())}</Button>
        </form>
    }
}

/// As the form sends it.
fn word(change: Change) -> String {
    serde_json::to_value(change).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}
