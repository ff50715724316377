//! A worker that has nothing to do.

use crate::house::{Product, superuser};
use server::adapters::queue::Messages;
use server::work;
use sqlx::PgPool;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// What this database has committed, everybody's.
async fn commits(all: &PgPool) -> i64 {
    let count = "select xact_commit from pg_stat_database where datname = current_database()";
    sqlx::query_scalar(count).fetch_one(all).await.unwrap()
}

/// Waits for the worker's next sign of life.
async fn beat(all: &PgPool) {
    let seen = "select coalesce(max(seen_at), '-infinity')::text from run_worker";
    let before: String = sqlx::query_scalar(seen).fetch_one(all).await.unwrap();
    for _ in 0..300 {
        let now: String = sqlx::query_scalar(seen).fetch_one(all).await.unwrap();
        if now != before {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
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
        beat(&all).await;
        let before = commits(&all).await;
        beat(&all).await;
        beat(&all).await;
        let after = commits(&all).await;
        stop.cancel();
        after - before
    };
    let ((), committed) = tokio::join!(working, watching);
    // Some beats and sweeps, and what this test asks itself; without rest it were thousands.
    assert!(committed < 400, "{committed} transactions in two beats");
}
