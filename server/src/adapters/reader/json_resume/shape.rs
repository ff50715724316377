//! JSON Resume 1.0.0 as a table, after the schema of jsonresume/resume-schema, with the names that fields had before.

/// What may stand in a field.
pub(super) enum Shape {
    Text,
    Date,
    Email,
    /// Text that says nothing of the person.
    Unsaid,
    List(&'static Shape),
    Object(&'static [Field]),
    /// An object that is not read; these fields of it are text.
    Unread(&'static [&'static str]),
}

pub(super) struct Field {
    pub name: &'static str,
    older: &'static [&'static str],
    pub shape: Shape,
}

impl Field {
    /// The name of 1.0 first: where a file has both it counts.
    pub fn names(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.name).chain(self.older.iter().copied())
    }

    pub fn is(&self, key: &str) -> bool {
        self.names().any(|name| name == key)
    }
}

impl Shape {
    pub fn words(&self) -> &'static str {
        match self {
            Self::Text | Self::Unsaid => "text",
            Self::Date => "a date like 2021, 2021-03 or 2021-03-15",
            Self::Email => "an e-mail address",
            Self::List(_) => "a list",
            Self::Object(_) | Self::Unread(_) => "an object",
        }
    }
}

const fn text(name: &'static str) -> Field {
    Field { name, older: &[], shape: Shape::Text }
}

const fn renamed(name: &'static str, older: &'static [&'static str]) -> Field {
    Field { name, older, shape: Shape::Text }
}

const fn date(name: &'static str) -> Field {
    Field { name, older: &[], shape: Shape::Date }
}

const fn texts(name: &'static str) -> Field {
    Field { name, older: &[], shape: Shape::List(&Shape::Text) }
}

const fn list(name: &'static str, older: &'static [&'static str], item: &'static Shape) -> Field {
    Field { name, older, shape: Shape::List(item) }
}

const URL: Field = renamed("url", &["website"]);

const LOCATION: Shape =
    Shape::Object(&[text("address"), text("postalCode"), text("city"), text("region"), renamed("countryCode", &["country"])]);
const ACCOUNT: Shape = Shape::Object(&[text("network"), text("username"), text("url")]);
const BASICS: Shape = Shape::Object(&[
    text("name"),
    text("label"),
    Field { name: "image", older: &["picture"], shape: Shape::Unsaid },
    Field { name: "email", older: &[], shape: Shape::Email },
    text("phone"),
    URL,
    renamed("summary", &["bio"]),
    Field { name: "location", older: &[], shape: LOCATION },
    list("profiles", &[], &ACCOUNT),
]);
const WORK: Shape = Shape::Object(&[
    renamed("name", &["company"]),
    text("position"),
    text("location"),
    text("description"),
    URL,
    date("startDate"),
    date("endDate"),
    text("summary"),
    texts("highlights"),
]);
const VOLUNTEER: Shape =
    Shape::Object(&[text("organization"), text("position"), URL, date("startDate"), date("endDate"), text("summary"), texts("highlights")]);
const EDUCATION: Shape = Shape::Object(&[
    text("institution"),
    text("studyType"),
    text("area"),
    URL,
    date("startDate"),
    date("endDate"),
    renamed("score", &["gpa"]),
    texts("courses"),
]);
const AWARD: Shape =
    Shape::Object(&[text("title"), Field { name: "date", older: &["awardDate"], shape: Shape::Date }, text("awarder"), text("summary")]);
const CERTIFICATE: Shape = Shape::Object(&[text("name"), date("date"), URL, text("issuer")]);
const PUBLICATION: Shape = Shape::Object(&[text("name"), text("publisher"), date("releaseDate"), URL, text("summary")]);
const SKILL: Shape = Shape::Object(&[text("name"), text("level"), texts("keywords")]);
const LANGUAGE: Shape = Shape::Object(&[renamed("language", &["name"]), renamed("fluency", &["level"])]);
const INTEREST: Shape = Shape::Object(&[text("name"), texts("keywords")]);
const REFERENCE: Shape = Shape::Object(&[text("name"), text("reference")]);
const PROJECT: Shape = Shape::Object(&[
    text("name"),
    renamed("description", &["summary"]),
    texts("highlights"),
    texts("keywords"),
    date("startDate"),
    date("endDate"),
    URL,
    texts("roles"),
    text("entity"),
    text("type"),
]);

pub(super) const RESUME: &[Field] = &[
    Field { name: "$schema", older: &[], shape: Shape::Unsaid },
    Field { name: "basics", older: &["bio"], shape: BASICS },
    list("work", &[], &WORK),
    list("volunteer", &[], &VOLUNTEER),
    list("education", &[], &EDUCATION),
    list("awards", &[], &AWARD),
    list("certificates", &["certifications"], &CERTIFICATE),
    list("publications", &[], &PUBLICATION),
    list("skills", &[], &SKILL),
    list("languages", &[], &LANGUAGE),
    list("interests", &["hobbies"], &INTEREST),
    list("references", &[], &REFERENCE),
    list("projects", &[], &PROJECT),
    Field { name: "meta", older: &[], shape: Shape::Unread(&["canonical", "version", "lastModified"]) },
];
