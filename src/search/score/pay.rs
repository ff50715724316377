//! Advertised pay against the least that the person wants.

use super::{Judged, Look};
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
    if floor.currency != salary.currency {
        judged.say(format!("It pays {}; that is not the currency you asked in, so it was not compared.", words(salary)), quote, Vec::new());
        return judged;
    }
    let Some(top) = high.or(low).filter(|_| wanted > 0.0) else { return judged };
    let bottom = low.unwrap_or(top);
    judged.confidence = 0.9;
    #[expect(clippy::cast_possible_truncation, reason = "a ratio of two amounts")]
    let short = ((wanted - top) / wanted) as f32;
    if bottom >= wanted {
        judged.score = 100.0;
        judged.say(format!("It pays {}, at or above your floor.", words(salary)), quote, Vec::new());
    } else if top >= wanted {
        judged.score = 80.0;
        judged.say(format!("It pays {}; your floor lies within.", words(salary)), quote, Vec::new());
    } else {
        judged.score = (70.0 - short * 250.0).max(0.0);
        judged.say(format!("It pays {}, below your floor.", words(salary)), quote, Vec::new());
        gaps.push(format!("pay at your floor (it offers {})", words(salary)));
    }
    judged
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
