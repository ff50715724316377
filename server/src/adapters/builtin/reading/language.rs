//! Which language a CV is written in, by its small words.

use super::piece::{is_han, plain};
use job_agent::document::Page;

const SMALL_WORDS: &[(&str, &[&str])] = &[
    ("en", &["the", "and", "of", "with", "for", "to", "in", "by", "from", "using", "on", "experience", "education", "skills", "present"]),
    (
        "de",
        &[
            "und", "der", "die", "das", "mit", "von", "im", "zur", "fur", "bei", "eines", "einer", "berufserfahrung", "ausbildung",
            "kenntnisse", "heute",
        ],
    ),
    (
        "fr",
        &["le", "la", "les", "des", "du", "et", "une", "pour", "dans", "avec", "sur", "l", "d", "experience", "formation", "competences"],
    ),
    ("it", &["il", "lo", "gli", "di", "del", "della", "dei", "e", "per", "con", "alla", "dati", "esperienza", "istruzione", "competenze"]),
    (
        "pt",
        &[
            "o", "os", "da", "do", "das", "dos", "e", "para", "com", "uma", "em", "no", "na", "experiencia", "formacao", "competencias",
            "ate",
        ],
    ),
    (
        "nl",
        &[
            "de", "het", "een", "en", "van", "voor", "met", "bij", "op", "ik", "werkervaring", "opleiding", "opleidingen", "heden",
            "vaardigheden",
        ],
    ),
    ("es", &["el", "los", "las", "de", "del", "y", "para", "con", "una", "en", "por", "experiencia", "educacion", "habilidades"]),
];

/// BCP 47 of a CV's language; English where nothing speaks for another.
pub(crate) fn of(pages: &[Page]) -> String {
    of_text(&pages.iter().map(|page| page.text.as_str()).collect::<Vec<_>>().join(" "))
}

/// The same of any text.
pub(crate) fn of_text(text: &str) -> String {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let han = text.chars().filter(|c| is_han(*c)).count();
    if han * 5 > letters && han > 10 {
        return "zh".into();
    }
    let plain = plain(text);
    let score = |words: &[&str]| plain.split(' ').filter(|word| words.contains(word)).count();
    SMALL_WORDS
        .iter()
        .map(|(language, words)| (score(words), *language))
        .rev()
        .max_by_key(|(count, _)| *count)
        .filter(|(count, _)| *count > 0)
        .map_or("en", |(_, language)| language)
        .into()
}
