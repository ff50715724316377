//! `Candidate`: what Europass writes today, after HR Open.

use super::html;
use super::{languages, lowest, say_html};
use crate::adapters::reader::ledger::Ledger;
use crate::adapters::reader::xml::Named;
use roxmltree::Node;

/// Reads the document; says the language of the profile that was read.
pub(super) fn read(root: Node<'_, '_>, ledger: &mut Ledger) -> Option<String> {
    let person = root.child("CandidatePerson");
    if let Some(person) = person {
        names(person, ledger);
        channels(person, ledger);
    }
    let profiles = root.children_named("CandidateProfile");
    if profiles.len() > 1 {
        ledger.note("This file holds the profile in several languages; the first was read.");
    }
    let profile = *profiles.first()?;
    ledger.heading("CandidateProfile / ExecutiveSummary");
    let summary = html::parts(&profile.text_at(&["ExecutiveSummary"]).unwrap_or_default());
    let summary: Vec<&str> = summary.iter().map(|part| part.text.as_str()).collect();
    ledger.say("ExecutiveSummary", "basics.summary", &summary.join("\n"));
    works(profile, ledger);
    studies(profile, ledger);
    tongues(person, profile, ledger);
    lists(profile, ledger);
    profile.value("languageCode").map(str::to_owned)
}

fn names(person: Node<'_, '_>, ledger: &mut Ledger) {
    ledger.heading("CandidatePerson / PersonName");
    let part = |name| person.text_at(&["PersonName", name]).unwrap_or_default();
    ledger.say("GivenName, FamilyName", "basics.name", &format!("{} {}", part("GivenName"), part("FamilyName")));
}

/// Each `Communication` is one way to reach the person; the first of a kind counts.
fn channels(person: Node<'_, '_>, ledger: &mut Ledger) {
    let mut seen = std::collections::HashSet::new();
    let mut number = 0;
    for (at, channel) in person.children_named("Communication").into_iter().enumerate() {
        ledger.heading(format!("CandidatePerson / Communication {}", at + 1));
        let address = channel.text_at(&["URI"]).unwrap_or_default();
        let code = channel.text_at(&["ChannelCode"]).unwrap_or_default();
        match code.as_str() {
            "Email" if seen.insert("email") => ledger.say("URI", "basics.email", &address),
            "Telephone" if seen.insert("phone") => {
                let dialled = channel.text_at(&["DialNumber"]).unwrap_or_default();
                let country = channel.text_at(&["CountryDialing"]).map(|code| format!("+{} ", code.trim_start_matches('+')));
                ledger.say("DialNumber", "basics.phone", &format!("{}{dialled}", country.unwrap_or_default()));
            }
            "Web" if seen.insert("web") => ledger.say("URI", "basics.url", &address),
            "Web" | "Social Media" | "InstantMessage" => {
                let base = format!("basics.profiles[{number}]");
                ledger.say("UseCode", format!("{base}.network"), &channel.text_at(&["UseCode"]).unwrap_or_default());
                ledger.say("URI", format!("{base}.url"), &address);
                number += 1;
            }
            _ => {}
        }
        if let Some(home) = channel.child("Address").filter(|_| seen.insert("address")) {
            ledger.say("AddressLine", "basics.location.address", &home.text_at(&["AddressLine"]).unwrap_or_default());
            ledger.say("PostalCode", "basics.location.postalCode", &home.text_at(&["PostalCode"]).unwrap_or_default());
            ledger.say("CityName", "basics.location.city", &home.text_at(&["CityName"]).unwrap_or_default());
            let country = home.text_at(&["CountryCode"]).unwrap_or_default();
            ledger.say_as("CountryCode", "basics.location.countryCode", &country, Some(country.to_uppercase()));
        }
    }
}

fn works(profile: Node<'_, '_>, ledger: &mut Ledger) {
    let employers = profile.child("EmploymentHistory").map(|list| list.children_named("EmployerHistory")).unwrap_or_default();
    let mut number = 0;
    for (at, employer) in employers.into_iter().enumerate() {
        for position in employer.children_named("PositionHistory") {
            let base = format!("work[{number}]");
            ledger.heading(format!("EmploymentHistory / EmployerHistory {}", at + 1));
            ledger.say("OrganizationName", format!("{base}.name"), &employer.text_at(&["OrganizationName"]).unwrap_or_default());
            ledger.say("PositionTitle", format!("{base}.position"), &position.text_at(&["PositionTitle"]).unwrap_or_default());
            ledger.say("City, Country", format!("{base}.location"), &place(position));
            period(position.child("EmploymentPeriod"), &base, ledger);
            say_html(ledger, "Description", &base, &position.text_at(&["Description"]).unwrap_or_default());
            number += 1;
        }
    }
}

fn place(position: Node<'_, '_>) -> String {
    let country = position.text_at(&["Country"]).map(|code| if code.len() == 2 { code.to_uppercase() } else { code });
    [position.text_at(&["City"]), country].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// Two dates and whether it goes on, under one name or another.
fn period(period: Option<Node<'_, '_>>, base: &str, ledger: &mut Ledger) {
    let Some(period) = period else { return };
    for (element, field) in [("StartDate", "startDate"), ("EndDate", "endDate")] {
        ledger.say_date(element, format!("{base}.{field}"), &period.text_at(&[element, "FormattedDateTime"]).unwrap_or_default());
    }
    for element in ["CurrentIndicator", "Ongoing"] {
        if period.text_at(&[element]).is_some_and(|current| current == "true") {
            ledger.say_as(element, format!("{base}.endDate"), "ongoing", None);
        }
    }
}

fn studies(profile: Node<'_, '_>, ledger: &mut Ledger) {
    let entries = profile.child("EducationHistory").map(|list| list.children_named("EducationOrganizationAttendance")).unwrap_or_default();
    for (at, study) in entries.into_iter().enumerate() {
        let base = format!("education[{at}]");
        ledger.heading(format!("EducationHistory / EducationOrganizationAttendance {}", at + 1));
        ledger.say("OrganizationName", format!("{base}.institution"), &study.text_at(&["OrganizationName"]).unwrap_or_default());
        ledger.say("DegreeName", format!("{base}.studyType"), &study.text_at(&["EducationDegree", "DegreeName"]).unwrap_or_default());
        ledger.say(
            "MajorProgramName",
            format!("{base}.area"),
            &study.text_at(&["EducationDegree", "MajorProgramName"]).unwrap_or_default(),
        );
        period(study.child("AttendancePeriod"), &base, ledger);
        ledger.say(
            "FinalGrade",
            format!("{base}.score"),
            &study.text_at(&["EducationDegree", "FinalGrade", "ScoreText"]).unwrap_or_default(),
        );
    }
}

/// The mother tongue, and languages among the person's qualifications.
fn tongues(person: Option<Node<'_, '_>>, profile: Node<'_, '_>, ledger: &mut Ledger) {
    let mut number = 0;
    for code in person.map(|person| person.children_named("PrimaryLanguageCode")).unwrap_or_default() {
        let code = code.text().unwrap_or_default().trim();
        ledger.heading("CandidatePerson / PrimaryLanguageCode");
        ledger.say_as("PrimaryLanguageCode", format!("languages[{number}].language"), &languages::name(code), Some(languages::name(code)));
        ledger.say_as("Level", format!("languages[{number}].fluency"), "native", Some("native".into()));
        number += 1;
    }
    let mut skill = 0;
    for (at, one) in profile
        .child("PersonQualifications")
        .map(|list| list.children_named("PersonCompetency"))
        .unwrap_or_default()
        .into_iter()
        .enumerate()
    {
        let id = one.text_at(&["CompetencyID"]).unwrap_or_default();
        ledger.heading(format!("PersonQualifications / PersonCompetency {}", at + 1));
        if one.text_at(&["TaxonomyID"]).is_some_and(|taxonomy| taxonomy == "language") {
            ledger.say("CompetencyID", format!("languages[{number}].language"), &languages::name(&id));
            let levels: Vec<String> =
                one.children_named("CompetencyDimension").iter().filter_map(|d| d.text_at(&["Score", "ScoreText"])).collect();
            ledger.say("ScoreText", format!("languages[{number}].fluency"), lowest(levels.iter().map(String::as_str)).unwrap_or_default());
            number += 1;
        } else {
            let name = one.text_at(&["CompetencyName"]).unwrap_or(id);
            ledger.say("CompetencyName", format!("skills[{skill}].name"), &name);
            skill += usize::from(!name.is_empty());
        }
    }
}

/// Sections that are lists of names. Licences are those to drive, which say nothing of work here.
fn lists(profile: Node<'_, '_>, ledger: &mut Ledger) {
    for (list, item, section, name) in [
        ("Certifications", "Certification", "certificates", "CertificationName"),
        ("PublicationHistory", "Publication", "publications", "FormattedPublicationDescription"),
        ("Projects", "Project", "projects", "Title"),
    ] {
        let entries = profile.child(list).map(|list| list.children_named(item)).unwrap_or_default();
        for (at, named) in entries.iter().filter_map(|entry| entry.text_at(&[name])).enumerate() {
            ledger.heading(format!("{list} / {item} {}", at + 1));
            let text: Vec<String> = html::parts(&named).into_iter().map(|part| part.text).collect();
            ledger.say(name, format!("{section}[{at}].name"), &text.join(" "));
        }
    }
}
