//! Skills by their many names, found in one pass over a text.

use super::words::{Word, small, words};
use std::collections::HashMap;
use std::sync::LazyLock;

/// A skill found in a text; the place is in bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    pub skill: usize,
    pub start: usize,
    pub end: usize,
}

#[derive(Debug, Clone)]
struct Phrase {
    skill: usize,
    /// The words behind the first, in small letters.
    rest: Vec<String>,
    /// The letters as they must be, where they must.
    exact: Option<String>,
    /// Whether the words around must look like a list of skills.
    listed: bool,
}

/// Names of skills, compiled.
#[derive(Debug, Clone, Default)]
pub struct Lexicon {
    names: Vec<String>,
    /// By skill: every way to write it, the usual one first.
    spellings: Vec<Vec<String>>,
    /// The group of each skill, where its group's skills are partly exchangeable.
    groups: Vec<Option<usize>>,
    by_name: HashMap<String, usize>,
    phrases: HashMap<String, Vec<Phrase>>,
    /// By first byte in small letters: the lengths of first words, one bit each. Most words of a text are done with here.
    lengths: Vec<u64>,
}

/// The bundled list, by field of work.
const LISTS: [&str; 7] = [
    include_str!("skills/general.txt"),
    include_str!("skills/software.txt"),
    include_str!("skills/data.txt"),
    include_str!("skills/health.txt"),
    include_str!("skills/work.txt"),
    include_str!("skills/trades.txt"),
    include_str!("skills/office.txt"),
];

static BUNDLED: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::parse(&LISTS.join("\n")));

impl Lexicon {
    /// The list that comes with the product.
    pub fn bundled() -> &'static Lexicon {
        &BUNDLED
    }

    fn parse(list: &str) -> Self {
        let mut lexicon = Self::default();
        let mut group = None;
        for (at, line) in list.lines().map(str::trim).enumerate() {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            if let Some(name) = line.strip_prefix('[') {
                group = name.trim_end_matches(']').ends_with('*').then_some(at);
                continue;
            }
            let mut aliases = line.split(" | ").map(str::trim);
            if let Some(name) = aliases.next() {
                lexicon.add(name, aliases, group);
            }
        }
        lexicon
    }

    fn add<'a>(&mut self, name: &str, aliases: impl Iterator<Item = &'a str>, group: Option<usize>) {
        let skill = self.names.len();
        self.names.push(name.to_owned());
        self.groups.push(group);
        self.by_name.insert(small(name), skill);
        let aliases: Vec<&str> = aliases.collect();
        let all = std::iter::once(name).chain(aliases.iter().map(|alias| alias.trim_start_matches(['=', '~'])));
        self.spellings.push(all.map(str::to_owned).collect());
        // A name that has its own marked spelling is not matched in any other.
        let marked = aliases.iter().any(|alias| alias.strip_prefix(['=', '~']).is_some_and(|rest| rest.eq_ignore_ascii_case(name)));
        if !marked {
            self.phrase(skill, name);
        }
        for alias in aliases {
            self.phrase(skill, alias);
        }
    }

    fn phrase(&mut self, skill: usize, alias: &str) {
        let listed = alias.starts_with('~');
        let text = alias.strip_prefix(['=', '~']).unwrap_or(alias);
        let exact = (text.len() != alias.len()).then(|| text.to_owned());
        let mut parts = words(text).map(|word| small(word.text));
        let Some(first) = parts.next() else { return };
        let rest: Vec<String> = parts.collect();
        self.lengths.resize(256, 0);
        if let Some(lengths) = first.bytes().next().and_then(|byte| self.lengths.get_mut(usize::from(byte))) {
            *lengths |= 1 << first.len().min(63);
        }
        let phrases = self.phrases.entry(first).or_default();
        phrases.push(Phrase { skill, rest, exact, listed });
        // The longest name wins: "spring boot" before "spring".
        phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.rest.len()));
    }

    /// Adds what the list does not know; the name stands for itself.
    pub fn learn(&mut self, name: &str) -> usize {
        if let Some(known) = self.find(name) {
            return known;
        }
        self.add(name, std::iter::empty(), None);
        self.names.len() - 1
    }

    pub fn find(&self, name: &str) -> Option<usize> {
        self.by_name.get(&small(name)).copied()
    }

    pub fn name(&self, skill: usize) -> &str {
        self.names.get(skill).map_or("", String::as_str)
    }

    /// Every way to write a skill; one that the list does not know has its name alone.
    pub fn names_of(&self, name: &str) -> Vec<String> {
        self.find(name).and_then(|skill| self.spellings.get(skill)).cloned().unwrap_or_else(|| vec![name.to_owned()])
    }

    pub fn count(&self) -> usize {
        self.names.len()
    }

    /// The group of skills that go some way towards each other, where it is in one.
    pub fn group(&self, skill: usize) -> Option<usize> {
        self.groups.get(skill).copied().flatten()
    }

    fn may_start(&self, word: &str) -> bool {
        let first = word.bytes().next().map_or(0, |byte| usize::from(byte.to_ascii_lowercase()));
        self.lengths.get(first).is_some_and(|lengths| lengths >> word.len().min(63) & 1 == 1)
    }

    /// The skills that a text names. `listing` is for text that is known to list skills, where "go" needs no proof.
    pub fn hits(&self, text: &str, listing: bool) -> Vec<Hit> {
        let cut: Vec<Word> = words(text).collect();
        let mut found = Vec::new();
        let mut key = String::new();
        let mut at = 0;
        while at < cut.len() {
            key.clear();
            let word = cut[at].text;
            if word.is_ascii() {
                if !self.may_start(word) {
                    at += 1;
                    continue;
                }
                key.push_str(word);
                key.make_ascii_lowercase();
            } else {
                key.extend(word.chars().flat_map(char::to_lowercase));
            }
            let phrase = self.phrases.get(&key).and_then(|all| all.iter().find(|phrase| matches(phrase, text, &cut, at, listing)));
            match phrase {
                Some(phrase) => {
                    let last = at + phrase.rest.len();
                    found.push(Hit { skill: phrase.skill, start: cut[at].start, end: cut[last].end });
                    at = last + 1;
                }
                None => at += 1,
            }
        }
        found
    }
}

fn matches(phrase: &Phrase, text: &str, cut: &[Word], at: usize, listing: bool) -> bool {
    let last = at + phrase.rest.len();
    let Some(behind) = cut.get(at + 1..=last) else { return false };
    let same = behind.iter().zip(&phrase.rest).all(|(word, wanted)| word.text.chars().flat_map(char::to_lowercase).eq(wanted.chars()));
    // Words of one name stand beside each other, not in two sentences or two lines.
    if !same || (last > at && text[cut[at].start..cut[last].end].contains(['\n', ';', ',', '('])) {
        return false;
    }
    if listing {
        return true;
    }
    if let Some(exact) = &phrase.exact
        && text[cut[at].start..cut[last].end] != **exact
    {
        return false;
    }
    !phrase.listed || in_a_list(text, cut, at, last)
}

/// Whether the words around show that a single letter or an everyday word is meant as a skill.
fn in_a_list(text: &str, cut: &[Word], at: usize, last: usize) -> bool {
    const NEIGHBOURS: &[&str] = &[
        "and", "or", "und", "oder", "et", "ou", "y", "programming", "language", "developer", "developers", "engineer", "engineers", "code",
        "services",
    ];
    const OTHERWISE: &[&str] = &["series", "class", "grade", "vitamin", "hepatitis", "level", "type", "plan", "tier", "category"];
    let before = at.checked_sub(1).map(|i| small(cut[i].text));
    if before.as_deref().is_some_and(|word| OTHERWISE.contains(&word)) {
        return false;
    }
    let next = text[cut[last].end..].trim_start_matches(' ').chars().next();
    let list_mark = matches!(next, None | Some(',' | '/' | ')' | '|' | '\n' | ';' | '.' | '•'));
    let neighbour = matches!(next, Some(c) if c.is_alphabetic())
        && cut.get(last + 1).is_some_and(|word| NEIGHBOURS.contains(&small(word.text).as_str()));
    list_mark || neighbour
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<&'static str> {
        let lexicon = Lexicon::bundled();
        lexicon.hits(text, false).into_iter().map(|hit| lexicon.name(hit.skill)).collect()
    }

    #[test]
    fn skills_are_found_by_any_of_their_names() {
        assert_eq!(found("You know postgres, k8s and Spring Boot."), ["PostgreSQL", "Kubernetes", "Spring"]);
        assert_eq!(found("Wundversorgung und Medikamentengabe auf Station"), ["Wound care", "Medication administration"]);
        assert_eq!(found("forklift licence, CI/CD"), ["Forklift", "CI/CD"]);
    }

    #[test]
    fn everyday_words_are_not_taken_for_skills() {
        assert!(
            found("Go above and beyond, react fast, excel in chaos, R&D, C-level, Series C funding, the rest of us express").is_empty()
        );
        assert_eq!(found("C, C++, C#, Go, R and Rust"), ["C", "C++", "C#", "Go", "R", "Rust"]);
        assert_eq!(found("Java is not JavaScript"), ["Java", "JavaScript"]);
    }

    #[test]
    fn every_name_means_one_skill() {
        let mut meant: HashMap<String, &str> = HashMap::new();
        for line in LISTS.iter().flat_map(|list| list.lines()).filter(|line| !line.is_empty() && !line.starts_with(['#', '['])) {
            let skill = line.split(" | ").next().unwrap_or_default();
            // A name may come again in a spelling of its own ("Excel", "=Excel"), of the same skill alone.
            for name in line.split(" | ") {
                let other = meant.insert(small(name.trim_start_matches(['=', '~'])), skill);
                assert!(other.is_none_or(|other| other == skill), "{name} means both {skill} and {}", other.unwrap_or_default());
            }
        }
        assert!(Lexicon::bundled().count() >= 1_500, "{} skills", Lexicon::bundled().count());
    }

    #[test]
    fn work_outside_offices_is_known_in_several_languages() {
        assert_eq!(found("Kommissionierung, Schubmaststapler"), ["Order picking", "Reach truck"]);
        assert_eq!(found("cuadros eléctricos y mantenimiento preventivo"), ["Switchgear", "Preventive maintenance"]);
        assert_eq!(found("gestion de paie et droit administratif"), ["Payroll accounting", "Administrative law"]);
    }

    #[test]
    fn what_the_list_does_not_know_can_be_learned() {
        let mut lexicon = Lexicon::bundled().clone();
        let skill = lexicon.learn("Sheep shearing");
        assert_eq!(lexicon.hits("We teach sheep shearing.", false), [Hit { skill, start: 9, end: 23 }]);
    }
}
