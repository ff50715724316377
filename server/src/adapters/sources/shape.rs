//! One way to ask, for all sources. A shape says what a source's questions and answers look like; who asks, how often, for how long and
//! what is made of a failure is the same for each.

use super::gather::Gathered;
use super::{Broken, Parsed, Settings, Trouble, board_name};
use crate::adapters::fetch::{Fault, Fetcher, Polite, Question};
use async_trait::async_trait;
use job_agent::posting::{Answer, Manners, Outcome, Query, Source, SourceCard, known};
use secrecy::SecretString;
use std::sync::OnceLock;
use std::time::Duration;
use tokio::time::Instant;

/// What is known of a source before it is asked.
pub struct About {
    pub key: &'static str,
    /// What it holds and under which terms, in a sentence.
    pub about: &'static str,
    /// Where it answers; `{}` is the name of a board. A board that one address does not know is looked for at the next.
    pub homes: &'static [&'static str],
    /// Whether it must be told companies' board names.
    pub boards: bool,
    /// Settings of the operator that it cannot be asked without.
    pub keys: &'static [&'static str],
    pub manners: Manners,
}

/// Boards of companies: a question a second, and an answer is good for a quarter of an hour.
pub const BOARD: Manners = Manners { allowed: &[], pause: Duration::from_secs(1), fresh: Duration::from_secs(15 * 60) };
/// Feeds of many companies: the same with an hour.
pub const FEED: Manners = Manners { fresh: Duration::from_secs(60 * 60), ..BOARD };

/// How an answer is cut into pages.
#[derive(Clone, Copy)]
pub struct Pages {
    /// Never more than these, wherever a source leads.
    pub most: usize,
    /// Rows of a full page; a shorter one is the last. Where it is not known, the first page tells.
    pub full: Option<usize>,
}

impl Pages {
    pub const ONE: Self = Self { most: 1, full: None };
}

/// Whose answer it is. Of a file nothing is known.
#[derive(Debug, Clone, Copy, Default)]
pub struct Board<'a> {
    pub name: &'a str,
    /// Where it answers to everybody, even if a stand-in was asked.
    pub home: &'a str,
}

/// What a source's questions and answers look like.
#[async_trait]
pub trait Shape: Send + Sync {
    fn about(&self) -> &'static About;

    /// Reads an answer, or a file of the same form.
    fn read(&self, bytes: &[u8], board: &Board<'_>) -> Result<Parsed, Broken>;

    /// What to ask for a page, counted from 0.
    fn question(&self, asking: &Asking<'_>, topic: &str, page: usize) -> Question;

    /// What is asked for one after the other; most sources are asked for all that they have.
    fn topics(&self, _: &Query) -> Vec<String> {
        vec![String::new()]
    }

    fn pages(&self) -> Pages {
        Pages::ONE
    }

    /// Asks one board, or the whole source. What came before something went wrong is kept.
    async fn collect(&self, asking: &Asking<'_>, gathered: &mut Gathered) -> Result<(), Trouble> {
        walk(self, asking, gathered).await
    }
}

/// Page after page of topic after topic. A short page is the last one; a page with nothing new means that it goes round in circles.
pub async fn walk<S: Shape + ?Sized>(shape: &S, asking: &Asking<'_>, gathered: &mut Gathered) -> Result<(), Trouble> {
    let pages = shape.pages();
    let mut first = true;
    for topic in shape.topics(asking.query) {
        let mut full = pages.full;
        for page in 0..pages.most {
            let body = asking.get(&shape.question(asking, &topic, page)).await?;
            let parsed = shape.read(&body, &asking.board).map_err(Trouble::Broken)?;
            let got = parsed.got;
            let new = if std::mem::replace(&mut first, false) { gathered.begin(parsed) } else { gathered.add(parsed) };
            if new == 0 || got < *full.get_or_insert(got) {
                break;
            }
        }
    }
    Ok(())
}

/// A question on its way: to whom, about what, with which keys.
pub struct Asking<'a> {
    pub board: Board<'a>,
    pub query: &'a Query,
    settings: &'a Settings,
    polite: Polite,
}

impl Asking<'_> {
    pub async fn get(&self, question: &Question) -> Result<Vec<u8>, Trouble> {
        self.polite.get(question).await.map_err(Trouble::Fault)
    }

    /// A key of the operator's; it is there, or the source is not asked.
    pub fn key(&self, name: &str) -> SecretString {
        self.settings.keys.get(name).cloned().unwrap_or_default()
    }

    /// The same where a source can do without.
    pub fn key_if_any(&self, name: &str) -> Option<SecretString> {
        self.settings.keys.get(name).cloned()
    }

    pub fn country(&self) -> &str {
        &self.settings.country
    }
}

/// A source of some shape.
pub struct Public<S> {
    shape: S,
    settings: Settings,
    /// Made when it is asked first; connections are kept from board to board.
    client: OnceLock<Fetcher>,
}

impl<S: Shape> Public<S> {
    pub fn new(shape: S, settings: &Settings) -> Self {
        Self { shape, settings: settings.clone(), client: OnceLock::new() }
    }

    fn fetcher(&self, base: &str) -> Result<Fetcher, Fault> {
        if let Some(client) = self.client.get() {
            return client.moved(base);
        }
        let made = Fetcher::new(base, &self.settings.contact, self.settings.limits)?;
        // Where two are the first at once, either will do from here on.
        let _ = self.client.set(made.clone());
        Ok(made)
    }

    fn missing(&self) -> Vec<String> {
        let has = |key: &&&str| self.settings.keys.contains_key(**key);
        self.shape.about().keys.iter().filter(|key| !has(key)).map(|key| (*key).to_owned()).collect()
    }

    /// Looks for a board at one address after the other.
    async fn board(&self, name: &str, query: &Query, gathered: &mut Gathered) -> Result<(), Trouble> {
        let about = self.shape.about();
        let in_host = about.homes.iter().any(|home| home.contains("{}"));
        let name = if about.boards { board_name(name, in_host).ok_or(Trouble::Name)? } else { "" };
        let mut last = Ok(());
        for (nth, home) in about.homes.iter().enumerate() {
            let home = home.replace("{}", name);
            let base = self.settings.base(about.key, nth, &home, if in_host { name } else { "" });
            let fetcher = self.fetcher(&base).map_err(Trouble::Fault)?;
            let Settings { books, breath, .. } = &self.settings;
            let polite = Polite { fetcher, source: about.key, manners: about.manners, books: books.clone(), breath: *breath };
            let asking = Asking { board: Board { name, home: &home }, query, settings: &self.settings, polite };
            let before = gathered.postings().len();
            last = self.shape.collect(&asking, gathered).await;
            if about.boards {
                gathered.postings()[before..].iter_mut().for_each(|posting| posting.board = Some(name.to_lowercase()));
            }
            if !matches!(last, Err(Trouble::Fault(Fault::NotFound))) {
                break;
            }
        }
        match last {
            // Only a board can be unknown.
            Err(Trouble::Fault(Fault::NotFound)) if !about.boards => Err(Trouble::Fault(Fault::Status(404))),
            last => last,
        }
    }
}

#[async_trait]
impl<S: Shape> Source for Public<S> {
    fn card(&self) -> SourceCard {
        let about = self.shape.about();
        SourceCard {
            key: about.key.into(),
            name: known(about.key).map_or(about.key, |known| known.name).into(),
            about: about.about.into(),
            needs_companies: about.boards,
            takes_links: false,
            sample: false,
            missing: self.missing(),
        }
    }

    async fn fetch(&self, query: &Query) -> Answer {
        let about = self.shape.about();
        let missing = self.missing();
        if !missing.is_empty() {
            return Answer::nothing(
                Outcome::NeedsKey,
                format!("The operator of this installation has to set {} first.", missing.join(" and ")),
            );
        }
        if about.boards && query.companies.is_empty() {
            return Answer::nothing(Outcome::NeedsCompany, "Name at least one company's board to ask here.");
        }
        let mut gathered = Gathered::default();
        let whole = [String::new()];
        let until = Instant::now() + self.settings.patience;
        let boards = if about.boards { &query.companies } else { whole.as_slice() };
        for (nth, name) in boards.iter().enumerate() {
            let asked = tokio::time::timeout_at(until, self.board(name, query, &mut gathered)).await;
            match asked.unwrap_or(Err(Trouble::Fault(Fault::TimedOut))) {
                Ok(()) => {}
                // Whoever wants fewer questions is asked no more for the next board.
                Err(trouble @ Trouble::Fault(Fault::RateLimited(_) | Fault::HeldBack(_))) => {
                    gathered.trouble(name, trouble);
                    gathered.not_asked(&boards[nth + 1..]);
                    break;
                }
                Err(trouble) => gathered.trouble(name, trouble),
            }
        }
        gathered.answer(query)
    }
}

/// How long one source may take in a run, whatever it is asked.
pub const PATIENCE: Duration = Duration::from_secs(90);
