//! The product over a real Postgres, through the same [`Application`] that `main` builds: limited roles, row-level
//! security, runs and the whole way from a CV to the mail.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod boards;
mod house;
mod model;
mod openings;
mod pasted;

use bytes::Bytes;
use house::{Product, password, role_pool, superuser};
use job_agent::account::{self, Member, SeenFrom, SignUp};
use job_agent::db;
use job_agent::desk::Desk;
use job_agent::document::resume::is_date;
use job_agent::document::{Document, Format, Reader, Unreadable};
use job_agent::error::Error;
use job_agent::id::{FactId, RunId};
use job_agent::profile::{self, About, Fact, FactStatus};
use job_agent::run::{self, Kind, NewRun, Status};
use job_agent::search::{self, Every, MatchStatus, Report};
use job_agent::{delivery, letter, posting};
use sqlx::PgPool;
use std::collections::BTreeMap;
use std::sync::Arc;

// ---- the whole way ----

#[sqlx::test(migrations = "../migrations")]
async fn a_cv_becomes_a_ranked_list_with_letters_and_one_mail(admin: PgPool) {
    let product = Product::new(&admin).await;
    let desk = &product.web.desk;
    let member = product.member("mara@example.org").await;
    let about = About { name: "Mara Lindqvist".into(), location: "Berlin".into(), work_mode: None, basic_info: String::new() };
    profile::save_about(desk, &member, &about).await.unwrap();
    product.profiled(&member).await;
    let known = profile::profile(desk, &member).await.unwrap();
    assert!(known.facts.iter().any(|fact| fact.path == "work[0].name" && fact.text.contains("Nordwind")), "{:?}", known.facts);
    assert!(known.titles.iter().any(|idea| idea.title.contains("Backend Engineer") && !idea.facts.is_empty()), "{:?}", known.titles);
    let pages = profile::pages_of_cv(desk, &member, known.uploads[0].id).await.unwrap();
    for fact in &known.facts {
        let place = fact.place.unwrap();
        let page = pages.iter().find(|page| Some(page.upload_id) == fact.upload_id && page.page.number == place.page).unwrap();
        let printed: String = page.page.text.chars().skip(place.start as usize).take((place.end - place.start) as usize).collect();
        assert_eq!(printed.split_whitespace().collect::<String>(), fact.text.split_whitespace().collect::<String>());
    }

    let searching = search::start_from_profile(desk, &member, "first").await.unwrap();
    product.work().await;
    let ended = run::find(desk, member.id(), searching).await.unwrap().unwrap();
    assert_eq!(ended.snapshot.status, Status::Completed, "{:?}", ended.snapshot.error_message);
    let report: Report = serde_json::from_value(ended.output.unwrap()).unwrap();
    assert_eq!(report.sources.len(), 1);
    let sample = &report.sources[0];
    assert_eq!(sample.got, sample.kept + sample.dropped.values().sum::<usize>(), "every row is accounted for");
    assert!(sample.dropped.contains_key("duplicate"));

    let matches = search::matches(desk, &member, None, None).await.unwrap();
    assert_eq!(matches.len(), report.matches);
    assert!(matches.is_sorted_by(|a, b| a.score >= b.score));
    assert!(matches[0].title.to_lowercase().contains("backend") || matches[0].title.contains("Rust"), "{}", matches[0].title);
    let view = search::match_view(desk, &member, matches[0].id).await.unwrap();
    assert_eq!(view.parts.len(), 5);
    for quote in view.parts.iter().flat_map(|part| &part.reasons).filter_map(|reason| reason.quote.as_ref()) {
        let fields = [
            Some(&view.posting.description_text),
            Some(&view.posting.title),
            view.posting.location.as_ref(),
            view.posting.employment.as_ref(),
        ];
        assert!(fields.into_iter().flatten().any(|field| field.contains(quote)), "not in the posting: {quote}");
    }

    assert_eq!(report.letters.len(), 3, "refused: {:?}", report.letters_refused);
    let written = letter::letter(desk, &member, report.letters[0].id).await.unwrap();
    assert!(written.content.paragraphs.iter().flatten().any(|sentence| !sentence.facts.is_empty()));
    let (name, pdf) = letter::letter_pdf(desk, &member, report.letters[0].id).await.unwrap();
    assert!(pdf.starts_with(b"%PDF") && name.ends_with(".pdf"));

    product.work().await;
    let kept = product.outbox();
    let shortlist: Vec<_> = kept.iter().filter(|mail| mail.key.starts_with("shortlist")).collect();
    assert_eq!(shortlist.len(), 1);
    assert_eq!(shortlist[0].attachments.len(), 3);
    assert!(shortlist[0].text.contains(&matches[0].title));
}

#[sqlx::test(migrations = "../migrations")]
async fn a_verification_link_works_once(admin: PgPool) {
    let product = Product::new(&admin).await;
    let desk = &product.web.desk;
    let member = product.member("mara@example.org").await;
    product.work().await;
    let mail = product.outbox().pop().unwrap();
    let token = mail.text.split("token=").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
    assert_eq!(account::prove_address(desk, None, &token).await.unwrap(), "mara@example.org");
    assert!(matches!(account::prove_address(desk, None, &token).await, Err(Error::Invalid(_))), "a link works once");
    assert!(matches!(account::prove_address(desk, None, "nonsense").await, Err(Error::Invalid(_))));
    assert!(matches!(account::resend_verification(desk, &member, None).await, Ok(())), "this member's view is from before");
}

// ---- accounts ----

#[sqlx::test(migrations = "../migrations")]
async fn a_taken_address_and_bad_fields_are_named(admin: PgPool) {
    let product = Product::new(&admin).await;
    let desk = &product.web.desk;
    product.member("mara@example.org").await;
    let again = SignUp { name: "Somebody".into(), email: " MARA@example.org".into(), password: password() };
    let Err(Error::Invalid(fields)) = account::sign_up(desk, &SeenFrom::default(), again).await else {
        panic!("a taken address was accepted")
    };
    assert_eq!(fields[0].field, "email");
    let bad = SignUp { name: String::new(), email: "nobody".into(), password: "short".to_owned().into() };
    let Err(Error::Invalid(fields)) = account::sign_up(desk, &SeenFrom::default(), bad).await else { panic!("bad fields were accepted") };
    assert_eq!(fields.iter().map(|field| field.field.as_str()).collect::<Vec<_>>(), ["name", "email", "password"]);
}

#[sqlx::test(migrations = "../migrations")]
async fn unknown_addresses_and_wrong_passwords_get_one_answer_and_too_many_get_none(admin: PgPool) {
    let product = Product::new(&admin).await;
    let desk = &product.web.desk;
    product.member("mara@example.org").await;
    let try_it = async |email: &str, words: &str| {
        account::sign_in(desk, &SeenFrom::default(), email, words.to_owned().into(), true)
            .await
            .map(|_| ())
            .map_err(|error| error.to_string())
    };
    let wrong = try_it("mara@example.org", "wrong horse battery").await.unwrap_err();
    let unknown = try_it("nobody@example.org", "wrong horse battery").await.unwrap_err();
    assert_eq!(wrong, unknown);
    assert!(try_it("mara@example.org", "correct horse battery").await.is_ok());
    for _ in 0..8 {
        try_it("mara@example.org", "wrong horse battery").await.unwrap_err();
    }
    assert!(try_it("mara@example.org", "correct horse battery").await.unwrap_err().contains("Too many"));
}

#[sqlx::test(migrations = "../migrations")]
async fn a_session_ends_when_it_is_signed_out_and_no_stored_value_is_a_cookie(admin: PgPool) {
    let product = Product::new(&admin).await;
    let desk = &product.web.desk;
    product.member("mara@example.org").await;
    let opened = account::sign_in(desk, &SeenFrom::default(), "mara@example.org", password(), true).await.unwrap().session().unwrap();
    assert!(account::member(desk, &opened.cookie).await.unwrap().is_some());
    let stored: Vec<(String,)> = sqlx::query_as("select token from session").fetch_all(&superuser(&admin).await).await.unwrap();
    for (token,) in stored {
        assert!(account::member(desk, &token.into()).await.unwrap().is_none());
    }
    account::sign_out(desk, &opened.cookie).await.unwrap();
    assert!(account::member(desk, &opened.cookie).await.unwrap().is_none());
}

// ---- tenancy ----

#[sqlx::test(migrations = "../migrations")]
async fn nobody_reaches_what_is_somebody_elses(admin: PgPool) {
    let product = Product::new(&admin).await;
    let desk = &product.web.desk;
    let (mara, other) = (product.member("mara@example.org").await, product.member("other@example.org").await);
    product.profiled(&mara).await;
    let searching = search::start_from_profile(desk, &mara, "first").await.unwrap();
    product.work().await;
    let hers = search::matches(desk, &mara, None, None).await.unwrap();
    let upload = profile::uploads(desk, &mara).await.unwrap()[0].id;
    let letter_id = letter::letters(desk, &mara).await.unwrap()[0].id;

    assert!(search::matches(desk, &other, None, None).await.unwrap().is_empty());
    assert!(profile::profile(desk, &other).await.unwrap().facts.is_empty());
    assert!(run::list(desk, other.id(), 10).await.unwrap().is_empty());
    assert!(run::find(desk, other.id(), searching).await.unwrap().is_none());
    assert!(matches!(run::cancel(desk, other.id(), searching).await, Err(Error::NotFound)));
    assert!(matches!(search::match_view(desk, &other, hers[0].id).await, Err(Error::NotFound)));
    assert!(matches!(search::set_match_status(desk, &other, hers[0].id, MatchStatus::Saved, None).await, Err(Error::NotFound)));
    assert!(matches!(letter::letter(desk, &other, letter_id).await, Err(Error::NotFound)));
    assert!(matches!(letter::letter_pdf(desk, &other, letter_id).await, Err(Error::NotFound)));
    assert!(matches!(profile::upload_file(desk, &other, upload).await, Err(Error::NotFound)));
    assert!(matches!(profile::remove_upload(desk, &other, upload).await, Err(Error::NotFound)));
    assert!(matches!(profile::pages_of_cv(desk, &other, upload).await, Err(Error::NotFound)));
    assert!(matches!(profile::picture_of_page(desk, &other, upload, 1).await, Err(Error::NotFound)));

    // Without an owner in the transaction the web's role sees no row of anybody.
    let web = role_pool(&admin, "job_agent_ui", 1).await;
    for table in ["\"user\"", "session", "account", "run", "run_event", "upload", "fact", "matched_job", "letter", "job_search"] {
        let (seen,): (i64,) = sqlx::query_as(sqlx::AssertSqlSafe(format!("select count(*) from {table}"))).fetch_one(&web).await.unwrap();
        assert_eq!(seen, 0, "{table}");
    }
}

// ---- uploads ----

#[sqlx::test(migrations = "../migrations")]
async fn a_file_that_cannot_be_used_says_why_and_the_same_file_is_kept_once(admin: PgPool) {
    let product = Product::new(&admin).await;
    let desk = &product.web.desk;
    let member = product.member("mara@example.org").await;
    let refused = async |bytes: Bytes| profile::upload_cv(desk, &member, "cv.pdf", bytes).await.unwrap_err().to_string();
    assert!(refused(Bytes::new()).await.contains("empty"));
    assert!(refused(Bytes::from_static(b"PK\x03\x04 a zip")).await.contains("an archive"));
    assert!(refused(Bytes::from(vec![b'x'; profile::UPLOAD_BYTES_MAX + 1])).await.contains("larger than 10 MB"));
    product.uploaded(&member).await;
    product.uploaded(&member).await;
    assert_eq!(profile::uploads(desk, &member).await.unwrap().len(), 1);
}

#[sqlx::test(migrations = "../migrations")]
async fn a_cv_without_text_fails_in_words_and_invents_nothing(admin: PgPool) {
    let product = Product::new(&admin).await;
    let desk = &product.web.desk;
    let member = product.member("mara@example.org").await;
    profile::upload_cv(desk, &member, "scan.pdf", Bytes::from_static(b"%PDF-1.4\nthis is no PDF after all")).await.unwrap();
    let run = profile::start_profiling(desk, &member, "first").await.unwrap();
    product.work().await;
    let ended = run::find(desk, member.id(), run).await.unwrap().unwrap().snapshot;
    assert_eq!(ended.status, Status::Failed);
    assert!(ended.error_message.unwrap().contains("scan.pdf"));
    assert!(profile::profile(desk, &member).await.unwrap().facts.is_empty());
    assert!(matches!(search::start_from_profile(desk, &member, "x").await, Err(Error::Invalid(_))));
}

// ---- facts ----

/// A second CV of the same person, with one address and one date that differ from those of the first.
const SECOND: &str = r#"{"basics":{"name":"Mara Lindqvist","email":"mara.new@lindqvist.example"},
    "work":[{"name":"Nordwind Payments","position":"Senior Backend Engineer","startDate":"1999-01"}],"skills":[{"name":"Sailing"}]}"#;

#[sqlx::test(migrations = "../migrations")]
async fn what_a_person_says_about_facts_outlives_a_second_reading(admin: PgPool) {
    let product = Product::new(&admin).await;
    let desk = &product.web.desk;
    let member = product.member("mara@example.org").await;
    product.profiled(&member).await;
    let facts = async || profile::profile(desk, &member).await.unwrap().facts;
    let before = facts().await;
    let skills: Vec<_> = before.iter().filter(|fact| fact.path.contains("keywords")).collect();
    let [confirmed, edited, removed, untouched, ..] = skills[..] else { panic!("four skills: {skills:?}") };
    profile::confirm_fact(desk, &member, confirmed.id).await.unwrap();
    let now = profile::edit_fact(desk, &member, edited.id, "  Sailing\nships ").await.unwrap();
    profile::remove_fact(desk, &member, removed.id).await.unwrap();
    let mine = BTreeMap::from([("position".to_owned(), "Skipper".to_owned()), ("startDate".to_owned(), "2020-05".to_owned())]);
    let added = profile::add_entry(desk, &member, "work", &mine).await.unwrap();
    let check = |facts: &[Fact]| {
        let find = |id: FactId| facts.iter().find(|fact| fact.id == id);
        assert_eq!(find(confirmed.id).unwrap().status, FactStatus::Confirmed);
        let edit = find(now).unwrap();
        assert_eq!((edit.text.as_str(), edit.status, edit.place), ("Sailing ships", FactStatus::Edited, edited.place));
        assert!(find(edited.id).is_none(), "the edit stands in the place of what was read");
        assert!(find(removed.id).is_none());
        assert_eq!(find(untouched.id).unwrap().status, FactStatus::Found, "what nobody touched keeps its id");
        let own = find(added).unwrap();
        assert_eq!((own.text.as_str(), own.upload_id, own.place), ("Skipper", None, None));
        assert_eq!(facts.len(), before.len() + 1, "one taken out, two written by hand");
    };
    check(&facts().await);
    profile::start_profiling(desk, &member, "again").await.unwrap();
    product.work().await;
    check(&facts().await);

    profile::restore_fact(desk, &member, removed.id).await.unwrap();
    assert!(facts().await.iter().any(|fact| fact.id == removed.id));
    profile::remove_fact(desk, &member, now).await.unwrap();
    assert!(!facts().await.iter().any(|fact| fact.id == now || fact.id == edited.id), "an edit that is taken out brings nothing back");
    for wrong in ["", " \n", &"x".repeat(profile::FACT_MAX + 1)] {
        assert!(matches!(profile::edit_fact(desk, &member, untouched.id, wrong).await, Err(Error::Invalid(_))));
    }
    let other = product.member("other@example.org").await;
    assert!(matches!(profile::confirm_fact(desk, &other, untouched.id).await, Err(Error::NotFound)));
    assert!(matches!(profile::edit_fact(desk, &other, untouched.id, "mine").await, Err(Error::NotFound)));
    assert!(matches!(profile::remove_fact(desk, &other, untouched.id).await, Err(Error::NotFound)));
    assert!(matches!(profile::restore_fact(desk, &other, now).await, Err(Error::NotFound)));
    profile::remove_upload(desk, &member, untouched.upload_id.unwrap()).await.unwrap();
    assert!(matches!(profile::restore_fact(desk, &member, untouched.id).await, Err(Error::NotFound)), "its CV is gone");
}

#[sqlx::test(migrations = "../migrations")]
async fn two_edits_at_once_are_one_fact_and_a_date_stays_one(admin: PgPool) {
    let product = Product::new(&admin).await;
    let desk = &product.web.desk;
    let member = product.member("mara@example.org").await;
    product.profiled(&member).await;
    let facts = async || profile::profile(desk, &member).await.unwrap().facts;
    let before = facts().await;
    let skill = before.iter().find(|fact| fact.path.contains("keywords")).unwrap().id;
    let edit = async |text: &str| profile::edit_fact(desk, &member, skill, text).await;
    let (one, two) = tokio::join!(edit("Sailing"), edit("Rowing"));
    assert_eq!(one.unwrap(), two.unwrap(), "the later edits what the earlier wrote");
    assert_eq!(facts().await.len(), before.len());

    let date = before.iter().find(|fact| fact.path == "work[0].startDate").unwrap().id;
    let Err(Error::Invalid(faults)) = profile::edit_fact(desk, &member, date, "some day").await else { panic!("that is no date") };
    assert_eq!(faults[0].field, "text");
    let now = profile::edit_fact(desk, &member, date, "2018-04").await.unwrap();
    let values = profile::fact_values(desk, &member).await.unwrap();
    assert_eq!(values[&now], "2018-04");
    assert!(!values.contains_key(&date), "what an edit hides says nothing");
}

#[sqlx::test(migrations = "../migrations")]
async fn the_number_of_an_entry_is_used_once(admin: PgPool) {
    let product = Product::new(&admin).await;
    let desk = &product.web.desk;
    let member = product.member("mara@example.org").await;
    let add = async |title: &str| {
        let fields = BTreeMap::from([("position".to_owned(), title.to_owned())]);
        let id = profile::add_entry(desk, &member, "work", &fields).await.unwrap();
        profile::profile(desk, &member).await.unwrap().facts.into_iter().find(|fact| fact.id == id).unwrap()
    };
    let first = add("Skipper").await;
    profile::remove_fact(desk, &member, first.id).await.unwrap();
    assert_ne!(add("Mate").await.path, first.path, "what was taken out may come back");
}

/// Takes the person's CVs away while one of them is read.
struct TakenAway {
    reader: Arc<dyn Reader>,
    desk: Desk,
    member: Member,
}

#[async_trait::async_trait]
impl Reader for TakenAway {
    async fn read(&self, bytes: Bytes) -> Result<Document, Unreadable> {
        for upload in profile::uploads(&self.desk, &self.member).await.unwrap() {
            profile::remove_upload(&self.desk, &self.member, upload.id).await.unwrap();
        }
        self.reader.read(bytes).await
    }

    async fn draw(&self, bytes: Bytes, page: u32) -> Result<Bytes, Unreadable> {
        self.reader.draw(bytes, page).await
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn a_cv_that_is_taken_away_while_it_is_read_does_not_come_back(admin: PgPool) {
    let mut product = Product::new(&admin).await;
    let member = product.member("mara@example.org").await;
    let desk = product.web.desk.clone();
    let reader = product.worker.desk.reader.clone();
    product.worker.desk.reader = Arc::new(TakenAway { reader, desk: desk.clone(), member: member.clone() });
    product.uploaded(&member).await;
    profile::start_profiling(&desk, &member, "first").await.unwrap();
    product.work().await;
    let known = profile::profile(&desk, &member).await.unwrap();
    assert_eq!((known.uploads, known.facts, known.removed), (Vec::new(), Vec::new(), Vec::new()));
}

#[sqlx::test(migrations = "../migrations")]
async fn two_cvs_that_disagree_are_shown_and_settled_by_the_person(admin: PgPool) {
    let product = Product::new(&admin).await;
    let desk = &product.web.desk;
    let member = product.member("mara@example.org").await;
    product.profiled(&member).await;
    let profile_now = async || profile::profile(desk, &member).await.unwrap();
    let role = profile_now().await.facts.into_iter().find(|fact| fact.path == "work[0].position").unwrap().text;
    let second = SECOND.replace("Senior Backend Engineer", &role);
    let upload = profile::upload_cv(desk, &member, "second.txt", Bytes::from(second)).await.unwrap();
    assert_eq!(upload.format, Format::JsonResume, "the content says what it is");
    profile::start_profiling(desk, &member, "both").await.unwrap();
    product.work().await;
    let known = profile_now().await;
    let about: Vec<&str> = known.conflicts.iter().map(|one| one.about.as_str()).collect();
    assert_eq!(about, ["E-mail", format!("{role}, Nordwind Payments: from").as_str()], "{:?}", known.facts);
    let text = |id: FactId| known.facts.iter().find(|fact| fact.id == id).unwrap().text.clone();

    let email = &known.conflicts[0];
    let new = *email.facts.iter().find(|id| text(**id).contains("mara.new")).unwrap();
    profile::settle(desk, &member, email.facts[0], Some(new)).await.unwrap();
    let date = &known.conflicts[1];
    let old = *date.facts.iter().find(|id| text(**id) != "1999-01").unwrap();
    let value = profile::fact_values(desk, &member).await.unwrap()[&old].clone();
    assert!(value.as_str().is_some_and(is_date), "{value}");
    profile::settle(desk, &member, date.facts[0], Some(old)).await.unwrap();
    let settled = profile_now().await;
    assert_eq!(settled.conflicts, []);
    let said = |path: &str| settled.facts.iter().filter(|fact| fact.path == path).map(|fact| fact.text.clone()).collect::<Vec<_>>();
    assert_eq!(said("basics.email"), ["mara.new@lindqvist.example"]);
    assert_eq!(said("work[0].startDate"), [text(old), text(old)], "the other CV's date is corrected, and its role keeps one");
    let values = profile::fact_values(desk, &member).await.unwrap();
    let dates = settled.facts.iter().filter(|fact| fact.path == "work[0].startDate");
    assert!(dates.clone().count() == 2 && dates.clone().all(|fact| values[&fact.id] == value), "and it is a date still");
    profile::start_profiling(desk, &member, "once more").await.unwrap();
    product.work().await;
    assert_eq!(profile_now().await.conflicts, [], "nor does another reading ask again");
    let stranger = product.member("other@example.org").await;
    assert!(matches!(profile::settle(desk, &stranger, old, Some(old)).await, Err(Error::NotFound)));
}

// ---- the vibe check ----

#[sqlx::test(migrations = "../migrations")]
async fn to_look_at_the_vibe_check_writes_nothing_and_an_answer_counts_once(admin: PgPool) {
    let product = Product::new(&admin).await;
    let desk = &product.web.desk;
    let member = product.member("mara@example.org").await;
    let all = superuser(&admin).await;
    let kept = async || sqlx::query_scalar::<_, i64>("select count(*) from chat_message").fetch_one(&all).await.unwrap();
    let opening = profile::vibe_check(desk, &member).await.unwrap();
    assert_eq!((opening.turns.len(), opening.question, kept().await), (1, 1, 0));
    let say = async |text: &str, seen| profile::say(desk, &member, text, seen).await;
    let (first, again) = tokio::join!(say("I decide on my own.", Some(1)), say("I decide on my own.", Some(1)));
    assert_eq!(first.unwrap().turns, again.unwrap().turns, "two presses are one answer");
    assert_eq!(say("I decide on my own.", Some(1)).await.unwrap().turns.len(), 3, "a form that is sent again changes nothing");
    assert!(matches!(say("Something else.", Some(1)).await, Err(Error::Conflict(_))), "a tab that is behind is told so");
    assert_eq!(kept().await, 3);
    assert_eq!(profile::vibe_check(desk, &member).await.unwrap().turns[0], opening.turns[0]);
}

// ---- runs ----

async fn queued(product: &Product, member: &Member, key: &str) -> RunId {
    let desk = &product.web.desk;
    let new = NewRun {
        kind: Kind::AccountMail,
        idempotency_key: key.into(),
        input: serde_json::json!({ "mail": "verify_email" }),
        settings: serde_json::json!({}),
    };
    let mut tx = desk.db.owned(member.id()).await.unwrap();
    let run = run::create(&mut tx, desk, member.id(), &new).await.unwrap();
    tx.commit().await.unwrap();
    run
}

#[sqlx::test(migrations = "../migrations")]
async fn the_same_key_is_the_same_run_and_somebody_elses_key_is_another(admin: PgPool) {
    let product = Product::new(&admin).await;
    let (mara, other) = (product.member("mara@example.org").await, product.member("other@example.org").await);
    let first = queued(&product, &mara, "k").await;
    assert_eq!(first, queued(&product, &mara, "k").await);
    assert_ne!(first, queued(&product, &other, "k").await);
}

#[sqlx::test(migrations = "../migrations")]
async fn a_message_that_is_delivered_twice_is_worked_on_once(admin: PgPool) {
    let product = Product::new(&admin).await;
    let member = product.member("mara@example.org").await;
    let run = queued(&product, &member, "twice").await;
    tokio::join!(product.work(), product.work(), product.work());
    let found = run::find(&product.web.desk, member.id(), run).await.unwrap().unwrap();
    assert_eq!((found.snapshot.status, found.attempt), (Status::Completed, 1));
    let events = run::events_after(&product.web.desk, member.id(), run, 0).await.unwrap();
    let numbers: Vec<i64> = events.iter().map(|event| event.seq).collect();
    assert_eq!(numbers, (1..=found.snapshot.seq).collect::<Vec<_>>(), "no gap and no double");
    let keys = product.outbox().into_iter().map(|mail| mail.key).collect::<std::collections::HashSet<_>>();
    assert_eq!(keys.len(), product.outbox().len(), "each mail once");
}

#[sqlx::test(migrations = "../migrations")]
async fn a_run_whose_worker_died_is_queued_again_and_after_three_crashes_stopped(admin: PgPool) {
    let product = Product::new(&admin).await;
    let member = product.member("mara@example.org").await;
    let run = queued(&product, &member, "crash").await;
    let all = superuser(&admin).await;
    for crash in 1..=3 {
        // As a worker leaves it that was killed: leased, and the lease over.
        sqlx::query(
            "update run set status = 'running', attempt = attempt + 1, lease_token = gen_random_uuid(),
                    lease_until = now() - interval '1 second' where id = $1",
        )
        .bind(run.0)
        .execute(&all)
        .await
        .unwrap();
        run::sweep(&product.worker.desk).await.unwrap();
        let found = run::find(&product.web.desk, member.id(), run).await.unwrap().unwrap();
        assert_eq!(found.crashes, crash);
        assert_eq!(found.snapshot.status, if crash < 3 { Status::Queued } else { Status::Failed });
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn cancel_stops_a_queued_run_and_retry_makes_one_linked_run(admin: PgPool) {
    let product = Product::new(&admin).await;
    let desk = &product.web.desk;
    let member = product.member("mara@example.org").await;
    let run = queued(&product, &member, "cancel").await;
    assert!(matches!(run::retry(desk, member.id(), run).await, Err(Error::Conflict(_))));
    assert_eq!(run::cancel(desk, member.id(), run).await.unwrap().snapshot.status, Status::Cancelled);
    product.work().await;
    assert_eq!(run::find(desk, member.id(), run).await.unwrap().unwrap().attempt, 0, "a cancelled run is not claimed");
    let again = run::retry(desk, member.id(), run).await.unwrap();
    assert_eq!(again, run::retry(desk, member.id(), run).await.unwrap(), "pressing twice starts one");
    assert_eq!(run::find(desk, member.id(), again).await.unwrap().unwrap().retry_of, Some(run));
}

// ---- roles ----

#[sqlx::test(migrations = "../migrations")]
async fn limited_roles_are_accepted_and_greater_ones_are_named(admin: PgPool) {
    for role in ["job_agent_ui", "job_agent_worker"] {
        assert_eq!(db::excess_rights(&role_pool(&admin, role, 1).await).await.unwrap(), None);
    }
    assert!(db::excess_rights(&admin).await.unwrap().unwrap().contains("owns tables"));
    assert!(db::excess_rights(&superuser(&admin).await).await.unwrap().unwrap().contains("superuser"));
}

#[sqlx::test(migrations = "../migrations")]
async fn the_web_cannot_write_postings(admin: PgPool) {
    let product = Product::new(&admin).await;
    let desk = &product.web.desk;
    let mut tx = desk.db.shared().await.unwrap();
    let noted = posting::note_health(&mut tx, "sample", posting::Outcome::Ok, None, 1).await;
    assert!(noted.is_err());
}

#[sqlx::test(migrations = "../migrations")]
async fn a_cv_can_be_seen_before_it_is_read_into_a_profile(admin: PgPool) {
    let product = Product::new(&admin).await;
    let desk = &product.web.desk;
    let member = product.member("mara@example.org").await;
    product.uploaded(&member).await;
    let upload = profile::uploads(desk, &member).await.unwrap()[0].id;
    let pages = profile::pages_of_cv(desk, &member, upload).await.unwrap();
    assert!(pages[0].page.text.contains("Nordwind Payments"));
    assert!(pages[0].page.lines.iter().all(|line| line.ends.len() == line.cells.len() && !line.ends.is_empty()));
    assert_eq!(pages, profile::pages_of_cv(desk, &member, upload).await.unwrap(), "what was kept is what was read");
    let picture = profile::picture_of_page(desk, &member, upload, 1).await.unwrap();
    assert!(picture.starts_with(b"\x89PNG") && picture.len() > 20_000, "{} bytes", picture.len());
    assert!(matches!(profile::picture_of_page(desk, &member, upload, 9).await, Err(Error::Invalid(_))));
    assert!(profile::profile(desk, &member).await.unwrap().facts.is_empty(), "to look is not to read");
}

// ---- the digest ----

#[sqlx::test(migrations = "../migrations")]
async fn a_digest_tells_of_each_match_once_and_nothing_new_is_no_mail(admin: PgPool) {
    let product = Product::new(&admin).await;
    let desk = &product.web.desk;
    let member = product.member("mara@example.org").await;
    let digests = || product.outbox().into_iter().filter(|mail| mail.key.starts_with("digest-")).collect::<Vec<_>>();
    assert_eq!(delivery::digest(desk, &member).await.unwrap(), None);
    delivery::set_digest(desk, &member, Every::Day, 7, "Europe/Berlin").await.unwrap();
    product.tick("digest").await;
    assert_eq!(digests().len(), 0, "there is nothing yet");
    let last = delivery::digest(desk, &member).await.unwrap().unwrap().last_run_id.unwrap();
    let empty = run::find(desk, member.id(), last).await.unwrap().unwrap();
    assert_eq!((empty.snapshot.status, empty.output.unwrap()["sent"].as_bool()), (Status::Completed, Some(false)));

    product.profiled(&member).await;
    // What a search mails itself is not told again.
    let quiet = search::Criteria { deliver: false, ..search::default_criteria(desk, &member).await.unwrap() };
    search::start_search(desk, &member, &quiet, None, "first").await.unwrap();
    product.work().await;
    let matches = search::matches(desk, &member, None, None).await.unwrap();
    search::set_match_status(desk, &member, matches[1].id, MatchStatus::Saved, None).await.unwrap();
    product.tick("digest").await;
    let mail = &digests()[0];
    assert_eq!((mail.to.as_str(), mail.subject.clone()), ("mara@example.org", format!("{} new matches", matches.len() - 1)));
    let link = |id: job_agent::id::MatchId| format!("{}/matches/{id}", desk.public_url);
    assert!(mail.text.contains(&link(matches[0].id)) && mail.html.contains(&link(matches[0].id)), "{}", mail.text);
    let (new, waiting) = mail.text.split_once("Saved, and waiting for your application").unwrap();
    assert!(!new.contains(&link(matches[1].id)) && waiting.contains(&link(matches[1].id)), "{}", mail.text);

    product.tick("digest").await;
    assert_eq!(digests().len(), 1, "nothing is new, so no mail");
    delivery::pause_digest(desk, &member, true).await.unwrap();
    assert!(delivery::digest(desk, &member).await.unwrap().unwrap().paused);
    delivery::remove_digest(desk, &member).await.unwrap();
    assert_eq!(delivery::digest(desk, &member).await.unwrap(), None);
    for (hour, zone, field) in [(24, "Europe/Berlin", "hour"), (7, "Europe/Atlantis", "timezone")] {
        let Err(Error::Invalid(faults)) = delivery::set_digest(desk, &member, Every::Week, hour, zone).await else { panic!("{field}") };
        assert_eq!(faults[0].field, field);
    }
}
