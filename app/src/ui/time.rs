//! Points in time and lengths of it, said the same on the server and in the browser.

use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use leptos::prelude::*;

/// A day and an hour. In UTC, because the server does not know where the reader is, and says so.
#[component]
pub fn When(at: DateTime<Utc>) -> impl IntoView {
    let exact = at.to_rfc3339_opts(SecondsFormat::Secs, true);
    view! { <time datetime=exact>{at.format("%-d %b %Y, %H:%M UTC").to_string()}</time> }
}

/// A day alone.
#[component]
pub fn Day(at: DateTime<Utc>) -> impl IntoView {
    let exact = at.format("%Y-%m-%d").to_string();
    view! { <time datetime=exact>{at.format("%-d %b %Y").to_string()}</time> }
}

/// Such as "42 s", "3 min 5 s" or "1 h 2 min"; never less than nothing, whatever two clocks say.
pub fn length(time: TimeDelta) -> String {
    let seconds = time.num_seconds().max(0);
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3600 => format!("{} min {} s", seconds / 60, seconds % 60),
        _ => format!("{} h {} min", seconds / 3600, seconds % 3600 / 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_said_in_two_units() {
        assert_eq!(length(TimeDelta::seconds(-3)), "0 s");
        assert_eq!(length(TimeDelta::seconds(59)), "59 s");
        assert_eq!(length(TimeDelta::seconds(185)), "3 min 5 s");
        assert_eq!(length(TimeDelta::seconds(3_725)), "1 h 2 min");
    }
}
