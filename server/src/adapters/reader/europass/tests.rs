use super::*;
use std::path::{Path, PathBuf};

fn value(document: &Document, path: &str) -> Option<String> {
    document.stated.iter().find(|one| one.path == path)?.value.clone()
}

const PASSPORT: &str = r#"<?xml version="1.0"?><SkillsPassport xmlns="http://europass.cedefop.europa.eu/Europass" locale="pt"><LearnerInfo>
<Identification><PersonName><FirstName>Ana</FirstName><Surname>Exemplo</Surname></PersonName><ContactInfo><Email><Contact>ana@x.example</Contact></Email></ContactInfo></Identification>
<WorkExperienceList><WorkExperience><Period><From year="2017" month="--09"/><Current>true</Current></Period><Position><Label>Técnica</Label></Position>
<Activities>&lt;p&gt;Rede.&lt;/p&gt;&lt;ul&gt;&lt;li&gt;IPv6 &amp;amp; mais&lt;/li&gt;&lt;/ul&gt;</Activities><Employer><Name>Câmara</Name></Employer></WorkExperience></WorkExperienceList>
<Skills><Linguistic><MotherTongueList><MotherTongue><Description><Label>português</Label></Description></MotherTongue></MotherTongueList>
<ForeignLanguageList><ForeignLanguage><Description><Label>inglês</Label></Description><ProficiencyLevel><Listening>C1</Listening><Writing>B1</Writing></ProficiencyLevel></ForeignLanguage></ForeignLanguageList></Linguistic>
<Computer><Description>&lt;p&gt;Linux, Ansible&lt;/p&gt;</Description></Computer></Skills></LearnerInfo></SkillsPassport>"#;

const CANDIDATE: &str = r#"<Candidate xmlns="http://www.europass.eu/1.0" xmlns:oa="o" xmlns:hr="h" xmlns:e="e"><CandidatePerson>
<PersonName><oa:GivenName>Zita</oa:GivenName><hr:FamilyName>Minta</hr:FamilyName></PersonName>
<Communication><ChannelCode>Telephone</ChannelCode><CountryDialing>36</CountryDialing><oa:DialNumber>20000</oa:DialNumber></Communication>
<PrimaryLanguageCode>hun</PrimaryLanguageCode></CandidatePerson><CandidateProfile languageCode="en"><EmploymentHistory><EmployerHistory>
<hr:OrganizationName>Directorate</hr:OrganizationName><PositionHistory><PositionTitle>Modeller</PositionTitle><e:EmploymentPeriod><e:StartDate>
<hr:FormattedDateTime>2018-03</hr:FormattedDateTime></e:StartDate><hr:CurrentIndicator>true</hr:CurrentIndicator></e:EmploymentPeriod>
<oa:Description>&lt;ol&gt;&lt;li&gt;Forecasts&lt;/li&gt;&lt;/ol&gt;&lt;script&gt;alert(1)&lt;/script&gt;</oa:Description><City>Szeged</City><Country>hu</Country>
</PositionHistory></EmployerHistory></EmploymentHistory></CandidateProfile></Candidate>"#;

#[test]
fn both_generations_are_read() {
    let old = read(PASSPORT.as_bytes()).unwrap();
    assert_eq!(old.language.as_deref(), Some("pt"));
    for (path, expected) in [
        ("basics.name", "Ana Exemplo"),
        ("work[0].startDate", "2017-09"),
        ("work[0].summary", "Rede."),
        ("work[0].highlights[0]", "IPv6 & mais"),
        ("languages[0].fluency", "native"),
        ("languages[1].fluency", "B1"),
        ("skills[0].keywords[1]", "Ansible"),
    ] {
        assert_eq!(value(&old, path).as_deref(), Some(expected), "{path}");
    }
    let new = read(CANDIDATE.as_bytes()).unwrap();
    for (path, expected) in [
        ("basics.name", "Zita Minta"),
        ("basics.phone", "+36 20000"),
        ("work[0].location", "Szeged, HU"),
        ("work[0].highlights[0]", "Forecasts"),
        ("languages[0].language", "Hungarian"),
    ] {
        assert_eq!(value(&new, path).as_deref(), Some(expected), "{path}");
    }
    assert!(!new.pages[0].text.contains("alert"));
}

#[test]
fn entities_and_broken_files_are_refused_in_words() {
    let bomb = r#"<!DOCTYPE Candidate [<!ENTITY a "aaaa"><!ENTITY x SYSTEM "file:///etc/passwd">]><Candidate>&a;&x;</Candidate>"#;
    let deep = format!("<Candidate>{}{}</Candidate>", "<a>".repeat(10_000), "</a>".repeat(10_000));
    for (xml, words) in [
        (bomb, "document type"),
        (&CANDIDATE[..CANDIDATE.len() / 2], "breaks off"),
        ("<Candidate><a></b></Candidate>", "broken in line 1"),
        ("<svg/>", "called \u{201c}svg\u{201d}"),
        (deep.as_str(), "too deeply"),
    ] {
        let told = read(xml.as_bytes()).unwrap_err().to_string();
        assert!(told.contains(words) && told.contains("Europass"), "{told}");
    }
    assert_eq!(read(b"<Candidate/>"), Err(Unreadable::Empty(Format::Europass)));
}

#[test]
fn a_day_that_is_none_is_noted_and_left_out() {
    let xml = r#"<SkillsPassport><LearnerInfo><WorkExperienceList><WorkExperience><Period><From year="2017" month="--13"/><To year="2018"/></Period>
        <Position><Label>Cook</Label></Position></WorkExperience></WorkExperienceList></LearnerInfo></SkillsPassport>"#;
    let document = read(xml.as_bytes()).unwrap();
    assert_eq!((value(&document, "work[0].startDate"), value(&document, "work[0].endDate")), (None, Some("2018".to_owned())));
    assert!(document.notes[0].contains("2017-13"), "{:?}", document.notes);
}

fn shared() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/data/europass")
}

/// Files with what is true of them, where they lie beside this repository.
#[test]
fn what_is_true_of_the_examples_is_read() {
    let Ok(truth) = std::fs::read_to_string(shared().join("truth.json")) else { return };
    let truth: serde_json::Value = serde_json::from_str(&truth).unwrap();
    for (file, wanted) in truth.as_object().unwrap() {
        let document = read(&std::fs::read(shared().join(file)).unwrap()).unwrap();
        let mut leaves = Vec::new();
        collect(wanted, String::new(), &mut leaves);
        for (path, expected) in leaves {
            assert_eq!(value(&document, &path).map(|v| v.replace('\n', " ")), Some(expected), "{file}: {path}");
        }
    }
}

fn collect(value: &serde_json::Value, path: String, leaves: &mut Vec<(String, String)>) {
    match value {
        serde_json::Value::Object(fields) => {
            for (name, value) in fields {
                collect(value, if path.is_empty() { name.clone() } else { format!("{path}.{name}") }, leaves);
            }
        }
        serde_json::Value::Array(items) => items.iter().enumerate().for_each(|(at, item)| collect(item, format!("{path}[{at}]"), leaves)),
        other => leaves.push((path, other.as_str().unwrap_or_default().to_owned())),
    }
}
