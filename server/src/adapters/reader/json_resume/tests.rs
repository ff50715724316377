use super::*;
use std::path::Path;

fn refusal(text: &str) -> String {
    read(text.as_bytes()).unwrap_err().to_string()
}

fn value_at(document: &Document, path: &str) -> Option<String> {
    document.stated.iter().find(|one| one.path == path)?.value.clone()
}

#[test]
fn older_names_become_those_of_today() {
    let document = read(
        r#"{"bio":{"firstName":"Ada","lastName":"Muster","website":"https://ada.example"},
            "work":[{"company":"Acme","startDate":"2019-03","endDate":"Present","highlights":["Built it"]}],
            "education":[{"institution":"X","gpa":3.8}],"awards":[{"title":"P","awardDate":"2014-11-01"}],"hobbies":["Chess"]}"#
            .as_bytes(),
    )
    .unwrap();
    for (path, value) in [
        ("basics.name", "Ada Muster"),
        ("basics.url", "https://ada.example"),
        ("work[0].name", "Acme"),
        ("work[0].highlights[0]", "Built it"),
        ("education[0].score", "3.8"),
        ("awards[0].date", "2014-11-01"),
        ("interests[0].name", "Chess"),
    ] {
        assert_eq!(value_at(&document, path).as_deref(), Some(value), "{path}");
    }
    let end = document.stated.iter().find(|one| one.path == "work[0].endDate").unwrap();
    assert_eq!((end.text.as_str(), &end.value), ("Present", &None));
    assert!(document.pages[0].text.contains("work[0]\ncompany: Acme"), "{}", document.pages[0].text);
}

#[test]
fn what_is_wrong_is_named_with_its_path() {
    for (text, words) in [
        (r#"{"work":[{"name":"A"},{"startDate":"soon"}]}"#, "work[1].startDate must be a date"),
        (r#"{"basics":{"email":"nobody"}}"#, "basics.email must be an e-mail address"),
        (r#"{"basics":{"profiles":{}}}"#, "basics.profiles must be a list, and is an object"),
        (r#"{"skills":[{"keywords":[null]}]}"#, "skills[0].keywords[0] must be text, and is null"),
        (r#"{"basics":{"name":"#, "breaks off"),
        (r#"{"basics":{]}"#, "line 1, column 12"),
        (r#"{"name":"left-pad","version":"1.0.0"}"#, "none of the sections"),
        (r#"{"basics":{}}"#, "no text in it"),
    ] {
        let told = refusal(text);
        assert!(told.contains(words) && told.contains("JSON Resume"), "{text}: {told}");
    }
    assert!(refusal(&format!("{{\"basics\":{}1{}}}", "[".repeat(5000), "]".repeat(5000))).contains("too deeply"));
}

#[test]
fn a_section_that_is_none_is_noted() {
    let document = read(br#"{"basics":{"name":"Ada"},"theme":"even"}"#).unwrap();
    assert_eq!(document.notes.len(), 1);
    assert!(document.notes[0].contains("theme"));
}

/// As the format's own tests have them: every section by itself, right and wrong.
#[test]
fn each_section_is_accepted_and_refused_as_the_format_says() {
    for valid in [
        r#"{"basics":{"name":"Ada","location":{"countryCode":"GB"},"profiles":[{"network":"GitHub","url":"https://github.com/ada"}]}}"#,
        r#"{"work":[{"name":"Acme","startDate":"2019-03-15","endDate":"2020"}]}"#,
        r#"{"education":[{"institution":"X","courses":["A","B"]}]}"#,
        r#"{"awards":[{"title":"P","date":"2014-11"}],"meta":{"version":"1.0.0"}}"#,
        r#"{"$schema":"https://x.example","skills":[{"name":"Rust","keywords":["sqlx"]}]}"#,
    ] {
        assert!(read(valid.as_bytes()).is_ok(), "{valid}");
    }
    for invalid in [
        r#"{"basics":[]}"#,
        r#"{"basics":{"name":{"first":"Ada"}}}"#,
        r#"{"work":{"name":"Acme"}}"#,
        r#"{"work":[{"startDate":"2019-13"}]}"#,
        r#"{"education":[{"courses":"A"}]}"#,
        r#"{"awards":["P"]}"#,
        r#"{"skills":[{"keywords":[true]}]}"#,
        r#"{"basics":{"name":"Ada"},"meta":{"version":1}}"#,
    ] {
        assert!(matches!(read(invalid.as_bytes()), Err(Unreadable::Broken(..))), "{invalid}");
    }
}

/// The cases of the format's own tests, where they lie beside this repository.
#[test]
fn the_cases_of_the_format_are_accepted_and_refused_as_they_should_be() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/jsonresume/cases");
    for (kind, valid) in [("valid", true), ("invalid", false)] {
        let Ok(files) = std::fs::read_dir(folder.join(kind)) else { return };
        for file in files.map(|file| file.unwrap().path()) {
            let answer = read(&std::fs::read(&file).unwrap());
            let refused = matches!(&answer, Err(Unreadable::Broken(..)));
            assert_eq!(refused, !valid, "{}: {answer:?}", file.display());
        }
    }
}
