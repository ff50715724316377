//! What a use-case receives first.

use crate::assistant::Assistant;
use crate::db::Db;
use crate::document::{Reader, Typesetter};
use crate::mail::{Composer, Mailer};
use crate::posting::Source;
use crate::run::{News, Queue};
use crate::storage::Store;
use chrono::{DateTime, Utc};
use std::sync::Arc;
use uuid::Uuid;

/// Pools, clock, identifiers, randomness and the ports. Cheap to clone.
#[derive(Clone)]
pub struct Desk {
    pub db: Db,
    pub clock: Arc<dyn Clock>,
    pub assistant: Arc<dyn Assistant>,
    pub reader: Arc<dyn Reader>,
    pub typesetter: Arc<dyn Typesetter>,
    pub store: Arc<dyn Store>,
    pub mailer: Arc<dyn Mailer>,
    pub queue: Arc<dyn Queue>,
    /// Wakes who waits for a run, here and in other processes.
    pub news: News,
    pub sources: Arc<Vec<Arc<dyn Source>>>,
    pub composer: Arc<dyn Composer>,
    pub passwords: Arc<crate::account::Passwords>,
    /// Seals what has to be read again.
    pub seals: Arc<crate::seal::Seals>,
    /// Where people may sign in besides.
    pub providers: Arc<Vec<Arc<dyn crate::account::Provider>>>,
    /// Where people reach the application, without a slash at the end; links in mails start with it.
    pub public_url: Arc<str>,
}

/// Time comes in as a value, so that tests can turn it.
pub trait Clock: Send + Sync {
    fn now(&self) -> DateTime<Utc>;
}

/// The machine's clock.
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
    fn now(&self) -> DateTime<Utc> {
        Utc::now()
    }
}

impl Desk {
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// A new identifier; sorts by time.
    #[expect(clippy::disallowed_methods, reason = "the one place that makes identifiers")]
    pub fn new_id<Id: From<Uuid>>(&self) -> Id {
        Uuid::now_v7().into()
    }
}
