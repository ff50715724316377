//! The program: reads its configuration, does what it was told, and stops when asked.

use anyhow::{Context, Result, bail};
use job_agent::db::Db;
use job_agent::error::Error;
use secrecy::ExposeSecret;
use server::adapters::reader;
use server::application::{Application, connect};
use server::commands;
use server::config::{Cli, Command, Config, DatabaseConfig};
use server::postgres::{self, Embedded};
use std::process::ExitCode;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;
use tracing_subscriber::EnvFilter;

/// "Configuration error", of sysexits.h.
const EX_CONFIG: u8 = 78;

/// A page is made of thousands of small strings on several threads, which the C library's allocator is slow at.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = match Cli::load() {
        Ok(cli) => cli,
        Err(cause) => {
            eprintln!("job-agent: {cause:#}");
            return ExitCode::from(EX_CONFIG);
        }
    };
    match cli.command {
        Some(Command::ReadFile) => return reader::read_main(),
        Some(Command::DrawPage { page }) => return reader::draw_main(page),
        _ => {}
    }
    rustls::crypto::ring::default_provider().install_default().ok();
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new("info,sqlx=warn,sqlx::postgres::notice=error,apalis=warn,tower_http=warn"));
    // Whoever read the log may be gone; to say so there would end the task that says anything.
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).log_internal_errors(false).init();
    if let Err(cause) = cli.check() {
        eprintln!("job-agent: {cause}");
        return ExitCode::from(EX_CONFIG);
    }
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(cause) => {
            eprintln!("job-agent: {cause}");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(run(cli)) {
        Ok(code) => code,
        Err(cause) => {
            eprintln!("job-agent: {cause:#}");
            ExitCode::FAILURE
        }
    }
}

async fn run(cli: Cli) -> Result<ExitCode> {
    let config = Arc::new(cli.config);
    match cli.command {
        Some(Command::ReadCv { file }) => commands::read_cv::run(&file).await?,
        Some(Command::Render(args)) => commands::render::run(args).await?,
        Some(Command::Match { cv, postings, source, top }) => commands::match_postings::run(&cv, &postings, &source, top).await?,
        Some(Command::Migrate { check, baseline }) => return commands::migrate::run(&config, check, baseline).await,
        Some(Command::Adopt { dry_run }) => commands::adopt::run(&config, dry_run).await?,
        Some(Command::Operator { email, remove }) => operator(&config, &email, !remove).await?,
        Some(Command::Doctor) => return commands::doctor::run(&config).await,
        Some(Command::Serve) => one_role(&config, Role::Web).await?,
        Some(Command::Work) => one_role(&config, Role::Worker).await?,
        Some(Command::ReadFile | Command::DrawPage { .. }) => {}
        None => everything(config).await?,
    }
    Ok(ExitCode::SUCCESS)
}

enum Role {
    Web,
    Worker,
}

async fn one_role(config: &Arc<Config>, role: Role) -> Result<()> {
    let (name, url) = match role {
        Role::Web => ("DATABASE_URL", &config.database.database_url),
        Role::Worker => ("WORKER_DATABASE_URL", &config.database.worker_database_url),
    };
    let Some(url) = url else { bail!("{name} must be set; without any database setting start job-agent alone, which brings its own") };
    let stop = stop_on_signal();
    let application = application(config, url.expose_secret(), stop).await?;
    match role {
        Role::Web => application.serve(site()?).await,
        Role::Worker => {
            application.work().await;
            Ok(())
        }
    }
}

/// Serves and works in one process, over a given database or a private one.
async fn everything(config: Arc<Config>) -> Result<()> {
    let stop = stop_on_signal();
    let embedded = if config.database.database_url.is_none() { Some(postgres::start(&config.data_dir).await?) } else { None };
    let database = embedded.as_ref().map_or_else(|| config.database.clone(), private);
    let result = serve_and_work(&config, &database, &stop).await;
    stop.cancel();
    if let Some(embedded) = embedded {
        embedded.shutdown().await?;
    }
    result
}

fn private(embedded: &Embedded) -> DatabaseConfig {
    DatabaseConfig {
        database_url: Some(embedded.ui_url().into()),
        worker_database_url: Some(embedded.worker_url().into()),
        admin_database_url: Some(embedded.admin_url().into()),
        listen_database_url: None,
    }
}

async fn serve_and_work(config: &Arc<Config>, database: &DatabaseConfig, stop: &CancellationToken) -> Result<()> {
    let (Some(web), Some(worker)) = (&database.database_url, &database.worker_database_url) else {
        bail!("WORKER_DATABASE_URL must be set beside DATABASE_URL to serve and work in one process; or start serve and work apart");
    };
    if let Some(admin) = &database.admin_database_url {
        commands::migrate::bring_to_head(admin.expose_secret()).await?;
    }
    let web = application(config, web.expose_secret(), stop.clone()).await?;
    let worker = application(config, worker.expose_secret(), stop.clone()).await?;
    let options = site()?;
    let serving = async {
        let served = web.serve(options).await;
        stop.cancel();
        served
    };
    // Both end on the same signal; the worker hands its leases back, but is not waited for longer than eight seconds.
    let working = async {
        let late = async {
            stop.cancelled().await;
            tokio::time::sleep(std::time::Duration::from_secs(8)).await;
        };
        tokio::select! {
            () = worker.work() => {}
            () = late => tracing::warn!("the worker did not stop in time; its runs will be rescued"),
        }
    };
    let (served, ()) = tokio::join!(serving, working);
    served
}

/// Connects as a limited role, and refuses to start as one that could do more.
async fn application(config: &Arc<Config>, url: &str, stop: CancellationToken) -> Result<Application> {
    let pool = connect(url, 10).await?;
    if let Some(fault) = job_agent::db::excess_rights(&pool).await? {
        eprintln!("job-agent: {fault}");
        std::process::exit(i32::from(EX_CONFIG));
    }
    if !job_agent::db::is_at_head(&pool).await.unwrap_or(false) {
        bail!("the schema is not at this version; run: job-agent migrate");
    }
    Application::new(config.clone(), pool, stop)
}

/// Over the owner of the schema, or the private Postgres that may be running already.
async fn operator(config: &Config, email: &str, operates: bool) -> Result<()> {
    let embedded = if config.database.is_private() { Some(postgres::start(&config.data_dir).await?) } else { None };
    let url = match (&embedded, &config.database.admin_database_url) {
        (Some(embedded), _) => embedded.admin_url(),
        (None, Some(url)) => url.expose_secret().to_owned(),
        (None, None) => bail!("ADMIN_DATABASE_URL must be set; only the owner of the schema decides who operates"),
    };
    let result = job_agent::account::set_operator(&Db::new(connect(&url, 1).await?), email, operates).await;
    if let Some(embedded) = embedded {
        embedded.shutdown().await?;
    }
    match result {
        Ok(()) if operates => println!("{email} is an operator now and finds everybody's runs at /ops"),
        Ok(()) => println!("{email} is no operator any more"),
        Err(Error::NotFound) => bail!("nobody has signed up as {email}"),
        Err(cause) => bail!("{cause}"),
    }
    Ok(())
}

/// Where the built site lies; the build tool and `script/run` say so in the environment.
fn site() -> Result<leptos::config::LeptosOptions> {
    let found = leptos::config::get_configuration(None)
        .context("the site's settings (LEPTOS_OUTPUT_NAME, LEPTOS_SITE_ROOT …) are missing; start with script/run")?;
    Ok(found.leptos_options)
}

fn stop_on_signal() -> CancellationToken {
    let stop = CancellationToken::new();
    let told = stop.clone();
    tokio::spawn(async move {
        let mut terminate = match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(signal) => signal,
            Err(cause) => {
                tracing::error!(%cause, "cannot listen for SIGTERM");
                return;
            }
        };
        tokio::select! {
            _ = terminate.recv() => {}
            _ = tokio::signal::ctrl_c() => {}
        }
        told.cancel();
        tracing::info!("stopping");
    });
    stop
}
