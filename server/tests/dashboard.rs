//! What a page asks of the database, counted while the whole web application answers.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use axum::body::Body;
use axum::http::{Request, StatusCode, header::COOKIE};
use clap::Parser;
use http_body_util::BodyExt;
use job_agent::account::{self, SeenFrom, SignUp};
use leptos::config::LeptosOptions;
use secrecy::ExposeSecret;
use server::adapters::queue::PostgresQueue;
use server::application::Application;
use server::config::Cli;
use server::web::{Shared, Web, router};
use sqlx::PgPool;
use sqlx::postgres::PgPoolOptions;
use std::sync::{Arc, Mutex};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;
use tracing::field::{Field, Visit};
use tracing_subscriber::layer::{Context, Layer, SubscriberExt};

static WORDS: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Counts what sqlx says it has asked.
struct Counter;

impl<S: tracing::Subscriber> Layer<S> for Counter {
    fn on_event(&self, event: &tracing::Event<'_>, _: Context<'_, S>) {
        if event.metadata().target() == "sqlx::query" {
            event.record(&mut Summary);
        }
    }
}

struct Summary;

impl Visit for Summary {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        if field.name() == "summary" {
            WORDS.lock().unwrap().push(format!("{value:?}"));
        }
    }
}

async fn application(admin: &PgPool, folder: &std::path::Path) -> Application {
    PostgresQueue::set_up(admin).await.unwrap();
    let cli = Cli::try_parse_from(["job-agent", "--data-dir", folder.to_str().unwrap()]).unwrap();
    let options = (*admin.connect_options()).clone().username("job_agent_ui").password("test");
    let pool = PgPoolOptions::new().max_connections(4).connect_with(options).await.unwrap();
    Application::new(Arc::new(cli.config), pool, CancellationToken::new()).unwrap()
}

#[sqlx::test(migrations = "../migrations")]
async fn the_dashboard_asks_the_database_three_times(admin: PgPool) {
    let folder = tempfile::tempdir().unwrap();
    let application = application(&admin, folder.path()).await;
    let sign_up =
        SignUp { name: "Mara Lindqvist".into(), email: "mara@example.org".into(), password: "correct horse battery".to_owned().into() };
    let opened = account::sign_up(&application.desk, &SeenFrom::default(), sign_up).await.unwrap();
    let (desk, config) = (application.desk.clone(), application.config.clone());
    let web = Web::from(Shared {
        desk,
        config,
        stop: CancellationToken::new(),
        lookout: application.lookout.clone(),
        links: application.links.clone(),
    });
    let router = router(web, LeptosOptions::builder().output_name("job-agent").build()).unwrap();
    let cookie = format!("job_agent.session_token={}", opened.cookie.expose_secret());
    let request = Request::get("/dashboard").header(COOKIE, cookie).body(Body::empty()).unwrap();
    // Pages are made on threads of their own, so the counter has to see all of them; each test is a process of its own.
    tracing::subscriber::set_global_default(tracing_subscriber::registry().with(Counter)).unwrap();
    let response = router.oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    let page = String::from_utf8(response.into_body().collect().await.unwrap().to_bytes().to_vec()).unwrap();
    assert!(page.contains("Dashboard</h1>"), "{page}");
    // The session, the numbers (for the bar and the page), the latest runs with the best matches.
    // The driver asks what a type is called once a connection, which is none of the page's questions.
    let asked: Vec<String> = WORDS.lock().unwrap().iter().filter(|words| !words.contains("pg_type")).cloned().collect();
    assert_eq!(asked.len(), 3, "{asked:?}");
}
