//! The web server: pages and server functions by Leptos, and the few routes that are plain HTTP.

mod artifacts;
mod auth;
mod departure;
mod files;
mod health;
mod links;
pub mod listen;
pub mod lookout;
mod member;
mod outbox;
mod programs;
mod security;
mod stream;
mod typed;
mod unsubscribe;
mod uploads;
mod whole;

use crate::adapters::storage::links::FileLinks;
use crate::config::Config;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use axum::{Extension, Router, middleware};
use job_agent::desk::Desk;
use leptos::config::LeptosOptions;
use leptos::prelude::provide_context;
use leptos_axum::{LeptosRoutes, generate_route_list, site_pkg_dir_service, site_pkg_dir_service_route_path};
use lookout::Lookout;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, NotForContentType, Predicate};
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::trace::TraceLayer;

/// What every route may ask for. Every layer and route of a request takes one, so it is one pointer.
#[derive(Clone)]
pub struct Web(Arc<Shared>);

/// What `Web` points to.
pub struct Shared {
    pub desk: Desk,
    pub config: Arc<Config>,
    pub stop: CancellationToken,
    /// The open streams. Somebody has to call its `watch`.
    pub lookout: Arc<Lookout>,
    /// Who signs links to files on the disk.
    pub links: Arc<FileLinks>,
}

impl From<Shared> for Web {
    fn from(shared: Shared) -> Self {
        Self(Arc::new(shared))
    }
}

impl std::ops::Deref for Web {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

/// The whole web application. `main` and the tests serve the same one.
pub fn router(web: Web, options: LeptosOptions) -> anyhow::Result<Router> {
    let routes = generate_route_list(app::App);
    let context = {
        let (desk, policy) = (web.desk.clone(), member::policy(&web));
        move || {
            provide_context(desk.clone());
            provide_context(app::edge::Asked::default());
            provide_context(policy);
        }
    };
    let shell = |options: LeptosOptions| move || app::shell(options.clone());
    // The fallback could serve files too, but what is being rendered on the same thread may lose its headers to them then,
    // its Content-Security-Policy among them.
    let files = site_pkg_dir_service(&options);
    let pages = Router::new()
        .route_service(&site_pkg_dir_service_route_path(&options), files.clone())
        .route_service("/favicon.svg", files.clone())
        .route_service("/robots.txt", files)
        .leptos_routes_with_context(&options, routes, context.clone(), shell(options.clone()))
        .fallback(leptos_axum::file_and_error_handler_with_context(context, app::shell))
        .layer(middleware::from_fn(whole::made_whole))
        .layer(middleware::from_fn_with_state(web.clone(), typed::bring_back))
        .layer(middleware::from_fn(security::cache))
        // A page is made for one reader and kept by nobody, so it is compressed fast; files have small twins on the disk. The
        // program of the browser has no twin while developing, and would take seconds of each visit.
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest).compress_when(pages_alone()));

    let mut plain = Router::new()
        .route("/uploads", post(uploads::upload).layer(DefaultBodyLimit::max(uploads::FORM_BYTES_MAX)))
        .route("/uploads/{id}/file", get(files::cv))
        .route("/uploads/{id}/pages/{number}", get(files::page))
        .route("/letters/{id}/letter.pdf", get(files::letter))
        .route("/resumes/{id}/preview.svg", get(artifacts::preview))
        .route("/artifacts/{id}/download", get(artifacts::download))
        .route("/exports/{id}/job-agent.zip", get(files::export))
        .route("/settings/mail/digest", get(files::digest))
        .route("/files", get(links::file))
        .route("/sign-out", post(member::sign_out))
        .route("/sign-in/provider", post(departure::sign_in))
        .route("/settings/security/link", post(departure::link))
        .route("/api/workflow/status", get(stream::statuses))
        .route("/api/workflow/status/stream", get(stream::stream_all))
        .route("/api/workflow/status/{run_id}", get(stream::status))
        .route("/api/workflow/status/{run_id}/stream", get(stream::stream))
        .route("/unsubscribe", post(unsubscribe::one_click))
        .route("/livez", get(health::livez))
        .route("/readyz", get(health::readyz))
        .route("/health", get(health::livez));
    if web.config.is_development() {
        plain = plain.route("/dev/outbox", get(outbox::list));
    }

    Ok(pages
        .with_state(options)
        .merge(plain.with_state(web.clone()))
        .layer(middleware::from_fn_with_state(web.clone(), member::resolve))
        .layer(security::origin_check(&web.config)?)
        // It says no in the words of its protocol, and is the stricter one of the two.
        .merge(auth::router(&web))
        .layer(CatchPanicLayer::new())
        .layer(middleware::from_fn_with_state(web.clone(), security::headers))
        .layer(Extension(web))
        .layer(PropagateRequestIdLayer::x_request_id())
        .layer(TraceLayer::new_for_http())
        .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid)))
}

/// What the answers that are compressed have to be besides large enough and no stream.
fn pages_alone() -> impl Predicate {
    DefaultPredicate::new().and(NotForContentType::const_new("application/wasm"))
}
