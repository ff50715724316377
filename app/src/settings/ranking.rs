//! What dismissals have taught the ranking, and taking it back.

use super::{
    api::{Unlearn, read_lessons},
    frame::{Done, Section, SettingsPage},
};
use crate::{
    account::enter,
    loaded::Loaded,
    ui::{
        button::{Button, Weight},
        form_errors::{FormErrors, FormNotice},
        time::Day,
    },
};
use job_agent::search::{Lesson, Why};
use leptos::{form::ActionForm, prelude::*};

/// `/settings/ranking`
#[component]
pub fn RankingPage() -> impl IntoView {
    let data = Resource::new_blocking(|| (), |()| read_lessons());
    let show = |lessons: Vec<Lesson>| view! { <Lessons lessons/> }.into_any();
    view! {
        <SettingsPage title="Ranking">
            <Section
                id="settings-learned"
                title="What was learnt"
                lead="When you dismiss a match and say why, openings that are like it in that stand lower the next time, and each says so. Nothing else is learnt. What you take back counts no more; the match stays dismissed."
            >
                <Done word="unlearned">"Taken back. The next search goes without it."</Done>
                <Loaded from=data lines=8 show/>
            </Section>
        </SettingsPage>
    }
}

#[component]
fn Lessons(lessons: Vec<Lesson>) -> impl IntoView {
    if lessons.is_empty() {
        return view! { <p class="quiet">"Nothing yet. Dismiss a match with a reason, and it stands here."</p> }.into_any();
    }
    let action = ServerAction::<Unlearn>::new();
    let busy = enter(action);
    let rows = lessons.into_iter().map(|lesson| view! { <Row lesson action busy/> }).collect_view();
    view! {
        <FormNotice errors=FormErrors::of(action)/>
        <ul class="settings-sessions">{rows}</ul>
    }
    .into_any()
}

#[component]
fn Row(lesson: Lesson, action: ServerAction<Unlearn>, busy: Signal<bool>) -> impl IntoView {
    let Lesson { id, why, title, company, location, learned_at, .. } = lesson;
    let lower = match why {
        Why::Work => format!("Openings with a title like “{title}” stand lower."),
        Why::Level => format!("Openings of the level of “{title}” stand lower."),
        Why::Place => format!("Openings in {} with the same way of working stand lower.", location.as_deref().unwrap_or("the same place")),
        Why::Pay => format!("Openings that pay no more than “{title}” stand lower."),
        Why::Company | Why::Wrong => format!("Openings of {company} stand much lower."),
        Why::Known => String::new(),
    };
    let about = if company.is_empty() { title.clone() } else { format!("{title} at {company}") };
    view! {
        <li class="settings-session">
            <div class="settings-session-words">
                <p>{lower}</p>
                <p class="quiet">"You dismissed "<a href=format!("/matches/{id}")>{about}</a>": "{why.words()}", "<Day at=learned_at/></p>
            </div>
            <ActionForm action>
                <input type="hidden" name="id" value=id.to_string()/>
                <Button weight=Weight::Quiet busy label=format!("Take back what {title} taught")>"Take back"</Button>
            </ActionForm>
        </li>
    }
}
