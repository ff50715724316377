//! The fields that say when something comes back by itself.

use crate::ui::{field::Field, select::Select};
use job_agent::search::{Every, Timetable};
use leptos::prelude::*;

/// The fields of this part, which show their own errors.
pub const FIELDS: [&str; 3] = ["every", "hour", "timezone"];

/// How often, at what hour, and where. Without a timetable the hour is that of the reader's own place.
#[component]
pub fn WhenFields(timetable: Option<Timetable>, first: Every, wrong: Callback<&'static str, Option<String>>) -> impl IntoView {
    let error = move |field: &'static str| Signal::derive(move || wrong.run(field));
    let (every, hour) = timetable.as_ref().map_or((first, 7), |timetable| (timetable.every, timetable.hour));
    let zone = RwSignal::new(timetable.as_ref().map_or_else(|| "UTC".to_owned(), |timetable| timetable.timezone.clone()));
    if timetable.is_none() {
        Effect::new(move |_| zone.set(own_zone().unwrap_or_else(|| zone.get_untracked())));
    }
    let options = [Every::Day, Every::Weekday, Every::Week].map(|every| (key(every).to_owned(), words(every).to_owned()));
    let hours: Vec<(String, String)> = (0..24).map(|hour| (hour.to_string(), format!("{hour:02}:00"))).collect();
    view! {
        <div class="field-pair">
            <Select name="every" label="How often" options=options.to_vec() selected=key(every) error=error("every")/>
            <Select name="hour" label="At" options=hours selected=hour.to_string() error=error("hour")/>
        </div>
        <Field name="timezone" label="Time zone" hint="Such as Europe/Berlin. The hour stays the same there when clocks change." value=zone maxlength=64 error=error("timezone")/>
    }
}

fn key(every: Every) -> &'static str {
    match every {
        Every::Day => "day",
        Every::Weekday => "weekday",
        Every::Week => "week",
    }
}

fn words(every: Every) -> &'static str {
    match every {
        Every::Day => "Every day",
        Every::Weekday => "Monday to Friday",
        Every::Week => "Every Monday",
    }
}

/// Where the reader is, as the browser says.
#[cfg(not(feature = "ssr"))]
fn own_zone() -> Option<String> {
    let format = js_sys::Intl::DateTimeFormat::new(&js_sys::Array::new(), &js_sys::Object::new());
    js_sys::Reflect::get(&format.resolved_options(), &"timeZone".into()).ok()?.as_string()
}

#[cfg(feature = "ssr")]
fn own_zone() -> Option<String> {
    None
}
