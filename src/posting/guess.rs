//! What the text of an opening says at its head: title, company, place. A guess, for the person to put right.

use super::Head;

/// So many lines are its head.
const HEAD: usize = 30;
/// A longer line is a sentence.
const LONGEST: usize = 90;

const TITLES: &[&str] = &[
    "title", "job title", "position", "role", "vacancy", "stelle", "stellenbezeichnung", "stellentitel", "jobtitel", "poste",
    "intitulé du poste", "puesto", "cargo", "functie",
];
const COMPANIES: &[&str] = &[
    "company", "employer", "organisation", "organization", "unternehmen", "arbeitgeber", "firma", "entreprise", "employeur", "empresa",
    "bedrijf",
];
const PLACES: &[&str] = &[
    "location", "place", "place of work", "work location", "ort", "standort", "arbeitsort", "einsatzort", "lieu", "lieu de travail",
    "ubicación", "localização", "locatie",
];
/// What mails begin with.
const MAIL: &[&str] =
    &["from", "to", "cc", "date", "sent", "reply-to", "von", "an", "datum", "gesendet", "de", "à", "envoyé", "url", "link", "www"];
const SUBJECTS: &[&str] = &["subject", "betreff", "objet", "asunto"];
const GREETINGS: &[&str] =
    &["hi", "hello", "hey", "dear", "hallo", "guten tag", "liebe", "lieber", "sehr geehrte", "bonjour", "hola", "good morning"];
/// What stands behind "About" without being anybody's name.
const NOBODY: &[&str] = &[
    "us", "you", "the job", "the role", "the company", "the team", "the position", "this role", "this job", "uns", "dich", "sie",
    "die stelle", "nous", "vous", "our team", "our company",
];
const FORMS: &[&str] =
    &["GmbH", "AG", "Ltd", "Ltd.", "Limited", "Inc", "Inc.", "LLC", "SE", "S.A.", "B.V.", "AB", "plc", "KG", "SARL", "SAS", "Oy"];

/// Reads the head of a text: what is labelled counts first, then a line that says "A at B", then what looks like it.
pub fn guess(text: &str) -> Head {
    let lines: Vec<&str> = text.lines().map(|line| line.trim().trim_start_matches(['-', '*', '•', '#']).trim()).collect();
    let head: Vec<&str> = lines.iter().copied().filter(|line| !line.is_empty()).take(HEAD).collect();
    let mut guess = Head { title: labelled(&head, TITLES), company: labelled(&head, COMPANIES), place: labelled(&head, PLACES) };
    let first = head.iter().copied().find(|line| may_be_title(line)).map(str::to_owned);
    let first = first.or_else(|| Some(labelled(&head, SUBJECTS)).filter(|line| !line.is_empty()));
    let first = first.map(|line| without_forwarding(&line).to_owned()).unwrap_or_default();
    let (title, company, place) = taken_apart(&first);
    for (field, found) in [(&mut guess.title, title), (&mut guess.company, company), (&mut guess.place, place)] {
        if field.is_empty() {
            *field = found;
        }
    }
    if guess.company.is_empty() {
        guess.company = company_in(&lines);
    }
    if guess.place.is_empty() {
        let mut near = head.iter().take(8).copied().filter(|line| *line != first);
        let place = near.find(|line| looks_like_place(line)).unwrap_or_default();
        // "Rowan Clinic GmbH, Leeds" says both.
        let behind = Some(guess.company.as_str()).filter(|company| !company.is_empty()).and_then(|company| place.strip_prefix(company));
        guess.place = behind.map_or(place, |rest| rest.trim_start_matches([',', ' '])).to_owned();
    }
    Head { title: short(&guess.title), company: short(&guess.company), place: short(&guess.place) }
}

/// The rest of the line behind one of these labels, or the next line where nothing follows on the same.
fn labelled(head: &[&str], labels: &[&str]) -> String {
    head.iter()
        .enumerate()
        .find_map(|(at, line)| {
            let (label, value) = line.split_once(':')?;
            let label = label.trim().trim_matches('*').to_lowercase();
            if !labels.contains(&label.as_str()) {
                return None;
            }
            let value = value.trim().trim_matches('*').trim();
            let value = if value.is_empty() { head.get(at + 1).copied().unwrap_or_default() } else { value };
            (!value.is_empty() && value.chars().count() <= LONGEST).then(|| value.to_owned())
        })
        .unwrap_or_default()
}

fn may_be_title(line: &str) -> bool {
    let small = line.to_lowercase();
    let label = small.split_once(':').map(|(label, _)| label.trim().to_owned());
    let known = |label: &String| [TITLES, COMPANIES, PLACES, MAIL, SUBJECTS].iter().any(|list| list.contains(&label.as_str()));
    let greets =
        GREETINGS.iter().any(|word| small == *word || small.starts_with(&format!("{word} ")) || small.starts_with(&format!("{word},")));
    line.chars().count() <= LONGEST
        && line.chars().filter(|c| c.is_alphabetic()).count() >= 3
        && !line.ends_with(['.', ',', '!', '?', ':'])
        && !small.contains("://")
        && !small.contains('@')
        && !greets
        && !label.as_ref().is_some_and(known)
}

/// "Fwd: Re: Nurse" without what mail programs put in front.
fn without_forwarding(line: &str) -> &str {
    let mut rest = line.trim();
    while let Some((start, behind)) = rest.split_once(':') {
        if !matches!(start.trim().to_lowercase().as_str(), "fwd" | "fw" | "re" | "wg" | "aw" | "tr") {
            break;
        }
        rest = behind.trim();
    }
    rest
}

/// "Nurse at Rowan Clinic", "Nurse | Rowan Clinic | Leeds", "Nurse – Rowan Clinic".
fn taken_apart(line: &str) -> (String, String, String) {
    for between in [" | ", " · ", " • ", " – ", " — ", " - "] {
        let parts: Vec<&str> = line.split(between).map(str::trim).filter(|part| !part.is_empty()).collect();
        if let [title, company, rest @ ..] = parts.as_slice() {
            let place = rest.iter().find(|part| super::employment_in(part).is_none()).map_or_else(String::new, |part| (*part).to_owned());
            // "Nurse - Leeds, UK" names a place where a company would stand.
            return if looks_like_place(company) && place.is_empty() {
                ((*title).to_owned(), String::new(), (*company).to_owned())
            } else {
                ((*title).to_owned(), (*company).to_owned(), place)
            };
        }
    }
    for word in [" at ", " bei ", " chez ", " @ "] {
        if let Some((title, company)) = line.split_once(word)
            && company.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
        {
            return (title.trim().to_owned(), company.trim().to_owned(), String::new());
        }
    }
    (line.to_owned(), String::new(), String::new())
}

/// "Leeds, United Kingdom", "Remote", "Berlin (hybrid)".
fn looks_like_place(line: &str) -> bool {
    let small = line.to_lowercase();
    if line.chars().count() > 60 || line.chars().any(|c| c.is_ascii_digit()) || line.ends_with(['.', ':', '!', '?']) {
        return false;
    }
    if small.starts_with("remote") || small.ends_with("(remote)") || small.ends_with("(hybrid)") {
        return true;
    }
    let parts: Vec<&str> = line.split(',').map(str::trim).collect();
    let named = |part: &&str| part.starts_with(char::is_uppercase) && part.split_whitespace().count() <= 3;
    (2..=3).contains(&parts.len()) && parts.iter().all(named)
}

/// "About Rowan Clinic", "Rowan Clinic is looking for", "At Rowan Clinic, we", or a name with its legal form.
fn company_in(lines: &[&str]) -> String {
    for line in lines.iter().take(200) {
        let about = ["About ", "Über ", "À propos de ", "Sobre ", "Who is "].iter().find_map(|word| line.strip_prefix(*word));
        if let Some(name) = about.map(|name| name.trim_end_matches([':', '?']))
            && !NOBODY.contains(&name.to_lowercase().as_str())
            && is_name(name)
        {
            return name.to_owned();
        }
        for sentence in line.split(". ") {
            let before = [" is looking for ", " is hiring", " is seeking ", " sucht ", " recherche ", " recrute "];
            let subject = before.iter().find_map(|words| sentence.split_once(*words)).map(|(name, _)| name.trim());
            let place = ["At ", "Bei ", "Chez ", "Join "].iter().find_map(|word| sentence.strip_prefix(*word));
            let place =
                place.and_then(|rest| rest.split([',', '.', ';']).next()).map(|rest| rest.split(" we ").next().unwrap_or(rest).trim());
            if let Some(name) = [subject, place].into_iter().flatten().find(|name| is_name(name)) {
                return name.trim_start_matches("The ").to_owned();
            }
        }
    }
    lines.iter().take(200).find_map(|line| with_legal_form(line)).unwrap_or_default()
}

/// A few words that begin like a name.
fn is_name(text: &str) -> bool {
    let words = text.split_whitespace().collect::<Vec<_>>();
    let small = text.to_lowercase();
    let capital = |word: &&&str| word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    let nobody = NOBODY.contains(&small.as_str())
        || ["our", "we", "the", "this", "your", "unser", "notre"].contains(&small.split(' ').next().unwrap_or_default());
    (1..=5).contains(&words.len()) && text.chars().count() <= 60 && !nobody && words.iter().filter(capital).count() * 2 > words.len()
}

fn with_legal_form(line: &str) -> Option<String> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let at = words.iter().position(|word| FORMS.contains(&word.trim_end_matches([',', ';', ':', ')'])))?;
    let start = (0..at).rev().take(4).take_while(|nth| words[*nth].starts_with(|c: char| c.is_uppercase() || c == '&')).last()?;
    Some(words[start..=at].join(" ").trim_end_matches([',', ';', ':', ')']).to_owned())
}

fn short(text: &str) -> String {
    text.trim().chars().take(LONGEST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> (String, String, String) {
        let Head { title, company, place } = guess(text);
        (title, company, place)
    }

    fn words(title: &str, company: &str, location: &str) -> (String, String, String) {
        (title.into(), company.into(), location.into())
    }

    #[test]
    fn what_a_text_says_is_read_from_its_head() {
        for (text, title, company, location) in [
            (
                "Job title: Night Nurse\nEmployer: Rowan Clinic\nLocation: Leeds, UK\n\nYou care.",
                "Night Nurse",
                "Rowan Clinic",
                "Leeds, UK",
            ),
            ("Stelle:\nPflegefachkraft (m/w/d)\nUnternehmen: Birke AG\nOrt: Köln", "Pflegefachkraft (m/w/d)", "Birke AG", "Köln"),
            (
                "Senior Rust Engineer at Kelp Payments\nBerlin, Germany\n\nWe build.",
                "Senior Rust Engineer",
                "Kelp Payments",
                "Berlin, Germany",
            ),
            ("Ward Nurse (m/f/d)\nRowan Clinic GmbH, Leeds\n\nYou care.", "Ward Nurse (m/f/d)", "Rowan Clinic GmbH", "Leeds"),
            ("Gardener | Elm Estates | York | Full-time\n\nYou cut.", "Gardener", "Elm Estates", "York"),
            ("Cook – Leeds, UK\n\nAbout Sage Kitchens\nWe cook.", "Cook", "Sage Kitchens", "Leeds, UK"),
            (
                "From: jobs@elm.example\nSubject: Fwd: Baker\nHi Mara,\n\nElm Bakery is looking for somebody who bakes.",
                "Baker",
                "Elm Bakery",
                "",
            ),
            (
                "Backend Engineer\nRemote (EU)\n\nThe ledger of Nordlicht Systems GmbH is written in Rust.",
                "Backend Engineer",
                "Nordlicht Systems GmbH",
                "Remote (EU)",
            ),
            ("Porter\n\nAbout us\nOur house is old. At Lantern House, we look after guests.", "Porter", "Lantern House", ""),
        ] {
            assert_eq!(of(text), words(title, company, location), "{text}");
        }
    }

    #[test]
    fn where_it_says_nothing_nothing_is_guessed() {
        for text in
            ["", "\n\n", "https://example.org/jobs/7", "We are a small team. You will write code, and we will read it.", ":::", "----"]
        {
            assert_eq!(of(text), words("", "", ""), "{text}");
        }
        let long = "x".repeat(30_000);
        assert_eq!(guess(&long), Head::default());
        assert!(guess(&"a: ".repeat(10_000)).title.chars().count() <= LONGEST);
    }
}
