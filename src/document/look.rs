//! What a person chooses of a document's looks. The same for résumés and letters.

use serde::{Deserialize, Serialize};

/// How a document is laid out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "server", derive(sqlx::Type))]
#[cfg_attr(feature = "server", sqlx(type_name = "text", rename_all = "snake_case"))]
pub enum Design {
    #[default]
    Classic,
    /// Two columns.
    Modern,
    Compact,
    Academic,
}

impl Design {
    pub const ALL: [Self; 4] = [Self::Classic, Self::Modern, Self::Compact, Self::Academic];

    /// As JSON, a form and the command line say it.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Classic => "classic",
            Self::Modern => "modern",
            Self::Compact => "compact",
            Self::Academic => "academic",
        }
    }

    pub const fn title(self) -> &'static str {
        match self {
            Self::Classic => "Classic",
            Self::Modern => "Modern, two columns",
            Self::Compact => "Compact",
            Self::Academic => "Academic",
        }
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Paper {
    #[default]
    A4,
    Letter,
}

impl Paper {
    pub const ALL: [Self; 2] = [Self::A4, Self::Letter];

    /// As JSON, a form and the command line say it.
    pub const fn key(self) -> &'static str {
        match self {
            Self::A4 => "a4",
            Self::Letter => "letter",
        }
    }

    pub const fn title(self) -> &'static str {
        match self {
            Self::A4 => "A4",
            Self::Letter => "US Letter",
        }
    }
}

/// The one colour beside black. Each is dark enough for text on white.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Accent {
    #[default]
    Ink,
    Blue,
    Green,
    Red,
    Plum,
}

impl Accent {
    pub const ALL: [Self; 5] = [Self::Ink, Self::Blue, Self::Green, Self::Red, Self::Plum];

    /// As JSON, a form and the command line say it.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Ink => "ink",
            Self::Blue => "blue",
            Self::Green => "green",
            Self::Red => "red",
            Self::Plum => "plum",
        }
    }

    pub const fn title(self) -> &'static str {
        match self {
            Self::Ink => "Ink",
            Self::Blue => "Blue",
            Self::Green => "Green",
            Self::Red => "Red",
            Self::Plum => "Plum",
        }
    }
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Face {
    #[default]
    Serif,
    Sans,
}

impl Face {
    pub const ALL: [Self; 2] = [Self::Serif, Self::Sans];

    /// As JSON, a form and the command line say it.
    pub const fn key(self) -> &'static str {
        match self {
            Self::Serif => "serif",
            Self::Sans => "sans",
        }
    }

    pub const fn title(self) -> &'static str {
        match self {
            Self::Serif => "With serifs",
            Self::Sans => "Without serifs",
        }
    }
}

/// All of it. Unknown fields are let go, missing ones are the default.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Look {
    pub design: Design,
    pub paper: Paper,
    pub accent: Accent,
    pub face: Face,
}

#[cfg(test)]
mod tests {
    use super::{Accent, Design, Face, Paper};
    use serde_json::json;

    #[test]
    fn each_choice_has_one_name() {
        assert_eq!(json!(Design::ALL), json!(Design::ALL.map(Design::key)));
        assert_eq!(json!(Paper::ALL), json!(Paper::ALL.map(Paper::key)));
        assert_eq!(json!(Accent::ALL), json!(Accent::ALL.map(Accent::key)));
        assert_eq!(json!(Face::ALL), json!(Face::ALL.map(Face::key)));
    }
}
