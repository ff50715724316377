//! The operator's host behind Caddy, with the Caddyfile of a deployment: who is asked for what before anything is shown.

use axum::Router;
use axum::http::{StatusCode, Uri};
use reqwest::{Client, RequestBuilder, redirect::Policy};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

const PASSWORD: &str = "correct horse battery";

/// Caddy on free ports, over something that says which path it was asked for.
struct Edge {
    child: Child,
    client: Client,
    url: String,
    _folder: tempfile::TempDir,
}

impl Drop for Edge {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

fn free_port() -> u16 {
    std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

async fn upstream() -> String {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let echo = Router::new().fallback(async |uri: Uri| format!("asked for {}", uri.path()));
    tokio::spawn(axum::serve(listener, echo).into_future());
    address
}

impl Edge {
    /// Nothing where Caddy is not installed.
    async fn open(settings: &[(&str, &str)]) -> Option<Self> {
        let (folder, port) = (tempfile::tempdir().unwrap(), free_port());
        let host = |name: &str| format!("http://{name}.localhost:{port}");
        let started = Command::new("caddy")
            .args(["run", "--adapter", "caddyfile", "--config"])
            .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("../Caddyfile"))
            .env("HOME", folder.path())
            .env("XDG_CONFIG_HOME", folder.path())
            .env("XDG_DATA_HOME", folder.path())
            .env("CADDY_ADMIN", format!("127.0.0.1:{}", free_port()))
            .env("UPSTREAM", upstream().await)
            .envs([("APP_HOST", host("app")), ("API_HOST", host("api")), ("FLOWER_HOST", host("flower"))])
            .envs(settings.iter().copied())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let child = match started {
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => return None,
            started => started.unwrap(),
        };
        let near = ([127, 0, 0, 1], port).into();
        let client = Client::builder().no_proxy().redirect(Policy::none()).resolve("flower.localhost", near).build().unwrap();
        let edge = Self { child, client, url: host("flower"), _folder: folder };
        for _ in 0..400 {
            if edge.get("/livez").send().await.is_ok() {
                return Some(edge);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("Caddy does not start with {settings:?}");
    }

    fn get(&self, path: &str) -> RequestBuilder {
        self.client.get(format!("{}{path}", self.url))
    }
}

async fn answer(request: RequestBuilder) -> (StatusCode, String) {
    let answer = request.send().await.unwrap();
    let place = answer.headers().get("location").and_then(|place| place.to_str().ok()).unwrap_or_default().to_owned();
    (answer.status(), if place.is_empty() { answer.text().await.unwrap() } else { place })
}

/// What `caddy hash-password` prints.
fn hash() -> String {
    let printed = Command::new("caddy").args(["hash-password", "--plaintext", PASSWORD]).output().unwrap();
    String::from_utf8(printed.stdout).unwrap().trim().to_owned()
}

#[tokio::test]
async fn the_operators_host_leads_to_their_page_and_asks_for_a_password_when_told_to() {
    rustls::crypto::ring::default_provider().install_default().ok();
    let Some(open) = Edge::open(&[]).await else {
        eprintln!("not tried: Caddy is not installed");
        return;
    };
    assert_eq!(answer(open.get("/")).await, (StatusCode::FOUND, "/ops".into()));
    assert_eq!(answer(open.get("/ops/runs/7")).await, (StatusCode::OK, "asked for /ops/runs/7".into()));
    assert_eq!(answer(open.get("/api/workflow/status/stream")).await.1, "asked for /api/workflow/status/stream");
    assert_eq!(answer(open.get("/metrics")).await.0, StatusCode::NOT_FOUND);
    drop(open);

    let locked = Edge::open(&[("FLOWER_LOCK", "basic"), ("FLOWER_USER", "olga"), ("FLOWER_PASSWORD_HASH", &hash())]).await.unwrap();
    assert_eq!(answer(locked.get("/ops")).await.0, StatusCode::UNAUTHORIZED);
    assert_eq!(answer(locked.get("/api/workflow/status/stream")).await.0, StatusCode::UNAUTHORIZED);
    for (name, password) in [("olga", "wrong"), ("operator", PASSWORD)] {
        assert_eq!(answer(locked.get("/ops").basic_auth(name, Some(password))).await.0, StatusCode::UNAUTHORIZED);
    }
    assert_eq!(answer(locked.get("/ops").basic_auth("olga", Some(PASSWORD))).await, (StatusCode::OK, "asked for /ops".into()));
    drop(locked);

    let elsewhere =
        Edge::open(&[("FLOWER_LOCK", "basic"), ("FLOWER_PASSWORD_HASH", &hash()), ("OPERATORS", "192.0.2.0/24")]).await.unwrap();
    assert_eq!(answer(elsewhere.get("/ops")).await.0, StatusCode::NOT_FOUND, "who is outside is not asked for a password");
}
