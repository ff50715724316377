//! Notices between processes by LISTEN and NOTIFY: one listening connection a process.

use super::news::{Carrier, News, Notice, Reader, Topic};
use async_trait::async_trait;
use sqlx::PgPool;
use sqlx::postgres::{PgListener, PgPoolOptions};
use std::time::Duration;
use uuid::Uuid;

/// The channel's name.
const CHANNEL: &str = "run_news";
/// A listener that does not hear its own pulse for this long has a dead connection that nobody closed.
const PULSE: Duration = Duration::from_secs(3);
/// Notices that the database did not take by then are lost.
const SENDING: Duration = Duration::from_secs(5);

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
    async fn send(&self, notices: &[Notice]) -> Result<(), String> {
        notify(&self.pool, notices).await
    }

    async fn listen(&self, news: &News) -> Result<(), String> {
        // A pool of its own: connections that hang are given up together, and keep no place among the others.
        let pool = PgPoolOptions::new().max_connections(2).acquire_timeout(SENDING);
        let pool = pool.connect_lazy_with((*self.pool.connect_options()).clone());
        let mut listener = PgListener::connect_with(&pool).await.map_err(|cause| cause.to_string())?;
        listener.listen(CHANNEL).await.map_err(|cause| cause.to_string())?;
        news.hear_everything();
        let pulse = news.subscribe(Topic::Pulse(self.listener));
        let beat = [Notice::Pulse { listener: self.listener }];
        tokio::select! {
            lost = receive(&mut listener, news) => Err(lost),
            lost = feel(pulse, || notify(&pool, &beat)) => Err(lost),
        }
    }
}

/// One statement of its own for all: NOTIFY takes a lock of the whole database at commit, so no user's transaction carries it.
async fn notify(pool: &PgPool, notices: &[Notice]) -> Result<(), String> {
    let texts: Vec<String> = notices.iter().map(ToString::to_string).collect();
    let sent = sqlx::query!("select pg_notify($1, text) as ignored from unnest($2::text[]) text", CHANNEL, &texts);
    match tokio::time::timeout(SENDING, sent.fetch_all(pool)).await {
        Ok(sent) => sent.map(|_| ()).map_err(|cause| cause.to_string()),
        Err(_) => Err("the database does not answer".into()),
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

/// Sends a pulse by `send` and waits for it to come back, again and again; says what is wrong when it does not.
pub async fn feel<Sent: Future<Output = Result<(), String>>>(mut pulse: Reader, send: impl Fn() -> Sent) -> String {
    loop {
        let there_and_back = async {
            send().await?;
            pulse.changed().await;
            Ok(())
        };
        match tokio::time::timeout(PULSE, there_and_back).await {
            Ok(Ok(())) => tokio::time::sleep(PULSE).await,
            Ok(Err(cause)) => return cause,
            Err(_) => return "nothing comes through the connection any more".into(),
        }
    }
}
