//! A worker that has nothing to do.

use crate::house::{Product, superuser};
use server::adapters::queue::Messages;
use server::work;
use sqlx::PgPool;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};

static ASKED: AtomicUsize = AtomicUsize::new(0);

/// Counts what sqlx says it has asked. Postgres' own counters come late.
struct Counter;

impl<S: tracing::Subscriber> Layer<S> for Counter {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() == "sqlx::query" {
            ASKED.fetch_add(1, Ordering::Relaxed);
        }
    }
}

/// Waits for the worker's next sign of life; returns how often this asked.
async fn beat(all: &PgPool) -> usize {
    let seen = "select coalesce(max(seen_at), '-infinity')::text from run_worker";
    let before: String = sqlx::query_scalar(seen).fetch_one(all).await.unwrap();
    for asked in 2..300 {
        tokio::time::sleep(Duration::from_millis(200)).await;
        let now: String = sqlx::query_scalar(seen).fetch_one(all).await.unwrap();
        if now != before {
            return asked;
        }
    }
    panic!("the worker gives no sign of life");
}

#[sqlx::test(migrations = "../migrations")]
async fn it_leaves_the_database_alone(admin: PgPool) {
    let product = Product::with(&admin, &[], 8).await;
    let all = superuser(&admin).await;
    let stop = CancellationToken::new();
    let (desk, told, config) = (product.worker.desk.clone(), stop.clone(), product.config.clone());
    let messages = Messages::open(None, None, desk.db.pool()).unwrap();
    // Each test is a process of its own, so this hears all of it.
    tracing::subscriber::set_global_default(tracing_subscriber::registry().with(Counter)).unwrap();
    let working = async move { work::work(desk, &messages, work::handlers(), &config.work, told).await };
    let watching = async {
        // The first comes while it is still starting.
        beat(&all).await;
        beat(&all).await;
        let (before, begun) = (ASKED.load(Ordering::Relaxed), Instant::now());
        let own = beat(&all).await + beat(&all).await;
        let after = ASKED.load(Ordering::Relaxed);
        stop.cancel();
        (after - before - own, begun.elapsed().as_secs_f64())
    };
    let ((), (asked, seconds)) = tokio::join!(working, watching);
    println!("{asked} questions in {seconds:.1} s");
    // Some beats and sweeps; without rest it were hundreds a second.
    assert!(asked as f64 / seconds < 40.0, "{asked} questions in {seconds:.1} s");
}
