//! Fields of rows as sources really send them: numbers as strings, nulls, times in four ways.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use serde_json::Value;

/// A text that is there and not empty; numbers count as text.
pub fn text(row: &Value, key: &str) -> Option<String> {
    match row.get(key)? {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

pub fn number(row: &Value, key: &str) -> Option<f64> {
    match row.get(key)? {
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().replace(',', "").parse().ok(),
        _ => None,
    }
    .filter(|number| number.is_finite() && *number > 0.0)
}

/// Seconds or milliseconds since 1970, RFC 3339, `2026-08-01 10:00:00 UTC`, or a day.
pub fn time(row: &Value, key: &str) -> Option<DateTime<Utc>> {
    match row.get(key)? {
        Value::Number(number) => stamp(number.as_i64()?),
        Value::String(text) => written(text.trim()),
        _ => None,
    }
}

fn stamp(number: i64) -> Option<DateTime<Utc>> {
    if number > 100_000_000_000 { DateTime::from_timestamp_millis(number) } else { DateTime::from_timestamp(number, 0) }
}

fn written(text: &str) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(text)
        .map(|time| time.to_utc())
        .ok()
        .or_else(|| NaiveDateTime::parse_from_str(text.trim_end_matches(" UTC"), "%Y-%m-%d %H:%M:%S").ok().map(|time| time.and_utc()))
        .or_else(|| NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f").ok().map(|time| time.and_utc()))
        .or_else(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().and_then(|day| day.and_hms_opt(0, 0, 0)).map(|time| time.and_utc()))
        .or_else(|| text.parse().ok().and_then(stamp))
}

/// An absolute address that a person can open.
pub fn link(row: &Value, key: &str) -> Option<String> {
    text(row, key)
        .filter(|url| url.starts_with("https://") || url.starts_with("http://"))
        .filter(|url| url.len() < 2_000 && !url.contains(char::is_whitespace))
}

/// A company's name made of the name of its board: `acme-robotics` is "Acme Robotics".
pub fn company_of_board(url: &str) -> Option<String> {
    let rest = url.split_once("://")?.1;
    let mut parts = rest.split(['/', '?', '#']);
    let host = parts.next()?;
    let shared = host.ends_with("greenhouse.io") || host.ends_with("lever.co");
    let name = if shared {
        parts.next()?
    } else {
        // A company's own page: the name before the top level.
        let mut labels: Vec<&str> =
            host.split('.').filter(|label| !matches!(*label, "www" | "careers" | "jobs" | "boards" | "apply")).collect();
        labels.pop();
        labels.pop()?
    };
    let words: Vec<String> = name
        .split(['-', '_'])
        .filter(|word| !word.is_empty())
        .map(|word| {
            let mut letters = word.chars();
            letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
        })
        .collect();
    (!words.is_empty() && name != "embed").then(|| words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn times_are_read_in_the_ways_that_they_are_sent() {
        let at = DateTime::from_timestamp(1_785_312_000, 0);
        for sent in [
            json!(1_785_312_000),
            json!(1_785_312_000_000_i64),
            json!("2026-07-29T10:00:00+02:00"),
            json!("2026-07-29 08:00:00 UTC"),
            json!("1785312000"),
        ] {
            assert_eq!(time(&json!({"t": sent}), "t"), at, "{sent}");
        }
        assert_eq!(time(&json!({"t": null}), "t"), None);
    }

    #[test]
    fn only_absolute_addresses_count() {
        assert_eq!(link(&json!({"u": "/jobs/1"}), "u"), None);
        assert_eq!(link(&json!({"u": "javascript:alert(1)"}), "u"), None);
    }

    #[test]
    fn a_board_names_its_company() {
        assert_eq!(company_of_board("https://jobs.lever.co/north-wind/1").as_deref(), Some("North Wind"));
        assert_eq!(company_of_board("https://www.acme.example/careers?gh_jid=1").as_deref(), Some("Acme"));
    }
}
