//! Two people on a pool of two connections, hundreds of requests at once, many of them cancelled in the middle: nobody
//! ever sees a row of the other, and no connection remembers whom it served.

use crate::house::{CV, Product, superuser};
use bytes::Bytes;
use job_agent::account::{self, Member};
use job_agent::desk::Desk;
use job_agent::error::Error;
use job_agent::id::{RunId, UploadId, UserId};
use job_agent::profile::{self, About};
use job_agent::{run, search};
use secrecy::{ExposeSecret, SecretString};
use sqlx::{PgPool, Row};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

const REQUESTS: usize = 640;

/// Stops a future after some polls, as a browser does that goes away: at any await, inside any query.
struct Cut<F> {
    inner: Pin<Box<F>>,
    polls: usize,
}

impl<F: Future> Future for Cut<F> {
    type Output = Option<F::Output>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        if self.polls == 0 {
            return Poll::Ready(None);
        }
        self.polls -= 1;
        self.inner.as_mut().poll(context).map(Some)
    }
}

/// One of the two, with what belongs to them.
struct Person {
    member: Member,
    cookie: SecretString,
    word: &'static str,
    upload: UploadId,
    run: RunId,
}

impl Person {
    async fn new(product: &Product, word: &'static str) -> Self {
        let desk = &product.web.desk;
        let (member, cookie) = product.member_with_cookie(&format!("{word}@example.org")).await;
        profile::save_about(desk, &member, &about(word)).await.unwrap();
        let upload = profile::upload_cv(desk, &member, &format!("{word}.pdf"), Bytes::from_static(CV)).await.unwrap().id;
        let run = profile::start_profiling(desk, &member, word).await.unwrap();
        profile::vibe_check(desk, &member).await.unwrap();
        profile::say(desk, &member, &format!("My word is {word}."), None).await.unwrap();
        Self { member, cookie, word, upload, run }
    }

    fn owner(&self) -> UserId {
        self.member.id()
    }
}

fn about(word: &str) -> About {
    About { name: format!("Mara {word}"), location: word.into(), work_mode: None, basic_info: format!("about {word}") }
}

/// One request of `me`, who also tries what belongs to `other`. Panics on a row that is not mine.
async fn request(desk: &Desk, me: &Person, other: &Person, which: usize) {
    let member = &me.member;
    match which % 10 {
        0 => {
            let seen = profile::profile(desk, member).await.unwrap();
            assert_eq!((seen.about.location.as_str(), seen.uploads.len()), (me.word, 1));
            assert_eq!(seen.uploads[0].id, me.upload);
        }
        1 => profile::save_about(desk, member, &about(me.word)).await.unwrap(),
        2 => {
            let seen = run::list(desk, me.owner(), 50).await.unwrap();
            assert!(seen.iter().all(|run| run.run_id == me.run), "{seen:?}");
        }
        3 => assert!(run::find(desk, me.owner(), other.run).await.unwrap().is_none()),
        4 => assert!(matches!(profile::upload_file(desk, member, other.upload).await, Err(Error::NotFound))),
        5 => {
            let chat = profile::vibe_check(desk, member).await.unwrap();
            let said: Vec<&str> = chat.turns.iter().map(|turn| turn.text.as_str()).collect();
            assert!(said.iter().any(|text| text.contains(me.word)) && !said.iter().any(|text| text.contains(other.word)), "{said:?}");
        }
        6 => {
            let found = account::member(desk, &me.cookie.expose_secret().to_owned().into()).await.unwrap().unwrap();
            assert_eq!(found.id(), me.owner());
        }
        7 => assert_eq!(search::numbers(desk, member).await.unwrap().running, 1),
        8 => assert_eq!(profile::start_profiling(desk, member, me.word).await.unwrap(), me.run),
        _ => assert_eq!(profile::upload_cv(desk, member, "again.pdf", Bytes::from_static(CV)).await.unwrap().id, me.upload),
    }
}

/// A connection as the next borrower gets it: nobody's, for nothing, in no transaction, and without a row to see.
async fn assert_nobodys(pool: &PgPool) {
    let mut connection = pool.acquire().await.unwrap();
    let asked = sqlx::raw_sql(
        "select coalesce(current_setting('app.user_id', true), '') || coalesce(current_setting('app.purpose', true), '') as remembered,
                now() = statement_timestamp() as outside,
                (select count(*) from run) + (select count(*) from upload) + (select count(*) from \"user\") as seen",
    );
    let row = asked.fetch_one(&mut *connection).await.unwrap();
    assert_eq!(row.get::<String, _>("remembered"), "", "a connection remembers whom it served");
    // A statement that was cut off can leave an implicit transaction, which ends with the next statement; one that was
    // begun would still be there.
    if !row.get::<bool, _>("outside") {
        let again = sqlx::raw_sql("select now() = statement_timestamp() as outside").fetch_one(&mut *connection).await.unwrap();
        assert!(again.get::<bool, _>("outside"), "a connection came back inside a transaction");
    }
    assert_eq!(row.get::<i64, _>("seen"), 0, "a connection shows rows to nobody");
}

/// The next number of a small generator: the same requests are cut at the same places every time.
fn next(seed: &AtomicUsize) -> usize {
    let step = |x: usize| x.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    step(seed.update(Ordering::Relaxed, Ordering::Relaxed, step)) >> 33
}

#[sqlx::test(migrations = "../migrations")]
async fn two_people_on_two_connections_with_cancelled_requests_never_see_each_other(admin: PgPool) {
    let product = Product::with(&admin, &[], 2).await;
    let people = Arc::new([Person::new(&product, "cobalt").await, Person::new(&product, "vermilion").await]);
    let desk = product.web.desk.clone();
    let (seed, slots) = (AtomicUsize::new(20_261_121), Arc::new(Semaphore::new(32)));
    let (whole, cut) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    let mut tasks = JoinSet::new();
    for number in 0..REQUESTS {
        let slot = slots.clone().acquire_owned().await.unwrap();
        let (desk, people, fate, polls) = (desk.clone(), people.clone(), next(&seed) % 4, next(&seed) % 40);
        let (whole, cut) = (whole.clone(), cut.clone());
        let handle = tasks.spawn(async move {
            let _slot = slot;
            let (me, other) = (&people[number % 2], &people[(number + 1) % 2]);
            let work = request(&desk, me, other, number / 2);
            let ended = match fate {
                0 => Cut { inner: Box::pin(work), polls }.await.is_some(),
                1 => tokio::time::timeout(Duration::from_micros(200 * polls as u64), work).await.is_ok(),
                _ => {
                    work.await;
                    true
                }
            };
            if ended { &whole } else { &cut }.fetch_add(1, Ordering::Relaxed);
            if number % 5 == 0 || !ended {
                assert_nobodys(desk.db.pool()).await;
            }
        });
        // The tasks that run to their end share the pool with some that are killed from outside.
        if fate == 3 && polls % 3 == 0 {
            tokio::spawn(async move {
                tokio::time::sleep(Duration::from_micros(300 * polls as u64)).await;
                handle.abort();
            });
        }
    }
    let mut aborted = 0;
    while let Some(ended) = tasks.join_next().await {
        match ended {
            Ok(()) => {}
            Err(cause) if cause.is_cancelled() => aborted += 1,
            Err(cause) => std::panic::resume_unwind(cause.into_panic()),
        }
    }
    let (whole, cut) = (whole.load(Ordering::Relaxed), cut.load(Ordering::Relaxed));
    // Otherwise nothing was shown.
    assert!(whole > REQUESTS / 4 && cut + aborted > REQUESTS / 10, "{whole} whole, {cut} cut, {aborted} aborted");

    let pool = desk.db.pool();
    for _ in 0..8 {
        tokio::join!(assert_nobodys(pool), assert_nobodys(pool));
    }
    let open: i64 = sqlx::query_scalar(
        "select count(*) from pg_stat_activity where datname = current_database() and usename = 'job_agent_ui' and state like 'idle in%'",
    )
    .fetch_one(&superuser(&admin).await)
    .await
    .unwrap();
    assert_eq!(open, 0, "a cancelled request left its transaction open");
    for which in 0..20 {
        request(&desk, &people[which % 2], &people[(which + 1) % 2], which / 2).await;
    }
}
