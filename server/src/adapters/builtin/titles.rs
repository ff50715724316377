//! Job titles worth searching for, from what the person has been and says to be.

use super::reading::is_title;
use job_agent::assistant::{FactKind, FoundFact, Reading, SuggestedTitle, skills};

/// More titles than these are no help.
const MOST: usize = 5;
/// Words that say what a role was at the time, and that nobody searches for again.
const PASSING: &[&str] = &[
    "intern", "internship", "trainee", "praktikant", "praktikantin", "werkstudent", "stagiaire", "tirocinio", "tirocinante", "becario",
    "working student", "实习生",
];
/// Ranks that a person who has had one can search for without, too.
const RANKS: &[&str] = &["senior", "junior", "lead", "staff", "principal"];

/// Titles from the person's own words, best first: what they call themselves, then their roles, the latest first, then
/// those roles without their rank. Each names the facts behind it; nothing is suggested that the CV does not say.
pub fn suggest_titles(reading: &Reading) -> Vec<SuggestedTitle> {
    let mut titles: Vec<SuggestedTitle> = Vec::new();
    let own = reading.facts.iter().filter(|fact| fact.path == "basics.label");
    let roles = reading.facts.iter().filter(|fact| fact.kind == FactKind::Role && fact.path.starts_with("work["));
    let stated: Vec<&FoundFact> = own.chain(roles).filter(|fact| is_title(&fact.text) && fact.text.chars().count() <= 80).collect();
    let (passing, lasting): (Vec<&FoundFact>, Vec<&FoundFact>) = stated.into_iter().partition(|fact| is_passing(&fact.text));
    for fact in &lasting {
        add(&mut titles, spoken(&fact.text), &fact.path);
    }
    for fact in &lasting {
        if let Some(base) = without_rank(&fact.text) {
            add(&mut titles, base, &fact.path);
        }
    }
    // Somebody who has only been an intern so far looks for what they were an intern of.
    if titles.is_empty() {
        for fact in &passing {
            let kept: Vec<&str> = fact.text.split_whitespace().filter(|word| !is_passing(word)).collect();
            let title = if kept.is_empty() { fact.text.clone() } else { kept.join(" ") };
            add(&mut titles, spoken(&title), &fact.path);
        }
    }
    titles.truncate(MOST);
    for title in &mut titles {
        title.because.extend(skills_for(&title.title, reading));
    }
    titles
}

fn add(titles: &mut Vec<SuggestedTitle>, title: String, because: &str) {
    match titles.iter_mut().find(|known| known.title.to_lowercase() == title.to_lowercase()) {
        Some(known) => known.because.push(because.to_owned()),
        None => titles.push(SuggestedTitle { title, because: vec![because.to_owned()] }),
    }
}

fn is_passing(text: &str) -> bool {
    let padded = format!(" {} ", text.to_lowercase());
    PASSING.iter().any(|word| padded.contains(&format!(" {word} ")) || !word.is_ascii() && padded.contains(word))
}

/// A title printed in capitals is searched for in small letters.
fn spoken(title: &str) -> String {
    let title = title.trim();
    if title.chars().any(char::is_lowercase) || title.chars().filter(|c| c.is_alphabetic()).count() <= 4 {
        return title.to_owned();
    }
    let word = |word: &str| {
        let mut chars = word.chars();
        chars.next().map_or_else(String::new, |first| first.to_string() + &chars.as_str().to_lowercase())
    };
    title.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

fn without_rank(title: &str) -> Option<String> {
    let words: Vec<&str> = title.split_whitespace().collect();
    let first = words.first()?.to_lowercase();
    let rest = words.get(1..)?.join(" ");
    (RANKS.contains(&first.as_str()) && rest.contains(' ') && is_title(&rest)).then(|| spoken(&rest))
}

/// Skills that the title itself names: "Java Developer" stands on the skill "Java".
fn skills_for(title: &str, reading: &Reading) -> Vec<String> {
    let words: Vec<String> = title.split(|c: char| !c.is_alphanumeric() && !matches!(c, '+' | '#' | '.')).map(str::to_lowercase).collect();
    skills(&reading.facts)
        .filter(|fact| fact.text.to_lowercase().split_whitespace().all(|word| words.iter().any(|own| own == word)))
        .map(|fact| fact.path.clone())
        .take(3)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use job_agent::document::Place;

    fn fact(kind: FactKind, path: &str, text: &str) -> FoundFact {
        FoundFact {
            path: path.into(),
            kind,
            text: text.into(),
            value: text.into(),
            place: Place { page: 1, start: 0, end: 1 },
            confidence: 1.0,
        }
    }

    fn reading(facts: Vec<FoundFact>) -> Reading {
        Reading { facts, ..Reading::default() }
    }

    #[test]
    fn the_latest_role_comes_first_and_equal_ones_are_one() {
        let titles = suggest_titles(&reading(vec![
            fact(FactKind::Role, "work[0].position", "Senior Java Developer"),
            fact(FactKind::Role, "work[1].position", "Java Developer"),
            fact(FactKind::Skill, "skills[0].keywords[0]", "Java"),
        ]));
        assert_eq!(titles[0].title, "Senior Java Developer");
        assert_eq!(titles[0].because, ["work[0].position", "skills[0].keywords[0]"]);
        assert_eq!(titles[1].because, ["work[1].position", "work[0].position", "skills[0].keywords[0]"]);
        assert_eq!(titles.len(), 2);
    }

    #[test]
    fn an_internship_counts_only_where_there_is_nothing_else() {
        let intern = fact(FactKind::Role, "work[1].position", "Data Analysis Intern");
        let titles = suggest_titles(&reading(vec![fact(FactKind::Role, "work[0].position", "Data Analyst"), intern.clone()]));
        assert_eq!(titles.len(), 1);
        assert_eq!(suggest_titles(&reading(vec![intern]))[0].title, "Data Analysis");
    }

    #[test]
    fn nothing_is_made_up() {
        assert!(suggest_titles(&reading(vec![fact(FactKind::Skill, "skills[0].keywords[0]", "Rust")])).is_empty());
    }
}
