//! Boards of companies: told by the address of a careers page, or by a name that many people know.

use std::sync::LazyLock;

/// A board of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Board {
    pub source: &'static str,
    pub name: String,
}

/// Source, board and name, as they stand in the list.
static KNOWN: LazyLock<Vec<(&str, &str, &str)>> = LazyLock::new(|| {
    let lines = include_str!("boards.txt").lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| line.split_once(' ').and_then(|(source, rest)| rest.split_once(' ').map(|(board, name)| (source, board, name))))
        .collect()
});

/// Names of companies whose boards are known, for whoever chooses.
pub fn companies() -> Vec<&'static str> {
    let mut names: Vec<&str> = KNOWN.iter().map(|(.., name)| *name).collect();
    names.sort_by_key(|name| name.to_lowercase());
    names.dedup();
    names
}

/// The board that a person means by a careers link or by a company's name.
pub fn board_of(text: &str) -> Option<Board> {
    let text = text.trim();
    if let Some(board) = by_address(text) {
        return Some(board);
    }
    let plain = |name: &str| name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    let sought = plain(text);
    let (source, board, _) = KNOWN.iter().find(|(_, _, name)| !sought.is_empty() && plain(name) == sought)?;
    known(source, board)
}

/// By the address of a board, of a posting on it or of its feed.
fn by_address(text: &str) -> Option<Board> {
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let host = host.split(['?', '#']).next().unwrap_or_default().to_ascii_lowercase();
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let mut parts = path.split('/').filter(|part| !part.is_empty());
    let mut first = || parts.next().unwrap_or_default();
    let board = match host.as_str() {
        "boards.greenhouse.io" | "job-boards.greenhouse.io" | "boards.eu.greenhouse.io" | "job-boards.eu.greenhouse.io" => match first() {
            // A board inside another page names itself behind the question mark.
            "embed" => return known("greenhouse", text.split_once("for=")?.1.split('&').next()?),
            name => return known("greenhouse", name),
        },
        "jobs.lever.co" | "jobs.eu.lever.co" => ("lever", first()),
        "jobs.ashbyhq.com" => ("ashby", first()),
        "apply.workable.com" => match first() {
            // A short link to a posting tells nobody's name.
            "j" => return None,
            name => ("workable", name),
        },
        "jobs.smartrecruiters.com" | "careers.smartrecruiters.com" => ("smartrecruiters", first()),
        _ => {
            let ends = [
                ("recruitee", ".recruitee.com"),
                ("personio", ".jobs.personio.de"),
                ("personio", ".jobs.personio.com"),
                ("workable", ".workable.com"),
            ];
            let (source, tenant) = ends.iter().find_map(|(source, end)| Some((*source, host.strip_suffix(end)?)))?;
            let usual = matches!(tenant, "www" | "app" | "help" | "jobs" | "apply" | "api" | "support");
            return if usual || tenant.contains('.') { None } else { known(source, tenant) };
        }
    };
    known(board.0, board.1)
}

fn known(source: &str, name: &str) -> Option<Board> {
    let source = super::KNOWN.iter().find(|known| known.key == source)?.key;
    let begins = name.starts_with(|c: char| c.is_ascii_alphanumeric()) && !name.contains("..");
    let fine = begins && name.len() <= 80 && name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
    fine.then(|| Board { source, name: name.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_careers_link_tells_its_board() {
        for (link, source, name) in [
            ("https://boards.greenhouse.io/acme/jobs/4001?gh_src=x", "greenhouse", "acme"),
            ("https://job-boards.eu.greenhouse.io/acme", "greenhouse", "acme"),
            ("https://boards.greenhouse.io/embed/job_board?for=acme&b=x", "greenhouse", "acme"),
            ("jobs.lever.co/acme/7f0c", "lever", "acme"),
            ("https://jobs.eu.lever.co/acme", "lever", "acme"),
            ("https://jobs.ashbyhq.com/Acme.io/1", "ashby", "Acme.io"),
            ("https://apply.workable.com/acme/j/A1B2/", "workable", "acme"),
            ("https://careers.smartrecruiters.com/AcmeGroup", "smartrecruiters", "AcmeGroup"),
            ("https://acme.recruitee.com/o/nurse", "recruitee", "acme"),
            ("https://acme.jobs.personio.com/job/1", "personio", "acme"),
        ] {
            assert_eq!(board_of(link), Some(Board { source, name: name.into() }), "{link}");
        }
        for link in [
            "https://example.org/careers",
            "https://boards.greenhouse.io/",
            "https://apply.workable.com/j/A1",
            "https://www.recruitee.com/",
            "https://evil.example/boards.greenhouse.io/acme",
            "https://a.b.recruitee.com/",
            "https://jobs.lever.co/../x",
            "",
            "https://",
        ] {
            assert_eq!(board_of(link), None, "{link}");
        }
    }

    #[test]
    fn a_known_company_is_found_by_its_name() {
        assert_eq!(board_of(" gitlab "), Some(Board { source: "greenhouse", name: "gitlab".into() }));
        assert_eq!(board_of("hugging face").map(|board| board.source), Some("workable"));
        assert_eq!(board_of("a company that nobody knows"), None);
    }

    #[test]
    fn the_list_is_in_order() {
        assert!(KNOWN.len() > 250, "{}", KNOWN.len());
        for (source, board, name) in KNOWN.iter() {
            assert!(known(source, board).is_some() && !name.is_empty(), "{source} {board}");
        }
        let lines = include_str!("boards.txt").lines().filter(|line| !line.starts_with('#') && !line.is_empty()).count();
        assert_eq!(lines, KNOWN.len());
    }
}
