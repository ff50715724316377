//! The queue, by apalis: on Postgres, or on the Redis that `QUEUE_URL` names. It only has to deliver a run's id at least
//! once: leases, attempts and backoff live in the run, so losing a queue whole loses nothing.

mod postgres;
mod redis;
mod redis_carrier;
pub use postgres::PostgresQueue;
pub use redis::RedisQueue;
pub use redis_carrier::RedisCarrier;

use apalis::prelude::{BoxDynError, Data};
use job_agent::id::RunId;
use job_agent::run::{Carrier, Kind, PostgresCarrier, Queue, Worker};
use serde::{Deserialize, Serialize};
use sqlx::PgPool;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

/// A message: there is work, namely this run.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Task {
    pub run_id: RunId,
}

/// One queue a kind, so that a worker of some kinds hears of those alone.
fn queue_name(kind: Kind) -> String {
    format!("run.{}", kind.key())
}

/// What every message does: it wakes a free slot, which asks the database whose turn it is.
async fn wake(task: Task, worker: Data<Arc<Worker>>) -> Result<(), BoxDynError> {
    tracing::trace!(run = %task.run_id, "woken by the queue");
    worker.wake().await;
    Ok(())
}

/// When a consumer ends, as apalis wants to hear it.
async fn stopped(stop: CancellationToken) -> std::io::Result<()> {
    stop.cancelled().await;
    Ok(())
}

/// Which service carries messages and notices.
#[derive(Clone)]
pub enum Messages {
    Postgres(PostgresQueue),
    Redis(Arc<RedisQueue>),
}

impl Messages {
    /// Opens what `QUEUE_URL` names, trusting the authority of `QUEUE_CA_FILE`; Postgres without it. Does not connect: a Redis that is
    /// away stops nobody from starting.
    pub fn open(queue_url: Option<&str>, authority: Option<Vec<u8>>, pool: &PgPool) -> anyhow::Result<Self> {
        Ok(match queue_url {
            None => Self::Postgres(PostgresQueue::new(pool)),
            Some(url) => Self::Redis(Arc::new(RedisQueue::new(url, authority)?)),
        })
    }

    pub fn queue(&self) -> Arc<dyn Queue> {
        match self {
            Self::Postgres(queue) => Arc::new(queue.clone()),
            Self::Redis(queue) => queue.clone(),
        }
    }

    /// Notices between processes. `listener` names this process.
    pub fn carrier(&self, pool: &PgPool, listener: Uuid) -> Arc<dyn Carrier> {
        match self {
            Self::Postgres(_) => Arc::new(PostgresCarrier::new(pool.clone(), listener)),
            Self::Redis(queue) => Arc::new(RedisCarrier::new(queue, listener)),
        }
    }

    /// Takes messages of one kind until the worker stops or the connection is lost.
    pub async fn consume(&self, worker: Arc<Worker>, kind: Kind) -> anyhow::Result<()> {
        match self {
            Self::Postgres(queue) => postgres::consume(queue, worker, kind).await,
            Self::Redis(queue) => redis::consume(queue, worker, kind).await,
        }
    }
}
