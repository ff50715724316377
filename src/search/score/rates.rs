//! What one currency is worth in another: rounded rates of one day, good enough to tell a salary above a floor from one below it.

/// The day of the table.
pub const AS_OF: &str = "30 June 2025";

/// How much of each is one euro, to three figures.
const PER_EURO: &[(&str, f64)] = &[
    ("EUR", 1.0),
    ("USD", 1.17),
    ("GBP", 0.856),
    ("CHF", 0.935),
    ("CAD", 1.60),
    ("AUD", 1.79),
    ("NZD", 1.93),
    ("SEK", 11.1),
    ("NOK", 11.8),
    ("DKK", 7.46),
    ("PLN", 4.24),
    ("CZK", 24.7),
    ("HUF", 400.0),
    ("RON", 5.08),
    ("BGN", 1.96),
    ("TRY", 46.6),
    ("ILS", 3.95),
    ("AED", 4.30),
    ("INR", 101.0),
    ("SGD", 1.49),
    ("HKD", 9.20),
    ("JPY", 169.0),
    ("CNY", 8.40),
    ("KRW", 1_590.0),
    ("BRL", 6.44),
    ("MXN", 22.1),
    ("ZAR", 20.8),
];

/// What one of `from` is in `to`; nothing where either is not in the table.
pub fn between(from: &str, to: &str) -> Option<f64> {
    if from == to {
        return Some(1.0);
    }
    let rate = |currency: &str| PER_EURO.iter().find(|(code, _)| *code == currency).map(|(_, rate)| *rate);
    Some(rate(to)? / rate(from)?)
}

#[cfg(test)]
mod tests {
    use super::between;

    #[test]
    fn there_and_back_is_the_same() {
        let there = between("USD", "GBP").unwrap_or(0.0) * between("GBP", "USD").unwrap_or(0.0);
        assert!((there - 1.0).abs() < 1e-9);
        assert_eq!(between("XAU", "XAU"), Some(1.0));
        assert_eq!(between("USD", "XAU"), None);
    }
}
