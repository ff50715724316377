//! "There is news of run X": told in memory at once, and carried to the other processes. A notice says only "look"; what
//! is true stands in the tables, so one that is lost costs a reader seconds and never the truth.

use crate::id::{RunId, UserId};
use async_trait::async_trait;
use std::collections::{HashMap, HashSet};
use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// Notices that come close together travel together.
const GATHER: Duration = Duration::from_millis(10);
/// What waits to be carried at most; more than this and readers find out by themselves.
const OUTGOING: usize = 10_000;

/// What one process tells the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Notice {
    /// A run of this person has a new event.
    Run { run: RunId, owner: UserId },
    /// Somebody wants this run to stop.
    Cancel { run: RunId },
    /// This session has ended.
    Session { session: Uuid },
    /// A listener's own heartbeat.
    Pulse { listener: Uuid },
}

/// What a reader waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Topic {
    Run(RunId),
    RunsOf(UserId),
    CancelOf(RunId),
    Session(Uuid),
    Pulse(Uuid),
    /// Notices may have been lost.
    Loss,
}

impl Topic {
    /// Whose readers look by themselves when notices may have been lost. There are few of them; streams are thousands, and
    /// the one who looks after them wakes those that are behind.
    fn looks_by_itself(self) -> bool {
        matches!(self, Self::CancelOf(_) | Self::Loss)
    }
}

impl Notice {
    fn topics(self) -> [Option<Topic>; 2] {
        match self {
            Self::Run { run, owner } => [Some(Topic::Run(run)), Some(Topic::RunsOf(owner))],
            Self::Cancel { run } => [Some(Topic::CancelOf(run)), None],
            Self::Session { session } => [Some(Topic::Session(session)), None],
            Self::Pulse { listener } => [Some(Topic::Pulse(listener)), None],
        }
    }
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Run { run, owner } => write!(f, "run {run} {owner}"),
            Self::Cancel { run } => write!(f, "cancel {run}"),
            Self::Session { session } => write!(f, "session {session}"),
            Self::Pulse { listener } => write!(f, "pulse {listener}"),
        }
    }
}

impl FromStr for Notice {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let words: Vec<&str> = text.split(' ').collect();
        let id = |word: &str| word.parse::<Uuid>().map_err(|_| ());
        match *words.as_slice() {
            ["run", run, owner] => Ok(Self::Run { run: RunId(id(run)?), owner: UserId(id(owner)?) }),
            ["cancel", run] => Ok(Self::Cancel { run: RunId(id(run)?) }),
            ["session", session] => Ok(Self::Session { session: id(session)? }),
            ["pulse", listener] => Ok(Self::Pulse { listener: id(listener)? }),
            _ => Err(()),
        }
    }
}

/// Takes notices to other processes and brings theirs. LISTEN and NOTIFY by default.
#[async_trait]
pub trait Carrier: Send + Sync {
    async fn send(&self, notices: &[Notice]) -> Result<(), String>;
    /// Hands what comes to [`News::hear`], until the connection is lost.
    async fn listen(&self, news: &News) -> Result<(), String>;
}

type Readers = HashMap<Topic, Readership>;

/// Who waits for one topic. Counted here, because a receiver that is being dropped still counts for its sender.
struct Readership {
    sender: watch::Sender<()>,
    readers: usize,
}

/// The in-memory fan-out: a reader is woken by its own topic alone.
#[derive(Clone)]
pub struct News {
    readers: Arc<Mutex<Readers>>,
    outgoing: mpsc::Sender<Notice>,
    queued: Arc<Mutex<Option<mpsc::Receiver<Notice>>>>,
}

impl Default for News {
    fn default() -> Self {
        let (outgoing, queued) = mpsc::channel(OUTGOING);
        Self { readers: Arc::default(), outgoing, queued: Arc::new(Mutex::new(Some(queued))) }
    }
}

/// One reader of one topic. News that came between two looks count once.
pub struct Reader {
    topic: Topic,
    news: News,
    changed: watch::Receiver<()>,
}

impl Reader {
    /// Returns when there is news since the last call, or since subscribing.
    pub async fn changed(&mut self) {
        if self.changed.changed().await.is_err() {
            // The topic was closed under us, which does not happen while a reader holds it.
            std::future::pending::<()>().await;
        }
    }
}

impl Drop for Reader {
    fn drop(&mut self) {
        let mut topics = self.news.lock();
        if let Some(readership) = topics.get_mut(&self.topic) {
            readership.readers -= 1;
            if readership.readers == 0 {
                topics.remove(&self.topic);
            }
        }
    }
}

impl News {
    fn lock(&self) -> MutexGuard<'_, Readers> {
        self.readers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn subscribe(&self, topic: Topic) -> Reader {
        let mut topics = self.lock();
        let readership = topics.entry(topic).or_insert_with(|| Readership { sender: watch::Sender::new(()), readers: 0 });
        readership.readers += 1;
        let changed = readership.sender.subscribe();
        drop(topics);
        Reader { topic, news: self.clone(), changed }
    }

    /// Tells readers here at once, and those of other processes soon. After the commit, never inside of it.
    pub fn tell(&self, notice: Notice) {
        self.hear(notice);
        if self.outgoing.try_send(notice).is_err() {
            tracing::debug!(%notice, "too many notices wait; readers elsewhere look by themselves");
        }
    }

    /// Wakes the readers of this process.
    pub fn hear(&self, notice: Notice) {
        notice.topics().into_iter().flatten().for_each(|topic| self.wake(topic));
    }

    /// Wakes the readers of one topic.
    pub fn wake(&self, topic: Topic) {
        if let Some(readership) = self.lock().get(&topic) {
            readership.sender.send_replace(());
        }
    }

    /// Notices may have been lost: wakes those who look by themselves.
    pub fn hear_everything(&self) {
        for (_, readership) in self.lock().iter().filter(|(topic, _)| topic.looks_by_itself()) {
            readership.sender.send_replace(());
        }
    }

    /// Carries notices both ways until stopped. Call it once a process.
    pub async fn carry(&self, carrier: Arc<dyn Carrier>, stop: CancellationToken) {
        let queued = self.queued.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(queued) = queued else {
            tracing::error!("notices are carried already");
            return;
        };
        let both = async { tokio::join!(self.send_all(queued, carrier.as_ref()), self.listen_always(carrier.as_ref())) };
        tokio::select! {
            _ = both => {}
            () = stop.cancelled() => {}
        }
    }

    async fn send_all(&self, mut queued: mpsc::Receiver<Notice>, carrier: &dyn Carrier) {
        while let Some(first) = queued.recv().await {
            tokio::time::sleep(GATHER).await;
            let mut notices = HashSet::from([first]);
            while let Ok(notice) = queued.try_recv() {
                notices.insert(notice);
            }
            let notices: Vec<Notice> = notices.into_iter().collect();
            if let Err(cause) = carrier.send(&notices).await {
                tracing::debug!(cause, "could not carry notices; readers elsewhere look by themselves");
            }
        }
    }

    async fn listen_always(&self, carrier: &dyn Carrier) {
        loop {
            if let Err(cause) = carrier.listen(self).await {
                tracing::warn!(cause, "the listener lost its connection; trying again");
            }
            self.hear_everything();
            tokio::time::sleep(Duration::from_secs(1)).await;
            self.hear_everything();
        }
    }
}
