use super::*;
use crate::assistant::{FactKind, LetterFact};
use proptest::prelude::*;

fn brief() -> LetterBrief {
    let fact = |kind, path: &str, text: &str| LetterFact { kind, path: path.into(), text: text.into() };
    LetterBrief {
        person: "Ada Example".into(),
        title: "Senior Platform Engineer".into(),
        company: "Northwind".into(),
        posting_text: "We look for somebody who keeps our clusters calm. You know Kubernetes and 5 years of Rust.".into(),
        facts: vec![
            fact(FactKind::Employer, "work[0].name", "Contoso Ltd"),
            fact(FactKind::Role, "work[0].position", "Site Reliability Engineer"),
            fact(FactKind::Achievement, "work[0].highlights[0]", "Ran Kubernetes for 40 teams and cut deployment time by 35%"),
            fact(FactKind::Achievement, "work[0].highlights[1]", "Grew revenue by 12% in 2021"),
            fact(FactKind::Skill, "skills[0].name", "Rust"),
            fact(FactKind::Education, "education[0].institution", "University of Porto"),
        ],
        relevant: vec![2],
        persona: None,
        language: "en".into(),
    }
}

fn sentence(text: &str, facts: &[usize], quote: Option<&str>) -> DraftSentence {
    DraftSentence { text: text.into(), facts: facts.to_vec(), quote: quote.map(Into::into) }
}

fn verdict(text: &str, facts: &[usize], quote: Option<&str>) -> Result<(), Vec<Violation>> {
    check(&brief(), &Draft { paragraphs: vec![vec![sentence(text, facts, quote)]] })
}

fn passes(text: &str, facts: &[usize], quote: Option<&str>) {
    assert_eq!(verdict(text, facts, quote), Ok(()), "{text}");
}

fn fails(text: &str, facts: &[usize], quote: Option<&str>) {
    assert!(verdict(text, facts, quote).is_err(), "this should not get in: {text}");
}

#[test]
fn greetings_closings_and_the_application_itself_pass_without_facts() {
    passes("Dear Northwind team,", &[], None);
    passes("I am writing to apply for the position of Senior Platform Engineer at Northwind.", &[], None);
    passes("I would be glad to talk about the role.", &[], None);
    passes("Kind regards, Ada Example", &[], None);
}

#[test]
fn sentences_made_of_their_facts_pass() {
    passes("At Contoso Ltd I worked as Site Reliability Engineer.", &[0, 1], None);
    passes("There I ran Kubernetes for 40 teams and cut deployment time by 35%.", &[2], None);
    passes("I bring experience with Rust.", &[4], None);
    passes("Your posting asks for “5 years of Rust”; I have experience with Rust.", &[4], Some("5 years of Rust"));
    passes("Your posting says “keeps our clusters calm”.", &[], Some("keeps our clusters calm"));
    passes("I studied at University of Porto.", &[5], None);
}

#[test]
fn claims_without_facts_fail() {
    fails("I am a Senior Platform Engineer.", &[], None);
    fails("I worked at Northwind.", &[], None);
    fails("I have ten years of experience.", &[], None);
    fails("I love your mission and I know Kubernetes.", &[], None);
    fails("I am the best for this position.", &[], None);
}

#[test]
fn a_quote_lends_nothing_to_the_person() {
    fails("I have “5 years of Rust”.", &[], Some("5 years of Rust"));
    fails("I have 5 years of Rust.", &[], Some("5 years of Rust"));
    fails("I have 5 years of Rust, as “5 years of Rust” asks.", &[4], Some("5 years of Rust"));
    fails("Your posting says “10 years of Rust”.", &[], Some("10 years of Rust"));
    fails("Your posting says “”.", &[], Some(""));
    fails("Your posting says “10 years of Rust” and “Kubernetes”.", &[], Some("Kubernetes"));
}

#[test]
fn embellished_facts_fail() {
    fails("I ran Kubernetes for 400 teams.", &[2], None);
    fails("I ran Kubernetes for forty-five teams.", &[2], None);
    fails("I led 40 teams.", &[2], None);
    fails("I ran Kubernetes at Google for 40 teams.", &[2], None);
    fails("I am an expert in Rust.", &[4], None);
    fails("I have five years of experience with Rust.", &[4], None);
    fails("I studied at Contoso Ltd.", &[0], None);
    fails("I worked at University of Porto.", &[5], None);
    fails("I bring experience with Rust and Go.", &[4], None);
    fails("At Contoso Ltd I ran Kubernetes for 40 teams.", &[2], None);
}

#[test]
fn a_number_of_one_fact_cannot_move_to_another() {
    passes("I grew revenue by 12% in 2021.", &[2, 3], None);
    fails("I grew revenue by 35%.", &[2, 3], None);
    fails("I cut deployment time by 12%.", &[2, 3], None);
}

#[test]
fn an_unknown_fact_an_empty_letter_and_an_endless_one_fail() {
    fails("I bring experience with Rust.", &[4, 99], None);
    assert!(check(&brief(), &Draft::default()).is_err());
    let long = vec![vec![sentence("Dear Northwind team,", &[], None)]; 40];
    assert!(check(&brief(), &Draft { paragraphs: long }).is_err());
}

#[test]
fn a_violation_names_its_sentence() {
    let good = sentence("Dear Northwind team,", &[], None);
    let bad = sentence("I know everything.", &[], None);
    let faults = check(&brief(), &Draft { paragraphs: vec![vec![good.clone()], vec![good, bad]] }).unwrap_err();
    assert!(faults.iter().all(|v| (v.paragraph, v.sentence) == (1, 1)), "{faults:?}");
}

#[test]
fn german_letters_have_words_of_their_own() {
    let brief = LetterBrief { language: "de-AT".into(), ..brief() };
    let one = |text: &str, facts: &[usize]| check(&brief, &Draft { paragraphs: vec![vec![sentence(text, facts, None)]] });
    assert_eq!(one("Sehr geehrte Damen und Herren,", &[]), Ok(()));
    assert_eq!(one("hiermit bewerbe ich mich auf die Stelle als Senior Platform Engineer bei Northwind.", &[]), Ok(()));
    assert_eq!(one("Ich habe Erfahrung mit Rust.", &[4]), Ok(()));
    assert!(one("Ich habe zehn Jahre Erfahrung mit Rust.", &[4]).is_err());
    assert!(one("Ich habe Erfahrung mit Java.", &[4]).is_err());
}

proptest! {
    #[test]
    fn a_number_that_no_fact_holds_never_gets_in(number in 100u32..100_000, percent in any::<bool>()) {
        prop_assume!(number != 2021);
        let sign = if percent { "%" } else { "" };
        let text = format!("I ran Kubernetes for {number}{sign} teams and cut deployment time by 35%.");
        prop_assert!(verdict(&text, &[2], None).is_err());
    }

    #[test]
    fn a_name_that_no_fact_holds_never_gets_in(name in "[A-Z][a-z]{5,12}") {
        let facts: Vec<Token> = brief().facts.iter().flat_map(|fact| words::tokens(&fact.text)).collect();
        let plain = name.to_lowercase();
        prop_assume!(!Lexicon::English.neutral(&plain) && !Lexicon::English.connective(&plain));
        let token = &words::tokens(&name)[0];
        prop_assume!(!facts.iter().any(|fact| fact.supports(token)) && plain != "northwind" && plain != "example");
        for text in [format!("At {name} I ran Kubernetes for 40 teams."), format!("{name} is part of my experience with Rust.")] {
            prop_assert!(verdict(&text, &[0, 1, 2, 3, 4, 5], None).is_err(), "{}", text);
        }
        let text = format!("I would like to talk with you about {name}.");
        prop_assert!(verdict(&text, &[], None).is_err());
    }

    #[test]
    fn a_bent_quote_never_gets_in(at in 0usize..20, letter in proptest::char::range('0', '9')) {
        let mut quote: Vec<char> = "keeps our clusters calm".chars().collect();
        quote[at] = letter;
        let quote: String = quote.into_iter().collect();
        let text = format!("Your posting says “{quote}”.");
        prop_assert!(verdict(&text, &[], Some(&quote)).is_err());
    }

    #[test]
    fn nothing_makes_the_gate_panic(text in "\\PC{0,80}", quote in proptest::option::of("\\PC{0,10}"), facts in proptest::collection::vec(0usize..9, 0..4)) {
        let draft = Draft { paragraphs: vec![vec![DraftSentence { text, facts, quote }]] };
        drop(check(&brief(), &draft));
    }
}
