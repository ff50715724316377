//! A hundred thousand random histories of a run, played inside the database against the very functions that workers
//! call: claims, heartbeats, steps, ends and hand-overs, by live workers and by zombies with old tokens, and crashes with
//! the sweeper after them. After every move the run is what the rules say.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use futures::StreamExt;
use sqlx::PgPool;
use sqlx::postgres::PgPoolOptions;

const HISTORIES: i32 = 100_000;
const BATCHES: i32 = 20;

#[sqlx::test(migrations = "../migrations")]
async fn random_histories_keep_every_rule(admin: PgPool) {
    let options = (*admin.connect_options()).clone().username("job_agent_worker").password("test");
    let workers = PgPoolOptions::new().max_connections(2).connect_with(options).await.unwrap();
    let batches = (1..=BATCHES).map(|batch| {
        let (admin, workers) = (admin.clone(), workers.clone());
        async move {
            let owner = person(&admin, batch).await;
            let block = include_str!("run_schedules.sql")
                .replace(":owner", &format!("'{owner}'::uuid"))
                .replace(":seed", &format!("{}", f64::from(batch) / f64::from(BATCHES + 1)))
                .replace(":histories", &(HISTORIES / BATCHES).to_string());
            sqlx::raw_sql(sqlx::AssertSqlSafe(block)).execute(&workers).await.unwrap();
        }
    });
    // As many at once as there are connections.
    futures::stream::iter(batches).buffer_unordered(2).collect::<Vec<()>>().await;
}

async fn person(admin: &PgPool, number: i32) -> uuid::Uuid {
    let mut tx = admin.begin().await.unwrap();
    let id: uuid::Uuid = sqlx::query_scalar("select gen_random_uuid()").fetch_one(&mut *tx).await.unwrap();
    sqlx::query("select set_config('app.user_id', $1, true)").bind(id.to_string()).execute(&mut *tx).await.unwrap();
    let insert = r#"insert into "user" (id, name, email) values ($1, 'Somebody', $2)"#;
    sqlx::query(insert).bind(id).bind(format!("somebody-{number}@example.org")).execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
    id
}
