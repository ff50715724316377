//! Whole CVs, written for these tests. Each is a page built by hand, as the layout of a PDF would give it.

use super::*;
use job_agent::document::layout::{Run, arrange};
use serde_json::Value;

/// Builds a page: each text at its place, ten points high unless it says otherwise.
struct Sheet {
    runs: Vec<Run>,
    y: f32,
}

impl Sheet {
    fn new() -> Self {
        Self { runs: Vec::new(), y: 40.0 }
    }

    fn put(&mut self, x: f32, y: f32, size: f32, bold: bool, text: &str) {
        let width = text.chars().count() as f32 * size * 0.5;
        self.runs.push(Run { text: text.into(), x, y: y - size, width, height: size, size, bold });
    }

    /// A line of text, with what stands at the right edge behind a bar.
    fn line(mut self, text: &str) -> Self {
        self.y += 14.0;
        let y = self.y;
        match text.split_once(" || ") {
            Some((left, right)) => {
                self.put(50.0, y, 10.0, false, left);
                self.put(550.0 - right.chars().count() as f32 * 5.0, y, 10.0, false, right);
            }
            None => self.put(50.0, y, 10.0, false, text),
        }
        self
    }

    /// A date in the margin and a text beside it.
    fn margin(mut self, date: &str, text: &str) -> Self {
        self.y += 14.0;
        let y = self.y;
        self.put(50.0, y, 10.0, false, date);
        self.put(160.0, y, 10.0, false, text);
        self
    }

    fn indented(mut self, by: f32, text: &str) -> Self {
        self.y += 14.0;
        let y = self.y;
        self.put(50.0 + by, y, 10.0, false, text);
        self
    }

    fn head(mut self, text: &str) -> Self {
        self.y += 24.0;
        let y = self.y;
        self.put(50.0, y, 14.0, true, text);
        self
    }

    fn name(mut self, text: &str) -> Self {
        self.put(50.0, 50.0, 24.0, true, text);
        self.y = 52.0;
        self
    }

    fn page(self) -> Page {
        arrange(1, 600.0, 842.0, self.runs)
    }

    fn read(self) -> Value {
        json_resume(&read_cv(&[self.page()]).expect("a CV").facts)
    }
}

fn english() -> Sheet {
    Sheet::new()
        .name("Ada Muster")
        .line("Berlin, Germany | ada@muster.example | +49 30 1234567")
        .head("Experience")
        .line("Acme Robotics, Senior Engineer – Berlin, Germany || Mar 2019 – Present")
        .line("• Built the control loop of a walking machine that carries loads over rough")
        .line("ground")
        .line("• Led a team of four")
        .line("Blue Fish Ltd, Engineer – London, UK || June 2015 – Feb 2019")
        .line("• Wrote firmware")
        .head("Education")
        .line("University of Example || 2010 – 2015")
        .line("MSc in Computer Science")
        .head("Skills")
        .line("Languages: Rust, C++, Python")
}

#[test]
fn roles_with_their_dates_at_the_right_edge() {
    let resume = english().read();
    assert_eq!(resume["basics"]["name"], "Ada Muster");
    assert_eq!(resume["basics"]["email"], "ada@muster.example");
    assert_eq!(resume["basics"]["phone"], "+49 30 1234567");
    assert_eq!(resume["basics"]["location"]["address"], "Berlin, Germany");
    assert_eq!(resume["work"][0]["name"], "Acme Robotics");
    assert_eq!(resume["work"][0]["position"], "Senior Engineer");
    assert_eq!(resume["work"][0]["startDate"], "2019-03");
    assert_eq!(resume["work"][0]["endDate"], Value::Null);
    assert_eq!(resume["work"][0]["highlights"][0], "Built the control loop of a walking machine that carries loads over rough ground");
    assert_eq!(resume["work"][1]["endDate"], "2019-02");
    assert_eq!(resume["education"][0]["institution"], "University of Example");
    assert_eq!(resume["education"][0]["area"], "Computer Science");
    assert_eq!(resume["skills"][0]["keywords"][2], "Python");
}

#[test]
fn an_open_end_is_a_fact_and_no_date() {
    let in_the_margin = Sheet::new()
        .name("Ben Beispiel")
        .line("ben@beispiel.example")
        .head("Experience")
        .margin("June 2020 –", "Data Scientist, Acme, San Francisco, USA")
        .margin("Present", "Working on models for demand, with a small team of people and much data.")
        .head("Education")
        .margin("2012 – 2016", "Bachelor of Science in Physics, Example College, Boston, USA");
    for sheet in [english(), in_the_margin] {
        let facts = read_cv(&[sheet.page()]).expect("a CV").facts;
        let end = facts.iter().find(|fact| fact.path == "work[0].endDate").expect("the word is kept");
        assert_eq!((end.text.as_str(), &end.value), ("Present", &Value::Null));
        assert_eq!(json_resume(&facts)["work"][0].get("endDate"), None);
    }
}

#[test]
fn the_heading_of_a_section_is_no_skill() {
    let facts = read_cv(&[Sheet::new()
        .name("Ada Muster")
        .line("ada@muster.example")
        .head("Experience")
        .line("Acme Robotics, Engineer || 2019 – 2021")
        .head("SKILLS")
        .line("Rust, Python, PostgreSQL")
        .page()])
    .expect("a CV")
    .facts;
    let skills: Vec<_> = facts.iter().filter(|fact| fact.kind == FactKind::Skill).map(|fact| fact.text.as_str()).collect();
    assert_eq!(skills, ["Rust", "Python", "PostgreSQL"]);
}

#[test]
fn every_fact_is_printed_where_it_says() {
    let page = english().page();
    let chars: Vec<char> = page.text.chars().collect();
    let reading = read_cv(std::slice::from_ref(&page)).expect("a CV");
    assert!(reading.facts.len() > 15);
    for fact in reading.facts {
        let printed: String = chars[fact.place.start as usize..fact.place.end as usize].iter().collect();
        let printed = printed.split_whitespace().collect::<Vec<_>>().join(" ").replace("•", "");
        assert_eq!(printed.trim(), fact.text, "{}", fact.path);
    }
}

#[test]
fn dates_in_the_margin_that_run_over_two_lines() {
    let resume = Sheet::new()
        .name("Ben Beispiel")
        .line("ben@beispiel.example")
        .head("Experience")
        .margin("June 2020 –", "Data Scientist, Acme, San Francisco, USA")
        .margin("Present", "Working on models for demand, with a small team of people and much data.")
        .margin("2016 – 2020", "Data Analyst, Blue Fish, Boston, USA")
        .head("Education")
        .margin("2012 – 2016", "Bachelor of Science in Physics, Example College, Boston, USA")
        .read();
    assert_eq!(resume["work"][0]["name"], "Acme");
    assert_eq!(resume["work"][0]["position"], "Data Scientist");
    assert_eq!(resume["work"][0]["startDate"], "2020-06");
    assert_eq!(resume["work"][0]["location"], "San Francisco, USA");
    assert_eq!(resume["work"][1]["endDate"], "2020");
    assert_eq!(resume["education"][0]["institution"], "Example College");
}

#[test]
fn two_columns_are_read_one_after_the_other() {
    let mut sheet = Sheet::new().name("Carla Campione");
    let left = [
        "EXPERIENCE", "Product Designer", "Acme • Milano, Italia", "2019 - Present", "• Designed forms", "• Tested them", "EDUCATION",
        "Accademia Esempio", "Laurea in Design", "2014 - 2018",
    ];
    let right = [
        "CONTACT", "carla@campione.example", "Milano, Italia", "SKILLS", "Figma", "Research", "Prototypes", "LANGUAGES", "Italian",
        "English",
    ];
    for (at, (left, right)) in left.iter().zip(right).enumerate() {
        let y = 90.0 + at as f32 * 14.0;
        sheet.put(50.0, y, 10.0, false, left);
        sheet.put(400.0, y + 6.0, 10.0, false, right);
    }
    let resume = sheet.read();
    assert_eq!(resume["work"][0]["name"], "Acme");
    assert_eq!(resume["work"][0]["position"], "Product Designer");
    assert_eq!(resume["work"][0]["highlights"][1], "Tested them");
    assert_eq!(resume["education"][0]["institution"], "Accademia Esempio");
    assert_eq!(resume["skills"][0]["keywords"], serde_json::json!(["Figma", "Research", "Prototypes"]));
    assert_eq!(resume["languages"][1]["language"], "English");
}

#[test]
fn a_german_table_with_labels() {
    let resume = Sheet::new()
        .head("Lebenslauf")
        .head("Persönliche Daten")
        .margin("Name", "Thomas Brandt")
        .margin("Anschrift", "Lindenstraße 12, 50674 Köln")
        .margin("E-Mail", "thomas@brandt.example")
        .head("Beruflicher Werdegang")
        .margin("04/2018 – heute", "Projektleiter Anlagenbau")
        .indented(110.0, "Rheinwerk Maschinenbau GmbH, Köln")
        .indented(125.0, "Leitung von Projekten")
        .margin("10/2013 – 03/2018", "Konstruktionsingenieur")
        .indented(110.0, "Bergmann & Söhne KG, Düsseldorf")
        .head("Ausbildung")
        .margin("10/2007 – 08/2012", "Diplom Maschinenbau, Universität Beispiel")
        .read();
    assert_eq!(resume["basics"]["name"], "Thomas Brandt");
    assert_eq!(resume["basics"]["location"]["address"], "Lindenstraße 12, 50674 Köln");
    assert_eq!(resume["work"][0]["name"], "Rheinwerk Maschinenbau GmbH");
    assert_eq!(resume["work"][0]["position"], "Projektleiter Anlagenbau");
    assert_eq!(resume["work"][0]["highlights"][0], "Leitung von Projekten");
    assert_eq!(resume["work"][1]["startDate"], "2013-10");
    assert_eq!(resume["education"][0]["institution"], "Universität Beispiel");
}

#[test]
fn a_further_role_has_the_employer_above() {
    let resume = Sheet::new()
        .name("Priya Muster")
        .line("priya@muster.example")
        .head("Experience")
        .line("Tidewater Health || Boston, MA")
        .line("Senior Product Designer || 2021 – Present")
        .line("• Own the design system")
        .line("Product Designer || 2018 – 2021")
        .line("• Redesigned onboarding")
        .head("Education")
        .line("Example School of Design || Boston, MA")
        .line("BFA, Graphic Design || 2013 – 2017")
        .read();
    assert_eq!(resume["work"][1]["name"], "Tidewater Health");
    assert_eq!(resume["work"][1]["position"], "Product Designer");
    assert_eq!(resume["work"].as_array().map(Vec::len), Some(2));
}

/// One CV in a language: its headings, dates as it prints them, and bullets of a kind.
fn abroad(headings: [&str; 4], dates: [&str; 2], roles: [&str; 2], school: &str, bullet: char) -> Value {
    Sheet::new()
        .name("Ana Exemplo")
        .line("ana@exemplo.example | +351 900 000 000")
        .head(headings[0])
        .line(&format!("{}, Acme GmbH || {}", roles[0], dates[0]))
        .line(&format!("{bullet} Mais um ponto"))
        .line(&format!("{}, Blue Fish Ltd || {}", roles[1], dates[1]))
        .head(headings[1])
        .line(&format!("{school} || 2008 – 2012"))
        .head(headings[2])
        .line("Rust, Python, PostgreSQL")
        .head(headings[3])
        .line("Inglês, Engels, Français")
        .read()
}

#[test]
fn headings_and_dates_of_seven_languages() {
    let cases = [
        abroad(
            ["Experience", "Education", "Skills", "Languages"],
            ["Mar 2019 – Present", "June 2015 – Feb 2019"],
            ["Engineer", "Developer"],
            "University of Example",
            '•',
        ),
        abroad(
            ["Berufserfahrung", "Ausbildung", "Kenntnisse", "Sprachen"],
            ["03/2019 – heute", "Juni 2015 – Feb. 2019"],
            ["Ingenieurin", "Softwareentwicklerin"],
            "Universität Beispiel",
            '▪',
        ),
        abroad(
            ["Expérience professionnelle", "Formation", "Compétences", "Langues"],
            ["mars 2019 – aujourd’hui", "juin 2015 – févr. 2019"],
            ["Ingénieure", "Développeuse"],
            "Université Exemple",
            '➢',
        ),
        abroad(
            ["Experiencia laboral", "Formación académica", "Habilidades", "Idiomas"],
            ["marzo de 2019 – actualidad", "junio de 2015 – febrero de 2019"],
            ["Ingeniera", "Desarrolladora"],
            "Universidad Ejemplo",
            '✓',
        ),
        abroad(
            ["Experiência profissional", "Formação académica", "Competências", "Línguas"],
            ["março de 2019 – até o momento", "jun/2015 a fev/2019"],
            ["Engenheira", "Desenvolvedora"],
            "Universidade Exemplo",
            '→',
        ),
        abroad(
            ["Esperienza lavorativa", "Istruzione e formazione", "Competenze", "Lingue"],
            ["marzo 2019 – oggi", "giugno 2015 – febbraio 2019"],
            ["Ingegnere", "Sviluppatrice"],
            "Università Esempio",
            '❖',
        ),
        abroad(
            ["Werkervaring", "Opleidingen", "Vaardigheden", "Talen"],
            ["maart 2019 – heden", "juni 2015 t/m februari 2019"],
            ["Ingenieur", "Softwareontwikkelaar"],
            "Universiteit Voorbeeld",
            '◦',
        ),
    ];
    for resume in cases {
        let role = &resume["work"][1];
        assert_eq!((&resume["work"][0]["startDate"], &resume["work"][0]["endDate"]), (&"2019-03".into(), &Value::Null), "{resume}");
        assert_eq!(
            (&role["startDate"], &role["endDate"], &role["name"]),
            (&"2015-06".into(), &"2019-02".into(), &"Blue Fish Ltd".into()),
            "{resume}"
        );
        assert_eq!(resume["work"][0]["highlights"][0], "Mais um ponto");
        assert_eq!(resume["education"][0]["startDate"], "2008");
        assert_eq!(resume["skills"][0]["keywords"][2], "PostgreSQL");
        assert_eq!(resume["languages"].as_array().map(Vec::len), Some(3), "{resume}");
    }
}

#[test]
fn what_stands_over_points_names_them() {
    let resume = english().line("Databases").line("• PostgreSQL").line("• Redis").line("References available on request").read();
    let skills = &resume["skills"];
    assert_eq!(
        (&skills[1]["name"], &skills[1]["keywords"]),
        (&"Databases".into(), &serde_json::json!(["PostgreSQL", "Redis"])),
        "{skills}"
    );
}

#[test]
fn a_season_is_reported_and_not_turned_into_a_date() {
    let page = Sheet::new()
        .name("Ada Muster")
        .line("ada@muster.example")
        .head("Work Experience")
        .line("Acme Corporation || Summer 2017")
        .line("Data Analysis Intern")
        .head("Education")
        .line("University of Example || 2014 – 2018")
        .line("BSc in Statistics")
        .page();
    let reading = read_cv(&[page]).expect("a CV");
    assert!(!reading.facts.iter().any(|fact| fact.path == "work[0].startDate"));
    assert!(reading.warnings.iter().any(|warning| warning.contains("Summer 2017")));
}

#[test]
fn what_is_not_a_cv_is_refused_in_words() {
    let letter = Sheet::new()
        .line("Dear Sir or Madam,")
        .line("my parcel of 3 March 2024 never came. Write to bob@example.org or")
        .line("call +44 7700 900456.")
        .page();
    assert!(matches!(read_cv(&[letter]), Err(Unreadable::NotACv(_))));
    let posting = Sheet::new()
        .name("Senior Engineer")
        .line("We are looking for an engineer. Write to jobs@acme.example.")
        .head("Skills")
        .line("• Python")
        .head("Experience")
        .line("• Five years with databases")
        .line("We offer a good salary. Apply now.")
        .page();
    assert!(matches!(read_cv(&[posting]), Err(Unreadable::NotACv(_))));
}

#[test]
fn pages_without_text_are_no_cv() {
    assert_eq!(read_cv(&[]), Err(Unreadable::NoText));
    assert_eq!(read_cv(&[arrange(1, 600.0, 800.0, Vec::new())]), Err(Unreadable::NoText));
}

#[test]
fn no_input_makes_the_rules_stumble() {
    for text in
        ["\t\t\n•\n", "2019 –", "– – –", "(((", "Experience\n–\n2019 – 2020", "a\u{301}\u{ad}-\n• ", "Education\n，，，\n2010 - 2011 |"]
    {
        let mut sheet = Sheet::new();
        for line in text.lines() {
            sheet = sheet.line(line);
        }
        let _ = read_cv(&[sheet.page()]);
    }
}

#[test]
fn the_language_of_a_cv() {
    let page = english().page();
    assert_eq!(read_cv(&[page]).expect("a CV").language, "en");
}
