use super::*;

fn resume(json: serde_json::Value) -> Resume {
    serde_json::from_value(json).unwrap()
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[test]
fn sections_stand_as_they_are_named_and_empty_ones_not_at_all() {
    let resume = resume(serde_json::json!({
        "basics": {"name": "Ada", "summary": "One.\n\nTwo."},
        "work": [{"position": "Engineer"}, {}],
        "skills": [{"name": "Rust"}],
        "awards": [{}],
    }));
    let keys = |order: &[&str]| Outline::of(&resume, &names(order), "en").sections.iter().map(|s| s.key).collect::<Vec<_>>();
    assert_eq!(keys(&["skills", "work", "awards", "nonsense", "work"]), ["summary", "skills", "work"]);
    assert_eq!(keys(&["work", "summary"]), ["work", "summary"]);
    assert_eq!(keys(&["basics", "work"]), ["summary", "work"]);
    let outline = Outline::of(&resume, &names(&["work"]), "en");
    assert_eq!(outline.sections[0].paragraphs, ["One.", "Two."]);
    assert_eq!(outline.sections[1].entries.len(), 1);
}

#[test]
fn dates_and_headings_are_in_the_documents_language() {
    assert_eq!(words("en-GB").range("2021-03-15", ""), "Mar 2021 – Present");
    assert_eq!(words("de").range("2019", "2021-03"), "2019 – März 2021");
    assert_eq!(words("fr").date("2020-08"), "août 2020");
    assert_eq!(words("nl-BE").heading("work"), "Werkervaring");
    assert_eq!(words("xx").heading("work"), "Experience");
    assert_eq!(words("zh").date("2020-08"), "2020年8月");
    assert_eq!(words("en").date("Summer 2017"), "Summer 2017");
    assert_eq!(words("en").date("2017-13"), "2017-13");
    assert_eq!(words("en").range("2017", "2017"), "2017");
}

#[test]
fn addresses_are_printed_bare_and_lead_only_to_the_web() {
    let resume = resume(serde_json::json!({"basics": {
        "email": "ada@example.org", "phone": "+44 20 1234", "url": "https://www.ada.example/",
        "location": {"address": "Berlin, Germany", "city": "Berlin", "countryCode": "DE"},
        "profiles": [
            {"network": "GitHub", "username": "ada", "url": "https://github.com/ada"},
            {"network": "Twitter", "username": "ada", "url": "javascript:alert(1)"},
        ],
    }}));
    let contacts = Outline::of(&resume, &[], "en").contacts;
    let shown: Vec<_> = contacts.iter().map(|c| (c.text.as_str(), c.link.as_deref())).collect();
    assert_eq!(
        shown,
        [
            ("ada@example.org", Some("mailto:ada@example.org")),
            ("+44 20 1234", Some("tel:+44201234")),
            ("Berlin, Germany, DE", None),
            ("ada.example", Some("https://www.ada.example/")),
            ("github.com/ada", Some("https://github.com/ada")),
            ("Twitter: ada", None),
        ]
    );
}

#[test]
fn skills_without_a_group_share_one() {
    let resume = resume(serde_json::json!({"skills": [
        {"name": "Rust"}, {"name": "Web", "level": "Master", "keywords": ["HTML", "CSS"]}, {"name": "Go", "level": "good"},
    ]}));
    let groups = &Outline::of(&resume, &names(&["skills"]), "en").sections[0].groups;
    assert_eq!(groups[0].items, ["Rust", "Go (good)"]);
    assert_eq!((groups[1].name.as_str(), groups[1].note.as_str()), ("Web", "Master"));
}
