//! What sources, modes and pay are called.

use crate::search::form::mode_name;
use job_agent::posting::{self, Period, Salary, WorkMode};
use leptos::prelude::*;

/// A source by its key, for people.
pub(crate) fn source_name(key: &str) -> String {
    match key {
        "sample" => "the sample feed".into(),
        other => posting::known(other).map_or(other, |known| known.name).to_owned(),
    }
}

/// What a source's terms want beside its postings: its words as a link that search engines may follow.
#[component]
pub(super) fn Credit(#[prop(into)] source: String) -> impl IntoView {
    let known = posting::known(&source)?;
    let words = known.credit?;
    Some(view! { <a class="match-credit" href=known.page rel="external noopener">{words}</a> })
}

/// Such as "Nordbank · Berlin · Remote". A place that says the mode itself ("Remote (EU)") says it once.
pub(crate) fn where_it_is(company: &str, location: Option<&str>, mode: Option<WorkMode>) -> String {
    let mode = mode.map(mode_name).filter(|mode| !says(location, mode));
    [Some(company), location, mode].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn says(place: Option<&str>, word: &str) -> bool {
    place.is_some_and(|place| place.to_lowercase().contains(&word.to_lowercase()))
}

/// Pay as advertised, such as "60,000 to 75,000 EUR a year".
pub(super) fn pay(salary: &Salary) -> Option<String> {
    let period = match salary.period {
        Period::Hour => "an hour",
        Period::Day => "a day",
        Period::Week => "a week",
        Period::Month => "a month",
        Period::Year => "a year",
    };
    let amount = match (salary.min, salary.max) {
        (Some(min), Some(max)) if (max - min).abs() > 0.5 => format!("{} to {}", thousands(min), thousands(max)),
        (Some(min), None) => format!("from {}", thousands(min)),
        (None, Some(max)) => format!("up to {}", thousands(max)),
        (Some(exact), Some(_)) => thousands(exact),
        (None, None) => return None,
    };
    Some(format!("{amount} {} {period}", salary.currency))
}

fn thousands(amount: f64) -> String {
    let digits = format!("{amount:.0}");
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_that_says_the_mode_says_it_once() {
        assert!(says(Some("Remote (EU)"), "Remote"));
        assert!(!says(Some("Berlin"), "Remote"));
        assert!(!says(None, "Hybrid"));
    }

    #[test]
    fn pay_is_said_as_advertised() {
        let salary = Salary { min: Some(60_000.0), max: Some(75_500.0), currency: "EUR".into(), period: Period::Year };
        assert_eq!(pay(&salary).as_deref(), Some("60,000 to 75,500 EUR a year"));
        let none = Salary { min: None, max: None, ..salary };
        assert_eq!(pay(&none), None);
    }
}
