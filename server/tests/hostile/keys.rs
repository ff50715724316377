//! Programs with keys, with somebody else's, with none, and with what only looks like one.

use crate::house::{Product, superuser};
use crate::web::{Reply, Site, Visitor, reply};
use job_agent::account::{self, Again, Member, NewKey, Scope};
use job_agent::id::RunId;
use job_agent::search;
use reqwest::Method;
use secrecy::ExposeSecret;
use sqlx::PgPool;

const OWN: &str = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

async fn key_of(product: &Product, member: &Member, scopes: &[Scope], days: Option<i32>) -> String {
    let new = NewKey { name: "script".into(), scopes: scopes.to_vec(), days };
    account::create_key(&product.web.desk, member, &new, Again::FreshSession, None).await.unwrap().expose_secret().to_owned()
}

/// Somebody with a run.
async fn with_run(product: &Product, email: &str) -> (Member, RunId) {
    let member = product.member(email).await;
    product.profiled(&member).await;
    let run = search::start_from_profile(&product.web.desk, &member, "first").await.unwrap();
    (member, run)
}

async fn ask(visitor: &Visitor<'_>, run: RunId, headers: &[(&str, &str)]) -> Reply {
    let request = visitor.request(Method::GET, &format!("/api/workflow/status/{run}"));
    reply(headers.iter().fold(request, |request, (name, value)| request.header(*name, *value))).await
}

#[sqlx::test(migrations = "../migrations")]
async fn a_key_comes_in_where_programs_may_and_nowhere_else(admin: PgPool) {
    let product = Product::with(&admin, &["--environment", "production", "--public-url", "https://app.example.org"], 4).await;
    let site = Site::open(&product).await;
    let nobody = site.visitor();
    let (mara, run) = with_run(&product, "mara@example.org").await;
    let other = product.member("grace@example.org").await;
    let (key, foreign) = (key_of(&product, &mara, &[Scope::Read], None).await, key_of(&product, &other, &[Scope::Read], Some(1)).await);
    assert_eq!(ask(&nobody, run, &[("x-api-key", &key)]).await.status, 200);
    assert_eq!(ask(&nobody, run, &[("authorization", &format!("bearer {key}"))]).await.status, 200);
    assert_eq!(ask(&nobody, run, &[("x-api-key", &foreign)]).await.status, 404, "somebody else's run");
    assert_eq!(ask(&nobody, run, &[("x-user-id", &mara.id().to_string())]).await.status, 401, "a name alone is nothing");
    for page in ["/dashboard", "/settings/api-keys", "/_auth/get-session"] {
        let answer = reply(nobody.request(Method::GET, page).header("x-api-key", &key).header("accept", "text/html")).await;
        assert!(answer.status == 302 || answer.body == "null", "{page}: {answer:?}");
    }
    let stored: Vec<String> = sqlx::query_scalar("select t::text from api_key t").fetch_all(&superuser(&admin).await).await.unwrap();
    assert!(stored.len() == 2 && stored.iter().all(|row| !row.contains(&key)), "a key is kept as it is");
    let used = account::keys(&product.web.desk, &mara).await.unwrap();
    assert!(used[0].last_used_at.is_some());
    assert!(!account::revoke_key(&product.web.desk, &other, used[0].id).await.unwrap(), "somebody else's key");
    assert!(account::revoke_key(&product.web.desk, &mara, used[0].id).await.unwrap());
    assert_eq!(ask(&nobody, run, &[("x-api-key", &key)]).await.status, 401);
    sqlx::query("update api_key set expires_at = now()").execute(&superuser(&admin).await).await.unwrap();
    assert_eq!(ask(&nobody, run, &[("x-api-key", &foreign)]).await.status, 401, "it has expired");
}

#[sqlx::test(migrations = "../migrations")]
async fn what_a_key_may_not_do_it_cannot(admin: PgPool) {
    let product = Product::new(&admin).await;
    let site = Site::open(&product).await;
    let (mara, run) = with_run(&product, "mara@example.org").await;
    let (reads, writes) = (key_of(&product, &mara, &[Scope::Read], None).await, key_of(&product, &mara, &[Scope::Write], None).await);
    assert_eq!(ask(&site.visitor(), run, &[("x-api-key", &writes)]).await.status, 403);
    let post = |key: &str| {
        let request = site.visitor().request(Method::POST, &format!("/api/workflow/status/{run}")).header("x-api-key", key);
        reply(request)
    };
    assert_eq!(post(&reads).await.status, 403);
    assert_eq!(post(&writes).await.status, 405, "let in, and there is nothing to post");
}

#[sqlx::test(migrations = "../migrations")]
async fn headers_that_hold_no_key_let_nobody_in(admin: PgPool) {
    let product = Product::new(&admin).await;
    let site = Site::open(&product).await;
    let (mara, run) = with_run(&product, "mara@example.org").await;
    let key = key_of(&product, &mara, &[Scope::Read], None).await;
    let broken = ["", "Bearer", "Bearer ", "Basic dXNlcjpwYXNz", &format!("Bearer  {key} x"), &format!("Token {key}"), &key];
    for value in broken {
        assert_eq!(ask(&site.visitor(), run, &[("authorization", value)]).await.status, 401, "{value:?}");
    }
    let mut almost = key.clone();
    almost.pop();
    for value in ["", "ja_", &almost, &format!("{key}0"), &key.to_uppercase(), "' or 1=1 --"] {
        assert_eq!(ask(&site.visitor(), run, &[("x-api-key", value)]).await.status, 401, "{value:?}");
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn the_deployments_own_key_speaks_for_whom_it_names(admin: PgPool) {
    let production = ["--environment", "production", "--public-url", "https://app.example.org", "--api-key", OWN];
    let product = Product::with(&admin, &production, 4).await;
    let site = Site::open(&product).await;
    let nobody = site.visitor();
    let (mara, run) = with_run(&product, "mara@example.org").await;
    let other = product.member("grace@example.org").await;
    let (mara, other) = (mara.id().to_string(), other.id().to_string());
    assert_eq!(ask(&nobody, run, &[("x-api-key", OWN), ("x-user-id", &mara)]).await.status, 200);
    assert_eq!(ask(&nobody, run, &[("x-api-key", OWN), ("x-user-id", &other)]).await.status, 404);
    assert_eq!(ask(&nobody, run, &[("x-api-key", OWN)]).await.status, 401);
    assert_eq!(ask(&nobody, run, &[("x-api-key", OWN), ("x-user-id", "0198f000-0000-7000-8000-000000000000")]).await.status, 401);
    assert_eq!(ask(&nobody, run, &[("x-api-key", &OWN.replace('9', "8")), ("x-user-id", &mara)]).await.status, 401);
}

#[sqlx::test(migrations = "../migrations")]
async fn in_development_somebody_can_stand_in(admin: PgPool) {
    let product = Product::new(&admin).await;
    let site = Site::open(&product).await;
    let (mara, run) = with_run(&product, "mara@example.org").await;
    assert_eq!(ask(&site.visitor(), run, &[]).await.status, 401);
    assert_eq!(ask(&site.visitor(), run, &[("x-user-id", &mara.id().to_string())]).await.status, 200);
}
