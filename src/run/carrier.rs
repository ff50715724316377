//! Notices between processes by LISTEN and NOTIFY: one listening connection a process.

use super::news::{Carrier, News, Notice, Topic};
use async_trait::async_trait;
use sqlx::PgPool;
use sqlx::postgres::PgListener;
use std::time::Duration;
use uuid::Uuid;

/// The channel's name.
const CHANNEL: &str = "run_news";
/// A listener that does not hear its own pulse for this long has a dead connection that nobody closed.
const PULSE: Duration = Duration::from_secs(3);

/// The database as carrier. The pool has to reach Postgres itself, past a pooler of transactions.
pub struct PostgresCarrier {
    pool: PgPool,
    /// Tells this listener's pulses from those of others.
    listener: Uuid,
}

impl PostgresCarrier {
    pub fn new(pool: PgPool, listener: Uuid) -> Self {
        Self { pool, listener }
    }
}

#[async_trait]
impl Carrier for PostgresCarrier {
    /// One statement of its own for all: NOTIFY takes a lock of the whole database at commit, so no user's transaction carries it.
    async fn send(&self, notices: &[Notice]) -> Result<(), String> {
        let texts: Vec<String> = notices.iter().map(ToString::to_string).collect();
        let sent = sqlx::query!("select pg_notify($1, text) as ignored from unnest($2::text[]) text", CHANNEL, &texts);
        sent.fetch_all(&self.pool).await.map(|_| ()).map_err(|cause| cause.to_string())
    }

    async fn listen(&self, news: &News) -> Result<(), String> {
        let mut listener = PgListener::connect_with(&self.pool).await.map_err(|cause| cause.to_string())?;
        listener.listen(CHANNEL).await.map_err(|cause| cause.to_string())?;
        news.hear_everything();
        let pulse = news.subscribe(Topic::Pulse(self.listener));
        tokio::select! {
            lost = receive(&mut listener, news) => Err(lost),
            lost = feel(pulse, self) => Err(lost),
        }
    }
}

async fn receive(listener: &mut PgListener, news: &News) -> String {
    loop {
        match listener.try_recv().await {
            Ok(Some(notification)) => {
                if let Ok(notice) = notification.payload().parse() {
                    news.hear(notice);
                }
            }
            Ok(None) => return "the connection was closed".into(),
            Err(cause) => return cause.to_string(),
        }
    }
}

/// Sends a pulse through the database and waits for it to come back.
async fn feel(mut pulse: super::news::Reader, carrier: &PostgresCarrier) -> String {
    loop {
        if let Err(cause) = carrier.send(&[Notice::Pulse { listener: carrier.listener }]).await {
            return cause;
        }
        if tokio::time::timeout(PULSE, pulse.changed()).await.is_err() {
            return "nothing comes through the connection any more".into();
        }
        tokio::time::sleep(PULSE).await;
    }
}
