//! The queue on Postgres, by apalis. It only has to deliver a run's id at least once: leases, attempts and backoff live in the run.

use apalis::prelude::{BoxDynError, Data, ParallelizeExt, TaskSink, WorkerBuilder, WorkerBuilderExt};
use apalis_postgres::{Config, PostgresStorage};
use async_trait::async_trait;
use job_agent::id::RunId;
use job_agent::run::{Kind, Queue, Worker};
use serde::{Deserialize, Serialize};
use sqlx::PgPool;
use std::sync::Arc;
use std::time::Duration;

/// A message: there is work, namely this run.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Task {
    pub run_id: RunId,
}

/// The queue: one a kind, so that a worker of some kinds hears of those alone.
#[derive(Clone)]
pub struct PostgresQueue {
    pool: PgPool,
}

impl PostgresQueue {
    pub fn new(pool: &PgPool) -> Self {
        Self { pool: pool.clone() }
    }

    fn storage(&self, kind: Kind) -> PostgresStorage<Task> {
        let config = Config::default()
            .queue(format!("run.{}", kind.key()))
            .batch_size(1)
            .heartbeat_interval(Duration::from_secs(5))
            .missed_heartbeats(3)
            .persist_results(false);
        PostgresStorage::new(&self.pool).with_config(config)
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
        self.storage(kind).push(Task { run_id: run }).await.map_err(|cause| cause.to_string())
    }
}

async fn work(task: Task, worker: Data<Arc<Worker>>) -> Result<(), BoxDynError> {
    tracing::trace!(run = %task.run_id, "woken by the queue");
    worker.wake().await;
    Ok(())
}

/// Takes messages of one kind until stopped.
pub async fn consume(pool: &PgPool, worker: Arc<Worker>, kind: Kind) -> anyhow::Result<()> {
    let stop = worker.stop().clone();
    let queue = PostgresQueue::new(pool);
    let consumer = WorkerBuilder::new(format!("{}/{}", worker.name(), kind.key()))
        .backend(queue.storage(kind).with_pubsub())
        .concurrency(worker.concurrency())
        .parallelize(tokio::spawn)
        .data(worker)
        .build(work);
    consumer
        .run_until(async move {
            stop.cancelled().await;
            Ok::<(), std::io::Error>(())
        })
        .await?;
    Ok(())
}
