use super::*;
use job_agent::assistant::LetterFact;
use proptest::prelude::*;

fn brief(language: &str, facts: &[(FactKind, &str, &str)], relevant: &[usize]) -> LetterBrief {
    LetterBrief {
        person: "Ada Example".into(),
        title: "Senior Platform Engineer (m/f/d)".into(),
        company: "Northwind".into(),
        posting_text:
            "Northwind runs a shop.\n- Keep our Kubernetes clusters calm and cheap\n- You know Rust, Terraform and German.\nA degree helps."
                .into(),
        facts: facts.iter().map(|(kind, path, text)| LetterFact { kind: *kind, path: (*path).into(), text: (*text).into() }).collect(),
        relevant: relevant.to_vec(),
        persona: None,
        language: language.into(),
    }
}

const FACTS: &[(FactKind, &str, &str)] = &[
    (FactKind::Name, "basics.name", "Ada Example"),
    (FactKind::Employer, "work[0].name", "Contoso Ltd"),
    (FactKind::Role, "work[0].position", "Site Reliability Engineer"),
    (FactKind::Date, "work[0].startDate", "2019"),
    (FactKind::Achievement, "work[0].highlights[0]", "Ran Kubernetes for 40 teams and cut deployment time by 35%."),
    (FactKind::Achievement, "work[0].highlights[1]", "Organised the yearly outing"),
    (FactKind::Employer, "work[1].name", "Fabrikam"),
    (FactKind::Role, "work[1].position", "Software Developer"),
    (FactKind::Achievement, "work[1].highlights[0]", "Migration of 30 services to Terraform"),
    (FactKind::Skill, "skills[0].keywords[0]", "Rust"),
    (FactKind::Skill, "skills[0].keywords[1]", "Excel"),
    (FactKind::Language, "languages[0]", "German (C1)"),
    (FactKind::Education, "education[0].area", "BSc Computer Science"),
    (FactKind::Education, "education[0].institution", "University of Porto"),
];

fn prose(draft: &Draft) -> String {
    draft.paragraphs.iter().map(|p| p.iter().map(|s| s.text.as_str()).collect::<Vec<_>>().join(" ")).collect::<Vec<_>>().join("\n\n")
}

#[test]
fn a_letter_tells_what_the_posting_asks_for() {
    let brief = brief("en", FACTS, &[4, 8]);
    let draft = write(&brief);
    assert_eq!(gate::check(&brief, &draft), Ok(()));
    insta::assert_snapshot!("letter_english", prose(&draft));
    let text = prose(&draft);
    assert!(text.contains("ran Kubernetes for 40 teams and cut deployment time by 35%."), "{text}");
    assert!(text.contains("“You know Rust, Terraform and German”"), "{text}");
    assert!(text.contains("I bring Rust.") && !text.contains("Excel") && !text.contains("outing"), "{text}");
    assert!(!text.contains('!'));
}

#[test]
fn a_german_posting_gets_a_german_letter() {
    let brief = brief("de-DE", FACTS, &[4, 8]);
    let draft = write(&brief);
    assert_eq!(gate::check(&brief, &draft), Ok(()));
    insta::assert_snapshot!("letter_german", prose(&draft));
}

#[test]
fn without_facts_the_letter_is_short_and_invents_nothing() {
    let brief = brief("en", &[], &[]);
    let draft = write(&brief);
    assert_eq!(gate::check(&brief, &draft), Ok(()));
    assert!(draft.paragraphs.iter().flatten().all(|sentence| sentence.facts.is_empty()));
    assert!(prose(&draft).contains("Senior Platform Engineer at Northwind"), "{}", prose(&draft));
    assert!(draft.paragraphs.len() >= 4, "greeting, application, closing and name stay");
}

#[test]
fn letters_to_different_companies_differ() {
    let one = brief("en", FACTS, &[4]);
    let texts: std::collections::BTreeSet<String> = ["Northwind", "Tailspin", "Litware", "Woodgrove"]
        .iter()
        .map(|company| {
            let company = (*company).to_owned();
            let text = prose(&write(&LetterBrief { company: company.clone(), ..one.clone() }));
            text.replace(&company, "X")
        })
        .collect();
    assert!(texts.len() > 1, "{texts:?}");
}

#[test]
fn roles_without_achievements_are_named_plainly() {
    let brief = brief("en", &FACTS[1..3], &[]);
    let text = prose(&write(&brief));
    assert!(text.contains("My experience includes work as Site Reliability Engineer at Contoso Ltd."), "{text}");
}

proptest! {
    #[test]
    fn whatever_the_facts_say_the_letter_passes_the_gate(
        texts in proptest::collection::vec("[A-Za-z0-9 ,.%&+#()“”\"'/–-]{0,80}", 1..8),
        kinds in proptest::collection::vec(0usize..6, 8),
        relevant in proptest::collection::vec(0usize..10, 0..5),
        posting in "\\PC{0,200}",
        company in "[A-Za-z &.-]{0,20}",
        title in "[A-Za-z /()-]{0,30}",
        german in any::<bool>(),
    ) {
        let all = [FactKind::Achievement, FactKind::Skill, FactKind::Role, FactKind::Employer, FactKind::Education, FactKind::Language];
        let facts: Vec<LetterFact> = texts.iter().zip(&kinds).enumerate()
            .map(|(at, (text, kind))| LetterFact { kind: all[*kind], path: format!("work[{}].x", at / 3), text: text.clone() })
            .collect();
        let brief = LetterBrief {
            person: "Ada".into(), title, company, posting_text: posting, facts, relevant, persona: None,
            language: if german { "de" } else { "en" }.into(),
        };
        prop_assert_eq!(gate::check(&brief, &write(&brief)), Ok(()));
    }
}
