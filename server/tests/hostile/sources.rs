//! Sources that are dead, slow, broken or mean harm. A run asks them all, says of each what came, and goes on.

use crate::house::Product;
use job_agent::posting::Outcome;
use job_agent::run::{self, Status};
use job_agent::search::{self, Criteria, Report};
use serde_json::json;
use server::adapters::fetch::Limits;
use server::adapters::sources::{self, Settings};
use sqlx::PgPool;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A web server that answers as the board's name says, and counts who was led on to the inside.
async fn edge() -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (address, inside) = (listener.local_addr().unwrap(), Arc::new(AtomicUsize::new(0)));
    let counted = inside.clone();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let counted = counted.clone();
            tokio::spawn(async move { answer(stream, address, &counted).await });
        }
    });
    (format!("http://{address}"), inside)
}

/// Whoever asks may hang up at any time.
async fn answer(mut stream: TcpStream, address: std::net::SocketAddr, inside: &AtomicUsize) -> Option<()> {
    let mut head = vec![0; 4096];
    let length = stream.read(&mut head).await.ok()?;
    let head = String::from_utf8_lossy(&head[..length]).into_owned();
    let path = head.split(' ').nth(1)?;
    let board = path.split('?').next()?.split('/').find(|part| part.starts_with("a-"))?;
    let whole = |status: &str, more: &str, body: &str| {
        format!(
            "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n{more}Connection: close\r\n\r\n{body}",
            body.len()
        )
    };
    let good = json!({ "jobs": [{ "id": 7, "title": "Backend Engineer", "absolute_url": "https://boards.greenhouse.io/a/jobs/7",
        "location": { "name": "Berlin" }, "content": "Rust and Postgres" }] });
    let text = match board {
        "a-good" => whole("200 OK", "", &good.to_string()),
        "a-fault" => whole("500 Internal Server Error", "", "oops"),
        "a-private" => whole("302 Found", &format!("Location: http://{address}/v1/boards/a-inside/jobs\r\n"), ""),
        "a-inside" => {
            inside.fetch_add(1, Ordering::SeqCst);
            whole("200 OK", "", &good.to_string())
        }
        "a-wrong" => whole("200 OK", "", r#"{"openings": "none of your business"}"#),
        "a-broken" => whole("200 OK", "", r#"{"jobs": [{"id": 1, "ti"#),
        "a-page" => whole("200 OK", "", "<!doctype html><title>Just a moment</title>"),
        "a-busy" => whole("429 Too Many Requests", "Retry-After: 3600\r\n", ""),
        "a-cut" => "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n{\"jobs\": [".to_owned(),
        "a-huge" => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{\"jobs\": [").await.ok()?;
            loop {
                stream.write_all(&[b' '; 64 * 1024]).await.ok()?;
            }
        }
        "a-drip" => {
            stream.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n").await.ok()?;
            loop {
                stream.write_all(b" ").await.ok()?;
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
        "a-silent" => return std::future::pending().await,
        _ => whole("404 Not Found", "", ""),
    };
    stream.write_all(text.as_bytes()).await.ok()?;
    stream.shutdown().await.ok()
}

/// A product whose worker asks these addresses, and does not wait for long.
async fn product(admin: &PgPool, greenhouse: &str, lever: &str) -> Product {
    let mut product = Product::with(admin, &[], 4).await;
    let limits = Limits { connect: Duration::from_secs(2), total: Duration::from_millis(1500), body: 256 * 1024 };
    let at = |url: &str, key: &str| {
        let settings = Settings { instead: Some(url.to_owned()), limits, breath: Duration::ZERO, ..Settings::default() };
        let all = sources::all(&settings, product.worker.desk.clock.clone());
        all.into_iter().find(|source| source.card().key == key).unwrap()
    };
    let asked = vec![at(greenhouse, "sample"), at(greenhouse, "greenhouse"), at(lever, "lever")];
    product.worker.desk.sources = Arc::new(asked);
    product
}

async fn nobody() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    format!("http://{}", listener.local_addr().unwrap())
}

#[sqlx::test(migrations = "../migrations")]
async fn every_fault_of_a_source_stands_in_the_report_and_no_run_is_lost(admin: PgPool) {
    let (greenhouse, inside) = edge().await;
    let product = product(&admin, &greenhouse, &nobody().await).await;
    let desk = &product.web.desk;
    let member = product.member("mara@example.org").await;
    product.profiled(&member).await;
    let faults = [
        ("a-fault", "it answered with status 500"),
        ("a-private", "it sent us on to another address, which is not followed"),
        ("a-wrong", "its answer could not be read: there is no list of postings in it"),
        ("a-broken", "its answer could not be read"),
        ("a-page", "it sent a web page in place of data"),
        ("a-cut", "it could not be reached"),
        ("a-huge", "its answer is larger than 1 MiB"),
        ("a-drip", "it did not answer in time"),
        ("a-silent", "it did not answer in time"),
        ("a-nowhere", "it knows nothing by that name"),
        // The last one: whoever wants fewer questions is asked no more.
        ("a-busy", "it wants fewer questions and says to wait 3600 s"),
    ];
    let boards = ["a-good"].into_iter().chain(faults.iter().map(|(board, _)| *board)).map(str::to_owned).collect();
    let criteria = Criteria {
        titles: vec!["Backend Engineer".into()],
        sources: vec!["sample".into(), "greenhouse".into(), "lever".into()],
        companies: [("greenhouse".to_owned(), boards), ("lever".to_owned(), vec!["acme".to_owned()])].into(),
        letters: 0,
        deliver: false,
        ..Criteria::default()
    };
    let run = search::start_search(desk, &member, &criteria, None, "key").await.unwrap();
    product.work().await;
    let ended = run::find(desk, member.id(), run).await.unwrap().unwrap();
    assert_eq!(ended.snapshot.status, Status::Completed, "{:?}", ended.snapshot.error_message);
    let report: Report = serde_json::from_value(ended.output.unwrap()).unwrap();
    let line = |key: &str| report.sources.iter().find(|line| line.key == key).unwrap();

    let asked = line("greenhouse");
    let detail = asked.detail.as_deref().unwrap();
    for (board, words) in faults {
        assert!(detail.contains(&format!("{board}: {words}")), "{board} is not told honestly in: {detail}");
    }
    assert_eq!((asked.outcome, asked.got), (Outcome::Partial, 1), "the good board's posting came all the same");
    assert_eq!(inside.load(Ordering::SeqCst), 0, "a redirect led inside");
    let dead = line("lever");
    assert_eq!((dead.outcome, dead.got, dead.kept), (Outcome::Broken, 0, 0));
    assert!(dead.detail.as_deref().unwrap().starts_with("acme: it could not be reached"), "{:?}", dead.detail);
    for line in &report.sources {
        assert_eq!(line.got, line.kept + line.dropped.values().sum::<usize>(), "{}: every row is accounted for", line.key);
    }
    assert!(report.matches > 10, "the other sources are matched");
}

#[sqlx::test(migrations = "../migrations")]
async fn a_search_whose_every_source_is_dead_ends_with_an_honest_report(admin: PgPool) {
    let (greenhouse, _) = edge().await;
    let product = product(&admin, &greenhouse, &nobody().await).await;
    let desk = &product.web.desk;
    let member = product.member("mara@example.org").await;
    product.profiled(&member).await;
    let criteria = Criteria {
        sources: vec!["greenhouse".into(), "lever".into()],
        companies: [("greenhouse".to_owned(), vec!["a-fault".to_owned()]), ("lever".to_owned(), vec!["acme".to_owned()])].into(),
        ..Criteria::default()
    };
    let run = search::start_search(desk, &member, &criteria, None, "key").await.unwrap();
    product.work().await;
    let ended = run::find(desk, member.id(), run).await.unwrap().unwrap();
    assert_eq!(ended.snapshot.status, Status::Completed, "{:?}", ended.snapshot.error_message);
    let report: Report = serde_json::from_value(ended.output.unwrap()).unwrap();
    assert_eq!((report.scored, report.matches, report.delivery_run), (0, 0, None), "an empty list is not mailed");
    assert!(report.sources.iter().all(|line| line.outcome == Outcome::Broken && line.detail.is_some()), "{:?}", report.sources);
}
