//! Many workers and many people, and still every source is asked as its terms say.

use crate::house::Product;
use crate::replay::Replay;
use futures::future::join_all;
use job_agent::posting::{Answer, Books, KeptAnswer, Leave, Ledger, Manners, Outcome, Query, Source, Span, Went};
use sqlx::PgPool;
use std::sync::Arc;
use std::time::Duration;

const FREE: Manners = Manners { allowed: &[], pause: Duration::ZERO, fresh: Duration::from_secs(3600) };

async fn books(admin: &PgPool) -> (Product, Books) {
    let product = Product::with(admin, &[], 4).await;
    let books = Books(product.worker.desk.db.clone());
    (product, books)
}

#[sqlx::test(migrations = "../migrations")]
async fn a_days_questions_are_counted_over_all_who_ask_at_once(admin: PgPool) {
    let (_product, books) = books(&admin).await;
    let terms = Manners { allowed: &[(Span::Minute, 20), (Span::Day, 4)], ..FREE };
    let asked = join_all((0..20).map(|_| books.leave("remotive", "remotive.example", &terms))).await;
    let asked: Vec<Leave> = asked.into_iter().map(Result::unwrap).collect();
    assert_eq!(asked.iter().filter(|leave| matches!(leave, Leave::After(_))).count(), 4);
    let refused: Vec<&str> =
        asked.iter().filter_map(|leave| if let Leave::Not { why, .. } = leave { Some(why.as_str()) } else { None }).collect();
    assert_eq!(refused, vec!["its terms allow 4 questions a day"; 16]);
    let used: i32 = sqlx::query_scalar("select used from source_budget where span = 'minute'").fetch_one(&admin).await.unwrap();
    assert_eq!(used, 4, "who was not let go is not counted in any stretch");
    // When the day is over it begins anew.
    sqlx::query("update source_budget set ends_at = now()").execute(&admin).await.unwrap();
    assert!(matches!(books.leave("remotive", "remotive.example", &terms).await.unwrap(), Leave::After(_)));
    let other = books.leave("jobicy", "jobicy.example", &terms).await.unwrap();
    assert!(matches!(other, Leave::After(_)), "each source has its own");
}

#[sqlx::test(migrations = "../migrations")]
async fn questions_to_one_host_queue_up(admin: PgPool) {
    let (_product, books) = books(&admin).await;
    let slow = Manners { pause: Duration::from_secs(30), ..FREE };
    let mut waits = Vec::new();
    for _ in 0..3 {
        let Leave::After(wait) = books.leave("lever", "api.example", &slow).await.unwrap() else { panic!("it may be asked") };
        waits.push(wait.as_secs().div_ceil(10) * 10);
    }
    assert_eq!(waits, [0, 30, 60]);
    // Whoever would wait longer than their run does leaves the turn to others.
    let slower = Manners { allowed: &[(Span::Day, 9)], pause: Duration::from_secs(1000), ..FREE };
    assert!(matches!(books.leave("ashby", "slow.example", &slower).await.unwrap(), Leave::After(_)));
    for _ in 0..3 {
        let Leave::Not { why, .. } = books.leave("ashby", "slow.example", &slower).await.unwrap() else { panic!("others are asking it") };
        assert_eq!(why, "others are asking it");
    }
    let (turns, used): (i64, i32) = sqlx::query_as(
        "select (extract(epoch from next_at - now()) / 1000)::bigint, (select used from source_budget where source = 'ashby')
         from source_host where host = 'slow.example'",
    )
    .fetch_one(&admin)
    .await
    .unwrap();
    assert_eq!((turns, used), (1, 1), "neither a turn nor a question was taken");
    assert_eq!(books.leave("lever", "other.example", &slow).await.unwrap(), Leave::After(Duration::ZERO));
}

#[sqlx::test(migrations = "../migrations")]
async fn a_host_that_fails_again_and_again_is_left_alone_for_longer_and_longer(admin: PgPool) {
    let (_product, books) = books(&admin).await;
    let may = async || matches!(books.leave("ashby", "api.example", &FREE).await.unwrap(), Leave::After(_));
    for _ in 0..4 {
        assert!(may().await);
        books.went("api.example", Went::Badly).await.unwrap();
    }
    assert!(may().await, "four faults are bad luck");
    books.went("api.example", Went::Badly).await.unwrap();
    let Leave::Not { until: first, why } = books.leave("ashby", "api.example", &FREE).await.unwrap() else { panic!("it fails") };
    assert_eq!(why, "it failed 5 times in a row");
    books.went("api.example", Went::Badly).await.unwrap();
    let Leave::Not { until: second, .. } = books.leave("ashby", "api.example", &FREE).await.unwrap() else { panic!("it fails") };
    assert!(second > first);
    books.went("api.example", Went::Well).await.unwrap();
    assert!(!may().await, "an answer that was on its way ends no rest");
    sqlx::query("update source_host set held_until = now()").execute(&admin).await.unwrap();
    assert!(may().await);
    books.went("api.example", Went::Badly).await.unwrap();
    assert!(may().await, "the answer that came began a new row of faults");
}

#[sqlx::test(migrations = "../migrations")]
async fn whoever_asks_to_be_left_alone_is_left_alone(admin: PgPool) {
    let (_product, books) = books(&admin).await;
    assert!(matches!(books.leave("workable", "apply.example", &FREE).await.unwrap(), Leave::After(_)));
    books.went("apply.example", Went::HoldOff(Duration::from_secs(7200))).await.unwrap();
    let Leave::Not { until, why } = books.leave("workable", "apply.example", &FREE).await.unwrap() else { panic!("it asked") };
    assert_eq!(why, "it asked for that");
    // What left before is answered after.
    for went in [Went::Well, Went::Badly, Went::HoldOff(Duration::from_secs(1))] {
        books.went("apply.example", went).await.unwrap();
        let Leave::Not { until: still, why } = books.leave("workable", "apply.example", &FREE).await.unwrap() else { panic!("{went:?}") };
        assert_eq!((still, why.as_str()), (until, "it asked for that"));
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn what_nobody_asks_for_is_forgotten(admin: PgPool) {
    let (product, books) = books(&admin).await;
    let answer = KeptAnswer { body: b"{}".to_vec(), etag: Some("\"a\"".into()), last_modified: None, fresh: true };
    for question in ["https://a.example/?what=nurse", "https://b.example/"] {
        books.keep(question, &answer).await.unwrap();
    }
    assert_eq!(books.recall("https://b.example/", Duration::from_secs(60)).await.unwrap(), Some(answer));
    let words: i64 =
        sqlx::query_scalar("select count(*) from source_answer where question like '%nurse%'").fetch_one(&admin).await.unwrap();
    assert_eq!(words, 0, "the words of a search are not kept");
    sqlx::query("update source_answer set checked_at = now() - interval '3 days'").execute(&admin).await.unwrap();
    books.still("https://b.example/").await.unwrap();
    product.tick("retention").await;
    assert_eq!(books.recall("https://a.example/?what=nurse", Duration::from_secs(60)).await.unwrap(), None);
    assert!(books.recall("https://b.example/", Duration::from_secs(60)).await.unwrap().is_some_and(|kept| kept.fresh));
}

async fn ask(product: &Product, key: &str, boards: &[&str]) -> Answer {
    let source: Arc<dyn Source> = product.worker.desk.sources.iter().find(|source| source.card().key == key).unwrap().clone();
    source.fetch(&Query { companies: boards.iter().map(|name| (*name).to_owned()).collect(), ..Query::default() }).await
}

#[sqlx::test(migrations = "../migrations")]
async fn what_one_person_asked_for_is_not_asked_again_for_the_next(admin: PgPool) {
    let replay = Replay::default();
    let product = Product::with(&admin, &["--sources", &replay.start().await.unwrap()], 4).await;
    for _ in 0..3 {
        let answer = ask(&product, "remotive", &[]).await;
        assert_eq!((answer.outcome, answer.postings.len()), (Outcome::Ok, 2), "{:?}", answer.detail);
    }
    assert_eq!(replay.asked("/remotive"), 1);
    // Four a day, and then no more, whatever happens to what was kept.
    for _ in 0..4 {
        sqlx::query("delete from source_answer").execute(&admin).await.unwrap();
        sqlx::query("update source_budget set ends_at = now() where span = 'minute'").execute(&admin).await.unwrap();
        sqlx::query("update source_host set next_at = now()").execute(&admin).await.unwrap();
        ask(&product, "remotive", &[]).await;
    }
    sqlx::query("delete from source_answer").execute(&admin).await.unwrap();
    let answer = ask(&product, "remotive", &[]).await;
    assert_eq!((answer.outcome, replay.asked("/remotive")), (Outcome::RateLimited, 4));
    assert!(answer.detail.unwrap().ends_with("its terms allow 4 questions a day"));
}

#[sqlx::test(migrations = "../migrations")]
async fn a_source_that_said_to_wait_is_not_asked_by_the_next_run(admin: PgPool) {
    let replay = Replay::default();
    let product = Product::with(&admin, &["--sources", &replay.start().await.unwrap()], 4).await;
    assert_eq!(ask(&product, "greenhouse", &["busy"]).await.outcome, Outcome::RateLimited);
    let answer = ask(&product, "greenhouse", &["rowan"]).await;
    assert_eq!((answer.outcome, replay.asked("/greenhouse")), (Outcome::RateLimited, 1));
    assert!(answer.detail.unwrap().contains("it is not asked before"));
}
