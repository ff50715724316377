//! From a company's name to the names that its board may have, and back: whether a board is the company's.

use super::clean::{FORMS, words};

/// More are not tried.
const MOST: usize = 3;

/// Names that a company's board may have at whoever keeps it, likeliest first; none where the name has no letters for an address.
pub fn board_names(company: &str) -> Vec<String> {
    let all = plain(company);
    let bare: Vec<&String> = all.iter().filter(|word| !FORMS.contains(&word.as_str())).collect();
    // A company may be called The Company.
    let bare = if bare.is_empty() { all.iter().collect() } else { bare };
    let joined = |between: &str| bare.iter().map(|word| word.as_str()).collect::<Vec<_>>().join(between);
    let spelt = plain(&spelt_out(company)).into_iter().filter(|word| !FORMS.contains(&word.as_str())).collect::<String>();
    let first = bare.first().filter(|word| bare.len() > 1 && word.len() >= 4).map(|word| (*word).clone());
    let mut names: Vec<String> = Vec::new();
    for name in [Some(joined("")), Some(spelt), Some(joined("-")), Some(all.concat()), first].into_iter().flatten() {
        if (2..=60).contains(&name.len()) && !names.contains(&name) && names.len() < MOST {
            names.push(name);
        }
    }
    names
}

/// Words that a board may add to a company's name, or leave out.
const TAILS: &[&str] = &[
    "group", "holding", "holdings", "international", "technologies", "technology", "labs", "software", "systems", "solutions", "careers",
    "jobs", "hq", "global", "europe", "deutschland", "germany",
];

/// Whether a board that says this name is that company's: the same but for its legal form and for one such word at the end of either.
pub fn agrees(sought: &str, told: &str) -> bool {
    let bare = |name: &str| words(name).into_iter().filter(|word| !FORMS.contains(&word.as_str())).collect::<Vec<String>>();
    let shorter = |words: &[String]| match words {
        [start @ .., last] if !start.is_empty() && TAILS.contains(&last.as_str()) => start.concat(),
        all => all.concat(),
    };
    let (one, other) = (bare(sought), bare(told));
    !one.is_empty()
        && !other.is_empty()
        && (one.concat() == other.concat() || shorter(&one) == other.concat() || one.concat() == shorter(&other))
}

/// Words of ASCII letters and digits.
fn plain(company: &str) -> Vec<String> {
    let words = words(company).into_iter().map(|mut word| {
        word.retain(|c| c.is_ascii_alphanumeric());
        word
    });
    words.filter(|word| !word.is_empty()).collect()
}

/// Umlauts as Germans spell them where there are none.
fn spelt_out(company: &str) -> String {
    let mut out = String::with_capacity(company.len());
    for c in company.to_lowercase().chars() {
        match c {
            'ä' => out.push_str("ae"),
            'ö' => out.push_str("oe"),
            'ü' => out.push_str("ue"),
            'ß' => out.push_str("ss"),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_companys_name_becomes_the_names_of_a_board() {
        for (company, names) in [
            ("Acme", &["acme"][..]),
            ("Acme Robotics, Inc.", &["acmerobotics", "acme-robotics", "acmeroboticsinc"][..]),
            ("Müller & Söhne GmbH", &["mullersohne", "muellersoehne", "muller-sohne"][..]),
            ("Kelp Payments", &["kelppayments", "kelp-payments", "kelp"][..]),
            ("The Company", &["thecompany", "the-company"][..]),
            ("Acme.io", &["acmeio", "acme-io", "acme"][..]),
            ("../../etc", &["etc"][..]),
            ("", &[][..]),
            ("日本", &[][..]),
            ("!", &[][..]),
        ] {
            assert_eq!(board_names(company), names, "{company}");
        }
        assert_eq!(board_names(&"x".repeat(200)), Vec::<String>::new());
    }

    #[test]
    fn a_board_is_the_companys_when_their_names_agree() {
        for (sought, told) in
            [("Acme", "ACME Inc."), ("Acme GmbH", "Acme Group"), ("Kelp Payments", "kelp-payments"), ("Müller", "Muller AG")]
        {
            assert!(agrees(sought, told), "{sought} and {told}");
        }
        for (sought, told) in [("Acme", "Acme Games"), ("Acme Robotics", "Acme"), ("Kelp Labs", "Kelp Systems"), ("", ""), ("Inc", "Ltd")] {
            assert!(!agrees(sought, told), "{sought} and {told}");
        }
    }
}
