//! The fixed phrases of a letter, in English and German. None of them claims anything about anybody.

/// A language's phrases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Phrases {
    English,
    German,
}

/// Past forms that CVs begin their lines with and that do not end in "ed".
const PAST: &[&str] = &[
    "led", "built", "ran", "wrote", "grew", "cut", "set", "won", "made", "drove", "brought", "took", "held", "kept", "oversaw", "taught",
    "gave", "began", "spoke", "sold", "bought", "found", "sent", "put", "rebuilt", "rewrote", "chose", "became", "drew", "dealt", "met",
    "sought",
];

/// Present forms, as CVs use them for the current role.
const PRESENT: &[&str] = &[
    "administer", "advise", "analyse", "analyze", "assist", "automate", "build", "coach", "collaborate", "conduct", "coordinate", "create",
    "deliver", "deploy", "design", "develop", "direct", "document", "drive", "ensure", "evaluate", "handle", "help", "implement",
    "improve", "introduce", "lead", "maintain", "manage", "mentor", "migrate", "monitor", "operate", "optimise", "optimize", "organise",
    "organize", "oversee", "own", "plan", "prepare", "present", "produce", "provide", "review", "run", "supervise", "support", "teach",
    "test", "train", "treat", "work", "write",
];

impl Phrases {
    pub fn of(language: &str) -> Self {
        if language.to_lowercase().split('-').next() == Some("de") { Self::German } else { Self::English }
    }

    pub fn greeting(self, company: &str) -> String {
        match (self, company.trim()) {
            (Self::German, _) => "Sehr geehrte Damen und Herren,".into(),
            (Self::English, "") => "Dear hiring team,".into(),
            (Self::English, company) => format!("Dear {company} team,"),
        }
    }

    pub fn opening(self, variant: usize, title: &str, company: &str) -> String {
        let at = match (self, company) {
            (_, "") => String::new(),
            (Self::English, company) => format!(" at {company}"),
            (Self::German, company) => format!(" bei {company}"),
        };
        match (self, variant % 3) {
            (Self::English, 0) => format!("I am writing to apply for the position of {title}{at}."),
            (Self::English, 1) => format!("I would like to apply for the role of {title}{at}."),
            (Self::English, _) => format!("I am writing about the position of {title}{at}."),
            (Self::German, 0 | 1) => format!("hiermit bewerbe ich mich auf die Stelle als {title}{at}."),
            (Self::German, _) => format!("gerne bewerbe ich mich auf die Position als {title}{at}."),
        }
    }

    pub fn quote(self, variant: usize, quote: &str) -> String {
        match (self, (variant / 3) % 3) {
            (Self::English, 0) => format!("What stands out in your posting is “{quote}”."),
            (Self::English, 1) => format!("One point in your posting stands out: “{quote}”."),
            (Self::English, _) => format!("Your posting says “{quote}”."),
            (Self::German, 0 | 1) => format!("In Ihrer Anzeige steht „{quote}“."),
            (Self::German, _) => format!("In Ihrer Ausschreibung heißt es „{quote}“."),
        }
    }

    /// "As {role} at {employer}", for the beginning of a sentence.
    pub fn place(self, variant: usize, role: Option<&str>, employer: Option<&str>) -> String {
        match (self, role, employer) {
            (Self::English, Some(role), Some(employer)) if variant.is_multiple_of(2) => format!("As {role} at {employer}"),
            (Self::English, Some(role), Some(employer)) => format!("At {employer}, where I worked as {role}"),
            (Self::English, Some(role), None) => format!("As {role}"),
            (Self::English, None, Some(employer)) => format!("At {employer}"),
            (Self::English, None, None) => "In my work".into(),
            (Self::German, Some(role), Some(employer)) => format!("als {role} bei {employer}"),
            (Self::German, Some(role), None) => format!("als {role}"),
            (Self::German, None, Some(employer)) => format!("bei {employer}"),
            (Self::German, None, None) => String::new(),
        }
    }

    /// A CV's line as what follows "I"; none where it is no such sentence. German lines are nominal and stay as they are.
    pub fn deed(self, said: &str) -> Option<String> {
        if self == Self::German {
            return None;
        }
        let said = said.strip_prefix("I ").unwrap_or(said);
        let first = said.split_whitespace().next()?;
        let verb = first.to_lowercase();
        let is_verb = PAST.contains(&verb.as_str())
            || PRESENT.contains(&verb.as_str())
            || (verb.ends_with("ed") && verb.len() > 4 && verb.chars().all(char::is_alphabetic));
        is_verb.then(|| format!("{verb}{}", &said[first.len()..]))
    }

    /// Whether a deed goes on, so that "where I worked" would not fit before it.
    pub fn goes_on(deed: &str) -> bool {
        deed.split_whitespace().next().is_some_and(|verb| PRESENT.contains(&verb))
    }

    pub fn did(self, place: &str, deed: &str) -> String {
        format!("{place}, I {deed}.")
    }

    pub fn did_also(self, variant: usize, deed: &str) -> String {
        if variant.is_multiple_of(2) { format!("I also {deed}.") } else { format!("In the same role I {deed}.") }
    }

    pub fn included(self, place: &str, said: &str) -> String {
        match self {
            Self::English => format!("{place}, my work included: {said}."),
            Self::German if place.is_empty() => format!("Zu meinen Aufgaben gehörte: {said}."),
            Self::German => format!("Zu meinen Aufgaben {place} gehörte: {said}."),
        }
    }

    pub fn included_also(self, said: &str) -> String {
        match self {
            Self::English => format!("Also part of that work: {said}."),
            Self::German => format!("Ferner gehörte dazu: {said}."),
        }
    }

    pub fn was(self, role: Option<&str>, employer: Option<&str>) -> Option<String> {
        match (self, role, employer) {
            (Self::English, Some(role), Some(employer)) => Some(format!("My experience includes work as {role} at {employer}.")),
            (Self::English, Some(role), None) => Some(format!("My experience includes work as {role}.")),
            (Self::English, None, Some(employer)) => Some(format!("My experience includes work at {employer}.")),
            (Self::German, Some(role), Some(employer)) => Some(format!("Ich bringe Erfahrung als {role} bei {employer} mit.")),
            (Self::German, Some(role), None) => Some(format!("Ich bringe Erfahrung als {role} mit.")),
            (Self::German, None, Some(employer)) => Some(format!("Ich bringe Erfahrung aus meiner Arbeit bei {employer} mit.")),
            (_, None, None) => None,
        }
    }

    pub fn skills(self, list: &str, asked_for: bool) -> String {
        match (self, asked_for) {
            (Self::English, true) => format!("Of the skills in your posting, I bring {list}."),
            (Self::English, false) => format!("My skills include {list}."),
            (Self::German, true) => format!("Aus Ihrer Anzeige bringe ich {list} mit."),
            (Self::German, false) => format!("Zu meinen Kenntnissen gehören {list}."),
        }
    }

    pub fn languages(self, list: &str) -> String {
        match self {
            Self::English => format!("My languages include {list}."),
            Self::German => format!("Zu meinen Sprachen gehören {list}."),
        }
    }

    pub fn education(self, list: &str) -> String {
        match self {
            Self::English => format!("My education includes {list}."),
            Self::German => format!("Zu meiner Ausbildung gehört: {list}."),
        }
    }

    pub fn certificates(self, list: &str) -> String {
        match self {
            Self::English => format!("My certificates include {list}."),
            Self::German => format!("Zu meinen Zertifikaten gehört: {list}."),
        }
    }

    pub fn closing(self, variant: usize) -> &'static [&'static str] {
        match (self, variant % 3) {
            (Self::English, 0) => &["I would be glad to discuss the details in a conversation.", "Thank you for your time."],
            (Self::English, 1) => &["My CV is attached.", "I look forward to hearing from you."],
            (Self::English, _) => {
                &["I am happy to answer any questions and to talk about the role in more detail.", "Thank you for reading."]
            }
            (Self::German, 0) => &["Über ein persönliches Gespräch würde ich mich freuen."],
            (Self::German, 1) => &["Für Fragen stehe ich Ihnen gerne zur Verfügung.", "Vielen Dank für Ihre Zeit."],
            (Self::German, _) => &["Mein Lebenslauf liegt bei.", "Auf Ihre Rückmeldung freue ich mich."],
        }
    }

    pub fn regards(self) -> &'static str {
        match self {
            Self::English => "Kind regards,",
            Self::German => "Mit freundlichen Grüßen",
        }
    }

    /// "A, B and C".
    pub fn list(self, names: &[&str]) -> String {
        let and = if self == Self::German { "und" } else { "and" };
        match names {
            [] => String::new(),
            [one] => (*one).to_owned(),
            [first @ .., last] => format!("{} {and} {last}", first.join(", ")),
        }
    }
}
