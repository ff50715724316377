use super::*;
use chrono::{DateTime, TimeDelta, Utc};
use links::Signed;
use stand_in::StandIn;
use std::sync::Mutex;

mod stand_in;

/// A clock that is turned by hand.
pub(super) struct Hands(Mutex<DateTime<Utc>>);

impl Clock for Hands {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
    }
}

pub(super) fn hands() -> Arc<Hands> {
    Arc::new(Hands(Mutex::new(DateTime::from_timestamp(1_800_000_000, 0).unwrap())))
}

fn on_disk() -> (tempfile::TempDir, ObjectStore) {
    let folder = tempfile::tempdir().unwrap();
    let store = ObjectStore::local(&folder.path().join("files"), Arc::new(FileLinks::new(&["a".repeat(64).into()], hands()))).unwrap();
    (folder, store)
}

const SERVED: Served<'static> =
    Served { key: "artifact/a.pdf", filename: "Ada's résumé.pdf", media_type: "application/pdf", sha256: "00" };

/// What every place does alike.
async fn conforms(store: &dyn Store) {
    store.put("uploads/a1.pdf", Bytes::from_static(b"one")).await.unwrap();
    store.put("uploads/a1.pdf", Bytes::from_static(b"two")).await.unwrap();
    assert_eq!(store.get("uploads/a1.pdf").await.unwrap(), Bytes::from_static(b"two"));
    store.delete("uploads/a1.pdf").await.unwrap();
    store.delete("uploads/a1.pdf").await.unwrap();
    assert!(matches!(store.get("uploads/a1.pdf").await, Err(Failure::Missing)));
    assert!(matches!(store.open("uploads/a1.pdf", None).await, Err(Failure::Missing)));
    store.check().await.unwrap();

    // More than comes in one piece.
    let large: Vec<u8> = (0..3_000_000_u32).map(|number| number.to_le_bytes()[0]).collect();
    let length = large.len() as u64;
    store.put("large", large.clone().into()).await.unwrap();
    let reading = store.open("large", None).await.unwrap();
    assert_eq!((reading.size, reading.range.clone()), (length, 0..length));
    let back: Vec<Bytes> = reading.pieces.map(Result::unwrap).collect().await;
    assert!(back.concat() == large, "what is read is what was written");
    let part = store.open("large", Some(10..20)).await.unwrap();
    assert_eq!((part.size, part.range.clone()), (length, 10..20));
    assert_eq!(part.pieces.map(Result::unwrap).collect::<Vec<_>>().await.concat(), &large[10..20]);
    for key in ["../secret", "/etc/passwd", "a/../../secret", "", "a//b", ".hidden", "a\\b", "a b", "ä", "a/%2e%2e/b"] {
        assert!(matches!(store.put(key, Bytes::new()).await, Err(Failure::Unwritable(_))), "{key}");
        assert!(matches!(store.get(key).await, Err(Failure::Missing)), "{key}");
        store.delete(key).await.unwrap();
    }
}

#[tokio::test]
async fn the_disk_conforms_and_a_key_cannot_leave_the_folder() {
    let (folder, store) = on_disk();
    std::fs::write(folder.path().join("secret"), "secret").unwrap();
    conforms(&store).await;
    assert!(folder.path().join("secret").exists());
}

#[tokio::test]
async fn s3_conforms_and_each_request_is_signed_right() {
    rustls::crypto::ring::default_provider().install_default().ok();
    let stand_in = StandIn::open().await;
    let store = ObjectStore::s3(&stand_in.settings("job/agent/")).unwrap();
    conforms(&store).await;
    assert!(stand_in.keys().iter().all(|key| key.starts_with("job/agent/")), "{:?}", stand_in.keys());
    assert_eq!(stand_in.refused(), 0);
}

#[tokio::test]
async fn a_link_of_s3_gives_one_file_to_be_saved() {
    rustls::crypto::ring::default_provider().install_default().ok();
    let stand_in = StandIn::open().await;
    let store = ObjectStore::s3(&stand_in.settings("")).unwrap();
    store.put(SERVED.key, Bytes::from_static(b"%PDF")).await.unwrap();
    store.put("artifact/b.pdf", Bytes::from_static(b"%PDF of somebody else")).await.unwrap();
    let link = store.link(SERVED, Duration::from_secs(300)).await.unwrap();
    let answer = reqwest::get(&link).await.unwrap();
    assert_eq!(
        (answer.status().as_u16(), answer.headers()["content-disposition"].to_str().unwrap()),
        (200, "attachment; filename=\"Ada_s r_sum_.pdf\"; filename*=UTF-8''Ada%27s%20r%C3%A9sum%C3%A9.pdf")
    );
    assert_eq!(answer.headers()["content-type"], "application/pdf");
    assert_eq!(answer.bytes().await.unwrap(), "%PDF");
    for other in [link.replace("a.pdf", "b.pdf"), link.replace("attachment", "inline"), link.replace("=300", "=3000")] {
        assert_ne!(other, link);
        assert_eq!(reqwest::get(&other).await.unwrap().status().as_u16(), 403, "{other}");
    }
    let wrong = S3 { secret: "another".to_owned().into(), ..stand_in.settings("") };
    let failure = ObjectStore::s3(&wrong).unwrap().check().await.unwrap_err();
    assert!(!failure.to_string().contains("another"), "{failure}");
}

#[tokio::test]
async fn a_place_that_takes_no_files_is_unwritable_and_keeps_what_it_has() {
    let (folder, store) = on_disk();
    store.put("kept", Bytes::from_static(b"kept")).await.unwrap();
    // A file where a folder is needed refuses everybody, root too, as a full disk does.
    std::fs::write(folder.path().join("files/blocked"), "").unwrap();
    assert!(matches!(store.put("blocked/a", Bytes::from_static(b"a")).await, Err(Failure::Unwritable(_))));
    assert_eq!(store.get("kept").await.unwrap(), Bytes::from_static(b"kept"));
}

#[test]
fn a_folder_that_cannot_be_made_stops_the_start_with_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let failure = ObjectStore::local(&file.join("below"), Arc::new(FileLinks::new(&[], hands()))).unwrap_err();
    assert!(failure.to_string().contains("below"), "{failure}");
}

/// The parts of an address of ours, as a form of the web reads them.
fn read(link: &str) -> Signed {
    let uri: http::Uri = link.parse().unwrap();
    axum::extract::Query::<Signed>::try_from_uri(&uri).unwrap().0
}

#[test]
fn a_link_of_ours_is_for_one_file_and_a_while() {
    let clock = hands();
    let links = FileLinks::new(&["a".repeat(64).into()], clock.clone());
    let link = links.sign(SERVED, Duration::from_secs(300));
    assert!(link.starts_with("/files?key=artifact%2Fa.pdf&"), "{link}");
    let claim = links.check(read(&link)).unwrap();
    assert_eq!((claim.key.as_str(), claim.name.as_str(), claim.media_type.as_str()), (SERVED.key, SERVED.filename, SERVED.media_type));
    for (part, other) in [
        ("a.pdf", "b.pdf"),
        ("r%C3%A9sum%C3%A9", "virus"),
        ("application", "text"),
        ("sum=00", "sum=01"),
        ("until=1", "until=2"),
        ("signature=", "signature=00"),
    ] {
        let forged = link.replacen(part, other, 1);
        assert_ne!(forged, link, "{part}");
        assert_eq!(links.check(read(&forged)), None, "{part}");
    }
    // What slides from one part into the next is another text.
    let slid = link.replacen("&name=Ada", "A&name=da", 1);
    assert_eq!(links.check(read(&slid)), None);
    assert_eq!(FileLinks::new(&["b".repeat(64).into()], hands()).check(read(&link)), None, "another deployment's");
    let renewed = FileLinks::new(&["b".repeat(64).into(), "a".repeat(64).into()], clock.clone());
    assert!(renewed.check(read(&link)).is_some(), "an older key still counts");
    *clock.0.lock().unwrap() += TimeDelta::seconds(301);
    assert_eq!(links.check(read(&link)), None, "its time is over");
}
