//! Asking as a source wants to be asked: not what is known already, not more often than its terms say, not while it wants to be left
//! alone. What somebody else's question answered while one waited for one's turn is not asked again.

use super::{Fault, Fetcher, Mark, Question, Reply};
use job_agent::posting::{KeptAnswer, Leave, Ledger, Manners, Went};
use std::sync::Arc;
use std::time::Duration;

/// What a question came to.
enum Told {
    Now(Reply),
    /// Somebody else asked it in the meantime.
    Meanwhile(Vec<u8>),
}

/// A client for one source that keeps its books.
#[derive(Debug, Clone)]
pub struct Polite {
    pub fetcher: Fetcher,
    pub source: &'static str,
    pub manners: Manners,
    pub books: Arc<dyn Ledger>,
    /// Before a second try.
    pub breath: Duration,
}

impl Polite {
    /// The answer to a question, new or kept. What looks like a moment's weakness is asked once more.
    pub async fn get(&self, question: &Question) -> Result<Vec<u8>, Fault> {
        let name = self.fetcher.name_of(question).ok_or_else(|| Fault::Refused(question.path.clone()))?;
        let kept = match self.kept(&name).await? {
            Some(kept) if kept.fresh => return Ok(kept.body),
            kept => kept,
        };
        let mark = kept.as_ref().map(|kept| Mark { etag: kept.etag.clone(), last_modified: kept.last_modified.clone() });
        let mark = mark.filter(|mark| *mark != Mark::default());
        let mut told = self.ask(&name, question, mark.as_ref()).await;
        if let Err(Fault::Status(500..) | Fault::Unreachable(_)) = told {
            tokio::time::sleep(self.breath.mul_f64(0.5 + rand::random::<f64>())).await;
            let again = self.ask(&name, question, mark.as_ref()).await;
            // What went wrong says more than that it may not be asked again.
            if !matches!(again, Err(Fault::HeldBack(_))) {
                told = again;
            }
        }
        self.note(&told).await;
        match (told?, kept) {
            (Told::Meanwhile(body), _) => Ok(body),
            (Told::Now(Reply::New(body, mark)), _) => {
                let answer = KeptAnswer { body, etag: mark.etag, last_modified: mark.last_modified, fresh: true };
                // An answer that cannot be kept is an answer all the same.
                if let Err(cause) = self.books.keep(&name, &answer).await {
                    tracing::warn!(%cause, source = self.source, "an answer could not be kept");
                }
                Ok(answer.body)
            }
            (Told::Now(Reply::Unchanged), Some(kept)) => {
                if let Err(cause) = self.books.still(&name).await {
                    tracing::warn!(%cause, source = self.source, "that an answer still holds could not be noted");
                }
                Ok(kept.body)
            }
            (Told::Now(Reply::Unchanged), None) => Err(Fault::Status(304)),
        }
    }

    async fn kept(&self, name: &str) -> Result<Option<KeptAnswer>, Fault> {
        self.books.recall(name, self.manners.fresh).await.map_err(unread)
    }

    async fn ask(&self, name: &str, question: &Question, mark: Option<&Mark>) -> Result<Told, Fault> {
        match self.books.leave(self.source, &self.fetcher.host(), &self.manners).await.map_err(unread)? {
            Leave::After(wait) => {
                if !wait.is_zero() {
                    tokio::time::sleep(wait).await;
                    if let Some(kept) = self.kept(name).await?.filter(|kept| kept.fresh) {
                        return Ok(Told::Meanwhile(kept.body));
                    }
                }
                self.fetcher.get(question, mark).await.map(Told::Now)
            }
            Leave::Not { until, why } => Err(Fault::HeldBack(format!("it is not asked before {}: {why}", until.format("%d %B %H:%M UTC")))),
        }
    }

    /// Only what the host itself is to blame for counts against it.
    async fn note(&self, told: &Result<Told, Fault>) {
        let went = match told {
            Ok(Told::Meanwhile(_)) | Err(Fault::HeldBack(_) | Fault::Refused(_)) => return,
            Err(Fault::RateLimited(wait)) => Went::HoldOff(wait.unwrap_or(HOLD_OFF)),
            Err(Fault::TimedOut | Fault::Unreachable(_) | Fault::Blocked(_) | Fault::Status(500..)) => Went::Badly,
            _ => Went::Well,
        };
        if let Err(cause) = self.books.went(&self.fetcher.host(), went).await {
            tracing::warn!(%cause, source = self.source, "how a question went could not be noted");
        }
    }
}

/// For whoever wants fewer questions and does not say until when.
const HOLD_OFF: Duration = Duration::from_secs(15 * 60);

/// Without the books nobody is asked: it would be one question too many.
fn unread(cause: job_agent::error::Error) -> Fault {
    tracing::warn!(%cause, "the books on asking sources cannot be read");
    Fault::HeldBack("it is not asked, because what it was asked before cannot be looked up at the moment".into())
}
