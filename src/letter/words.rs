//! Words of letters: which are ours to use freely, and when a word in a sentence is a word of a fact.

use crate::assistant::FactKind;

/// A word or number as a comparison sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    /// As printed.
    pub shown: String,
    /// In small letters.
    pub plain: String,
    /// Holds a digit, or names a number.
    pub is_number: bool,
}

impl Token {
    /// Whether this word of a fact stands behind that word of a sentence. Numbers never bend.
    pub fn supports(&self, other: &Self) -> bool {
        self.plain == other.plain || (!self.is_number && !other.is_number && stem(&self.plain) == stem(&other.plain))
    }
}

/// Cuts text into words. Signs that belong to a word (`C++`, `.NET`, `40%`, `node.js`) stay with it.
pub(super) fn tokens(text: &str) -> Vec<Token> {
    let separates = |c: char| c.is_whitespace() || matches!(c, '/' | '–' | '—' | '-' | '|' | '·' | '•' | '‑' | '…');
    text.split(separates).filter_map(token).collect()
}

fn token(raw: &str) -> Option<Token> {
    let part_of_word = |c: char| c.is_alphanumeric() || matches!(c, '+' | '#' | '%' | '€' | '$' | '£' | '&' | '@');
    let mut shown = raw.trim_matches(|c: char| !part_of_word(c));
    shown = shown.strip_suffix("'s").or_else(|| shown.strip_suffix("’s")).unwrap_or(shown);
    let plain = shown.to_lowercase().replace('’', "'");
    let is_number = plain.chars().any(char::is_numeric) || NUMBER_WORDS.contains(&plain.as_str());
    (!plain.is_empty()).then(|| Token { shown: shown.to_owned(), plain, is_number })
}

/// The words within `reach` on both sides of one.
pub(super) fn around(tokens: &[Token], index: usize, reach: usize) -> impl Iterator<Item = &Token> {
    let from = index.saturating_sub(reach);
    tokens.iter().enumerate().skip(from).take(index - from + reach + 1).filter(move |(at, _)| *at != index).map(|(_, token)| token)
}

/// Cuts an ending off, so that "migrated" stands behind "migrating". Short words stay whole.
fn stem(word: &str) -> &str {
    const SHORTEST: usize = 4;
    ["ing", "ed", "es", "en", "s", "d", "e", "n"]
        .iter()
        .find_map(|ending| word.strip_suffix(ending).filter(|rest| rest.chars().count() >= SHORTEST))
        .unwrap_or(word)
}

/// The words that are ours in a language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lexicon {
    English,
    German,
}

impl Lexicon {
    /// By the brief's language; what we do not write in is read as English, and then fails word by word.
    pub fn of(language: &str) -> Self {
        if language.split('-').next().is_some_and(|tag| tag.eq_ignore_ascii_case("de")) { Self::German } else { Self::English }
    }

    /// Greets, closes, connects; says nothing about anybody.
    pub fn neutral(self, word: &str) -> bool {
        self.choose(NEUTRAL_EN, NEUTRAL_DE).contains(&word)
    }

    /// Connects words of facts into a sentence.
    pub fn connective(self, word: &str) -> bool {
        self.choose(CONNECTIVE_EN, CONNECTIVE_DE).contains(&word)
    }

    /// All that may stand in a sentence with facts besides their words.
    pub fn free_words(self) -> Vec<&'static str> {
        [self.choose(NEUTRAL_EN, NEUTRAL_DE), self.choose(CONNECTIVE_EN, CONNECTIVE_DE)].concat()
    }

    /// Introduces what a posting says.
    pub fn about_posting(self, word: &str) -> bool {
        self.choose(POSTING_EN, POSTING_DE).contains(&word)
    }

    /// Turns a sentence into one about the person.
    pub fn first_person(self, word: &str) -> bool {
        self.choose(FIRST_EN, FIRST_DE).contains(&word)
    }

    fn choose<T>(self, english: T, german: T) -> T {
        match self {
            Self::English => english,
            Self::German => german,
        }
    }
}

/// A posting's title may stand behind these: "the position of …", "apply as …".
pub(super) const LEADS: &[&str] = &["of", "as", "for", "als", "position:", "stelle:"];

const NEUTRAL_EN: &[&str] = &[
    "a", "about", "ahead", "all", "am", "an", "and", "any", "apply", "applying", "as", "at", "attached", "be", "by", "conversation", "cv",
    "dear", "detail", "details", "discuss", "enclosed", "find", "for", "forward", "from", "further", "glad", "happy", "hear", "hearing",
    "hello", "here", "hiring", "i", "in", "is", "it", "kind", "letter", "like", "look", "may", "me", "meet", "meeting", "more", "my", "of",
    "on", "opening", "or", "our", "please", "position", "provide", "question", "questions", "read", "reading", "regards", "role",
    "sincerely", "speak", "speaking", "talk", "team", "thank", "thanks", "that", "the", "this", "time", "to", "we", "welcome", "what",
    "will", "with", "would", "writing", "yours", "you", "your", "questions", "answer",
];

const CONNECTIVE_EN: &[&str] = &[
    "also", "among", "are", "been", "before", "both", "bring", "currently", "during", "earlier", "experience", "first", "had", "has",
    "have", "how", "into", "its", "join", "me", "most", "over", "own", "since", "so", "than", "their", "them", "there", "these", "they",
    "those", "through", "until", "us", "use", "was", "well", "were", "when", "where", "which", "while", "work", "worked", "working",
    "background", "part", "skills", "language", "languages", "include", "included", "includes", "list", "lists", "one", "example", "same",
    "fits", "education", "studied", "degree", "certificate", "certificates", "not", "only", "but", "if", "such", "did", "do", "under",
    "up", "out", "off", "latest", "recent", "previous", "job", "posting", "asks",
];

const POSTING_EN: &[&str] = &[
    "ad", "advertisement", "asks", "describes", "lists", "mentions", "names", "part", "posting", "says", "states", "wants", "describe",
    "write", "ask", "mention", "one", "point", "first", "stands", "out", "which", "there", "work",
];

const FIRST_EN: &[&str] = &["i", "me", "my", "mine", "we", "our", "us", "am", "i'm", "i've"];

const NEUTRAL_DE: &[&str] = &[
    "am", "an", "anbei", "anhang", "antwort", "auf", "bewerbe", "bewerbung", "bin", "bitte", "damen", "das", "dem", "den", "der", "des",
    "die", "ein", "eine", "einem", "einen", "einer", "einzelheiten", "finden", "fragen", "freue", "freuen", "freundlichen", "für", "gern",
    "gerne", "gespräch", "geehrte", "geehrter", "grüßen", "guten", "herren", "hiermit", "ich", "ihnen", "ihr", "ihre", "ihrem", "ihren",
    "ihrer", "im", "in", "ist", "lebenslauf", "liegt", "mein", "meine", "meinem", "meinen", "meiner", "mich", "mir", "mit", "nähere",
    "persönlich", "persönlichen", "position", "rückmeldung", "sehr", "sich", "sie", "sprechen", "stehe", "stelle", "tag", "team", "über",
    "um", "und", "unterlagen", "von", "vielen", "dank", "weitere", "weiteren", "wir", "würde", "zeit", "zu", "zum", "zur", "als", "bei",
    "zeige", "zur", "verfügung",
];

const CONNECTIVE_DE: &[&str] = &[
    "arbeite", "arbeitete", "auch", "aus", "bereits", "bringe", "dabei", "dadurch", "damit", "dazu", "dort", "durch", "erfahrung",
    "erfahrungen", "es", "gehörte", "gehörten", "gehören", "gehört", "habe", "hatte", "heute", "kenntnisse", "kenntnissen", "meine",
    "meinen", "nach", "neben", "oder", "seit", "so", "sowie", "sprache", "sprachen", "vor", "war", "was", "wie", "wo", "wobei", "wurde",
    "zuletzt", "zuvor", "zwischen", "bis", "beispiel", "dass", "nicht", "nur", "sondern", "unter", "spreche", "aktuell", "davor", "steht",
    "stehen", "anzeige", "passt", "fertigkeiten", "studierte", "studium", "ausbildung", "abschluss", "zertifikat", "zertifikate",
    "zertifikaten", "station", "aufgaben", "arbeit", "ferner", "außerdem", "mitbringe", "daraus",
];

const POSTING_DE: &[&str] = &[
    "anzeige", "ausschreibung", "beschreibt", "es", "heißt", "nennen", "nennt", "schreiben", "steht", "suchen", "sucht", "verlangt",
    "wird", "wünschen", "dort", "aufgabe", "aufgefallen", "daran", "ihrer",
];

const FIRST_DE: &[&str] = &["ich", "mich", "mir", "mein", "meine", "meinem", "meinen", "meiner", "wir", "bin"];

/// Connecting words that say what a fact is; they need a fact of that kind.
pub(super) const SAYS_KIND: &[(&[&str], &[FactKind])] = &[
    (
        &["worked", "work", "working", "job", "arbeite", "arbeitete", "arbeit", "station", "aufgaben"],
        &[FactKind::Employer, FactKind::Role, FactKind::Achievement, FactKind::Project, FactKind::Volunteer, FactKind::Summary],
    ),
    (&["studied", "degree", "education", "studierte", "studium", "ausbildung", "abschluss"], &[FactKind::Education]),
    (&["certificate", "certificates", "zertifikat", "zertifikate", "zertifikaten"], &[FactKind::Certificate]),
    (&["language", "languages", "speak", "spreche", "sprache", "sprachen"], &[FactKind::Language]),
];

/// Numbers in words are numbers; "one" is left out, as it mostly counts nothing.
const NUMBER_WORDS: &[&str] = &[
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "fifteen", "twenty", "thirty", "forty",
    "fifty", "hundred", "hundreds", "thousand", "thousands", "million", "millions", "billion", "dozen", "dozens", "half", "double",
    "doubled", "triple", "tripled", "percent", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun", "zehn", "elf", "zwölf",
    "zwanzig", "dreißig", "fünfzig", "hundert", "tausend", "million", "millionen", "halb", "verdoppelt", "verdoppelte", "prozent",
];
