//! All letters, newest first.

use super::api::read_letters;
use crate::{
    loaded::Loaded,
    ui::{
        button::{LinkButton, Weight},
        empty::Empty,
        icon::Icon,
        time::When,
    },
};
use job_agent::letter::LetterCard;
use leptos::prelude::*;
use leptos_meta::Title;

/// `/letters`
#[component]
pub fn LettersPage() -> impl IntoView {
    let data = Resource::new_blocking(|| (), |()| read_letters());
    view! {
        <Title text="Letters"/>
        <div class="page">
            <div class="page-head">
                <div>
                    <h1 class="page-title">"Letters"</h1>
                    <p class="page-lead">"Written for your best matches, from facts of your CV only. Nothing is sent to a company unless you send it."</p>
                </div>
            </div>
            <Loaded from=data lines=8 show={|letters: Vec<LetterCard>| view! { <Full letters/> }.into_any()}/>
        </div>
    }
}

#[component]
fn Full(letters: Vec<LetterCard>) -> impl IntoView {
    if letters.is_empty() {
        return view! {
            <Empty icon=Icon::Mail title="No letters yet" text="A search writes letters for its best matches, each sentence with the line of your CV behind it.">
                <LinkButton href="/searches" weight=Weight::Primary icon=Icon::Search>"Go to searches"</LinkButton>
            </Empty>
        }
        .into_any();
    }
    view! { <ul class="letter-list">{letters.into_iter().map(|letter| view! { <Row letter/> }).collect_view()}</ul> }.into_any()
}

#[component]
fn Row(letter: LetterCard) -> impl IntoView {
    let pdf = letter.has_pdf.then(|| view! { <PdfLink href=format!("/letters/{}/letter.pdf", letter.id) of=letter.title.clone()/> });
    view! {
        <li class="letter-item">
            <div>
                <a class="letter-item-title" href=format!("/letters/{}", letter.id)>{letter.title}</a>
                <p>{letter.company}</p>
                <p class="letter-item-note"><When at=letter.created_at/></p>
            </div>
            {pdf}
        </li>
    }
}

/// Many stand in a list, so each says for whom it is to those who do not see the row.
#[component]
fn PdfLink(href: String, of: String) -> impl IntoView {
    view! {
        <LinkButton href icon=Icon::Download rel="external">"Download PDF"<span class="visually-hidden">" of the letter for "{of}</span></LinkButton>
    }
}
