//! The sections of JSON Resume 1.0.0 and the fields of their entries, in the words of the page.

use serde::{Deserialize, Serialize};

/// A section, by the standard's name. `Profiles` stands inside `basics` there; people know it as a section of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    Basics,
    Profiles,
    Work,
    Volunteer,
    Education,
    Awards,
    Certificates,
    Publications,
    Skills,
    Languages,
    Interests,
    References,
    Projects,
}

/// What may stand in a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    Line,
    /// 2021, 2021-03 or 2021-03-15.
    Date,
    Email,
    Link,
    /// Two letters.
    Country,
    /// A paragraph.
    Text,
    /// One a line.
    Lines,
}

/// A field of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spec {
    /// As the standard says it; a dot leads into an object.
    pub name: &'static str,
    pub label: &'static str,
    pub shape: Shape,
}

const fn spec(name: &'static str, label: &'static str, shape: Shape) -> Spec {
    Spec { name, label, shape }
}

const FROM: Spec = spec("startDate", "From", Shape::Date);
const UNTIL: Spec = spec("endDate", "Until", Shape::Date);
const LINK: Spec = spec("url", "Link", Shape::Link);
const SUMMARY: Spec = spec("summary", "In short", Shape::Text);
const POINTS: Spec = spec("highlights", "What you did", Shape::Lines);

const BASICS: [Spec; 11] = [
    spec("name", "Name", Shape::Line),
    spec("label", "What you are", Shape::Line),
    spec("email", "E-mail", Shape::Email),
    spec("phone", "Phone", Shape::Line),
    spec("url", "Website", Shape::Link),
    spec("location.city", "City", Shape::Line),
    spec("location.region", "Region", Shape::Line),
    spec("location.postalCode", "Postal code", Shape::Line),
    spec("location.countryCode", "Country code", Shape::Country),
    spec("location.address", "Address", Shape::Line),
    spec("summary", "About you", Shape::Text),
];
const PROFILES: [Spec; 3] =
    [spec("network", "Network", Shape::Line), spec("username", "Name there", Shape::Line), spec("url", "Link", Shape::Link)];
const WORK: [Spec; 9] = [
    spec("position", "Role", Shape::Line),
    spec("name", "Employer", Shape::Line),
    spec("location", "Place", Shape::Line),
    FROM,
    UNTIL,
    LINK,
    spec("description", "About the employer", Shape::Line),
    SUMMARY,
    POINTS,
];
const VOLUNTEER: [Spec; 7] =
    [spec("position", "Role", Shape::Line), spec("organization", "Organisation", Shape::Line), FROM, UNTIL, LINK, SUMMARY, POINTS];
const EDUCATION: [Spec; 8] = [
    spec("studyType", "Degree", Shape::Line),
    spec("area", "Subject", Shape::Line),
    spec("institution", "School", Shape::Line),
    FROM,
    UNTIL,
    spec("score", "Grade", Shape::Line),
    LINK,
    spec("courses", "Courses", Shape::Lines),
];
const AWARDS: [Spec; 4] =
    [spec("title", "Award", Shape::Line), spec("awarder", "From whom", Shape::Line), spec("date", "When", Shape::Date), SUMMARY];
const CERTIFICATES: [Spec; 4] =
    [spec("name", "Certificate", Shape::Line), spec("issuer", "From whom", Shape::Line), spec("date", "When", Shape::Date), LINK];
const PUBLICATIONS: [Spec; 5] =
    [spec("name", "Title", Shape::Line), spec("publisher", "Where", Shape::Line), spec("releaseDate", "When", Shape::Date), LINK, SUMMARY];
const SKILLS: [Spec; 3] =
    [spec("name", "Group", Shape::Line), spec("level", "Level", Shape::Line), spec("keywords", "Skills", Shape::Lines)];
const LANGUAGES: [Spec; 2] = [spec("language", "Language", Shape::Line), spec("fluency", "How well", Shape::Line)];
const INTERESTS: [Spec; 2] = [spec("name", "Interest", Shape::Line), spec("keywords", "More exactly", Shape::Lines)];
const REFERENCES: [Spec; 2] = [spec("name", "Who", Shape::Line), spec("reference", "What they say", Shape::Text)];
const PROJECTS: [Spec; 10] = [
    spec("name", "Project", Shape::Line),
    spec("description", "In short", Shape::Text),
    FROM,
    UNTIL,
    LINK,
    spec("entity", "For whom", Shape::Line),
    spec("type", "Kind", Shape::Line),
    spec("roles", "Your roles", Shape::Lines),
    spec("highlights", "What you did", Shape::Lines),
    spec("keywords", "With what", Shape::Lines),
];

impl Part {
    /// In the order that a new résumé has them.
    pub const ALL: [Self; 13] = [
        Self::Basics,
        Self::Profiles,
        Self::Work,
        Self::Education,
        Self::Skills,
        Self::Projects,
        Self::Languages,
        Self::Certificates,
        Self::Awards,
        Self::Publications,
        Self::Volunteer,
        Self::Interests,
        Self::References,
    ];

    /// As the standard says it.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Basics => "basics",
            Self::Profiles => "profiles",
            Self::Work => "work",
            Self::Volunteer => "volunteer",
            Self::Education => "education",
            Self::Awards => "awards",
            Self::Certificates => "certificates",
            Self::Publications => "publications",
            Self::Skills => "skills",
            Self::Languages => "languages",
            Self::Interests => "interests",
            Self::References => "references",
            Self::Projects => "projects",
        }
    }

    /// For headings.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Basics => "About you",
            Self::Profiles => "Profiles elsewhere",
            Self::Work => "Work",
            Self::Volunteer => "Volunteering",
            Self::Education => "Education",
            Self::Awards => "Awards",
            Self::Certificates => "Certificates",
            Self::Publications => "Publications",
            Self::Skills => "Skills",
            Self::Languages => "Languages",
            Self::Interests => "Interests",
            Self::References => "References",
            Self::Projects => "Projects",
        }
    }

    /// One of its entries, with its article.
    pub const fn one(self) -> &'static str {
        match self {
            Self::Basics => "an entry",
            Self::Profiles => "a profile",
            Self::Work | Self::Volunteer => "a role",
            Self::Education => "a course of study",
            Self::Awards => "an award",
            Self::Certificates => "a certificate",
            Self::Publications => "a publication",
            Self::Skills => "a group of skills",
            Self::Languages => "a language",
            Self::Interests => "an interest",
            Self::References => "a reference",
            Self::Projects => "a project",
        }
    }

    /// The same without.
    pub fn entry(self) -> &'static str {
        self.one().split_once(' ').map_or(self.one(), |(_, noun)| noun)
    }

    /// Its fields in the order of the page.
    pub const fn fields(self) -> &'static [Spec] {
        match self {
            Self::Basics => &BASICS,
            Self::Profiles => &PROFILES,
            Self::Work => &WORK,
            Self::Volunteer => &VOLUNTEER,
            Self::Education => &EDUCATION,
            Self::Awards => &AWARDS,
            Self::Certificates => &CERTIFICATES,
            Self::Publications => &PUBLICATIONS,
            Self::Skills => &SKILLS,
            Self::Languages => &LANGUAGES,
            Self::Interests => &INTERESTS,
            Self::References => &REFERENCES,
            Self::Projects => &PROJECTS,
        }
    }

    pub fn field(self, name: &str) -> Option<Spec> {
        self.fields().iter().copied().find(|spec| spec.name == name)
    }

    /// Whether it stands where it stands: who somebody is comes first on every résumé.
    pub const fn is_fixed(self) -> bool {
        matches!(self, Self::Basics | Self::Profiles)
    }
}
