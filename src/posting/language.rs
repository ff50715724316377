//! Which language a text is in, by its small words.

use std::collections::HashMap;
use std::sync::LazyLock;

const STOP_WORDS: &[(&str, &[&str])] = &[
    ("en", &["the", "and", "of", "to", "with", "for", "you", "our", "we", "your", "will", "are", "as", "that", "this", "is", "be"]),
    (
        "de",
        &[
            "und", "die", "der", "das", "mit", "für", "wir", "sie", "du", "ein", "eine", "von", "zu", "im", "ist", "auf", "dich", "bei",
            "den", "oder",
        ],
    ),
    ("fr", &["et", "les", "des", "vous", "nous", "pour", "dans", "une", "avec", "votre", "le", "du", "sur", "est", "notre", "au"]),
    ("es", &["y", "los", "las", "para", "con", "una", "del", "el", "por", "nuestro", "que", "tu", "como", "su", "se", "al"]),
    ("it", &["e", "di", "che", "il", "per", "con", "della", "una", "gli", "nel", "sono", "alla", "dei", "delle", "le"]),
    ("nl", &["en", "het", "een", "van", "je", "wij", "voor", "met", "jij", "zijn", "bij", "op", "aan", "onze", "ben"]),
    ("pt", &["e", "para", "com", "uma", "os", "você", "não", "em", "nossa", "dos", "das", "do", "da", "ao", "são"]),
    ("pl", &["i", "w", "z", "na", "do", "oraz", "się", "dla", "jest", "nasz", "lub", "od", "praca", "że"]),
    ("sv", &["och", "att", "som", "för", "med", "du", "vi", "är", "av", "på", "till", "en", "ett", "det", "oss"]),
    ("da", &["og", "at", "som", "for", "med", "du", "vi", "er", "af", "på", "til", "en", "et", "det", "os"]),
];

/// By small word: the languages that have it, one bit each.
static BY_WORD: LazyLock<HashMap<&str, u16>> = LazyLock::new(|| {
    let mut words: HashMap<&str, u16> = HashMap::new();
    for (at, (_, list)) in STOP_WORDS.iter().enumerate() {
        for word in *list {
            *words.entry(word).or_default() |= 1 << at;
        }
    }
    words
});

/// The language of a text as BCP 47; nothing where the text is too short or in none that is known.
pub fn language_of(text: &str) -> Option<&'static str> {
    let mut counts = [0_usize; STOP_WORDS.len()];
    let mut words = 0;
    for word in text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).take(400) {
        words += 1;
        if word.len() > 9 {
            continue;
        }
        let bits = BY_WORD.get(word).or_else(|| BY_WORD.get(word.to_lowercase().as_str())).copied().unwrap_or(0);
        for (at, count) in counts.iter_mut().enumerate() {
            *count += usize::from(bits >> at & 1);
        }
    }
    let (best, hits) = counts.iter().enumerate().max_by_key(|(at, hits)| (**hits, usize::MAX - at))?;
    let second = counts.iter().enumerate().filter(|(at, _)| *at != best).map(|(_, hits)| *hits).max()?;
    (*hits >= 3 && hits * 100 >= words * 6 && hits * 4 > second * 5).then(|| STOP_WORDS[best].0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_is_told_by_small_words() {
        assert_eq!(language_of("We are looking for a nurse to join our team and care for the people of this town."), Some("en"));
        assert_eq!(
            language_of("Wir suchen für unser Team eine Pflegefachkraft, die mit uns und den Menschen auf der Station arbeitet."),
            Some("de")
        );
        assert_eq!(language_of("Nous cherchons pour notre équipe une personne avec des idées dans les domaines du commerce."), Some("fr"));
        assert_eq!(
            language_of("Buscamos para nuestro equipo una persona con experiencia en los servicios del hotel y las reservas."),
            Some("es")
        );
    }

    #[test]
    fn too_little_text_has_no_language() {
        assert_eq!(language_of("Rust, Postgres, Kubernetes"), None);
        assert_eq!(language_of(""), None);
    }
}
