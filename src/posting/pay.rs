//! Pay as a posting's text states it.

use super::folded::any;
use super::{Period, Salary};
use regex::{Captures, Regex};
use std::ops::Range;
use std::sync::LazyLock;

const CURRENCY: &str = r"US\$|CA\$|C\$|AU\$|A\$|NZ\$|S\$|\$|€|£|zł|(?-u:\b)(?:USD|EUR|GBP|CHF|CAD|AUD|NZD|SGD|SEK|NOK|DKK|PLN|INR|JPY|BRL|Euro|euros?)(?-u:\b)";
const NUMBER: &str = r"[0-9]{1,3}(?:[.,' \u{a0}\u{202f}’][0-9]{3})+(?:[.,][0-9]{1,2})?|[0-9]+(?:[.,][0-9]{1,2})?";

static RANGE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(&format!(
        r"(?P<c1>{CURRENCY})?\s?(?P<a>{NUMBER})\s?(?P<ka>[kK](?-u:\b))?\s?(?P<c2>{CURRENCY})?(?:\s?(?:/|per|an?)\s?(?:year|yr|hour|hr|annum|month))?\s?(?:-|–|—|−|(?-u:\b)to(?-u:\b)|(?-u:\b)and(?-u:\b)|(?-u:\b)bis(?-u:\b)|(?-u:\b)à(?-u:\b)|(?-u:\b)a(?-u:\b)|(?-u:\b)y(?-u:\b))\s?(?P<c3>{CURRENCY})?\s?(?P<b>{NUMBER})\s?(?P<kb>[kK](?-u:\b))?(?:\s?(?P<c4>{CURRENCY}))?"
    ))
    .ok()
});
static SINGLE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(&format!(
        r"(?:(?P<c1>{CURRENCY})\s?(?P<a>{NUMBER})\s?(?P<ka>[kK](?-u:\b))?|(?P<b>{NUMBER})\s?(?P<kb>[kK](?-u:\b))?\s?(?P<c4>{CURRENCY}))"
    ))
    .ok()
});

/// The pay that a text states and where it says so. Money that is not pay (revenue, bonuses, budgets) is not taken for it.
pub fn salary_in(text: &str) -> Option<(Salary, Range<usize>)> {
    named(text, &RANGE, true).or_else(|| named(text, &SINGLE, false))
}

/// Looks only at lines that name both a currency and an amount.
fn named(text: &str, regex: &LazyLock<Option<Regex>>, range: bool) -> Option<(Salary, Range<usize>)> {
    let regex = regex.as_ref()?;
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        if line.bytes().any(|byte| byte.is_ascii_digit()) && names_currency(line) {
            let found = regex.captures_iter(line).find_map(|found| {
                let currency = ["c1", "c2", "c3", "c4"].iter().find_map(|name| found.name(name))?.as_str();
                read(text, offset, &found, currency, range)
            });
            if found.is_some() {
                return found;
            }
        }
        offset += line.len();
    }
    None
}

fn names_currency(text: &str) -> bool {
    any(
        text,
        &[
            "$", "€", "£", "zł", "USD", "EUR", "GBP", "CHF", "CAD", "AUD", "NZD", "SGD", "Euro", "euro", "SEK", "NOK", "DKK", "PLN", "INR",
            "JPY", "BRL",
        ],
    )
}

fn read(text: &str, offset: usize, found: &Captures, currency: &str, range: bool) -> Option<(Salary, Range<usize>)> {
    let whole = found.get(0)?;
    let before = near_before(text, offset + whole.start(), 70);
    let after = near_after(text, offset + whole.end(), 32);
    if is_other_money(&before, &after) {
        return None;
    }
    let thousand = |name: &str| found.name(name).is_some();
    let a = found.name("a").map(|n| number(n.as_str()) * if thousand("ka") || (range && thousand("kb")) { 1000.0 } else { 1.0 });
    let b = found.name("b").map(|n| number(n.as_str()) * if thousand("kb") { 1000.0 } else { 1.0 });
    let (low, high) = match (a, b) {
        (Some(a), Some(b)) if a <= b => (Some(a), Some(b)),
        (Some(a), None) | (None, Some(a)) => (Some(a), None),
        _ => return None,
    };
    let value = high.or(low)?;
    let said = period_of(&after).or_else(|| period_of(whole.as_str()));
    let about_pay =
        ["salary", "pay", "compensation", "gehalt", "vergütung", "salaire", "rémunération", "salario", "wage", "ote", "base", "lohn"]
            .iter()
            .any(|word| before.contains(word));
    let period = said.unwrap_or_else(|| by_size(value));
    let plausible = match period {
        Period::Hour => (5.0..=1_000.0).contains(&value),
        Period::Day => (30.0..=5_000.0).contains(&value),
        Period::Week => (100.0..=20_000.0).contains(&value),
        Period::Month => (400.0..=100_000.0).contains(&value),
        Period::Year => (6_000.0..=3_000_000.0).contains(&value),
    };
    // Without a word about pay or a period, only a range of the size of a year's pay is believed.
    let believed = said.is_some() || about_pay || (range && value >= 15_000.0);
    let ratio = low.zip(high).is_none_or(|(low, high)| low * 5.0 >= high);
    if !plausible || !believed || !ratio {
        return None;
    }
    let start = whole.start() + (whole.as_str().len() - whole.as_str().trim_start().len());
    Some((Salary { min: low, max: high, currency: iso(currency), period }, offset + start..offset + whole.end()))
}

fn is_other_money(before: &str, after: &str) -> bool {
    let after = after.trim_start_matches(['+', ' ']);
    ["million", "billion", "bn", "mm", "m ", "m,", "m.", "b ", "millionen", "mio", "mrd", "trillion", "%"]
        .iter()
        .any(|word| after.starts_with(word))
        || after == "m"
        || ["bonus", "referral", "stipend", "allowance", "budget", "signing", "sign-on"].iter().any(|word| after.contains(word))
        || [
            "referral", "stipend", "raised", "revenue", "budget", "funding", "valuation", "invest", "arr ", "savings", "saved", "fee",
            "deposit", "worth",
        ]
        .iter()
        .any(|word| before.contains(word))
}

/// A number with thousands marked in any of the usual ways.
fn number(text: &str) -> f64 {
    let mut digits = String::new();
    let parts: Vec<&str> = text.split(|c: char| !c.is_ascii_digit()).collect();
    for (at, part) in parts.iter().enumerate() {
        if at > 0 && at + 1 == parts.len() && part.len() < 3 {
            digits.push('.');
        }
        digits.push_str(part);
    }
    digits.parse().unwrap_or(0.0)
}

fn near_before(text: &str, at: usize, count: usize) -> String {
    let mut tail: Vec<char> = text[..at].chars().rev().take(count).collect();
    tail.reverse();
    tail.into_iter().collect::<String>().to_lowercase()
}

fn near_after(text: &str, at: usize, count: usize) -> String {
    text[at..].chars().take(count).take_while(|c| *c != '\n').collect::<String>().to_lowercase()
}

/// What pay is counted by, from the words right behind it (or a source's own term).
pub fn period_of(words: &str) -> Option<Period> {
    let words = words.to_lowercase();
    let table: [(Period, &[&str]); 5] = [
        (Period::Hour, &["hour", "/hr", "per hr", "hourly", "stunde", "/h", "heure", "hora", " hr"]),
        (Period::Day, &["per day", "/day", "a day", "daily", "pro tag", "par jour", "per-day"]),
        (Period::Week, &["per week", "/week", "a week", "weekly", "pro woche", "par semaine", "per-week", "/wk"]),
        (Period::Month, &["month", "monat", "mois", "mensual", "al mes", "/mo", "mensile"]),
        (Period::Year, &["year", "annual", "annum", "p.a", "jahr", "par an", "/yr", "yearly", "al año", "anno", "brut annuel"]),
    ];
    let first = |list: &[&str]| list.iter().filter_map(|word| words.find(word)).min();
    table.iter().filter_map(|(period, list)| first(list).map(|at| (at, *period))).min_by_key(|(at, _)| *at).map(|(_, period)| period)
}

fn by_size(value: f64) -> Period {
    match value {
        v if v < 200.0 => Period::Hour,
        v if v < 1_000.0 => Period::Day,
        v if v < 12_000.0 => Period::Month,
        _ => Period::Year,
    }
}

/// ISO 4217 for a sign or a word. A bare dollar is taken for the American one.
pub fn iso(currency: &str) -> String {
    match currency.trim().to_uppercase().as_str() {
        "$" | "US$" => "USD".into(),
        "CA$" | "C$" => "CAD".into(),
        "A$" | "AU$" => "AUD".into(),
        "NZ$" => "NZD".into(),
        "S$" => "SGD".into(),
        "€" | "EURO" | "EUROS" => "EUR".into(),
        "£" => "GBP".into(),
        "ZŁ" => "PLN".into(),
        other => other.into(),
    }
}

impl Salary {
    /// Pay of a year of full-time work, for comparing.
    pub fn a_year(&self) -> (Option<f64>, Option<f64>) {
        let factor = match self.period {
            Period::Hour => 2080.0,
            Period::Day => 260.0,
            Period::Week => 52.0,
            Period::Month => 12.0,
            Period::Year => 1.0,
        };
        (self.min.map(|v| v * factor), self.max.map(|v| v * factor))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<(Option<f64>, Option<f64>, String, Period)> {
        salary_in(text).map(|(s, _)| (s.min, s.max, s.currency, s.period))
    }

    #[test]
    fn pay_is_read_in_the_ways_that_it_is_written() {
        let year = |a: f64, b: f64, c: &str| Some((Some(a), Some(b), c.to_owned(), Period::Year));
        assert_eq!(found("The base salary range is $120,000 - $150,000 USD per year."), year(120_000.0, 150_000.0, "USD"));
        assert_eq!(found("Pay: 60.000 – 75.000 € brutto im Jahr"), year(60_000.0, 75_000.0, "EUR"));
        assert_eq!(found("£45k-£55k"), year(45_000.0, 55_000.0, "GBP"));
        assert_eq!(found("80-95k EUR"), year(80_000.0, 95_000.0, "EUR"));
        assert_eq!(found("CHF 90'000 to 110'000"), year(90_000.0, 110_000.0, "CHF"));
        assert_eq!(found("between $18.50 and $24.00 per hour"), Some((Some(18.5), Some(24.0), "USD".into(), Period::Hour)));
        assert_eq!(found("Salary: €3,200 per month"), Some((Some(3200.0), None, "EUR".into(), Period::Month)));
    }

    #[test]
    fn money_that_is_not_pay_is_left_alone() {
        for text in [
            "We raised $50 - $60 million", "a $2,000 - $3,000 learning budget", "worth €1,000", "5-10 years", "$500 referral bonus",
            "revenue of $10,000,000",
        ] {
            assert_eq!(found(text), None, "{text}");
        }
    }

    #[test]
    fn the_place_of_the_words_is_right() {
        let text = "Für dich: 50.000 – 60.000 € im Jahr";
        let range = salary_in(text).map(|(_, range)| range).unwrap_or_default();
        assert_eq!(&text[range], "50.000 – 60.000 €");
    }
}
