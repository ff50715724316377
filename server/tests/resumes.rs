//! Working documents and the files that are made from them, over a real Postgres with the limited roles of a deployment.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod house;
mod json_resume;

use async_trait::async_trait;
use bytes::Bytes;
use house::{Product, role_pool, superuser};
use job_agent::account::Member;
use job_agent::document::{Design, Document, Look, Paper, Reader, Unreadable};
use job_agent::error::Error;
use job_agent::id::{ApplicationId, ResumeId, RunId};
use job_agent::resume::{self, About, ArtifactKind, Change, Edit, Part, Reason, Source, Working};
use job_agent::run::{self, Kind, Limits, Status, Worker};
use serde_json::Value;
use sha2::{Digest, Sha256};
use sqlx::PgPool;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// A profile that was read, and a résumé made of it.
async fn begun(product: &Product, email: &str) -> (Member, ResumeId) {
    let member = product.member(email).await;
    product.profiled(&member).await;
    let id = resume::create(&product.web.desk, &member, "Backend", &Source::Profile(None), "first").await.unwrap();
    (member, id)
}

async fn work_of(product: &Product, member: &Member, id: ResumeId) -> Working {
    resume::resume(&product.web.desk, member, id).await.unwrap().work
}

async fn confirmed(product: &Product, member: &Member, id: ResumeId) -> Working {
    let seen = work_of(product, member, id).await.revision;
    resume::confirm(&product.web.desk, member, id, seen).await.unwrap()
}

/// One entry of a section, by its place.
fn entry(work: &Working, part: Part, at: usize) -> u32 {
    work.draft.section(part).unwrap().entries[at].id
}

async fn write(product: &Product, member: &Member, id: ResumeId, field: &str, before: &str, after: &str) -> resume::Edited {
    let edit = Edit { field: field.into(), before: before.into(), after: after.into() };
    resume::edit(&product.web.desk, member, id, &[edit]).await.unwrap()
}

async fn exported(product: &Product, member: &Member, id: ResumeId, kind: ArtifactKind, key: &str) -> RunId {
    let run = resume::start_export(&product.web.desk, member, id, kind, key).await.unwrap();
    product.work().await;
    let ended = run::find(&product.web.desk, member.id(), run).await.unwrap().unwrap().snapshot;
    assert_eq!(ended.status, Status::Completed, "{:?}", ended.error_message);
    run
}

async fn newest(product: &Product, member: &Member, id: ResumeId, kind: ArtifactKind) -> (resume::Artifact, Vec<u8>) {
    let all = resume::artifacts(&product.web.desk, member, id).await.unwrap();
    let latest = all.into_iter().find(|of_kind| of_kind.kind == kind).unwrap().latest.unwrap();
    let (artifact, key) = resume::artifact(&product.web.desk, member, latest.id).await.unwrap();
    let bytes = product.web.desk.store.get(&key).await.unwrap();
    assert_eq!(hex::encode(Sha256::digest(&bytes)), artifact.sha256);
    assert_eq!(i64::try_from(bytes.len()).unwrap(), artifact.bytes);
    (artifact, bytes.to_vec())
}

// ---- the working document ----

#[sqlx::test(migrations = "../migrations")]
async fn a_resume_is_made_once_from_facts_and_each_value_has_its_fact(admin: PgPool) {
    let product = Product::new(&admin).await;
    let (member, id) = begun(&product, "mara@example.org").await;
    let desk = &product.web.desk;
    assert_eq!(resume::create(desk, &member, "Again", &Source::Profile(None), "first").await.unwrap(), id, "the same form");
    let made = resume::resume(desk, &member, id).await.unwrap();
    assert!(!made.facts.is_empty() && !made.work.confirmed && made.work.revision == 1);
    for section in &made.work.draft.sections {
        for entry in &section.entries {
            for name in entry.fields.keys() {
                assert!(entry.facts.keys().any(|key| key.split('[').next() == Some(name)), "{name} of {entry:?} has no fact");
            }
        }
    }
    let work = made.work.draft.section(Part::Work).unwrap();
    assert!(work.entries[0].text("name").contains("Nordwind"), "{:?}", work.entries[0]);
    let copy = resume::create(desk, &member, "Copy", &Source::Copy(id), "copy").await.unwrap();
    assert_eq!(work_of(&product, &member, copy).await.draft.sections, made.work.draft.sections);
    let empty = resume::create(desk, &member, "Empty", &Source::Nothing, "empty").await.unwrap();
    let empty = work_of(&product, &member, empty).await;
    assert_eq!(empty.draft.entry(1).unwrap().1.text("name"), "Mara Lindqvist");
    assert_eq!(resume::resumes(desk, &member).await.unwrap().len(), 3);
}

#[sqlx::test(migrations = "../migrations")]
async fn a_stale_save_clashes_and_loses_nothing(admin: PgPool) {
    let product = Product::new(&admin).await;
    let (member, id) = begun(&product, "mara@example.org").await;
    let before = work_of(&product, &member, id).await;
    let first = entry(&before, Part::Work, 0);
    let (field, other) = (format!("{first}.name"), format!("{first}.summary"));
    let name = before.draft.entry(first).unwrap().1.text("name");
    // Two tabs have the same text before them.
    assert_eq!(write(&product, &member, id, &field, &name, "Nordwind AG").await.clashes, []);
    let late = write(&product, &member, id, &field, &name, "Südwind").await;
    assert_eq!((late.clashes[0].field.as_str(), late.clashes[0].theirs.as_str()), (field.as_str(), "Nordwind AG"));
    assert_eq!(work_of(&product, &member, id).await.draft.entry(first).unwrap().1.text("name"), "Nordwind AG");
    let summary = before.draft.entry(first).unwrap().1.text("summary");
    assert_eq!(write(&product, &member, id, &other, &summary, "In short.").await.clashes, [], "another field is no clash");
    assert_eq!(write(&product, &member, id, &field, "Nordwind AG", "Südwind").await.clashes, [], "they saw it and keep theirs");
    // What throws something away has to have been seen.
    let about = About { seen: before.revision, entry: Some(first), part: None };
    let refused = resume::change(&product.web.desk, &member, id, Change::RemoveEntry, about).await;
    assert!(matches!(refused, Err(Error::Conflict(_))));
    assert!(matches!(resume::confirm(&product.web.desk, &member, id, before.revision).await, Err(Error::Conflict(_))));
}

#[sqlx::test(migrations = "../migrations")]
async fn fifty_edits_at_once_all_count(admin: PgPool) {
    let product = Product::new(&admin).await;
    let (member, id) = begun(&product, "mara@example.org").await;
    let work = work_of(&product, &member, id).await;
    let first = entry(&work, Part::Work, 0);
    let names = ["summary", "description", "location", "url", "position"];
    let edits = (0..50).map(|number| {
        let (name, product, member, work) = (names[number % names.len()], &product, &member, &work);
        async move {
            let before = work.draft.entry(first).unwrap().1.text(name);
            let after = if name == "url" { "https://example.org".to_owned() } else { format!("{name} {}", number % names.len()) };
            write(product, member, id, &format!("{first}.{name}"), &before, &after).await
        }
    });
    let all = futures::future::join_all(edits).await;
    assert!(all.iter().all(|edited| edited.clashes.is_empty()), "the same text twice is no clash");
    let after = work_of(&product, &member, id).await;
    assert_eq!(after.revision, work.revision + 5, "each text is written once");
    assert_eq!(after.draft.entry(first).unwrap().1.text("summary"), "summary 0");
}

#[sqlx::test(migrations = "../migrations")]
async fn what_was_done_is_undone_and_done_again_as_far_as_a_hundred_steps(admin: PgPool) {
    let product = Product::new(&admin).await;
    let (member, id) = begun(&product, "mara@example.org").await;
    let desk = &product.web.desk;
    let begin = work_of(&product, &member, id).await;
    assert!(!begin.can_undo && !begin.can_redo);
    let first = entry(&begin, Part::Work, 0);
    let field = format!("{first}.summary");
    let old = begin.draft.entry(first).unwrap().1.text("summary");
    write(&product, &member, id, &field, &old, "On").await;
    write(&product, &member, id, &field, "On", "One").await;
    let moved =
        resume::change(desk, &member, id, Change::HideSection, About { part: Some(Part::Skills), ..About::default() }).await.unwrap();
    let go = async |change| {
        let seen = work_of(&product, &member, id).await.revision;
        resume::change(desk, &member, id, change, About { seen, ..About::default() }).await.unwrap()
    };
    let back = go(Change::Undo).await;
    assert!(!back.draft.section(Part::Skills).unwrap().hidden && back.draft.entry(first).unwrap().1.text("summary") == "One");
    let back = go(Change::Undo).await;
    assert_eq!(back.draft.sections, begin.draft.sections, "letters typed one after the other are one step");
    assert!(!back.can_undo && back.can_redo);
    go(Change::Redo).await;
    assert_eq!(go(Change::Redo).await.draft, moved.draft);
    let stale = resume::change(desk, &member, id, Change::Undo, About { seen: begin.revision, ..About::default() }).await;
    assert!(matches!(stale, Err(Error::Conflict(_))), "nobody undoes what they have not seen");
    for number in 0..105 {
        let change = if number % 2 == 0 { Change::ShowSection } else { Change::HideSection };
        resume::change(desk, &member, id, change, About { part: Some(Part::Skills), ..About::default() }).await.unwrap();
    }
    let mut steps = 0;
    while go(Change::Undo).await.can_undo {
        steps += 1;
    }
    assert_eq!(steps + 1, 99);
    let kept: i64 = sqlx::query_scalar("select count(*) from resume_step").fetch_one(&superuser(&admin).await).await.unwrap();
    assert_eq!(kept, 100);
}

#[sqlx::test(migrations = "../migrations")]
async fn undo_leads_back_to_what_was_confirmed_and_its_facts_are_known(admin: PgPool) {
    let product = Product::new(&admin).await;
    let (member, id) = begun(&product, "mara@example.org").await;
    let desk = &product.web.desk;
    let begin = work_of(&product, &member, id).await;
    let first = entry(&begin, Part::Work, 0);
    let field = format!("{first}.summary");
    let old = begin.draft.entry(first).unwrap().1.text("summary");
    write(&product, &member, id, &field, &old, "On").await;
    confirmed(&product, &member, id).await;
    let typed = write(&product, &member, id, &field, "On", "One").await.work;
    let about = About { seen: typed.revision, ..About::default() };
    let back = resume::change(desk, &member, id, Change::Undo, about).await.unwrap();
    assert_eq!((back.draft.entry(first).unwrap().1.text("summary").as_str(), back.refusal()), ("On", None));
    let about = About { seen: back.revision, entry: Some(first), part: None };
    resume::change(desk, &member, id, Change::RemoveEntry, about).await.unwrap();
    let facts = resume::resume(desk, &member, id).await.unwrap().facts;
    let behind = begin.draft.entry(first).unwrap().1.facts();
    assert!(!behind.is_empty() && behind.iter().all(|id| facts.iter().any(|fact| fact.id == *id)), "undo may bring it back");
}

#[sqlx::test(migrations = "../migrations")]
async fn both_gates_are_shut_until_somebody_confirms_and_shut_again_by_a_change(admin: PgPool) {
    let product = Product::new(&admin).await;
    let (member, id) = begun(&product, "mara@example.org").await;
    let desk = &product.web.desk;
    let refused = async |key: &str| match resume::start_export(desk, &member, id, ArtifactKind::Json, key).await {
        Err(Error::Conflict(why)) => why,
        other => panic!("it was not refused: {other:?}"),
    };
    assert!(refused("a").await.contains("Nobody has confirmed"));
    let work = confirmed(&product, &member, id).await;
    assert_eq!(work.refusal(), None);
    let run = exported(&product, &member, id, ArtifactKind::Json, "b").await;
    let first = entry(&work, Part::Work, 0);
    let summary = work.draft.entry(first).unwrap().1.text("summary");
    write(&product, &member, id, &format!("{first}.summary"), &summary, "New.").await;
    let why = refused("c").await;
    assert!(why.contains("changed since") && why.contains("Work"), "{why}");
    assert_eq!(resume::start_export(desk, &member, id, ArtifactKind::Json, "b").await.unwrap(), run, "a form that is sent twice");
    let seen = work_of(&product, &member, id).await.revision;
    let back = resume::change(desk, &member, id, Change::Undo, About { seen, ..About::default() }).await.unwrap();
    assert_eq!(back.refusal(), None, "what was confirmed is there again");
    let flags: (bool, bool) =
        sqlx::query_as("select sections_confirmed, schema_dirty from resume").fetch_one(&superuser(&admin).await).await.unwrap();
    assert_eq!(flags, (true, false));
}

#[sqlx::test(migrations = "../migrations")]
async fn a_version_is_put_back_and_what_was_there_is_kept(admin: PgPool) {
    let product = Product::new(&admin).await;
    let (member, id) = begun(&product, "mara@example.org").await;
    let desk = &product.web.desk;
    let begin = work_of(&product, &member, id).await;
    let first = entry(&begin, Part::Work, 0);
    let about = About { seen: begin.revision, entry: Some(first), part: None };
    let changed = resume::change(desk, &member, id, Change::RemoveEntry, about).await.unwrap();
    let (card, differences) = resume::differences(desk, &member, id, 1).await.unwrap();
    assert_eq!((card.number, card.reason, card.is_present), (1, Reason::Import, false));
    assert!(differences.iter().any(|one| one.what == "Removed" && one.part == Part::Work), "{differences:?}");
    assert!(matches!(resume::restore(desk, &member, id, 1, begin.revision).await, Err(Error::Conflict(_))));
    let restored = resume::restore(desk, &member, id, 1, changed.revision).await.unwrap();
    assert_eq!(restored.draft.sections, begin.draft.sections);
    assert!(restored.can_undo);
    let all = resume::versions(desk, &member, id).await.unwrap();
    let said: Vec<_> = all.iter().map(|card| (card.number, card.reason, card.is_present)).collect();
    assert_eq!(said, [(3, Reason::Restore, true), (2, Reason::Edit, false), (1, Reason::Import, true)]);
    resume::keep(desk, &member, id).await.unwrap();
    assert_eq!(resume::versions(desk, &member, id).await.unwrap().len(), 3, "what is kept already is not kept twice");
}

// ---- files ----

#[sqlx::test(migrations = "../migrations")]
async fn every_kind_of_file_is_made_and_an_archive_lists_what_is_in_it(admin: PgPool) {
    let product = Product::new(&admin).await;
    let (member, id) = begun(&product, "mara@example.org").await;
    job_agent::search::start_from_profile(&product.web.desk, &member, "search").await.unwrap();
    product.work().await;
    confirmed(&product, &member, id).await;
    for kind in ArtifactKind::ALL {
        exported(&product, &member, id, kind, kind.key()).await;
        let (artifact, bytes) = newest(&product, &member, id, kind).await;
        assert_eq!((artifact.version, artifact.filename.as_str()), (1, format!("Backend-1.{}", kind.key()).as_str()));
        let days = (artifact.expires_at - artifact.created_at).num_days();
        assert_eq!(days, 90);
        let start: &[u8] = match kind {
            ArtifactKind::Pdf => b"%PDF",
            ArtifactKind::Docx | ArtifactKind::Zip => b"PK",
            ArtifactKind::Json => b"{",
        };
        assert!(bytes.starts_with(start), "{kind:?}");
        match (kind, artifact.read_back) {
            (ArtifactKind::Pdf | ArtifactKind::Docx, Some(read_back)) => {
                assert_eq!(read_back.survival.fields.len(), 5, "contact, employers, titles, dates and skills");
                assert!(read_back.survival.fields.iter().all(|field| field.kept == field.wanted), "{kind:?}: {read_back:?}");
            }
            (kind, read_back) => assert!(read_back.is_none(), "{kind:?} is not read back"),
        }
        if kind == ArtifactKind::Zip {
            let text = String::from_utf8_lossy(&bytes).into_owned();
            let from = text.rfind("{\n  \"files\"").or_else(|| text.rfind("\"files\": [")).expect("a manifest");
            let listed = text[from..].matches("sha256").count();
            assert!(listed >= 6, "{listed} files: PDF, DOCX, JSON and the letters");
            for name in ["Backend.pdf", "Backend.docx", "Backend.json", "letters/01-Letter_", "manifest.json"] {
                assert!(text.contains(name), "{name}");
            }
        }
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn versions_count_from_one_and_the_pointer_is_at_the_latest_of_five(admin: PgPool) {
    let product = Product::new(&admin).await;
    let (member, id) = begun(&product, "mara@example.org").await;
    confirmed(&product, &member, id).await;
    let mut runs = Vec::new();
    for key in ["1", "2", "3", "4", "5", "6", "7"] {
        runs.push(exported(&product, &member, id, ArtifactKind::Json, key).await);
    }
    assert_eq!(exported(&product, &member, id, ArtifactKind::Json, "3").await, runs[2], "an idempotent task");
    let of_json = resume::artifacts(&product.web.desk, &member, id).await.unwrap().pop().unwrap();
    let versions: Vec<_> = of_json.last.iter().map(|artifact| artifact.version).collect();
    assert_eq!((of_json.kind, versions), (ArtifactKind::Json, vec![7, 6, 5, 4, 3]));
    assert_eq!(of_json.latest.unwrap().run_id, runs[6]);
    // Another kind and another résumé count for themselves.
    exported(&product, &member, id, ArtifactKind::Pdf, "pdf").await;
    assert_eq!(newest(&product, &member, id, ArtifactKind::Pdf).await.0.version, 1);
}

/// A reader that is not there.
struct Away;

#[async_trait]
impl Reader for Away {
    async fn read(&self, _bytes: Bytes) -> Result<Document, Unreadable> {
        Err(Unreadable::ReaderDown)
    }

    async fn draw(&self, _bytes: Bytes, _page: u32) -> Result<Bytes, Unreadable> {
        Err(Unreadable::ReaderDown)
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn a_file_that_nobody_can_read_back_is_a_file_all_the_same(admin: PgPool) {
    let product = Product::new(&admin).await;
    let (member, id) = begun(&product, "mara@example.org").await;
    confirmed(&product, &member, id).await;
    let desk = &product.web.desk;
    let other = resume::create(desk, &member, "Other", &Source::Nothing, "other").await.unwrap();
    let run = resume::start_export(desk, &member, id, ArtifactKind::Pdf, "1").await.unwrap();
    let going = resume::exports_going(desk, &member, id).await.unwrap();
    assert_eq!(going.iter().map(|snapshot| snapshot.run_id).collect::<Vec<_>>(), [run]);
    assert!(resume::exports_going(desk, &member, other).await.unwrap().is_empty(), "of another résumé");
    let mut worker = product.worker.desk.clone();
    worker.reader = Arc::new(Away);
    let worker = Worker::new(worker, server::work::handlers(), "test".into(), Limits::default(), 1, CancellationToken::new());
    while worker.work_once().await.unwrap() {}
    let ended = run::find(desk, member.id(), run).await.unwrap().unwrap().snapshot;
    assert_eq!(ended.status, Status::Completed, "{:?}", ended.error_message);
    assert_eq!(newest(&product, &member, id, ArtifactKind::Pdf).await.0.read_back, None);
    assert!(resume::exports_going(desk, &member, id).await.unwrap().is_empty());
}

/// A run whose worker died after the file was kept, and one that two workers had.
#[sqlx::test(migrations = "../migrations")]
async fn a_run_that_is_worked_on_again_makes_no_second_file(admin: PgPool) {
    let product = Product::new(&admin).await;
    let (member, id) = begun(&product, "mara@example.org").await;
    confirmed(&product, &member, id).await;
    let run = exported(&product, &member, id, ArtifactKind::Json, "1").await;
    let (before, _) = newest(&product, &member, id, ArtifactKind::Json).await;
    let all = superuser(&admin).await;
    sqlx::query("alter table run disable trigger user").execute(&all).await.unwrap();
    sqlx::query("update run set status = 'queued', finished_at = null, output = null, lease_token = null, run_at = now() where id = $1")
        .bind(run.0)
        .execute(&all)
        .await
        .unwrap();
    sqlx::query("alter table run enable trigger user").execute(&all).await.unwrap();
    sqlx::query("delete from run_step").execute(&all).await.unwrap();
    product.work().await;
    let again = run::find(&product.web.desk, member.id(), run).await.unwrap().unwrap();
    assert_eq!(again.snapshot.status, Status::Completed);
    assert_eq!(again.output.unwrap()["version"], 1);
    assert_eq!(newest(&product, &member, id, ArtifactKind::Json).await.0, before);
}

#[sqlx::test(migrations = "../migrations")]
async fn a_hundred_exports_at_once_get_a_hundred_numbers(admin: PgPool) {
    let product = Product::with(&admin, &[], 12).await;
    let (member, id) = begun(&product, "mara@example.org").await;
    confirmed(&product, &member, id).await;
    let desk = &product.web.desk;
    let keys: Vec<String> = (0..100).map(|number| number.to_string()).collect();
    let asked = keys.iter().map(|key| resume::start_export(desk, &member, id, ArtifactKind::Json, key));
    for run in futures::future::join_all(asked).await {
        run.unwrap();
    }
    let slots = (0..10).map(|slot| {
        let (desk, limits) = (product.worker.desk.clone(), Limits { person: 100, ..Limits::default() });
        let worker = Worker::new(desk, server::work::handlers(), format!("test-{slot}"), limits, 1, CancellationToken::new());
        tokio::spawn(async move { while worker.work_once().await.unwrap() {} })
    });
    for slot in futures::future::join_all(slots).await {
        slot.unwrap();
    }
    let mut tx = desk.db.owned(member.id()).await.unwrap();
    let numbers: Vec<i32> = sqlx::query_scalar("select version from artifact order by version").fetch_all(&mut *tx).await.unwrap();
    assert_eq!(numbers, (1..=100).collect::<Vec<_>>());
    let latest: (i32, i32) =
        sqlx::query_as("select l.version, c.next_version from artifact_latest l join artifact_counter c using (resume_id, kind)")
            .fetch_one(&mut *tx)
            .await
            .unwrap();
    assert_eq!(latest, (100, 101));
}

#[sqlx::test(migrations = "../migrations")]
async fn a_file_is_never_changed_and_nobody_else_sees_it(admin: PgPool) {
    let product = Product::new(&admin).await;
    let (member, id) = begun(&product, "mara@example.org").await;
    let stranger = product.member("ada@example.org").await;
    confirmed(&product, &member, id).await;
    exported(&product, &member, id, ArtifactKind::Json, "1").await;
    let (artifact, _) = newest(&product, &member, id, ArtifactKind::Json).await;
    for role in ["job_agent_ui", "job_agent_worker", "job_agent_admin", "postgres"] {
        let pool = role_pool(&admin, role, 1).await;
        let mut tx = pool.begin().await.unwrap();
        sqlx::query("select set_config('app.user_id', $1, true)").bind(member.id().to_string()).execute(&mut *tx).await.unwrap();
        let refused = sqlx::query("update artifact set sha256 = 'x'").execute(&mut *tx).await.unwrap_err().to_string();
        assert!(refused.contains("never changed") || refused.contains("permission denied"), "{role}: {refused}");
    }
    let desk = &product.web.desk;
    let gone = |error: Error| matches!(error, Error::NotFound);
    assert!(gone(resume::resume(desk, &stranger, id).await.unwrap_err()));
    assert!(gone(resume::artifact(desk, &stranger, artifact.id).await.unwrap_err()));
    assert!(gone(resume::artifacts(desk, &stranger, id).await.unwrap_err()));
    assert!(gone(resume::versions(desk, &stranger, id).await.unwrap_err()));
    assert!(gone(resume::differences(desk, &stranger, id, 1).await.unwrap_err()));
    assert!(gone(resume::restore(desk, &stranger, id, 1, 1).await.unwrap_err()));
    assert!(gone(resume::confirm(desk, &stranger, id, 1).await.unwrap_err()));
    assert!(gone(resume::keep(desk, &stranger, id).await.unwrap_err()));
    assert!(gone(resume::preview(desk, &stranger, id).await.unwrap_err()));
    assert!(gone(resume::remove(desk, &stranger, id).await.unwrap_err()));
    assert!(gone(resume::start_export(desk, &stranger, id, ArtifactKind::Json, "1").await.unwrap_err()));
    assert!(gone(resume::create(desk, &stranger, "Mine", &Source::Copy(id), "1").await.unwrap_err()));
    assert!(gone(resume::edit(desk, &stranger, id, &[]).await.unwrap_err()));
    assert!(gone(resume::change(desk, &stranger, id, Change::Undo, About::default()).await.unwrap_err()));
    assert_eq!(resume::resumes(desk, &stranger).await.unwrap(), []);
}

#[sqlx::test(migrations = "../migrations")]
async fn work_for_all_sees_no_file_whose_time_is_not_over_and_letters_are_files_too(admin: PgPool) {
    let product = Product::new(&admin).await;
    let (member, id) = begun(&product, "mara@example.org").await;
    job_agent::search::start_from_profile(&product.web.desk, &member, "search").await.unwrap();
    product.work().await;
    confirmed(&product, &member, id).await;
    exported(&product, &member, id, ArtifactKind::Json, "1").await;
    let mut tx = product.worker.desk.db.pool().begin().await.unwrap();
    sqlx::query("select set_config('app.purpose', 'working', true)").execute(&mut *tx).await.unwrap();
    assert_eq!(sqlx::query_scalar::<_, i64>("select count(*) from artifact").fetch_one(&mut *tx).await.unwrap(), 0);
    drop(tx);
    let mut tx = product.worker.desk.db.owned(member.id()).await.unwrap();
    let keys: Vec<String> =
        sqlx::query_scalar("select key from personal_files($1) key").bind(member.id().0).fetch_all(&mut *tx).await.unwrap();
    for folder in ["artifact/", "letter/"] {
        assert!(keys.iter().any(|key| key.starts_with(folder)), "{folder} in {keys:?}");
    }
}

#[sqlx::test(migrations = "../migrations")]
async fn retention_takes_what_is_over_and_keeps_the_latest_and_what_was_sent(admin: PgPool) {
    let product = Product::new(&admin).await;
    let (member, id) = begun(&product, "mara@example.org").await;
    let desk = &product.web.desk;
    confirmed(&product, &member, id).await;
    for key in ["1", "2", "3", "4"] {
        exported(&product, &member, id, ArtifactKind::Json, key).await;
    }
    let mut of_json = resume::artifacts(desk, &member, id).await.unwrap().pop().unwrap().last;
    of_json.reverse();
    let keys = futures::future::join_all(of_json.iter().map(|one| resume::artifact(desk, &member, one.id))).await;
    let keys: Vec<String> = keys.into_iter().map(|found| found.unwrap().1).collect();
    let mut tx = desk.db.owned(member.id()).await.unwrap();
    resume::attach(&mut tx, member.id(), of_json[0].id, desk.new_id::<ApplicationId>()).await.unwrap();
    tx.commit().await.unwrap();
    let all = superuser(&admin).await;
    let age = |days: &'static str| {
        let all = all.clone();
        async move {
            // Time passes for these rows; nobody in the product can do this.
            sqlx::query("alter table artifact disable trigger artifact_stays").execute(&all).await.unwrap();
            let older = format!("update artifact set expires_at = expires_at - interval '{days}' where version <> 2");
            sqlx::query(sqlx::AssertSqlSafe(older)).execute(&all).await.unwrap();
            sqlx::query("alter table artifact enable trigger artifact_stays").execute(&all).await.unwrap();
        }
    };
    age("91 days").await;
    product.tick("retention").await;
    let left: Vec<i32> = sqlx::query_scalar("select version from artifact order by version").fetch_all(&all).await.unwrap();
    assert_eq!(left, [1, 2, 4], "the sent one, the young one and the latest");
    for (at, there) in [(0, true), (1, true), (2, false), (3, true)] {
        assert_eq!(desk.store.get(&keys[at]).await.is_ok(), there, "file {}", at + 1);
    }
    let mut tx = desk.db.owned(member.id()).await.unwrap();
    let late = resume::attach(&mut tx, member.id(), of_json[3].id, desk.new_id::<ApplicationId>()).await;
    assert!(matches!(late, Err(Error::Conflict(_))), "retention may be at it");
    drop(tx);
    // Thrown away for a month: everything goes but what was sent.
    resume::remove(desk, &member, id).await.unwrap();
    product.tick("retention").await;
    let count = "select count(*) from artifact";
    assert_eq!(sqlx::query_scalar::<_, i64>(count).fetch_one(&all).await.unwrap(), 3);
    sqlx::query("update resume set removed_at = now() - interval '31 days'").execute(&all).await.unwrap();
    product.tick("retention").await;
    let left: Vec<i32> = sqlx::query_scalar("select version from artifact").fetch_all(&all).await.unwrap();
    assert_eq!(left, [1]);
    let runs = run::list(desk, member.id(), 50).await.unwrap();
    assert!(runs.iter().all(|run| run.kind != Kind::Retention));
    assert_eq!(sqlx::query_scalar::<_, i64>("select count(*) from resume").fetch_one(&all).await.unwrap(), 1, "its sent file needs it");
}

#[sqlx::test(migrations = "../migrations")]
async fn what_is_thrown_away_comes_back(admin: PgPool) {
    let product = Product::new(&admin).await;
    let (member, id) = begun(&product, "mara@example.org").await;
    let desk = &product.web.desk;
    resume::remove(desk, &member, id).await.unwrap();
    assert!(matches!(resume::resume(desk, &member, id).await, Err(Error::NotFound)));
    assert_eq!(resume::resumes(desk, &member).await.unwrap(), []);
    assert_eq!(resume::removed_resumes(desk, &member).await.unwrap()[0].id, id);
    resume::bring_back(desk, &member, id).await.unwrap();
    assert_eq!(resume::resumes(desk, &member).await.unwrap()[0].id, id);
}

#[sqlx::test(migrations = "../migrations")]
async fn nobody_has_more_than_fifty(admin: PgPool) {
    let product = Product::new(&admin).await;
    let (member, id) = begun(&product, "mara@example.org").await;
    let (desk, member) = (&product.web.desk, &member);
    let make = |key: String| async move { resume::create(desk, member, "One more", &Source::Nothing, &key).await };
    for number in 2..resume::RESUMES_MAX {
        make(number.to_string()).await.unwrap();
    }
    let at_once = futures::future::join_all(["a", "b", "c"].map(|key| make(key.into()))).await;
    assert_eq!(at_once.iter().filter(|made| made.is_ok()).count(), 1, "{at_once:?}");
    resume::remove(desk, member, id).await.unwrap();
    make("d".into()).await.unwrap();
    assert!(matches!(resume::bring_back(desk, member, id).await, Err(Error::Conflict(_))));
    let another = resume::resumes(desk, member).await.unwrap()[0].id;
    resume::remove(desk, member, another).await.unwrap();
    resume::bring_back(desk, member, id).await.unwrap();
    assert_eq!(resume::resumes(desk, member).await.unwrap().len(), resume::RESUMES_MAX);
}

// ---- JSON Resume ----

/// As the standard's schema (v1.0.0) has it.
#[sqlx::test(migrations = "../migrations")]
async fn a_json_file_is_valid_json_resume(admin: PgPool) {
    let product = Product::new(&admin).await;
    let (member, id) = begun(&product, "mara@example.org").await;
    confirmed(&product, &member, id).await;
    exported(&product, &member, id, ArtifactKind::Json, "1").await;
    let (_, bytes) = newest(&product, &member, id, ArtifactKind::Json).await;
    let file: Value = serde_json::from_slice(&bytes).unwrap();
    assert!(file["work"][0]["name"].as_str().unwrap().contains("Nordwind"), "{file:#}");
    is_valid(&file);
    // Everything at once that a person can type, and the schema that the standard's own program checks with.
    let id = resume::create(&product.web.desk, &member, "Full", &Source::Nothing, "full").await.unwrap();
    let texts = [("url", "example.org/x"), ("location.countryCode", "de"), ("email", "ada+cv@example.org")];
    for part in Part::ALL {
        let desk = &product.web.desk;
        let entry = match part {
            Part::Basics => 1,
            _ => {
                let next = work_of(&product, &member, id).await.draft.next;
                let about = About { part: Some(part), entry: Some(next), seen: 0 };
                resume::change(desk, &member, id, Change::AddEntry, about).await.unwrap();
                next
            }
        };
        let present = work_of(&product, &member, id).await;
        for spec in part.fields() {
            let dated = spec.name.to_lowercase().contains("date").then_some("2021-03");
            let text = dated.or_else(|| texts.iter().find(|(name, _)| *name == spec.name).map(|(_, text)| *text)).unwrap_or("One\nTwo");
            let before = present.draft.entry(entry).unwrap().1.text(spec.name);
            write(&product, &member, id, &format!("{entry}.{}", spec.name), &before, text).await;
        }
    }
    confirmed(&product, &member, id).await;
    exported(&product, &member, id, ArtifactKind::Json, "2").await;
    let (_, bytes) = newest(&product, &member, id, ArtifactKind::Json).await;
    let file: Value = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(file.as_object().unwrap().len(), 14, "every section, the schema's name and the meta data: {file:#}");
    is_valid(&file);
}

fn is_valid(file: &Value) {
    assert_eq!(json_resume::faults(file), Vec::<String>::new(), "{file:#}");
    let wrong = serde_json::json!({ "basics": { "email": "nobody", "url": "x" }, "work": [{ "startDate": "spring" }], "skills": {} });
    assert_eq!(json_resume::faults(&wrong).len(), 4, "the schema refuses something");
}

#[sqlx::test(migrations = "../migrations")]
async fn letters_look_as_was_chosen_last(admin: PgPool) {
    let product = Product::new(&admin).await;
    let (member, id) = begun(&product, "mara@example.org").await;
    let desk = &product.web.desk;
    let look = Look { design: Design::Compact, paper: Paper::Letter, ..Look::default() };
    resume::set_look(desk, &member, id, "Backend", "en", &look).await.unwrap();
    assert_eq!(job_agent::profile::profile(desk, &member).await.unwrap().look, look);
}
