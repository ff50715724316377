//! Live status over a real Postgres and the served router: what a stream says, when it ends, and what it survives.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod streaming;

use futures::future::join_all;
use job_agent::run::{self, Kind, Notice, Topic};
use serde_json::Value;
use sqlx::PgPool;
use std::collections::HashSet;
use std::io::{Read, Write};
use std::time::{Duration, Instant};
use streaming::{Event, Process, Proxy, Site, Stream, superuser};
use tokio::time::timeout;

/// What is to happen "at once" may take this long on a busy machine.
const SOON: Duration = Duration::from_secs(2);

// ---- one run ----

#[sqlx::test(migrations = "../migrations")]
async fn a_stream_begins_with_the_present_and_replays_what_a_reader_missed(admin: PgPool) {
    let site = Site::open(&admin).await;
    let mara = site.member("mara").await;
    let run = site.queue(&mara, Kind::JobSearch, "one").await;
    for _ in 0..4 {
        site.raise(run).await;
    }
    let mut first = site.stream(&mara, run, None).await;
    assert_eq!(first.response.headers()["content-type"], "text/event-stream");
    assert_eq!(first.next().await.unwrap().retry.as_deref(), Some("2000"));
    assert_eq!(first.next().await.unwrap().id(), 5, "the present state");
    let mut back = site.stream(&mara, run, Some(2)).await;
    back.next().await.unwrap();
    for expected in [3, 4, 5] {
        assert_eq!(back.next().await.unwrap().id(), expected);
    }
    site.raise_and_tell(&mara, run).await;
    let (one, other) = (first.next().await.unwrap(), back.next().await.unwrap());
    assert_eq!((one.id(), other.id()), (6, 6));
    let json: Value = site.get(&mara, &format!("/api/workflow/status/{run}"), None).await.json().await.unwrap();
    assert_eq!(one.json(), json, "the same as the JSON says");
}

#[sqlx::test(migrations = "../migrations")]
async fn the_end_is_an_event_and_then_no_content(admin: PgPool) {
    let site = Site::open(&admin).await;
    let mara = site.member("mara").await;
    let run = site.queue(&mara, Kind::JobSearch, "one").await;
    let mut stream = site.stream(&mara, run, None).await;
    run::cancel(&site.web.desk, mara.member.id(), run).await.unwrap();
    let told: Vec<Event> = stream.rest().await;
    let last = told.last().unwrap();
    assert_eq!((last.name.as_str(), last.id(), last.json()["status"].as_str()), ("done", 2, Some("cancelled")));
    let again = site.get(&mara, &format!("/api/workflow/status/{run}/stream"), Some("2")).await;
    assert_eq!(again.status(), 204);
    // A number from elsewhere is none: the state is told again and the stream ends.
    let foreign = site.stream(&mara, run, Some(99)).await.rest().await;
    assert_eq!(foreign.last().unwrap().name, "done");
}

#[sqlx::test(migrations = "../migrations")]
async fn a_run_of_somebody_else_is_not_there(admin: PgPool) {
    let site = Site::open(&admin).await;
    let (mara, other) = (site.member("mara").await, site.member("other").await);
    let run = site.queue(&mara, Kind::JobSearch, "one").await;
    for path in ["", "/stream"] {
        let path = format!("/api/workflow/status/{run}{path}");
        assert_eq!(site.get(&other, &path, None).await.status(), 404, "{path}");
        assert_eq!(site.anonymous(&path).await, 401, "{path}");
    }
    for path in ["/api/workflow/status", "/api/workflow/status/stream"] {
        assert_eq!(site.anonymous(path).await, 401, "{path}");
    }
    let theirs: Value = site.get(&other, "/api/workflow/status", None).await.json().await.unwrap();
    assert_eq!(theirs, serde_json::json!([]));
    // The question across people answers only what the asker could name, and gives no way to the rows.
    let mut web = site.web.desk.db.pool().begin().await.unwrap();
    sqlx::query("select set_config('app.purpose', 'watching', true)").execute(&mut *web).await.unwrap();
    let seen: i64 = sqlx::query_scalar("select count(*) from run").fetch_one(&mut *web).await.unwrap();
    assert_eq!(seen, 0);
}

#[sqlx::test(migrations = "../migrations")]
async fn readers_that_come_and_go_in_a_storm_of_events_miss_none_and_get_none_twice(admin: PgPool) {
    const EVENTS: i64 = 400;
    let site = Site::open(&admin).await;
    let mara = site.member("mara").await;
    let run = site.queue(&mara, Kind::JobSearch, "storm").await;
    let storm = async {
        for nth in 0..EVENTS {
            // Every third notice is lost.
            if nth % 3 == 0 { site.raise(run).await } else { site.raise_and_tell(&mara, run).await }
        }
        run::cancel(&site.web.desk, mara.member.id(), run).await.unwrap();
    };
    let readers = (0..6_usize).map(|reader| {
        let (site, mara) = (&site, &mara);
        async move {
            let mut told: Vec<i64> = Vec::new();
            loop {
                let mut stream = site.stream(mara, run, Some(told.last().copied().unwrap_or(0))).await;
                // Some stay, some leave after a few events and come back with the last number.
                let patience = if reader < 2 { usize::MAX } else { reader * 7 };
                for _ in 0..patience {
                    let Some(event) = stream.next().await else { return told };
                    if !event.id.is_empty() {
                        told.push(event.id());
                    }
                    if event.name == "done" {
                        return told;
                    }
                }
            }
        }
    });
    let ((), told) = tokio::join!(storm, join_all(readers));
    let all: Vec<i64> = (1..=EVENTS + 2).collect();
    for (reader, told) in told.into_iter().enumerate() {
        assert_eq!(told, all, "reader {reader}");
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn streams_of_a_proxy_share_a_connection_and_end_each_for_itself(admin: PgPool) {
    let site = Site::open(&admin).await;
    let (mara, other) = (site.member("mara").await, site.member("other").await);
    let (one, two) = (site.queue(&mara, Kind::JobSearch, "one").await, site.queue(&other, Kind::JobSearch, "two").await);
    let proxy = reqwest::Client::builder().http2_prior_knowledge().build().unwrap();
    let mut ends = site.stream_shared(&proxy, &mara, one).await;
    let mut stays = site.stream_shared(&proxy, &other, two).await;
    let foreign = site.stream_shared(&proxy, &mara, two).await;
    assert_eq!((ends.response.version(), foreign.response.status().as_u16()), (reqwest::Version::HTTP_2, 404));
    run::cancel(&site.web.desk, mara.member.id(), one).await.unwrap();
    assert_eq!(ends.rest().await.last().unwrap().name, "done");
    site.raise_and_tell(&other, two).await;
    stays.next().await.unwrap();
    let told = [stays.next().await.unwrap().id(), stays.next().await.unwrap().id()];
    assert_eq!(told, [1, 2], "its own events and no others");
}

// ---- all runs of a person ----

#[sqlx::test(migrations = "../migrations")]
async fn one_stream_tells_of_all_runs_of_a_person_and_of_what_ended_meanwhile(admin: PgPool) {
    let site = Site::open(&admin).await;
    let (mara, other) = (site.member("mara").await, site.member("other").await);
    let (one, two) = (site.queue(&mara, Kind::JobSearch, "one").await, site.queue(&mara, Kind::Profiling, "two").await);
    let foreign = site.queue(&other, Kind::JobSearch, "foreign").await;
    // Older than what counts as new.
    site.age(one).await;
    let mut stream = site.stream_all(&mara, None).await;
    let looked = stream.until("looked").await;
    let told: Vec<Value> = looked.iter().filter(|event| event.name == "status").map(|event| event.json()["run_id"].clone()).collect();
    assert_eq!(told, [one.to_string(), two.to_string()], "what waits, and no mail about the account");
    site.raise_and_tell(&other, foreign).await;
    let three = site.queue_and_tell(&mara, Kind::JobSearch, "three").await;
    assert_eq!(stream.until("looked").await[0].json()["run_id"], three.to_string(), "a run that is new");
    // Gone while somebody was away, without a notice.
    let cursor = stream.last_id.clone();
    drop(stream);
    site.end(one).await;
    let mut back = site.stream_all(&mara, Some(&cursor)).await;
    let looked = back.until("looked").await;
    let done: Vec<Value> = looked.iter().filter(|event| event.name == "done").map(|event| event.json()["run_id"].clone()).collect();
    assert_eq!(done, [one.to_string()]);
    // And while somebody looks.
    site.end(two).await;
    assert_eq!(back.until("done").await.last().unwrap().json()["run_id"], two.to_string());
    let json: Vec<Value> = site.get(&mara, "/api/workflow/status", None).await.json().await.unwrap();
    assert_eq!(json.len(), 3);
}

// ---- connections ----

#[sqlx::test(migrations = "../migrations")]
async fn a_stream_without_news_is_kept_alive_every_fifteen_seconds(admin: PgPool) {
    let site = Site::open(&admin).await;
    let mara = site.member("mara").await;
    let run = site.queue(&mara, Kind::JobSearch, "one").await;
    let (mut one, mut all) = (site.stream(&mara, run, None).await, site.stream_all(&mara, None).await);
    one.until("status").await;
    all.until("looked").await;
    let since = Instant::now();
    for event in [one.next().await.unwrap(), all.next().await.unwrap()] {
        assert_eq!(event.comment, "keep-alive", "{event:?}");
    }
    let waited = since.elapsed();
    assert!((Duration::from_secs(14)..Duration::from_secs(18)).contains(&waited), "{waited:?}");
}

#[sqlx::test(migrations = "../migrations")]
async fn however_many_streams_there_are_a_process_listens_over_one_connection(admin: PgPool) {
    let site = Site::open(&admin).await;
    let mara = site.member("mara").await;
    heard_again(&site, &mara).await;
    let mut streams = Vec::new();
    for nth in 0..20 {
        let run = site.queue(&mara, Kind::JobSearch, &nth.to_string()).await;
        let (mut one, mut all) = (site.stream(&mara, run, None).await, site.stream_all(&mara, None).await);
        one.until("status").await;
        all.until("looked").await;
        streams.push((one, all));
    }
    assert_eq!(site.web.lookout.streams(), 40);
    let listening: i64 = sqlx::query_scalar(
        "select count(*) from pg_stat_activity where datname = current_database() and query like 'LISTEN%' and usename = 'job_agent_ui'",
    )
    .fetch_one(&superuser(&admin).await)
    .await
    .unwrap();
    assert_eq!(listening, 1);
}

// ---- sessions ----

#[sqlx::test(migrations = "../migrations")]
async fn a_stream_ends_with_its_session_with_and_without_a_notice(admin: PgPool) {
    let site = Site::open(&admin).await;
    let (mara, other) = (site.member("mara").await, site.member("other").await);
    let mut streams = Vec::new();
    for member in [&mara, &other] {
        let run = site.queue(member, Kind::JobSearch, "one").await;
        let (mut one, mut all) = (site.stream(member, run, None).await, site.stream_all(member, None).await);
        one.until("status").await;
        all.until("looked").await;
        streams.push((one, all));
    }
    let (mut others, mut maras) = (streams.pop().unwrap(), streams.pop().unwrap());
    let signed_out = Instant::now();
    assert!(site.post(&mara, "/sign-out").await.status().is_redirection());
    timeout(SOON, async { (maras.0.rest().await, maras.1.rest().await) }).await.unwrap();
    println!("ended {:?} after the sign-out", signed_out.elapsed());
    // Revoked by somebody who tells nobody.
    let superuser = superuser(&admin).await;
    let revoked = Instant::now();
    sqlx::query(r#"update session set revoked_at = now() where "userId" = $1"#)
        .bind(other.member.id().0)
        .execute(&superuser)
        .await
        .unwrap();
    timeout(SOON, async { (others.0.rest().await, others.1.rest().await) }).await.unwrap();
    println!("ended {:?} after a revocation without a notice", revoked.elapsed());
}

// ---- lost connections ----

/// Tells of a run until it is heard over the carrier; how long that took.
async fn heard_again(site: &Site, member: &streaming::Visitor) -> Duration {
    let run = site.queue(member, Kind::JobSearch, "listening").await;
    let mut heard = site.web.desk.news.subscribe(Topic::Run(run));
    let since = Instant::now();
    loop {
        site.work.news.tell(Notice::Run { run, owner: member.member.id() });
        if timeout(Duration::from_millis(200), heard.changed()).await.is_ok() {
            return since.elapsed();
        }
        assert!(since.elapsed() < Duration::from_secs(12), "the listener does not come back");
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn a_listener_that_is_killed_comes_back_and_streams_lose_nothing(admin: PgPool) {
    let site = Site::open(&admin).await;
    let mara = site.member("mara").await;
    heard_again(&site, &mara).await;
    let run = site.queue(&mara, Kind::JobSearch, "one").await;
    let mut stream = site.stream(&mara, run, None).await;
    stream.until("status").await;
    let killed: i64 = sqlx::query_scalar(
        "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and query like 'LISTEN%'",
    )
    .fetch_one(&superuser(&admin).await)
    .await
    .unwrap();
    assert!(killed >= 1, "nobody listened");
    let since = Instant::now();
    site.raise_and_tell(&mara, run).await;
    assert_eq!(stream.until("status").await[0].id(), 2);
    println!("told {:?} after the listener was killed", since.elapsed());
    println!("heard notices again {:?} later", heard_again(&site, &mara).await);
    assert!(since.elapsed() < Duration::from_secs(10));
}

#[sqlx::test(migrations = "../migrations")]
async fn a_listener_that_hears_nothing_any_more_is_replaced(admin: PgPool) {
    let proxy = Proxy::open(&admin).await;
    let site = Site::listening_over(&admin, proxy.address.port()).await;
    let mara = site.member("mara").await;
    heard_again(&site, &mara).await;
    let run = site.queue(&mara, Kind::JobSearch, "one").await;
    let mut stream = site.stream(&mara, run, None).await;
    stream.until("status").await;
    proxy.freeze();
    let since = Instant::now();
    site.raise_and_tell(&mara, run).await;
    assert_eq!(stream.until("status").await[0].id(), 2);
    println!("told {:?} after the connection froze", since.elapsed());
    println!("heard notices again {:?} later", heard_again(&site, &mara).await);
    assert!(since.elapsed() < Duration::from_secs(10), "{:?}", since.elapsed());
}

// ---- readers that do not read, and the end ----

#[sqlx::test(migrations = "../migrations")]
async fn a_reader_that_reads_nothing_is_dropped(admin: PgPool) {
    let site = Site::impatient(&admin, Duration::from_secs(1)).await;
    let mara = site.member("mara").await;
    let run = site.queue(&mara, Kind::JobSearch, "one").await;
    site.flood(run, 12_000).await;
    let mut socket = std::net::TcpStream::connect(site.address).unwrap();
    write!(
        socket,
        "GET /api/workflow/status/{run}/stream HTTP/1.1\r\nhost: {}\r\ncookie: {}\r\nlast-event-id: 0\r\n\r\n",
        site.address, mara.cookie
    )
    .unwrap();
    let since = Instant::now();
    // Until it is there, and then until it is gone.
    for there in [true, false] {
        while (site.web.lookout.streams() == 1) != there {
            assert!(since.elapsed() < Duration::from_secs(20), "the stream is still held");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
    // What was on its way is all that ever came.
    let mut arrived = Vec::new();
    socket.read_to_end(&mut arrived).ok();
    let whole = String::from_utf8_lossy(&arrived).matches("event: status").count();
    assert!(whole < 12_000, "{whole} events were kept for somebody who does not read");
}

#[sqlx::test(migrations = "../migrations")]
async fn two_hundred_streams_end_at_once_when_the_process_is_told_to_stop(admin: PgPool) {
    let site = Site::open(&admin).await;
    let mut process = Process::serve(&admin).await;
    let mara = site.member("mara").await;
    let run = site.queue(&mara, Kind::JobSearch, "one").await;
    let mut streams = Vec::new();
    for _ in 0..200 {
        let mut stream: Stream = site.stream_from(&process, &mara, run).await;
        stream.until("status").await;
        streams.push(stream);
    }
    let took = process.terminate().await;
    println!("200 streams ended and the process was gone after {took:?}");
    assert!(took < SOON, "{took:?}");
    let mut waits = HashSet::new();
    for mut stream in streams {
        let rest = stream.rest().await;
        let wait: u64 = rest.last().and_then(|event| event.retry.clone()).unwrap().parse().unwrap();
        assert!((500..4_000).contains(&wait), "{wait}");
        waits.insert(wait);
    }
    assert!(waits.len() > 50, "browsers come back at different moments");
}
