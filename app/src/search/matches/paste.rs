//! An opening by its text: pasted, put right at its head, scored.

use super::paste_api::{PasteOpening, PasteView, PastedView, ScorePasted, read_paste, read_pasted};
use crate::{
    edge::{ApiError, FormOf},
    loaded::Loaded,
    ui::{
        badge::{Badge, Meaning},
        button::{Button, LinkButton, Weight},
        field::{Field, TextArea},
        form_errors::{FormErrors, FormNotice},
        icon::Icon,
        select::Check,
        time::When,
    },
};
use job_agent::posting::{HEAD_MAX, Head, Pasted};
use leptos::{context::Provider, form::ActionForm, prelude::*, server_fn::ServerFn};
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

/// `/matches/paste`
#[component]
pub fn PastePage() -> impl IntoView {
    let data = Resource::new_blocking(|| (), |()| read_paste());
    view! {
        <Title text="Paste an opening"/>
        <div class="page">
            <div class="page-head">
                <div>
                    <h1 class="page-title">"Paste an opening"</h1>
                    <p class="page-lead">"The text of an opening from a mail, a PDF or a page that wants you to sign in. It is scored like any other, and nobody else sees it."</p>
                </div>
                <div class="page-actions"><LinkButton href="/matches">"All matches"</LinkButton></div>
            </div>
            <Loaded from=data lines=14 show=|view: PasteView| view! { <Paste view/> }.into_any()/>
        </div>
    }
}

#[component]
fn Paste(view: PasteView) -> impl IntoView {
    let action = ServerAction::<PasteOpening>::new();
    let errors = FormErrors::of(action);
    let before = (!view.before.is_empty()).then(|| view! { <Before pasted=view.before/> });
    view! {
        <Provider value=FormOf(PasteOpening::PATH)>
            <ActionForm action>
                <div class="form match-paste">
                    <FormNotice errors shown=&["text"]/>
                    <TextArea
                        name="text"
                        label="Text of the opening"
                        hint="All of it, with its title and who offers it. Of a web page the text is enough. At most 30,000 characters."
                        rows=16
                        error=errors.field("text")
                    />
                    <div class="form-actions">
                        <Button weight=Weight::Primary busy=action.pending()>"Continue"</Button>
                    </div>
                </div>
            </ActionForm>
        </Provider>
        {before}
    }
}

/// What was pasted before, to go on with it or to score it again.
#[component]
fn Before(pasted: Vec<Pasted>) -> impl IntoView {
    let rows = pasted
        .into_iter()
        .map(|one| {
            let Head { title, company, .. } = one.head;
            let title = if title.is_empty() { "Without a title".to_owned() } else { title };
            let company = (!company.is_empty()).then(|| view! { <span class="quiet">{company}</span> });
            view! {
                <li>
                    <a href=format!("/matches/paste/{}", one.id)>{title}</a>
                    {company}
                    <small class="quiet">"Pasted "<When at=one.created_at/></small>
                    {(!one.scored).then(|| view! { <Badge meaning=Meaning::Attention>"Not scored yet"</Badge> })}
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="match-section" aria-labelledby="match-pasted">
            <h2 id="match-pasted">"Pasted before"</h2>
            <ul class="match-pasted">{rows}</ul>
        </section>
    }
}

/// `/matches/paste/{id}`
#[component]
pub fn PastedPage() -> impl IntoView {
    let params = use_params_map();
    let data = Resource::new_blocking(
        move || params.read().get("id").and_then(|id| id.parse().ok()),
        |id| async move { read_pasted(id.ok_or(ApiError::NotFound)?).await },
    );
    view! {
        <Title text="Check the opening"/>
        <div class="page">
            <div class="page-head">
                <div>
                    <h1 class="page-title">"Check the opening"</h1>
                    <p class="page-lead">"The first lines were guessed from the text. Put right what is wrong, then it is scored against your profile."</p>
                </div>
                <div class="page-actions"><LinkButton href="/matches/paste">"Paste another"</LinkButton></div>
            </div>
            <Loaded from=data lines=14 show=|view: PastedView| view! { <PutRight view/> }.into_any()/>
        </div>
    }
}

#[component]
fn PutRight(view: PastedView) -> impl IntoView {
    let PastedView { pasted: Pasted { id, head, text, .. }, key } = view;
    let action = ServerAction::<ScorePasted>::new();
    let errors = FormErrors::of(action);
    let most = u32::try_from(HEAD_MAX).unwrap_or(u32::MAX);
    view! {
        <Provider value=FormOf(ScorePasted::PATH)>
            <ActionForm action>
                <div class="form match-paste">
                    <FormNotice errors shown=&["title", "company", "place"]/>
                    <input type="hidden" name="id" value=id.to_string()/>
                    <input type="hidden" name="key" value=key/>
                    <Field name="title" label="Title" value=head.title maxlength=most error=errors.field("title")/>
                    <Field name="company" label="Company" hint="Without one no letter is written." value=head.company maxlength=most optional=true error=errors.field("company")/>
                    <Field name="place" label="Place" hint="As the text says it, such as Leeds, UK." value=head.place maxlength=most optional=true error=errors.field("place")/>
                    <Check name="letter" label="Write a letter too" checked=true hint="Each sentence comes from your facts."/>
                    <div class="form-actions">
                        <Button weight=Weight::Primary icon=Icon::Target busy=action.pending()>"Score it"</Button>
                    </div>
                </div>
            </ActionForm>
        </Provider>
        <section class="match-section" aria-labelledby="match-text">
            <h2 id="match-text">"The text"</h2>
            <div class="match-posting">{text}</div>
        </section>
    }
}
