//! Puts the product together from a configuration. `main` and the tests build the same [`Application`].

use crate::adapters::builtin::Builtin;
use crate::adapters::llm::Llm;
use crate::adapters::mail::{OutboxMailer, SmtpMailer};
use crate::adapters::oidc::Oidc;
use crate::adapters::queue::Messages;
use crate::adapters::reader::FileReader;
use crate::adapters::storage::ObjectStore;
use crate::adapters::storage::links::FileLinks;
use crate::adapters::typesetter::TypstSetter;
use crate::adapters::{mail, sources};
use crate::config::{Config, Place};
use crate::web::listen::{self, Impatient, UNREAD};
use crate::web::lookout::Lookout;
use crate::web::{Shared, Web};
use anyhow::{Context, Result, anyhow};
use axum::serve::ListenerExt;
use job_agent::account::{Passwords, Provider};
use job_agent::assistant::Assistant;
use job_agent::db::Db;
use job_agent::desk::{Clock, Desk, SystemClock};
use job_agent::mail::Mailer;
use job_agent::posting::Books;
use job_agent::run::{Handler, News};
use leptos::config::LeptosOptions;
use secrecy::ExposeSecret;
use sqlx::postgres::PgPoolOptions;
use sqlx::{Connection, PgPool};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// The product over one database role.
pub struct Application {
    pub config: Arc<Config>,
    pub desk: Desk,
    /// The open streams of this process.
    pub lookout: Arc<Lookout>,
    /// Who signs links to files on the disk.
    pub links: Arc<FileLinks>,
    /// Where notices go and come; a pooler of transactions cannot carry them.
    listening: PgPool,
    messages: Messages,
    stop: CancellationToken,
}

impl Application {
    /// Over a pool that is connected as the web's or the worker's role.
    pub fn new(config: Arc<Config>, pool: PgPool, stop: CancellationToken) -> Result<Self> {
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let messages = Messages::open(config.queue_url(), config.queue_authority()?, &pool)?;
        let listening = listening_pool(&config, &pool)?;
        let keys = crate::encryption::keys(&config.encryption_keys(), &config.data_dir).context("DATA_DIR cannot be used")?;
        let links = Arc::new(FileLinks::new(&keys, clock.clone()));
        let desk = desk(&config, pool, clock, &messages, links.clone())?;
        let lookout = Lookout::new(desk.clone(), stop.clone());
        Ok(Self { config, desk, lookout, links, listening, messages, stop })
    }

    /// Listens over another way to the same database.
    #[must_use]
    pub fn listening_over(self, listening: PgPool) -> Self {
        Self { listening, ..self }
    }

    /// Serves until stopped.
    pub async fn serve(&self, options: LeptosOptions) -> Result<()> {
        let listen_addr = self.config.web.listen_addr;
        let listener = TcpListener::bind(listen_addr).await.with_context(|| format!("LISTEN_ADDR {listen_addr} cannot be listened at"))?;
        tracing::info!(address = %listener.local_addr()?, url = self.config.public_url(), "serving");
        listen::open_many();
        self.serve_on(Impatient::new(listener, UNREAD), options).await
    }

    /// The same on a given listener.
    pub async fn serve_on(&self, listener: Impatient, options: LeptosOptions) -> Result<()> {
        let carrying = self.carry();
        let lookout = self.lookout.clone();
        let (desk, config, stop) = (self.desk.clone(), self.config.clone(), self.stop.clone());
        let web = Web::from(Shared { desk, config, stop, lookout: lookout.clone(), links: self.links.clone() });
        let watching = tokio::spawn(async move { lookout.watch().await });
        // Wrapped once more because only then does a listener of our own tell the router who connected.
        let listener = listener.tap_io(|_| {});
        let router = crate::web::router(web, options)?.into_make_service_with_connect_info::<SocketAddr>();
        let (stop, drain) = (self.stop.clone(), Duration::from_secs(self.config.web.drain_seconds));
        let serving = axum::serve(listener, router).with_graceful_shutdown(async move {
            stop.cancelled().await;
            // Streams end and /readyz says so at once; whoever still comes is answered.
            tokio::time::sleep(drain).await;
        });
        tokio::select! {
            served = serving => served?,
            () = late(&self.stop, drain) => tracing::warn!("some connections did not end in time; they are cut"),
        }
        watching.await.ok();
        carrying.await.ok();
        Ok(())
    }

    /// Works on runs until stopped.
    pub async fn work(&self) {
        self.work_with(crate::work::handlers()).await;
    }

    /// The same with other kinds of work than the product's.
    pub async fn work_with(&self, handlers: Vec<Arc<dyn Handler>>) {
        let carrying = self.carry_over(self.desk.db.pool());
        crate::work::work(self.desk.clone(), &self.messages, handlers, &self.config.work, self.stop.clone()).await;
        carrying.abort();
    }

    /// Notices to and from other processes, until stopped.
    pub fn carry(&self) -> JoinHandle<()> {
        self.carry_over(&self.listening)
    }

    fn carry_over(&self, pool: &PgPool) -> JoinHandle<()> {
        let carrier = self.messages.carrier(pool, self.desk.new_id());
        let (news, stop) = (self.desk.news.clone(), self.stop.clone());
        tokio::spawn(async move { news.carry(carrier, stop).await })
    }
}

/// Who serves may be behind a pooler of transactions, through which nobody can listen.
fn listening_pool(config: &Config, pool: &PgPool) -> Result<PgPool> {
    match &config.database.listen_database_url {
        None => Ok(pool.clone()),
        Some(url) => {
            let pool = PgPoolOptions::new().max_connections(2).connect_lazy(url.expose_secret());
            pool.context("LISTEN_DATABASE_URL is no address of a Postgres")
        }
    }
}

/// Streams end at once when told; an answer that is being sent may take a moment more, and no longer.
async fn late(stop: &CancellationToken, drain: Duration) {
    stop.cancelled().await;
    tokio::time::sleep(drain + Duration::from_secs(5)).await;
}

fn desk(config: &Config, pool: PgPool, clock: Arc<dyn Clock>, messages: &Messages, links: Arc<FileLinks>) -> Result<Desk> {
    let public_url = config.public_url();
    let settings = sources::Settings {
        instead: config.sources.instead().map(str::to_owned),
        contact: public_url.clone(),
        keys: config.sources.keys(),
        country: config.sources.adzuna_country.clone(),
        books: Arc::new(Books(Db::new(pool.clone()))),
        ..sources::Settings::default()
    };
    let providers = config.providers.list(!config.is_development())?.into_iter();
    let providers = providers.map(|one| Arc::new(Oidc::new(one, &public_url)) as Arc<dyn Provider>).collect();
    let cores = std::thread::available_parallelism().map_or(2, std::num::NonZero::get);
    Ok(Desk {
        queue: messages.queue(),
        news: News::default(),
        db: Db::new(pool),
        clock: clock.clone(),
        assistant: assistant(config)?,
        reader: Arc::new(config.reader_program.as_ref().map_or_else(FileReader::new, |program| Ok(FileReader::with_program(program)))?),
        typesetter: Arc::new(TypstSetter),
        store: Arc::new(store(config, links, clock.clone())?),
        mailer: mailer(config, clock.clone())?,
        composer: Arc::new(crate::mails::Templates),
        sources: Arc::new(sources::all(&settings, clock)),
        passwords: Arc::new(Passwords::new(cores * 2)),
        seals: Arc::new(crate::encryption::seals(&config.encryption_keys(), &config.data_dir)?),
        providers: Arc::new(providers),
        public_url: public_url.into(),
    })
}

/// Nobody is asked yet: a model that is away stops no start.
fn assistant(config: &Config) -> Result<Arc<dyn Assistant>> {
    let Some(settings) = config.assistant.settings()? else { return Ok(Arc::new(Builtin)) };
    Ok(Arc::new(Llm::new(settings).context("ASSISTANT_MODEL cannot be used")?))
}

/// Where the files are. Nothing is asked yet: a storage that is away stops no start.
pub fn store(config: &Config, links: Arc<FileLinks>, clock: Arc<dyn Clock>) -> Result<ObjectStore> {
    Ok(match config.storage.place()? {
        Place::Disk => ObjectStore::local(&config.data_dir.join("files"), links).context("DATA_DIR cannot be used")?,
        Place::S3(settings) => ObjectStore::s3(&settings).context("STORAGE_URL cannot be used")?,
        Place::Azure(settings) => ObjectStore::azure(&settings, clock).context("STORAGE_URL or STORAGE_SECRET cannot be used")?,
    })
}

fn mailer(config: &Config, clock: Arc<dyn Clock>) -> Result<Arc<dyn Mailer>> {
    match &config.mail.smtp_url {
        Some(url) => {
            let authority = config.mail.smtp_ca_file.as_ref().map(std::fs::read).transpose().context("SMTP_CA_FILE cannot be read")?;
            let settings =
                mail::Settings { authority: authority.as_deref(), ..mail::Settings::new(url.expose_secret(), &config.mail.from) };
            let smtp = SmtpMailer::new(&settings, clock).map_err(|cause| anyhow!("SMTP_URL, SMTP_CA_FILE or MAIL_FROM: {cause}"))?;
            Ok(Arc::new(smtp))
        }
        None => {
            let outbox = mail::OutboxMailer::new(config.data_dir.join("outbox"), &config.mail.from, clock);
            let outbox: OutboxMailer = outbox.map_err(|cause| anyhow!("MAIL_FROM: {cause}"))?;
            Ok(Arc::new(outbox))
        }
    }
}

/// A pool that gives up after five seconds, so that a database that is away is said and not waited for.
pub async fn connect(url: &str, connections: u32) -> Result<PgPool> {
    let pool = PgPoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(Duration::from_secs(5))
        // Asking each connection before each use doubles the messages of a page; one that has just been used is there.
        .test_before_acquire(false)
        .before_acquire(|connection, meta| {
            Box::pin(async move {
                if meta.idle_for > Duration::from_secs(1) {
                    connection.ping().await?;
                }
                Ok(true)
            })
        });
    pool.connect(url).await.context("the database cannot be reached")
}
