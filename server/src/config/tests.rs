use super::{Cli, Config};
use clap::Parser;

/// What the test's own environment sets does not count here.
fn config(arguments: &[&str]) -> Config {
    let mut config = Cli::try_parse_from(std::iter::once("job-agent").chain(arguments.iter().copied())).unwrap().config;
    if !arguments.contains(&"--database-url") {
        config.database.database_url = None;
    }
    if !arguments.contains(&"--queue-url") {
        config.queue_url = None;
    }
    config
}

#[test]
fn production_wants_an_https_address_and_a_database() {
    assert!(config(&["--environment", "production"]).check().unwrap_err().to_string().contains("PUBLIC_URL"));
    let plain = config(&["--environment", "production", "--public-url", "http://app.example.org"]);
    assert!(plain.check().unwrap_err().to_string().contains("https://"));
    let no_database = config(&["--environment", "production", "--public-url", "https://app.example.org"]);
    assert!(no_database.check().unwrap_err().to_string().contains("DATABASE_URL"));
}

#[test]
fn a_weak_key_and_an_owner_for_everybody_stop_the_start() {
    for weak in ["", "short", "change-me-change-me-change-me-change-me", &"a".repeat(64), "0123456789012345678901234567 901"] {
        assert!(config(&["--api-key", weak]).check().unwrap_err().to_string().contains("API_KEY"), "{weak}");
    }
    config(&["--api-key", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"]).check().unwrap();
    let owner = ["--default-owner", "0198f000-0000-7000-8000-000000000000"];
    config(&owner).check().unwrap();
    let production = config(&[&owner[..], &["--environment", "production", "--public-url", "https://app.example.org"]].concat());
    assert!(production.check().unwrap_err().to_string().contains("DEFAULT_OWNER_USER_ID"));
}

#[test]
fn a_weak_encryption_key_stops_the_start() {
    let strong = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
    for weak in ["short", &"a".repeat(64), &strong[1..], &format!("{strong}0"), &format!("{strong},nothing")] {
        let said = config(&["--encryption-keys", weak]).check().unwrap_err().to_string();
        assert!(said.contains("ENCRYPTION_KEYS") && !said.contains(weak), "{said}");
    }
    config(&["--encryption-keys", strong]).check().unwrap();
    assert!(config(&["--encryption-keys", ""]).encryption_keys().is_empty());
}

#[test]
fn a_setting_that_contradicts_another_is_named() {
    // A process of one role has its own address alone; one that does everything has both.
    let alone = ["--worker-database-url", "postgres://x/y"];
    config(&alone).check().unwrap();
    let command = |words: &[&str]| Cli { command: Cli::try_parse_from(words).unwrap().command, config: config(&alone) };
    assert!(command(&["job-agent"]).check().unwrap_err().to_string().contains("WORKER_DATABASE_URL"));
    command(&["job-agent", "work"]).check().unwrap();
    assert!(config(&["--public-url", "app.example.org"]).check().unwrap_err().to_string().contains("PUBLIC_URL"));
    assert!(config(&["--drain-seconds", "5"]).check().unwrap_err().to_string().contains("DRAIN_SECONDS"));
    assert!(config(&["--concurrency", "0"]).check().unwrap_err().to_string().contains("WORK_CONCURRENCY"));
    let unknown = Cli::try_parse_from(["job-agent", "--kinds", "profiling,knitting"]).unwrap_err().to_string();
    assert!(unknown.contains("knitting") && unknown.contains("job_search"), "{unknown}");
    let rabbit = config(&["--queue-url", "amqp://guest:secret@rabbit"]).check().unwrap_err().to_string();
    assert!(rabbit.contains("QUEUE_URL") && rabbit.contains("amqp") && !rabbit.contains("secret"), "{rabbit}");
    for redis in ["redis://127.0.0.1:6379/0", "rediss://user:secret@redis.example.org:6380/0"] {
        config(&["--queue-url", redis]).check().unwrap();
        let lenient = config(&["--queue-url", &format!("{redis}#insecure")]).check().unwrap_err().to_string();
        assert!(lenient.contains("QUEUE_CA_FILE") && !lenient.contains("secret@"), "{lenient}");
    }
    for beside in [&[][..], &["--queue-url", "redis://127.0.0.1:6379/0"][..]] {
        let useless = config(&[beside, &["--queue-ca-file", "ca.pem"][..]].concat()).check().unwrap_err().to_string();
        assert!(useless.contains("QUEUE_CA_FILE") && useless.contains("rediss://"), "{useless}");
    }
    let limits = config(&["--kind-limits", "job_search=4,delivery=1"]).work.limits();
    assert_eq!(limits.kinds.len(), 2);
}
