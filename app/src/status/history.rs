//! Thirty days of a source in a line of bars, and the same as words for whoever does not see them.

use chrono::NaiveDate;
use job_agent::posting::HealthDay;
use leptos::prelude::*;

const DAYS: i64 = 30;
const STEP: i64 = 5;
const HEIGHT: i64 = 20;

/// A bar a day: as tall as the share of good answers, and marked where some were not. Under five days it is the words alone.
#[component]
pub fn History(days: Vec<HealthDay>, today: NaiveDate) -> impl IntoView {
    let words = in_words(&days);
    if days.len() < 5 {
        return view! { <span class="status-words">{words}</span> }.into_any();
    }
    let bars = days
        .into_iter()
        .filter_map(|day| {
            let at = DAYS - 1 - (today - day.day).num_days();
            let asked = day.well + day.badly;
            if !(0..DAYS).contains(&at) || asked == 0 {
                return None;
            }
            let tall = (day.well * HEIGHT / asked).max(3);
            let class = if day.badly == 0 { "status-bar" } else { "status-bar status-bar-troubled" };
            Some(view! { <rect class=class x=at * STEP y=HEIGHT - tall width=STEP - 1 height=tall></rect> })
        })
        .collect_view();
    view! {
        <svg class="status-history" viewBox=format!("0 0 {} {HEIGHT}", DAYS * STEP) aria-hidden="true">
            {bars}
        </svg>
        <span class="status-words">{words}</span>
    }
    .into_any()
}

fn in_words(days: &[HealthDay]) -> String {
    let (well, badly) = days.iter().fold((0, 0), |(well, badly), day| (well + day.well, badly + day.badly));
    match (well + badly, days.len()) {
        (0, _) => "Not asked in thirty days".into(),
        (asked, 1) => format!("{well} of {asked} answers good on 1 day"),
        (asked, days) => format!("{well} of {asked} answers good on {days} days"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chart_is_said_in_words() {
        let day = |well, badly| HealthDay { day: NaiveDate::default(), well, badly, got: 0 };
        assert_eq!(in_words(&[]), "Not asked in thirty days");
        assert_eq!(in_words(&[day(2, 1)]), "2 of 3 answers good on 1 day");
        assert_eq!(in_words(&[day(2, 1), day(4, 0)]), "6 of 7 answers good on 2 days");
    }
}
