//! "Run X has news": one LISTEN connection a process, fanned out in memory. The events table is the truth; a lost
//! notification costs a second, because every reader also looks by itself once in a while.

use crate::id::RunId;
use sqlx::PgPool;
use sqlx::postgres::PgListener;
use std::time::Duration;
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;

/// The channel's name in Postgres.
pub(super) const CHANNEL: &str = "run_news";

/// The in-memory fan-out.
#[derive(Clone)]
pub struct News {
    sender: broadcast::Sender<Option<RunId>>,
}

impl Default for News {
    fn default() -> Self {
        Self { sender: broadcast::channel(1024).0 }
    }
}

impl News {
    /// Receives the ids of runs with news; `None` (or a lagged receiver) means: look at everything again.
    pub fn subscribe(&self) -> broadcast::Receiver<Option<RunId>> {
        self.sender.subscribe()
    }

    /// Listens until stopped, reconnecting when the connection is lost.
    pub async fn listen(&self, pool: PgPool, stop: CancellationToken) {
        while !stop.is_cancelled() {
            if let Err(cause) = self.listen_once(&pool, &stop).await {
                tracing::warn!(%cause, "the listener lost its connection; trying again");
                // Whatever was notified meanwhile is gone: everybody looks again.
                self.sender.send(None).ok();
            }
            tokio::select! {
                () = stop.cancelled() => {}
                () = tokio::time::sleep(Duration::from_secs(1)) => {}
            }
        }
    }

    async fn listen_once(&self, pool: &PgPool, stop: &CancellationToken) -> Result<(), sqlx::Error> {
        let mut listener = PgListener::connect_with(pool).await?;
        listener.listen(CHANNEL).await?;
        self.sender.send(None).ok();
        loop {
            let notification = tokio::select! {
                () = stop.cancelled() => return Ok(()),
                received = listener.recv() => received?,
            };
            self.sender.send(notification.payload().parse().ok()).ok();
        }
    }
}
