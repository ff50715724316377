//! The queue on the Postgres that is there anyway, by apalis.

use super::{Task, queue_name, stopped, wake};
use apalis::prelude::{ParallelizeExt, TaskSink, WorkerBuilder, WorkerBuilderExt};
use apalis_postgres::{Config, PostgresStorage};
use async_trait::async_trait;
use futures::future::BoxFuture;
use futures::{FutureExt, TryFutureExt};
use job_agent::id::RunId;
use job_agent::run::{Kind, Queue, Worker};
use sqlx::PgPool;
use sqlx::postgres::PgPoolOptions;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Consumers that this process has begun.
static CONSUMERS: AtomicU64 = AtomicU64::new(0);

/// The queue: one a kind, so that a worker of some kinds hears of those alone.
#[derive(Clone)]
pub struct PostgresQueue {
    pool: PgPool,
    /// The consumers' own. apalis gives up transactions while they begin, when it is told to stop for one; the driver then
    /// takes the connection back with a transaction open that it knows nothing of, and no statement of ours may end up in it.
    consuming: PgPool,
}

impl PostgresQueue {
    pub fn new(pool: &PgPool) -> Self {
        let listeners = u32::try_from(Kind::ALL.len()).unwrap_or(u32::MAX / 2);
        // A listener a kind stays connected; the database itself ends what such a transaction would hold.
        let own = (*pool.connect_options()).clone().options([("idle_in_transaction_session_timeout", "5s")]);
        let own_pool = PgPoolOptions::new().max_connections(listeners + 3).acquire_timeout(Duration::from_secs(5));
        Self { pool: pool.clone(), consuming: own_pool.connect_lazy_with(own) }
    }

    fn storage(pool: &PgPool, kind: Kind) -> PostgresStorage<Task> {
        let config =
            Config::default().queue(queue_name(kind)).batch_size(1).heartbeat_interval(Duration::from_secs(5)).missed_heartbeats(3);
        PostgresStorage::new(pool).with_config(config)
    }

    /// Makes the queue's own tables, and lets the web and the worker use them. As the owner of the schema.
    pub async fn set_up(admin: &PgPool) -> anyhow::Result<()> {
        PostgresStorage::setup(admin).await?;
        job_agent::db::open_queue(admin).await?;
        Ok(())
    }
}

#[async_trait]
impl Queue for PostgresQueue {
    async fn push(&self, kind: Kind, run: RunId) -> Result<(), String> {
        let mut storage = Self::storage(&self.pool, kind);
        // In a task of its own, which does not end with the request, for the same reason.
        let pushed = tokio::spawn(async move { storage.push(Task { run_id: run }).await.map_err(|cause| cause.to_string()) });
        pushed.await.map_err(|cause| cause.to_string())?
    }

    async fn tidy(&self) -> Result<u64, String> {
        job_agent::db::tidy_queue(&self.pool).await.map_err(|cause| cause.to_string())
    }
}

/// Takes messages of one kind until stopped. Not async itself: the compiler does not see through the types of apalis, were
/// they kept over an await of ours, that this may be spawned.
pub(super) fn consume(queue: &PostgresQueue, worker: Arc<Worker>, kind: Kind) -> BoxFuture<'static, anyhow::Result<()>> {
    let stop = worker.stop().clone();
    // Another name each time: under one that is known apalis takes a lock that stays with a connection of the pool, and from then on
    // refuses the same name on every other one. What the old consumer held is handed out again when it is not seen any more.
    let nth = CONSUMERS.fetch_add(1, Ordering::Relaxed);
    let consumer = WorkerBuilder::new(format!("{}/{}/{nth}", worker.name(), kind.key()))
        .backend(PostgresQueue::storage(&queue.consuming, kind).with_pubsub())
        .concurrency(worker.concurrency())
        .parallelize(tokio::spawn)
        .data(worker)
        .build(wake);
    consumer.run_until(stopped(stop)).map_err(anyhow::Error::from).boxed()
}
