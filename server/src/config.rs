//! Configuration: loaded once, from the environment, and secrets from files as well; one struct an area. Nothing else reads an environment
//! variable.

mod assistant;
mod providers;
mod secrets;
mod storage;
mod sources;

use crate::commands::render::RenderArgs;
use anyhow::{Context, Result, bail, ensure};
pub use assistant::AssistantConfig;
use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use job_agent::run::{Kind, Limits};
pub use providers::{OidcProvider, ProvidersConfig};
use reqwest::Url;
use secrecy::{ExposeSecret, SecretString};
pub use sources::SourcesConfig;
use sqlx::postgres::PgConnectOptions;
use std::net::SocketAddr;
use std::path::PathBuf;
pub use storage::{Place, StorageConfig};

/// The program.
#[derive(Debug, Parser)]
#[command(name = "job-agent", version, about = "A self-hosted job-search agent.", long_about = None)]
pub struct Cli {
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    pub config: Config,
}

impl Cli {
    /// From the arguments, the environment and the files that it names.
    pub fn load() -> Result<Self> {
        let mut given = std::env::args_os();
        let program = given.next();
        let given: Vec<_> = given.collect();
        let files = secrets::from_files(&Self::command(), &given, |name| std::env::var_os(name))?;
        Ok(Self::parse_from(program.into_iter().chain(files).chain(given)))
    }

    /// Says what is wrong before anything is begun.
    pub fn check(&self) -> Result<()> {
        self.config.check()?;
        let database = &self.config.database;
        ensure!(
            self.command.is_some() || database.is_private() || database.database_url.is_some(),
            "WORKER_DATABASE_URL or ADMIN_DATABASE_URL is set but DATABASE_URL is not; set all that are used, or none for a private Postgres"
        );
        Ok(())
    }
}

/// What the program does; with no command it serves, works and, without `DATABASE_URL`, brings its own Postgres.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Serve the web application.
    Serve,
    /// Work on runs.
    Work,
    /// Bring the database's schema to this version.
    Migrate {
        /// Only say whether the schema is at this version; exits with 1 when it is not.
        #[arg(long)]
        check: bool,
        /// First take over a database that is there already: set the tables of an older program aside, in the schema
        /// `predecessor`, or note which changes a database of ours that lost its history has.
        #[arg(long, conflicts_with = "check")]
        baseline: bool,
    },
    /// Take over the people and the runs that an older program left in this database, after `migrate --baseline`.
    Adopt {
        /// Do it, say what came of it, and undo it.
        #[arg(long)]
        dry_run: bool,
    },
    /// Check every setting and dependency, one line each.
    Doctor,
    /// Let somebody see how everybody's runs do (at /ops), or no longer.
    Operator {
        /// The address that they signed up with.
        email: String,
        #[arg(long)]
        remove: bool,
    },
    /// Read a CV and print it as JSON Resume, each value with its place.
    ReadCv { file: PathBuf },
    /// Set a JSON Resume as PDF or DOCX.
    Render(RenderArgs),
    /// Score postings against a CV and print them as JSON lines, best first.
    Match {
        #[arg(long)]
        cv: PathBuf,
        #[arg(long, num_args = 0..)]
        postings: Vec<PathBuf>,
        #[arg(long, default_value = "sample")]
        source: String,
        #[arg(long)]
        top: Option<usize>,
    },
    /// Read a CV from standard input in this limited process.
    #[command(hide = true)]
    ReadFile,
    /// Draw a page of a PDF from standard input in this limited process.
    #[command(hide = true)]
    DrawPage {
        /// Counted from 1.
        page: u32,
    },
}

/// All settings.
#[derive(Debug, Clone, Args)]
pub struct Config {
    #[command(flatten)]
    pub web: WebConfig,
    #[command(flatten)]
    pub database: DatabaseConfig,
    #[command(flatten)]
    pub mail: MailConfig,
    #[command(flatten)]
    pub sources: SourcesConfig,
    #[command(flatten)]
    pub providers: ProvidersConfig,
    #[command(flatten)]
    pub storage: StorageConfig,
    #[command(flatten)]
    pub assistant: AssistantConfig,
    /// Where files, the outbox and the private Postgres are kept.
    #[arg(long, env = "DATA_DIR", default_value = "./.job-agent", global = true)]
    pub data_dir: PathBuf,
    #[arg(long, env = "ENVIRONMENT", value_enum, default_value = "development", global = true)]
    pub environment: Environment,
    /// Keys of 64 hexadecimal digits that seal secrets in the database, separated by commas: the first seals, all open.
    /// Without them one is made and kept in DATA_DIR.
    #[arg(long, env = "ENCRYPTION_KEYS", value_delimiter = ',', hide_env_values = true, global = true)]
    pub encryption_keys: Vec<SecretString>,
    /// The program that reads files in a limited process; this one, unless said otherwise.
    #[arg(long, hide = true, global = true)]
    pub reader_program: Option<PathBuf>,
    #[command(flatten)]
    pub work: WorkConfig,
    /// redis://user:password@host:6379/0, or rediss://… over TLS, carries messages and live notices between processes; Postgres does
    /// without it.
    #[arg(long, env = "QUEUE_URL", hide_env_values = true, global = true)]
    pub queue_url: Option<SecretString>,
    /// A file with the certificate of an authority of one's own, for a Redis that no public one vouches for.
    #[arg(long, env = "QUEUE_CA_FILE", global = true)]
    pub queue_ca_file: Option<PathBuf>,
}

/// The worker.
#[derive(Debug, Clone, Args)]
pub struct WorkConfig {
    /// How many runs this process works on at once.
    #[arg(long, env = "WORK_CONCURRENCY", value_name = "WORK_CONCURRENCY", default_value = "2", global = true)]
    pub concurrency: usize,
    /// Which kinds this process works on, separated by commas; all without it.
    #[arg(long, env = "WORK_KINDS", value_name = "WORK_KINDS", value_delimiter = ',', value_parser = kind, global = true)]
    pub kinds: Vec<Kind>,
    /// How many runs of one person may be worked on at once, over all processes.
    #[arg(long, env = "WORK_PERSON_LIMIT", value_name = "WORK_PERSON_LIMIT", default_value = "3", global = true)]
    pub person_limit: i32,
    /// How many runs of a kind may be worked on at once, over all processes: job_search=4,delivery=1. Give every process the same.
    #[arg(long, env = "WORK_KIND_LIMITS", value_name = "WORK_KIND_LIMITS", value_delimiter = ',', value_parser = kind_limit, global = true)]
    pub kind_limits: Vec<(Kind, i32)>,
}

impl WorkConfig {
    pub fn limits(&self) -> Limits {
        Limits { person: self.person_limit, kinds: self.kind_limits.iter().copied().collect() }
    }
}

fn kind(text: &str) -> std::result::Result<Kind, String> {
    let known = || Kind::ALL.map(Kind::key).join(", ");
    Kind::ALL.into_iter().find(|kind| kind.key() == text).ok_or_else(|| format!("there is no kind {text}; known are {}", known()))
}

fn kind_limit(text: &str) -> std::result::Result<(Kind, i32), String> {
    let (name, limit) = text.split_once('=').ok_or("write it as kind=number")?;
    let limit = limit.parse().ok().filter(|limit| *limit > 0).ok_or_else(|| format!("{limit} is not a number above 0"))?;
    Ok((kind(name)?, limit))
}

/// Long, of many characters, and not what stands in an example.
fn is_strong(key: &str) -> bool {
    let different = key.chars().collect::<std::collections::BTreeSet<_>>().len();
    let lower = key.to_lowercase();
    let example = ["change", "example", "secret", "password", "your", "12345678"].iter().any(|word| lower.contains(word));
    key.chars().count() >= 32 && different >= 10 && !example && !key.chars().any(|c| c.is_whitespace() || c.is_control())
}

/// A scheme and a host, perhaps with a port, and nothing behind.
fn is_origin(text: &str) -> bool {
    let Ok(url) = Url::parse(text) else { return false };
    let web = matches!(url.scheme(), "http" | "https") && url.host_str().is_some_and(|host| !host.is_empty());
    let bare =
        url.path() == "/" && url.query().is_none() && url.fragment().is_none() && url.username().is_empty() && url.password().is_none();
    web && bare && !text.ends_with('/')
}

/// What this installation is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Environment {
    Development,
    Production,
}

/// The web server.
#[derive(Debug, Clone, Args)]
pub struct WebConfig {
    /// Where to listen.
    #[arg(long, env = "LISTEN_ADDR", default_value = "127.0.0.1:3000", global = true)]
    pub listen_addr: SocketAddr,
    /// Where people reach the application; links and redirects use it, whatever a request's Host says.
    #[arg(long, env = "PUBLIC_URL", global = true)]
    pub public_url: Option<String>,
    /// Addresses of proxies whose X-Forwarded-For counts, separated by commas.
    #[arg(long, env = "TRUSTED_PROXIES", value_delimiter = ',', global = true)]
    pub trusted_proxies: Vec<std::net::IpAddr>,
    /// For so many seconds after SIGTERM it serves on and says at /readyz that it goes, so that a proxy sends people elsewhere.
    #[arg(long, env = "DRAIN_SECONDS", default_value = "0", global = true)]
    pub drain_seconds: u64,
    /// A key of the deployment's own programs, which say in X-User-Id whom they speak for; at least 32 random characters.
    #[arg(long, env = "API_KEY", hide_env_values = true, global = true)]
    pub api_key: Option<SecretString>,
    /// In development alone: who a program is that shows no key.
    #[arg(long, env = "DEFAULT_OWNER_USER_ID", value_name = "DEFAULT_OWNER_USER_ID", global = true)]
    pub default_owner: Option<uuid::Uuid>,
}

/// Postgres, once a role.
#[derive(Debug, Clone, Args)]
pub struct DatabaseConfig {
    /// As the web's role, job_agent_ui.
    #[arg(long, env = "DATABASE_URL", hide_env_values = true, global = true)]
    pub database_url: Option<SecretString>,
    /// As the worker's role, job_agent_worker.
    #[arg(long, env = "WORKER_DATABASE_URL", hide_env_values = true, global = true)]
    pub worker_database_url: Option<SecretString>,
    /// As the web's role and past any pooler, for live notices; DATABASE_URL without it.
    #[arg(long, env = "LISTEN_DATABASE_URL", hide_env_values = true, global = true)]
    pub listen_database_url: Option<SecretString>,
    /// As the owner of the schema, job_agent_admin; only `migrate` uses it.
    #[arg(long, env = "ADMIN_DATABASE_URL", hide_env_values = true, global = true)]
    pub admin_database_url: Option<SecretString>,
}

impl DatabaseConfig {
    /// Whether no database is given, so that it takes one of its own.
    pub fn is_private(&self) -> bool {
        [&self.database_url, &self.worker_database_url, &self.admin_database_url].into_iter().all(Option::is_none)
    }

    /// The addresses may hold passwords, so none is repeated.
    fn check(&self) -> Result<()> {
        for (name, url) in [
            ("DATABASE_URL", &self.database_url),
            ("WORKER_DATABASE_URL", &self.worker_database_url),
            ("LISTEN_DATABASE_URL", &self.listen_database_url),
            ("ADMIN_DATABASE_URL", &self.admin_database_url),
        ] {
            let Some(url) = url.as_ref().map(ExposeSecret::expose_secret) else { continue };
            let known = ["postgres://", "postgresql://"].iter().any(|scheme| url.starts_with(scheme));
            ensure!(
                known && url.parse::<PgConnectOptions>().is_ok(),
                "{name} is no address of a Postgres, such as postgres://role:password@host:5432/job_agent"
            );
        }
        Ok(())
    }
}

/// How mail leaves.
#[derive(Debug, Clone, Args)]
pub struct MailConfig {
    /// smtp://user:password@host:587 or smtps://…; without it mail goes to the outbox folder.
    #[arg(long, env = "SMTP_URL", hide_env_values = true, global = true)]
    pub smtp_url: Option<SecretString>,
    /// A file with the certificate of an authority of one's own, for an SMTP server that no public one vouches for.
    #[arg(long, env = "SMTP_CA_FILE", global = true)]
    pub smtp_ca_file: Option<PathBuf>,
    #[arg(long, env = "MAIL_FROM", value_name = "MAIL_FROM", default_value = "Job Agent <job-agent@localhost.localdomain>", global = true)]
    pub from: String,
}

impl Config {
    /// Refuses what contradicts itself, by name.
    pub fn check(&self) -> Result<()> {
        if let Some(url) = &self.web.public_url {
            ensure!(
                is_origin(url),
                "PUBLIC_URL must start with https:// or http://, name a host, and have no slash or path at its end; it is {url}"
            );
        }
        self.database.check()?;
        self.sources.check()?;
        if let Some(key) = &self.web.api_key {
            ensure!(is_strong(key.expose_secret()), "API_KEY is weak; make one with: openssl rand -hex 32");
        }
        for key in &self.encryption_keys() {
            let digits = key.expose_secret().len() == 64 && key.expose_secret().bytes().all(|byte| byte.is_ascii_hexdigit());
            ensure!(
                digits && is_strong(key.expose_secret()),
                "ENCRYPTION_KEYS holds one that is weak or not 64 hexadecimal digits; make one with: openssl rand -hex 32"
            );
        }
        if self.environment == Environment::Production {
            ensure!(
                self.web.default_owner.is_none(),
                "DEFAULT_OWNER_USER_ID must not be set in production; it lets everybody in as that person"
            );
            let Some(url) = &self.web.public_url else { bail!("PUBLIC_URL must be set in production, such as https://app.example.org") };
            ensure!(url.starts_with("https://"), "PUBLIC_URL must start with https:// in production; sessions need it");
            ensure!(!self.database.is_private(), "DATABASE_URL must be set in production; the private Postgres is for trying things out");
        }
        self.providers.list(self.environment == Environment::Production)?;
        self.storage.place()?;
        self.assistant.settings()?;
        let WorkConfig { concurrency, person_limit, .. } = self.work;
        ensure!((1..=64).contains(&concurrency), "WORK_CONCURRENCY must be between 1 and 64; it is {concurrency}");
        ensure!((1..=64).contains(&person_limit), "WORK_PERSON_LIMIT must be between 1 and 64; it is {person_limit}");
        let drain = self.web.drain_seconds;
        ensure!(drain <= 4, "DRAIN_SECONDS must be between 0 and 4; it is {drain}");
        self.check_queue()
    }

    fn check_queue(&self) -> Result<()> {
        let over_tls = self.queue_url().is_some_and(|url| url.starts_with("rediss://"));
        ensure!(
            over_tls || self.queue_ca_file.is_none(),
            "QUEUE_CA_FILE is of no use without TLS; set QUEUE_URL to an address that starts with rediss://, or leave it out"
        );
        let Some(url) = self.queue_url() else { return Ok(()) };
        // The rest of the address may hold a password.
        let scheme = url.split(':').next().unwrap_or_default();
        ensure!(
            over_tls || url.starts_with("redis://"),
            "QUEUE_URL must start with redis:// or rediss://, or be left out for Postgres; its scheme is {scheme}"
        );
        ensure!(
            !url.contains('#'),
            "QUEUE_URL must hold no #, as in #insecure; name the authority of the server in QUEUE_CA_FILE, and write a # in a password as %23"
        );
        Ok(())
    }

    /// Who vouches for the Redis, in PEM; none where a public authority does.
    pub fn queue_authority(&self) -> Result<Option<Vec<u8>>> {
        self.queue_ca_file.as_ref().map(std::fs::read).transpose().context("QUEUE_CA_FILE cannot be read")
    }

    /// The Redis that carries messages; none when Postgres does.
    pub fn queue_url(&self) -> Option<&str> {
        // Compose passes what is not set as nothing.
        self.queue_url.as_ref().map(ExposeSecret::expose_secret).filter(|url| !url.is_empty())
    }

    /// The keys that seal secrets; none when one is made and kept.
    pub fn encryption_keys(&self) -> Vec<SecretString> {
        // Compose passes what is not set as nothing.
        self.encryption_keys.iter().filter(|key| !key.expose_secret().is_empty()).cloned().collect()
    }

    /// Where people reach the application.
    pub fn public_url(&self) -> String {
        self.web.public_url.clone().unwrap_or_else(|| {
            let host = if self.web.listen_addr.ip().is_unspecified() { "127.0.0.1".into() } else { self.web.listen_addr.ip().to_string() };
            format!("http://{host}:{}", self.web.listen_addr.port())
        })
    }

    pub fn is_development(&self) -> bool {
        self.environment == Environment::Development
    }
}

#[cfg(test)]
mod tests;
