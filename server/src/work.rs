//! The worker: every kind of work in one place, the queue's consumer and the sweeper.

use crate::adapters::queue::Messages;
use crate::config::WorkConfig;
use futures::FutureExt;
use futures::stream::{FuturesUnordered, StreamExt};
use job_agent::account::AccountMail;
use job_agent::data::{AccountDeletion, DataExport};
use job_agent::delivery::{Delivery, Digest};
use job_agent::desk::Desk;
use job_agent::profile::Profiling;
use job_agent::resume::Export;
use job_agent::run::{self, Handler, Kind, Retention, Worker};
use job_agent::search::JobSearchRun;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Every kind of work.
pub fn handlers() -> Vec<Arc<dyn Handler>> {
    vec![
        Arc::new(Profiling),
        Arc::new(JobSearchRun),
        Arc::new(Delivery),
        Arc::new(Digest),
        Arc::new(Export),
        Arc::new(AccountMail),
        Arc::new(Retention),
        Arc::new(DataExport),
        Arc::new(AccountDeletion),
    ]
}

/// Works until stopped; then finishes or hands back what runs, within a few seconds.
pub async fn work(desk: Desk, messages: &Messages, handlers: Vec<Arc<dyn Handler>>, config: &WorkConfig, stop: CancellationToken) {
    let served = handlers.into_iter().filter(|handler| config.kinds.is_empty() || config.kinds.contains(&handler.kind())).collect();
    let name = format!("{}-{}", hostname(), std::process::id());
    let worker = Worker::new(desk.clone(), served, name, config.limits(), config.concurrency, stop.clone());
    tracing::info!(worker = worker.name(), concurrency = config.concurrency, kinds = ?worker.kinds(), "working on runs");
    // Each is polled when it is woken itself: apalis asks its database at every poll, and so each would wake all without rest.
    // Boxed, because the compiler does not see through apalis' types that they may move between threads.
    let kinds = worker.kinds().to_vec().into_iter();
    let mut consumers: FuturesUnordered<_> = kinds.map(|kind| consume(messages.clone(), worker.clone(), kind).boxed()).collect();
    // Its consumers wait for their tasks, which the worker ends in its own time: so they are not waited for.
    tokio::select! {
        _ = async { tokio::join!(worker.run(), sweep(desk, stop)) } => {}
        () = async {
            while consumers.next().await.is_some() {}
            std::future::pending().await
        } => {}
    }
}

/// A consumer that loses its connection starts again.
async fn consume(messages: Messages, worker: Arc<Worker>, kind: Kind) {
    let stop = worker.stop().clone();
    while !stop.is_cancelled() {
        if let Err(cause) = messages.consume(worker.clone(), kind).await {
            tracing::warn!(%cause, kind = kind.key(), "the queue's consumer stopped; starting it again");
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
