//! A worker that has nothing to do.

use crate::house::{Product, superuser};
use server::adapters::queue::Messages;
use server::work;
use sqlx::PgPool;
use std::time::{Duration, Instant};
use tokio_util::sync::CancellationToken;

/// What this database has committed, everybody's.
async fn commits(all: &PgPool) -> i64 {
    let count = "select xact_commit from pg_stat_database where datname = current_database()";
    sqlx::query_scalar(count).fetch_one(all).await.unwrap()
}

/// Waits for the worker's next sign of life; returns how often it asked.
async fn beat(all: &PgPool) -> i64 {
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
    let messages = Messages::open(None, desk.db.pool()).unwrap();
    let working = async move { work::work(desk, &messages, work::handlers(), &config.work, told).await };
    let watching = async {
        // The first comes while it is still starting.
        beat(&all).await;
        beat(&all).await;
        let (before, begun) = (commits(&all).await, Instant::now());
        let asked = beat(&all).await + beat(&all).await;
        let after = commits(&all).await;
        stop.cancel();
        (after - before - asked, begun.elapsed().as_secs_f64())
    };
    let ((), (committed, seconds)) = tokio::join!(working, watching);
    println!("{committed} transactions in {seconds:.1} s");
    // Some beats and sweeps; without rest it were hundreds a second.
    assert!(committed as f64 / seconds < 40.0, "{committed} transactions in {seconds:.1} s");
}
