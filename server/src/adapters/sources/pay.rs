//! Pay as sources give it: two numbers and a word, or a text.

use super::rows::{number, text};
use job_agent::posting::{self, Period, Salary};
use serde_json::Value;

/// A range with a currency. Without a currency, pay cannot be compared and is left out; a range that runs backwards is turned round.
pub fn range(min: Option<f64>, max: Option<f64>, currency: Option<&str>, period: Option<Period>) -> Option<Salary> {
    let (min, max) = match (min, max) {
        (Some(min), Some(max)) if min > max => (Some(max), Some(min)),
        both => both,
    };
    let value = max.or(min)?;
    let currency = posting::iso(currency?);
    let known = currency.len() == 3 && currency.chars().all(|c| c.is_ascii_uppercase());
    known.then(|| Salary { min, max, currency, period: period.unwrap_or_else(|| by_size(value)) })
}

/// The same from the fields of a row.
pub fn of(row: &Value, min: &str, max: &str, currency: Option<&str>, period: Option<&str>) -> Option<Salary> {
    let period = period.and_then(|period| posting::period_of(&period.replace(['-', '_'], " ")));
    range(number(row, min), number(row, max), currency, period)
}

fn by_size(value: f64) -> Period {
    match value {
        v if v < 250.0 => Period::Hour,
        v if v < 12_000.0 => Period::Month,
        _ => Period::Year,
    }
}

/// What a field for pay says in words: "$80k - $100k", "USD 40.000 - 60.000", "₹10-14 LPA".
pub fn said(row: &Value, key: &str) -> Option<Salary> {
    let words = text(row, key)?;
    let lower = words.to_lowercase();
    if lower.contains("lpa") || lower.contains("lakh") {
        return lakhs(&lower);
    }
    posting::salary_in(&format!("Salary: {words}")).map(|(salary, _)| salary)
}

/// Hundred thousands of rupees a year.
fn lakhs(words: &str) -> Option<Salary> {
    let mut numbers = words
        .split(|c: char| !c.is_ascii_digit() && c != '.')
        .filter_map(|number| number.parse::<f64>().ok())
        .filter(|number| (0.5..1_000.0).contains(number))
        .map(|number| number * 100_000.0);
    range(numbers.next(), numbers.next(), Some("INR"), Some(Period::Year))
}

/// An interval such as `1 YEAR`, `2 WEEK` or `0.5 MONTH`: the usual periods stay, the others become a year's pay by their factor.
pub fn by_interval(min: Option<f64>, max: Option<f64>, currency: Option<&str>, interval: &str) -> Option<Salary> {
    let (count, unit) = interval.trim().split_once(' ')?;
    let (period, a_year) = match (count, unit.to_ascii_uppercase().as_str()) {
        ("1", "HOUR") => (Period::Hour, 1.0),
        ("1", "DAY") => (Period::Day, 1.0),
        ("1", "WEEK") => (Period::Week, 1.0),
        ("2", "WEEK") => (Period::Year, 26.0),
        ("0.5", "MONTH") => (Period::Year, 24.0),
        ("1", "MONTH") => (Period::Month, 1.0),
        ("2", "MONTH") => (Period::Year, 6.0),
        ("3", "MONTH") => (Period::Year, 4.0),
        ("6", "MONTH") => (Period::Year, 2.0),
        ("1", "YEAR") => (Period::Year, 1.0),
        _ => return None,
    };
    range(min.map(|value| value * a_year), max.map(|value| value * a_year), currency, Some(period))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn every_interval_comes_to_a_years_pay() {
        for (interval, factor) in [
            ("1 HOUR", 2080.0),
            ("1 DAY", 260.0),
            ("1 WEEK", 52.0),
            ("2 WEEK", 26.0),
            ("0.5 MONTH", 24.0),
            ("1 MONTH", 12.0),
            ("2 MONTH", 6.0),
            ("3 MONTH", 4.0),
            ("6 MONTH", 2.0),
            ("1 YEAR", 1.0),
        ] {
            let salary = by_interval(Some(100.0), None, Some("EUR"), interval).expect(interval);
            assert_eq!(salary.a_year().0, Some(100.0 * factor), "{interval}");
        }
        assert_eq!(by_interval(Some(1.0), None, Some("EUR"), "NONE"), None);
    }

    #[test]
    fn pay_in_words_is_read() {
        let read = |words: &str| said(&json!({ "s": words }), "s").map(|pay| (pay.min, pay.max, pay.currency, pay.period));
        assert_eq!(read("USD 40.000 - 60.000"), Some((Some(40_000.0), Some(60_000.0), "USD".into(), Period::Year)));
        assert_eq!(read("$80k - $100k"), Some((Some(80_000.0), Some(100_000.0), "USD".into(), Period::Year)));
        assert_eq!(read("₹10-14 LPA"), Some((Some(1_000_000.0), Some(1_400_000.0), "INR".into(), Period::Year)));
        assert_eq!(read("competitive"), None);
    }

    #[test]
    fn pay_without_a_currency_is_none_and_a_turned_range_is_turned_back() {
        assert_eq!(range(Some(1.0), None, None, None), None);
        assert_eq!(range(Some(1.0), None, Some("points"), None), None);
        let turned = range(Some(30.0), Some(20.0), Some("$"), None).expect("a range");
        assert_eq!((turned.min, turned.max, turned.currency.as_str(), turned.period), (Some(20.0), Some(30.0), "USD", Period::Hour));
    }
}
