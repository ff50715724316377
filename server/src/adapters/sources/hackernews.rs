//! Hacker News: the newest "Ask HN: Who is hiring?" thread, asked of Algolia's public search. Each comment under it is a posting, written
//! freely; the first line is by custom `Company | Role | Place | REMOTE | …`.

use super::gather::Gathered;
use super::rows::{blank, each, prose, text, time, whole};
use super::shape::{About, Asking, Board, FEED, Shape};
use super::{Broken, Parsed, Trouble};
use crate::adapters::fetch::Question;
use async_trait::async_trait;
use job_agent::posting::{self, FoundPosting};
use regex::Regex;
use serde_json::Value;
use std::sync::LazyLock;

pub struct HackerNews;

const ABOUT: About = About {
    key: "hackernews",
    about: "The comments of this month's “Who is hiring?” thread, mostly for software.",
    homes: &["https://hn.algolia.com/"],
    boards: false,
    keys: &[],
    manners: FEED,
};

/// What a role is called. A piece of the first line without such a word is a place, a way of working or a company.
const ROLE: &str = r"(?i)\b(?:engineers?|engineering|developers?|programmers?|managers?|designers?|scientists?|leads?|head of|director|analysts?|architects?|sres?|devops|full[ -]?stack|frontend|front-end|backend|back-end|interns?|internships?|researchers?|marketers?|marketing|sales|recruiters?|writers?|consultants?|specialists?|technicians?|administrators?|operators?|officer|cto|ceo|coo|vp|founder|co-founder|multiple|several|various|roles|positions|associates?|advocates?|strategists?|editors?|producers?)\b";
static ROLES: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(ROLE).ok());
/// A role in prose: up to four words and what ends in one.
static IN_PROSE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?:[A-Z][\w.+#/-]* ){0,4}(?:Engineer|Developer|Manager|Designer|Scientist|Architect|Analyst|Researcher|Lead|SRE|Specialist)s?\b",
    )
    .ok()
});
static HIRING: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^(?:(?P<name>[A-Z][\w.&'-]*(?: [A-Z][\w.&'-]*){0,3}) (?:is|are) (?:currently |now )?(?:hiring|looking for)|(?i:we(?:'re| are) (?:hiring|looking for)))").ok()
});

#[async_trait]
impl Shape for HackerNews {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    /// The latest threads of whoever opens them.
    fn question(&self, _: &Asking<'_>, _: &str, _: usize) -> Question {
        Question::json("api/v1/search_by_date?tags=story,author_whoishiring&hitsPerPage=5".into())
    }

    /// A thread with its comments, or comments that were searched for.
    fn read(&self, bytes: &[u8], _: &Board<'_>) -> Result<Parsed, Broken> {
        let whole = whole(bytes)?;
        let rows = ["children", "hits"].iter().find_map(|key| whole.get(key).and_then(Value::as_array));
        Ok(each(rows.ok_or_else(|| Broken("there is no list of postings in it".into()))?, found))
    }

    async fn collect(&self, asking: &Asking<'_>, gathered: &mut Gathered) -> Result<(), Trouble> {
        let threads = asking.get(&self.question(asking, "", 0)).await?;
        let id = newest(&threads).map_err(Trouble::Broken)?;
        let thread = asking.get(&Question::json(format!("api/v1/items/{id}"))).await?;
        let parsed = self.read(&thread, &asking.board).map_err(Trouble::Broken)?;
        gathered.begin(parsed);
        Ok(())
    }
}

/// The first thread of the right name; others of the same author are for those who want to be hired.
fn newest(bytes: &[u8]) -> Result<u64, Broken> {
    let whole = whole(bytes)?;
    let hits = super::rows::list(&whole, "hits")?;
    let hiring = |hit: &&Value| {
        let title = text(hit, "title").unwrap_or_default().to_lowercase();
        title.starts_with("ask hn") && title.contains("who is hiring")
    };
    let id = hits.iter().find(hiring).and_then(|hit| text(hit, "objectID")).and_then(|id| id.parse().ok());
    id.ok_or_else(|| Broken("there is no thread named “Who is hiring?” among the latest".into()))
}

fn found(row: &Value) -> Result<FoundPosting, &'static str> {
    if row.get("parent_id").zip(row.get("story_id")).is_some_and(|(parent, story)| parent != story) {
        return Err("a reply");
    }
    let id = text(row, "id").or_else(|| text(row, "objectID")).ok_or("no identifier")?;
    let words = prose(row, "text").or_else(|| prose(row, "comment_text")).ok_or("without text")?;
    let mut posting = FoundPosting {
        url: format!("https://news.ycombinator.com/item?id={id}"),
        external_id: id,
        posted_at: time(row, "created_at_i").or_else(|| time(row, "created_at")),
        ..blank("hackernews")
    };
    let first = words.lines().next().unwrap_or_default().to_owned();
    let pieces: Vec<&str> = pieces(&first);
    if pieces.len() >= 2 {
        by_custom(&mut posting, &pieces);
    } else {
        in_prose(&mut posting, &first)?;
    }
    if posting.title.is_empty() {
        let role = IN_PROSE.as_ref().and_then(|role| role.find(&words));
        posting.title = match role {
            Some(role) => role.as_str().to_owned(),
            None if !posting.company.is_empty() => format!("Openings at {}", posting.company),
            None => return Err("not in the form of a posting"),
        };
    }
    posting.description_text = words;
    Ok(posting)
}

/// The pieces of a first line between bars, or between dashes where there are no bars.
fn pieces(line: &str) -> Vec<&str> {
    let cut = |between: &str| -> Vec<&str> { line.split(between).map(str::trim).filter(|piece| !piece.is_empty()).collect() };
    [" | ", "|", " — ", " – ", " -- "].iter().map(|between| cut(between)).find(|pieces| pieces.len() >= 2).unwrap_or_default()
}

fn by_custom(posting: &mut FoundPosting, pieces: &[&str]) {
    let is_role = |piece: &str| ROLES.as_ref().is_some_and(|role| role.is_match(piece));
    let mut places: Vec<String> = Vec::new();
    for (nth, piece) in pieces.iter().enumerate() {
        let mode = posting::mode_of_field(piece);
        if nth == 0 && (!is_role(piece) || pieces.iter().skip(1).any(|other| is_role(other))) {
            posting.company = without_link(piece);
        } else if piece.contains("://") || piece.starts_with("www.") {
        } else if let Some((salary, _)) = posting::salary_in(&format!("Salary: {piece}")) {
            posting.salary = posting.salary.take().or(Some(salary));
        } else if posting.title.is_empty() && is_role(piece) {
            posting.title = without_link(piece);
        } else if posting::employment_in(piece).is_some() && piece.len() < 30 {
            posting.employment = Some((*piece).to_owned());
        } else if piece.len() < 90 && !is_role(piece) {
            posting.mode = posting.mode.or(mode);
            places.push((*piece).to_owned());
        }
    }
    posting.location = (!places.is_empty()).then(|| places.join("; "));
}

/// "Acme (https://acme.example)" is Acme.
fn without_link(piece: &str) -> String {
    let bare = piece.split(" (").next().unwrap_or(piece).split("(http").next().unwrap_or(piece);
    bare.split("http").next().unwrap_or(bare).trim_end_matches([' ', '-', ',', ':']).to_owned()
}

/// "Acme is hiring a …" is a posting; a question or a remark is none.
fn in_prose(posting: &mut FoundPosting, first: &str) -> Result<(), &'static str> {
    let hiring = HIRING.as_ref().and_then(|hiring| hiring.captures(first)).ok_or("not in the form of a posting")?;
    posting.company = hiring.name("name").map(|name| name.as_str().to_owned()).unwrap_or_default();
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use job_agent::posting::{Period, WorkMode};
    use serde_json::json;

    fn read(text: &str) -> Result<FoundPosting, &'static str> {
        found(&json!({ "id": 7, "text": text }))
    }

    #[test]
    fn a_first_line_is_taken_apart() {
        let line = "Birch &amp; Co (<a href=\"https:&#x2F;&#x2F;birch.example\">https:&#x2F;&#x2F;birch.example</a>) | Senior Engineer | Leeds, UK | REMOTE (EU) | Full-time | $90k - $120k<p>We do things.";
        let posting = read(line).expect("a posting");
        assert_eq!((posting.company.as_str(), posting.title.as_str()), ("Birch & Co", "Senior Engineer"));
        assert_eq!((posting.location.as_deref(), posting.mode), (Some("Leeds, UK; REMOTE (EU)"), Some(WorkMode::Remote)));
        assert_eq!(posting.employment.as_deref(), Some("Full-time"));
        assert_eq!(posting.salary.map(|pay| (pay.max, pay.period)), Some((Some(120_000.0), Period::Year)));
    }

    #[test]
    fn prose_is_a_posting_where_it_says_so() {
        let posting = read("Tidal Works is hiring a Senior Infrastructure Engineer to run our clusters.").expect("a posting");
        assert_eq!((posting.company.as_str(), posting.title.as_str()), ("Tidal Works", "Senior Infrastructure Engineer"));
        assert!(read("Does anyone know whether these threads are worth reading?").is_err());
        assert!(read("").is_err());
        assert_eq!(read("Trace | Remote (USA) | Full Time").map(|posting| posting.title), Ok("Openings at Trace".into()));
    }

    #[test]
    fn the_right_thread_is_found() {
        let threads = |titles: &[&str]| {
            let hits: Vec<Value> =
                titles.iter().zip(1..).map(|(title, id)| json!({ "objectID": format!("{id}"), "title": title })).collect();
            newest(json!({ "hits": hits }).to_string().as_bytes())
        };
        assert_eq!(threads(&["Ask HN: Who wants to be hired?", "Ask HN: Who is hiring? (July)", "Ask HN: Who is hiring? (June)"]), Ok(2));
        assert!(threads(&["Ask HN: Freelancer?"]).is_err());
    }
}
