//! A digest is ended by whoever holds its link: by one click of a mail program, by the page, and by nobody without one.

use crate::house::Product;
use crate::strangers::state;
use crate::web::{Site, reply};
use job_agent::delivery;
use job_agent::id::{JobSearchId, MatchId, PostingId, RunId};
use job_agent::search::Every;
use sqlx::PgPool;

/// One match that no digest has told of.
async fn a_match(product: &Product, owner: job_agent::id::UserId) {
    let (desk, mut tx) = (&product.worker.desk, product.worker.desk.db.owned(owner).await.unwrap());
    let (posting, run, found): (PostingId, RunId, MatchId) = (desk.new_id(), desk.new_id(), desk.new_id());
    let _: JobSearchId = desk.new_id();
    let statements = [
        "insert into posting (id, source, external_id, canonical_url, title, description_text, fingerprint)
         values ($1, 'sample', $1::text, 'https://example.org/job', 'Engineer', 'Words', $1::text) returning $2::uuid, $3::uuid, $4::uuid",
        "insert into run (id, user_id, kind, idempotency_key, status, finished_at)
         values ($2, $4, 'job_search', $2::text, 'completed', now()) returning $1::uuid, $3::uuid",
        "insert into matched_job (id, user_id, run_id, posting_id, score, confidence, parts, gaps, warnings)
         values ($3, $4, $2, $1, 80, 0.5, '[]', '[]', '[]')",
    ];
    for statement in statements {
        sqlx::query(statement).bind(posting.0).bind(run.0).bind(found.0).bind(owner.0).execute(&mut *tx).await.unwrap();
    }
    tx.commit().await.unwrap();
}

fn tokens(product: &Product) -> Vec<String> {
    let mails = product.outbox().into_iter().filter(|mail| mail.key.starts_with("digest-"));
    mails.map(|mail| mail.text.split("/unsubscribe?token=").nth(1).unwrap().split_whitespace().next().unwrap().to_owned()).collect()
}

#[sqlx::test(migrations = "../migrations")]
async fn a_digest_ends_by_one_click_and_never_by_opening_its_link(admin: PgPool) {
    let product = Product::with(&admin, &["--public-url", "https://jobs.example.org"], 4).await;
    let site = Site::open(&product).await;
    let desk = &product.web.desk;
    let (_, mara) = site.member(&product, "mara@example.org").await;
    let (_, ada) = site.member(&product, "ada@example.org").await;
    for member in [&mara, &ada] {
        delivery::set_digest(desk, member, Every::Day, 7, "UTC").await.unwrap();
    }
    a_match(&product, mara.id()).await;
    product.tick("digest").await;
    let token = tokens(&product).pop().unwrap();
    let raw = std::fs::read_dir(product.folder.path().join("outbox")).unwrap().map(|entry| entry.unwrap().path());
    let raw = raw.filter(|path| path.extension().is_some_and(|end| end == "eml")).map(|path| std::fs::read_to_string(path).unwrap());
    let raw = raw.into_iter().find(|mail| mail.contains("One new match")).unwrap();
    assert!(raw.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"), "{raw}");

    let comes = async |member| delivery::digest(desk, member).await.unwrap().is_some();
    let stranger = site.visitor();
    let page = stranger.get(&format!("/unsubscribe?token={token}")).await;
    assert!(page.status == 200 && page.body.contains("Stop the digest"), "{page:?}");
    assert!(comes(&mara).await, "programs that scan mail open links");
    let click = |token: &str| stranger.form(&format!("/unsubscribe?token={token}"), &[("List-Unsubscribe", "One-Click")]);
    for wrong in ["", "0", &token[1..], &format!("{token}%00")] {
        let refused = reply(click(wrong)).await;
        assert_eq!((refused.status, refused.body.contains("too old")), (422, true), "{wrong}: {refused:?}");
    }
    assert!(comes(&mara).await);
    for _ in 0..2 {
        assert_eq!(reply(click(&token)).await.status, 200, "twice is no error");
    }
    assert!(!comes(&mara).await && comes(&ada).await, "that one's digest and nobody else's");

    delivery::set_digest(desk, &mara, Every::Day, 7, "UTC").await.unwrap();
    let refused = stranger.call("stop_digest", &[("token", "x")]).await;
    assert_eq!(refused.faults()[0].0, "token");
    assert_eq!(stranger.call("stop_digest", &[("token", &token)]).await.status, 200);
    assert!(!comes(&mara).await);

    // The link of a digest ends no search, its owner's or somebody else's.
    let search: JobSearchId = desk.new_id();
    let mut tx = product.worker.desk.db.owned(ada.id()).await.unwrap();
    let insert = sqlx::query("insert into job_search (id, user_id, name, criteria) values ($1, $2, 'Hers', '{}')");
    insert.bind(search.0).bind(ada.id().0).execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
    let before = state(&admin).await;
    let refused = stranger.call("stop_digest", &[("token", &token), ("search", &search.to_string())]).await;
    assert_eq!(refused.faults()[0].0, "token");
    assert_eq!(state(&admin).await, before);
}
