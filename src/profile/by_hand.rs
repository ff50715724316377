//! What a person may write by hand: the sections with their fields, as the form asks for them and as they are kept.

/// A section of the form.
#[derive(Debug, Clone, Copy)]
pub struct OwnSection {
    /// As JSON Resume calls it.
    pub key: &'static str,
    /// What one entry of it is called.
    pub name: &'static str,
    pub fields: &'static [Field],
}

/// A field of the form.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// As JSON Resume calls it.
    pub key: &'static str,
    pub label: &'static str,
    /// Each line is a fact of its own.
    pub lines: bool,
    /// An entry without it is none.
    pub required: bool,
}

const fn field(key: &'static str, label: &'static str) -> Field {
    Field { key, label, lines: false, required: false }
}

const fn required(key: &'static str, label: &'static str) -> Field {
    Field { key, label, lines: false, required: true }
}

const fn lines(key: &'static str, label: &'static str) -> Field {
    Field { key, label, lines: true, required: false }
}

/// Dates are asked for as JSON Resume writes them.
pub const BY_HAND: &[OwnSection] = &[
    OwnSection {
        key: "work",
        name: "A role",
        fields: &[
            required("position", "Title"),
            field("name", "Employer"),
            field("location", "Place"),
            field("startDate", "From"),
            field("endDate", "Until"),
            lines("highlights", "What you did, a line each"),
        ],
    },
    OwnSection {
        key: "education",
        name: "A course of study",
        fields: &[
            required("institution", "School"),
            field("studyType", "Degree"),
            field("area", "Subject"),
            field("startDate", "From"),
            field("endDate", "Until"),
        ],
    },
    OwnSection {
        key: "skills",
        name: "Skills",
        fields: &[field("name", "Name of the group"), Field { required: true, ..lines("keywords", "Skills, a line each") }],
    },
    OwnSection { key: "languages", name: "A language", fields: &[required("language", "Language"), field("fluency", "Level")] },
    OwnSection {
        key: "certificates",
        name: "A certificate",
        fields: &[required("name", "Name"), field("issuer", "Issued by"), field("date", "Date"), field("url", "Web address")],
    },
    OwnSection {
        key: "projects",
        name: "A project",
        fields: &[
            required("name", "Name"),
            field("description", "What it is"),
            field("url", "Web address"),
            lines("highlights", "What you did, a line each"),
        ],
    },
    OwnSection {
        key: "volunteer",
        name: "Voluntary work",
        fields: &[
            required("organization", "Organisation"),
            field("position", "Role"),
            field("startDate", "From"),
            field("endDate", "Until"),
            lines("highlights", "What you did, a line each"),
        ],
    },
    OwnSection {
        key: "awards",
        name: "An award",
        fields: &[required("title", "Title"), field("awarder", "Given by"), field("date", "Date")],
    },
    OwnSection {
        key: "publications",
        name: "A publication",
        fields: &[required("name", "Title"), field("publisher", "Published by"), field("releaseDate", "Date"), field("url", "Web address")],
    },
    OwnSection { key: "interests", name: "An interest", fields: &[required("name", "Interest")] },
];

/// The keys of all fields, for the form's errors.
pub const BY_HAND_KEYS: &[&str] = &[
    "position", "name", "location", "startDate", "endDate", "highlights", "institution", "studyType", "area", "keywords", "language",
    "fluency", "issuer", "date", "url", "description", "organization", "title", "awarder", "publisher", "releaseDate",
];

impl Field {
    /// Whether JSON Resume wants a date here.
    pub fn is_date(&self) -> bool {
        matches!(self.key, "startDate" | "endDate" | "date" | "releaseDate")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_can_show_its_error() {
        for field in BY_HAND.iter().flat_map(|section| section.fields) {
            assert!(BY_HAND_KEYS.contains(&field.key), "{}", field.key);
        }
    }
}
