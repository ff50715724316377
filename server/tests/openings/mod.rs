//! Openings over time, what earlier searches kept, what dismissals teach, and what is mailed once.

use crate::house::{Product, superuser};
use job_agent::account::Member;
use job_agent::error::Error;
use job_agent::id::{PostingId, RunId};
use job_agent::posting::FoundPosting;
use job_agent::run::{self, Status};
use job_agent::search::{self, Every, MatchStatus, Report};
use job_agent::{delivery, posting};
use sqlx::PgPool;

fn opening(source: &str, number: &str, company: &str, title: &str) -> FoundPosting {
    FoundPosting {
        source: source.into(),
        external_id: number.into(),
        url: format!("https://{source}.example/{number}"),
        company: company.into(),
        title: title.into(),
        description_text: "Our services are written in Rust on PostgreSQL and Kubernetes.\n\nYou have\n- five years of backend work".into(),
        location: Some("Berlin, Germany".into()),
        language: Some("en".into()),
        ..FoundPosting::default()
    }
}

async fn keep(product: &Product, openings: &[FoundPosting]) -> Vec<PostingId> {
    let desk = &product.worker.desk;
    let mut tx = desk.db.shared().await.unwrap();
    let ids = posting::keep_all(&mut tx, desk, openings).await.unwrap();
    tx.commit().await.unwrap();
    ids
}

async fn history(product: &Product, id: PostingId) -> posting::History {
    let mut tx = product.web.desk.db.shared().await.unwrap();
    posting::histories(&mut tx, &[id]).await.unwrap().remove(&id).unwrap()
}

#[sqlx::test(migrations = "../migrations")]
async fn an_opening_is_one_row_with_every_place_that_shows_it_and_its_return_is_counted(admin: PgPool) {
    let product = Product::new(&admin).await;
    let first = opening("lever", "1", "Acme GmbH", "Rust Engineer (m/f/d)");
    let elsewhere = opening("greenhouse", "9", "ACME", "Rust Engineer");
    let mut same_page = opening("arbeitnow", "77", "Acme", "Something else");
    same_page.url = first.url.clone();
    let other = opening("lever", "2", "Acme GmbH", "Cook");
    let ids = keep(&product, &[first.clone(), elsewhere, same_page, other, first.clone()]).await;
    assert!(ids[0] == ids[1] && ids[0] == ids[2] && ids[0] == ids[4] && ids[0] != ids[3]);
    let seen = history(&product, ids[0]).await;
    let mut places: Vec<&str> = seen.links.iter().map(|link| link.source.as_str()).collect();
    places.sort_unstable();
    assert_eq!((places, seen.reposts), (vec!["arbeitnow", "greenhouse", "lever"], 0));

    let back = opening("lever", "3", "Acme", "Rust Engineer");
    assert_eq!(keep(&product, std::slice::from_ref(&back)).await, [ids[0]]);
    assert_eq!(history(&product, ids[0]).await.reposts, 0, "two on one day are a slip");
    sqlx::query("update posting set first_seen_at = now() - interval '10 days'").execute(&admin).await.unwrap();
    let again = FoundPosting { external_id: "4".into(), url: "https://lever.example/4".into(), ..back };
    for _ in 0..2 {
        assert_eq!(keep(&product, std::slice::from_ref(&again)).await, [ids[0]]);
    }
    let seen = history(&product, ids[0]).await;
    assert_eq!((seen.reposts, seen.links.len()), (1, 5), "the same number twice is no second advertisement");
    let changed = FoundPosting { title: "Senior Rust Engineer".into(), ..first };
    assert_eq!(keep(&product, &[changed]).await, [ids[0]]);
    let mut tx = product.web.desk.db.shared().await.unwrap();
    assert_eq!(posting::find(&mut tx, ids[0]).await.unwrap().unwrap().title, "Senior Rust Engineer");
}

#[sqlx::test(migrations = "../migrations")]
async fn two_who_keep_the_same_new_openings_keep_them_once(admin: PgPool) {
    let product = Product::with(&admin, &[], 4).await;
    let new: Vec<FoundPosting> =
        (0..40).map(|nth| opening("lever", &nth.to_string(), &format!("Acme {}", nth % 3), &format!("Engineer of line {nth}"))).collect();
    let backwards: Vec<FoundPosting> = new.iter().rev().cloned().collect();
    let (one, mut other) = tokio::join!(keep(&product, &new), keep(&product, &backwards));
    other.reverse();
    assert_eq!(one, other);
}

#[sqlx::test(migrations = "../migrations")]
async fn what_its_source_shows_no_more_is_gone_until_it_is_seen_again(admin: PgPool) {
    let product = Product::new(&admin).await;
    let acme = |number: &str, title: &str| on_board("acme", opening("lever", number, "Acme", title));
    let both = [on_board("acme", opening("greenhouse", "9", "Acme", "Gardener")), acme("4", "Gardener")];
    let birch = on_board("birch", opening("lever", "3", "Birch", "Baker"));
    let kept = [acme("1", "Rust Engineer"), acme("2", "Cook"), birch, both[1].clone(), both[0].clone()];
    let ids = keep(&product, &kept).await;
    let feed = keep(&product, &[opening("remotive", "1", "Elm", "Clerk"), opening("remotive", "2", "Elm", "Nurse")]).await;
    sqlx::query("update posting set last_seen_at = now() - interval '1 day'").execute(&admin).await.unwrap();
    let (answered, partly) = (posting::Outcome::Ok, posting::Outcome::Partial);
    let told = |outcome| posting::Answer { got: 1, postings: vec![kept[0].clone()], ..posting::Answer::nothing(outcome, "") };
    for (answer, limit) in [(told(partly), 100), (told(answered), 1)] {
        let_go(&product, "lever", &answer, limit).await;
    }
    assert_eq!(gone(&product, &ids).await, [false; 5], "a board that was not told whole tells nothing");
    let_go(&product, "lever", &told(answered), 100).await;
    assert_eq!(gone(&product, &ids).await, [false, true, false, false, false], "what stands elsewhere stays, and what others have");
    assert_eq!(keep(&product, &kept[1..2]).await, ids[1..2]);
    assert_eq!(gone(&product, &ids).await, [false; 5]);

    let silence = posting::Answer::nothing(posting::Outcome::OkEmpty, "");
    let_go(&product, "remotive", &silence, 100).await;
    assert_eq!(gone(&product, &feed).await, [false, false], "a feed shows its latest alone");
    sqlx::query(
        "update posting set first_seen_at = now() - interval '60 days', last_seen_at = now() - interval '31 days'
         where title = 'Clerk'",
    )
    .execute(&admin)
    .await
    .unwrap();
    let_go(&product, "remotive", &silence, 100).await;
    assert_eq!(gone(&product, &feed).await, [true, false]);
}

/// Two boards of one source, as groups have them: one a country, both with the group's name.
#[sqlx::test(migrations = "../migrations")]
async fn a_board_says_nothing_of_another_board_with_the_same_companys_name(admin: PgPool) {
    let product = Product::new(&admin).await;
    let acme = |board: &str, number: &str, title: &str| on_board(board, opening("greenhouse", number, "Acme", title));
    let (first, over) = (acme("acme", "1", "Rust Engineer"), acme("acme", "2", "Cook"));
    let abroad = acme("acme-emea", "3", "Gardener");
    // The same opening on both: gone only when neither shows it.
    let (here, there) = (acme("acme", "4", "Nurse"), acme("acme-emea", "5", "Nurse"));
    let ids = keep(&product, &[first.clone(), over.clone(), abroad.clone(), here, there]).await;
    assert_eq!(ids[3], ids[4]);
    let old = "update posting set last_seen_at = now() - interval '1 day'";
    sqlx::query(old).execute(&admin).await.unwrap();
    sqlx::query("update posting_link set last_seen_at = now() - interval '1 day'").execute(&admin).await.unwrap();
    let told = |postings: &[FoundPosting]| posting::Answer {
        got: postings.len(),
        postings: postings.to_vec(),
        ..posting::Answer::nothing(posting::Outcome::Ok, "")
    };
    let_go(&product, "greenhouse", &told(std::slice::from_ref(&first)), 100).await;
    assert_eq!(gone(&product, &ids[..4]).await, [false, true, false, false], "one board was asked");
    let_go(&product, "greenhouse", &told(std::slice::from_ref(&abroad)), 100).await;
    assert_eq!(gone(&product, &ids[..4]).await, [false, true, false, false], "and now the other");
    let_go(&product, "greenhouse", &told(&[first.clone(), abroad]), 100).await;
    assert_eq!(gone(&product, &ids[..4]).await, [false, true, false, true], "neither shows it any more");
    // A place that was kept before boards were is told from no board.
    sqlx::query("update posting_link set board = null").execute(&admin).await.unwrap();
    assert_eq!(keep(&product, std::slice::from_ref(&over)).await, ids[1..2]);
    sqlx::query(old).execute(&admin).await.unwrap();
    let_go(&product, "greenhouse", &told(std::slice::from_ref(&first)), 100).await;
    assert_eq!(gone(&product, &ids[..4]).await, [false, true, false, true], "seen again it has its board");
}

fn on_board(board: &str, opening: FoundPosting) -> FoundPosting {
    FoundPosting { board: Some(board.into()), ..opening }
}

async fn gone(product: &Product, ids: &[PostingId]) -> Vec<bool> {
    let mut gone = Vec::new();
    for id in ids {
        gone.push(history(product, *id).await.expired_at.is_some());
    }
    gone
}

async fn let_go(product: &Product, source: &str, answer: &posting::Answer, limit: usize) {
    let desk = &product.worker.desk;
    let card = desk.sources.iter().map(|source| source.card()).find(|card| card.key == source).unwrap();
    let mut tx = desk.db.shared().await.unwrap();
    posting::let_go(&mut tx, &card, answer, limit).await.unwrap();
    tx.commit().await.unwrap();
}

#[sqlx::test(migrations = "../migrations")]
async fn what_was_kept_is_searched_too_unless_it_is_gone(admin: PgPool) {
    let product = Product::new(&admin).await;
    let member = product.member("mara@example.org").await;
    product.profiled(&member).await;
    let mut over = opening("sample", "over", "Nordwind Ledger", "Senior Backend Engineer");
    over.valid_through = Some(product.web.desk.now() - chrono::Duration::days(1));
    let ids = keep(&product, &[opening("sample", "kept", "Kelp Payments", "Senior Backend Engineer"), over]).await;
    let run = search::start_from_profile(&product.web.desk, &member, "first").await.unwrap();
    product.work().await;
    let report = report(&product, &member, run).await;
    assert!(report.from_before >= 1, "{report:?}");
    let found: Vec<PostingId> =
        search::matches(&product.web.desk, &member, None, Some(run)).await.unwrap().iter().map(|card| card.posting_id).collect();
    assert!(found.contains(&ids[0]) && !found.contains(&ids[1]));
}

#[sqlx::test(migrations = "../migrations")]
async fn no_letter_breaks_a_search_and_none_hides_a_place(admin: PgPool) {
    let product = Product::new(&admin).await;
    let at = |number: &str, place: &str, text: &str| FoundPosting {
        location: Some(place.into()),
        description_text: text.into(),
        ..opening("sample", number, number, "Rust Engineer")
    };
    let ids = keep(&product, &[at("1", "Berlin", "supply"), at("2", "München", "маємо об\u{2bc}єкт моделювання")]).await;
    let found = async |wanted: posting::Wanted| {
        let mut tx = product.worker.desk.db.shared().await.unwrap();
        let wanted = posting::Wanted { sources: vec!["sample".into()], ..wanted };
        posting::candidates(&mut tx, &wanted).await.unwrap().into_iter().map(|(id, _)| id).collect::<Vec<_>>()
    };
    let names = ["моделювання об\u{2bc}єкт", "\u{149}\u{149}", "\u{2ba}it\u{2ba}", "it's | a:* & !trap", "supply or demand"];
    let skills = vec![names.map(str::to_owned).to_vec()];
    assert_eq!(found(posting::Wanted { skills, limit: 9, ..posting::Wanted::default() }).await, [ids[1]]);
    let (titles, places) = (vec!["Rust Engineer".to_owned()], vec!["münchen".to_owned(), "%".to_owned()]);
    assert_eq!(found(posting::Wanted { titles, places, limit: 1, ..posting::Wanted::default() }).await, [ids[1]]);
}

#[sqlx::test(migrations = "../migrations")]
async fn new_is_what_the_last_run_was_the_first_to_find(admin: PgPool) {
    let product = Product::new(&admin).await;
    let desk = &product.web.desk;
    let member = product.member("mara@example.org").await;
    product.profiled(&member).await;
    search::start_from_profile(desk, &member, "first").await.unwrap();
    product.work().await;
    let cards = async || search::matches(desk, &member, None, None).await.unwrap();
    assert!(cards().await.iter().all(|card| !card.fresh), "where everything is new the word says nothing");
    let id = keep(&product, &[opening("sample", "kept", "Kelp Payments", "Senior Backend Engineer")]).await[0];
    let search = search::searches(desk, &member).await.unwrap().remove(0);
    search::run_search(desk, &member, search.id, "second").await.unwrap();
    product.work().await;
    let second = cards().await;
    assert!(second.iter().any(|card| card.fresh && card.posting_id == id) && second.iter().any(|card| !card.fresh));
    sqlx::query("update posting set expired_at = now() where id = $1").bind(id.0).execute(&admin).await.unwrap();
    search::run_search(desk, &member, search.id, "third").await.unwrap();
    product.work().await;
    let third = cards().await;
    assert!(third.iter().any(|card| card.posting_id == id && !card.fresh), "it was new the time before");
}

/// Workers that died behind their last step: the mail had left, and what the search brought was kept.
#[sqlx::test(migrations = "../migrations")]
async fn a_search_that_is_worked_on_again_counts_and_mails_the_same(admin: PgPool) {
    let product = Product::new(&admin).await;
    let member = product.member("mara@example.org").await;
    product.profiled(&member).await;
    let run = search::start_from_profile(&product.web.desk, &member, "first").await.unwrap();
    product.work().await;
    let before = report(&product, &member, run).await;
    let delivery = before.delivery_run.unwrap();
    let told = run::find(&product.web.desk, member.id(), delivery).await.unwrap().unwrap();
    assert_eq!(told.input["sources"].as_array().unwrap().len(), before.sources.len(), "the mail waits for no report");

    let all = superuser(&admin).await;
    sqlx::query("alter table run disable trigger user").execute(&all).await.unwrap();
    let anew = "update run set status = 'queued', finished_at = null, output = null, lease_token = null, run_at = now() where id = any($1)";
    sqlx::query(anew).bind(vec![run.0, delivery.0]).execute(&all).await.unwrap();
    sqlx::query("alter table run enable trigger user").execute(&all).await.unwrap();
    sqlx::query("delete from run_step where name = 'keep'").execute(&all).await.unwrap();
    product.work().await;
    assert_eq!(report(&product, &member, run).await.new_matches, before.new_matches);
    let sent = run::find(&product.web.desk, member.id(), delivery).await.unwrap().unwrap();
    assert_eq!((sent.snapshot.status, sent.output), (Status::Completed, told.output));
    let links = sqlx::query_scalar::<_, i64>("select count(*) from verification where identifier like 'stop-search%'");
    assert_eq!(links.fetch_one(&all).await.unwrap(), 1, "what has left is not composed again");
}

async fn report(product: &Product, member: &Member, run: RunId) -> Report {
    let ended = run::find(&product.web.desk, member.id(), run).await.unwrap().unwrap();
    assert_eq!(ended.snapshot.status, Status::Completed, "{:?}", ended.snapshot.error_message);
    serde_json::from_value(ended.output.unwrap()).unwrap()
}

#[sqlx::test(migrations = "../migrations")]
async fn a_dismissal_with_a_reason_lowers_what_is_like_it_until_it_is_taken_back(admin: PgPool) {
    let product = Product::new(&admin).await;
    let desk = &product.web.desk;
    let member = product.member("mara@example.org").await;
    product.profiled(&member).await;
    let pair = [
        opening("sample", "one", "Kelp Payments", "Senior Backend Engineer"),
        opening("sample", "two", "Kelp Payments", "Backend Engineer, Rust"),
    ];
    let ids = keep(&product, &pair).await;
    let first = search::start_from_profile(desk, &member, "first").await.unwrap();
    product.work().await;
    let of = async |id: PostingId| {
        let cards = search::matches(desk, &member, None, None).await.unwrap();
        cards.into_iter().find(|card| card.posting_id == id).unwrap()
    };
    let (one, before) = (of(ids[0]).await, of(ids[1]).await);
    let why = Some(search::Why::Company.words().to_owned());
    search::set_match_status(desk, &member, one.id, MatchStatus::Dismissed, why).await.unwrap();
    let lessons = search::lessons(desk, &member).await.unwrap();
    assert_eq!(lessons.iter().map(|lesson| (lesson.id, lesson.why)).collect::<Vec<_>>(), [(one.id, search::Why::Company)]);

    let made = search::searches(desk, &member).await.unwrap();
    search::run_search(desk, &member, made[0].id, "second").await.unwrap();
    product.work().await;
    let lowered = of(ids[1]).await;
    assert_eq!(lowered.score, before.score - 40);
    assert_eq!(search::lessons(desk, &member).await.unwrap()[0].learned_at, lessons[0].learned_at, "a run is no new dismissal");
    let view = search::match_view(desk, &member, lowered.id).await.unwrap();
    let said = |text: &str| view.parts.iter().flat_map(|part| &part.reasons).any(|reason| reason.text.contains(text));
    assert!(said("40 points lower, because you dismissed Senior Backend Engineer at Kelp Payments: not this company."));

    let stranger = product.member("ada@example.org").await;
    assert!(matches!(search::unlearn(desk, &stranger, one.id).await, Err(Error::NotFound)));
    search::unlearn(desk, &member, one.id).await.unwrap();
    assert!(search::lessons(desk, &member).await.unwrap().is_empty());
    let third = search::run_search(desk, &member, made[0].id, "third").await.unwrap();
    product.work().await;
    assert_eq!(of(ids[1]).await.score, before.score);
    assert_eq!(search::matches(desk, &member, Some(MatchStatus::Dismissed), None).await.unwrap().len(), 1, "it stays dismissed");
    assert!(first != third && report(&product, &member, third).await.new_matches == 0);
}

#[sqlx::test(migrations = "../migrations")]
async fn a_search_is_changed_and_copied_and_its_timetable_follows(admin: PgPool) {
    let product = Product::new(&admin).await;
    let desk = &product.web.desk;
    let member = product.member("mara@example.org").await;
    product.profiled(&member).await;
    search::start_from_profile(desk, &member, "first").await.unwrap();
    let search = search::searches(desk, &member).await.unwrap().remove(0);
    search::set_timetable(desk, &member, search.id, Every::Day, 7, "Europe/Berlin").await.unwrap();
    search::pause_timetable(desk, &member, search.id, true).await.unwrap();
    let changed = search::Criteria { titles: vec!["Platform Engineer".into()], limit: 7, ..search.criteria.clone() };
    search::change_search(desk, &member, search.id, &changed, Some("Platforms".into()), None).await.unwrap();
    let kept = search::job_search(desk, &member, search.id).await.unwrap();
    assert_eq!((kept.name.as_str(), &kept.criteria), ("Platforms", &changed));
    assert!(search::timetable(desk, &member, search.id).await.unwrap().unwrap().paused, "what was paused stays so");
    let input: serde_json::Value =
        sqlx::query_scalar("select input from schedule where kind = 'job_search'").fetch_one(&superuser(&admin).await).await.unwrap();
    assert_eq!(input["criteria"]["limit"], 7);
    let wrong = search::Criteria { limit: 0, ..changed.clone() };
    assert!(matches!(search::change_search(desk, &member, search.id, &wrong, None, None).await, Err(Error::Invalid(_))));
    let other = search::Criteria { limit: 9, ..changed.clone() };
    assert!(matches!(search::change_search(desk, &member, search.id, &other, None, Some("")).await, Err(Error::Invalid(_))));
    assert_eq!(search::job_search(desk, &member, search.id).await.unwrap(), kept, "with a run that is refused nothing is changed");
    let run = search::change_search(desk, &member, search.id, &changed, Some("Platforms".into()), Some("again")).await.unwrap();
    assert!(run.is_some() && search::job_search(desk, &member, search.id).await.unwrap().last_run_id == run);

    let copy = search::duplicate_search(desk, &member, search.id).await.unwrap();
    let copied = search::job_search(desk, &member, copy).await.unwrap();
    assert_eq!((copied.name.as_str(), &copied.criteria, copied.last_run_id), ("Platforms (copy)", &changed, None));
    assert!(search::timetable(desk, &member, copy).await.unwrap().is_none());
    let stranger = product.member("ada@example.org").await;
    assert!(matches!(search::duplicate_search(desk, &stranger, search.id).await, Err(Error::NotFound)));
    assert!(matches!(search::change_search(desk, &stranger, search.id, &changed, None, None).await, Err(Error::NotFound)));
}

#[sqlx::test(migrations = "../migrations")]
async fn a_search_mails_each_opening_once_and_its_mails_end_by_their_link(admin: PgPool) {
    let product = Product::new(&admin).await;
    let desk = &product.web.desk;
    let member = product.member("mara@example.org").await;
    product.profiled(&member).await;
    search::start_from_profile(desk, &member, "first").await.unwrap();
    product.work().await;
    product.work().await;
    let search = search::searches(desk, &member).await.unwrap().remove(0);
    search::run_search(desk, &member, search.id, "second").await.unwrap();
    product.work().await;
    product.work().await;
    let mails: Vec<_> = product.outbox().into_iter().filter(|mail| mail.key.starts_with("shortlist")).collect();
    assert_eq!(mails.len(), 1, "nothing was new the second time");
    let rest = search::matches(desk, &member, None, None).await.unwrap().len() - 10;
    let preview = delivery::preview_digest(desk, &member).await.unwrap().unwrap();
    assert_eq!(preview.subject, format!("{rest} new matches"), "what one mail told, another does not tell again");

    let token = mails[0].text.split("&token=").nth(1).unwrap().split_whitespace().next().unwrap();
    assert!(matches!(delivery::stop_shortlist(desk, search.id, "nonsense").await, Err(Error::Invalid(_))));
    assert!(search::job_search(desk, &member, search.id).await.unwrap().criteria.deliver);
    for _ in 0..2 {
        delivery::stop_shortlist(desk, search.id, token).await.unwrap();
    }
    assert!(!search::job_search(desk, &member, search.id).await.unwrap().criteria.deliver);
}
