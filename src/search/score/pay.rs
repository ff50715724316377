//! Advertised pay against the least that the person wants.

use super::{Judged, Look, rates};
use crate::posting::{self, Period, Salary};
use crate::search::{Candidate, PartKey};

pub fn judge(candidate: &Candidate, look: &Look, gaps: &mut Vec<String>) -> Judged {
    let mut judged = Judged::unknown(PartKey::Pay);
    let Some(salary) = &look.posting.salary else {
        return judged.without(true, "It does not say what it pays.", "");
    };
    // The words are quoted where the pay was read from them.
    let quote = posting::salary_in(&look.text).filter(|(said, _)| said == salary).and_then(|(_, range)| look.quote(range));
    let Some(floor) = &candidate.salary_floor else {
        judged.say(format!("It pays {}.", words(salary)), quote, Vec::new());
        return judged;
    };
    let wanted = floor.a_year().0.or(floor.a_year().1).unwrap_or(0.0);
    let (low, high) = salary.a_year();
    let Some(rate) = rates::between(&salary.currency, &floor.currency) else {
        judged.say(format!("It pays {}; there is no rate here to compare that with {}.", words(salary), floor.currency), quote, Vec::new());
        return judged;
    };
    let Some(top) = high.or(low).filter(|_| wanted > 0.0).map(|top| top * rate) else { return judged };
    let bottom = low.map_or(top, |low| low * rate);
    let foreign = floor.currency != salary.currency;
    // A rate of another day, and hours that may not add up to a full year, make it less sure.
    judged.confidence = if foreign { 0.7 } else { 0.9 } * if salary.period == Period::Year { 1.0 } else { 0.9 };
    let offer = said(salary, (bottom, top), &floor.currency);
    #[expect(clippy::cast_possible_truncation, reason = "a ratio of two amounts")]
    let short = ((wanted - top) / wanted) as f32;
    if bottom >= wanted {
        judged.score = 100.0;
        judged.say(format!("It pays {offer}, at or above your floor."), quote, Vec::new());
    } else if top >= wanted {
        judged.score = 80.0;
        judged.say(format!("It pays {offer}; your floor lies within."), quote, Vec::new());
    } else {
        judged.score = (70.0 - short * 250.0).max(0.0);
        judged.say(format!("It pays {offer}, below your floor."), quote, Vec::new());
        gaps.push(format!("pay at your floor (it offers {})", words(salary)));
    }
    judged
}

/// The offer as it is made, and what that is a year in the currency of the floor where either differs.
fn said(salary: &Salary, (bottom, top): (f64, f64), currency: &str) -> String {
    let offer = words(salary);
    if salary.currency == currency && salary.period == Period::Year {
        return offer;
    }
    let round = |amount: f64| (amount / 100.0).round() * 100.0;
    let year = Salary { min: Some(round(bottom)), max: Some(round(top)), currency: currency.into(), period: Period::Year };
    let at = if salary.currency == currency { String::new() } else { format!(" at the rates of {}", rates::AS_OF) };
    format!("{offer} (about {}{at})", words(&year))
}

/// `60,000–75,000 EUR a year`.
fn words(salary: &Salary) -> String {
    let amount = match (salary.min, salary.max) {
        (Some(low), Some(high)) if (low - high).abs() > f64::EPSILON => format!("{}–{}", number(low), number(high)),
        (Some(one), _) | (None, Some(one)) => number(one),
        (None, None) => "an unnamed amount".into(),
    };
    let period = match salary.period {
        Period::Hour => "an hour",
        Period::Day => "a day",
        Period::Week => "a week",
        Period::Month => "a month",
        Period::Year => "a year",
    };
    format!("{amount} {} {period}", salary.currency)
}

fn number(value: f64) -> String {
    if value < 1_000.0 {
        return if value.fract() > 0.0 { format!("{value:.2}") } else { format!("{value:.0}") };
    }
    let digits = format!("{value:.0}");
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn salary(min: f64, max: f64, currency: &str, period: Period) -> Salary {
        Salary { min: Some(min), max: Some(max), currency: currency.into(), period }
    }

    #[test]
    fn another_currency_and_period_are_told_with_what_they_come_to() {
        let hourly = salary(20.0, 25.0, "USD", Period::Hour);
        assert_eq!(said(&hourly, (41_600.0, 52_000.0), "USD"), "20–25 USD an hour (about 41,600–52,000 USD a year)");
        let dollars = salary(100_000.0, 100_000.0, "USD", Period::Year);
        assert_eq!(
            said(&dollars, (85_324.2, 85_324.2), "EUR"),
            "100,000 USD a year (about 85,300 EUR a year at the rates of 30 June 2025)"
        );
    }
}
