//! The program itself: what stops its start, and two of it that share one limit.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod house;
mod program;

use clap::CommandFactory;
use house::{Product, role_url, superuser};
use program::{Ended, Program, free_port};
use serde_json::json;
use server::config::Cli;
use sqlx::{AssertSqlSafe, PgPool};
use std::collections::BTreeSet;
use std::path::Path;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// "Configuration error", of sysexits.h.
const EX_CONFIG: i32 = 78;

const SERVE: &[&str] = &["serve"];
const WORK: &[&str] = &["work"];
const BOTH: &[&str] = &[];

/// What has to be set beside a setting.
type Beside = &'static [(&'static str, &'static str)];
const NOTHING: Beside = &[];

#[sqlx::test(migrations = "../migrations")]
async fn whoever_may_do_too_much_is_refused_at_the_start(admin: PgPool) {
    let product = Product::new(&admin).await;
    job_agent::db::migrate(&admin).await.unwrap();
    let all = superuser(&admin).await;
    // Roles are the whole server's, so they carry the name of this test's database.
    let database = hex::encode(admin.connect_options().get_database().unwrap());
    let own = &database[database.len() - 24..];
    let (bypassing, heir) = (format!("bypass_{own}"), format!("heir_{own}"));
    let make = format!(r#"create role "{bypassing}" login bypassrls; create role "{heir}" login in role job_agent_admin"#);
    sqlx::raw_sql(AssertSqlSafe(make)).execute(&all).await.unwrap();
    let (ui, worker) = (role_url(&admin, "job_agent_ui"), role_url(&admin, "job_agent_worker"));
    let mut ends: Vec<(String, String, Ended)> = Vec::new();
    for (role, fault) in [
        ("job_agent_admin", "owns tables"),
        ("postgres", "superuser"),
        (bypassing.as_str(), "bypasses row-level security"),
        (heir.as_str(), "may become their owner"),
    ] {
        let url = role_url(&admin, role);
        for (words, web, work) in [(SERVE, &url, &worker), (WORK, &ui, &url), (BOTH, &url, &worker), (BOTH, &ui, &url)] {
            let settings = [("DATABASE_URL", web.as_str()), ("WORKER_DATABASE_URL", work.as_str()), ("LISTEN_ADDR", "127.0.0.1:0")];
            let ended = Program::start(product.folder.path(), words, settings).end();
            ends.push((role.to_owned(), fault.to_owned(), ended));
        }
    }
    let drop = format!(r#"drop role "{bypassing}"; drop role "{heir}""#);
    sqlx::raw_sql(AssertSqlSafe(drop)).execute(&all).await.unwrap();
    assert_eq!(ends.len(), 16);
    for (role, fault, ended) in ends {
        assert_eq!(ended.code, Some(EX_CONFIG), "{role}: {ended:?}");
        let names = ended.said.contains(&role) && ended.said.contains(&fault);
        let remedy = ended.said.contains("job_agent_ui") && ended.said.contains("deploy/postgres");
        assert!(names && remedy, "{role}: {ended:?}");
    }
}

/// Values of a setting that cannot be meant, each with what has to be set beside it.
fn broken(setting: &str) -> Vec<(&'static str, Beside)> {
    const MAIL: Beside = &[("SMTP_URL", "smtps://127.0.0.1")];
    const REDIS: Beside = &[("QUEUE_URL", "rediss://127.0.0.1:1/0")];
    const S3: Beside = &[("STORAGE_URL", "s3://files"), ("STORAGE_KEY_ID", "me"), ("STORAGE_SECRET", "hunter2")];
    const MODEL: Beside = &[("ASSISTANT_MODEL", "openai::gpt-5"), ("ASSISTANT_KEY", "sk-test")];
    const PRODUCTION: Beside = &[("ENVIRONMENT", "production"), ("PUBLIC_URL", "https://app.example.org")];
    let values: &[&'static str] = match setting {
        "DATABASE_URL" | "WORKER_DATABASE_URL" | "LISTEN_DATABASE_URL" | "ADMIN_DATABASE_URL" => {
            &["nonsense", "mysql://job:hunter2@127.0.0.1/job", "postgres://job:hunter2@127.0.0.1:port/job", ""]
        }
        "LISTEN_ADDR" => &["here", "127.0.0.1", "127.0.0.1:99999", "localhost:"],
        "PUBLIC_URL" => {
            &["app.example.org", "ftp://app.example.org", "https://app.example.org/", "https://", "https://a b", "https://a/path"]
        }
        "TRUSTED_PROXIES" => &["caddy", "10.0.0.1;10.0.0.2", "10.0.0.0/33"],
        "DRAIN_SECONDS" => &["5", "-1", "soon"],
        "API_KEY" => &["hunter2", "change-me-change-me-change-me-change-me"],
        "ENCRYPTION_KEYS" => &["hunter2", "0000000000000000000000000000000000000000000000000000000000000000"],
        "DEFAULT_OWNER_USER_ID" => return vec![("mara", NOTHING), ("0198f000-0000-7000-8000-000000000000", PRODUCTION)],
        "ENVIRONMENT" => &["staging", "Production ", ""],
        "DATA_DIR" => &["/dev/null/data"],
        "SMTP_URL" => &["nonsense", "http://job:hunter2@127.0.0.1"],
        "SMTP_CA_FILE" => {
            return vec![("/dev/null/authority.pem", MAIL), ("/dev/null", MAIL)];
        }
        "MAIL_FROM" => &["nobody", "a@example.org, b@example.org"],
        "SOURCES_BASE_URL" => {
            &["nonsense", "file:///etc/passwd", "http://mirror.example.org", "https://10.0.0.1/", "https://job:hunter2@mirror.example.org/"]
        }
        "ADZUNA_APP_ID" | "ADZUNA_APP_KEY" | "USAJOBS_EMAIL" | "USAJOBS_KEY" => &["hunter2"],
        "ADZUNA_COUNTRY" => &["xx", "GB", ""],
        "THEMUSE_KEY" => &["hunter 2"],
        "STORAGE_URL" => return vec![("ftp://files", S3), ("s3://", S3), ("s3://files/../x", S3), ("s3://files", NOTHING)],
        "STORAGE_ENDPOINT" => return vec![("https://minio.example.org", NOTHING), ("minio.example.org", S3)],
        "STORAGE_REGION" => return vec![("eu central", S3), ("", S3)],
        "STORAGE_KEY_ID" | "STORAGE_SECRET" => &["hunter2"],
        "ASSISTANT_MODEL" => &["gpt-5", "nobody::model", "openai::", "openai::gpt-5"],
        "ASSISTANT_KEY" => return vec![("hunter2", NOTHING), ("hunter2 and more", MODEL)],
        "ASSISTANT_BASE_URL" => {
            return vec![
                ("http://127.0.0.1:8000/v1", NOTHING),
                ("nonsense", MODEL),
                ("http://models.example.org/v1", MODEL),
                ("https://job:hunter2@models.example.org/v1", MODEL),
            ];
        }
        "ASSISTANT_TIMEOUT" => &["0", "121", "soon"],
        "ASSISTANT_BEST" => &["51", "-1", "all"],
        "ASSISTANT_RUN_CALLS" => &["0", "501", "many"],
        "ASSISTANT_RUN_TOKENS" | "ASSISTANT_DAY_TOKENS" => &["999", "many"],
        "QUEUE_URL" => &["amqp://job:hunter2@rabbit", "nonsense", "rediss://job:hunter2@redis#insecure", "rediss://"],
        "QUEUE_CA_FILE" => {
            return vec![("/dev/null/authority.pem", REDIS), ("/dev/null", REDIS), ("/dev/null", NOTHING)];
        }
        "WORK_CONCURRENCY" => &["0", "65", "many"],
        "WORK_PERSON_LIMIT" => &["0", "65", "many"],
        "WORK_KINDS" => &["knitting", "profiling;delivery"],
        "WORK_KIND_LIMITS" => &["job_search", "job_search=0", "job_search=-1", "knitting=1"],
        "GOOGLE_CLIENT_ID" => &["app"],
        "GOOGLE_CLIENT_SECRET" => &["hunter2"],
        "OIDC_PROVIDERS" => &[
            "nonsense",
            r#""hunter2""#,
            "[{}]",
            r#"[{"id":"a","name":"A","issuer":"ftp://a.example","client_id":"a","client_secret":"hunter2"}]"#,
        ],
        other => panic!("say here how {other} can be broken"),
    };
    values.iter().map(|value| (*value, NOTHING)).collect()
}

fn start(folder: &Path, command: &str, settings: &[(&str, &str)]) -> Program {
    Program::start(folder, &[command], settings.iter().copied())
}

#[sqlx::test(migrations = "../migrations")]
async fn every_setting_that_is_broken_stops_the_start_and_is_named(admin: PgPool) {
    let product = Product::new(&admin).await;
    job_agent::db::migrate(&admin).await.unwrap();
    let (ui, worker) = (role_url(&admin, "job_agent_ui"), role_url(&admin, "job_agent_worker"));
    let address = format!("127.0.0.1:{}", free_port());
    let good = [("DATABASE_URL", ui.as_str()), ("WORKER_DATABASE_URL", worker.as_str()), ("LISTEN_ADDR", address.as_str())];
    let folder = product.folder.path();
    // Whole it starts, so that nothing below was refused for another reason.
    let mut whole = start(folder, "serve", &good);
    ready(&mut whole, &address).await;
    drop(whole);

    let command = Cli::command();
    let settings: BTreeSet<&str> = command.get_arguments().filter_map(|argument| argument.get_env()?.to_str()).collect();
    assert!(settings.len() >= 20, "{settings:?}");
    let mut wrong = Vec::new();
    for setting in settings {
        for (value, beside) in broken(setting) {
            let mut with: Vec<_> = good.iter().copied().filter(|(name, _)| *name != setting).collect();
            with.extend(beside.iter().copied().filter(|(name, _)| *name != setting));
            with.push((setting, value));
            let ended = start(folder, "serve", &with).end();
            let named = ended.said.contains(setting);
            if matches!(ended.code, None | Some(0)) || !named || ended.said.contains("hunter2") || ended.said.contains("panicked") {
                wrong.push(format!("{setting}={value}: {ended:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Every setting that holds a secret.
const SECRETS: [&str; 18] = [
    "ADMIN_DATABASE_URL", "ADZUNA_APP_ID", "ADZUNA_APP_KEY", "API_KEY", "ASSISTANT_KEY", "DATABASE_URL", "ENCRYPTION_KEYS",
    "GOOGLE_CLIENT_SECRET", "LISTEN_DATABASE_URL", "OIDC_PROVIDERS", "QUEUE_URL", "SMTP_URL", "STORAGE_KEY_ID", "STORAGE_SECRET",
    "THEMUSE_KEY", "USAJOBS_EMAIL", "USAJOBS_KEY", "WORKER_DATABASE_URL",
];

#[test]
fn a_secret_comes_from_the_environment_or_from_a_file_and_never_from_both() {
    let command = Cli::command();
    let hidden = command.get_arguments().filter(|argument| argument.is_hide_env_values_set());
    let hidden: BTreeSet<&str> = hidden.filter_map(|argument| argument.get_env()?.to_str()).collect();
    assert_eq!(hidden, BTreeSet::from(SECRETS), "a setting that holds a secret hides its value");
    let folder = tempfile::tempdir().unwrap();
    let (full, empty) = (folder.path().join("full"), folder.path().join("empty"));
    std::fs::write(&full, "hunter2\n").unwrap();
    std::fs::write(&empty, "\n").unwrap();
    let (full, empty) = (full.to_str().unwrap(), empty.to_str().unwrap());
    let mut wrong = Vec::new();
    let mut refused = |settings: &[(&str, &str)], words: &[&str]| {
        let ended = start(folder.path(), "serve", settings).end();
        let said = words.iter().all(|word| ended.said.contains(word));
        if ended.code != Some(EX_CONFIG) || !said || ended.said.contains("hunter2") {
            wrong.push(format!("{settings:?}: {ended:?}"));
        }
    };
    for name in SECRETS {
        let file = format!("{name}_FILE");
        refused(&[(name, "hunter2"), (&file, full)], &[name, &file, "both set"]);
        refused(&[(&file, "/dev/null/hunter2")], &[&file, "path of a file"]);
        refused(&[(&file, empty)], &[&file, "empty"]);
    }
    refused(&[("PUBLIC_URL_FILE", full)], &["PUBLIC_URL_FILE", "no secret"]);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[sqlx::test(migrations = "../migrations")]
async fn it_starts_with_its_secrets_in_files(admin: PgPool) {
    let product = Product::new(&admin).await;
    job_agent::db::migrate(&admin).await.unwrap();
    let (folder, address) = (product.folder.path(), format!("127.0.0.1:{}", free_port()));
    let secrets = folder.join("secrets");
    std::fs::create_dir(&secrets).unwrap();
    let kept = |name: &str, content: &str| {
        let path = secrets.join(name);
        std::fs::write(&path, format!("{content}\n")).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let url = kept("database_url", &role_url(&admin, "job_agent_ui"));
    let key = kept("api_key", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08");
    // What is set to nothing is not set: so does Compose pass it on.
    let settings =
        [("DATABASE_URL_FILE", url.as_str()), ("DATABASE_URL", ""), ("API_KEY_FILE", key.as_str()), ("LISTEN_ADDR", address.as_str())];
    let mut program = start(folder, "serve", &settings);
    ready(&mut program, &address).await;
    drop(program);
    let weak = kept("weak", "hunter2");
    let ended = start(folder, "serve", &[("DATABASE_URL_FILE", &url), ("API_KEY_FILE", &weak)]).end();
    assert!(ended.code == Some(EX_CONFIG) && ended.said.contains("API_KEY is weak"), "a file is held to the same rules: {ended:?}");
}

/// Waits until it answers.
async fn ready(program: &mut Program, address: &str) {
    let client = client();
    let begun = Instant::now();
    while !client.get(format!("http://{address}/readyz")).send().await.is_ok_and(|answer| answer.status().is_success()) {
        assert!(program.is_running(), "it ended instead");
        assert!(begun.elapsed() < Duration::from_secs(60), "it does not get ready");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn client() -> reqwest::Client {
    rustls::crypto::ring::default_provider().install_default().ok();
    reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build().unwrap()
}

async fn sign_in(client: reqwest::Client, address: String, from: &'static str, password: &'static str) -> u16 {
    let body = json!({ "email": "mara@example.org", "password": password }).to_string();
    let request = client.post(format!("http://{address}/_auth/sign-in/email")).header("x-forwarded-for", from);
    request.header("content-type", "application/json").body(body).send().await.unwrap().status().as_u16()
}

#[sqlx::test(migrations = "../migrations")]
async fn of_two_hundred_sign_ins_at_once_over_two_processes_exactly_the_limit_is_tried(admin: PgPool) {
    let product = Product::new(&admin).await;
    job_agent::db::migrate(&admin).await.unwrap();
    product.member("mara@example.org").await;
    let ui = role_url(&admin, "job_agent_ui");
    let mut processes = Vec::new();
    for _ in 0..2 {
        let address = format!("127.0.0.1:{}", free_port());
        let settings = [("DATABASE_URL", ui.as_str()), ("LISTEN_ADDR", address.as_str()), ("TRUSTED_PROXIES", "127.0.0.1")];
        let mut process = Program::start(product.folder.path(), &["serve"], settings);
        ready(&mut process, &address).await;
        processes.push((process, address));
    }
    let client = client();
    let mut tries = JoinSet::new();
    for number in 0..200 {
        tries.spawn(sign_in(client.clone(), processes[number % 2].1.clone(), "203.0.113.7", "wrong horse battery"));
    }
    let answers = tries.join_all().await;
    let count = |status: u16| answers.iter().filter(|answer| **answer == status).count();
    assert_eq!((count(401), count(429)), (10, 190), "{answers:?}");
    for (_, address) in &processes {
        assert_eq!(sign_in(client.clone(), address.clone(), "203.0.113.7", "correct horse battery").await, 429);
        assert_eq!(
            sign_in(client.clone(), address.clone(), "203.0.113.8", "correct horse battery").await,
            200,
            "the person from elsewhere"
        );
    }
}
