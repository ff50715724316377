//! Where and how much one works, as the text of a posting says it.

use super::WorkMode;
use super::folded::{any, folded, pattern};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

static HYBRID: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r"hybrid(?:es|e|er)?[ -](?:work|role|model|position|office|schedule|set|environment|arbeit|job|working|policy|team)\w*|(?:role|position|job|model|work) is hybrid|(?:this|a|fully|location:?|workplace:?|arbeits\w+) hybrid\b|\(hybrid\)|\b[1-4] days? (?:a|per|each) week (?:in|at|from) (?:the|our|a) \w*\s?office|\b(?:one|two|three|four) days? (?:a|per|each) week (?:in|at|from|on)[ -](?:the|our|site)|teilweise (?:im )?home[ -]?office|télétravail partiel|trabajo híbrido|modelo híbrido",
    )
});
static REMOTE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r"(?:fully|100 ?%|completely|entirely|permanent(?:ly)?)[ -]remote|remote[ -](?:first|only|position|role|job|within|in the|anywhere|worldwide|work from)|(?:role|position|job) (?:is|can be|may be)(?: \w+)? remote|work(?:ing)? (?:fully )?(?:remotely|from anywhere)|100 ?% (?:home[ -]?office|télétravail|teletrabajo)|vollständig remote|full remote|teletrabajo|(?:^|\n)(?:location: ?)?remote\b",
    )
});
static ON_SITE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r"on[ -]?site (?:role|position|job|only|presence|in our|at our|work)|(?:role|position|job) is (?:fully |based )?(?:on[ -]?site|in[ -]office|in[ -]person)|in[ -](?:office|person) (?:role|position|job|five|5)|(?:must|able to|required to) (?:be|work) (?:on[ -]?site|in[ -](?:office|person))|five days (?:a|per) week in|5 days (?:a|per) week in|(?:not|no) remote|kein home[ -]?office|vor ort in",
    )
});

/// How a description says that one works, and where it says so. Only plain statements count: "hybrid cloud" is none.
pub fn mode_in(text: &str) -> Option<(WorkMode, Range<usize>)> {
    let text = folded(text);
    let first = |regex: &LazyLock<Option<Regex>>, gate: &[&str]| {
        any(&text, gate).then(|| regex.as_ref().and_then(|r| r.find(&text)).map(|hit| hit.range())).flatten()
    };
    first(&HYBRID, &["hybrid", "híbrido", " days a", " day a", " days p", " day p", " days e", "teilweise", "partiel"])
        .map(|range| (WorkMode::Hybrid, range))
        .or_else(|| {
            first(&ON_SITE, &["site", "office", "person", "five days", "5 days", "remote", "vor ort"])
                .map(|range| (WorkMode::OnSite, range))
        })
        .or_else(|| first(&REMOTE, &["remote", "anywhere", "100 %", "100%", "teletrabajo"]).map(|range| (WorkMode::Remote, range)))
}

/// How a short field (a place, a title, a source's own term) says that one works.
pub fn mode_of_field(field: &str) -> Option<WorkMode> {
    let field = field.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| field.contains(word));
    if says(&["hybrid", "híbrido", "hybride"]) {
        Some(WorkMode::Hybrid)
    } else if says(&[
        "remote", "home office", "homeoffice", "anywhere", "télétravail", "teletrabajo", "work from home", "distributed", "worldwide",
    ]) {
        Some(WorkMode::Remote)
    } else if says(&["on-site", "onsite", "on site", "in-office", "in office", "vor ort"]) {
        Some(WorkMode::OnSite)
    } else {
        None
    }
}

static EMPLOYMENT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r"\b(?:full[ -]?time|part[ -]?time|vollzeit|teilzeit|internship|praktikum|werkstudent\w*|apprenticeship|ausbildung|freelance|fixed[ -]term|zero[ -]hours|temps (?:plein|partiel)|jornada completa|media jornada|tempo (?:pieno|determinato|indeterminato)|\d{1,2}[ -]month contract|independent contractor|contract (?:role|position))\b",
    )
});

/// The words for how much or how long one is employed, as they stand in the text.
pub fn employment_in(text: &str) -> Option<&str> {
    let hit = EMPLOYMENT.as_ref()?.find(&folded(text))?.range();
    text.get(hit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mode_is_read_from_plain_statements_only() {
        let mode = |text| mode_in(text).map(|(mode, _)| mode);
        assert_eq!(mode("This role is hybrid, three days a week in our office."), Some(WorkMode::Hybrid));
        assert_eq!(mode("Work on the control plane. Fully remote within the EU."), Some(WorkMode::Remote));
        assert_eq!(mode("This is an on-site position at our clinic."), Some(WorkMode::OnSite));
        assert_eq!(mode("You know hybrid cloud and remote debugging."), None);
    }

    #[test]
    fn short_fields_say_it_in_one_word() {
        assert_eq!(mode_of_field("Remote - EU"), Some(WorkMode::Remote));
        assert_eq!(mode_of_field("Hybrid"), Some(WorkMode::Hybrid));
        assert_eq!(mode_of_field("on-site"), Some(WorkMode::OnSite));
        assert_eq!(mode_of_field("Berlin, Germany"), None);
    }

    #[test]
    fn employment_is_given_in_the_words_of_the_posting() {
        assert_eq!(employment_in("A Full-time job"), Some("Full-time"));
        assert_eq!(employment_in("unbefristet in Teilzeit"), Some("Teilzeit"));
        assert_eq!(employment_in("We sell contracts"), None);
    }
}
