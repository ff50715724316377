//! The worker: every kind of work in one place, the queue's consumer and the sweeper.

use crate::adapters::queue::{self, Bench};
use job_agent::account::AccountMail;
use job_agent::delivery::Delivery;
use job_agent::desk::Desk;
use job_agent::profile::Profiling;
use job_agent::run::{self, Handler};
use job_agent::search::JobSearchRun;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Every kind of work.
pub fn handlers() -> Vec<Arc<dyn Handler>> {
    vec![Arc::new(Profiling), Arc::new(JobSearchRun), Arc::new(Delivery), Arc::new(AccountMail)]
}

/// Works until stopped; then hands leases back, within a few seconds.
pub async fn work(desk: Desk, concurrency: usize, stop: CancellationToken) {
    let worker: Arc<str> = format!("{}-{}", hostname(), std::process::id()).into();
    let bench = Bench { desk: desk.clone(), handlers: Arc::new(handlers()), worker: worker.clone(), stop: stop.clone() };
    tracing::info!(%worker, concurrency, "working on runs");
    tokio::join!(sweep(desk.clone(), stop.clone()), consume(bench, concurrency, stop));
}

/// A consumer that loses its connection starts again.
async fn consume(bench: Bench, concurrency: usize, stop: CancellationToken) {
    let pool = bench.desk.db.pool().clone();
    while !stop.is_cancelled() {
        if let Err(cause) = queue::consume(&pool, bench.clone(), concurrency).await {
            tracing::warn!(%cause, "the queue's consumer stopped; starting it again");
        }
        tokio::select! {
            () = stop.cancelled() => {}
            () = tokio::time::sleep(Duration::from_secs(1)) => {}
        }
    }
}

async fn sweep(desk: Desk, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(run::SWEEP) => {}
        }
        if let Err(cause) = run::sweep(&desk).await {
            tracing::warn!(%cause, "a sweep failed; the next one follows");
        }
    }
}

fn hostname() -> String {
    nix::unistd::gethostname().ok().and_then(|name| name.into_string().ok()).unwrap_or_else(|| "worker".into())
}
