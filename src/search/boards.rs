//! Boards of companies that a search names and no list knows: the names that a board may have are tried where openings can be asked for
//! by such a name. What came of it is remembered for everybody, so that no run asks again for days.

use super::{BoardLine, Criteria};
use crate::desk::Desk;
use crate::error::{Error, Result as Done};
use crate::posting::{self, Answer, Outcome, Query, Source, SourceCard};
use crate::run::{Context, End};
use futures::FutureExt;
use futures::future::BoxFuture;
use futures::stream::{self, StreamExt};
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// So many companies are looked for at once.
const AT_ONCE: usize = 4;
/// Nobody waits longer for one of them.
const LONGEST: Duration = Duration::from_secs(60);
/// Whose openings say no company's name of their own: it is read from the address, and agrees with whatever was tried.
const NAMELESS: [&str; 3] = ["lever", "ashby", "personio"];
const PASTE: &str = "Paste the address of its job page.";

/// What a step remembers.
#[derive(Serialize, Deserialize)]
struct Looked {
    line: BoardLine,
    board: Option<(String, String)>,
}

/// Looks for the boards of the companies that have only a name, and puts what was found among those that are asked.
pub(super) async fn look(context: &Context, criteria: &mut Criteria) -> Result<Vec<BoardLine>, End> {
    let names = criteria.boards.clone();
    if names.is_empty() {
        return Ok(Vec::new());
    }
    context.progress("collecting", 0, names.len(), &format!("Looking for the boards of {}", names.join(", ")), json!({})).await?;
    let titles = criteria.titles.as_slice();
    let looking: Vec<BoxFuture<'_, _>> = names.iter().map(|name| look_for(context, name, titles).boxed()).collect();
    let looked: Vec<Result<Looked, End>> = stream::iter(looking).buffered(AT_ONCE).collect().await;
    let mut lines = Vec::new();
    for one in looked {
        let Looked { line, board } = one?;
        if let Some((source, board)) = board {
            criteria.ask_board(&source, board);
        }
        lines.push(line);
    }
    Ok(lines)
}

async fn look_for(context: &Context, name: &str, titles: &[String]) -> Result<Looked, End> {
    let key = posting::company_key(name);
    let looking = async {
        let desk = &context.desk;
        let mut tx = desk.db.shared().await?;
        let kept = posting::remembered_board(&mut tx, &key).await?;
        tx.commit().await.map_err(Error::from)?;
        if let Some(kept) = kept {
            let day = kept.looked_at.format("%-d %B");
            let line = match &kept.found {
                Some((source, board, openings)) => found(name, source, board, *openings, &format!(" on {day}")),
                None => {
                    let again = if kept.incomplete { "day" } else { "week" };
                    missing(name, format!("not found at any board on {day}, and looked for again a {again} after. {PASTE}"))
                }
            };
            return Ok(Looked { line, board: kept.found.map(|(source, board, _)| (source, board)) });
        }
        let tried = try_names(desk, name, titles).await;
        if tried.answered() > 0 {
            remember(desk, &key, &tried).await?;
        }
        Ok(told(name, tried))
    };
    context.step(&format!("board:{key}"), looking).await
}

/// What the boards said.
#[derive(Default)]
struct Tried {
    /// Source, board, openings.
    hit: Option<(String, String, usize)>,
    asked: Vec<String>,
    /// Boards of that name that are somebody else's, or empty.
    others: Vec<String>,
    /// Sources that did not answer. A company may be there.
    silent: Vec<String>,
}

/// Name after name, and of each source after source: the first that has openings of that company is it.
async fn try_names(desk: &Desk, company: &str, titles: &[String]) -> Tried {
    let mut boards: Vec<(SourceCard, &Arc<dyn Source>)> = desk.sources.iter().map(|source| (source.card(), source)).collect();
    boards.retain(|(card, _)| card.needs_companies && !card.takes_links && card.missing.is_empty());
    // Who tells a company's name is asked first: that can be compared.
    boards.sort_by_key(|(card, _)| NAMELESS.contains(&card.key.as_str()));
    let mut tried = Tried { asked: boards.iter().map(|(card, _)| card.name.clone()).collect(), ..Tried::default() };
    let until = Instant::now() + LONGEST;
    for name in posting::board_names(company) {
        for (card, source) in &boards {
            // Who does not answer is not asked for the next name.
            if tried.silent.contains(&card.name) {
                continue;
            }
            let query = Query { titles: titles.to_vec(), companies: vec![name.clone()], limit: 2_000, ..Query::default() };
            let asked = tokio::time::timeout_at(until, source.fetch(&query)).await;
            let answer = asked.unwrap_or_else(|_| Answer::nothing(Outcome::TimedOut, "it did not answer in time"));
            if tried.take(company, &name, card, &answer) {
                return tried;
            }
        }
    }
    tried
}

impl Tried {
    fn answered(&self) -> usize {
        self.asked.iter().filter(|name| !self.silent.contains(name)).count()
    }

    /// Whether that is it.
    fn take(&mut self, company: &str, name: &str, card: &SourceCard, answer: &Answer) -> bool {
        let told = answer.postings.iter().find(|posting| !posting.company.is_empty());
        match (answer.outcome, told) {
            (Outcome::Ok | Outcome::Partial, _) if answer.postings.iter().any(|one| posting::agrees(company, &one.company)) => {
                self.hit = Some((card.key.clone(), name.to_owned(), answer.postings.len()));
            }
            (Outcome::Ok | Outcome::Partial, Some(one)) => {
                self.others.push(format!("{} has a board named {name}, of {}.", card.name, one.company));
            }
            (Outcome::Ok | Outcome::Partial | Outcome::UnknownCompany, _) => {}
            // One of them says so of every name.
            (Outcome::OkEmpty, _) if answer.detail.is_some() => {}
            (Outcome::OkEmpty, _) => self.others.push(format!("{} has a board named {name}, without openings.", card.name)),
            _ => self.silent.push(card.name.clone()),
        }
        self.hit.is_some()
    }
}

async fn remember(desk: &Desk, key: &str, tried: &Tried) -> Done<()> {
    let hit = tried.hit.as_ref();
    let hit = hit.map(|(source, board, openings)| (source.as_str(), board.as_str(), i32::try_from(*openings).unwrap_or(i32::MAX)));
    let mut tx = desk.db.shared().await?;
    posting::remember_board(&mut tx, key, hit, !tried.silent.is_empty()).await?;
    Ok(tx.commit().await?)
}

fn told(name: &str, tried: Tried) -> Looked {
    let answered = tried.answered();
    let Tried { hit, asked, others, silent } = tried;
    if let Some((source, board, openings)) = hit {
        let line = found(name, &source, &board, i32::try_from(openings).unwrap_or(i32::MAX), "");
        return Looked { line, board: Some((source, board)) };
    }
    let mut words = vec![match answered {
        0 => "no board could be asked; it is looked for again next time.".to_owned(),
        1 => format!("not found at {}.", asked.iter().find(|name| !silent.contains(name)).cloned().unwrap_or_default()),
        n => format!("not found at any of {n} boards."),
    }];
    words.extend(others);
    if !silent.is_empty() && answered > 0 {
        words.push(format!("{} gave no usable answer and will be asked again tomorrow.", silent.join(", ")));
    }
    words.push(PASTE.into());
    Looked { line: missing(name, words.join(" ")), board: None }
}

fn found(name: &str, source: &str, board: &str, openings: i32, when: &str) -> BoardLine {
    let place = posting::known(source).map_or(source, |known| known.name);
    let openings = if openings == 1 { "1 opening".to_owned() } else { format!("{openings} openings") };
    let doubt = if NAMELESS.contains(&source) { ". Its board says no company's name, so look whether it is the one you mean" } else { "" };
    BoardLine { name: name.to_owned(), found: true, words: format!("found at {place} as {board}{when}, {openings}{doubt}.") }
}

fn missing(name: &str, words: String) -> BoardLine {
    BoardLine { name: name.to_owned(), found: false, words }
}
