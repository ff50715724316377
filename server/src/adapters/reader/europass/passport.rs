//! `SkillsPassport`, version 3: what Europass wrote until 2020.

use super::html;
use super::{lowest, say_html};
use crate::adapters::reader::ledger::Ledger;
use crate::adapters::reader::xml::Named;
use roxmltree::Node;

/// Reads the document; says its language.
pub(super) fn read(root: Node<'_, '_>, ledger: &mut Ledger) -> Option<String> {
    let learner = root.child("LearnerInfo")?;
    person(learner, ledger);
    works(learner, ledger);
    studies(learner, ledger);
    languages(learner, ledger);
    skills(learner, ledger);
    others(learner, ledger);
    root.value("locale").map(str::to_owned)
}

fn person(learner: Node<'_, '_>, ledger: &mut Ledger) {
    ledger.heading("LearnerInfo / Identification");
    if let Some(identity) = learner.child("Identification") {
        let part = |name| identity.text_at(&["PersonName", name]).unwrap_or_default();
        ledger.say("Name", "basics.name", &format!("{} {}", part("FirstName"), part("Surname")));
        let contact = |path: &[&str]| identity.child("ContactInfo").and_then(|info| info.text_at(path)).unwrap_or_default();
        ledger.say("Email", "basics.email", &contact(&["Email", "Contact"]));
        ledger.say("Telephone", "basics.phone", &contact(&["TelephoneList", "Telephone", "Contact"]));
        ledger.say("Website", "basics.url", &contact(&["WebsiteList", "Website", "Contact"]));
        let address = |name| contact(&["Address", "Contact", name]);
        ledger.say("AddressLine", "basics.location.address", &address("AddressLine"));
        ledger.say("PostalCode", "basics.location.postalCode", &address("PostalCode"));
        ledger.say("Municipality", "basics.location.city", &address("Municipality"));
        let country = contact(&["Address", "Contact", "Country", "Code"]);
        ledger.say_as("Country", "basics.location.countryCode", &country, Some(country.to_uppercase()));
    }
    ledger.heading("LearnerInfo / Headline");
    let Some(headline) = learner.child("Headline") else { return };
    let what = headline.text_at(&["Description", "Label"]).unwrap_or_default();
    let statement = headline.text_at(&["Type", "Code"]).is_some_and(|code| code == "personal_statement");
    ledger.say("Headline", if statement { "basics.summary" } else { "basics.label" }, &what);
}

fn works(learner: Node<'_, '_>, ledger: &mut Ledger) {
    let entries = learner.child("WorkExperienceList").map(|list| list.children_named("WorkExperience")).unwrap_or_default();
    for (at, work) in entries.into_iter().enumerate() {
        let base = format!("work[{at}]");
        ledger.heading(format!("WorkExperienceList / WorkExperience {}", at + 1));
        ledger.say("Employer", format!("{base}.name"), &work.text_at(&["Employer", "Name"]).unwrap_or_default());
        ledger.say("Position", format!("{base}.position"), &work.text_at(&["Position", "Label"]).unwrap_or_default());
        let address = work.at(&["Employer", "ContactInfo", "Address", "Contact"]);
        let place = address.map(|address| {
            let part = |path: &[&str]| address.text_at(path);
            [part(&["Municipality"]), part(&["Country", "Label"]).or_else(|| part(&["Country", "Code"]))]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(", ")
        });
        ledger.say("Municipality", format!("{base}.location"), &place.unwrap_or_default());
        period(work, &base, ledger);
        say_html(ledger, "Activities", &base, &work.text_at(&["Activities"]).unwrap_or_default());
    }
}

fn studies(learner: Node<'_, '_>, ledger: &mut Ledger) {
    let entries = learner.child("EducationList").map(|list| list.children_named("Education")).unwrap_or_default();
    for (at, study) in entries.into_iter().enumerate() {
        let base = format!("education[{at}]");
        ledger.heading(format!("EducationList / Education {}", at + 1));
        ledger.say("Organisation", format!("{base}.institution"), &study.text_at(&["Organisation", "Name"]).unwrap_or_default());
        ledger.say("Title", format!("{base}.studyType"), &study.text_at(&["Title"]).unwrap_or_default());
        ledger.say("Field", format!("{base}.area"), &study.text_at(&["Field", "Label"]).unwrap_or_default());
        period(study, &base, ledger);
        for (number, part) in html::parts(&study.text_at(&["Activities"]).unwrap_or_default()).iter().enumerate() {
            ledger.say("Activities", format!("{base}.courses[{number}]"), &part.text);
        }
    }
}

fn period(entry: Node<'_, '_>, base: &str, ledger: &mut Ledger) {
    let Some(period) = entry.child("Period") else { return };
    for (element, field) in [("From", "startDate"), ("To", "endDate")] {
        let written = period.child(element).and_then(date).unwrap_or_default();
        ledger.say_date(element, format!("{base}.{field}"), &written);
    }
    if period.text_at(&["Current"]).is_some_and(|current| current == "true") {
        ledger.say_as("Current", format!("{base}.endDate"), "ongoing", None);
    }
}

/// `year="2017" month="--08" day="---31"`
fn date(node: Node<'_, '_>) -> Option<String> {
    let number = |name: &str| {
        node.value(name).map(|value| value.trim_start_matches('-').to_owned()).filter(|v| v.bytes().all(|b| b.is_ascii_digit()))
    };
    let mut date = number("year").filter(|year| year.len() == 4)?;
    for part in ["month", "day"] {
        match number(part).filter(|number| number.len() == 2) {
            Some(number) => date.push_str(&format!("-{number}")),
            None => break,
        }
    }
    Some(date)
}

fn languages(learner: Node<'_, '_>, ledger: &mut Ledger) {
    let Some(linguistic) = learner.at(&["Skills", "Linguistic"]) else { return };
    let mut number = 0;
    let native = linguistic.child("MotherTongueList").map(|list| list.children_named("MotherTongue")).unwrap_or_default();
    for tongue in native {
        ledger.heading(format!("Linguistic / MotherTongue {}", number + 1));
        ledger.say("Description", format!("languages[{number}].language"), &tongue.text_at(&["Description", "Label"]).unwrap_or_default());
        ledger.say_as("MotherTongue", format!("languages[{number}].fluency"), "native", Some("native".into()));
        number += 1;
    }
    let foreign = linguistic.child("ForeignLanguageList").map(|list| list.children_named("ForeignLanguage")).unwrap_or_default();
    for (at, language) in foreign.into_iter().enumerate() {
        ledger.heading(format!("Linguistic / ForeignLanguage {}", at + 1));
        ledger.say(
            "Description",
            format!("languages[{number}].language"),
            &language.text_at(&["Description", "Label"]).unwrap_or_default(),
        );
        let levels: Vec<String> = ["Listening", "Reading", "SpokenInteraction", "SpokenProduction", "Writing"]
            .iter()
            .filter_map(|skill| language.text_at(&["ProficiencyLevel", skill]))
            .collect();
        ledger.say(
            "ProficiencyLevel",
            format!("languages[{number}].fluency"),
            lowest(levels.iter().map(String::as_str)).unwrap_or_default(),
        );
        number += 1;
    }
}

/// Skills in words: each kind is a group, and its text is divided at commas and points.
fn skills(learner: Node<'_, '_>, ledger: &mut Ledger) {
    let Some(skills) = learner.child("Skills") else { return };
    let mut number = 0;
    for kind in ["Computer", "JobRelated", "Communication", "Organisational", "Other"] {
        let Some(text) = skills.text_at(&[kind, "Description"]) else { continue };
        ledger.heading(format!("Skills / {kind}"));
        let words: Vec<String> = html::parts(&text)
            .into_iter()
            .flat_map(|part| if part.point || part.text.len() > 200 { vec![part.text] } else { divided(&part.text) })
            .collect();
        for (at, word) in words.iter().enumerate() {
            ledger.say("Description", format!("skills[{number}].keywords[{at}]"), word);
        }
        number += 1;
    }
}

fn divided(text: &str) -> Vec<String> {
    text.split([',', ';']).map(|part| part.trim().trim_end_matches('.').to_owned()).filter(|part| !part.is_empty()).collect()
}

/// Achievements by the codes of their kinds.
fn others(learner: Node<'_, '_>, ledger: &mut Ledger) {
    let entries = learner.child("AchievementList").map(|list| list.children_named("Achievement")).unwrap_or_default();
    let mut counts = std::collections::HashMap::new();
    for (at, one) in entries.into_iter().enumerate() {
        let code = one.text_at(&["Title", "Code"]).unwrap_or_default();
        let (section, field) = match code.as_str() {
            "publications" => ("publications", "name"),
            "honors_awards" => ("awards", "title"),
            "certifications" | "courses" => ("certificates", "name"),
            "projects" => ("projects", "name"),
            "references" => ("references", "reference"),
            _ => ("interests", "name"),
        };
        ledger.heading(format!("AchievementList / Achievement {}", at + 1));
        for part in html::parts(&one.text_at(&["Description"]).unwrap_or_default()) {
            let number = counts.entry(section).or_insert(0_usize);
            ledger.say("Description", format!("{section}[{number}].{field}"), &part.text);
            *number += 1;
        }
    }
}
