//! What several boards and pages answered, gathered into one answer that says what happened.

use super::{Broken, Parsed, Trouble, rows};
use job_agent::posting::{Answer, Outcome, Query};
use std::collections::HashSet;

/// What came so far.
#[derive(Default)]
pub struct Gathered {
    parsed: Parsed,
    answered: usize,
    troubles: Vec<(String, Trouble)>,
    /// What is odd and yet no trouble.
    remarks: Vec<String>,
    seen: HashSet<String>,
}

impl Gathered {
    /// Adds a board's first page.
    pub fn begin(&mut self, found: Parsed) -> usize {
        self.answered += 1;
        self.add(found)
    }

    /// Adds a page's postings; returns how many of them are new.
    pub fn add(&mut self, found: Parsed) -> usize {
        self.parsed.got += found.got;
        for (reason, count) in found.skipped {
            *self.parsed.skipped.entry(reason).or_default() += count;
        }
        let mut new = 0;
        for posting in found.postings {
            // Two boards of one source may count alike.
            let company = posting.company.to_lowercase();
            if self.seen.insert(format!("{company}\n{}", posting.external_id)) {
                self.parsed.postings.push(posting);
                new += 1;
            } else {
                self.parsed.skip("came twice");
            }
        }
        new
    }

    pub fn postings(&mut self) -> &mut [job_agent::posting::FoundPosting] {
        &mut self.parsed.postings
    }

    /// Something went wrong with a board, or with the source where it has none.
    pub fn trouble(&mut self, board: &str, trouble: Trouble) {
        self.troubles.push((board.to_owned(), trouble));
    }

    pub fn remark(&mut self, remark: String) {
        self.remarks.push(remark);
    }

    /// Boards that were left out after one that went wrong.
    pub fn not_asked(&mut self, boards: &[String]) {
        if !boards.is_empty() {
            self.remarks.push(format!("not asked after that: {}", boards.join(", ")));
        }
    }

    pub fn answer(mut self, query: &Query) -> Answer {
        within_limit(&mut self.parsed, query);
        let outcome = match (self.troubles.first(), self.answered, self.parsed.postings.is_empty()) {
            (Some((_, first)), 0, true) => first.outcome(),
            (Some(_), _, _) => Outcome::Partial,
            // Rows came and none could be used: that is not the same as none.
            (None, _, true) if self.parsed.got > 0 => Outcome::Broken,
            (None, _, true) => Outcome::OkEmpty,
            (None, _, false) => Outcome::Ok,
        };
        let mut words: Vec<String> = self.troubles.iter().map(|(board, trouble)| rows::told(trouble.words(board))).collect();
        if words.is_empty() && outcome == Outcome::Broken {
            words.push(format!("none of its {} rows could be used", self.parsed.got));
        }
        words.extend(self.remarks);
        let detail = (!words.is_empty()).then(|| words.join("; "));
        Answer { outcome, postings: self.parsed.postings, got: self.parsed.got, skipped: self.parsed.skipped, detail }
    }
}

/// Keeps as many as were asked for, those with the sought titles first. No limit is 2,000.
pub fn within_limit(parsed: &mut Parsed, query: &Query) {
    let limit = if query.limit == 0 { 2_000 } else { query.limit };
    if parsed.postings.len() <= limit {
        return;
    }
    let sought = Sought::of(query);
    parsed.postings.sort_by_cached_key(|posting| std::cmp::Reverse(sought.words_in(&posting.title)));
    let over = parsed.postings.len() - limit;
    parsed.postings.truncate(limit);
    parsed.skipped.insert(format!("over the limit of {limit}"), over);
}

/// The words of the titles that are looked for.
pub struct Sought(HashSet<String>);

impl Sought {
    pub fn of(query: &Query) -> Self {
        Self(query.titles.iter().flat_map(|title| title_words(title)).collect())
    }

    /// How many of them stand in a title.
    pub fn words_in(&self, title: &str) -> usize {
        title_words(title).iter().filter(|word| self.0.contains(*word)).count()
    }
}

fn title_words(title: &str) -> Vec<String> {
    title.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 2).map(str::to_lowercase).collect()
}

/// A source that says it has postings and sends none is broken, not empty.
pub fn kept_its_word(promised: Option<usize>, parsed: Parsed) -> Result<Parsed, Broken> {
    match promised {
        Some(promised) if promised > 0 && parsed.got == 0 => Err(Broken(format!("it says that it has {promised} and sends none"))),
        _ => Ok(parsed),
    }
}
