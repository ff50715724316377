//! Whether a posting is for the same line of work: its title against the titles that the person seeks and held.

use super::words::{small, stem, words};
use crate::search::Candidate;
use std::collections::BTreeSet;

/// Lines of work by the stems that show them in a title, most telling first.
const FAMILIES: &[(&str, &[&str])] = &[
    (
        "software",
        &[
            "software", "developer", "programmer", "frontend", "backend", "fullstack", "web", "swe", "sde", "android", "ios", "mobile",
            "java", "python", "javascript", "react", "softwareentwickler", "entwickler", "développeur", "desarrollador", "rust", "golang",
            "php", "embedded", "firmware",
        ],
    ),
    ("data", &["data", "analytic", "ml", "ai", "bi", "statistician", "daten", "datenanalyst"]),
    ("learning", &["ml", "ai", "llm", "nlp", "applied", "deep", "vision"]),
    ("security", &["security", "penetration", "appsec", "soc", "cyber", "infosec", "sicherheit", "pentester", "cybersecurity"]),
    (
        "infrastructure",
        &[
            "devop", "devops", "sre", "platform", "cloud", "infrastructure", "reliability", "network", "sysadmin", "linux", "kubernete",
            "systemadministrator", "administrator",
        ],
    ),
    ("design", &["designer", "design", "ux", "ui", "creative", "graphic", "illustrator", "animator", "artist"]),
    ("product", &["product"]),
    ("project", &["project", "program", "programme", "scrum", "agile", "delivery", "projektleiter", "pmo"]),
    (
        "nursing",
        &[
            "nurse", "nurs", "pflege", "pflegefachkraft", "pflegekraft", "krankenschwester", "krankenpfleger", "gesundheits", "infirmier",
            "infirmière", "enfermera", "midwife", "carer", "caregiver", "healthcare", "care", "altenpfleger", "ward",
        ],
    ),
    (
        "medical",
        &[
            "doctor", "physician", "surgeon", "pharmacist", "therapist", "physiotherapist", "dentist", "dental", "paramedic", "medical",
            "clinical", "arzt", "ärztin", "radiographer", "veterinary", "laboratory",
        ],
    ),
    (
        "teaching",
        &[
            "teacher", "lecturer", "tutor", "professor", "teach", "lehrer", "lehrerin", "lehrkraft", "educator", "instructor", "school",
            "enseignant", "erzieher", "erzieherin", "profesor", "kindergarten", "education",
        ],
    ),
    ("research", &["research", "researcher", "scientist", "postdoc", "postdoctoral", "phd", "biologist", "chemist"]),
    ("sales", &["sale", "sales", "account", "vertrieb", "business", "commercial", "verkäufer", "presale"]),
    ("marketing", &["market", "marketing", "seo", "content", "brand", "copywriter", "social", "growth", "communication", "pr", "campaign"]),
    ("support", &["customer", "support", "service", "success", "helpdesk", "kundenservice", "kundenberater", "call"]),
    ("people", &["hr", "recruiter", "recruit", "people", "talent", "personal", "personalreferent", "human"]),
    (
        "finance",
        &[
            "accountant", "account", "accounting", "finance", "financial", "controller", "auditor", "tax", "treasury", "bookkeeper",
            "payroll", "buchhalter", "buchhalterin", "steuer", "investment", "credit", "banker",
        ],
    ),
    ("law", &["lawyer", "attorney", "counsel", "legal", "paralegal", "solicitor", "jurist", "rechtsanwalt", "compliance", "contract"]),
    (
        "logistics",
        &[
            "warehouse", "forklift", "driver", "logistic", "logistics", "supply", "picker", "dispatcher", "fahrer", "lager", "lagerist",
            "courier", "transport", "fleet", "shipp", "freight",
        ],
    ),
    (
        "trades",
        &[
            "electrician", "plumber", "carpenter", "welder", "mechanic", "technician", "builder", "fitter", "elektriker", "elektroniker",
            "installer", "hvac", "maintenance", "mechatroniker", "joiner", "bricklayer", "construction", "machinist", "painter",
        ],
    ),
    (
        "hospitality",
        &[
            "chef", "cook", "waiter", "waitress", "bartender", "barista", "hotel", "housekeeper", "restaurant", "kitchen", "koch",
            "köchin", "reception", "receptionist", "front", "catering", "baker", "sommelier", "guest", "sous",
        ],
    ),
    ("office", &["secretary", "office", "clerk", "administrative", "assistant", "sekretär", "sachbearbeiter", "executive", "receptionist"]),
    (
        "engineering",
        &[
            "mechanical", "civil", "electrical", "manufactur", "process", "structural", "chemical", "hardware", "aerospace", "propulsion",
            "production", "industrial", "automation", "robotic",
        ],
    ),
    ("retail", &["cashier", "store", "shop", "retail", "merchandiser"]),
    ("writing", &["editor", "writer", "journalist", "translator", "interpreter", "author", "reporter"]),
    ("social", &["social", "counsellor", "counselor", "psychologist", "youth", "welfare"]),
];
/// Lines of work between which people move.
const NEAR: &[(&str, &str)] = &[
    ("software", "infrastructure"),
    ("software", "data"),
    ("software", "learning"),
    ("data", "learning"),
    ("data", "research"),
    ("learning", "research"),
    ("security", "infrastructure"),
    ("product", "project"),
    ("product", "design"),
    ("nursing", "medical"),
    ("sales", "support"),
    ("sales", "marketing"),
    ("marketing", "writing"),
    ("people", "office"),
    ("office", "support"),
    ("trades", "engineering"),
    ("retail", "sales"),
    ("retail", "hospitality"),
    ("teaching", "social"),
    ("finance", "office"),
    ("logistics", "retail"),
    ("security", "software"),
];
/// Words that say what somebody is without saying in what.
const HEADS: &[&str] = &[
    "engineer", "manager", "specialist", "analyst", "assistant", "consultant", "coordinator", "officer", "expert", "agent", "operator",
    "worker", "member", "technical", "professional", "advisor", "representative", "scientist", "architect", "team", "system",
];
const NOISE: &[&str] = &[
    "senior", "sr", "junior", "jr", "lead", "principal", "staff", "head", "of", "the", "a", "and", "und", "for", "in", "at", "m", "f", "d",
    "w", "x", "h", "remote", "hybrid", "intern", "internship", "graduate", "entry", "level", "i", "ii", "iii", "iv", "mid", "full", "part",
    "time", "all", "gender", "to", "new", "with", "de", "or", "us", "uk", "eu", "emea", "apac", "director", "vp", "chief", "working",
    "student",
];

struct Title {
    text: String,
    facts: Vec<String>,
    stems: BTreeSet<String>,
    families: BTreeSet<&'static str>,
    /// How much it counts: a wish more than a role of long ago.
    weight: f32,
}

/// The titles of a candidate.
pub struct Titles(Vec<Title>);

/// The best of them for a posting.
pub struct Fit<'a> {
    /// 0 to 1.
    pub score: f32,
    pub title: &'a str,
    pub facts: &'a [String],
    pub same_family: bool,
}

impl Titles {
    pub fn of(candidate: &Candidate) -> Self {
        let mut titles: Vec<Title> = candidate.titles.iter().map(|text| title(text, Vec::new(), 1.0)).collect();
        // Somebody who names titles is changing or narrowing: what they did before counts less then.
        let past = if titles.is_empty() { 1.0 } else { 0.85 };
        if let Some(label) = &candidate.label {
            titles.push(title(&label.text, label.facts.clone(), 0.97 * past));
        }
        for (at, role) in candidate.roles.iter().take(6).enumerate() {
            let age = [1.0, 0.93, 0.85, 0.75, 0.65, 0.6];
            titles.push(title(&role.title, role.facts.clone(), age[at] * past));
        }
        titles.retain(|title| !title.stems.is_empty());
        Self(titles)
    }

    /// Nothing where the candidate has no title.
    pub fn fit(&self, posting: &str) -> Option<Fit<'_>> {
        let wanted = stems(posting);
        let families = families(&wanted);
        self.0
            .iter()
            .map(|title| {
                let words = overlap(&title.stems, &wanted);
                let family = kinship(&title.families, &families);
                let score = words.max(0.35 * words + 0.65 * family) * title.weight;
                Fit { score, title: &title.text, facts: &title.facts, same_family: family > 0.6 }
            })
            .reduce(|best, next| if next.score > best.score { next } else { best })
    }
}

fn title(text: &str, facts: Vec<String>, weight: f32) -> Title {
    let stems = stems(text);
    Title { families: families(&stems), text: text.to_owned(), facts, stems, weight }
}

fn stems(title: &str) -> BTreeSet<String> {
    // What stands behind a dash or in brackets is usually a team or a place; it counts, but only where nothing else is there.
    let text = small(title)
        .replace("front-end", "frontend")
        .replace("front end", "frontend")
        .replace("back-end", "backend")
        .replace("back end", "backend")
        .replace("full-stack", "fullstack")
        .replace("full stack", "fullstack")
        .replace("machine learning", "ml")
        .replace("artificial intelligence", "ai");
    words(&text)
        .map(|word| match stem(word.text).as_str() {
            "developer" | "programmer" | "develop" | "entwickler" | "engineering" | "engineer" => "engineer".to_owned(),
            "management" | "manag" => "manager".to_owned(),
            "swe" | "sde" => "software".to_owned(),
            other => other.to_owned(),
        })
        .filter(|word| !NOISE.contains(&word.as_str()))
        .chain(
            ["developer", "programmer", "swe", "entwickler", "softwareentwickler"]
                .iter()
                .any(|word| text.contains(word))
                .then(|| "software".to_owned()),
        )
        .collect()
}

fn families(stems: &BTreeSet<String>) -> BTreeSet<&'static str> {
    FAMILIES.iter().filter(|(_, list)| list.iter().any(|word| stems.contains(*word))).map(|(name, _)| *name).collect()
}

fn weight(word: &str) -> f32 {
    if HEADS.contains(&word) { 0.35 } else { 1.0 }
}

fn overlap(one: &BTreeSet<String>, other: &BTreeSet<String>) -> f32 {
    let sum = |set: &BTreeSet<String>| set.iter().map(|word| weight(word)).sum::<f32>();
    let both: f32 = one.intersection(other).map(|word| weight(word)).sum();
    let all = sum(one) + sum(other);
    if all > 0.0 { 2.0 * both / all } else { 0.0 }
}

fn kinship(one: &BTreeSet<&'static str>, other: &BTreeSet<&'static str>) -> f32 {
    if one.is_empty() || other.is_empty() {
        return 0.2;
    }
    if one.intersection(other).next().is_some() {
        return if one == other { 1.0 } else { 0.75 };
    }
    let near = NEAR.iter().any(|(a, b)| (one.contains(a) && other.contains(b)) || (one.contains(b) && other.contains(a)));
    if near { 0.4 } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fit(mine: &str, posting: &str) -> f32 {
        let candidate = Candidate { titles: vec![mine.into()], ..Candidate::default() };
        Titles::of(&candidate).fit(posting).map_or(0.0, |fit| fit.score)
    }

    #[test]
    fn the_same_work_under_two_names_fits() {
        assert!(fit("Front-End Developer", "Senior Frontend Engineer (m/f/d)") > 0.9);
        assert!(fit("Registered Nurse", "Staff Nurse – Ward 3") > 0.5);
        assert!(fit("Software Engineer", "Backend Developer") > 0.6);
    }

    #[test]
    fn other_work_does_not_fit() {
        assert!(fit("Registered Nurse", "Software Engineer") < 0.1);
        assert!(fit("Electrician", "Account Executive") < 0.1);
        assert!(fit("Software Engineer", "Sales Engineer") < 0.5);
    }
}
