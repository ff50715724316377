//! The queue on Postgres, by apalis. It only has to deliver a run's id at least once: leases, attempts and backoff live in the run.

use apalis::prelude::{BoxDynError, Data, ParallelizeExt, TaskSink, WorkerBuilder, WorkerBuilderExt};
use apalis_postgres::{Config, PostgresStorage};
use async_trait::async_trait;
use job_agent::desk::Desk;
use job_agent::id::RunId;
use job_agent::run::{self, Handler, Queue};
use serde::{Deserialize, Serialize};
use sqlx::PgPool;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

const NAME: &str = "runs";

/// A message: work on this run.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Task {
    pub run_id: RunId,
}

/// The queue.
#[derive(Clone)]
pub struct PostgresQueue {
    storage: PostgresStorage<Task>,
}

impl PostgresQueue {
    pub fn new(pool: &PgPool) -> Self {
        let config = Config::default()
            .queue(NAME)
            .batch_size(4)
            .heartbeat_interval(Duration::from_secs(5))
            .missed_heartbeats(3)
            .persist_results(false);
        Self { storage: PostgresStorage::new(pool).with_config(config) }
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
    async fn push(&self, run: RunId) -> Result<(), String> {
        let mut storage = self.storage.clone();
        storage.push(Task { run_id: run }).await.map_err(|cause| cause.to_string())
    }
}

/// What a worker needs to work on a task.
#[derive(Clone)]
pub struct Bench {
    pub desk: Desk,
    pub handlers: Arc<Vec<Arc<dyn Handler>>>,
    pub worker: Arc<str>,
    pub stop: CancellationToken,
}

async fn work(task: Task, bench: Data<Bench>) -> Result<(), BoxDynError> {
    run::work_on(&bench.desk, &bench.handlers, &bench.worker, task.run_id, &bench.stop).await?;
    Ok(())
}

/// Takes tasks from the queue until stopped.
pub async fn consume(pool: &PgPool, bench: Bench, concurrency: usize) -> anyhow::Result<()> {
    let stop = bench.stop.clone();
    let name = bench.worker.to_string();
    let queue = PostgresQueue::new(pool);
    let worker = WorkerBuilder::new(name)
        .backend(queue.storage.with_pubsub())
        .concurrency(concurrency)
        .parallelize(tokio::spawn)
        .data(bench)
        .build(work);
    worker
        .run_until(async move {
            stop.cancelled().await;
            Ok::<(), std::io::Error>(())
        })
        .await?;
    Ok(())
}
