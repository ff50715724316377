//! PgBouncer in transaction mode between the web and Postgres. `script/test` starts one and runs these, and much of what else
//! there is, behind it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod house;
mod program;

use house::pooled::{pooler, through};
use house::{Product, role_pool, role_url, superuser};
use job_agent::db::Db;
use job_agent::id::UserId;
use program::{Program, free_port};
use serde_json::json;
use sqlx::PgPool;
use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

fn as_web(admin: &PgPool) -> PgConnectOptions {
    (*admin.connect_options()).clone().username("job_agent_ui").password("test")
}

/// How many connections of the web Postgres itself has.
async fn backends(admin: &PgPool) -> i64 {
    let count = "select count(*) from pg_stat_activity where datname = current_database() and usename = 'job_agent_ui'";
    sqlx::query_scalar(count).fetch_one(&superuser(admin).await).await.unwrap()
}

#[sqlx::test(migrations = "../migrations")]
#[ignore = "script/test starts the pooler"]
async fn many_connections_share_few_and_prepared_statements_survive_it(admin: PgPool) {
    pooler().expect("JOB_AGENT_TEST_POOLER says where the pooler is");
    let product = Product::with(&admin, &[], 24).await;
    let (mara, other) = (product.member("mara@example.org").await.id(), product.member("other@example.org").await.id());
    let mut tasks = JoinSet::new();
    for number in 0..600 {
        let (db, owner) = (product.web.desk.db.clone(), if number % 2 == 0 { mara } else { other });
        tasks.spawn(async move {
            let mut tx = db.owned(owner).await.unwrap();
            // Each shape of statement is prepared on every connection that gets it.
            let seen: Vec<uuid::Uuid> = match number % 3 {
                0 => sqlx::query_scalar(r#"select id from "user" where id = $1 or true"#).bind(owner.0).fetch_all(&mut *tx).await.unwrap(),
                1 => sqlx::query_scalar(r#"select "userId" from session where $1::text is not null"#)
                    .bind("x")
                    .fetch_all(&mut *tx)
                    .await
                    .unwrap(),
                _ => sqlx::query_scalar("select user_id from run").fetch_all(&mut *tx).await.unwrap(),
            };
            assert!(!seen.is_empty() && seen.iter().all(|id| *id == owner.0), "a shared connection showed somebody else's rows");
        });
    }
    let mut most = 0;
    while !tasks.is_empty() {
        most = most.max(backends(&admin).await);
        tasks.join_next().await.unwrap().unwrap();
    }
    // Three of the pooler's, and those that go past it, against the 24 of the web.
    assert!((1..=5).contains(&most), "{most} connections behind the pooler");
    // Outside of any transaction nobody sees anything.
    let nobody: i64 = sqlx::query_scalar("select count(*) from run").fetch_one(product.web.desk.db.pool()).await.unwrap();
    assert_eq!(nobody, 0);
}

#[sqlx::test(migrations = "../migrations")]
#[ignore = "script/test starts the pooler"]
async fn the_program_serves_behind_it_and_listens_past_it(admin: PgPool) {
    let address = pooler().expect("JOB_AGENT_TEST_POOLER says where the pooler is");
    let product = Product::new(&admin).await;
    job_agent::db::migrate(&admin).await.unwrap();
    product.member("mara@example.org").await;
    let database = admin.connect_options().get_database().unwrap().to_owned();
    let web = format!("postgres://job_agent_ui:test@{address}/{database}");
    let listen = role_url(&admin, "job_agent_ui");
    let here = format!("127.0.0.1:{}", free_port());
    let settings = [("DATABASE_URL", web.as_str()), ("LISTEN_DATABASE_URL", listen.as_str()), ("LISTEN_ADDR", here.as_str())];
    let mut process = Program::start(product.folder.path(), &["serve"], settings);
    rustls::crypto::ring::default_provider().install_default().ok();
    let client = reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let url = format!("http://{here}");
    let begun = Instant::now();
    while !client.get(format!("{url}/readyz")).send().await.is_ok_and(|answer| answer.status().is_success()) {
        assert!(process.is_running() && begun.elapsed() < Duration::from_secs(60), "it does not get ready");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let body = json!({ "email": "mara@example.org", "password": "correct horse battery" }).to_string();
    let sign_in = client.post(format!("{url}/_auth/sign-in/email")).header("content-type", "application/json").body(body);
    let answer = sign_in.send().await.unwrap();
    let cookie = answer.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let mut stream = client.get(format!("{url}/api/workflow/status/stream")).header("cookie", &cookie).send().await.unwrap();
    assert_eq!(stream.status(), 200);
    assert!(stream.chunk().await.unwrap().is_some());
    // Pages at once, over fewer connections than there are pages.
    let mut pages = JoinSet::new();
    for number in 0..60 {
        let page = ["/dashboard", "/runs", "/settings/security"][number % 3];
        pages.spawn(client.get(format!("{url}{page}")).header("cookie", &cookie).header("accept", "text/html").send());
    }
    while let Some(page) = pages.join_next().await {
        assert_eq!(page.unwrap().unwrap().status(), 200);
    }
    // Somebody else's process ends the session; the notice comes past the pooler, and the stream ends within a second.
    let carrying = product.web.carry();
    let told = Instant::now();
    let value = cookie.split_once('=').unwrap().1.to_owned();
    job_agent::account::sign_out(&product.web.desk, &value.into()).await.unwrap();
    let end = async { while stream.chunk().await.unwrap().is_some() {} };
    tokio::time::timeout(Duration::from_secs(5), end).await.expect("the stream goes on");
    assert!(told.elapsed() < Duration::from_secs(1), "{:?}", told.elapsed());
    carrying.abort();
}

/// A thousand transactions of three questions each, eight at a time.
async fn measured(name: &str, options: PgConnectOptions, owner: UserId) {
    let db = Db::new(PgPoolOptions::new().max_connections(8).connect_with(options).await.unwrap());
    let work = async |count: usize| {
        let mut tasks = JoinSet::new();
        for _ in 0..8 {
            let db = db.clone();
            tasks.spawn(async move {
                for _ in 0..count / 8 {
                    let mut tx = db.owned(owner).await.unwrap();
                    for _ in 0..3 {
                        sqlx::query(r#"select u.*, (select count(*) from run where user_id = $1) from "user" u where id = $1"#)
                            .bind(owner.0)
                            .fetch_all(&mut *tx)
                            .await
                            .unwrap();
                    }
                    tx.commit().await.unwrap();
                }
            });
        }
        tasks.join_all().await;
    };
    work(80).await;
    let begun = Instant::now();
    work(1_000).await;
    println!("{name}: {:.0} transactions a second", 1_000.0 / begun.elapsed().as_secs_f64());
}

#[sqlx::test(migrations = "../migrations")]
#[ignore = "figures for docs/operations.md, not a test"]
async fn figures_of_the_ways_to_the_database(admin: PgPool) {
    let product = Product::new(&admin).await;
    let owner = product.member("mara@example.org").await.id();
    drop(role_pool(&admin, "job_agent_ui", 1).await);
    measured("directly", as_web(&admin), owner).await;
    measured("directly, nothing prepared", as_web(&admin).statement_cache_capacity(0), owner).await;
    measured("through the pooler", through(as_web(&admin)), owner).await;
    measured("through the pooler, nothing prepared", through(as_web(&admin)).statement_cache_capacity(0), owner).await;
}
