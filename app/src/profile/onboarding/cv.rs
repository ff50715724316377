//! Step two: the CVs.

use super::{
    drop_zone::DropZone,
    sending::{InTransit, Sending},
    step::{Arrived, StepPage},
    upload_list::UploadList,
};
use crate::{
    profile::api::{RemoveCv, read_uploads},
    ui::{
        badge::Meaning,
        button::{LinkButton, Weight},
        form_errors::{FormErrors, FormNotice},
        icon::Icon,
        notice::Notice,
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// Upload, look at, remove; without the script it is one form with a button.
#[component]
pub fn CvPage() -> impl IntoView {
    let uploads = Resource::new_blocking(|| (), |()| read_uploads());
    let remove = ServerAction::<RemoveCv>::new();
    let value = remove.value();
    Effect::new(move |_| {
        if value.with(|answer| matches!(answer, Some(Ok(())))) {
            uploads.refetch();
        }
    });
    let sending = Sending::new(Callback::new(move |()| uploads.refetch()));
    view! {
        <StepPage
            number=2
            title="Your CV"
            lead="It is read into facts, and each fact keeps the page and the line that it came from. Several CVs are read together."
        >
            <div class="upload">
                <Refused/>
                <FormNotice errors=FormErrors::of(remove)/>
                <DropZone sending/>
                <InTransit sending/>
                <Arrived from=uploads show=move |uploads| view! { <UploadList uploads remove/> }.into_any()/>
            </div>
            <div class="onboarding-actions">
                <LinkButton href="/onboarding/about" icon=Icon::ChevronLeft>"Back"</LinkButton>
                <LinkButton href="/onboarding/vibe-check" weight=Weight::Primary>"Continue"</LinkButton>
            </div>
        </StepPage>
    }
}

/// What was wrong with files that were sent without the script.
#[component]
fn Refused() -> impl IntoView {
    let query = use_query_map();
    move || query.read().get("error").map(|words| view! { <Notice meaning=Meaning::Bad>{words}</Notice> })
}
