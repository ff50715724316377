//! Browsers that go away while their page is made, by the hundred: a back button, a closed lid, a train in a tunnel.

use crate::house::{Product, role_url};
use job_agent::db;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use secrecy::ExposeSecret;
use sqlx::PgPool;
use std::io::{BufRead, BufReader, Read};
use std::net::{SocketAddr, TcpListener};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const VISITS: u64 = 600;
const AT_ONCE: usize = 24;

/// The program as it serves, with its log. It ends when the test fails, too.
struct Serving {
    child: Child,
    log: Option<std::thread::JoinHandle<String>>,
    address: SocketAddr,
}

impl Serving {
    fn start(admin: &PgPool, product: &Product) -> Self {
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_job-agent"))
            .arg("serve")
            .env("DATA_DIR", product.folder.path())
            .env("LISTEN_ADDR", address.to_string())
            .env("LEPTOS_OUTPUT_NAME", "job-agent")
            .env("LEPTOS_SITE_ROOT", product.folder.path())
            .env_remove("ADMIN_DATABASE_URL")
            .env("DATABASE_URL", role_url(admin, "job_agent_ui"))
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut log = BufReader::new(child.stderr.take().unwrap());
        let mut said = String::new();
        while !said.contains("serving") {
            assert!(log.read_line(&mut said).unwrap() > 0, "it ended before it served: {said}");
        }
        let log = std::thread::spawn(move || {
            let mut rest = Vec::new();
            log.read_to_end(&mut rest).ok();
            String::from_utf8_lossy(&rest).into_owned()
        });
        Self { child, log: Some(log), address }
    }

    /// Stops it, and says what it had logged.
    fn stop(mut self) -> String {
        kill(Pid::from_raw(i32::try_from(self.child.id()).unwrap()), Signal::SIGTERM).unwrap();
        self.child.wait().unwrap();
        self.log.take().unwrap().join().unwrap()
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}

/// Asks for a page and hangs up after some time; with none it waits for the answer. Says what it has seen of it.
async fn visit(address: SocketAddr, path: &str, cookie: &str, patience: Option<Duration>) -> String {
    let mut stream = TcpStream::connect(address).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\naccept: text/html\r\nconnection: close\r\ncookie: {cookie}\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut seen = Vec::new();
    let reading = stream.read_to_end(&mut seen);
    match patience {
        None => drop(reading.await.unwrap()),
        Some(patience) => drop(tokio::time::timeout(patience, reading).await),
    }
    String::from_utf8_lossy(&seen).into_owned()
}

#[sqlx::test(migrations = "../migrations")]
async fn the_log_stays_clean_when_browsers_go_away_while_their_page_is_made(admin: PgPool) {
    let product = Product::new(&admin).await;
    db::migrate(&admin).await.unwrap();
    let (_, cookie) = product.member_with_cookie("mara@example.org").await;
    let cookie = format!("job_agent.session_token={}", cookie.expose_secret());
    let serving = Serving::start(&admin, &product);
    let address = serving.address;
    let pages = ["/dashboard", "/matches", "/runs", "/searches", "/profile", "/"];
    let visits = (0..VISITS).map(|nth| {
        let (cookie, page) = (cookie.clone(), pages[usize::try_from(nth).unwrap() % pages.len()]);
        // From at once to longer than a page takes.
        let patience = Duration::from_micros(nth * nth % 60_000);
        async move { visit(address, page, &cookie, Some(patience)).await }
    });
    futures::StreamExt::collect::<Vec<_>>(futures::StreamExt::buffer_unordered(futures::stream::iter(visits), AT_ONCE)).await;
    for page in pages {
        let whole = visit(address, page, &cookie, None).await;
        assert!(whole.starts_with("HTTP/1.1 200") && whole.contains("</html>"), "{page}: {}", whole.lines().next().unwrap_or_default());
    }
    let log = serving.stop();
    let faults: Vec<&str> =
        log.lines().filter(|line| line.contains("ERROR") || line.contains("panicked") || line.contains("WARN")).collect();
    assert!(faults.is_empty(), "{} faults, such as\n{}", faults.len(), faults[..faults.len().min(6)].join("\n"));
}
