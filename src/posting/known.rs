//! What sources are called, where people know them from, and what their terms want to be shown beside their postings.

/// A source, for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    pub key: &'static str,
    pub name: &'static str,
    /// The page that people know it by.
    pub page: &'static str,
    /// What its terms want to be shown, as a link to its page that search engines may follow.
    pub credit: Option<&'static str>,
}

const fn known_as(key: &'static str, name: &'static str, page: &'static str) -> Known {
    Known { key, name, page, credit: None }
}

const fn credited(key: &'static str, name: &'static str, page: &'static str, credit: &'static str) -> Known {
    Known { key, name, page, credit: Some(credit) }
}

/// The source of what people paste by its address. Anybody can write such a page, so what comes from it is for whoever pasted it: it is
/// no candidate for others, and never taken for an opening of another source.
pub const LINKS: &str = "links";

/// The source of what people paste as text. It is theirs alone.
pub const PASTED: &str = "pasted";

/// Whether what comes from a source is for whoever brought it: no candidate for others, and never taken for anything else.
pub fn is_private(source: &str) -> bool {
    matches!(source, LINKS | PASTED)
}

/// Every source that postings can come from.
pub const KNOWN: &[Known] = &[
    known_as("sample", "Sample postings", ""),
    known_as("greenhouse", "Greenhouse", "https://www.greenhouse.com/"),
    known_as("lever", "Lever", "https://www.lever.co/"),
    known_as("ashby", "Ashby", "https://www.ashbyhq.com/"),
    known_as("workable", "Workable", "https://www.workable.com/"),
    known_as("smartrecruiters", "SmartRecruiters", "https://www.smartrecruiters.com/"),
    known_as("recruitee", "Recruitee", "https://recruitee.com/"),
    known_as("personio", "Personio", "https://www.personio.com/"),
    credited("remotive", "Remotive", "https://remotive.com/", "Source: Remotive"),
    known_as("arbeitnow", "Arbeitnow", "https://www.arbeitnow.com/"),
    // Its name and no logo: its terms forbid that.
    credited("remoteok", "Remote OK", "https://remoteok.com/", "Source: Remote OK"),
    known_as("hackernews", "Hacker News", "https://news.ycombinator.com/"),
    credited("adzuna", "Adzuna", "https://www.adzuna.com/", "Jobs by Adzuna"),
    known_as("usajobs", "USAJOBS", "https://www.usajobs.gov/"),
    credited("jobicy", "Jobicy", "https://jobicy.com/", "Source: Jobicy"),
    credited("himalayas", "Himalayas", "https://himalayas.app/", "Source: Himalayas"),
    known_as("themuse", "The Muse", "https://www.themuse.com/"),
    known_as("weworkremotely", "We Work Remotely", "https://weworkremotely.com/"),
    known_as(LINKS, "Pasted links", ""),
    known_as(PASTED, "Pasted text", ""),
];

/// What is known of a source by its key.
pub fn known(key: &str) -> Option<&'static Known> {
    KNOWN.iter().find(|known| known.key == key)
}
