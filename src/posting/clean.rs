//! Putting postings of any source into one form, and telling when two of them are one.

use super::{FoundPosting, html, is_private, language, pay, terms};

/// Fills in what the source left out and the text says: mode, employment, pay, language. Never overrides a source.
pub fn complete(posting: &mut FoundPosting) {
    posting.title = html::text_of(&posting.title).replace('\n', " ");
    posting.company = html::text_of(&posting.company).replace('\n', " ");
    posting.location = posting.location.take().map(|place| html::tidy(&place).replace('\n', " ")).filter(|place| !place.is_empty());
    posting.url = canonical_url(&posting.url);
    let text = &posting.description_text;
    posting.mode = posting
        .mode
        .or_else(|| posting.location.as_deref().and_then(terms::mode_of_field))
        .or_else(|| terms::mode_of_field(&posting.title))
        .or_else(|| terms::mode_in(text).map(|(mode, _)| mode));
    if posting.employment.is_none() {
        posting.employment = terms::employment_in(&posting.title).or_else(|| terms::employment_in(text)).map(str::to_owned);
    }
    if posting.salary.is_none() {
        posting.salary = pay::salary_in(text).map(|(salary, _)| salary);
    }
    if posting.language.is_none() {
        posting.language = language::language_of(text).map(str::to_owned);
    }
}

/// Query parameters that only say where a visitor came from.
const TRACKING: &[&str] = &[
    "gh_src", "lever-source", "lever-origin", "lever-via", "source", "src", "ref", "referrer", "referer", "gclid", "fbclid", "msclkid",
    "trk", "tracking", "mc_cid", "mc_eid", "_ga", "campaign", "sid", "rx_source", "origin", "via",
];

/// An address without what only tracks: the same posting has the same one.
pub fn canonical_url(url: &str) -> String {
    let url = url.trim();
    let Some((scheme, rest)) = url.split_once("://") else { return url.to_owned() };
    let rest = rest.split('#').next().unwrap_or(rest);
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (host, path) = path.split_once('/').map_or((path, ""), |(host, path)| (host, path));
    let scheme = scheme.to_ascii_lowercase();
    let host = host.to_ascii_lowercase();
    let host = host.strip_suffix(if scheme == "https" { ":443" } else { ":80" }).unwrap_or(&host);
    let kept: Vec<&str> = query
        .split('&')
        .filter(|pair| {
            let name = pair.split('=').next().unwrap_or("").to_ascii_lowercase();
            !name.is_empty() && !name.starts_with("utm_") && !TRACKING.contains(&name.as_str())
        })
        .collect();
    let path = path.trim_end_matches('/');
    let mut out = format!("{scheme}://{host}");
    if !path.is_empty() {
        out.push('/');
        out.push_str(path);
    }
    if !kept.is_empty() {
        out.push('?');
        out.push_str(&kept.join("&"));
    }
    out
}

/// Words of a company's name that only say its legal form.
pub(super) const FORMS: &[&str] = &[
    "inc", "incorporated", "gmbh", "ltd", "limited", "llc", "corp", "corporation", "ag", "co", "company", "kg", "se", "sa", "sas", "sarl",
    "bv", "nv", "plc", "spa", "srl", "ab", "oy", "the", "ug", "kgaa", "mbh", "sl", "pty",
];
/// Words of a title that say nothing about the work.
const TITLE_NOISE: &[&str] = &[
    "m", "f", "d", "w", "x", "h", "div", "all", "genders", "remote", "hybrid", "onsite", "gn", "mwd", "mfd", "fmd", "wmd", "the", "a",
    "of", "and", "und", "et", "for", "in", "at", "new", "urgent", "hiring", "now", "fulltime", "full", "time",
];

/// A company's name without its legal form and what else differs from place to place: the same company has the same one.
pub fn company_key(company: &str) -> String {
    words(company).into_iter().filter(|word| !FORMS.contains(&word.as_str())).collect()
}

/// What two postings of one opening have in common however they are worded: company, title and place, without their trimmings.
pub fn fingerprint(posting: &FoundPosting) -> String {
    if is_private(&posting.source) {
        return format!("{} {}", posting.source, posting.external_id);
    }
    let place = posting.location.as_deref().unwrap_or("");
    let town = words(place.split([',', ';', '|', '/', '(']).next().unwrap_or(""));
    let place_words: Vec<String> = words(place);
    let mut title: Vec<String> = words(&posting.title)
        .into_iter()
        .map(|word| match word.as_str() {
            "sr" => "senior".to_owned(),
            "jr" => "junior".to_owned(),
            "swe" => "software engineer".to_owned(),
            "dev" | "developer" => "engineer".to_owned(),
            "frontend" => "front end".to_owned(),
            "backend" => "back end".to_owned(),
            "fullstack" => "full stack".to_owned(),
            _ => word,
        })
        .flat_map(|word| word.split(' ').map(str::to_owned).collect::<Vec<_>>())
        .filter(|word| !TITLE_NOISE.contains(&word.as_str()) && !place_words.contains(word))
        .collect();
    title.sort();
    title.dedup();
    let remote = posting.mode == Some(super::WorkMode::Remote) && town.iter().any(|word| word == "remote");
    format!("{}|{}|{}", company_key(&posting.company), title.join(" "), if remote { place_words.join(" ") } else { town.join(" ") })
}

/// Lower-case words without accents that matter little.
pub(super) fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric() && c != '+' && c != '#')
        .filter(|word| !word.is_empty())
        .map(|word| word.to_lowercase().chars().map(plain).collect())
        .collect()
}

fn plain(c: char) -> char {
    match c {
        'á' | 'à' | 'â' | 'ä' | 'ã' | 'å' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ó' | 'ò' | 'ô' | 'ö' | 'õ' | 'ø' => 'o',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn posting(company: &str, title: &str, location: &str) -> FoundPosting {
        FoundPosting {
            source: "sample".into(),
            external_id: "1".into(),
            company: company.into(),
            title: title.into(),
            location: Some(location.into()),
            ..FoundPosting::default()
        }
    }

    #[test]
    fn what_only_tracks_goes_from_an_address() {
        assert_eq!(
            canonical_url("HTTPS://Jobs.Example.com:443/a/1/?utm_source=x&gh_jid=5&gh_src=q#apply"),
            "https://jobs.example.com/a/1?gh_jid=5"
        );
        assert_eq!(canonical_url("https://jobs.lever.co/acme/1?lever-source=LinkedIn"), "https://jobs.lever.co/acme/1");
    }

    #[test]
    fn one_opening_in_two_wordings_has_one_fingerprint() {
        let a = fingerprint(&posting("Acme GmbH", "Senior Frontend Developer (m/w/d)", "München, Germany"));
        let b = fingerprint(&posting("ACME", "Sr. Front-End Engineer", "Munchen"));
        assert_eq!(a, b);
    }

    #[test]
    fn two_openings_keep_two_fingerprints() {
        let a = fingerprint(&posting("Acme", "Nurse", "Leeds"));
        assert_ne!(a, fingerprint(&posting("Acme", "Nurse", "York")));
        assert_ne!(a, fingerprint(&posting("Acme", "Head Nurse", "Leeds")));
        assert_ne!(a, fingerprint(&posting("Apex", "Nurse", "Leeds")));
    }

    #[test]
    fn what_the_text_says_is_filled_in() {
        let mut found = posting("Acme", "Nurse", "Leeds");
        found.description_text =
            "This is a part-time role for you and the team of our ward. This is an on-site position. We pay £17 per hour.".into();
        complete(&mut found);
        assert_eq!(found.mode, Some(super::super::WorkMode::OnSite));
        assert_eq!(found.employment.as_deref(), Some("part-time"));
        assert_eq!(found.language.as_deref(), Some("en"));
        assert_eq!(found.salary.map(|s| s.currency), Some("GBP".to_owned()));
    }
}
